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
stop
done_testing
