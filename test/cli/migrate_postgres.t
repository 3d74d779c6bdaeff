# blokctl migrate on a PostgreSQL server.
. "$(dirname "$0")/lib.sh"
. "$ROOT/test/cli/postgres.sh"

cd "$T/work" || exit 1
mkdir migrations
m() { run blokctl migrate --db "$url" "$@"; }
q() { (cd /tmp && $sql -A -t -c "$1" 2>&1); }
file() { # file NAME UP [DOWN]
	printf -- '-- migrate:up\n%s\n' "$2" >"migrations/$1.sql"
	[ $# -lt 3 ] || printf -- '\n-- migrate:down\n%s\n' "$3" >>"migrations/$1.sql"
}

file 1_city 'CREATE TABLE city (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
INSERT INTO city (name) VALUES ('"'a;b'"'), ($x$c;d$x$); /* ; /* ; */ ; */
CREATE FUNCTION shout(t text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN upper(t) || '"';'"'; END $$;
CREATE FUNCTION half(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN n > 0 THEN n / 2 ELSE 0 END; END;' \
	'DROP FUNCTION half; DROP FUNCTION shout; DROP TABLE city;'
file 2_path "SELECT set_config('search_path', '', false);
CREATE TABLE public.river (id int PRIMARY KEY, city int REFERENCES public.city(id));" 'DROP TABLE river;'
m status --json
status_is 0
json_is pending 2
m up --dry-run --json
status_is 0
json_is steps.0.rows 2
is "$(q "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" 0 'a dry run leaves nothing'
m up --json
status_is 0
json_is steps.0.statements 4
json_is database "postgres://$D:5432/postgres"
is "$(q 'SELECT string_agg(name, chr(44) ORDER BY id) FROM city')" 'a;b,c;d' 'statements are divided as the server does'
is "$(q "SELECT shout('x') || half(8)")" 'X;4' 'bodies are whole'
m status --exit-code
status_is 0
m up
err_is 'nothing to do: 2 migrations, all as wanted'

# --- DDL is transactional
file 3_bad 'CREATE TABLE half (id int);
INSERT INTO half VALUES (1);
INSERT INTO  nösuch VALUES (1);'
m up
status_is 1
err_has 'migrations/3_bad.sql:4:14: statement 3: relation "nösuch" does not exist'
is "$(q "SELECT to_regclass('half')")" '' 'nothing of it stays'
m up --json
json_is error.line 4
json_is error.column 14
file 3_bad 'CREATE TABLE half (id int); COMMIT; CREATE TABLE half2 (id int); SELECT nosuch();'
m up
status_is 1
is "$(q "SELECT to_regclass('half')")" '' 'nor with a COMMIT in it'
file 3_bad 'COPY city FROM STDIN;'
m up
status_is 3
err_has 'psql'
rm migrations/3_bad.sql

# --- what cannot be in a transaction
file 4_index 'CREATE INDEX CONCURRENTLY city_name ON city(name);' 'DROP INDEX city_name;'
m up
status_is 3
err_has 'transaction:false'
sed -i 's/migrate:up/migrate:up transaction:false/' migrations/4_index.sql
m up --dry-run
status_is 0
m up
status_is 0
is "$(q "SELECT indisvalid FROM pg_index WHERE indexrelid = 'city_name'::regclass")" t 'an index beside the work of others'
printf -- '-- migrate:up transaction:false\nCREATE TABLE s1 (id int);\nINSERT INTO s1 VALUES (1);\nINSERT INTO nosuch VALUES (1);\nINSERT INTO s1 VALUES (2);\n' >migrations/5_part.sql
m up
status_is 1
err_has '5_part.sql:4:13: statement 3'
sed -i 's/nosuch/s1/' migrations/5_part.sql
m up
status_is 0
is "$(q 'SELECT count(*), sum(id) FROM s1')" '3|4' 'it goes on where it stopped'

file 51_view 'CREATE MATERIALIZED VIEW many AS SELECT id FROM city; CREATE UNIQUE INDEX many_id ON many(id);
REFRESH MATERIALIZED VIEW CONCURRENTLY many;' 'DROP MATERIALIZED VIEW many;'
m up
status_is 0 'a view may be made anew in a transaction'
m down -q
rm migrations/51_view.sql
printf -- '-- migrate:up transaction:false\nCREATE TABLE w1 (id int);\nCREATE PROCEDURE walk() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO w1 VALUES (5); COMMIT; INSERT INTO w1 VALUES (6); END $$;\nCALL walk();\nREINDEX (VERBOSE) TABLE CONCURRENTLY w1;\n-- migrate:down\nDROP PROCEDURE walk; DROP TABLE w1;\n' >migrations/52_walk.sql
m up
status_is 0 'a procedure may commit'
is "$(q 'SELECT count(*), sum(id) FROM w1')" '2|11'
m down -q
rm migrations/52_walk.sql

# --- all or nothing, and back
file 6_a 'CREATE TABLE a (id int);' 'DROP TABLE a;'
file 7_b 'CREATE TABLE a (id int);'
m up --atomic
status_is 1
is "$(q "SELECT to_regclass('a')")" '' 'with --atomic nothing is applied'
rm migrations/7_b.sql
m up
m down --json
json_is steps.0.version 6
m up -q
m redo
status_is 0
m verify
status_is 0

# --- at once
i=10
while [ $i -lt 40 ]; do
	file "${i}_t" "CREATE TABLE t$i (id int); INSERT INTO t$i VALUES (1);"
	i=$((i + 1))
done
six=
for i in 1 2 3 4 5 6; do
	{
		blokctl migrate up --db "$url" -q
		echo $?
	} >"rc$i" 2>&1 &
	six="$six $!"
done
wait $six
is "$(cat rc? | tr '\n' ' ')" '0 0 0 0 0 0 ' 'six at once'
is "$(q "SELECT count(*), count(DISTINCT version) FROM blokctl_migration WHERE version::int BETWEEN 10 AND 39")" '30|30' 'each once'

# --- a lock of somebody who is killed
file 50_slow 'SELECT pg_sleep(30);'
blokctl migrate up --db "$url" -q 2>/dev/null &
slow=$!
wait_for pg_sleep q "SELECT query FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sl%'"
m up --lock-timeout 100ms
status_is 75
err_has 'another process is migrating'
kill -9 $slow
q "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sl%'" >/dev/null
rm migrations/50_slow.sql
m up --lock-timeout 5s
status_is 0 'the server lets go of it'

# --- on scratch databases of the server
m drift
status_is 0
$sql -c 'ALTER TABLE city ADD COLUMN hand int; DROP INDEX city_name' >/dev/null
m drift
status_is 1
out_has "extra column 'public.city.hand'"
out_has "missing index 'city_name'"
m test --json
status_is 0
json_is undone 4
is "$(q "SELECT count(*) FROM pg_database WHERE datname LIKE 'blokctl%'")" 0 'which are removed'

# --- a script that takes rows out of the ledger
mkdir lie
cp migrations/*.sql lie
for lie in 'DELETE FROM blokctl_migration' 'DELETE FROM blokctl_migration WHERE id = (SELECT max(id) FROM blokctl_migration)' 'DROP TABLE blokctl_migration'; do
	was=$(q 'SELECT count(*) FROM blokctl_migration')
	printf -- '-- migrate:up\n%s;\n' "$lie" >lie/9999_lie.sql
	m up --dir lie
	test "$status" != 0 && ok "$lie: refused" || not_ok "$lie: refused"
	status_is 3
	err_has 'lie/9999_lie.sql:2:1'
	is "$(q 'SELECT count(*) FROM blokctl_migration')" "$was" 'and nothing is lost'
done

# --- what does not work there says so
m dump
status_is 2
err_has 'pg_dump'
m restore
status_is 2
mkdir lint
printf -- '-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down\nDROP TABLE a;\n' >lint/1_a.sql
printf -- '-- migrate:up\nCREATE INDEX a_id ON a(id);\n-- migrate:down\nDROP INDEX a_id;\n' >lint/2_b.sql
m lint --dir lint
out_has '[index-locks]' 'lint knows which dialect it is'

# --- a password is shown nowhere
run blokctl migrate status --db "postgres://ann:canary-551@/postgres?host=$D" --json
status_is 0
out_lacks canary-551
run blokctl migrate status --db "postgres://ann:canary-551@127.0.0.1:1/postgres" --json
status_is 1
out_lacks canary-551
err_lacks canary-551

# --- the ledger of another tool
$sql -c "CREATE TABLE schema_migrations (version varchar(128) primary key); INSERT INTO schema_migrations VALUES ('1'), ('2'); DROP TABLE blokctl_migration" >/dev/null
m import --from dbmate
status_is 0
err_has '2 count as applied'
m drift
out_lacks schema_migrations 'their table is no drift'

# --- transactions of the script's own, places behind letters of two bytes, a server that goes away
rm -f migrations/*
q 'DROP SCHEMA public CASCADE; CREATE SCHEMA public' >/dev/null
own() { # own NAME STATEMENTS...: a line each
	name=$1
	shift
	printf -- '-- migrate:up transaction:false\n' >"migrations/$name.sql"
	printf '%s\n' "$@" >>"migrations/$name.sql"
	m up
}
own 1_own 'CREATE TABLE o (n int);' 'BEGIN;' 'INSERT INTO o VALUES (1);' 'SAVEPOINT s;' 'INSERT INTO o VALUES (2);' \
	'ROLLBACK TO s;' 'INSERT INTO o VALUES (3);' 'RELEASE s;' 'COMMIT;' 'START TRANSACTION;' 'INSERT INTO o VALUES (4);' \
	'ROLLBACK;' 'INSERT INTO o VALUES (5);'
status_is 0
is "$(q "SELECT string_agg(n::text, ',' ORDER BY n) FROM o")" 1,3,5 'a script may have transactions of its own'
own 2_open 'BEGIN;' 'INSERT INTO o VALUES (6);'
status_is 3 'one that is left open is refused'
err_has '2_open.sql'
is "$(q 'SELECT count(*) FROM o WHERE n = 6')" 0 'before anything is done'
rm migrations/2_open.sql
own 3_in 'BEGIN;' 'INSERT INTO o VALUES (7);' 'INSERT INTO nosuch VALUES (8);' 'COMMIT;'
status_is 1
err_has '3_in.sql:4:13: statement 3'
is "$(q 'SELECT count(*) FROM o WHERE n = 7')" 0 'what the own transaction did is undone'
rm migrations/3_in.sql
file 4_wide "SELECT 'äöü€😀' AS a, nosuch;"
m up
status_is 1
err_has '4_wide.sql:2:22: '
file 4_wide "SELECT pg_terminate_backend(pg_backend_pid());"
m up
status_is 1
err_has 'terminating connection'
rm migrations/4_wide.sql
own 5_gone 'SELECT pg_terminate_backend(pg_backend_pid());'
status_is 1
rm migrations/5_gone.sql

# --- the ledger is not for scripts
before=$(q 'SELECT count(*), max(id) FROM blokctl_migration')
mkdir migrations/seeds
for text in 'DELETE FROM blokctl_migration' 'DROP TABLE IF EXISTS public.blokctl_migration CASCADE' \
	"UPDATE ONLY public.BLOKCTL_MIGRATION SET at = ''" 'INSERT INTO "blokctl_migration" (id) VALUES (9)' \
	'TRUNCATE o, blokctl_migration' 'WITH d AS (DELETE FROM blokctl_migration RETURNING 1) SELECT count(*) FROM d' \
	'CREATE INDEX ON blokctl_migration (at)' 'ALTER TABLE blokctl_migration ADD hand int'; do
	for way in '' --atomic --dry-run; do
		file 6_l "INSERT INTO o VALUES (60);
$text;"
		m up $way
		status_is 3 "$text $way"
		err_has 'migrations/6_l.sql:3:'
		err_has "'blokctl_migration' is not for scripts to change"
	done
	own 6_l "$text;"
	status_is 3 "$text, transaction:false"
	mv migrations/6_l.sql migrations/seeds/
	m seed
	status_is 3 "$text, a seed"
	err_has 'migrations/seeds/6_l.sql:2:'
	rm migrations/seeds/6_l.sql
done
for text in 'DO $$ BEGIN DELETE FROM blokctl_migration; END $$' "DO \$\$ BEGIN EXECUTE 'DROP TABLE ' || 'blokctl_' || 'migration'; END \$\$"; do
	for way in '' --atomic --dry-run; do
		file 6_l "$text; INSERT INTO o VALUES (60);"
		m up $way
		status_is 3 "$text $way"
		err_has "migrations/6_l.sql: 'blokctl_migration' is not for scripts to change"
	done
	mv migrations/6_l.sql migrations/seeds/
	m seed
	status_is 3 "$text, a seed"
	err_has "migrations/seeds/6_l.sql: 'blokctl_migration' is not for scripts to change"
	rm migrations/seeds/6_l.sql
done
is "$(q 'SELECT count(*), max(id) FROM blokctl_migration')$(q 'SELECT count(*) FROM o WHERE n = 60')" "${before}0" 'nothing of it is kept'
file 6_l 'CREATE TABLE seen AS SELECT m.version FROM blokctl_migration m; INSERT INTO o SELECT count(*) FROM blokctl_migration;
CREATE VIEW beside AS SELECT o.n FROM o JOIN blokctl_migration ON blokctl_migration.id = o.n;'
m up
status_is 0 'it may be read'

# --- what a dry run tells
file 10_rows 'INSERT INTO o VALUES (82), (83); CREATE TABLE rows10 (n int);'
printf -- '-- migrate:up transaction:false\nVACUUM o;\n' >migrations/11_alone.sql
m up --dry-run
out_has rows10 'rows of a server'
err_has 'not tried, for it runs in no transaction: migrations/11_alone.sql'
m up --dry-run --json
json_is rows.0.table o
json_is left_out.0 migrations/11_alone.sql
m up
status_is 0
stop
done_testing
