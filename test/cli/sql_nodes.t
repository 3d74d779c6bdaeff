# The nodes sql-query and ask-sql.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_STORE="$T/work/s.db" BLOKCTL_NOW=2025-06-18T12:00:00Z
printf 'city,country,people\nOslo,Norway,709\nBergen,Norway,291\nLyon,France,522\n' >cities.csv

# step NODE INPUTS: runs one step and shows its output
step() {
	cat >one.yaml <<Y
name: one
version: 1.0.0
trigger: {manual: {}}
steps:
  - id: s
    use: $1
    inputs: $2
Y
	run blokctl workflow run one.yaml --json --input "${3:-{\}}"
}

# --- reading
step sql-query '{db: cities.csv, sql: "SELECT city FROM cities WHERE people > ?1 ORDER BY city", params: [500]}'
status_is 0
json_is state.s.rows '[{"city":"Lyon"},{"city":"Oslo"}]'
json_is state.s.rowCount 2
json_is state.s.truncated false
step sql-query '{db: cities.csv, sql: "SELECT city FROM cities", maxRows: 1}'
json_is state.s.truncated true

# --- names of the configuration, and the project's glossary
mkdir .blok
cat >.blok/config.yaml <<'Y'
databases:
  places: {url: cities.csv}
  secret: {url: "postgres://reader@127.0.0.1:9/nothing", password: {env: PLACES_PASSWORD}}
Y
printf 'synonyms:\n  souls: cities.people\n' >.blok/glossary.yaml
step sql-query '{db: places, sql: "SELECT count(*) AS n FROM cities"}'
status_is 0
json_is state.s.rows.0.n 3
step ask-sql '{db: places, question: "total souls per country"}'
status_is 0
json_is state.s.sql 'SELECT country, sum(people) AS total_people FROM cities GROUP BY country'
step ask-sql '{db: places, question: "Wie viele Städte gibt es?"}'
json_is state.s.rows.0.count 3
step ask-sql '{db: places, question: "Wie viele Städte gibt es?", language: en}'
status_is 4
PLACES_PASSWORD=canary-7261 step sql-query '{db: secret, sql: "SELECT 1"}'
status_is 4
out_lacks canary-7261
err_lacks canary-7261
rm -r .blok

# --- values are bound: what looks like SQL is a text
step sql-query '{db: cities.csv, sql: "SELECT count(*) AS n FROM cities WHERE city = ?1", params: ["js/ctx.request.body.c"]}' \
	"{\"c\": \"x' OR '1'='1\"}"
status_is 0
json_is state.s.rows.0.n 0
step sql-query "{db: cities.csv, sql: \"SELECT * FROM cities WHERE city = '\${ctx.request.body.c}'\"}"
status_is 3
out_has 'no value is put into a query'
step sql-query '{db: cities.csv, sql: "js/ctx.request.body.c"}'
status_is 3

# --- names
step sql-query '{db: cities.csv, sql: "SELECT city, '"':x'"' AS a, \"people\" AS \"b:c\" FROM cities /* :y */ WHERE country = :country AND people > :least -- :z", params: {least: 300, country: "js/ctx.request.body.c"}}' \
	'{"c": "Norway"}'
status_is 0
json_is state.s.rows '[{"city":"Oslo","a":":x","b:c":709}]'
step sql-query '{db: cities.csv, sql: "SELECT :a || :b || :a AS x, [people] AS [c:d] FROM cities LIMIT 1", params: {a: 1, b: null}}'
status_is 0
json_is state.s.rows.0.x null
step sql-query '{db: cities.csv, sql: "SELECT :a AS x", params: {b: 1}}'
status_is 4
json_is error.message 'the query has :a, params has not'
step sql-query '{db: cities.csv, sql: "SELECT 1 AS x", params: {b: 1}}'
status_is 4
json_is error.message "params has 'b', the query has no :b"
step sql-query '{db: cities.csv, sql: "SELECT typeof(:a) AS a, typeof(:b) AS b, typeof(:c) AS c, :d AS d", params: {a: 1, b: 1.5, c: true, d: [1, {x: y}]}}'
json_is state.s.rows.0 '{"a":"integer","b":"real","c":"integer","d":"[1,{\"x\":\"y\"}]"}'
step sql-query '{db: cities.csv, sql: "SELECT 9007199254740993 AS n"}'
json_is state.s.rows.0.n 9007199254740993
step sql-query '{db: cities.csv, timeout: 200ms, sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"}'
status_is 4
json_is error.name Timeout
step sql-query '{db: cities.csv, timeout: soon, sql: "SELECT 1"}'
status_is 3

# --- writing has to be asked for
step sql-query '{db: cities.csv, sql: "DELETE FROM cities"}'
status_is 4
json_is error.name Refused
run blokctl store backup data.db
step sql-query '{db: data.db, sql: "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT, size REAL)", write: true}'
status_is 0
step sql-query '{db: data.db, sql: "INSERT INTO note (text, size) VALUES (?1, ?2)", params: ["it'"'"'s", 1.5], write: true}'
status_is 0
json_is state.s.changes 1
json_is state.s.lastInsertId 1
step sql-query '{db: data.db, sql: "SELECT text, size FROM note"}'
json_is state.s.rows '[{"text":"it'"'"'s","size":1.5}]'
step sql-query '{db: data.db, sql: "INSERT INTO nothing VALUES (1)", write: true}'
status_is 4
step sql-query '{db: missing.db, sql: "CREATE TABLE x (y)", write: true}'
status_is 4
run ls missing.db
status_is 2

