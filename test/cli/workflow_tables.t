# Files of tests that are wrong, what differs from what was expected, and graphs of every kind of step.
. "$(dirname "$0")/lib.sh"

printf 'name: gives\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n  - {id: out, use: mapper, inputs: {model: js/ctx.request.body}}\n' >gives.yaml

# --- a file of tests that is no such: told before anything runs
told() { # told YAML CODE MESSAGE
	printf '%s\n' "$1" >gives.test.yaml
	run blokctl workflow test gives.test.yaml
	is "$status $(sed -n '1s/^[^ ]* error: //p' "$T/err")" "3 $3 [$2]" "$(echo "$1" | tr '\n' ' ')"
}
told '[1]' type 'a file of tests must be an object, not an array'
told 'tests: {}' type 'tests must be an array, not an object'
told 'tests: []' no-tests 'there is no test in it'
told 'tests: [5]' type 'a test must be an object, not a number'
told 'tests: [{}]
workflow: 5' type 'workflow must be a string, not a number'
told 'tests: [{name: 5}]' type 'name must be a string, not a number'
told 'tests: [{nme: x}]' unknown-key "a test has no 'nme'"
told 'tests: [{zzzzzzzzzzzzzz: x}]' unknown-key "a test has no 'zzzzzzzzzzzzzz'"
told 'tests: [{request: 5}]' type 'request must be an object, not a number'
told 'tests: [{request: {bdy: 5}}]' unknown-key "request has no 'bdy'"
told 'tests: [{env: {A: 5}}]' type 'a variable must be a string, not a number'
told 'tests: [{now: tomorrow}]' time 'now is no ISO 8601 time'
told 'tests: [{timeout: soon}]' duration 'timeout is no duration'
told 'tests: [{timeout: 0}]' duration 'timeout is no duration'
told 'tests: [{timeout: 0s}]' duration 'timeout is no duration'
told 'tests: [{timeout: [1]}]' duration 'timeout is no duration'
told 'tests: [{store: 5}]' type 'store must be true or false, not a number'
told 'tests: [{mocks: [1]}]' type 'mocks must be an object, not an array'
told 'tests: [{expect: 5}]' type 'expect must be an object, not a number'
told 'tests: [{expect: {status: completed}}]' type 'status must be a number (run_status is the word), not a string'
told 'tests: [{expect: {state: 5}}]' type 'state must be an object, not a number'
told 'tests: [{expect: {error: {text: x}}}]' unknown-key "expect.error has no 'text'"
told 'tests: [{expect: {run_status: 5}}]' type 'run_status must be a string, not a number'
told 'tests: [{expect: {steps: 5}}]' type 'steps must be an array of ids, or an object {id: status}, not a number'
told 'tests: [{expect: {steps: [5]}}]' type 'an id must be a string, not a number'
told 'tests: [{expect: {steps: {out: 5}}}]' type 'a status must be a string, not a number'
told 'tests: [' syntax "did not find expected node content, while parsing a flow node"
printf 'tests: [{workflow: none.yaml}]\n' >gives.test.yaml
run blokctl workflow test gives.test.yaml
status_is 3

# --- what was expected, and what came: the path of each difference
differs() { # differs BODY EXPECTED PATH...
	printf 'tests: [{workflow: gives.yaml, timeout: 5s, request: {body: %s}, expect: {body: %s}}]\n' "$1" "$2" >gives.test.yaml
	run blokctl workflow test gives.test.yaml --json
	title="$1 is not $2"
	shift 2
	want=$*
	got=$(json_get tests.0.differences | grep -o '"path":"\([^"\\]\|\\.\)*"' | sed 's/^"path":"//; s/"$//' | tr '\n' ' ')
	is "$got" "${want:+$want }" "$title"
}
differs '{a: 1}' '{a: 1}'
differs '{a: 1}' '{a: 2}' body.a
differs '{a: 1}' '{}' body.a
differs '{}' '{a: 1}' body.a
differs '{a: {b: 1}}' '{a: [1]}' body.a
differs '[1, 2]' '[1]' 'body[1]'
differs '[1]' '[1, 2]' 'body[1]'
differs '[1]' '{a: 1}' body
differs '{"a b": 1, "2": 1}' '{"a b": 2, "2": 2}' 'body[\"a b\"]' 'body[\"2\"]'
differs '{a-b: 1, _c: 1}' '{a-b: 2, _c: 2}' body.a-b body._c
differs '{a: x}' '{a: "<any>"}'
differs '{}' '{a: "<any>"}' body.a
differs '{a: x1}' '{a: "<regex:^x[0-9]$>"}'
differs '{a: xx}' '{a: "<regex:^x[0-9]$>"}' body.a
differs '{a: 5}' '{a: "<regex:.>"}' body.a
differs '{}' '{a: "<regex:.>"}' body.a
differs '{a: x}' '{a: "<regex:(>"}'
is "$status" 3 'a pattern that is none is an error of the test'
for wrong in '{run_status: foo}' '{steps: {a: done}}'; do
	echo "tests: [{workflow: gives.yaml, expect: $wrong}]" >gives.test.yaml
	run blokctl workflow test gives.test.yaml
	status_is 3 "expect: $wrong is an error of the test"
