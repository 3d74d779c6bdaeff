# blokctl workflow validate: each finding, its place and its severity.
. "$(dirname "$0")/lib.sh"

# finding SEVERITY CODE LINE:COLUMN STEPS: a document whose steps give just this
finding() {
	printf '%s\n' '{"name": "doc", "version": "1.0.0", "trigger": {"manual": {}}, "steps": [' "$4" ']}' >doc.json
	run blokctl workflow validate doc.json --json
	is "$(json_field findings.0.severity) $(json_field findings.0.code) $(json_field findings.0.line):$(json_field findings.0.column)" \
		"$1 $2 $3" "$2"
	if [ "$1" = error ]; then status_is 3; else status_is 0; fi
}
json_field() { "$TOOLS/json" "$T/out" "$1" 2>/dev/null | sed 's/^"//; s/"$//'; }

E1='"use": "expr", "inputs": {"expression": "1"}'
finding error missing-id 2:1 "{$E1}"
finding error duplicate-id 3:8 "{\"id\": \"a\", $E1},
{\"id\": \"a\", $E1}"
finding error name-and-id 2:21 "{\"id\": \"a\", \"name\": \"b\", $E1}"
finding error node-and-use 2:23 "{\"id\": \"abc\", \"node\": \"expr\", $E1}"
finding error as-and-spread 2:34 "{\"id\": \"a\", \"as\": \"b\", \"spread\": true, $E1}"
finding error set-var 2:24 "{\"id\": \"a\", \"set_var\": true, $E1}"
finding error unknown-node 2:20 '{"id": "a", "use": "@x/y"}'
finding error missing-use 2:1 '{"id": "a"}'
finding error expression-syntax 2:64 '{"id": "a", "use": "expr", "inputs": {"expression": "ctx.state.("}}'
finding error expression-syntax 2:74 '{"id": "a", "use": "ctx-publish", "inputs": {"name": "x", "value": "${1 +}"}}'
finding error foreach-in 2:31 "{\"id\": \"a\", \"forEach\": {\"in\": \"ctx.state.l\", \"as\": \"x\", \"do\": [{\"id\": \"b\", $E1}]}}"
finding error dangling-ref 2:69 '{"id": "a", "use": "mapper", "inputs": {"model": {"$ref": {"step": "nope", "path": []}}}}'
finding error inputs 2:39 '{"id": "a", "use": "throw", "inputs": {"code": 500}}'
finding error inputs 2:64 '{"id": "a", "use": "throw", "inputs": {"message": "m", "code": 99}}'
finding error wait 2:21 '{"id": "a", "wait": {"for": "1s", "until": "2030-01-01"}}'
finding error duration 2:29 '{"id": "a", "wait": {"for": "1h30m"}}'
finding error type 2:21 '{"id": "a", "loop": []}'
finding error reference 2:30 "{\"id\": \"a\", \"switch\": {\"on\": {\"\$ref\": {\"step\": \"a\"}}, \"cases\": [{\"when\": 1, \"do\": [{\"id\": \"b\", $E1}]}]}}"
finding error name-collision 2:41 "{\"id\": \"a\", \"forEach\": {\"in\": [], \"as\": \"b\", \"do\": [{\"id\": \"b\", $E1}]}}"
finding error retry 2:22 "{\"id\": \"a\", \"retry\": {}, $E1}"
finding warning unknown-key 2:13 "{\"id\": \"a\", \"retires\": 3, $E1}"
finding warning dangling-state 2:54 '{"id": "a", "use": "expr", "inputs": {"expression": "ctx.state.nope.x"}}'
finding warning unknown-identifier 2:54 '{"id": "a", "use": "expr", "inputs": {"expression": "ctxx.state"}}'
finding warning unknown-workflow 2:29 '{"id": "a", "subworkflow": "nowhere"}'
finding warning node-unsupported 2:20 '{"id": "a", "use": "@blokjs/redis-kv", "inputs": {"action": "get"}}'
finding warning ephemeral-read 3:54 "{\"id\": \"e\", \"ephemeral\": true, $E1},
{\"id\": \"b\", \"use\": \"expr\", \"inputs\": {\"expression\": \"ctx.state.e\"}}"
finding warning js-prefix 2:32 "{\"id\": \"a\", \"loop\": {\"while\": \"js/false\", \"do\": [{\"id\": \"b\", $E1}]}}"

printf '{"name": "x", "steps": []}' >empty.json
run blokctl workflow validate empty.json
status_is 3
out_has 'empty.json:1:24: error: a workflow must have at least one step [no-steps]'
printf '{"name": "x",\n "name": "y"}' >twice.json
run blokctl workflow validate twice.json
status_is 3
out_has "twice.json:2:2: error: the key 'name' stands twice, first on line 1 [duplicate-key]"
printf '<workflow/>' >old.xml
run blokctl workflow validate old.xml
status_is 3
out_has 'XML documents are not supported'
out_has 'hint: '

mkdir -p docs/_skipped docs/sub
printf '{"name": "good", "version": "1.0.0", "trigger": {"manual": {}}, "steps": [{"id": "a", %s}]}' "$E1" >docs/good.json
printf 'name: warn\nversion: 1.0.0\nsteps:\n  - {id: a, use: expr, inputs: {expression: "1"}}\n' >docs/sub/warn.yaml
printf 'broken' >docs/_skipped/x.json
printf 'not a workflow' >docs/README.md
run blokctl workflow validate docs
status_is 0
out_has 'docs/sub/warn.yaml:1:1: warning:'
err_has '2 workflows checked'
run blokctl workflow validate docs --strict
status_is 3
run blokctl workflow validate docs/good.json --json
json_is '' '{"ok":true,"files":1,"findings":[]}'
run blokctl workflow validate nowhere
status_is 1

done_testing
