# Read by every test/cli/*.t: . "$(dirname "$0")/lib.sh"
#
# A test is a POSIX sh script that prints TAP. It starts in an empty folder of
# its own ($T, removed at the end) with an empty HOME, and calls `done_testing`
# last. `run` runs a command; the assertions below it look at what it did.

ROOT=$(cd "$(dirname "$0")/../.." && pwd)
BLOKCTL=${BLOKCTL:-$ROOT/blokctl}
TOOLS=$ROOT/.build/tools
SHARED=${BLOKCTL_SHARED:-$ROOT/../shared}

T=$(mktemp -d "${TMPDIR:-/tmp}/blokctl-test.XXXXXX") || exit 1
T=$(cd "$T" && pwd -P)
trap 'cd /; chmod -R u+rwx "$T" 2>/dev/null; rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$T/home" "$T/work" "$T/bin"
ln -s "$BLOKCTL" "$T/bin/blokctl"
cd "$T/work" || exit 1

HOME=$T/home
PATH=$T/bin:$PATH
LC_ALL=C.UTF-8
TERM=xterm
TZ=UTC
PAGER=cat # a pager waits for keys
export HOME PATH LC_ALL TERM TZ PAGER
BLOKCTL_SYSTEM_CONFIG=$T/system.yaml # not that of the machine
export BLOKCTL_SYSTEM_CONFIG
unset BLOKCTL_PAGER LESS BLOKCTL_STORE BLOKCTL_NOW BLOKCTL_SEED VISUAL EDITOR XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME \
	XDG_CACHE_HOME NO_COLOR CLICOLOR CLICOLOR_FORCE COLUMNS CI MAKEFLAGS CDPATH \
	BLOKCTL_LANG LANGUAGE

test_number=0
test_failures=0
last_command=
unavailable=

# run COMMAND [ARGUMENT]...: leaves $status, and the output in $T/out and $T/err
run() {
	unavailable=
	last_command=$*
	"$@" >"$T/out" 2>"$T/err" </dev/null
	status=$?
	conforms_ "$@"
}

# with_input TEXT COMMAND [ARGUMENT]...: the same with TEXT on stdin
with_input() {
	printf '%s' "$1" >"$T/in"
	shift
	unavailable=
	last_command=$*
	"$@" >"$T/out" 2>"$T/err" <"$T/in"
	status=$?
	conforms_ "$@"
}

# What any test has a command print with --json is held against the command's schema
# ('blokctl schema COMMAND'): what fails is a test of its own.
conforms_() {
	case " $* " in
	*' --events '*) several=1 ;;
	*' --json '*) several= ;;
	*) return 0 ;;
	esac
	words=
	skips=1 # up to 'blokctl', then over values of options
	for word; do
		case $skips$word in
		1blokctl) skips=0 ;;
		1*) ;;
		2*) skips=0 ;;
		0-C | 0--store | 0--directory | 0--color | 0--db | 0--dir | 0--lock-timeout) skips=2 ;;
		0-*) ;;
		*)
			case $words in
			'') words=$word ;;
			*' '*) break ;;
			*)
				# an operand, where it is no subcommand
				"$BLOKCTL" schema "$words" "$word" >"$T/schema" 2>&1 && words="$words $word"
				break
				;;
			esac
			;;
		esac
	done
	case " $* " in *' --help '* | *' -h '*) words=help ;; esac
	[ -n "$words" ] && "$BLOKCTL" schema $words >"$T/schema" 2>/dev/null || return 0
	if ! BLOKCTL_LANG=en "$BLOKCTL" schema $words --strict --check "$T/out" >"$T/schema" 2>&1 ||
		{ [ -z "$several" ] && ! grep -q ': 1 document, ' "$T/schema"; }; then
		not_ok "$last_command: stdout fits 'blokctl schema $words'"
		head -5 "$T/schema" | sed 's/^/# /'
		show
	fi
}

# on_terminal [-c COLUMNS] [-i LINE] [-k KEYS] COMMAND [ARGUMENT]...: the same on a terminal, where
# LINE has been typed ahead, or KEYS are pressed when the command reads them; stdout and stderr
# come together in $T/out
on_terminal() {
	last_command=$*
	"$TOOLS/pty" "$@" >"$T/out" 2>"$T/err" </dev/null
	status=$?
	# a root without /dev/pts: what follows cannot be seen, and is skipped
	! grep -q '^pty: no terminal' "$T/err" || unavailable='no terminal to be had'
}

