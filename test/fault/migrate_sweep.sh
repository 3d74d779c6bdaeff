#!/bin/sh
# TAP: migrations that are killed, or whose disk is full, at every durable call, and many at once.
# Run again, a history ends where it would have without. CI looks at every call of a short
# history and at some of a long one, a developer at some of both (KILL_STEP=1 KILL_FILES=100
# for all).
set -u
blokctl=${BLOKCTL:?}
if [ -n "${CI:-}" ]; then step=1 long=61 rounds=50; else step=17 long=997 rounds=3; fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export HOME="$dir"
number=0

ok() { # ok STATUS TITLE
	number=$((number + 1))
	[ "$1" = 0 ] && echo "ok $number - $2" || echo "not ok $number - $2"
}

# A table, an index and a trigger; rows of two tables that all of them write to; every fifth one
# makes one of these anew, every seventh one is run without a transaction.
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
			echo "INSERT INTO t$i VALUES (1, 1);"
			echo "INSERT INTO kept (version) VALUES ($i);"
			[ $((i % 5)) = 0 ] && cat <<-S
				CREATE TABLE kept_new (version INTEGER, made$i INTEGER);
				INSERT INTO kept_new (version) SELECT version FROM kept;
				DROP TABLE kept;
				ALTER TABLE kept_new RENAME TO kept;
			S
		} >"$1/$(printf %03d $i)_t.sql"
	done
}

up() { "$blokctl" migrate up -q --no-backup --db "$@" 2>>err; }

# The schema, what counts as applied, and how often each file has run.
state() { # state DATABASE
	"$blokctl" migrate dump --db "$1"
	"$blokctl" ask-sql --db "$1" --format csv --sql 'SELECT version, count(*), (SELECT count(*) FROM kept k WHERE k.version = log.version) FROM log GROUP BY 1 ORDER BY 1'
}

sweep() { # sweep NAME FOLDER STEP OPTIONS…: killed at each call, and again to the end
	name=$1 folder=$2 by=$3
	shift 3
	rm -f u.db*
	up u.db --dir "$folder" "$@"
	state u.db >whole
	point=1
	killed=0
	odd=0
	while :; do
		rm -f k.db*
		KILL_AT=$point LD_PRELOAD="$BUILD/kill_shim.so" up k.db --dir "$folder" "$@"
		[ $? = 137 ] || break
		killed=$((killed + 1))
		: >err
		up k.db --dir "$folder" "$@" && state k.db >now && cmp -s whole now &&
			"$blokctl" migrate verify -q --db k.db --dir "$folder" 2>>err || {
			odd=$((odd + 1))
			echo "# $name, call $point: $(head -c 300 err)"
		}
		point=$((point + by))
	done
	[ $killed -gt 3 ]
	ok $? "$name: killed at $killed calls"
	ok $odd "$name: run again, all is as without"
}

full() { # full NAME FOLDER STEP OPTIONS…: each call fails once
	name=$1 folder=$2 by=$3
	shift 3
	point=1
	failed=0
	odd=0
	while :; do
		rm -f k.db*
		: >err
		FAIL_ERRNO=28 KILL_AT=$point LD_PRELOAD="$BUILD/kill_shim.so" up k.db --dir "$folder" "$@"
		status=$?
		if [ $status = 0 ]; then
			state k.db >now
			cmp -s whole now && [ $point -gt 1 ] && [ "$(up k.db --dir "$folder"; echo $?)" = 0 ] && {
				[ -n "${last:-}" ] && break
				last=$point
			}
			cmp -s whole now || {
				odd=$((odd + 1))
				echo "# $name, call $point: status 0, and something is missing"
			}
		else
			last=
			failed=$((failed + 1))
			[ $status = 1 ] && [ -s err ] || {
				odd=$((odd + 1))
				echo "# $name, call $point: status $status, $(head -c 300 err)"
			}
			up k.db --dir "$folder" "$@" && state k.db >now && cmp -s whole now || {
				odd=$((odd + 1))
				echo "# $name, call $point, run again: $(head -c 300 err)"
			}
		fi
		point=$((point + by))
		[ $point -lt 100000 ] || break
	done
	[ $failed -gt 3 ]
	ok $? "$name: a full disk at $failed calls"
	ok $odd "$name: it says so, and goes on when there is room"
}

history short 12 plain
history mixed 12 mixed
history long "${KILL_FILES:-100}" mixed
step=${KILL_STEP:-$step}
sweep 'a transaction each' short "$step"
full 'a transaction each' short "$step"
KILL_TORN=1 && export KILL_TORN
sweep 'half of each write' short "$step"
unset KILL_TORN
sweep 'all in one' short 1 --atomic
sweep 'some without one' mixed "$step"
sweep 'a hundred files' long "${KILL_STEP:-$long}"

# --- many at once
odd=0
for folder in short mixed; do
	rm -f u.db*
	up u.db --dir $folder
	state u.db >whole
	round=0
	while [ $round -lt $rounds ]; do
		round=$((round + 1))
		rm -f m.db* rc*
		for i in 1 2 3 4 5 6 7 8; do
			{
				up m.db --dir $folder
				echo $? >rc$i
			} &
		done
		wait
		state m.db >now
		[ "$(cat rc? | tr -d '\n')" = 00000000 ] && cmp -s whole now || {
			odd=$((odd + 1))
			echo "# round $round of $folder: $(cat rc? | tr '\n' ' ') $(tail -2 err)"
		}
	done
done
ok $odd "eight at once, $rounds rounds of two histories: all succeed, nothing is applied twice"

# --- memory
odd=0
at=1
tried=0
by=${ALLOC_STEP:-$([ -n "${CI:-}" ] && echo 7 || echo 397)}
rm -f u.db*
up u.db --dir short
state u.db >whole
while :; do
	rm -f k.db*
	: >err
	ALLOC_AT=$at LD_PRELOAD="$BUILD/alloc_shim.so" "$blokctl" migrate up -q --no-backup --db k.db --dir short 2>err
	status=$?
	[ $status = 0 ] || tried=$((tried + 1))
	[ $status -le 1 ] || {
		odd=$((odd + 1))
		echo "# allocation $at: status $status $(head -c 300 err)"
	}
	up k.db --dir short && state k.db >now && cmp -s whole now || {
		odd=$((odd + 1))
		echo "# allocation $at, run again: $(head -c 300 err)"
	}
	[ $status = 0 ] && [ $at -gt 20000 ] && break
	at=$((at + by))
	[ $at -lt 60000 ] || break
done
[ $tried -gt 3 ]
ok $? "memory ran out at $tried places"
ok $odd 'and nothing is lost by it'
echo "1..$number"
