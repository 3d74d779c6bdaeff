#!/bin/sh
# Questions to databases: how long one takes, process start included, and, with
# the shared questions beside the project, how many are right.
set -u
cd "$(dirname "$0")/../.." || exit 1
blokctl=${BLOKCTL:-$PWD/blokctl}
measure=.build/tools/measure
shared=${BLOKCTL_SHARED:-../shared}/eval/ask-sql
export BLOKCTL_NOW=2025-06-18T12:00:00Z
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# A schema of 200 tables, each referring to two before it.
awk 'BEGIN {
	print "BEGIN;"
	for (i = 1; i <= 200; i++) {
		s = "CREATE TABLE thing" i " (thing" i "_id INTEGER PRIMARY KEY, name TEXT, made_on DATE, amount REAL, state TEXT"
		for (k = 1; k <= 2 && i > k; k++) s = s ", thing" int((i - 1) / k) "_id INTEGER REFERENCES thing" int((i - 1) / k) "(thing" int((i - 1) / k) "_id)"
		print s ");"
		for (r = 1; r <= 20; r++) printf "INSERT INTO thing%d (name, made_on, amount, state) VALUES (\047n%d\047, \0472024-01-%02d\047, %d, \047%s\047);\n", i, r, r, r, r % 2 ? "open" : "closed"
	}
	print "COMMIT;"
}' | sqlite3 "$work/wide.db" 2>/dev/null || echo "sqlite3 is not installed: no schema of 200 tables"

one() {
	label=$1
	shift
	printf '%-44s %s ms\n' "$label" "$("$measure" -n 15 "$label" -- "$@" | cut -f 2)"
}
one 'a folder of four CSV files, SQL only' "$blokctl" ask-sql --db workflows/data/shop --sql-only 'top 5 customers by number of orders'
one 'the same, with its rows' "$blokctl" ask-sql --db workflows/data/shop 'top 5 customers by number of orders'
[ -f "$work/wide.db" ] && one '200 tables, SQL only (bar 60)' "$blokctl" ask-sql --db "$work/wide.db" --guess --sql-only 'How many open thing7 per thing3?'

if [ -f "$shared/eval.py" ] && command -v python3 >/dev/null; then
	ask() {
		python3 "$shared/eval.py" "$shared/$1" --jobs 2 --cmd "$blokctl ask-sql --db {db} --engine builtin $2 --sql-only {question}"
	}
	echo
	echo 'answers that are sure (bars: TS 54, precision 75 at 75 answered, p95 20 ms):'
	ask dev.jsonl ''
	echo
	echo 'all that can be read:'
	ask dev.jsonl --guess
	echo
	ask robust_dev.jsonl ''
	ask unanswerable_dev.jsonl ''
	ask unsafe_dev.jsonl ''
	python3 "$shared/eval.py" "$shared/dev.jsonl" --chart-cmd "$blokctl ask-sql --db {db} --engine builtin --chart-only {question}"
else
	echo "there is no $shared: answers are not counted"
fi
