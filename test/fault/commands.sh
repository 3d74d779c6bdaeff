#!/bin/sh
# TAP: what the other sweeps do to runs and to migrations, done to every kind of command: memory that
# runs out, few file descriptors, standard streams that are closed or full, a storm of signals, and a
# process killed, a full disk or a broken one at each write. The end is the right result, or a word
# and a status that is none of a signal; the store is whole, and the command run again does its work.
# FULL=1 looks at 24 points of each fault, CI and a developer at fewer (POINTS=N).
set -u
blokctl=${BLOKCTL:?}
. "$(dirname "$0")/../tools/depth.sh"
points=${POINTS:-$(depth 24 8 3)}
dir=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
mkdir home place migrations
export HOME="$dir/home" TZ=UTC LC_ALL=C.UTF-8 BLOKCTL_SYSTEM_CONFIG="$dir/none" \
	BLOKCTL_STORE="$dir/place/store.db" BLOKCTL_NOW=2026-03-02T09:00:00Z \
	BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$dir/replies.yaml"
unset BLOKCTL_LANG LANGUAGE NO_COLOR CI COLUMNS MAKEFLAGS 2>/dev/null
number=0
ok() { # ok STATUS TITLE
	number=$((number + 1))
	[ "$1" = 0 ] && echo "ok $number - $2" || echo "not ok $number - $2"
}

echo 'replies: [{text: Paris, usage: {input: 10, output: 10}}]' >replies.yaml
cat >small.yaml <<'E2'
name: small
version: 1.0.0
trigger: {manual: {}}
steps:
- {id: a, use: expr, inputs: {expression: "[1, 2, 3].map(x => x * 2)"}}
- {id: b, forEach: {in: js/ctx.state.a, as: i, do: [{id: k, use: kv, inputs: {action: incr, key: "n${ctx.state.i}"}}]}}
- {id: c, use: respond, inputs: {body: {sum: "js/ctx.state.a.reduce((s, x) => s + x, 0)"}}}
E2
cat >tides.md <<'E2'
# Tides

A tide is the rise and fall of the sea caused by the gravity of the Moon and the Sun. The ebb is the phase in which the water falls. A spring tide occurs when the Sun and the Moon are in line.
E2
printf 'port,boats\nKiel,3\nBremen,5\n' >ports.csv
printf -- '-- migrate:up\nCREATE TABLE boat (id INTEGER PRIMARY KEY, name TEXT);\n-- migrate:down\nDROP TABLE boat;\n' \
	>migrations/001_boat.sql

# What a store that is in use holds; a copy of it is what each command begins with.
{
	"$blokctl" workflow run -q small.yaml
	"$blokctl" gen-cards tides.md --deck sea
	"$blokctl" cards approve --deck sea
	"$blokctl" quota set --daily-requests 90
	"$blokctl" panel create boats --db ports.csv --sql 'SELECT port, boats FROM ports'
	"$blokctl" ai ask hello
} >made 2>&1 </dev/null || sed 's/^/# /' made
mv place begin

# NAME|COMMAND|WHAT SHOWS ITS WORK, "-" where nothing prints the same when it is done twice; empty
# where it writes nothing. All print the same each time, but for what plain() takes out.
commands='
validate|workflow validate small.yaml --json|
run|workflow run -q small.yaml|-
runs|workflow runs|
show|workflow show last|
ask a model|ai ask bonjour -q|-
ask a database|ask-sql --db ports.csv "how many boats are in Kiel"|
make cards|gen-cards tides.md --deck tide|cards list --deck tide
list cards|cards list --json|
review|cards review --deck sea --json|cards stats --deck sea
export cards|cards export --deck sea --format csv|
export a package|cards export --deck sea --out place/sea.apkg|-
import cards|cards import new.csv --deck new|cards list --deck new
set a quota|quota set --daily-requests 80|quota
run a panel|panel run boats|
make a panel|panel create more --db ports.csv --sql "SELECT port FROM ports" --replace|panel list
migrate|migrate up -q --db place/boats.db|migrate status --db place/boats.db
lint|migrate lint|
settings|config set --user ask.database boats.db|config get ask.database
copy the store|store backup place/copy.db|-
an expression|repl -c "= [1, 2].length + 1"|
'
printf 'question,answer\nWhat is a neap tide?,a tide with a small range\n' >new.csv

begin() {
	rm -rf place home
	cp -r begin place
	mkdir home
}
plain() {
	sed -E 's/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/ID/g; s/\b[0-9a-f]{8,}\b/ID/g; s/[0-9.]+ ?(ms|s|m)\b/TIME/g; s/ +/ /g; s/just now|TIME ago/AGO/g;
		s/20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+Z?/DATE/g; s/"(duration_[mu]s|elapsed_ms|bytes)":[0-9.]+/\1/g;
		s/[0-9.]+ ?(KiB|MiB|kB|bytes)/SIZE/g; s/-20[0-9]{6}T[0-9]{6}/DATE/g'
}
# The command under test, with variables set or under a program.
do_it() { eval "timeout -s KILL 30 env $* \"\$blokctl\" $command" >out 2>err </dev/null; }
look() { case $shown in '' | -) ;; *) eval "\"\$blokctl\" $shown" 2>&1 </dev/null | plain ;; esac; }

