# Programs as steps: shell, the runtimes, folders with a node.yaml; and that
# nothing of a run outlives it.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db"

# wf FILE: a workflow of the steps on stdin
wf() {
	printf 'name: programs\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n' >"$1"
	cat >>"$1"
}
# gone WITHIN PID TITLE: the process ends within so many tenths of a second
gone() {
	i=0
	while [ "$i" -lt "$1" ] && kill -0 "$2" 2>/dev/null &&
		! grep -q ') Z' "/proc/$2/stat" 2>/dev/null; do
		sleep 0.1
		i=$((i + 1))
	done
	if [ "$i" -lt "$1" ]; then ok "$3"; else not_ok "$3"; fi
}
wait_for() { # wait_for FILE: until it has something in it
	i=0
	while [ ! -s "$1" ] && [ "$i" -lt 100 ]; do
		sleep 0.05
		i=$((i + 1))
	done
}

# ---- shell: values arrive as they are ----

hostile='{"v": ["$(touch pwned)", "`touch pwned`", "a b  c", "'\''; touch pwned; '\''", "\"", "*", "~", "-n",
 "--help", "", "new\nline", "$HOME", "a\\b", "|&;<>(){}!#", "€"]}'
wf args.yaml <<'E'
  - id: a
    use: shell
    inputs:
      script: 'for a; do printf "%s," "$a"; done'
      args: js/ctx.request.body.v
      parse: text
  - id: b
    use: shell
    inputs: {argv: "js/['printf', '%s,', ...ctx.request.body.v]"}
  - id: c
    use: shell
    inputs:
      script: for n in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do eval "printf '%s,' \"\$V$n\""; done
      env: js/Object.fromEntries(ctx.request.body.v.map((v, i) => ['V' + i, v]))
  - id: d
    use: shell
    inputs: {argv: [cat], stdin: "js/ctx.request.body.v.join(',') + ','"}
  - id: same
    use: expr
    inputs:
      expression: >-
        [ctx.state.a, ctx.state.b.stdout, ctx.state.c.stdout, ctx.state.d.stdout]
        .map(s => s === ctx.request.body.v.join(',') + ',')
  - id: count
    use: shell
    inputs: {script: 'echo $#', args: js/ctx.request.body.v, parse: json}
E
run blokctl workflow run args.yaml --input "$hostile" --json
status_is 0 'args.yaml: status 0'
json_is state.same '[true,true,true,true]' 'every metacharacter arrives: args, argv, env, stdin'
json_is state.count 15 'each element is one argument'
is "$(ls pwned 2>/dev/null)" '' 'nothing of it was run'

wf io.yaml <<'E'
  - id: whole
    use: shell
    inputs: {script: 'printf out; printf err >&2; exit 3', okCodes: [0, 3]}
  - id: in
    use: shell
    inputs: {argv: [cat], stdin: "text\n", parse: text}
  - id: json
    use: shell
    inputs: {argv: [cat], stdin: {a: [1, "x"]}, parse: json}
  - id: lines
    use: shell
    inputs: {script: 'printf "a\n\nb"', parse: lines}
  - id: cwd
    use: shell
    inputs: {argv: [pwd], cwd: /usr, parse: text}
  - id: variables
    use: shell
    inputs:
      script: 'echo "${GREETING} ${HOME-none} ${ctx-shell}"'
      env: {GREETING: "hi ${ctx.workflow_name}", HOME: null}
      parse: text
  - id: dash
    use: shell
    inputs: {script: "-x 2>/dev/null || echo none", parse: text}
  - id: bytes
    use: shell
    inputs: {script: "printf 'a\\377b\\0c'", parse: text}
  - id: nothing
    use: shell
    inputs: {argv: ["true"]}
  - id: types
    use: shell
    inputs: {argv: [printf, "%s;", 1, 2.5, true, null, {a: 1}], parse: text}
