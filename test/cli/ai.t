# blokctl ai and quota, with the provider that replies from a file.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$T/work/replies.yaml" BLOKCTL_STORE="$T/work/s.db"
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
cat >replies.yaml <<'Y'
replies:
  - {match: twice, times: 1, status: 429, headers: {retry-after-ms: 20}, message: slow down}
  - {match: thrice, status: 503, message: down}
  - {match: paid, status: 429, code: insufficient_quota, message: pay first}
  - {match: key, status: 401, message: "Incorrect API key provided: sk-canary0123456789"}
  - {match: broken, text: half of an ans, cut: true}
  - {match: refuse, text: I will not, finish: refused}
  - {match: long, text: and so o, finish: length}
  - {match: slow, delay: 5s, text: late}
  - {match: person, times: 1, text: 'Of course: {"name": 5}'}
  - {match: /name must be string, text: "```json\n{name: 'Ada', }\n```"}
  - {match: never, text: no JSON at all}
  - {match: tool, calls: [{name: add, arguments: {a: 1}}]}
  - {text: "Grüße 😀\nParis", usage: {input: 100, output: 10, cached: 40}}
Y

# --- an answer, streamed, kept
run blokctl ai ask 'The capital of France?'
status_is 0
is "$(cat "$T/out")" "Grüße 😀
Paris" 'the answer'
err_empty
run blokctl ai ask 'The capital of France?' --json
status_is 0
json_is text 'Grüße 😀
Paris'
json_is cached true
json_is provider script
json_is finish stop
json_is attempts 0
json_is usage.input 60
json_is usage.cache_read 40
json_is usage.output 10
json_is cost_usd 0
run blokctl ai ask 'The capital of France?' --json --no-cache
json_is cached false
json_is attempts 1
run blokctl ai ask 'The capital of France?' --json --renew
json_is cached false
run blokctl ai cache stats --json
json_is entries 1
json_is hits 1
run blokctl ai cache list --json
json_is answers.# 1
key=$(json_get answers.0.key)
run blokctl ai cache show "$(echo "$key" | cut -c1-10)"
status_is 0
out_has Paris
run blokctl ai cache show ffff
status_is 1

# --- each part of the request makes another key
miss() {
	run blokctl ai ask --json "$@"
	json_is cached false "another request: $*"
}
miss 'The capital of Spain?'
miss 'The capital of France?' --system 'Be short.'
miss 'The capital of France?' --max-tokens 100
miss 'The capital of France?' --user bob
miss 'The capital of France?' -m script/other
printf 'text of a file\n' >file.txt
miss 'The capital of France?' -f file.txt
printf 'another text\n' >file.txt
miss 'The capital of France?' -f file.txt
run blokctl ai ask --json 'The capital of France?' -f file.txt
json_is cached true
run blokctl ai ask --json 'The capital of France?' --temperature 0.5
run blokctl ai ask --json 'The capital of France?' --temperature 0.5
json_is cached false 'answers to chance are not kept'
run blokctl ai cache clear --json
status_is 0
run blokctl ai cache stats --json
json_is entries 0

# --- what goes wrong
run blokctl ai ask twice
status_is 0
err_has 'slow down; again in 20 ms'
export BLOKCTL_AI_RETRIES=0
run blokctl ai ask thrice --json
status_is 1
json_is error.message 'script/script: down'
unset BLOKCTL_AI_RETRIES
run blokctl ai ask paid
status_is 1
err_has 'pay first'
err_has 'no money left'
run blokctl ai ask 'the key'
status_is 1
err_has 'Incorrect API key provided: sk-****'
is "$(grep -c canary "$T/err")" 0 'no key is told'
run blokctl ai ask broken
status_is 1
is "$(cat "$T/out")" 'half of an ans' 'what had come is shown'
err_has 'the stream ended before the answer did'
run blokctl ai ask refuse
status_is 0
err_has 'the model refuses'
run blokctl ai ask long
err_has 'cut at its limit'
run blokctl ai ask slow --timeout 50ms
status_is 124
run blokctl ai ask hello --provider nobody
status_is 3
err_has "there is no provider 'nobody'"
BLOKCTL_AI_SCRIPT= run blokctl ai ask hello
status_is 3
err_has 'no file of replies'
(unset BLOKCTL_AI_PROVIDER; blokctl ai ask hello >out 2>err; echo $? >code)
is "$(cat code)" 3 'nothing is asked unless it is configured'
run blokctl ai ask
status_is 2
run blokctl ai ask hello --budget-usd lots
status_is 2

