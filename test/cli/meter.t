# What takes longer than a second says so on a terminal, and takes the line away again.
. "$(dirname "$0")/lib.sh"

printf 'a\n1\n' >t.csv
slow='WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT count(*) AS c FROM n'
erased=$(printf '\r\033[K')

on_terminal blokctl ask-sql --db t.csv --timeout 2500ms --sql "$slow"
status_is 124
out_has 'asking the database  1' 'a long query is told of'
out_has "$erased" 'the line goes away'
is "$(tr '\r' '\n' <"$T/out" | grep -c 'asking the database')" \
	"$(tr '\r' '\n' <"$T/out" | grep -c "asking the database  [0-9.]*m\{0,1\}s")" 'with the time it takes'
is "$([ "$(tr '\r' '\n' <"$T/out" | grep -c 'asking the database')" -le 10 ] && echo few)" few 'not too often'
for option in -q --json; do
	on_terminal blokctl ask-sql --db t.csv --timeout 1500ms --sql "$slow" $option
	out_lacks 'asking the database' "nothing with $option"
done
on_terminal env CI=1 blokctl ask-sql --db t.csv --timeout 1200ms --sql "$slow"
out_lacks 'asking the database' 'nor in CI'
run blokctl ask-sql --db t.csv --timeout 1200ms --sql "$slow"
err_lacks 'asking the database' 'nor where nobody looks'
on_terminal blokctl ask-sql --db t.csv --sql 'SELECT 1 AS one'
out_lacks 'asking the database' 'nor for what is quick'

# how far it is, and how long it still takes
mkdir migrations
for i in 1 2 3 4; do
	printf '%s\n' '-- migrate:up' "CREATE TABLE t$i AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT count(*) AS c FROM n;" \
		'-- migrate:down' "DROP TABLE t$i;" >migrations/${i}_t.sql
done
on_terminal blokctl migrate test
status_is 0
out_has ' of 4' 'how many are done'
out_has ' left' 'and how long it still takes'
done_testing