E
run blokctl workflow run io.yaml --json
status_is 0
json_is state.whole '{"exitCode":3,"stdout":"out","stderr":"err"}'
json_is state.in text
json_is state.json '{"a":[1,"x"]}'
json_is state.lines '["a","","b"]'
json_is state.cwd /usr
json_is state.variables 'hi programs none shell' 'env is set, null takes away, ${…} is the shell'\''s'
json_is state.dash none 'a script may begin with a dash'
json_is state.bytes 'a�b�c' 'bytes that are no text are replaced'
json_is state.nothing '{"exitCode":0,"stdout":"","stderr":""}'
json_is state.types '1;2.5;true;;{"a":1};'
run blokctl workflow logs last
out_has 'err' 'the output is in the log'

wf ids.yaml <<'E'
  - id: e
    forEach:
      in: [1, 2]
      as: n
      do:
        - id: s
          use: shell
          inputs:
            script: 'echo "$BLOKCTL_STEP_ID $BLOKCTL_STEP_PATH $BLOK_IDEMPOTENCY_KEY $BLOKCTL_RUN_ID $TRACEPARENT"'
            parse: text
  - id: own
    use: shell
    idempotencyKey: order-7
    inputs: {script: 'echo "$BLOK_IDEMPOTENCY_KEY"', parse: text}
E
run blokctl workflow run ids.yaml --json --no-store
is "$(json_get state.e.0 | cut -d' ' -f1,2)" 's e[0]/s' 'a step knows its id and its path'
is "$(json_get state.e.0 | cut -d' ' -f4)" "$(json_get run_id)" 'a step knows its run'
is "$(json_get state.e.0 | cut -d' ' -f5 | grep -c '^00-[0-9a-f]\{32\}-[0-9a-f]\{16\}-01$')" 1 'TRACEPARENT has its form'
[ "$(json_get state.e.0 | cut -d' ' -f3)" != "$(json_get state.e.1 | cut -d' ' -f3)" ]
is $? 0 'each item has an idempotency key of its own'
json_is state.own order-7 'the step'\''s own key wins'

# ---- shell: failures ----

fails() { # fails INPUTS STATUS MESSAGE
	wf f.yaml <<E
  - {id: s, use: shell, inputs: $1}
E
	run timeout 20 blokctl workflow run --no-store f.yaml
	status_is "$2"
	err_has "$3"
}
fails '{script: "echo first >&2; echo last >&2; exit 4"}' 4 "the script ended with status 4: last"
fails '{argv: ["false"]}' 4 "false ended with status 1"
fails '{script: "kill -9 $$"}' 4 'was ended by signal 9 (Killed)'
fails '{argv: [no-such-program-here]}' 4 "there is no program 'no-such-program-here'"
fails '{argv: [ls], cwd: /no/such}' 4 "cannot go to '/no/such'"
fails '{argv: [echo, hi], parse: json}' 4 'the output is no JSON'
fails '{script: "sleep 20", timeout: 200ms}' 124 'longer than its timeout of 200ms'
fails '{script: "yes", maxOutput: 5000}' 4 'it wrote more than 5000 bytes'
fails '{argv: [ls], env: {"A=B": c}}' 4 "'A=B' cannot name an environment variable"
fails '{script: "while :; do :; done", limits: {cpu: 1}}' 4 'CPU time limit'
wf slow.yaml <<'E'
  - {id: s, use: shell, maxDuration: 200, inputs: {script: sleep 20}}
E
run timeout 20 blokctl workflow run --no-store slow.yaml
status_is 124
err_has 'maxDuration of 200ms'
run timeout 20 blokctl workflow run --no-store slow.yaml --timeout 100ms
status_is 124
wf caught.yaml <<'E'
  - id: t
    tryCatch:
      try: [{id: s, use: shell, inputs: {script: "echo no >&2; exit 9"}}]
      catch: [{id: c, use: expr, inputs: {expression: ctx.error.message}}]
E
run blokctl workflow run --no-store caught.yaml --json
json_is state.c 'the script ended with status 9: no'
wf retried.yaml <<'E'
  - id: s
    use: shell
    retry: {maxAttempts: 3, minTimeoutInMs: 1}
    inputs: {script: 'echo x >> tries; [ "$(grep -c x tries)" = 3 ]'}
E
run blokctl workflow run --no-store retried.yaml
status_is 0 'a failing program is retried'

# ---- shell: what is refused before the run ----