# --- JSON of a schema
echo '{"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}' >person.json
run blokctl ai ask person --schema person.json --json
status_is 0
json_is value.name Ada
json_is repaired 'key without quotes, single quotes, trailing comma'
run blokctl ai ask never --schema person.json
status_is 3
err_has 'does not fit the schema'
out_empty

# --- tools are offered, and what is called is told
echo '[{"name": "add", "description": "adds", "parameters": {"type": "object"}}]' >tools.json
run blokctl ai ask tool --tools tools.json --json
status_is 0
json_is finish tool_calls
json_is calls.0.name add
json_is calls.0.arguments.a 1
run blokctl ai ask tool --tools tools.json
is "$(cat "$T/out")" '[{"id":"call_0","name":"add","arguments":{"a":1}}]' 'and without --json'
echo '{}' >none.json
run blokctl ai ask tool --tools none.json
status_is 3
run blokctl ai models --provider script --json
status_is 0
json_is models.0.model script
run blokctl ai test --provider script
status_is 0
out_matches '^ok      script: 1 models'

# --- routes and prices
run blokctl ai route --task sql --json
status_is 0
json_is tier balanced
json_is chain.0.usable true
run blokctl ai route --task classify --json
json_is tier fast
run blokctl ai route --tier powerful --json
json_is reason 'the tier was asked for'
run blokctl ai route --provider openai --json
json_is chain.0.provider openai
json_is chain.0.usable false
run blokctl ai prices --json
status_is 0
json_is rows.0.provider openai
run blokctl ai prices --provider script
out_has script
BLOKCTL_NOW=2027-06-01 run blokctl ai prices
err_has 'days old'

# --- quotas
rm -f s.db*
run blokctl quota --json
status_is 0
json_is day.requests.used 0
json_is day.requests.limit 50
json_is month.requests.limit 500
json_is day.usd.limit null
run blokctl quota set --daily-requests 2 --monthly-tokens none
status_is 0
run blokctl ai ask one
err_empty
run blokctl ai ask two
status_is 0
err_has '100 % of the daily limit of 2 requests are used'
run blokctl ai ask three
status_is 5
err_has 'daily limit of 2 requests does not allow this call: 2 requests are used'
err_has 'it opens again at'
run blokctl ai ask one
status_is 0 'a kept answer costs nothing'
run blokctl quota --json
json_is day.requests.used 2
json_is day.requests.left 0
json_is day.cache_hits 1
run blokctl quota set --daily-requests 0 -u eve
run blokctl ai ask one --user eve
status_is 5
run blokctl quota set --daily-requests none -u eve
run blokctl ai ask one --user eve
status_is 0
run blokctl quota block eve --reason 'term is over'
run blokctl ai ask two --user eve
status_is 5
err_has 'eve is blocked: term is over'
run blokctl quota unblock eve
run blokctl ai ask two --user eve
status_is 0
run blokctl quota reset
run blokctl quota --json
json_is day.requests.limit 50
run blokctl quota history --all --by user --json
json_is rows.# 2
run blokctl quota history --by model --chart
status_is 0
out_has script/script
run blokctl quota set
status_is 2
run blokctl quota set --daily-usd lots
status_is 2
run blokctl quota nonsense
status_is 2

