# What is read: workflow runs, show, logs, prune, graph, nodes, and schema.
. "$(dirname "$0")/lib.sh"

mkdir flows
cat >flows/plain.yaml <<'YAML'
name: plain
version: 1.2.3
trigger: {http: {method: POST, path: /plain}}
steps:
  - {id: one, use: expr, inputs: {expression: "1 + 1"}}
  - {id: note, use: log, inputs: {message: "one is ${ctx.state.one}", attrs: {n: 1}}}
  - {id: hint, use: log, inputs: {level: debug, message: "tab\tred\e[31m"}}
  - {id: answer, use: respond, inputs: {status: 201, body: {one: js/ctx.state.one}}}
YAML
cat >flows/deep.yaml <<'YAML'
name: deep
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: items
    forEach:
      in: [1, 2]
      as: item
      do:
        - {id: double, use: expr, inputs: {expression: ctx.state.item * 2}}
        - id: large
          branch:
            when: ctx.state.item > 1
            then: [{id: tell, use: log, inputs: {level: warn, message: large}}]
  - id: off
    active: false
    use: expr
    inputs: {expression: "1"}
  - id: guard
    tryCatch:
      try:
        - id: bad
          use: throw
          retry: {maxAttempts: 2, minTimeoutInMs: 1}
          inputs: {message: it broke, name: BadError, code: 418}
      catch: [{id: caught, use: expr, inputs: {expression: ctx.error.message}}]
  - {id: pause, wait: {for: 1ms}}
YAML
cat >flows/fails.yaml <<'YAML'
name: fails
version: 1.0.0
trigger: {manual: {}}
steps: [{id: boom, use: throw, inputs: {message: no luck, code: 409}}]
YAML

# --- nothing is recorded yet: no store, and none is made
run blokctl workflow runs
status_is 0
out_empty
err_has 'no run is recorded yet'
err_has "hint: 'blokctl workflow run FILE' makes one"
run blokctl workflow runs --json
out_is '{"runs":[]}'
run blokctl workflow show last
status_is 1
err_has "there is no run 'last'"
run blokctl workflow logs run_01 --json
status_is 1
json_is error.exit_status 1
run blokctl workflow prune --keep 0
out_is '0 runs removed'
is "$(ls -A "$T/home")" '' 'looking makes no store'

run blokctl workflow run flows/plain.yaml -q
status_is 0
run blokctl workflow run flows/deep.yaml -q
status_is 0
run blokctl workflow run flows/fails.yaml -q
status_is 4

# --- runs
run blokctl workflow runs
status_is 0
err_empty
is "$(awk 'NR > 1 { print $2, $3 }' "$T/out" | tr '\n' ' ')" \
	'fails failed deep completed plain completed ' 'the newest first'
