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
while [ ! -s port ]; do sleep 0.05; done
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

done_testing
