# blokctl workflow run: requests, output, exit statuses, mocks, dry runs.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db"

cat >echo.json <<'J'
{"name": "echo", "version": "1.0.0", "trigger": {"http": {"method": "ANY", "path": "/echo/:id"}},
 "steps": [{"id": "all", "use": "expr", "inputs": {"expression":
  "({m: ctx.request.method, b: ctx.request.body, q: ctx.request.query, h: ctx.request.headers, p: ctx.request.params, e: ctx.env.SHELL_WORD})"}}]}
J
run blokctl workflow run echo.json --input '{"n": 1}' --query a=b --query c=d=e --header 'X-One: 1' --header x-two=2 --param id=7
status_is 0
json_is '' '{"m":"POST","b":{"n":1},"q":{"a":"b","c":"d=e"},"h":{"x-one":"1","x-two":"2"},"p":{"id":"7"}}'
err_has 'completed all'

echo '{"method": "PUT", "headers": {"A": "1"}, "query": {"q": "1"}, "body": [1]}' >request.json
run blokctl workflow run echo.json --request request.json --method PATCH --query r=2
json_is '' '{"m":"PATCH","b":[1],"q":{"q":"1","r":"2"},"h":{"a":"1"},"p":{}}'

with_input '{"from": "stdin"}' blokctl workflow run echo.json --input -
json_is b.from stdin
echo '"text"' >body.json
run blokctl workflow run echo.json --input @body.json --method GET
json_is b text
printf 'SHELL_WORD="two words"\n# no\nexport OTHER=1\n' >words.env
run blokctl workflow run echo.json --env-file words.env
json_is e 'two words'

run blokctl workflow run echo.json --input '{nope'
status_is 3
err_has "--input: invalid JSON at line 1, column 2"
run blokctl workflow run echo.json --query nope
status_is 2
run blokctl workflow run missing.json
status_is 1
err_has "there is no file 'missing.json'"
run blokctl workflow run ecoh
status_is 1
err_has "did you mean 'echo'?"
run blokctl workflow run echo
status_is 0

# strings come out as they are, and quiet is quiet
cat >text.yaml <<'Y'
name: text
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: t, use: respond, inputs: {contentType: text/plain, body: "two\nlines"}}
Y
run blokctl workflow run text.yaml -q
is "$(cat "$T/out")" "$(printf 'two\nlines')" 'a text body is printed verbatim'
err_empty

# a failed run: 4, the error once, nothing on stdout
cat >fail.yaml <<'Y'
name: fail
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: each
    forEach: {in: "js/[1]", as: n, do: [{id: boom, use: throw, inputs: {message: "no ${ctx.state.n}", code: 409, name: Conflict}}]}
Y
run blokctl workflow run fail.yaml
status_is 4
out_empty
err_has "blokctl: the step 'each[0]/boom' failed: no 1"
run blokctl workflow run fail.yaml --json
status_is 4
json_is error '{"message":"no 1","name":"Conflict","code":409,"step_id":"each","path":"each[0]/boom"}'
json_is response.status 409
json_is response.body '{"error":"no 1"}'
json_is status failed

# a response with 404 that the workflow makes is done
cat >gone.yaml <<'Y'
name: gone
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: r, use: respond, inputs: {status: 404, body: {missing: true}}}
Y
run blokctl workflow run gone.yaml --json
status_is 0
json_is response.status 404

# a document with errors does not run, and says where they are
cat >bad.yaml <<'Y'
name: bad
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: a
    use: exrp
    inputs: {expression: "1 +"}
Y
run blokctl workflow run bad.yaml
status_is 3
err_has "bad.yaml:6:10: error: there is no node 'exrp' [unknown-node]"
err_has "did you mean 'expr'?"
run blokctl workflow run bad.yaml --json
status_is 3
json_is error.findings.0.line 6
json_is error.exit_status 3

