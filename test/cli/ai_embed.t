# Vectors of texts: through the same door as questions, from a stub of our own, a
# file of replies, and the built-in engine.
. "$(dirname "$0")/lib.sh"
. "$ROOT/test/cli/stub.sh"

start_stub

export BLOKCTL_STORE="$T/work/s.db" OPENAI_API_KEY=sk-stub ANTHROPIC_API_KEY=sk-ant-stub
unset BLOKCTL_AI_PROVIDER BLOKCTL_AI_SCRIPT OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST

# openai MODE [ARGUMENT]...: to a server of that kind
openai() { mode=$1; shift; OPENAI_BASE_URL=$stub/$mode/v1 run blokctl ai embed --provider openai "$@"; }
ollama() { mode=$1; shift; OLLAMA_HOST=$stub/$mode run blokctl ai embed -m ollama/x "$@"; }

# --- OpenAI's protocol: any order, any length
openai ok xxxxxxxxxxxx '' --json
status_is 3
json_is error.message 'text 1 is empty'
seen 0 'an empty text is not sent'
openai ok xxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyyyyy --dimensions 3 --json
status_is 0
json_is provider openai
json_is model text-embedding-3-small
json_is dimensions 3
json_is embeddings.# 2
json_is embeddings.0 '[0.23076923,0.30769232,0.9230769]' 'the first text is the first vector'
json_is embeddings.1 '[0.12237255,0.16316341,0.9789804]'
json_is cached false
json_is attempts 1
json_is usage '{"input":1000,"cache_read":0,"cache_write":0,"output":0,"reported":true}'
json_is cost_usd 0.00002
first=$(json_get embeddings)
openai ok xxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyyyyy --dimensions 3 --json
json_is cached true
json_is cost_usd 0
json_is saved_usd 0.00002
json_is attempts 0
is "$(json_get embeddings)" "$first" 'a kept vector is the same to the last digit'
seen 1 'and nobody was asked for it'
openai ok xxxxxxxxxxxx --dimensions 4 --json
json_is cached false 'other dimensions are another request'
run blokctl quota history --by task --json
json_is rows.0.task embed
json_is rows.0.calls 2
json_is rows.0.cache_hits 1
json_is rows.0.input_tokens 2000
json_is rows.0.output_tokens 0
json_is rows.0.usd 0.00004
run blokctl ai cache show "$(blokctl ai cache list --json >"$T/out"; json_get answers.0.key)"
out_has '"embeddings":[['
openai ok xxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyyyyy --dimensions 3 --no-cache -v
status_is 0
out_has 'openai/text-embedding-3-small: 2 vectors of 3 numbers'
out_matches '^1  0.1224 0.1632 0.9790 *0.9821  yyyy'
err_has 'openai/text-embedding-3-small: $0.000020'
openai ok a -m text-embedding-3-large --json
json_is cost_usd 0.00013
json_is dimensions 4

# --- a text for each line
printf 'one\r\ntwo\nthree' >lines.txt
openai ok --file lines.txt --json
json_is embeddings.# 3
with_input 'one
two
three
' env OPENAI_BASE_URL=$stub/ok/v1 blokctl ai embed - --provider openai --json
status_is 0
json_is embeddings.# 3
json_is cached true 'the same texts, wherever they stand'
printf 'one\n\ntwo\n' >lines.txt
openai ok -f lines.txt
status_is 3
err_has 'lines.txt: line 2 is empty'
openai ok
status_is 2
err_has 'there is no text'
: >lines.txt
openai ok -f lines.txt
status_is 3

# --- many texts are several requests, all of one model
i=0
while [ $i -lt 600 ]; do
	i=$((i + 1))
	echo "text $i"
done >lines.txt
openai ok-many -f lines.txt --json
status_is 0
json_is embeddings.# 600
json_is attempts 3
json_is usage.input 3000
json_is cost_usd 0.00006
seen 3 '600 texts are three requests'
openai ok-many -f lines.txt --json
json_is cached true
seen 3 'and none of them is sent again'
openai ok-many -f lines.txt --no-cache --budget-usd 0.000049 --json
status_is 5
json_is error.code refused
seen 5 'a budget is for all of them together'
yes x | head -16385 >lines.txt
openai ok -f lines.txt
status_is 3
err_has '16385 texts are too many: at most 16384 at once'

# --- answers that are none
for wrong in 'few one of 1 vectors is for text 1' 'twice text 0 has two vectors' \
	'nan invalid JSON' 'null something that is no number' 'zero has no direction' \
	'words is no list of numbers' 'wide vectors of 9 numbers have come, not of 4' \
	'ragged vector 1 has 1 numbers, those before it 4' 'html Bad Gateway'; do
	BLOKCTL_AI_RETRIES=0 openai ${wrong%% *} a b --dimensions 4
	status_is 1 "${wrong%% *}: no answer"
	err_has "${wrong#* }"
	out_empty "${wrong%% *}: nothing is printed"
	seen 1 "${wrong%% *}: one attempt"
done
openai bad a --dimensions 9999 --json
status_is 1
json_is error.message 'openai/text-embedding-3-small: no such dimension'
seen 1 '400: one attempt'
openai nousage aaaa --json
json_is usage.reported false
run blokctl quota history --all --by model --json
is "$(grep -c sk-stub s.db || true)" 0 'no key in the store'

# --- tried again, and not
openai flaky a
status_is 0
err_has 'not yet; again in'
seen 2 'two attempts'
openai wait a --json
status_is 0
err_has 'slow down; again in 200 ms'
json_is attempts 2
openai limited a
status_is 75
openai limited a b
status_is 75
seen 1 'a server that asks for a pause is left alone, by the next process, too'
openai spent a
status_is 1
err_has 'no money left'
openai echo a
status_is 1
err_has 'check the key'
err_lacks sk-stub 'no key is told'