# --- days are those of the zone; what is reserved for a day counts for it
rm -f s.db*
ask_at() { BLOKCTL_NOW=$1 BLOKCTL_QUOTA_TIMEZONE=$2 blokctl ai ask --no-cache -q x >/dev/null 2>&1; }
day_at() {
	BLOKCTL_NOW=$1 BLOKCTL_QUOTA_TIMEZONE=$2 blokctl quota --json >"$T/out"
	echo "$(json_get day.period) $(json_get day.requests.used) $(json_get month.requests.used) $(json_get day.resets_at)"
}
if [ -e /usr/share/zoneinfo/Europe/Berlin ]; then
	ask_at 2026-10-24T21:59:59Z Europe/Berlin
	ask_at 2026-10-24T22:00:00Z Europe/Berlin
	ask_at 2026-10-25T22:59:59Z Europe/Berlin
	is "$(day_at 2026-10-25T12:00:00Z Europe/Berlin)" '2026-10-25 2 3 2026-10-25T23:00:00.000Z' \
		'a day of 25 hours'
	is "$(day_at 2026-10-24T12:00:00Z Europe/Berlin)" '2026-10-24 1 3 2026-10-24T22:00:00.000Z' \
		'and the one before'
	is "$(day_at 2026-10-31T22:59:59Z Europe/Berlin)" '2026-10-31 0 3 2026-10-31T23:00:00.000Z' \
		'the end of the month'
	is "$(day_at 2026-10-31T23:00:00Z Europe/Berlin)" '2026-11-01 0 0 2026-11-01T23:00:00.000Z' \
		'and what comes behind it'
else
	skip 'there are no time zones' 'a day of 25 hours'
fi
run env BLOKCTL_QUOTA_TIMEZONE=Nowhere/City blokctl quota
status_is 3
err_has "there is no time zone 'Nowhere/City'"

# --- many at once, and a budget
rm -f s.db*
run blokctl quota set --daily-requests 10
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 \
	33 34 35 36 37 38 39 40; do
	(blokctl ai ask --no-cache "question $i" >/dev/null 2>"err.$i"; echo $? >"code.$i") &
done
wait
is "$(cat code.* | sort | uniq -c | tr -s ' \n' ' ')" ' 10 0 30 5 ' 'of 40 at once exactly 10 pass'
is "$(grep -l 'locked' err.* | wc -l | tr -d ' ')" 0 'and none waits in vain'
cat >prices.json <<'J'
{"rows": [{"provider": "script", "model": "*", "input": 1000, "output": 1000}]}
J
rm -f s.db*
export BLOKCTL_AI_PRICES=prices.json
run blokctl ai ask hello --max-tokens 100 --budget-usd 0.01
status_is 5
err_has 'the budget of $0.0100'
run blokctl ai ask hello --max-tokens 100 --budget-usd 1 --json
status_is 0
json_is cost_usd 0.11
run blokctl quota set --daily-usd 0.20
run blokctl ai ask hi --max-tokens 50
status_is 0
run blokctl ai ask ho --max-tokens 100
status_is 5
err_has "daily limit of \$0.2000"
printf 'calls: [{model: script/x, count: 1, input: 10, output: 10}]\n' >small.yaml
printf 'calls: [{model: script/x, count: 900, input: 10, output: 10}]\n' >large.yaml
printf 'calls: [{model: nobody/x, count: 1}]\n' >unknown.yaml
printf 'calls: [{count: 1}]\n' >wrong.yaml
run blokctl quota set --daily-usd 5
run blokctl quota check --estimate small.yaml --json
status_is 0
json_is usd 0.02
run blokctl quota check --estimate large.yaml
status_is 5
run blokctl quota check --estimate unknown.yaml
status_is 5
err_has 'nobody knows'
run blokctl quota check --estimate wrong.yaml
status_is 3
err_has "wrong.yaml:1:9: error: a call has no 'model'"

done_testing