# mocks, by step and by node; what cannot run here ends with 3 when it is reached
cat >redis.yaml <<'Y'
name: redis
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: a, use: redis-kv, inputs: {action: get, key: k}}
  - {id: b, use: expr, inputs: {expression: ctx.state.a.value}}
Y
run blokctl workflow run redis.yaml
status_is 3
err_has "'redis-kv' cannot run here"
echo '{"value": 42}' >reply.json
run blokctl workflow run redis.yaml --mock a=reply.json
status_is 0
is "$(cat "$T/out")" 42 'the mock of a step'
echo '{"error": {"message": "down", "name": "Down", "code": 503}}' >down.json
run blokctl workflow run redis.yaml --mock @blokjs/redis-kv=down.json --json
status_is 4
json_is error.code 503
json_is error.name Down
sed "s/redis-kv/'@acme-cloud\/queue'/" redis.yaml >acme.yaml
run blokctl workflow run acme.yaml --mock b=reply.json
status_is 3
err_has "there is no node '@acme-cloud/queue'"
run blokctl workflow run acme.yaml --mock a=reply.json
status_is 0
is "$(cat "$T/out")" 42 'a node that is known nowhere, and mocked'
run blokctl workflow validate acme.yaml --mock @acme-cloud/queue=reply.json
status_is 0

# an option that names what does not exist is an error, not silence
for sub in 'run echo.json' 'validate echo.json' 'graph echo.json'; do
	run blokctl workflow $sub --with nowhere
	status_is 1
	err_has "there is no 'nowhere'"
done
for sub in run validate; do
	run blokctl workflow $sub redis.yaml --mock bb=reply.json
	status_is 2
	err_has "'redis' has no step or node 'bb' to mock"
	err_has "did you mean 'b'?"
done
echo '{"headers": ["x: y"]}' >headers.json
run blokctl workflow run echo.json --request headers.json
status_is 3
err_has "'headers' must be an object, not an array"
echo '{"methd": "GET"}' >method.json
run blokctl workflow run echo.json --request method.json
status_is 3
err_has "a request has no 'methd'"
err_has "did you mean 'method'?"
run blokctl workflow run echo.json --param x
status_is 2
err_has "--param wants NAME=VALUE, not 'x'"

# what reads the events learns of an end, whatever it was
run blokctl workflow run echo.json --events
out_matches '^{"event":"run.ended","at":"[^"]*","run_id":"run_[^"]*","workflow":"echo"'
run blokctl workflow run bad.yaml --events
status_is 3
out_matches '^{"event":"run.ended","at":"[^"]*","run_id":null,"error":{"message":"'

# a name in the document is no command for the terminal
printf 'name: esc\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: "a\\e[31mb\\n", use: expr, inputs: {expression: "1"}}, {id: l, use: log, inputs: {message: m, attrs: {k: "\\u009b31m"}}}]\n' >esc.yaml
run blokctl workflow run esc.yaml
status_is 0
is "$(tr -d '[:print:]\n' <"$T/err" | LC_ALL=C wc -c | tr -d ' ')" 0 'nothing but text reaches it'
is "$(wc -l <"$T/err" | tr -d ' ')" 3 'a line for each'

# a dry run touches nothing and knows what it can
cat >dry.yaml <<'Y'
name: dry
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: a, use: expr, inputs: {expression: "ctx.request.body.n * 2"}}
  - {id: w, use: file-write, inputs: {path: "out-${ctx.state.a}.txt", content: x}}
  - {id: c, use: ctx-publish, inputs: {name: k, value: js/ctx.state.w.bytes}}
Y
rm -f "$T/store.db"
run blokctl workflow run dry.yaml --dry-run --input '{"n": 21}' --json
status_is 0
json_is steps.0.output 42
json_is steps.1.inputs.path out-42.txt
json_is steps.1.verdict run
json_is steps.2.inputs.value '…'
is "$(ls "$T/store.db" out-42.txt 2>/dev/null)" '' 'nothing was written'

