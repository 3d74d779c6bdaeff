# Programs as nodes: what node.yaml may say wrong, what programs may answer, what shell steps are told.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db"

step() { # step KEYS: one step of them
	printf 'name: one-step\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n  - {id: a, %s}\n' "$1" >one.yaml
	run blokctl workflow run one.yaml --json
}
fails() { # fails KEYS CODE MESSAGE
	step "$1"
	is "$status $(json_get error.code) $(json_get error.message)" "4 $2 $3" "$1"
}
refused() { # refused KEYS MESSAGE: before it runs
	printf 'name: one-step\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n  - {id: a, %s}\n' "$1" >one.yaml
	run blokctl workflow validate one.yaml --json
	is "$status $(json_get findings.0.message)" "3 $2" "$1"
}
gives() { # gives KEYS WANT
	step "$1"
	json_is state.a "$2" "$1"
}

# --- node.yaml
mkdir own
node() { printf '%s\n' "$1" >own/node.yaml; }
refused 'use: ./none' "'./none' is no node: there is no 'none/node.yaml'"
for case in "{}|it has no 'command': a list of a program and its arguments" "command: cat|it has no 'command': a list of a program and its arguments" \
	"command: []|it has no 'command': a list of a program and its arguments" "command: [5]|it has no 'command': a list of a program and its arguments" \
	"command: [cat, 5]|its 'command' must be a list of texts"; do
	node "${case%%|*}"
	refused 'use: ./own' "the node.yaml of './own': ${case#*|}"
