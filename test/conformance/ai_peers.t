# The AI layer against servers that nobody here wrote: a mock of the wire
# protocols and a relay that breaks them (shared/ai-peers).  What the official
# clients meet there is what is expected here: the outcome, how many attempts
# were made, and how long was waited.
. "$(dirname "$0")/../cli/lib.sh"

for program in node npm; do
	if ! command -v $program >/dev/null; then
		skip "there is no $program" 'the third-party servers'
		done_testing
		exit
	fi
done
if [ ! -d "$SHARED/ai-peers" ]; then
	skip 'the shared data is missing' 'the third-party servers'
	done_testing
	exit
fi

# Installed once, beside the other things that are built.
PEERS=$ROOT/.build/ai-peers
if [ ! -d "$PEERS/node_modules/@copilotkit" ]; then
	rm -rf "$PEERS" && cp -r "$SHARED/ai-peers" "$PEERS" && chmod -R u+w "$PEERS"
	if ! (cd "$PEERS" && timeout 120 npm install --ignore-scripts --no-audit --no-fund >"$T/npm" 2>&1); then
		rm -rf "$PEERS"
		skip 'its packages could not be installed' 'the third-party servers'
		done_testing
		exit
	fi
fi

port=$((20000 + $$ % 20000))
(cd "$PEERS" && exec node llm/mock-llm.mjs --port $port --fault-port $((port + 1)) >"$T/ready" 2>&1) &
server=$!
trap 'kill $server 2>/dev/null; cd /; rm -rf "$T"' EXIT
wait_for ready cat "$T/ready"
mock=http://127.0.0.1:$port
relay=http://127.0.0.1:$((port + 1))/f

export OPENAI_API_KEY=sk-test-0123456789 ANTHROPIC_API_KEY=sk-ant-test-0123456789
export BLOKCTL_QUOTA_DAILY_REQUESTS=none BLOKCTL_QUOTA_MONTHLY_REQUESTS=none
export OPENAI_BASE_URL=$mock/v1 ANTHROPIC_BASE_URL=$mock OLLAMA_HOST=127.0.0.1:$port
hello='Hello from the mock model. This is the default answer.'
unicode="$(printf 'Grüße 😀 — line1\nline2\t"quoted" \\ back\342\200\250sep')"
echo '[{"name": "add", "parameters": {"type": "object"}}]' >tools.json

# openai QUESTION [OPTIONS], anthropic …: each with a store of its own
ask() {
	rm -f s.db*
	run blokctl --store s.db ai ask --no-cache -v "$@"
}
openai() { ask -m openai/gpt-4o-mini "$@"; }
anthropic() { ask -m anthropic/claude-sonnet-4-5 "$@"; }
through() { OPENAI_BASE_URL=$relay/$1/v1 openai "$2"; }
anthropic_through() { ANTHROPIC_BASE_URL=$relay/$1 anthropic "$2"; }

# answers TEXT TITLE
answers() {
	status_is 0 "$2: done"
	is "$(cat "$T/out")" "$1" "$2: the answer"
}

# attempts COUNT TITLE: by the relay's own count of the mode
attempts() {
	got=$(node -e "fetch('$relay/stats').then(r => r.json()).then(s => console.log((s['$mode'] || {n: 0}).n))")
	is "$got" "$1" "$2: $1 attempts"
}

# waited MODE MS TITLE: between the first two attempts, within a fifth;
# a busy machine may be a quarter of a second late
waited() {
	got=$(node -e "fetch('$relay/stats').then(r => r.json()).then(s => {
		const t = s['$1'].times, w = t[1] - t[0];
		console.log(w >= $2 * 0.8 && w <= $2 * 1.2 + 250 ? 'in time' : w + ' ms') })")
	is "$got" 'in time' "$3: waits $2 ms"
}

# --- OpenAI's protocol
openai hi
answers "$hello" 'openai'
openai hi --json
json_is text "$hello"
json_is usage.output 14
json_is usage.input 1
openai '#tool' --tools tools.json --json
json_is finish tool_calls
json_is calls.0.id call_add_1
json_is calls.0.name add
json_is calls.0.arguments '{"a":2,"b":3}'
run blokctl --store s.db ai models --provider openai --json
json_is models.# 5
openai '#429'
status_is 75
is "$(grep -c 'again in 2000 ms' "$T/err")" 2 '429: two more attempts, when it has asked for them'
openai '#429once'
answers 'recovered after 429' 'once 429'
openai '#400ctx'
status_is 1
err_has 'maximum context length is 8192'
is "$(grep -c 'again in' "$T/err")" 0 '400: one attempt'
openai '#malformed'
status_is 1
err_has 'invalid JSON'
openai '#disconnect'
status_is 1
openai '#midcut'
status_is 1
is "$(grep -c 'again in' "$T/err")" 0 'a stream that is cut is not paid for twice'

