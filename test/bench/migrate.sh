#!/bin/sh
# Migrations: a thousand files, each a table, an index and a row; beside dbmate where it is
# ($DBMATE, or on PATH) and sqlite3's shell. Process start, reading and writing included.
set -u
cd "$(dirname "$0")/../.." || exit 1
blokctl=${BLOKCTL:-$PWD/blokctl}
measure=$PWD/.build/tools/measure
dbmate=${DBMATE:-$(command -v dbmate || true)}
work=$(mktemp -d) || exit 1
memory=$(mktemp -d /dev/shm/blokctl-bench.XXXXXX 2>/dev/null || mktemp -d) || exit 1
trap 'rm -rf "$work" "$memory"' EXIT

one() { # one RUNS LABEL COMMAND: the median, in a shell
	printf '%-52s %s\n' "$2" "$("$measure" -n "$1" "$2" -- sh -c "$3" |
		awk -F '\t' '{ printf "%.1f ms (%.1f to %.1f), %.0f MB, status %s", $2, $3, $4, $6 / 1024, $7 }')"
}

# turns ROUNDS LABEL COMMAND LABEL COMMAND: the medians of two and their ratio. They take turns, so
# that what else the machine does meets both.
turns() {
	for round in $(seq "$1"); do
		"$measure" -n 1 a -- sh -c "$3"
		"$measure" -n 1 b -- sh -c "$5"
	done | sort -t "$(printf '\t')" -k 1,1 -k 2,2n | awk -F '\t' -v rounds="$1" -v a="$2" -v b="$4" '
		{ n[$1]++ } n[$1] == int((rounds + 1) / 2) { median[$1] = $2 }
		END { printf "%-52s %.1f ms\n%-52s %.1f ms: %.2f of it\n", b, median["b"], a, median["a"], median["a"] / median["b"] }'
}

mkdir "$work/m" "$work/one"
awk -v to="$work/m" 'BEGIN {
	for (i = 1; i <= 1000; i++) {
		file = sprintf("%s/20250101%06d_t%d.sql", to, i, i)
		printf "-- migrate:up\nCREATE TABLE t%d (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER);\n", i >file
		printf "CREATE INDEX i%d ON t%d(name);\nINSERT INTO t%d (name, at) VALUES (\"a\", %d);\n\n-- migrate:down\nDROP TABLE t%d;\n", i, i, i, i, i >file
		close(file)
	}
}'
sed -i "s/\"a\"/'a'/" "$work"/m/*
cp "$work/m/20250101000001_t1.sql" "$work/one"
{ echo 'BEGIN;'; cat "$work"/m/* | sed '/^-- migrate:down/,/^DROP/d; /^DROP/d'; echo 'COMMIT;'; } >"$work/all.sql"

up="$blokctl migrate up -q --dir $work/m"
one 21 'up, 1 file on disk (bar 10 ms)' "rm -f $work/a.db*; exec $blokctl migrate up -q --dir $work/one --db $work/a.db"
atomic="rm -f $work/a.db*; exec $up --atomic --db $work/a.db"
one 5 'up --atomic, 1,000 files on disk' "$atomic"
one 5 'up, 1,000 files in memory' "rm -f $memory/a.db*; exec $up --db $memory/a.db"
one 3 'up, 1,000 files on disk' "rm -f $work/a.db*; exec $up --db $work/a.db"
one 21 'up, 1,000 files, nothing to do (bar 20 ms)' "exec $up --db $work/a.db"
one 21 'status of 1,000' "exec $blokctl migrate status --dir $work/m --db $work/a.db"
one 5 'lint of 1,000' "exec $blokctl migrate lint --dir $work/m"
one 3 'test of 1,000: up, down, up' "exec $blokctl migrate test --dir $work/m"
if command -v sqlite3 >/dev/null; then
	turns 7 'up --atomic, 1,000 files on disk (bar 1.3)' "$atomic" \
		'sqlite3, the same statements, one transaction' "rm -f $work/s.db*; exec sqlite3 $work/s.db <$work/all.sql"
fi
if [ -n "$dbmate" ]; then
	mate="$dbmate --no-dump-schema -d $work/m"
	one 5 'dbmate, 1 file on disk' "rm -f $work/d.db*; exec $dbmate --no-dump-schema -d $work/one -u sqlite:$work/d.db up"
	turns 11 'up, 1,000 files in memory (bar 0.75)' "rm -f $memory/a.db*; exec $up --db $memory/a.db" \
		'dbmate, 1,000 files in memory' "rm -f $memory/d.db*; exec $mate -u sqlite:$memory/d.db up"
	one 1 'dbmate, 1,000 files on disk' "rm -f $work/d.db*; exec $mate -u sqlite:$work/d.db up"
	one 5 'dbmate, nothing to do' "exec $mate -u sqlite:$work/d.db up"
else
	echo 'dbmate is not installed: its lines are left out'
fi