refused() { # refused INPUTS MESSAGE
	wf r.yaml <<E
  - {id: s, use: shell, inputs: $1}
E
	run blokctl workflow validate r.yaml
	status_is 3
	out_has "$2"
}
refused '{script: "echo ${ctx.state.a}"}' 'no value is put into a script'
out_has 'r.yaml:5:48: error' 'the place is that of the expression'
out_has '"$1" in the script' 'the hint shows how'
refused '{script: "js/ctx.state.a"}' 'no value is put into a script'
refused '{script: {$ref: {step: a, path: []}}}' "'script' must be text as it stands"
refused '{}' "either 'script' or 'argv'"
refused '{script: "true", argv: ["true"]}' "either 'script' or 'argv'"
refused '{script: "true", timeout: soon}' 'timeout must match pattern'
wf w.yaml <<'E'
  - {id: s, use: shell, inputs: {argv: [bash, -c, "echo ${ctx.request.body}"]}}
E
run blokctl workflow validate w.yaml
status_is 0
out_has 'warning: a shell would run what is in the data'

# ---- nothing outlives its run ----

wf left.yaml <<'E'
  - {id: s, use: shell, inputs: {script: 'sleep 300 & echo $! > pid; echo done', parse: text}}
E
run timeout 20 blokctl workflow run --no-store left.yaml
status_is 0 'a program in the background does not hold the step up'
gone 20 "$(cat pid)" 'and is ended with it'

cat >stubborn.sh <<'E'
trap "" TERM INT
sh -c 'echo $$ > inner; while :; do sleep 0.2; done' &
echo $$ > outer
wait
E
wf long.yaml <<'E'
  - {id: s, use: shell, inputs: {argv: [sh, stubborn.sh]}}
E
# begin: blokctl with two stubborn processes below it, $runner
begin() {
	rm -f inner outer
	blokctl workflow run long.yaml >"$T/out" 2>"$T/err" &
	runner=$!
	wait_for inner
	wait_for outer
}
begin
kill -9 $runner
wait $runner 2>/dev/null
gone 20 "$(cat outer)" 'kill -9 of blokctl: the program is gone within 2 s'
gone 5 "$(cat inner)" 'and its child'
for signal in INT TERM; do
	begin
	kill -$signal $runner
	wait $runner
	status=$?
	last_command="blokctl workflow run, SIG$signal"
	status_is "$([ $signal = INT ] && echo 130 || echo 143)" "SIG$signal: its exit status"
	gone 20 "$(cat outer)" "SIG$signal: the program is gone"
	gone 5 "$(cat inner)" 'and its child'
done

# ---- runtimes ----

mkdir -p .blok nodes/python3/deep nodes/nodejs nodes/bash flows/sub
cat >nodes/python3/py.py <<'E'
import os, sys, time, json
calls = 0
class Refused(Exception):
    category = "NOT_FOUND"
    code = "NO_SUCH"
def run(inputs, ctx):
    global calls
    calls += 1
    do = inputs.get("do")
    if do == "print":
        print("to stdout"); print("to stderr", file=sys.stderr); ctx["log"]("to log", "warn")
        os.system("echo from a child")
    elif do == "fail":
        raise ValueError("bad value")
    elif do == "refuse":
        raise Refused("not here")
    elif do == "exit":
        sys.exit(3)
    elif do == "die":
        print("last words", file=sys.stderr); os._exit(7)
    elif do == "hang":
        open("worker.pid", "w").write(str(os.getpid())); time.sleep(60)
    elif do == "pid":
        time.sleep(inputs.get("for", 0)); return os.getpid()
    elif do == "ctx":
        ctx["vars"]["fresh"] = calls
        return {k: ctx[k] for k in ("run_id", "step_id", "step_path", "workflow", "previous", "request")}
    elif do == "strange":
        return {"nan": float("nan"), "t": (1, 2), "s": "\ud83d\ude00", "u": "é\u2028"}
    elif do == "large":
        return "x" * inputs["n"]
    elif do == "unserialisable":
        return object()
    return inputs
E
cat >nodes/python3/deep/tax.py <<'E'
async def run(inputs, ctx):
    return inputs["a"] * 2