# --- through the relay
for mode in crlf cr comments nospace multidata byte:1 unknownEvents nodone nousage gzip bom trail \
	redirect badlen; do
	through $mode '#unicode'
	answers "$unicode" "$mode"
done
for mode in midError cut:700; do
	through $mode '#unicode'
	status_is 1
	attempts 1 $mode
done
mode=empty
through empty '#unicode'
status_is 1
attempts 1 empty
mode=flaky:2:503:a
through $mode hi
answers "$hello" 'twice 503'
attempts 3 'twice 503'
mode=html
through html hi
status_is 1
err_has 'Bad Gateway'
attempts 3 'a page of a proxy'
mode=rams:300:a
through $mode hi
answers "$hello" 'retry-after-ms'
waited $mode 300 'retry-after-ms'
mode=rajunk:4
through $mode hi
answers "$hello" 'a fraction of seconds'
waited $mode 2500 'a fraction of seconds'
for mode in rapast rajunk:0 rajunk:2 rajunk:5; do
	through $mode hi
	answers "$hello" $mode
	attempts 2 $mode
done
mode=ralong
through ralong hi
status_is 75
attempts 1 'x-should-retry: false'

# --- Anthropic's protocol
anthropic '#usage' --json
json_is usage.input 1234
json_is usage.output 56
json_is cost_usd 0.004542
anthropic '#usage'
answers 'fixed usage' 'anthropic'
anthropic '#tool' --tools tools.json --json
json_is calls.0.id call_add_1
json_is calls.0.arguments '{"a":2,"b":3}'
BLOKCTL_AI_RETRIES=0 anthropic '#529'
status_is 1
err_has Overloaded
for mode in crlf unknownEvents; do
	anthropic_through $mode hi
	answers "$hello" "anthropic, $mode"
done
anthropic_through byte:3 '#unicode'
answers "$unicode" 'anthropic, byte:3'
anthropic_through midError hi
status_is 1
err_has Overloaded
anthropic_through cut:700 hi
status_is 1

# --- Ollama's
ask -m ollama/llama3.2 '#unicode'
answers "$unicode" 'ollama'

# --- vectors of texts
embed() {
	rm -f s.db*
	run blokctl --store s.db ai embed "$@"
}
embed -m openai/text-embedding-3-small --dimensions 8 a b --json
status_is 0
json_is embeddings.# 2
json_is embeddings.0.# 8
json_is embeddings.1.# 8
json_is dimensions 8
json_is cached false
first=$(json_get embeddings)
run blokctl --store s.db ai embed -m openai/text-embedding-3-small --dimensions 8 a b --json
json_is cached true
is "$(json_get embeddings)" "$first" 'vectors: kept, the same'
got=$(node -e "fetch('$mock/__aimock/journal').then(r => r.json()).then(j => {
	const sent = j.filter(e => e.path.endsWith('/embeddings'));
	console.log(sent.length, sent[0].body.embeddingInput) })")
is "$got" '1 a b' 'vectors: both texts in one request'
for mode in flaky:2:503:e gzip; do
	OPENAI_BASE_URL=$relay/$mode/v1 embed -m openai/text-embedding-3-small --dimensions 8 a b --json
	status_is 0 "vectors: $mode"
	is "$(json_get embeddings)" "$first" "vectors: $mode, the same"
done
mode=flaky:2:503:e
attempts 3 'vectors: twice 503'
mode=truncjson
OPENAI_BASE_URL=$relay/$mode/v1 embed -m openai/text-embedding-3-small a
status_is 1
err_has 'invalid JSON'
# It answers a single vector, whatever it was sent.
embed -m ollama/nomic-embed-text a --json
status_is 0
json_is embeddings.# 1
embed -m ollama/nomic-embed-text a b
status_is 1
err_has '1 vectors have come for 2 texts'

# --- a question to a database: the query stands between fences
printf 'name,n\nann,1\nbob,2\nann,3\n' >orders.csv
run blokctl ask-sql --db orders.csv --engine model -m openai/gpt-4o-mini --json 'who comes up most #sql'
status_is 0
json_is engine model
json_is rows '[{"name":"ann","n":2},{"name":"bob","n":1}]'
run blokctl ask-sql --db orders.csv --engine model -m openai/gpt-4o-mini 'nothing of use'
status_is 6

# --- no key in what is left behind
is "$(cat s.db* "$T/out" "$T/err" | grep -c '0123456789' || true)" 0 'no key in the store or in what was said'

done_testing
