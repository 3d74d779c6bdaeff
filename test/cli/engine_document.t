# What a document may say, and what becomes of settings that do nothing.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db"

flow() { # flow NAME STEPS
	printf 'name: %s\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n%s\n' "$1" "$2" >"$1.yaml"
}

# settings that a kind makes no use of
flow ignored '  - {id: f, retry: {maxAttempts: 2}, maxDuration: 1s, forEach: {in: "js/[1]", as: n, do: [{id: a, use: expr, inputs: {expression: "1"}}]}}
  - {id: s, subworkflow: ignored, onCrash: fail, active: false}
  - {id: b, as: x, branch: {when: "true", then: []}}'
run blokctl workflow validate ignored.yaml
status_is 0
out_has "'retry' does nothing in a step that is a forEach"
out_has "'maxDuration' does nothing in a step that is a forEach"
out_has "'onCrash' does nothing in a step that is a subworkflow"
out_has "'as' does nothing in a step that is a branch"

# what is counted is counted in whole numbers
flow half '  - {id: a, use: expr, retry: {maxAttempts: 1.5}, inputs: {expression: "1"}}
  - {id: f, forEach: {in: "js/[1]", as: n, concurrency: 2.5, do: [{id: x, use: expr, inputs: {expression: "1"}}]}}'
run blokctl workflow validate half.yaml
status_is 3
out_has "'maxAttempts' must be a whole number"
out_has "'concurrency' must be a whole number"

# ${…}: braces in regular expressions, strings and templates; one that never closes
cat >text.yaml <<'Y'
name: text
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: a
    use: mapper
    inputs:
      model:
        regex: "<${'a\"b}c'.replace(/[\"}']/g, '-')}>"
        string: "<${'}'.length}>"
        template: "<${`${1 + 1}}`}>"
        object: "<${({a: {b: 1}}).a.b}>"
        open: "price ${ 5"
Y
run blokctl workflow run text.yaml --json
status_is 0
json_is state.a.regex '<a-b-c>'
json_is state.a.string '<1>'
json_is state.a.template '<2}>'
json_is state.a.object '<1>'
json_is state.a.open 'price ${ 5' 'what never closes stays'
run blokctl workflow validate text.yaml
out_has "'\${' never closes: it stays as it is"

# a mode means what it looks like
flow mode '  - {id: a, use: file-write, inputs: {path: a, content: x, mode: 0600}}
  - {id: b, use: file-write, inputs: {path: b, content: x, mode: "0640"}}
  - {id: c, use: file-write, inputs: {path: c, content: x, mode: 640}}'
run blokctl workflow run mode.yaml -q
is "$(stat -c %a a b c | tr '\n' ' ')" '600 640 640 '
sed -i 's/mode: 0600/mode: 0680/' mode.yaml
run blokctl workflow run mode.yaml
status_is 4
err_has "'680' is no mode in octal"
sed -i 's/mode: 0680/mode: "rw"/' mode.yaml
run blokctl workflow validate mode.yaml
status_is 3

# a delimiter is one character of ASCII
flow csv '  - {id: a, use: csv-parse, inputs: {text: "a;b\n1;2\n", delimiter: ";"}}'
run blokctl workflow run csv.yaml --json
json_is state.a.0.b 2
sed -i 's/delimiter: ";"/delimiter: "§"/' csv.yaml
run blokctl workflow validate csv.yaml
status_is 3
sed -i "s/delimiter: \"§\"/delimiter: '\"'/" csv.yaml
run blokctl workflow validate csv.yaml
status_is 3

# BLOK_NODE_ENV_ALLOW holds for ctx.env, not for process.env
flow env '  - {id: a, use: expr, inputs: {expression: "[ctx.env.ONE, ctx.env.TWO_A, ctx.env.THREE, process.env.THREE].map(String).join()"}}'
export ONE=1 TWO_A=2 THREE=3
run blokctl workflow run env.yaml --no-store
out_is 1,2,3,3
BLOK_NODE_ENV_ALLOW=ONE,X run blokctl workflow run env.yaml --no-store
out_is 1,undefined,undefined,3
BLOK_NODE_ENV_ALLOW=ONE BLOK_NODE_ENV_ALLOW_PREFIX=TWO_ run blokctl workflow run env.yaml --no-store
out_is 1,2,undefined,3

# a dry run asks nobody and reads nothing; a mock is known
echo '{"n": 7}' >seven.json
flow dry '  - {id: r, use: file-read, inputs: {path: seven.json, parse: json}}
  - {id: v, use: jwt-verify, inputs: {token: a.b.c, jwksUri: "http://127.0.0.1:9/"}}
  - {id: m, use: shell, inputs: {script: "echo 1"}}
  - {id: e, use: expr, inputs: {expression: "ctx.state.m.n + 1"}}'
run blokctl workflow run dry.yaml --dry-run --mock m=seven.json --json
status_is 0
json_is steps.0.verdict run
json_is steps.1.verdict run
json_is steps.2.verdict mock
json_is steps.2.output.n 7
json_is steps.3.verdict compute
json_is steps.3.output 8

# an error that says it is of no use to try again
mkdir -p nodes/bash
printf 'echo x >>tried\necho "{\\"error\\": {\\"message\\": \\"no\\", \\"retryable\\": $RETRYABLE}}"\nexit 1\n' >nodes/bash/fails.sh
flow final '  - {id: a, use: fails, type: runtime.bash, retry: {maxAttempts: 3, minTimeoutInMs: 1}}'
RETRYABLE=false run blokctl workflow run final.yaml
status_is 4
is "$(wc -l <tried | tr -d ' ')" 1 'retryable: false ends the attempts'
RETRYABLE=true run blokctl workflow run final.yaml
is "$(wc -l <tried | tr -d ' ')" 4 'retryable: true does not'

# a worker of another environment is another worker
if python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then
	mkdir -p nodes/python3 envs
	printf 'import os\ndef run(inputs, ctx):\n    return os.environ.get("WHO")\n' >nodes/python3/who.py
	flow envs/who '  - {id: w, use: who, type: runtime.python3}'
	sed -i 's|name: envs/|name: |' envs/who.yaml
	printf 'tests:\n  - {env: {WHO: alice}, expect: {body: alice}}\n  - {env: {WHO: bob}, expect: {body: bob}}\n' >envs/who.test.yaml
	run blokctl workflow test envs
	status_is 0 'workers see the environment of their run'
else
	skip 'no python3' 'workers see the environment of their run'
fi

done_testing
