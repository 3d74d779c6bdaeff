# Schemas of files and of what commands print. Every document that another test has a command print
# is held against its schema as well (conforms_ in lib.sh).
. "$(dirname "$0")/lib.sh"

words() { blokctl completion words -- "$@" | cut -f 1 | grep -v -e '^:' -e '^-'; }

# --- every command that prints documents has one
run blokctl schema --json
status_is 0
for command in $(words ''); do
	case $command in
	repl | completion) continue ;; # they print none of their own
	esac
	if blokctl help $command | grep -q '^Commands:'; then
		for sub in $(words $command ''); do
			out_has "\"$command $sub\"" "$command $sub has a schema"
			blokctl schema $command $sub >"$T/schema.json"
			is $? 0 "and it is printed"
		done
	else
		out_has "\"$command\"" "$command has a schema"
	fi
done

run blokctl schema
out_has 'workflow runs'
run blokctl schema workflow
status_is 0
json_is title 'Workflow documents of blokctl (JSON, YAML, TOML)' 'a kind of file'

run blokctl schema workflow runs
status_is 0
json_is '$id' urn:blokctl:output:workflow-runs:1
json_is anyOf.0.'$ref' '#/$defs/workflow-runs'
json_is '$defs.error.required' '["message","code","hint","exit_status"]'
json_is '$defs.note' '(absent)' 'only what it refers to is in it'
for shared in workflow-resume workflow-run; do
	run blokctl schema workflow ${shared#workflow-}
	json_is '$defs.step.properties.steps.items.$ref' '#/$defs/step' "$shared: parts that refer to themselves"
done

run blokctl schema cards deks
status_is 1
err_has "did you mean 'cards decks'?"
run blokctl schema workflow nosuch
status_is 1
run blokctl schema step
status_is 1 'a part is no schema of its own'
run blokctl schema --check x.json
status_is 2

# --- holding files against them
with_input '{"path": "a", "exists": true}' blokctl schema store path --check -
status_is 0
err_has '1 document'
with_input '{"path": "a", "exists": 1}' blokctl schema store path --check - --json
status_is 3
json_is ok false
json_is findings.0.path stdin
out_has '/exists must be boolean'
with_input '{"path": "a", "exists": true, "more": 1}' blokctl schema store path --check -
status_is 0 'a key more is none of our business'
with_input '{"path": "a", "exists": true, "more": 1}' blokctl schema store path --strict --check -
status_is 3 'but a mistake with --strict'
with_input '{"error": {"message": "m", "code": "c", "hint": null, "exit_status": 1}}' \
	blokctl schema store path --check -
status_is 0 'an error fits everywhere'
printf '{"path":"a","exists":true}\n\n{"path":"a"}\nno\n' >lines
run blokctl schema store path --check lines
status_is 3
out_has 'lines:3: error:'
out_has 'lines:4: error:' 'a line that is no JSON'
with_input '' blokctl schema store path --check -
status_is 3
out_has 'there is no JSON in it'
run blokctl schema store path --check nosuch
status_is 1
cat >flow.json <<'J'
{"name": "a", "version": "1.0.0", "trigger": {"manual": {}}, "steps": [{"id": "b"}]}
J
run blokctl schema workflow --check flow.json
status_is 3 'a file of a kind'

# --- a document of a run, and the lines of its events
cat >w.yaml <<'Y'
name: sum
version: 1.0.0
trigger: { manual: {} }
steps:
  - { id: a, use: expr, inputs: { expression: 1 + 1 } }
Y
run blokctl workflow run w.yaml --json
run blokctl workflow run w.yaml --events
run blokctl workflow run w.yaml --dry-run --json
run blokctl workflow run nosuch --json
status_is 1
done_testing
