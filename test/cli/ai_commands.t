# Options of 'ai', 'quota' and 'prompt', a case a line: as text, on a terminal, as JSON.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$T/work/replies.yaml" BLOKCTL_STORE="$T/work/s.db" \
	BLOKCTL_AI_PRICES="$T/work/prices.json" USER=ada LOGNAME=ada
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
cat >replies.yaml <<'Y'
replies:
  - {match: broken, status: 500, message: down}
  - {match: json, text: '{"n": 1}'}
  - {text: Paris, usage: {input: 100000, output: 1000}}
Y
echo '{"rows": [{"provider": "script", "model": "*", "input": 2, "output": 10}]}' >prices.json

usage() { # usage MESSAGE COMMAND...: status 2 and why
	message=$1
	shift
	run blokctl "$@"
	is "$status" 2 "$*: usage"
	err_has "$message" "$*: $message"
}
refused() { # refused STATUS MESSAGE COMMAND...
	want=$1 message=$2
	shift 2
	run blokctl "$@"
	is "$status" "$want" "$*: status $want"
	err_has "$message" "$*: $message"
}

me=$(id -un)

# --- before anything is on record
run blokctl quota history
err_has 'no call is on record'
run blokctl quota history --json
json_is rows '[]'
run blokctl ai cache stats --json
json_is entries 0
run blokctl ai cache list
status_is 0
err_has 'nothing is kept'
run blokctl ai cache list --json
json_is answers '[]'
run blokctl ai cache purge
status_is 0
run blokctl ai cache clear --json
json_is removed 0
refused 1 'nothing is kept yet' ai cache show ab
run blokctl quota
status_is 0
out_has 'no limit'

# --- ai ask: where the question comes from
run blokctl ai ask what is this
status_is 0
out_is Paris
with_input 'a question' blokctl ai ask -
out_is Paris
echo 'a file' >q.txt
run blokctl ai ask about --file q.txt --file q.txt
out_is Paris
with_input '' blokctl ai ask -
status_is 2
err_has 'there is no question'
usage 'needs TEXT' ai ask
refused 1 "cannot open 'none.txt'" ai ask x --file none.txt
for value in x 1x -1 2.1 nan; do
	run blokctl ai ask x --temperature "$value"
	is "$status" 2 "--temperature $value"
done
run blokctl ai ask x --temperature 0.5
status_is 0
echo '{"type": "object", "required": ["n"], "properties": {"n": {"type": "number"}}}' >schema.json
echo '{"type": ' >broken.json
echo '[{"name": "add", "description": "d", "parameters": {"type": "object"}}]' >tools.json
echo '[{"name": "add"}]' >bad-tools.json
echo '{"a": 1}' >no-tools.json
run blokctl ai ask json --schema schema.json --json
json_is value.n 1
refused 1 "cannot open 'none.json'" ai ask x --schema none.json
refused 3 broken.json ai ask x --schema broken.json
with_input '{"type": "object"}' blokctl ai ask json --schema -
status_is 0
run blokctl ai ask x --tools tools.json
status_is 0
refused 3 'tool' ai ask x --tools bad-tools.json
refused 3 'tool' ai ask x --tools no-tools.json
refused 3 broken.json ai ask x --tools broken.json
refused 1 down ai ask broken
run blokctl ai ask x --system 'be brief' --max-tokens 5 --task chat --tier fast
status_is 0
usage 'max-tokens' ai ask x --max-tokens none
usage 'tier' ai ask x --tier huge

# --- what it was
run blokctl ai cache list
out_has script
run blokctl ai cache list --json
key=$(json_get answers.0.key)
run blokctl ai cache show "$key"
status_is 0
run blokctl ai cache show "$key" --json
json_is key "$key"
run blokctl ai cache show ''
status_is 2
err_has "is the beginning of"
run blokctl ai cache stats
status_is 0
out_has '6 answers'
on_terminal blokctl ai cache list
out_has script
run blokctl ai cache clear
status_is 0
run blokctl ai cache list --json
json_is answers '[]'

# --- quota: text, bars, JSON
run blokctl quota set --daily-requests 20 --daily-tokens 1000000000 --daily-usd 1 --monthly-usd 0
status_is 0
on_terminal blokctl quota
out_has '█' 'a bar on a terminal'
out_has '░'
LC_ALL=C on_terminal blokctl quota
out_has '#' 'of ASCII without UTF-8'
run blokctl quota
out_lacks '█'
out_has '$'
run blokctl quota --json
json_is day.requests.limit 20
json_is month.usd.limit 0
json_is day.usd.limit 1
refused 5 'limit of $' ai ask x --no-cache
run blokctl quota set --monthly-usd none --daily-requests 1 --json
json_is monthly_usd null
json_is daily_requests 1
refused 5 'requests' ai ask x --no-cache
on_terminal blokctl quota
out_has '█'
run blokctl quota block "$me" --reason 'term is over'
status_is 0
run blokctl quota
out_has "$me is blocked: term is over"
run blokctl quota --json
json_is blocked 'term is over'
refused 5 'term is over' ai ask x --no-cache
run blokctl quota unblock "$me"
run blokctl quota --json
json_is blocked null
run blokctl quota reset
run blokctl quota --json
json_is day.requests.limit 50 'that of nobody: what is built in'
usage 'a number or none' quota set --daily-requests x
usage '--daily-usd' quota set --daily-usd -1
usage 'does not go with --user' quota history --all --user ada
usage '' quota set
usage 'needs USER' quota block