done
differs '{a: "<regex:x"}' '{a: "<regex:x"}'
many=$(awk 'BEGIN { for (i = 0; i < 30; i++) printf "%s%d", i ? ", " : "", i }')
run true
differs "[$many]" "[$(echo "$many" | sed 's/[0-9][0-9]*/x/g')]" $(awk 'BEGIN { for (i = 0; i < 20; i++) print "body[" i "]" }')
differs "{$(echo "$many" | sed 's/\([0-9][0-9]*\)/k\1: \1/g')}" '{}' $(awk 'BEGIN { for (i = 0; i < 20; i++) print "body.k" i }')

# --- graphs
cat >all.yaml <<'Y'
name: all-kinds
version: 1.0.0
trigger: {http: {method: GET, path: /a}, cron: {schedule: "0 * * * *"}, manual: {}}
middleware: [auth, "odd name"]
steps:
  - {id: node, use: expr, retry: {maxAttempts: 3}, inputs: {expression: "1"}}
  - {id: branch, branch: {when: "ctx.state.node > 1", then: [{id: yes, use: expr, inputs: {expression: "1"}}], else: [{id: "no", use: expr, inputs: {expression: "1"}}]}}
  - {id: each, forEach: {in: js/ctx.state.node, as: n, mode: parallel, concurrency: 3, do: [{id: k, use: expr, inputs: {expression: "1"}}]}}
  - {id: one-by-one, forEach: {in: [1, 2], as: m, do: [{id: k2, use: expr, inputs: {expression: "1"}}]}}
  - {id: loop, loop: {while: "ctx.state.node < 3", maxIterations: 7, do: [{id: k3, use: expr, inputs: {expression: "1"}}]}}
  - {id: switch, switch: {on: js/ctx.state.node, cases: [{when: "1", do: [{id: c1, use: expr, inputs: {expression: "1"}}]}, {when: 2, do: [{id: c2, use: expr, inputs: {expression: "1"}}]}, {when: js/ctx.state.x, do: [{id: c3, use: expr, inputs: {expression: "1"}}]}], default: [{id: d, use: expr, inputs: {expression: "1"}}]}}
  - {id: try, tryCatch: {try: [{id: t, use: expr, inputs: {expression: "1"}}], catch: [{id: c, use: expr, inputs: {expression: "1"}}], finally: [{id: f, use: expr, inputs: {expression: "1"}}]}}
  - {id: try2, tryCatch: {try: [{id: t2, use: expr, inputs: {expression: "1"}}], catch: [{id: x2, use: expr, inputs: {expression: "1"}}]}}
  - {id: wait, wait: {for: 5s}}
  - {id: until, wait: {until: js/ctx.request.body.at}}
  - {id: sub, subworkflow: gives}
  - {id: away, subworkflow: gives, wait: false}
  - {id: off, use: expr, active: false, inputs: {expression: "1"}}
  - {id: end, use: expr, stop: true, inputs: {expression: "1"}}
Y
run blokctl workflow graph all.yaml
status_is 0
out_is 'all-kinds 1.0.0  (http GET /a, cron 0 * * * *, manual)
├─ @auth  middleware
├─ @odd name  middleware
├─ node  expr, up to 3 attempts
├─ branch  branch
│  ├─ if ctx.state.node > 1
│  │  └─ yes  expr
│  └─ else
│     └─ no  expr
├─ each  forEach n in ctx.state.node, 3 at once
│  └─ k  expr
├─ one-by-one  forEach m in [1,2]
│  └─ k2  expr
├─ loop  loop while ctx.state.node < 3, at most 7 times
│  └─ k3  expr
├─ switch  switch on ctx.state.node
│  ├─ case "1"
│  │  └─ c1  expr
│  ├─ case 2
│  │  └─ c2  expr
│  ├─ case ctx.state.x
│  │  └─ c3  expr
│  └─ default
│     └─ d  expr
├─ try  tryCatch
│  ├─ try
│  │  └─ t  expr
│  ├─ catch
│  │  └─ c  expr
│  └─ finally
│     └─ f  expr
├─ try2  tryCatch
│  ├─ try
│  │  └─ t2  expr
│  └─ catch
│     └─ x2  expr
├─ wait  wait for 5s
├─ until  wait until ctx.request.body.at
├─ sub  subworkflow gives
├─ away  subworkflow gives, not waited for
├─ off  expr, inactive
└─ end  expr, stops here'
LC_ALL=C run blokctl workflow graph all.yaml
out_has '|- branch  branch'
out_has '`- end  expr, stops here'
for format in mermaid dot; do
	run blokctl workflow graph all.yaml --format $format
	status_is 0
	for id in node yes no k k3 c1 c3 d t c f wait until sub away off end; do
		grep -q "$id" "$T/out" || not_ok "$format lacks $id"
	done
done
run blokctl workflow graph all.yaml --format svg
status_is 2
printf 'name: middle\nversion: 1.0.0\nmiddleware: true\nsteps: [{id: a, use: expr, inputs: {expression: "1"}}]\n' >middle.yaml
run blokctl workflow graph middle.yaml
out_has '(middleware)'
cat >older.yaml <<'Y'
name: older
version: 1.0.0
trigger: {manual: {}}
steps: [{name: choose, node: if-else, type: module}]
nodes: {choose: {conditions: [{type: if, condition: "1 === 1", steps: [{name: first, node: mapper}]}, {type: if, condition: "1 === 2", steps: [{name: second, node: mapper}]}, {type: else, steps: [{name: third, node: mapper}]}]}, first: {inputs: {model: 1}}}
Y
run blokctl workflow graph older.yaml
out_has 'if 1 === 1'
out_has 'else if 1 === 2'
out_has '└─ else'
done_testing
