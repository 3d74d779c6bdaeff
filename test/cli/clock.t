# The clock on the wall is set back, forward, past 2038, in the middle of a run: what has to wait
# waits, what was counted counts, durations are those that passed.
. "$(dirname "$0")/lib.sh"

shim=${BUILD:?}/clock_shim.so
# at SECONDS COMMAND...: where the clock shows this when the command begins
at() {
	clock=$1
	shift
	run env CLOCK_AT="$clock" ${jump:+CLOCK_JUMP_FROM=$jump CLOCK_JUMP=$by} LD_PRELOAD="$shim" "$@"
}
jump=
day=86400
begun=1772442000 # 2026-03-02T09:00:00Z
at $begun blokctl workflow runs --json
status_is 0

# --- durations: the clock goes back an hour, or forward ten years, at any of its readings
cat >steps.yaml <<'E2'
name: steps
version: 1.0.0
trigger: {manual: {}}
steps:
- {id: a, use: expr, inputs: {expression: "1 + 1"}}
- {id: t, tryCatch: {try: [{id: x, use: throw, inputs: {message: m}, retry: {maxAttempts: 2, minTimeoutInMs: 10, maxTimeoutInMs: 10}}], catch: [{id: c, use: expr, inputs: {expression: "3"}}]}}
- {id: f, forEach: {in: "js/[1,2,3]", as: i, mode: parallel, concurrency: 3, do: [{id: k, use: expr, inputs: {expression: ctx.state.i}}]}}
E2
wrong=
for by in -3600 $((3652 * day)); do
	for jump in 1 2 3 5 8 13 21 34; do
		at $begun blokctl workflow run -q steps.yaml
		[ $status = 0 ] || wrong="$wrong $by@$jump: $(cat "$T/err")"
		at $begun blokctl workflow show last --json
		for took in $(grep -o '"duration_ms":-\{0,1\}[0-9]*' "$T/out" | cut -d : -f 2); do
			[ "$took" -ge 0 ] && [ "$took" -lt 5000 ] || wrong="$wrong $by@$jump: $took ms"
		done
	done
done
jump=
is "$wrong" '' 'durations are those that passed, whatever the clock shows'
at $begun blokctl store check
status_is 0

# --- a wait ends when its time has come, not before, whatever was shown between
cat >waits.yaml <<'E2'
name: waits
version: 1.0.0
trigger: {manual: {}}
steps:
- {id: w, wait: {for: 2h}, as: waited}
- {id: b, use: expr, inputs: {expression: ctx.state.waited.waitedMs >= 0}}
E2
at $begun blokctl workflow run -q --no-wait waits.yaml
status_is 75
for later in 60 -3600 -$((3652 * day)) 7190; do
	at $((begun + later)) blokctl workflow resume -q --no-wait last
	status_is 75 "still waiting $later s later"
done
at $((begun - 3600)) blokctl workflow resume --due --json
at $begun blokctl workflow show last --json
json_is status waiting 'not due an hour before'
TZ=Asia/Tokyo at $((begun + 7201)) blokctl workflow resume -q --no-wait last
status_is 0
out_is true
at $((begun - 3600)) blokctl workflow show last --json
json_is status completed
is "$([ "$(json_get steps.0.duration_ms | cut -d . -f 1)" -ge 7200000 ] && echo long)" long 'the wait lasted two hours'

# --- 2038 and beyond
for when in 2147483640 2147483650 4102444800 7258118400; do
	at $when blokctl workflow run -q steps.yaml
	status_is 0
	at $when blokctl workflow show last --json
	want=$(date -u -d "@$when" +%Y-%m-%dT%H)
	is "$(json_get started_at | cut -c 1-13)" "$want" "a run of $want is one of then"
	at $when blokctl workflow runs --since 1h
	status_is 0
	out_has steps
done

# --- quotas: a day is a day; going back does not give it anew
export BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$T/work/replies.yaml"
echo 'replies: [{text: yes, usage: {input: 10, output: 10}}]' >replies.yaml
at $begun blokctl quota set --daily-requests 2 --monthly-requests none
at $begun blokctl ai ask one -q
status_is 0
at $((begun + 60)) blokctl ai ask two -q
status_is 0
for later in 120 -3600 -30000; do
	at $((begun + later)) blokctl ai ask three -q
	status_is 5 "no third call $later s later on the same day"
done
at $((begun + day)) blokctl ai ask three -q
status_is 0 'but on the next'
at $begun blokctl ai ask four -q
status_is 5 'and the day before is as full as it was'
at $begun blokctl quota history --json
out_has '"day":"2026-03-02","calls":2'
at 2147483640 blokctl ai ask five -q
status_is 0
at 2147483640 blokctl quota --json
json_is day.period 2038-01-19
json_is day.requests.used 1

# --- a day of Berlin has 23 hours in March and 25 in October
if [ -e /usr/share/zoneinfo/Europe/Berlin ]; then
	blokctl config set --user quota.timezone Europe/Berlin >/dev/null 2>&1
	for case in '1774767600 2026-03-29T22:00:00.000Z' '1792917000 2026-10-25T23:00:00.000Z'; do
		at ${case% *} blokctl quota --json
		json_is day.resets_at "${case#* }"
	done
else
	skip 'no time zones here' 'days of 23 and 25 hours'
fi

# --- cards: learnt, then the clock goes back or years forward
printf 'question,answer\nWhat is the ebb?,falling water\nWhat is the flood?,rising water\n' >cards.csv
at $begun blokctl cards import cards.csv --deck sea
status_is 0
at $begun blokctl cards approve --deck sea
graded() { # graded SECONDS KEYS
	on_terminal -i "$2" env CLOCK_AT="$1" LD_PRELOAD="$shim" blokctl cards review --deck sea
}
graded $begun ' 3 4q'
out_has '2 cards reviewed'
at $((begun - day)) blokctl cards review --json --deck sea
status_is 0
at $((begun + 3652 * day)) blokctl cards review --json --deck sea
status_is 0
graded $((begun + 3652 * day)) ' 3 3q'
out_has '2 cards reviewed, 2 known' 'ten years later both are due'
at $((begun + day)) blokctl cards stats --deck sea --json
status_is 0
graded $((begun - 3600)) ' 1q'
at $begun blokctl cards stats --deck sea --json
status_is 0 'a grade from before the last one harms nothing'
at $begun blokctl store check
status_is 0

# --- a ledger whose later rows are earlier
mkdir migrations
for i in 1 2; do
	printf '%s\n' '-- migrate:up' "CREATE TABLE t$i (i);" '-- migrate:down' "DROP TABLE t$i;" >migrations/${i}_t.sql
	at $((begun - i * 3600)) blokctl migrate up -q --db m.db
	status_is 0
done
at $((begun - 9 * day)) blokctl migrate status --db m.db --json
status_is 0
json_is applied 2
at $((begun - 9 * day)) blokctl migrate down -q --db m.db
status_is 0
at $begun blokctl migrate status --db m.db --json
json_is applied 1
at $begun blokctl audit verify
status_is 0

done_testing
