# Models in workflows: the node ai-prompt, its budget, resume.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$T/work/replies.yaml" \
	BLOKCTL_STORE="$T/work/s.db" BLOKCTL_AI_PRICES="$T/work/prices.json"
cat >replies.yaml <<'Y'
replies:
  - {match: sort, json: {kind: bug, urgent: true}, usage: {input: 20, output: 10}}
  - {match: once more, times: 1, status: 503, message: down}
  - {match: story, text: "first line\nsecond line", usage: {input: 20, output: 10}}
  - {match: slow, delay: 20s, text: late}
  - {text: fine, usage: {input: 20, output: 10}}
Y
echo '{"rows": [{"provider": "script", "model": "*", "input": 1000, "output": 1000}]}' >prices.json
cat >triage.yaml <<'Y'
name: triage
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: sorted
    use: ai-prompt
    inputs:
      task: classify
      maxTokens: 100
      text: "sort this: ${ctx.request.body.text}"
      schema: {type: object, properties: {kind: {type: string}}, required: [kind]}
  - id: told
    use: ai-prompt
    inputs: {text: "a story, once more", maxTokens: 100, stream: true}
  - {id: answer, use: respond, inputs: {body: {kind: js/ctx.state.sorted.value.kind, text: js/ctx.state.told.text}}}
Y
run blokctl workflow validate triage.yaml
status_is 0
run blokctl workflow run triage.yaml --input '{"text": "it crashes"}' --json
status_is 0
json_is response.body.kind bug
json_is response.body.text 'first line
second line'
json_is state.sorted.costUsd 0.03
json_is state.sorted.cached false
json_is state.sorted.model script/script
run_id=$(json_get run_id)
run blokctl workflow logs last
out_has 'down; again in'
out_has 'first line'
out_has 'second line'
run blokctl quota history --by run --json
json_is rows.0.run "$run_id"
json_is rows.0.calls 3
json_is rows.0.usd 0.06
run blokctl workflow run triage.yaml --input '{"text": "it crashes"}' --json
json_is state.sorted.cached true
json_is state.sorted.costUsd 0

# a budget: of the command, of the document, of the step
run blokctl workflow run triage.yaml --input '{"text": "another"}' --budget-usd 0.05 --json
status_is 5
json_is error.name QuotaError
json_is error.step_id sorted
(cat triage.yaml; echo 'budget: 0.05') >document.yaml
run blokctl workflow run document.yaml --input '{"text": "another"}'
status_is 5
err_has 'the budget of $0.0500'
(cat triage.yaml; echo 'budget: lots') >wrong.yaml
run blokctl workflow validate wrong.yaml
status_is 3
out_has "'budget' must be dollars"
sed 's/maxTokens: 100$/maxTokens: 100\n      budgetUsd: 0.05/' triage.yaml >step.yaml
run blokctl workflow run step.yaml --input '{"text": "another"}'
status_is 5
run blokctl workflow run triage.yaml --input '{"text": "another"}' --no-store
status_is 5
err_has 'only where their cost is recorded'

# what was answered is not asked again; what was under way is told
cat >long.yaml <<'Y'
name: long
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: first, use: ai-prompt, inputs: {text: quick, maxTokens: 100, cache: 'off'}}
  - {id: second, use: ai-prompt, inputs: {text: slow, maxTokens: 100, cache: 'off'}}
Y
blokctl workflow run long.yaml -q >/dev/null 2>&1 &
live=$!
wait_for '"workflow":"long".*"id":"second",[^}]*"status":"running"' blokctl workflow show last --json
wait_for '"reserved":1' blokctl quota --json
kill -9 $live
wait $live 2>/dev/null
sed -i 's/slow, delay: 20s, text: late/slow, text: now/' replies.yaml
run blokctl workflow resume last --json
status_is 0
json_is state.second.text now
run blokctl workflow logs last
out_has '1 call of this run had not ended: counted as estimated'
run blokctl quota history --by run --json
json_is rows.0.calls 3 'the first, the one that was left behind, and the second'

# a prompt by its name, with variables
mkdir -p .blok/prompts
cat >.blok/prompts/greet.yaml <<'Y'
name: greet
version: 1
task: chat
variables: {who: {type: string}}
user: Greet ${who}, please.
Y
cat >greet.yaml <<'Y'
name: greeting
version: 1.0.0
trigger: {manual: {}}
steps: [{id: g, use: ai-prompt, inputs: {prompt: greet, vars: {who: js/ctx.request.body.who}, maxTokens: 50}}]
Y
run blokctl workflow run greet.yaml --input '{"who": "Ada"}' --json
status_is 0
json_is state.g.text fine
run blokctl workflow run greet.yaml --input '{}' --json
status_is 4
json_is error.code 422
sed 's/prompt: greet/prompt: greeet/' greet.yaml >typo.yaml
run blokctl workflow run typo.yaml --input '{"who": "Ada"}'
status_is 4
err_has "did you mean 'greet'?"
printf 'name: both\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: g, use: ai-prompt, inputs: {prompt: greet, text: hi}}]\n' >both.yaml
run blokctl workflow validate both.yaml
status_is 3

# Blok's node: the pages that listen are the log
cat >stream.yaml <<'Y'
name: stream
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: s
    use: "@blokjs/llm-stream"
    inputs:
      channel: answers
      apiKey: js/ctx.env.NOBODY || "none"
      model: script/x
      maxTokens: 50
      messages: [{role: system, content: be brief}, {role: user, content: a story}]
Y
run blokctl workflow validate stream.yaml
status_is 0
run blokctl workflow run stream.yaml --json
status_is 0
json_is state.s.fullText 'first line
second line'
json_is state.s.finishReason stop
json_is state.s.channel answers
json_is state.s.usage.output 10
run blokctl workflow logs last
out_has 'first line'
out_has 'second line'
out_has "'apiKey' and 'baseUrl' are not used"
run blokctl workflow run stream.yaml --budget-usd 0.01 --json
status_is 0 'a kept answer costs nothing'
sed 's/a story/another story/' stream.yaml >stream2.yaml
run blokctl workflow run stream2.yaml --budget-usd 0.01 --json
status_is 5

# quotas hold in workflows, too
run blokctl quota set --daily-requests 0
run blokctl workflow run triage.yaml --input '{"text": "new"}'
status_is 5
err_has 'daily limit of 0 requests'

# a signal ends a call at once
run blokctl quota set --daily-requests none
sed -i 's/slow, text: now/slow, delay: 20s, text: late/' replies.yaml
blokctl workflow run long.yaml -q >/dev/null 2>&1 &
live=$!
wait_for '"workflow":"long".*"id":"second",[^}]*"status":"running"' blokctl workflow show last --json
kill -TERM $live
wait $live
is $? 143 'terminated'
run blokctl workflow show last --json
json_is status cancelled

done_testing
