#!/bin/sh
# TAP: migrations that are killed, or whose disk is full or broken, at every durable call, many at
# once, and memory that runs out.  Run again, a history ends where it would have without: schema,
# rows, ledger.  FULL=1 looks at every call of a short history and at some of a long one, CI and a
# developer at some of both (KILL_STEP=1 KILL_LONG=1 for all, KILL_FROM=N for those behind).
set -u
blokctl=${BLOKCTL:?}
. "$(dirname "$0")/../tools/depth.sh"
step=${KILL_STEP:-$(depth 1 7 19)} long=${KILL_LONG:-$(depth 61 211 499)}
rounds=${ROUNDS:-$(depth 50 10 2)} by=${ALLOC_STEP:-$(depth 61 211 997)}
dir=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export HOME="$dir"
number=0
points=0
ok() { # ok STATUS TITLE
	number=$((number + 1))
	[ "$1" = 0 ] && echo "ok $number - $2" || echo "not ok $number - $2"
}

# A table, an index and a trigger; rows of two tables that all of them write to; every fifth one
# makes one of these anew, every seventh one is run without a transaction; half of these have one
# of their own for the rows.
history() { # history FOLDER COUNT KIND
	mkdir -p "$1"
	i=0
	while [ $i -lt "$2" ]; do
		i=$((i + 1))
		options=
		[ "$3" = mixed ] && [ $((i % 7)) = 3 ] && options=' transaction:false'
		{
			echo "-- migrate:up$options"
			[ $i = 1 ] && echo 'CREATE TABLE log (version INTEGER); CREATE TABLE kept (version INTEGER);'
			echo "CREATE TABLE t$i (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES t1(id));"
			echo "CREATE INDEX i$i ON t$i(parent);"
			echo "CREATE TRIGGER g$i AFTER INSERT ON t$i BEGIN INSERT INTO log VALUES ($i); END;"
			[ -n "$options" ] && [ $((i % 2)) = 0 ] && echo 'BEGIN;'
			echo "INSERT INTO t$i VALUES (1, 1);"
			echo "INSERT INTO kept (version) VALUES ($i);"
			[ -n "$options" ] && [ $((i % 2)) = 0 ] && echo 'COMMIT;'
			[ $((i % 5)) = 0 ] && cat <<-S
				CREATE TABLE kept_new (version INTEGER, made$i INTEGER);
				INSERT INTO kept_new (version) SELECT version FROM kept;
				DROP TABLE kept;
				ALTER TABLE kept_new RENAME TO kept;
			S
		} >"$1/$(printf %03d $i)_t.sql"
	done
}

# The commands below are `migrate $verb`, on databases that begin as begin.db.
verb=up
migrate() { "$blokctl" migrate "$@" 2>>err; }
do_it() { migrate $verb -q --db "$@" >out; }
preloaded() { LD_PRELOAD="$BUILD/kill_shim.so" "$blokctl" migrate $verb -q --db "$@" >out 2>>err; }
begin() { # begin DATABASE: as it was before, and nothing beside it
	rm -f "$1"*
	[ ! -e begin.db ] || cp begin.db "$1"
	[ ! -e begin.db-wal ] || cp begin.db-wal "$1-wal"
}
state() { "$BUILD/migrate_state" "$1"; }

# What an undisturbed run leaves, in `whole`, and its number of calls in $calls.
undisturbed() {
	begin u.db
	COUNT_TO=count preloaded u.db "$@" || echo "# $verb $*: $(cat err)"
	calls=$(cat count)
	state u.db >whole
}

# After a fault: who only looks is served; run again, all is as without, and nothing is left over.
recovers() {
	: >err
	migrate status --db k.db --dir "$folder" >out || return
	for copy in $(migrate restore --list --db k.db); do
		case $copy in *.backup-????????T??????.???Z) [ "$(state "$copy" | head -1)" = ok ] || return ;; *) return 1 ;; esac
	done
	do_it k.db "$@" && state k.db >now && cmp whole now >>err && migrate verify -q --db k.db --dir "$folder" || return
	[ "$verb" = down ] || migrate drift -q --db k.db --dir "$folder" >out || return
	case $(echo k.db-j* k.db.backup-*.*.*) in 'k.db-j* k.db.backup-*.*.*') ;; *)
		echo "left over: $(echo k.db*)" >>err
		return 1
		;;
	esac
}

