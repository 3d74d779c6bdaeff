# The provider that needs nothing: no network, no key, no settings.
. "$(dirname "$0")/lib.sh"

unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST \
	BLOKCTL_AI_PROVIDER BLOKCTL_AI_SCRIPT
export BLOKCTL_STORE="$T/work/s.db"
cat >report.txt <<'X'
The city council decided on Monday to close the old bridge. Engineers found cracks in two of
its four pil-
lars. Some people like cheese. A new bridge would cost 40 million euros and take six years.
X

# --- each prompt that has an engine
run blokctl prompt run summarise --file text=report.txt --var words=24
status_is 0
out_is 'The city council decided on Monday to close the old bridge. A new bridge would cost 40 million euros and take six years.'
err_empty
run blokctl ai ask 'In short:' --task summarise -f report.txt --json
status_is 0
json_is provider builtin
json_is model summarise
json_is finish stop
json_is cached false
json_is cost_usd 0
json_is usage.input 0
run blokctl prompt run cleanup --file text=report.txt
out_has 'its four pillars. Some people'
run blokctl prompt run classify --var text='I have paid twice' --var labels='["billing", "praise"]' --json
json_is value.labels.0 billing
json_is value.confidence 0.67
run blokctl prompt run classify --var text='xyzzy' --var labels='["billing", "praise"]' --json
status_is 0
json_is value.labels.# 0
json_is value.confidence 0
run blokctl prompt run extract --var text='Total: 12,50 EUR' --var fields='["total", "date"]' --json
json_is value.records.0.fields.0.value 12.50
json_is value.records.0.fields.1.value null
run blokctl prompt run hint --var question='Which gas?' --var answer='Carbon dioxide' --var level=2
out_is 'C_____ d______'
echo '{"type": "object", "properties": {"kind": {"enum": ["bug", "wish"]}}}' >kind.json
run blokctl ai ask 'It is a bug' --task classify --schema kind.json
out_is '{"kind":"bug"}'
run blokctl ai ask 'It rains' --task classify --schema kind.json
status_is 6
err_has 'no label fits'

# --- what it cannot do is said
run blokctl ai ask hello
status_is 3
err_has "no model is configured for the task 'chat'"
err_has 'classify, cleanup, embed, extract, hint and summarise need no model'
# a slip in a name sends the question and the key to nobody
for model in ollma/llama3 m1; do
	run env OPENAI_API_KEY=sk-none OPENAI_BASE_URL=http://127.0.0.1:1/v1 blokctl ai ask hello -m $model
	status_is 3
	err_lacks 127.0.0.1
done
err_has "the model 'm1' has no provider"
run blokctl ai ask hello -m ollma/llama3
err_has "there is no provider 'ollma'"
run blokctl ai ask hello --provider builtin
status_is 3
err_has "the provider 'builtin' has no engine for the task 'chat'; it serves classify, cleanup, embed,"
run blokctl prompt run sql --var question=x --var schema=y --provider builtin --json
status_is 3
json_is error.code invalid_input
run blokctl prompt run classify --var text=x --var labels='[]'
status_is 3
err_has 'there are no labels to sort by'
run blokctl prompt run summarise --file text=report.txt --var language=French
status_is 3
err_has "it cannot be in 'French'"
run blokctl ai ask 'It rains' --task summarise --schema kind.json
status_is 3
err_has 'it answers with text, not with JSON of a schema'

# --- it is counted, and costs nothing
run blokctl quota --json
json_is day.requests.used 0
json_is day.tokens.used 0
run blokctl quota history --by task --json
json_is rows.0.usd 0
run blokctl quota set --daily-requests 0 --daily-usd 0
run blokctl prompt run summarise --file text=report.txt --json
status_is 0 'no limit holds for it'
json_is provider builtin
run blokctl ai cache stats --json
json_is entries 0

# --- where it stands
run blokctl ai route --task summarise --json
json_is chain.# 1
json_is chain.0.provider builtin
json_is chain.0.usable true
run env BLOKCTL_AI_PROVIDER=anthropic blokctl ai route --task summarise --json
json_is chain.0.provider anthropic
json_is chain.1.provider builtin
run env BLOKCTL_AI_PROVIDER=anthropic blokctl ai route --task sql --json
json_is chain.# 1
run blokctl ai route --task summarise --model anthropic/x --json
json_is chain.# 1 'who names a model wants no other'
run env BLOKCTL_AI_PROVIDER=anthropic blokctl prompt run summarise --file text=report.txt -q
status_is 0
run env BLOKCTL_AI_PROVIDER=anthropic blokctl prompt run summarise --file text=report.txt
err_has "there is no key for 'anthropic'; using builtin/summarise"
run env BLOKCTL_AI_PROVIDER=anthropic BLOKCTL_AI_BUILTIN=false blokctl prompt run summarise --file text=report.txt
status_is 3
run env BLOKCTL_AI_BUILTIN=false blokctl prompt run summarise --file text=report.txt
status_is 3
echo 'replies: [{status: 503, message: down}]' >replies.yaml
run env BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT=replies.yaml BLOKCTL_AI_RETRIES=0 BLOKCTL_AI_TIMEOUT=5s \
	blokctl prompt run summarise --file text=report.txt --user other
status_is 0
err_has 'script/script: down; trying builtin/summarise'
run blokctl ai models --provider builtin --json
json_is models.# 6
json_is models.0.model classify
run blokctl ai models --json
json_is models.5.model summarise
run blokctl ai test
status_is 0
out_has 'ok      builtin: 6 models at no server'

# --- in a workflow
cat >short.yaml <<'Y'
name: short
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: gist, use: ai-prompt, inputs: {prompt: summarise, vars: {text: js/ctx.request.body.text, words: 12}}}
  - {id: kind, use: ai-prompt, inputs: {prompt: classify, vars: {text: js/ctx.request.body.text, labels: [bridge, river]}}}
Y
run blokctl workflow run short.yaml --input '{"text": "The bridge is closed. It has cracks in its pillars."}' --json
status_is 0
json_is state.gist.text 'The bridge is closed. It has cracks in its pillars.'
json_is state.gist.model builtin/summarise
json_is state.gist.costUsd 0
json_is state.kind.value.labels.0 bridge

done_testing
