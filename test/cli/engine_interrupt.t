# SIGTERM and SIGINT: at once, whatever runs, and the run goes on from there.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db" LEDGER="$T/work/ledger"

flow() { # flow NAME STEPS
	printf 'name: %s\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n%s\n' "$1" "$2" >"$1.yaml"
}

now_ms() { date +%s%3N; }

# interrupted SIGNAL WAIT COMMAND...: $status, and $took ms from the signal on
interrupted() {
	signal=$1 nap=$2
	shift 2
	last_command=$*
	"$@" >"$T/out" 2>"$T/err" &
	live=$!
	sleep "$nap"
	begun=$(now_ms)
	kill -"$signal" $live
	wait $live
	status=$?
	took=$(($(now_ms) - begun))
}

at_once() { # at_once TITLE: what the shell and a busy machine need is allowed for
	if [ "$took" -lt 700 ]; then ok "$1"; else not_ok "$1: $took ms"; fi
}

# a server that takes a request and says nothing
if command -v python3 >/dev/null; then
	python3 -c '
import socket, sys, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(9)
print(s.getsockname()[1], flush=True)
time.sleep(60)' >port 2>/dev/null &
	server=$!
	while [ ! -s port ]; do sleep 0.05; done
	flow http "  - {id: call, use: api-call, inputs: {url: \"http://127.0.0.1:$(cat port)/\"}}"
	interrupted TERM 0.4 blokctl workflow run http.yaml -q
	status_is 143 'SIGTERM during api-call'
	at_once 'api-call ends at once'
	run blokctl workflow show last --json
	json_is status cancelled
	json_is steps.0.status cancelled 'the call is not to blame'
	token=eyJhbGciOiJSUzI1NiJ9.e30.AAAA
	flow jwks "  - {id: v, use: jwt-verify, inputs: {token: $token, jwksUri: \"http://127.0.0.1:$(cat port)/\"}}"
	interrupted INT 0.4 blokctl workflow run jwks.yaml -q --no-store
	# a shell's background jobs ignore SIGINT, so does what they start
	case $status in 130) status_is 130 'SIGINT during a fetch of keys' ;; *)
		interrupted TERM 0.4 blokctl workflow run jwks.yaml -q --no-store
		status_is 143 'SIGTERM during a fetch of keys' ;;
	esac
	at_once 'so does the fetch of keys'
	kill $server
else
	skip 'no python3' 'SIGTERM during api-call'
fi

flow long '  - {id: e, use: expr, inputs: {expression: "(() => { let n = 0; const f = (a) => a.reduce((s, x) => s + x * 3, 0); const a = Array.from({length: 900}, (_, i) => i); return a.map(() => f(a)).length + a.map(() => f(a)).length + a.map(() => f(a)).length })()"}}
  - {id: again, use: expr, inputs: {expression: "1"}}'
interrupted TERM 0.1 blokctl workflow run long.yaml -q
case $status in
	143) at_once 'a long expression ends at once' ;;
	*) skip 'the machine was too fast' 'a long expression' ;;
esac

# a step that had begun is in doubt, and onCrash says what becomes of it
flow doubt '  - {id: s, use: shell, onCrash: fail, inputs: {script: sleep $NAP}}'
NAP=3600 interrupted TERM 0.3 blokctl workflow run doubt.yaml -q
status_is 143
NAP=0 run blokctl workflow resume last --json
status_is 4 'onCrash: fail holds after a signal, too'
json_is error.name CrashedError

# --timeout is like a signal; catch and finally do not see it
flow late '  - id: t
    tryCatch:
      try: [{id: s, use: shell, onCrash: ask, inputs: {script: sleep $NAP}}]
      catch: [{id: c, use: file-write, inputs: {path: js/ctx.env.LEDGER, content: c}}]
      finally: [{id: f, use: expr, inputs: {expression: "1"}}]'
NAP=3600 run blokctl workflow run late.yaml --timeout 200ms --json
status_is 124
json_is status timedOut
NAP=0 run blokctl workflow resume last
status_is 75 'the step is in doubt'
NAP=0 run blokctl workflow resume last --on-crash rerun --json
status_is 0
is "$(cat ledger 2>/dev/null)" '' 'nothing was caught'

# a wait keeps its time
flow waits '  - {id: w, wait: {for: 2500}, as: w}'
interrupted TERM 1.2 blokctl workflow run waits.yaml -q
status_is 143
begun=$(now_ms)
run blokctl workflow resume last --json
status_is 0
took=$(($(now_ms) - begun))
if [ $took -lt 2200 ]; then ok 'what was left of it'; else not_ok "what was left of it: $took"; fi
waited=$(json_get state.w.waitedMs)
if [ "${waited%.*}" -ge 2400 ]; then ok 'waitedMs counts from the start'; else not_ok "waitedMs: $waited"; fi

# so does the pause before a retry
flow pause '  - {id: s, use: throw, retry: {maxAttempts: 2, minTimeoutInMs: 2500}, inputs: {message: no}}'
interrupted TERM 1.2 blokctl workflow run pause.yaml -q
status_is 143
begun=$(now_ms)
run blokctl workflow resume last --json
status_is 4
took=$(($(now_ms) - begun))
if [ $took -lt 2200 ]; then ok 'the rest of the pause'; else not_ok "the rest of the pause: $took"; fi
json_is steps.0.attempts 2

# who waits for a place has not begun
flow slots '  - id: f
    forEach:
      in: js/[1, 2]
      as: n
      mode: parallel
      do:
        - {id: s, use: sleep, onCrash: fail, inputs: {for: 1h}}'
flow slots2 '  - id: f
    forEach:
      in: js/[1, 2]
      as: n
      mode: parallel
      do:
        - {id: s, use: sleep, maxDuration: 400ms, inputs: {for: 300}}'
run blokctl workflow run slots2.yaml --jobs 1 --json
status_is 0 'maxDuration begins with the place'
interrupted TERM 0.4 blokctl workflow run slots.yaml --jobs 1 -q
status_is 143
at_once 'who waits for a place ends, too'
run blokctl workflow show last --json
json_is steps.2 '(absent)' 'only one of them had begun'

done_testing