sweep() { # sweep NAME FOLDER STEP OPTIONS…: killed at each call
	name=$1 folder=$2 each=$3
	shift 3
	set -- --dir "$folder" "$@"
	undisturbed "$@"
	point=${KILL_FROM:-1} killed=0 odd=0
	while [ $point -le "$calls" ]; do
		begin k.db
		: >err
		KILL_AT=$point preloaded k.db "$@"
		[ $? = 137 ] && killed=$((killed + 1))
		recovers "$@" || {
			odd=$((odd + 1))
			echo "# $name, call $point: $(head -c 300 err)"
		}
		point=$((point + each))
	done
	points=$((points + killed))
	[ $killed -gt 0 ] && [ $odd = 0 ]
	ok $? "$name: killed at $killed of $calls calls, and run again all is as without"
}

broken() { # broken NAME FOLDER STEP OPTIONS…: each call fails once
	name=$1 folder=$2 each=$3
	shift 3
	set -- --dir "$folder" "$@"
	export FAIL_NAMES=1
	for number_of in 28 5; do
		export FAIL_ERRNO=$number_of
		undisturbed "$@"
		point=${KILL_FROM:-1} failed=0 odd=0
		while [ $point -le "$calls" ]; do
			begin k.db
			: >err
			KILL_AT=$point preloaded k.db "$@"
			status=$?
			failed=$((failed + (status == 1)))
			state k.db >now
			if [ $status = 0 ]; then
				cmp whole now >>err
			else
				[ $status = 1 ] && [ -s err ] && { [ ! -e k.db ] || [ "$(head -1 now)" = ok ]; }
			fi || {
				odd=$((odd + 1))
				echo "# $name, call $point fails with $number_of: status $status, $(head -c 300 err)"
			}
			(unset FAIL_ERRNO; recovers "$@") || {
				odd=$((odd + 1))
				echo "# $name, call $point failed with $number_of, and run again: $(head -c 300 err)"
			}
			point=$((point + each))
		done
		points=$((points + failed))
		[ $failed -gt 0 ] && [ $odd = 0 ]
		ok $? "$name: $failed of $calls calls failed with error $number_of, and it said so; run again all is as without"
	done
	unset FAIL_ERRNO FAIL_NAMES
}

history short 12 plain
history mixed 12 mixed
history long "${KILL_FILES:-100}" mixed
history all "${KILL_FILES:-100}" plain
sweep 'a transaction each' short "$step" --no-backup
sweep 'all in one' short "$step" --atomic --no-backup
sweep 'some without one' mixed "$step" --no-backup
export KILL_TORN=1
sweep 'a transaction each, half of a write' short "$step" --no-backup
sweep 'all in one, half of a write' short "$step" --atomic --no-backup
sweep 'some without one, half of a write' mixed "$step" --no-backup
unset KILL_TORN
broken 'a transaction each' short $((step * 3)) --no-backup
broken 'all in one' short $((step * 3)) --atomic --no-backup
broken 'some without one' mixed $((step * 3)) --no-backup
sweep 'a hundred files' long "$long" --no-backup
sweep 'a hundred files in one' all "$long" --atomic --no-backup

# With something to copy: the first files are there already.
migrate up 8 -q --db begin.db --dir mixed
rm -f begin.db.*
sweep 'with a copy before' mixed "$step"
broken 'with a copy before' mixed $((step * 3))
verb=down
migrate up 12 -q --no-backup --db begin.db --dir short
rm -f begin.db
for n in 1 2 3 4 5 6; do echo '-- migrate:down' >>short/00${n}_t.sql && echo "DROP TABLE t$n; DELETE FROM kept WHERE version = $n;" >>short/00${n}_t.sql; done
migrate up 6 -q --no-backup --db begin.db --dir short --no-backup
sweep 'taken back' short "$step" --to 2
rm -f begin.db