is "$(awk 'NR == 2 { print length($1) }' "$T/out")" 30 'in a pipe ids are whole'
run blokctl workflow runs --json
json_is runs.# 3
json_is runs.0.workflow fails
json_is runs.0.status failed
json_is runs.2.version 1.2.3
json_is runs.2.file flows/plain.yaml
json_is runs.2.steps 4
json_is runs.2.parent null
json_is runs.2.replay_of null
json_is runs.2.wake_at null
is "$(json_get runs.0.started_at | grep -c '^20[0-9-]*T[0-9:.]*Z$')" 1 'times are ISO 8601'
plain=$(json_get runs.2.run_id)
run blokctl workflow runs --status failed --json
json_is runs.# 1
run blokctl workflow runs --status crashed --json
json_is runs.# 0
run blokctl workflow runs --workflow plain --json
json_is runs.# 1
run blokctl workflow runs --limit 1 --json
json_is runs.# 1
run blokctl workflow runs --since 1h --json
json_is runs.# 3
run blokctl workflow runs --since 2001-01-01 --json
json_is runs.# 3
run blokctl workflow runs --since 2999-01-01T00:00:00Z
status_is 0
err_is 'no run matches'
run blokctl workflow runs --since yesterday
status_is 2
err_has 'neither a duration nor a date'
run blokctl workflow runs --status done
status_is 2
on_terminal -c 80 blokctl workflow runs --color=never
is "$(awk 'length($0) > 81' "$T/out")" '' 'the table fits the terminal'
out_has "$(printf %.12s "${plain#run_}")" 'on a terminal ids are short'
on_terminal blokctl workflow runs --limit 1
out_has "$(printf '\033[1;31mfailed')" 'the status has a colour'

# --- show
run blokctl workflow show "$plain"
status_is 0
err_empty
out_has "run        $plain"
out_has 'workflow   plain 1.2.3'
out_has 'status     completed'
out_matches '^✓ answer  *respond  *completed'
out_has 'response 201 application/json'
out_lacks 'one is 2'
run blokctl workflow show "$plain" --outputs
out_has 'out {"level":"info","message":"one is 2"}'
run blokctl workflow show "$plain" --inputs
out_has 'in  {"message":"one is 2","attrs":{"n":1}}'
run blokctl workflow show "$(printf %.28s "$plain")" --json
status_is 0 'the beginning of an id'
json_is run_id "$plain"
json_is version 1.2.3
json_is status completed
json_is request.method POST
json_is response.status 201
json_is response.body.one 2
json_is error null
json_is parent null
json_is steps.# 4
json_is steps.1.path note
json_is steps.1.id note
json_is steps.1.node log
json_is steps.1.middleware null
json_is steps.1.status completed
json_is steps.1.attempts 1
json_is steps.1.attempt 1
json_is steps.1.cached false
json_is steps.1.inputs.message 'one is 2'
json_is steps.1.output.level info
json_is steps.1.effects null
json_is steps.1.error null
run blokctl workflow show run_ --json
status_is 2 'the beginning of several ids'
run blokctl workflow show nosuch
status_is 1
err_has "there is no run 'nosuch'"
run blokctl workflow show
status_is 2

run blokctl workflow show last
out_has 'status     failed'
out_has '    no luck'
out_matches '^✗ boom  *throw  *failed'

deep=$(blokctl workflow runs --workflow deep | awk 'NR == 2 { print $1 }')
run blokctl workflow show "$deep"
is "$(sed -n '/^steps/,/^$/p' "$T/out" | sed 's/  *[0-9.]*m*s\( .*\)*$/\1/; s/  */ /g')" 'steps
✓ items forEach completed
 [0]
 ✓ double expr completed
 [1]
 ✓ double expr completed
 large
 ✓ tell log completed
- off expr skipped
✓ guard tryCatch completed
 ✗ bad throw failed 2 attempts
 BadError: it broke
 ✓ caught expr completed
✓ pause wait completed' 'the steps as a tree'
run env LC_ALL=C "$BLOKCTL" workflow show "$deep"
out_has '+ items'
out_lacks '✓' 'ASCII without UTF-8'
run blokctl workflow show "$deep" --json
is "$(for i in 0 1 2 3 4 5 6 7 8 9; do json_get steps.$i.path; done | tr '\n' ' ')" \
	'items items[0]/double items[1]/double items[1]/large/tell off guard guard/bad guard/bad guard/caught pause ' \
	'steps as they were begun'
json_is steps.6.attempt 1
json_is steps.7.attempt 2
json_is steps.7.attempts 2
json_is steps.7.error.name BadError
json_is steps.4.status skipped
run blokctl workflow show "$deep" --step guard/bad
status_is 0
out_has 'step       guard/bad'
out_has 'attempt 2 of 2'
out_has '"message": "it broke"'
out_lacks forEach
run blokctl workflow show "$deep" --step bad --json
json_is steps.# 2
run blokctl workflow show "$deep" --step double
status_is 2
err_has "give a path: 'items[0]/double' or 'items[1]/double'"
run blokctl workflow show "$deep" --step bda
status_is 1
err_has "did you mean 'bad'?"

# --- logs
run blokctl workflow logs "$plain"
status_is 0
is "$(sed 's/^[^ ]*  *//' "$T/out" | head -1)" 'info   note  one is 2  {"n":1}' 'a line of the log'
is "$(wc -l <"$T/out" | tr -d ' ')" 2 'every line'
out_has 'tab\tred\x1b[31m' 'control characters are made visible'
run blokctl workflow logs "$plain" --level info
is "$(wc -l <"$T/out" | tr -d ' ')" 1 '--level info'
run blokctl workflow logs "$deep" --level error
out_empty
err_is "$deep logged nothing of that level"
run blokctl workflow logs "$deep" --level warn --json
json_is run_id "$deep"
json_is logs.# 1
json_is logs.0.level warn
json_is logs.0.path 'items[1]/large/tell'
json_is logs.0.message large
json_is logs.0.attrs null
run blokctl workflow logs "$plain" --json
json_is logs.0.attrs.n 1
run blokctl workflow logs "$plain" --level loud
status_is 2

# --- a run that was killed
cat >flows/slow.yaml <<'YAML'
name: slow
version: 1.0.0
trigger: {manual: {}}
steps: [{id: first, use: expr, inputs: {expression: "1"}}, {id: nap, use: sleep, inputs: {for: 60s}}]
YAML
"$BLOKCTL" workflow run flows/slow.yaml -q >/dev/null 2>&1 &
slow=$!
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ "$(blokctl workflow runs --status running 2>/dev/null | wc -l)" -gt 1 ] && break
	sleep 0.1