ok() {
	[ -z "$unavailable" ] || { skip "$unavailable" "$*"; return 0; }
	test_number=$((test_number + 1))
	printf 'ok %s - %s\n' "$test_number" "$*" # echo of dash reads \n in a title
}

not_ok() {
	[ -z "$unavailable" ] || { skip "$unavailable" "$*"; return 0; }
	test_number=$((test_number + 1))
	test_failures=$((test_failures + 1))
	printf 'not ok %s - %s\n' "$test_number" "$*"
}

# Shows what the last command said, after a failed assertion.
show() {
	printf '# command: %s\n' "$last_command"
	echo "# status:  $status"
	head -c 4000 "$T/out" | head -40 | sed 's/^/# out: /'
	head -c 4000 "$T/err" | head -40 | sed 's/^/# err: /'
	[ $# -eq 0 ] || printf '%s\n' "$*" | sed 's/^/# want: /'
}

skip() { # skip REASON TITLE
	test_number=$((test_number + 1))
	printf 'ok %s - %s # SKIP %s\n' "$test_number" "${2:-}" "$1"
}

skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

done_testing() {
	echo "1..$test_number"
	[ "$test_failures" -eq 0 ]
	exit
}

# Assertions. The last, optional argument is the test's title.

status_is() { # status_is NUMBER [TITLE]
	if [ "$status" -eq "$1" ]; then
		ok "${2:-$last_command: status $1}"
	else
		not_ok "${2:-$last_command: status $1}"
		show "status $1"
	fi
}

is() { # is GOT WANT TITLE
	if [ "$1" = "$2" ]; then
		ok "$3"
	else
		not_ok "$3"
		printf '%s\n' "got:  $1" "want: $2" | sed 's/^/# /'
	fi
}

file_is_() { # file_is_ FILE WANT TITLE
	printf '%s' "$2" >"$T/want"
	# A final newline does not count.
	if [ "$(cat "$1"; echo x)" = "$2
x" ] || cmp -s "$1" "$T/want"; then
		ok "$3"
	else
		not_ok "$3"
		show "$2"
	fi
}
out_is() { file_is_ "$T/out" "$1" "${2:-$last_command: stdout}"; }
err_is() { file_is_ "$T/err" "$1" "${2:-$last_command: stderr}"; }

file_has_() { # file_has_ FILE TEXT TITLE
	if grep -qF -e "$2" "$1"; then
		ok "$3"
	else
		not_ok "$3"
		show "$2"
	fi
}
out_has() { file_has_ "$T/out" "$1" "${2:-$last_command: stdout has '$1'}"; }
err_has() { file_has_ "$T/err" "$1" "${2:-$last_command: stderr has '$1'}"; }

file_lacks_() { # file_lacks_ FILE TEXT TITLE
	if grep -qF -e "$2" "$1"; then
		not_ok "$3"
		show "nothing with $2"
	else
		ok "$3"
	fi
}
out_lacks() { file_lacks_ "$T/out" "$1" "${2:-$last_command: stdout has no '$1'}"; }
err_lacks() { file_lacks_ "$T/err" "$1" "${2:-$last_command: stderr has no '$1'}"; }

out_matches() { # out_matches REGEX [TITLE]: basic regular expression of grep
	if grep -q -e "$1" "$T/out"; then ok "${2:-$last_command: stdout matches '$1'}"; else
		not_ok "${2:-$last_command: stdout matches '$1'}"
		show "$1"
	fi
}

out_empty() { file_is_ "$T/out" "" "${1:-$last_command: nothing on stdout}"; }
err_empty() { file_is_ "$T/err" "" "${1:-$last_command: nothing on stderr}"; }

# The JSON document on stdout: json_is error.code usage
json_is() { # json_is PATH WANT [TITLE]
	json_got=$("$TOOLS/json" "$T/out" "$1" 2>&1)
	if [ "$json_got" = "$2" ]; then
		ok "${3:-$last_command: $1 is $2}"
	else
		not_ok "${3:-$last_command: $1 is $2}"
		show "$1 is '$2', got '$json_got'"
	fi
}

# wait_for TEXT COMMAND...: until its output has the text (a basic regular
# expression); ten seconds at most, then what follows fails by itself.
wait_for() {
	wanted=$1
	shift
	for tick in 1 2 3 4 5 6 7 8 9 10; do
		for tock in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			"$@" 2>/dev/null | grep -q -e "$wanted" && return
			sleep 0.05
		done
	done
}

json_get() { # json_get PATH: prints it
	"$TOOLS/json" "$T/out" "$1"
}