# --- a log that is written ahead
verb=up
cp -r mixed ahead
printf -- '-- migrate:up transaction:false\nPRAGMA journal_mode = WAL;\n' >ahead/000_wal.sql
migrate up 1 -q --db begin.db --dir ahead
sweep 'WAL' ahead "$step" --no-backup
export KILL_TORN=1
sweep 'WAL, half of a write' ahead "$step" --no-backup
unset KILL_TORN
broken 'WAL' ahead $((step * 3)) --no-backup
rm -f begin.db*

# --- put back
history short 12 plain
migrate up 4 -q --no-backup --db begin.db --dir short
cp begin.db copy.db
migrate up -q --no-backup --db begin.db --dir short
undisturbed() {
	cp copy.db u.db
	state u.db >whole
	begin k.db
	COUNT_TO=count LD_PRELOAD="$BUILD/kill_shim.so" "$blokctl" migrate restore -q --db k.db copy.db 2>>err
	calls=$(cat count)
}
preloaded() { LD_PRELOAD="$BUILD/kill_shim.so" "$blokctl" migrate restore -q --db "$1" copy.db >out 2>>err; }
do_it() { migrate restore -q --db "$1" copy.db; }
sweep 'a copy that is put back' short "$step"
rm -f begin.db*
do_it() { migrate up -q --no-backup --db "$@"; }

# --- many at once
for options in short mixed 'short --atomic'; do
	odd=0
	rm -f u.db*
	do_it u.db --dir $options
	state u.db >whole
	round=0
	while [ $round -lt $rounds ]; do
		round=$((round + 1))
		rm -f m.db* rc*
		: >err
		for i in 1 2 3 4 5 6 7 8; do
			{
				do_it m.db --dir $options
				echo $? >rc$i
			} &
		done
		wait
		state m.db >now
		[ "$(cat rc? | tr -d '\n')" = 00000000 ] && cmp whole now || {
			odd=$((odd + 1))
			echo "# round $round of $options: $(cat rc? | tr '\n' ' ') $(tail -2 err)"
		}
	done
	ok $odd "eight at once, $options, $rounds rounds: all succeed, nothing is applied twice"
done

# --- memory
starved() { # starved STEP COMMAND…: each allocation fails once
	each=$1
	shift
	odd=0 at=1 failed=0 untouched=0
	begin k.db
	"$blokctl" migrate "$@" >whole.out 2>&1
	while [ $untouched -lt 40 ] && [ $at -lt 100000 ]; do
		begin k.db
		ALLOC_AT=$at LD_PRELOAD="$BUILD/alloc_shim.so" "$blokctl" migrate "$@" >out 2>&1
		status=$?
		untouched=$((status ? 0 : untouched + 1))
		failed=$((failed + (status != 0)))
		case $status in
		0) [ "$1" = up ] || cmp out whole.out >err ;;
		1) [ -s out ] ;;
		*) false ;;
		esac || {
			odd=$((odd + 1))
			echo "# $1, allocation $at: status $status $(head -c 300 out)"
		}
		if [ "$1" = up ]; then
			[ $status = 1 ] || { state k.db >now && cmp -s whole now; } || odd=$((odd + 1))
			recovers --dir short --no-backup || {
				odd=$((odd + 1))
				echo "# allocation $at, run again: $(head -c 300 err)"
			}
		fi
		at=$((at + each))
	done
	points=$((points + failed))
	[ $failed -gt 0 ] && [ $odd = 0 ]
	ok $? "memory ran out at $failed places of '$1': a clean end, and nothing is lost"
}
folder=short
rm -f u.db*
do_it u.db --dir short
state u.db >whole
starved "$by" up -q --no-backup --db k.db --dir short
migrate up 6 -q --no-backup --db begin.db --dir short
starved $((by / 4 + 1)) status --json --db k.db --dir short
starved $((by / 4 + 1)) lint --dir short
starved "$by" test --dir short
starved "$by" drift --db k.db --dir short
echo "# $points faults"
echo "1..$number"