# After a fault that ended with $status: no signal, no false 0, a word; and then all is well.
complaint=
judge() { # judge WHAT
	# libzip draws a name by libcrypto, whose locks are NULL when memory ran out at its start.
	if [ "$status" = 139 ] && [ "$name" = 'export a package' ] && [ -n "${sticky:-}" ]; then
		echo "# $name, $1: libcrypto crashed without memory"
	elif [ "$status" -gt 124 ]; then
		complaint="$1: status $status $(head -c 300 err)"
	elif [ "$status" = 0 ]; then
		plain <out | cmp -s - right || complaint="$1: status 0 and '$(head -c 200 out)'"
	elif [ ! -s err ] && [ ! -s out ]; then
		complaint="$1: status $status without a word"
	fi
	recovers "$1"
	[ -z "$complaint" ] || echo "# $name, $complaint"
}
recovers() {
	if [ -e place/copy.db ]; then # none, or a whole one
		"$blokctl" --store place/copy.db store check >checked 2>&1 </dev/null || complaint="$1: the copy: $(head -c 300 checked)"
		rm -f place/copy.db
	fi
	[ ! -e place/sea.apkg ] || "$blokctl" --store place/other.db cards import place/sea.apkg >checked 2>&1 </dev/null ||
		complaint="$1: the package: $(head -c 300 checked)"
	"$blokctl" store check >checked 2>&1 </dev/null || complaint="$1: the store: $(head -c 300 checked)"
	do_it && look >again && cmp -s again work || complaint="$1, again: $(head -c 200 err) $(diff again work | head -c 200)"
}

# How many points there are, so that `points` of them are looked at.
by() { # by COUNT: the step between two
	echo $(($1 / points + 1))
}

memory() { # memory once|'for good'
	bad=0 untouched=0 at=1 step=1
	[ "$1" = once ] && sticky= || sticky=ALLOC_STICKY=1
	# Twice as far each time past the first ones: a command makes hundreds or tens of thousands.
	while [ $untouched -lt 3 ] && [ $at -lt 2000000 ]; do
		begin
		do_it ALLOC_AT=$at $sticky LD_PRELOAD="$BUILD/alloc_shim.so"
		status=$?
		[ $status != 0 ] && untouched=0 || untouched=$((untouched + 1))
		complaint=
		judge "allocation $at"
		[ -z "$complaint" ] || bad=1
		step=$(((at + points) / points * 3))
		at=$((at + step))
	done
	ok $bad "$name: memory runs out, $1, up to allocation $at"
}

descriptors() {
	bad=0 sticky=
	# The loader itself needs five; what this shell was given is closed.
	for limit in 5 6 7 8 10 12 16 24; do
		begin
		do_it "sh -c 'exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-; ulimit -n $limit; exec \"\$0\" \"\$@\"'"
		status=$?
		complaint=
		judge "$limit descriptors"
		[ -z "$complaint" ] || bad=1
	done
	ok $bad "$name: with 5 to 24 file descriptors"
}

# A file that is opened as descriptor 0, 1 or 2 must not get what is printed; and what could not be
# printed is no success.
streams() {
	bad=0
	for closed in '<&-' '>&-' '2>&-' '<&- >&-' '<&- 2>&-' '>&- 2>&-' '<&- >&- 2>&-' '>/dev/full' '2>/dev/full'; do
		begin
		eval "timeout -s KILL 30 \"\$blokctl\" $command >out 2>err </dev/null $closed"
		status=$?
		complaint=
		[ $status -le 124 ] || complaint="$closed: status $status"
		case " $closed" in
		*' >'*) [ $status != 0 ] || [ ! -s right ] || complaint="$closed: status 0" ;;
		esac
		recovers "$closed"
		[ -z "$complaint" ] || { bad=1 && echo "# $name, $complaint"; }
	done
	ok $bad "$name: standard streams closed or full"
}

# Stopped and continued all the time: system calls end early.
storm() {
	begin
	eval "\"\$blokctl\" $command" >out 2>err </dev/null &
	pid=$!
	while kill -STOP $pid && kill -CONT $pid; do :; done 2>/dev/null
	wait $pid
	status=$?
	complaint=
	judge signals
	[ $status = 0 ] || complaint="status $status"
	[ -z "$complaint" ]
	ok $? "$name: stopped and continued all the time"
}

writes() { # writes TITLE SETTING…: KILL_AT goes from call to call
	bad=0
	title=$1
	shift
	begin
	do_it "$@" COUNT_TO=count LD_PRELOAD="$BUILD/kill_shim.so"
	calls=$(cat count 2>/dev/null || echo 0)
	at=1
	while [ $at -le "$calls" ]; do
		begin
		do_it "$@" KILL_AT=$at LD_PRELOAD="$BUILD/kill_shim.so"
		status=$?
		complaint=
		case $title in
		kill*) recovers "call $at" ;;
		*) judge "call $at" ;;
		esac
		[ -z "$complaint" ] || bad=1
		at=$((at + $(by "$calls")))
	done
	ok $bad "$name: $title, $calls calls"
}

printf '%s\n' "$commands" >table
while IFS='|' read -r name command shown <&3; do
	[ -n "$name" ] || continue
	begin
	do_it
	status=$?
	plain <out >right
	look >work
	[ $status = 0 ] || sed 's/^/# /' err
	ok $status "$name: without a fault"
	memory once
	memory 'for good'
	descriptors
	streams
	storm
	case $shown in '') ;; *)
		writes killed
		writes 'killed in the middle' KILL_TORN=1
		writes 'a full disk' FAIL_ERRNO=28
		writes 'a broken disk' FAIL_ERRNO=5 ;;
	esac
done 3<table
echo "1..$number"