E
cat >nodes/nodejs/js.mjs <<'E'
export default async (inputs, ctx) => {
	if (inputs.do === "print") { console.log("to stdout"); ctx.log("to log", "warn"); }
	if (inputs.do === "fail") throw Object.assign(new TypeError("bad value"), { http_status: 422 });
	if (inputs.do === "ctx") { ctx.vars.fresh = 1; return { id: ctx.step_id, q: ctx.request.body }; }
	if (inputs.do === "undefined") return undefined;
	return inputs;
};
E
cat >nodes/bash/sh.sh <<'E'
input=$(cat)
case $input in
*fail*) echo '{"error": {"message": "not so", "category": "CONFLICT", "name": "Clash"}}'; exit 1 ;;
*quiet*) ;;
*plain*) echo oops >&2; exit 5 ;;
*) echo "to the log" >&2; printf '{"got": %s, "step": "%s"}' "$input" "$BLOKCTL_STEP_ID" ;;
esac
E
step() { # step USE TYPE INPUTS: runs one step in flows/sub, two folders below the project
	wf flows/sub/s.yaml <<E
  - {id: s, use: "$1", $2 inputs: $3}
E
	run timeout 30 blokctl workflow run --no-store flows/sub/s.yaml --json --input '{"q": 1}'
}

step sh 'type: runtime.bash,' '{"a": "x\ny"}'
status_is 0
json_is state.s '{"got":{"a":"x\ny"},"step":"s"}' 'bash: JSON in, JSON out'
err_has 'to the log'
step runtime.bash:sh '' '{do: fail}'
json_is error '{"message":"not so","name":"Clash","code":409,"step_id":"s","path":"s"}' 'bash: a BlokError'
step runtime.bash:sh '' '{do: plain}'
json_is error.message 'sh ended with status 5: oops'
step runtime.bash:sh '' '{do: quiet}'
json_is state '{}' 'bash: no output is undefined'
step nobody 'type: runtime.bash,' '{}'
status_is 3
json_is error.message 'there is no nodes/bash/nobody.sh'
step ../bash/sh 'type: runtime.bash,' '{}'
status_is 3 'a name leads nowhere else'
run blokctl workflow validate flows/sub/s.yaml
status_is 0
out_has 'warning: '

if python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then
	step py 'type: runtime.python3,' '{a: [1, "€"]}'
	status_is 0
	json_is state.s '{"a":[1,"€"]}' 'python3: a function'
	step runtime.python3:deep/tax '' '{a: 21}'
	json_is state.s 42 'python3: an async function in a folder'
	step py 'type: runtime.python3,' '{do: print}'
	status_is 0
	err_has 'to stdout'
	err_has 'to stderr'
	err_has 'from a child'
	err_has 'to log'
	step py 'type: runtime.python3,' '{do: fail}'
	json_is error '{"message":"bad value","name":"ValueError","code":500,"step_id":"s","path":"s"}'
	json_is response.body '{"error":"bad value"}'
	step py 'type: runtime.python3,' '{do: refuse}'
	json_is error.code 404 'python3: the status of the category'
	step py 'type: runtime.python3,' '{do: exit}'
	json_is error.name SystemExit
	step py 'type: runtime.python3,' '{do: die}'
	json_is error.message "the worker of 'py' ended with status 7: last words"
	step py 'type: runtime.python3,' '{do: strange}'
	json_is state.s.nan null
	json_is state.s.t '[1,2]'
	step py 'type: runtime.python3,' '{do: unserialisable}'
	json_is error.message 'a object is no JSON'
	step py 'type: runtime.python3,' '{do: large, n: 3000000}'
	is "$(json_get state.s | wc -c)" 3000001 'python3: a large answer'
	step py 'type: runtime.python3,' '{do: large, n: 20000000}'
	json_is error.name OutputLimitError

	wf flows/two.yaml <<'E'
  - {id: a, use: py, type: runtime.python3, inputs: {do: pid}}
  - {id: b, use: py, type: runtime.python3, inputs: {do: pid}}
  - {id: c, use: py, type: runtime.python3, inputs: {do: ctx}}
  - id: t
    tryCatch:
      try: [{id: d, use: py, type: runtime.python3, inputs: {do: die}}]
      catch: [{id: e, use: py, type: runtime.python3, inputs: {do: pid}}]
  - {id: list, use: expr, inputs: {expression: "[0.5, 0.5, 0.5, 0.5]"}}
  - id: f
    forEach:
      in: js/ctx.state.list
      as: n
      mode: parallel
      do: [{id: p, use: py, type: runtime.python3, inputs: {do: pid, for: js/ctx.state.n}}]
  - {id: different, use: expr, inputs: {expression: "new Set(ctx.state.f).size"}}