# events: lines of JSON, the last one carries the document
run blokctl workflow run dry.yaml --events --input '{"n": 1}'
status_is 0
is "$(head -1 "$T/out" | grep -c '"event":"run.started"')" 1 'it begins with run.started'
is "$(grep -c '"event":"step.ended"' "$T/out")" 3 'three steps ended'
tail -1 "$T/out" >"$T/last" && cp "$T/last" "$T/out"
json_is event run.ended
json_is status completed
json_is state.a 2

# a wait that is not waited for
cat >wait.yaml <<'Y'
name: wait
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: w, wait: {for: 1h}}
  - {id: z, use: expr, inputs: {expression: "1"}}
Y
run blokctl workflow run wait.yaml --no-wait --json
status_is 75
json_is status waiting
json_is steps.0.status waiting
run blokctl workflow run wait.yaml --timeout 50ms
status_is 124
err_has 'longer than 50ms'
sed 's/1h/30ms/' wait.yaml >short.yaml
run blokctl workflow run short.yaml
status_is 0

# TOML and YAML give the same run
cat >same.toml <<'Y'
name = "same"
version = "1.0.0"
[trigger.manual]
[[steps]]
id = "a"
use = "expr"
[steps.inputs]
expression = "({x: [1, 2].map(n => n * 2)})"
Y
run blokctl workflow run same.toml
json_is '' '{"x":[2,4]}'

# idempotency: the second run takes the first one's result
cat >once.yaml <<'Y'
name: once
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: n, use: kv, idempotencyKey: js/ctx.request.body.key, inputs: {action: incr, key: n}}
Y
run blokctl workflow run once.yaml --input '{"key": "A"}' --json
json_is state.n.value 1
run blokctl workflow run once.yaml --input '{"key": "A"}' --json
json_is state.n.value 1
json_is steps.0.cached true
run blokctl workflow run once.yaml --input '{"key": "B"}' --json
json_is state.n.value 2
run blokctl workflow run once.yaml --input '{}' --json
json_is state.n.value 3

# maxDuration stops the work, a retry gets its chance
cat >slow.yaml <<'Y'
name: slow
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: s, use: sleep, maxDuration: 40ms, retry: {maxAttempts: 2, minTimeoutInMs: 1}, inputs: {for: 1h}}
Y
run blokctl workflow run slow.yaml --json
status_is 124
json_is status timedOut
json_is steps.0.attempts 2
json_is error.name StepTimeoutError

# --- fixed ids
printf '%s\n' 'name: w' 'version: 1.0.0' 'trigger: {manual: {}}' \
	'steps: [{id: a, use: expr, inputs: {expression: "Math.random()"}}]' >seeded.yaml
export BLOKCTL_SEED=3
run blokctl --store first.db workflow run seeded.yaml --json
first=$(json_get run_id) random=$(json_get state.a)
run blokctl --store second.db workflow run seeded.yaml --json
json_is run_id "$first" 'a seed fixes ids'
json_is state.a "$random" 'and random numbers'
run blokctl --store second.db workflow run seeded.yaml --json
status_is 0 'in one store the next run has another id'
is "$([ "$(json_get run_id)" != "$first" ] && echo another)" another 'in one store the next run has another id'
json_is state.a "$random" 'but the same numbers'
export BLOKCTL_SEED=x
run blokctl workflow run seeded.yaml
status_is 2
err_has BLOKCTL_SEED
unset BLOKCTL_SEED
export BLOKCTL_NOW=tomorrow
run blokctl workflow run seeded.yaml --json
unset BLOKCTL_NOW
status_is 2
json_is error.message "BLOKCTL_NOW: 'tomorrow' is no date"

run blokctl --store "$T/none/deep/s.db" workflow run echo.json
status_is 0
is "$(stat -c %a "$T/none/deep/s.db")" 600 'the store is private'
is "$(stat -c %a "$T/none/deep")" 700 'and its folder'
run blokctl --store /proc/nothing/s.db workflow run echo.json
status_is 1
err_has /proc/nothing

done_testing