done
node 'command: ['
run blokctl workflow validate one.yaml
status_is 3
out_has "the node.yaml of './own': line 2:"
node '{command: [cat], inputs: {type: nothing}}'
run blokctl workflow validate one.yaml
status_is 3
node '{command: [cat], inputs: {type: object, required: [n], properties: {n: {type: number}}}, outputs: {type: object, required: [ok]}}'
refused 'use: ./own' "./own: inputs must have required property 'n'"
refused 'use: ./own, inputs: {n: x}' './own: inputs/n must be number'
fails "use: ./own, inputs: {n: \"js/'x'\"}" 400 'inputs/n must be number'
step 'use: ./own, inputs: {n: 1}'
json_is error.code 502 'an output that does not fit'
node '{command: [sh, -c, "cat >/dev/null; echo \"{\\\"ok\\\": \\\"$BLOKCTL_WORKDIR\\\"}\""], outputs: {type: object, required: [ok]}}'
gives 'use: ./own' "{\"ok\":\"$T/work\"}"
answers() { # answers SCRIPT: what the program does
	printf '%s\n' "$1" >own/run.sh
	node '{command: [sh, run.sh]}'
}
answers 'cat >/dev/null'
gives 'use: ./own' '(absent)'
answers 'cat >/dev/null; echo "  "'
gives 'use: ./own' '(absent)'
answers 'cat >/dev/null; echo 5'
gives 'use: ./own' 5
answers 'cat >/dev/null; echo no JSON'
step 'use: ./own'
json_is error.code 502
answers 'cat >/dev/null; exit 7'
fails 'use: ./own' 500 './own ended with status 7'
answers 'cat >/dev/null; echo why >&2; exit 7'
step 'use: ./own'
status_is 4
run blokctl workflow run one.yaml
err_has why
answers 'kill -9 $$'
step 'use: ./own'
json_is error.name ProgramError
answers 'cat >/dev/null; sleep 5'
step 'use: ./own, maxDuration: 200ms'
json_is error.code 504
answers 'cat >/dev/null; i=0; while [ $i -lt 1200 ]; do echo "line $i" >&2; i=$((i + 1)); done; printf "cr\r\n" >&2; echo 1'
gives 'use: ./own' 1
err_has 'line 5'
node '{command: [/no/such/program]}'
step 'use: ./own'
status_is 4
node '{command: [own-program-that-is-nowhere]}'
step 'use: ./own'
status_is 4
mkdir -p deep/flows
cp -r own deep/flows/near
answers 'cat >/dev/null; echo 3'
cp own/* deep/flows/near/
printf 'name: near\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: a, use: ./near}]\n' >deep/flows/near.yaml
run blokctl workflow run deep/flows/near.yaml --no-store
out_is 3 'relative to the workflow, not to us'

# --- shell: what is written wrong
refused "use: shell, inputs: {script: 'echo \${ctx.state.x}'}" 'no value is put into a script'
printf 'name: one-step\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n  - {id: a, use: shell, inputs: {argv: [/bin/sh, -ec, js/ctx.request.body.x]}}\n' >one.yaml
run blokctl workflow validate one.yaml
status_is 0
out_has 'a shell would run what is in the data'
for keys in '{}' '{script: a, argv: [b]}'; do
	step "use: shell, inputs: $keys"
	[ "$status" -ne 0 ]
	is $? 0 "shell $keys"
done
fails 'use: shell, inputs: {argv: ["false"]}' 500 'false ended with status 1'
gives 'use: shell, inputs: {argv: ["false"], okCodes: [0, 1]}' '{"exitCode":1,"stdout":"","stderr":""}'
fails 'use: shell, inputs: {argv: ["true"], okCodes: [1]}' 500 'true ended with status 0'
gives 'use: shell, inputs: {script: "cat", stdin: {a: 1}, parse: json}' '{"a":1}'
gives 'use: shell, inputs: {script: "cat", stdin: text, parse: text}' text
gives 'use: shell, inputs: {script: "cat", stdin: null, parse: text}' ''
gives 'use: shell, inputs: {script: "printf \"a\\nb\\n\"", parse: lines}' '["a","b"]'
gives 'use: shell, inputs: {script: "echo $1-$2", args: [x, 5], parse: text}' 'x-5'
gives 'use: shell, inputs: {script: "echo $A$B", env: {A: 1, B: null}, parse: text}' 1
gives 'use: shell, inputs: {script: "pwd", cwd: /, parse: text}' /
step 'use: shell, inputs: {script: "echo {", parse: json}'
status_is 4
step 'use: shell, inputs: {script: "sleep 5", timeout: 200}'
json_is error.code 504
step 'use: shell, inputs: {script: "sleep 5", timeout: 200ms}'
json_is error.code 504
step 'use: shell, inputs: {script: "sleep 5", timeout: "js/\"soon\""}'
status_is 4
step 'use: shell, inputs: {script: "head -c 5000 /dev/zero", maxOutput: 1000}'
status_is 4
step 'use: shell, inputs: {script: "true", cwd: /no/such}'
status_is 4
step 'use: shell, inputs: {script: "true", env: {"A=B": x}}'
status_is 4

# --- runtimes: where nodes are found, what their names may be
for name in /abs .hidden a/.b a//b 'a b' ''; do
	step "use: \"$name\", type: runtime.bash"
	[ "$status" -ne 0 ]
	is $? 0 "no name of a node: '$name'"
done
mkdir -p nodes/bash/sub nodes/bash/dir.sh .blok
printf 'cat >/dev/null\necho "{\\"data\\": \\"sub\\"}"\n' >nodes/bash/sub/n.sh
step 'use: sub/n, type: runtime.bash'
status_is 0
step 'use: "runtime.bash:sub/n"'
status_is 0
step 'use: dir, type: runtime.bash'
[ "$status" -ne 0 ]
is $? 0 'a folder is no node'
mkdir -p inner/flows
printf 'name: inner\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: a, use: sub/n, type: runtime.bash}]\n' >inner/flows/i.yaml
run blokctl workflow run inner/flows/i.yaml --no-store
status_is 0 'nodes of the project are found from below'
step 'use: sub/n, type: runtime.cobol'
[ "$status" -ne 0 ]
is $? 0 'a runtime that there is not'
done_testing
