# Models behind servers: a stub of our own that speaks the three protocols, and
# has a fault for each of its names.
. "$(dirname "$0")/lib.sh"
. "$ROOT/test/cli/stub.sh"

start_stub

export BLOKCTL_STORE="$T/work/s.db" OPENAI_API_KEY=sk-stub ANTHROPIC_API_KEY=sk-ant-stub
export BLOKCTL_QUOTA_DAILY_REQUESTS=none BLOKCTL_QUOTA_MONTHLY_REQUESTS=none
unset BLOKCTL_AI_PROVIDER BLOKCTL_AI_SCRIPT

# openai MODE [OPTION]..., and the others: a question to a server of that kind
openai() { mode=$1; shift; OPENAI_BASE_URL=$stub/$mode/v1 run blokctl ai ask hi -m openai/gpt-4o-mini --no-cache "$@"; }
anthropic() { mode=$1; shift; ANTHROPIC_BASE_URL=$stub/$mode run blokctl ai ask hi -m anthropic/claude-sonnet-5 --no-cache "$@"; }
ollama() { mode=$1; shift; OLLAMA_HOST=$stub/$mode run blokctl ai ask hi -m ollama/x --no-cache "$@"; }

# --- each protocol, streamed and whole
for protocol in openai anthropic ollama; do
	$protocol ok
	status_is 0 "$protocol streams"
	out_is 'Hello from the stub.' "$protocol: the answer"
	err_empty
	$protocol ok --json
	status_is 0
	json_is text 'Hello from the stub.' "$protocol: the whole answer"
	json_is usage.output 5 "$protocol: its tokens"
	$protocol cut
	status_is 1 "$protocol: a stream that breaks off"
	out_has Hello "$protocol: what had come is shown"
done
seen 3 'and none is asked for again'
openai ok --json
json_is usage.input 8
json_is usage.cache_read 4
openai whole
out_is 'Hello from the stub.' 'a whole answer to a request for a stream'

# --- tried again, and not
openai flaky
status_is 0
err_has 'not yet; again in'
seen 2 'two attempts'
openai wait --json
err_has 'slow down; again in 200 ms'
status_is 0
json_is attempts 2
openai limited
status_is 75
seen 1 'who asks for a long pause is left alone'
openai limited
status_is 75
seen 1 'and the next process leaves it alone, too'
openai spent
status_is 1
err_has 'no money left'
seen 1 'paying is not tried again'
BLOKCTL_AI_RETRIES=0 openai html
status_is 1
err_has 'Bad Gateway'

# --- a field that a server does not know is left out, and not sent again for a week
for server in noopts newtokens; do
	openai $server
	status_is 0 "$server: answered"
	err_has 'asking once more without it'
	openai $server
	status_is 0
	err_empty "$server: the next process knows"
	seen 3 "$server: three requests for two answers"
done
echo '{"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}' >person.json
openai noschema --schema person.json
status_is 0
out_is '{"name":"Ada"}'
openai noschema --schema person.json
err_empty 'noschema: the next process knows'
seen 3 'noschema: three requests for two answers'
OPENAI_BASE_URL=$stub/noopts-2/v1 run blokctl ai ask hi -m openai/gpt-4o-mini --no-cache
err_has 'asking once more without it'
OPENAI_BASE_URL=$stub/noopts/v1 run blokctl ai ask hi -m openai/other --no-cache
err_has 'asking once more without it'

# --- the rules of the network hold for models
export BLOKCTL_NETWORK_DENY='[127.0.0.0/8]'
openai ok
status_is 5
err_has 'is denied by network.deny'
err_has 'network.allow lets single addresses through'
openai ok --json
json_is error.code refused
OPENAI_BASE_URL=$stub/ok/v1 run blokctl ai models --provider openai
status_is 5
err_has 'is denied by network.deny'
cat >ask.yaml <<'Y'
name: ask
version: 1.0.0
trigger: {manual: {}}
steps: [{id: a, use: ai-prompt, inputs: {text: hi, model: openai/gpt-4o-mini}}]
Y
OPENAI_BASE_URL=$stub/ok/v1 run blokctl workflow run ask.yaml
err_has 'is denied by network.deny'
BLOKCTL_NETWORK_ALLOW='[127.0.0.1]' openai ok
status_is 0
unset BLOKCTL_NETWORK_DENY

done_testing