# --- several statements are one change
step sql-query '{db: data.db, sql: "INSERT INTO note (text) VALUES (:t); INSERT INTO note (text) VALUES (:t || '"'!'"'); -- done", params: {t: two}, write: true}'
status_is 0
json_is state.s '{"changes":2,"lastInsertId":3}'
step sql-query '{db: data.db, sql: "DELETE FROM note; INSERT INTO nothing VALUES (1)", write: true}'
status_is 4
step sql-query '{db: data.db, sql: "DELETE FROM note; COMMIT", write: true}'
status_is 4
json_is error.name Refused
step sql-query '{db: data.db, sql: "DELETE FROM note; /* x */ end", write: true}'
json_is error.name Refused
step sql-query '{db: data.db, sql: "SELECT count(*) AS n FROM note"}'
json_is state.s.rows.0.n 3 'all of it or nothing'
step sql-query '{db: data.db, sql: "DELETE FROM note WHERE id = ?2", params: [1], write: true}'
status_is 4
json_is error.message 'the query has ?2, params has 1 value'
step sql-query '{db: data.db, sql: "DELETE FROM note WHERE id = ?1", params: [1, 2], write: true}'
status_is 4
json_is error.message 'params has 2 values, the query has ?1 at most'
step sql-query '{db: data.db, sql: " -- nothing", write: true}'
status_is 4
step sql-query '{db: "postgres://127.0.0.1:1/x", sql: "DELETE FROM x", write: true}'
json_is error.name Refused
step sql-query '{db: data.db, sql: "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM note WHERE id = new.id; END; INSERT INTO note (text) VALUES (1)", write: true}'
status_is 0
json_is state.s.changes 2 'with what triggers do'

# --- a write ends in time, and is taken back
endless='WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'
step sql-query "{db: data.db, sql: \"DELETE FROM note; CREATE TABLE late AS $endless\", write: true, timeout: 200ms}"
status_is 4
json_is error.name Timeout
step sql-query '{db: data.db, sql: "SELECT (SELECT count(*) FROM note) AS n, (SELECT count(*) FROM sqlite_schema WHERE name = :late) AS late", params: {late: late}}'
json_is state.s.rows.0 '{"n":3,"late":0}' 'nothing of it stays'
cat >long.yaml <<Y
name: long
version: 1.0.0
trigger: {manual: {}}
steps:
  - {id: s, use: sql-query, maxDuration: 200ms, inputs: {db: data.db, write: true, sql: "CREATE TABLE late AS $endless"}}
Y
run timeout -k 1 10 blokctl workflow run long.yaml --json
json_is error.name StepTimeoutError
sed 's/maxDuration: 200ms, //' long.yaml >endless.yaml
run timeout -k 5 1 blokctl workflow run endless.yaml --json
status_is 124 'a signal ends a write'

# --- questions
step ask-sql '{db: cities.csv, question: total people per country}'
status_is 0
json_is state.s.rows '[{"country":"France","total_people":522},{"country":"Norway","total_people":1000}]'
json_is state.s.sql 'SELECT country, sum(people) AS total_people FROM cities GROUP BY country'
step ask-sql '{db: cities.csv, question: total people per country, minConfidence: 1}'
status_is 4
json_is error.name NoAnswer
step ask-sql '{db: cities.csv, question: total people per country, maxRows: 1}'
json_is state.s.truncated true
step ask-sql '{db: cities.csv, question: the weather in Oslo}'
status_is 4
json_is error.name NoAnswer
step ask-sql '{db: cities.csv, question: delete all cities}'
status_is 4
json_is error.name Refused

# --- migrate
mkdir migrations
printf -- '-- migrate:up vars:true\nCREATE TABLE city (name TEXT);\nINSERT INTO city VALUES ('"'"'${FIRST}'"'"');\n-- migrate:down\nDROP TABLE city;\n' >migrations/1_city.sql
printf -- '-- migrate:up\nCREATE TABLE river (name TEXT);\n' >migrations/2_river.sql
step migrate '{db: m.db, action: status}'
json_is state.s.pending 2
step migrate '{db: m.db, count: 1, vars: {FIRST: Oslo}}'
status_is 0
json_is state.s '{"steps":[{"version":"1","name":"city","direction":"up","rows":1}],"applied":1,"pending":1,"backup":null}'
step migrate '{db: m.db, backup: false}'
json_is state.s.steps.0.version 2
json_is state.s.pending 0
step migrate '{db: m.db}'
json_is state.s.steps '[]' 'a second time does nothing'
step sql-query '{db: m.db, sql: "SELECT name FROM city"}'
json_is state.s.rows '[{"name":"Oslo"}]'
step migrate '{db: m.db, action: down}'
status_is 4
json_is error.message 'migrations/2_river.sql: it cannot be undone: there is no down'
printf -- '-- migrate:up\nCREATE TABLE half (x);\nCREATE TABLE city (x);\n' >migrations/3_bad.sql
step migrate '{db: m.db}'
status_is 4
json_is error.name DatabaseError
json_is error.message 'migrations/3_bad.sql:3:14: statement 2: table city already exists'
rm migrations/3_bad.sql
echo 'SELECT 1;' >migrations/1_city.sql
step migrate '{db: m.db}'
status_is 4
json_is error.name InvalidMigrations
done_testing