# --- Ollama's protocol
ollama ok a b --dimensions 3 --json
status_is 0
json_is provider ollama
json_is embeddings.1 '[0.5883484,0.78446454,0.19611613]'
json_is usage.input 6
json_is cost_usd 0
ollama ragged a b
status_is 1
err_has 'vector 1 has 1 numbers'
ollama wide a --dimensions 3
status_is 1
err_has 'vectors of 9 numbers have come, not of 3'
BLOKCTL_AI_PROVIDERS='{local: {kind: ollama, base_url: "http://127.0.0.1:9"}}' run blokctl ai embed a --provider local
status_is 3
err_has "nobody has said which model of 'local' makes vectors"
err_has 'ai.tiers.embed'

# --- who makes none says so
run blokctl ai embed a --provider anthropic
status_is 3
err_has "the provider 'anthropic' makes no vectors: its protocol has no embeddings"
err_has '--provider openai, ollama or builtin'
run blokctl ai embed a -m anthropic/claude-sonnet-5 --json
status_is 3
json_is error.code invalid_input
run blokctl ai embed a -m builtin/hint
status_is 3
err_has 'it makes no vectors'
run blokctl ai ask a -m builtin/embed
status_is 3
err_has 'it makes vectors of texts, no answers'

# --- where it goes
run blokctl ai route --task embed --json
json_is tier embed
json_is chain.0.provider builtin
json_is chain.# 1
BLOKCTL_AI_PROVIDER=openai run blokctl ai route --task embed --json
json_is chain.0.model text-embedding-3-small
json_is chain.# 1 'nobody stands in: the vectors of others are others'
BLOKCTL_AI_PROVIDER=openai BLOKCTL_AI_MODEL=gpt-6-sol run blokctl ai route --task embed --json
json_is chain.0.model text-embedding-3-small 'a model for questions makes none'
export BLOKCTL_AI_TIERS='{embed: [ollama/nomic-embed-text, openai/text-embedding-3-large]}'
run blokctl ai route --task embed --json
json_is chain.0.model nomic-embed-text
json_is chain.1.model text-embedding-3-large
run blokctl ai route --task embed -m openai/x --json
json_is chain.0.model x 'what was asked for goes before'
json_is chain.# 1
unset BLOKCTL_AI_TIERS
run blokctl ai route --task embed --provider openai --json
json_is chain.0.usable true
printf '%40000s' x >long.txt
openai ok -f long.txt
status_is 1
err_has 'a text may have 11432 tokens, it takes 8192'

# --- limits hold before anything is sent
run blokctl quota set --daily-requests 0
openai ok-quota a
status_is 5
err_has 'daily limit of 0 requests does not allow this call'
seen 0 'nothing was sent'
run blokctl audit list --json
out_has call.refused
run blokctl quota set --daily-requests none --daily-usd 0.0001 -u eve
openai ok-price a -m unheard-of --user eve
status_is 5
err_has 'nobody knows what openai/unheard-of costs'
seen 0 'a price that is not known is not taken for none'
openai ok-price a --user eve
status_is 0
printf '%20000s' x >long.txt
openai ok-price -f long.txt --user eve
status_is 5 '5,700 tokens cost more'
err_has "eve's daily limit of \$0.0001 does not allow this call"
seen 1 'and are not sent'
run blokctl quota reset

# --- a file of replies
cat >replies.yaml <<'Y'
replies:
  - {match: odd, embeddings: [[1, 0], [0]]}
  - {match: half, embeddings: [[1, 0]], cut: true}
  - {match: late, embeddings: [[1, 0]], delay: 5s}
  - {match: down, times: 1, status: 503, message: down}
  - {match: both, text: an answer}
  - {embeddings: [[3, 4]], usage: {input: 5}}
Y
export BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT=replies.yaml
run blokctl ai embed both --json
status_is 0
json_is embeddings '[[0.6,0.8]]'
json_is usage.input 5
json_is model script
run blokctl ai ask both
out_is 'an answer'
run blokctl ai embed down
status_is 0
err_has 'down; again in'
run blokctl ai embed odd x
status_is 1
err_has 'vector 1 has 1 numbers'
run blokctl ai embed late --timeout 50ms
status_is 124
run blokctl ai embed half
status_is 1
err_has 'invalid JSON'
unset BLOKCTL_AI_PROVIDER BLOKCTL_AI_SCRIPT

# --- without anything
unset OPENAI_API_KEY ANTHROPIC_API_KEY
run blokctl quota set --daily-requests 0
run blokctl ai embed 'the bridge is closed' 'closed bridges' 'a rapid automobile' --json
status_is 0 'no limit holds for what costs nothing'
json_is provider builtin
json_is model embed
json_is dimensions 512
json_is usage.input 0
first=$(json_get embeddings)
run blokctl ai embed 'the bridge is closed' 'closed bridges' 'a rapid automobile' --json
is "$(json_get embeddings)" "$first" 'always the same'
json_is cached false
run blokctl ai embed 'the bridge is closed' 'closed bridges'
out_matches '^1 .* 0\.69[0-9]*  closed bridges$'
run blokctl ai embed a --dimensions 5000
status_is 3
err_has '8 to 4096 numbers'
BLOKCTL_AI_BUILTIN=false run blokctl ai embed a
status_is 3
err_has "no model is configured for the task 'embed'"
on_terminal blokctl ai embed "$(printf 'a\033[31mb')" x
out_lacks "$(printf '\033[31mb')" 'a text cannot paint the terminal'

done_testing
