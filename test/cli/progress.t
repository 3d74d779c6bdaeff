# What a run shows while it goes on: on terminals, to files, with CI=true.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db"

flow() { # flow NAME STEPS
	printf 'name: %s\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n%s\n' "$1" "$2" >"$1.yaml"
}
flow each '  - {id: each, forEach: {in: "js/Array.from({length: 25}, (_, i) => i)", as: n, do: [
      {id: k, use: expr, inputs: {expression: ctx.state.n}}]}}
  - {id: long, forEach: {in: "js/[1, 2]", as: n, mode: parallel, do: [{id: nap, use: sleep, inputs: {for: 350}}]}}'
flow words '  - {id: once, use: kv, idempotencyKey: x, inputs: {action: set, key: a, value: 1}}
  - {id: again, use: kv, idempotencyKey: x, inputs: {action: set, key: a, value: 1}}
  - {id: off, use: expr, active: false, inputs: {expression: "1"}}
  - {id: low, use: log, inputs: {level: debug, message: quiet words}}
  - {id: info, use: log, inputs: {message: plain words, attrs: {n: 1}}}
  - {id: high, use: log, inputs: {level: warn, message: "warning\u001b[2J words"}}
  - {id: bad, use: log, inputs: {level: error, message: error words}}
  - {id: t, tryCatch: {try: [{id: r, use: throw, retry: {maxAttempts: 2, minTimeoutInMs: 120, maxTimeoutInMs: 120},
      inputs: {message: it broke}}], catch: [{id: c, use: expr, inputs: {expression: "1"}}]}}
  - {id: w, wait: {for: 120}}'
flow fails '  - {id: each, forEach: {in: "js/Array.from({length: 25}, (_, i) => i)", as: n, do: [
      {id: k, use: expr, inputs: {expression: "ctx.state.n === 24 ? nope.x : 1"}}]}}'
show_run() { # show_run [-c COLUMNS] NAME [OPTION]...
	columns=
	[ "$1" != -c ] || { columns=$2; shift 2; }
	name=$1
	shift
	on_terminal ${columns:+-c "$columns"} blokctl "$@" workflow run "$name.yaml"
}
has() { # has BASIC-REGEX TITLE: in a line of what was shown, without its codes
	sed 's/\x1b\[[0-9;]*[A-Za-z]//g' "$T/out" | tr -d '\r' >"$T/plain"
	if grep -q -e "$1" "$T/plain"; then ok "$2"; else
		not_ok "$2"
		show "$1"
	fi
}

# --- a terminal: finished steps scroll, running ones stand below
show_run each
status_is 0
has '^  ✓ \[0\] k  ' 'a step of an item stands below its loop'
has '^  ✓ \[19\] k  ' 'twenty of them'
is "$(grep -c '\[20\] k' "$T/out")" 0 'and no more'
has '^▸ long  [0-9]*ms' 'what runs is drawn'
has '▸ \[1\] nap' 'each of them'
has '^✓ long  3' 'and goes when it is done'
out_has "$(printf '\033[1A\033[2K')" 'by going up'
show_run each -q
is "$(grep -c '✓' "$T/out")" 0 '-q shows nothing'
show_run fails
status_is 4
has '^  ✗ \[24\] k  .*nope is not defined' 'a failure is shown however many there were'
LC_ALL=C show_run each
has '^  + \[0\] k  ' 'without UTF-8 signs are of ASCII'
has '^> long  ' 'those of what runs, too'
show_run words
status_is 0
has '^✓ again  [0-9.]*ms' 'a result that was kept'
has '^- off  ' 'a step that is inactive'
has 'info: plain words {"n":1}' 'what is logged'
has 'warn: warning\\x1b\[2J words' 'without what would drive the terminal'
has 'error: error words' 'in its colour'
is "$(grep -c 'quiet words' "$T/out")" 0 'debug is for -v'
has '^  ↻ r  [0-9.]*ms  it broke  (attempt 1, again in 120ms)' 'an attempt that failed'
has '^  ✗ r  [0-9.]*ms  it broke  (attempt 2)' 'the last one'
show_run words -v
has 'debug: quiet words' '-v shows it'
LC_ALL=C show_run words
has '^  ~ r  ' 'a retry in ASCII'
has '^  x r  ' 'a failure in ASCII'
on_terminal blokctl workflow run words.yaml --no-wait
status_is 75
has '^⏳ w  .*  until 20' 'a run that waits says until when'
LC_ALL=C on_terminal blokctl workflow run words.yaml --no-wait
has '^\. w  .*  until 20' 'in ASCII, too'

# --- no redrawing where it would go wrong
show_run -c 20 each
has '^completed each\[0\]/k  ' 'a terminal of 20 columns has lines'
out_lacks "$(printf '\033[1A')"
TERM=dumb show_run each
has '^completed each\[0\]/k  ' 'one that is dumb, too'
out_lacks "$(printf '\033[1A')"
CI=true show_run each
has '^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z completed each\[24\]/k  ' 'CI=true: each line has its time'
run blokctl workflow run words.yaml
err_has 'cached    again  '
err_has 'skipped   off  '
err_has 'info      info  plain words {"n":1}'
err_has 'retry     t/r  '
err_has '(attempt 1, again in 120ms)'
err_lacks 'quiet words'
run blokctl -v workflow run words.yaml
err_has 'debug     low  quiet words'
CI=true run blokctl workflow run words.yaml --no-wait
grep -q '^[0-9:]*Z waiting   w  ' "$T/err"
is $? 0 'CI=true: what waits has a time'
BLOKCTL_LANG=de run blokctl workflow run each.yaml
err_lacks 'completed each'
status_is 0
blokctl workflow run each.yaml 2>/dev/full >/dev/null
is $? 0 'a full stderr is no reason to fail'
done_testing
