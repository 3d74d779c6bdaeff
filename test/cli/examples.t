# Every document in workflows/ is valid, runs, and does what it says.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db"
cp -r "$ROOT/workflows" . || exit 1

run blokctl workflow validate --strict workflows
status_is 0

run blokctl workflow run sales-report
status_is 0
json_is '' '{"report":"sales-report.md","best":"North","orders":6,"skipped":2}'
is "$(grep -c '^| North | 3 | 505.75 | 168.58 |$' sales-report.md)" 1 'the report has the sums'

run blokctl workflow run study-cards --json
status_is 0
json_is response.body.sections 4
json_is response.body.first 'What is the tide?'
is "$(head -1 tides.csv)" 'question,answer,cloze,deck,tags,kind,guid' 'the table has its columns'
run blokctl cards list --deck Sea --json
status_is 0

run blokctl workflow run booking-saga --input '{"trip": "T-1", "budget": 900}'
json_is bookings '["flight:T-1","hotel:T-1"]'
run blokctl workflow run booking-saga --input '{"trip": "T-2", "budget": 300}' --json
status_is 0
json_is response.status 402
json_is response.body '{"trip":"T-2","booked":false,"reason":"the trip costs 680, the budget is 300","bookings":[]}'

delivery='{"event": "order.paid", "id": "d-1", "data": {"number": 7}}'
run blokctl workflow run webhook-router --input "$delivery" --json
json_is response.status 202
json_is response.body '{"id":"d-1","seen":1,"queue":"orders","text":"order 7 is paid"}'
run blokctl workflow run webhook-router --input "$delivery" --json
json_is response.body.seen 1
run blokctl workflow run webhook-router --input '{"event": "zzz", "id": "d-2"}' --json
json_is response.body.text ignored
run blokctl workflow run webhook-router --input '{}' --json
status_is 4
json_is response.status 400

# the two that talk to a service: a stub on loopback, stopped when its stdin ends
mkfifo hold
"$TOOLS/stub" <hold >port 2>/dev/null &
exec 9>hold
wait_for . cat port
base=http://127.0.0.1:$(cat port)
run blokctl workflow run wait-for-job --input "{\"url\": \"$base/ok\", \"pauseMs\": 5}"
status_is 0
json_is looks 1
run blokctl workflow run wait-for-job --input "{\"url\": \"$base/flaky/a/3\", \"pauseMs\": 1}" --json
status_is 4
json_is error.code 504
run blokctl workflow run check-links --input "{\"urls\": [\"$base/ok\", \"$base/status/500\", \"http://127.0.0.1:1/\", \"$base/json\"]}"
status_is 0
json_is checked 4
json_is broken.0.error "API call to $base/status/500 failed: 500 Internal Server Error"
json_is broken.1.error 'fetch failed'
exec 9>&-
wait

# the two that ask a model: replies from a file
export BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT=workflows/data/_triage-replies.yaml
run blokctl workflow run triage-tickets
status_is 0
json_is '' '{"urgent":["T-1","T-3"],"kinds":{"bug":2,"question":1,"billing":1}}'
run blokctl workflow run triage-tickets --json
json_is state.sorted.0.kind bug
run blokctl quota --json
json_is day.requests.used 4 'the second time nothing is asked'
export BLOKCTL_AI_SCRIPT=workflows/data/_notes-replies.yaml
run blokctl workflow run release-notes
status_is 0
json_is '' '{"file":"RELEASE-NOTES.md","model":"script/script","costUsd":0}'
is "$(sed -n 3p RELEASE-NOTES.md)" '- Words with umlauts are found now.' 'the notes are written'
unset BLOKCTL_AI_PROVIDER BLOKCTL_AI_SCRIPT

run blokctl workflow run ci-pipeline --json
status_is 0
json_is response.status 422
json_is response.body '{"built":true,"passed":["unit","cli"],"failed":[{"suite":"slow","passed":false,"says":"no suite slow"}]}'
run blokctl workflow run ci-pipeline --input '{"suites": ["cli"]}'
json_is passed '["cli"]'
run blokctl workflow run shop-questions --input '{"country": "Norway"}' --json
status_is 0
json_is response.body.customers.# 4
json_is response.body.best.0 'Ben Dahl (13)'
mkdir broken
echo 'echo "line 3: no such word" >&2; exit 1' >broken/ci
run blokctl workflow run ci-pipeline --input '{"folder": "broken"}'
status_is 4
err_has "the step 'lint' failed: sh ended with status 1: line 3: no such word"

if python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null &&
	node -e 'process.exit(process.versions.node.split(".")[0] < 18 ? 1 : 0)' 2>/dev/null; then
	run blokctl workflow run polyglot --input '{"text": "to be or not to be"}'
	status_is 0
	out_has 'be  ████████████████████ 2'
	out_has '4 different words, sha256 '
else
	skip 'python3 or node is missing' 'polyglot'
fi

done_testing