E
	run timeout 30 blokctl workflow run --no-store flows/two.yaml --json --input '{"q": 1}'
	status_is 0
	is "$(json_get state.a)" "$(json_get state.b)" 'python3: one worker for the run'
	json_is state.fresh 3 'python3: ctx.vars is published, and the module stays loaded'
	json_is state.c.step_id c
	json_is state.c.request.body '{"q":1}'
	json_is state.c.previous "$(json_get state.b)"
	[ "$(json_get state.e)" != "$(json_get state.a)" ]
	is $? 0 'python3: a worker that died is replaced'
	json_is state.different 4 'python3: a parallel forEach has workers side by side'

	wf flows/hang.yaml <<'E'
  - {id: a, use: py, type: runtime.python3, maxDuration: 3s, inputs: {do: hang}}
E
	run timeout 20 blokctl workflow run --no-store flows/hang.yaml
	status_is 124 'python3: maxDuration stops the worker'
	rm worker.pid
	blokctl workflow run --no-store flows/hang.yaml >"$T/out" 2>&1 &
	runner=$!
	wait_for worker.pid
	kill -9 $runner
	wait $runner 2>/dev/null
	gone 20 "$(cat worker.pid)" 'kill -9 of blokctl: the worker is gone'
else
	skip 'there is no python3' 'runtime.python3'
fi

if node -e 'process.exit(process.versions.node.split(".")[0] < 18 ? 1 : 0)' 2>/dev/null; then
	step js 'type: runtime.nodejs,' '{a: [1, "€"]}'
	status_is 0
	json_is state.s '{"a":[1,"€"]}' 'nodejs: a function'
	step js 'type: runtime.nodejs,' '{do: print}'
	err_has 'to stdout'
	err_has 'to log'
	step js 'type: runtime.nodejs,' '{do: fail}'
	json_is error.name TypeError
	json_is error.code 422
	step js 'type: runtime.nodejs,' '{do: ctx}'
	json_is state.s '{"id":"s","q":{"q":1}}'
	json_is state.fresh 1
	step js 'type: runtime.nodejs,' '{do: undefined}'
	json_is state '{}'
else
	skip 'there is no node' 'runtime.nodejs'
fi

# ---- folders with a node.yaml ----

mkdir -p flows/up
cat >flows/up/node.yaml <<'E'
name: up
command: [sh, ./up.sh, "--flag with blanks"]
inputs: {type: object, required: [text], properties: {text: {type: string}}}
outputs: {type: object, required: [text]}
E
cat >flows/up/up.sh <<'E'
input=$(cat)
case $input in
*bad*) printf '{"no": "text"}' ;;
*late*) sleep 30 ;;
*) printf '{"text": "%s", "dir": "%s"}' "$1" "${BLOKCTL_WORKDIR##*/}" ;;
esac
E
up() { # up INPUTS [KEYS]
	wf flows/u.yaml <<E
  - {id: s, use: ./up, $2 inputs: $1}
E
	run timeout 20 blokctl workflow run --no-store flows/u.yaml --json
}
up '{text: hello}'
status_is 0
json_is state.s '{"text":"--flag with blanks","dir":"work"}' './dir: JSON in, JSON out'
up '{text: 5}'
status_is 3
json_is error.findings.0.message './up: inputs/text must be string' './dir: inputs are checked before the run'
up '{text: "js/5"}'
json_is error '{"message":"inputs/text must be string","name":"ValidationError","code":400,"step_id":"s","path":"s"}'
up '{text: bad}'
json_is error.message "output must have required property 'text'"
up '{text: late}' 'maxDuration: 300,'
status_is 124
echo 'name: up' >flows/up/node.yaml
up '{}'
status_is 3
json_is error.findings.0.message "the node.yaml of './up': it has no 'command': a list of a program and its arguments"
rm -r flows/up
up '{}'
status_is 3
json_is error.findings.0.code unknown-node

done_testing