# --- history: groups, days, bars
for by in day model task run user; do
	run blokctl quota history --by $by
	status_is 0
	run blokctl quota history --by $by --json --all
	json_is by $by
done
run blokctl quota history --by user
out_has "$me"
run blokctl quota history --by model
out_has script/script
run blokctl quota history --chart
out_has '█'
LC_ALL=C run blokctl quota history --chart
out_has '#'
run blokctl quota history --since 2001-01-01 --until 2001-01-02
err_has 'no call is on record'
run blokctl quota history --since 2001-01-01
status_is 0
usage '--since wants a day' quota history --since yesterday
usage '--until wants a day' quota history --until 2001-13-01
usage '' quota history --by week

# --- check: estimates against what is left
run blokctl quota set --daily-tokens 1000000 --monthly-usd 100 --daily-requests none --monthly-requests none
check() { # check CALLS STATUS MESSAGE
	printf '%s\n' "$1" >calls.json
	run blokctl quota check --estimate calls.json
	is "$status" "$2" "check $1"
	[ -z "$3" ] || { cat "$T/err" >>"$T/out"; out_has "$3" "check $1: $3"; }
}
check '{"calls": [{"model": "script/m", "count": 2, "input": 10, "output": 5}]}' 0 ''
run blokctl quota check --estimate calls.json --json
status_is 0
check '{"calls": []}' 0 ''
check '{"calls": [{"model": "script/m", "count": 10, "input": 1000000, "output": 5}]}' 5 tokens
check '{"calls": [{"model": "script/m", "count": 10, "input": 10, "output": 1000000}]}' 5 'tokens are estimated'
check '{"calls": [{"model": "other/m", "count": 1, "input": 1, "output": 1}]}' 5 'nobody knows what'
check '{"calls": [{"model": "m", "count": 1, "input": 1, "output": 1}]}' 0 'it fits'
check '{"calls": 5}' 3 calls
check '[1]' 3 calls
check '{"calls": [5]}' 3 ''
check '{"calls": [{"model": "script/m", "count": -1, "input": 1, "output": 1}]}' 3 count
check '{"calls": [{"model": "script/m", "count": "x", "input": 1, "output": 1}]}' 3 count
check '{"calls": [{"model": "script/m", "count": 1, "input": 1e13, "output": 1}]}' 3 input
check '{"calls": [{"model": "script/m", "count": 1, "input": 1}]}' 0 ''
check '{"calls": [{"count": 1, "input": 1, "output": 1}]}' 3 model
check '{"calls": [' 3 ''
refused 1 none.json quota check --estimate none.json
usage '--estimate' quota check
run blokctl quota block "$me" --reason x
check '{"calls": []}' 5 blocked
run blokctl quota unblock "$me"

# --- models, routes, prices, providers
run blokctl ai models
status_is 0
run blokctl ai models --json
status_is 0
refused 3 'nobody' ai models --provider nobody
run blokctl ai test
status_is 0
run blokctl ai test --json
json_is ok true
run blokctl ai route
out_has script
run blokctl ai route --json --task sql --tier powerful
status_is 0
run blokctl ai prices
status_is 0
run blokctl ai prices --json
status_is 0
run blokctl ai features
status_is 0
run blokctl ai features --json
status_is 0

# --- prompts: values from everywhere
mkdir -p prompts
run blokctl prompt list
status_is 0
cat >greet.yaml <<'Y'
name: greet
version: 1
task: chat
description: Greets
user: "Hello ${who} ${n}"
variables: {who: {type: string}, n: {type: number}}
Y
values() { # values STATUS WANT OPTION...
	want=$1 text=$2
	shift 2
	run blokctl prompt render greet.yaml "$@"
	is "$status" "$want" "render $*"
	cat "$T/err" >>"$T/out"
	out_has "$text" "render $*: $text"
}
echo world >who.txt
echo '{"who": "file", "n": 2}' >vars.json
values 0 'Hello a 1' --var who=a --var n=1
values 0 'Hello world' --file who=who.txt --var n=1
values 0 'Hello file 2' --vars vars.json
values 0 'Hello inline 3' --vars '{"who": "inline", "n": 3}'
values 2 'wants name=' --var who
values 2 'wants name=' --var =a
values 2 'wants name=' --file who
values 1 none.txt --file who=none.txt
values 3 --vars --vars '{"who": '
values 1 none.json --vars none.json
values 3 broken.json --vars broken.json
echo '[1]' >list.json
values 3 object --vars list.json
done_testing