done
run blokctl workflow runs --status running --json
json_is runs.# 1
json_is runs.0.duration_ms null
json_is runs.0.ended_at null
run blokctl workflow show last --json
json_is steps.1.status running
kill -9 $slow
wait $slow 2>/dev/null
run blokctl workflow runs --status crashed --json
json_is runs.# 1
json_is runs.0.status crashed
run blokctl workflow runs --status running
err_is 'no run matches'
run blokctl workflow show last --json
json_is status crashed
json_is steps.0.status completed
json_is steps.1.status crashed
json_is response null

# --- prune
run blokctl workflow prune
status_is 2
err_has 'needs --older-than or --keep'
run blokctl workflow prune --older-than 1h --json
out_is '{"removed":0}'
run blokctl workflow prune --keep 2 --json
json_is removed 2
run blokctl workflow runs
is "$(awk 'NR > 1 { print $2 }' "$T/out" | tr '\n' ' ')" 'slow fails ' 'the newest are spared'
run blokctl workflow prune --keep 0
out_is '1 run removed' 'what crashed can still go on: it stays'
run blokctl workflow show "$plain"
status_is 1

# --- graph
run blokctl workflow graph flows/deep.yaml
status_is 0
err_empty
out_is 'deep 1.0.0  (manual)
├─ items  forEach item in [1,2]
│  ├─ double  expr
│  └─ large  branch
│     └─ if ctx.state.item > 1
│        └─ tell  log
├─ off  expr, inactive
├─ guard  tryCatch
│  ├─ try
│  │  └─ bad  throw, up to 2 attempts
│  └─ catch
│     └─ caught  expr
└─ pause  wait for 1ms'
run env LC_ALL=C "$BLOKCTL" workflow graph flows/plain.yaml
out_has '`- answer  respond'
run blokctl workflow graph plain --with flows
status_is 0 'by name'
run blokctl workflow graph flows/plain.yaml --format mermaid
is "$(head -1 "$T/out")" 'flowchart TD' 'mermaid'
run blokctl workflow graph flows/deep.yaml --format dot
status_is 0
if command -v dot >/dev/null; then
	run dot -Tsvg "$T/out" -o "$T/graph.svg"
	status_is 0 'graphviz draws it'
else
	skip 'graphviz is not installed' 'graphviz draws it'
fi
run blokctl workflow graph flows/deep.yaml --json
json_is workflow deep
json_is nodes.0.id items
json_is nodes.0.kind forEach
json_is nodes.0.node null
json_is nodes.0.parent null
json_is nodes.1.parent items
json_is edges.0 '{"from":"items","to":"double","label":"each item"}'
run blokctl workflow graph flows/plain.yaml --format svg
status_is 2
run blokctl workflow graph flows/nosuch.yaml
status_is 1
echo 'steps: [{id: a}]' >flows/broken.yaml
run blokctl workflow graph flows/broken.yaml
status_is 3
out_empty
err_has 'flows/broken.yaml:1:9: error:'
run blokctl workflow graph flows/broken.yaml --json
status_is 3
json_is error.code invalid_input
json_is error.findings.3.code missing-use
echo 'steps: [{id: abc, use: redis-kv, inputs: {action: get}}]' >flows/elsewhere.yaml
run blokctl workflow graph flows/elsewhere.yaml
status_is 0 'warnings do not matter'
out_has 'abc  redis-kv'

# --- nodes
run blokctl workflow nodes
status_is 0
out_matches '^expr  *Evaluate an expression'
is "$(awk 'NR > 1 && /Not here/ { seen = 1 } NR > 1 && seen && !/Not here/' "$T/out")" '' \
	'what cannot run here stands last'
run blokctl workflow nodes --json
json_is nodes.0.name ai-prompt
json_is nodes.0.runs_here true
json_is nodes.0.reason null
json_is nodes.0.effect acts
json_is nodes.0.inputs.type object
run blokctl workflow nodes @blokjs/log
status_is 0
out_has 'log: Write a line'
out_has '"enum": ['
run blokctl workflow nodes redis-kv --json
json_is runs_here false
json_is inputs null
run blokctl workflow nodes api-cal
status_is 1
err_has "did you mean 'api-call'?"

# --- schema
run blokctl schema
status_is 0
out_matches '^workflow  *Workflow documents'
run blokctl schema --json
json_is schemas.0.name workflow
run blokctl schema workflow
status_is 0
json_is \$schema https://json-schema.org/draft/2020-12/schema
json_is additionalProperties false
run blokctl schema workflwo
status_is 1
err_has "did you mean 'workflow'?"

done_testing
