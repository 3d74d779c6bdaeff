. "$(dirname "$0")/lib.sh"

# A PostgreSQL server, which test/unit/postgres_test.c asks.

unit=${BUILD:-$ROOT/.build/plain}/unit
[ -x "$unit" ] || skip_all 'the unit tests are not built'
. "$ROOT/test/cli/postgres.sh"
with_input "
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE DOMAIN code AS varchar(10);
CREATE TABLE city (id serial PRIMARY KEY, name text NOT NULL, founded date, seen timestamptz,
	area double precision, free boolean, pic bytea, tags text[], mood mood, code code UNIQUE,
	big numeric(12,0));
INSERT INTO city(name, founded, area, tags) SELECT 'city ' || i, date '2000-01-01' + i, i * 1.5,
	ARRAY['a', 'b'] FROM generate_series(1, 2000) i;
CREATE TABLE mail (city_id int REFERENCES city, no int, body text, PRIMARY KEY (city_id, no))
	PARTITION BY RANGE (city_id);
CREATE TABLE mail_1 PARTITION OF mail FOR VALUES FROM (0) TO (10000);
INSERT INTO mail SELECT id, 1, 'dear ' || name FROM city;
CREATE VIEW large AS SELECT name, area FROM city WHERE area > 1000;
CREATE SCHEMA other;
CREATE TABLE other.thing (id int);
CREATE FUNCTION changes() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION touch(city) RETURNS int LANGUAGE sql AS 'SELECT 1';
ANALYZE;
" $sql
status_is 0 'its tables are made'

# every result of theirs is one of ours
BLOKCTL_TEST_POSTGRES="postgres://ann@/postgres?host=$D" "$unit" postgres_test >"$T/unit.out" 2>&1
while IFS= read -r line; do
	case $line in
	'ok '*) ok "${line#*: }" ;;
	'not ok '*) not_ok "${line#*: }" ;;
	'#'*) printf '%s\n' "$line" ;;
	esac
done <"$T/unit.out"
is "$(grep -c '^ok' "$T/unit.out")" 7 'all tests with a server have run'

# questions in plain language, and their SQL of this dialect
run blokctl ask-sql --db "$url" --json 'How many cities are there?'
status_is 0
json_is rows.0.count 2000
run blokctl ask-sql --db "$url" --json 'top 2 cities by area'
status_is 0
json_is row_count 2
json_is rows.0.name 'city 2000'
run blokctl ask-sql --db "$url" --json 'number of cities per year'
json_is engine builtin
json_is rows.0.year 2000
json_is rows.0.count 365
run blokctl ask-sql --db "$url" --json 'cities without mails'
json_is row_count 0
run blokctl ask-sql --db "$url" --sql 'DELETE FROM city'
status_is 5

# --- what a server refuses, each in its class
with_input "
CREATE ROLE eve LOGIN;
CREATE TABLE secret (n int);
REVOKE ALL ON secret FROM PUBLIC;
CREATE FUNCTION complains() RETURNS int LANGUAGE plpgsql STABLE AS
	'BEGIN RAISE EXCEPTION ''not today'' USING HINT = ''come tomorrow''; END';
CREATE FUNCTION is_full() RETURNS int LANGUAGE plpgsql STABLE AS
	'BEGIN RAISE EXCEPTION ''no room'' USING ERRCODE = ''53100''; END';
CREATE FUNCTION is_locked() RETURNS int LANGUAGE plpgsql STABLE AS
	'BEGIN RAISE EXCEPTION ''locked'' USING ERRCODE = ''55P03''; END';
CREATE FUNCTION collides() RETURNS int LANGUAGE plpgsql STABLE AS
	'BEGIN RAISE EXCEPTION ''collision'' USING ERRCODE = ''40001''; END';
CREATE FUNCTION lacks() RETURNS int LANGUAGE plpgsql STABLE AS
	'BEGIN RAISE EXCEPTION ''not here'' USING ERRCODE = ''0A000''; END';
" $sql
status_is 0 'functions that fail are made'
asks() { # asks STATUS MESSAGE SQL [OPTION]...: from a step, which may call any function
	want=$1 message=$2 query=$3
	shift 3
	run blokctl ask-sql --db "${as_user:-$url}" --sql "$query" "$@"
	is "$status" "$want" "$query: status $want"
	err_has "$message" "$query: $message"
}
asks 3 'division by zero' 'SELECT 1 / (area - area)::int FROM city'
asks 3 'column "nope" does not exist' 'SELECT nope FROM city'
asks 3 'invalid input syntax' "SELECT 'x'::int"
asks 124 'the query took' 'SELECT count(*) FROM city a, city b, city c, city d' --timeout 300ms
as_user="postgres://eve@/postgres?host=$D" asks 5 'permission denied' 'SELECT n FROM secret'
asks 5 '' 'COPY city TO STDOUT'
printf 'name: one-query\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [{id: q, use: sql-query, inputs: {db: "%s", sql: "SELECT $1::int AS i, $2::text AS t, $3::float8 AS r, $4::text AS n, $5::bool AS b", params: [7, é, 0.5, js/null, true]}}]\n' "$url" >q.yaml
run blokctl workflow run q.yaml --no-store --json
json_is state.q.rows.0.i 7
json_is state.q.rows.0.t é
json_is state.q.rows.0.r 0.5
json_is state.q.rows.0.n null
asks 1 'not today' 'SELECT complains()'
err_has 'hint: come tomorrow' "with the server's hint"
asks 75 'no room' 'SELECT is_full()'
asks 75 locked 'SELECT is_locked()'
asks 75 collision 'SELECT collides()'
asks 3 'not here' 'SELECT lacks()'
mkdir pg
printf -- '-- migrate:up\nSELECT complains();\n-- migrate:down\n' >pg/1_a.sql
run blokctl migrate up --db "$url" --dir pg
[ "$status" -ne 0 ]
is $? 0 'a migration that fails at the server'
err_has 'not today'
err_has 'come tomorrow' "with the server's hint"
for case in 'is_full|no room' 'is_locked|locked' 'collides|collision' 'lacks|not here'; do
	printf -- '-- migrate:up\nSELECT %s();\n' "${case%|*}" >pg/1_a.sql
	run blokctl migrate up --db "$url" --dir pg
	[ "$status" -ne 0 ]
	is $? 0 "${case%|*}: it fails"
	err_has "${case#*|}"
done
printf -- '-- migrate:up\nSELECT pg_sleep(30);\n' >pg/1_a.sql
run timeout --foreground -s INT 1 blokctl migrate up --db "$url" --dir pg
err_has 'interrupted'
printf -- '-- migrate:up\nSELECT pg_terminate_backend(pg_backend_pid());\n' >pg/1_a.sql
run blokctl migrate up --db "$url" --dir pg
status_is 1
err_has 'terminating connection' 'a connection that ends in the middle'
printf -- '-- migrate:up\nCOPY city(name) FROM STDIN;\n' >pg/1_a.sql
run blokctl migrate up --db "$url" --dir pg
[ "$status" -ne 0 ]
is $? 0 'COPY has nothing to read'
run blokctl ask-sql --db "postgres://nobody@/postgres?host=$D" --sql 'SELECT 1'
status_is 1
run blokctl ask-sql --db "postgres://ann@/nosuch?host=$D" --sql 'SELECT 1'
status_is 1
err_has 'nosuch'
stop
run blokctl ask-sql --db "$url" --sql 'SELECT 1'
status_is 1 'a server that is gone'
done_testing
