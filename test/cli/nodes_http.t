# api-call and the database nodes: what they send, what they make of answers, what they refuse.
. "$(dirname "$0")/lib.sh"
export BLOKCTL_STORE="$T/store.db"
mkfifo hold
"$TOOLS/stub" <hold >port 2>/dev/null &
exec 9>hold
wait_for . cat port
base=http://127.0.0.1:$(cat port)

node() { # node USE INPUTS [KEYS]
	printf 'name: one-step\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n%s  - {id: a, use: %s, %sinputs: %s}\n' \
		"$before" "$1" "${3:-}" "$2" >one.yaml
	run blokctl workflow run one.yaml --json
}
gives() { # gives USE INPUTS PATH WANT [KEYS]
	node "$1" "$2" "${5:-}"
	json_is "state.a$3" "$4" "$1 $2 ${5:-}"
}
fails() { # fails USE INPUTS CODE MESSAGE
	node "$1" "$2"
	is "$status $(json_get error.code) $(json_get error.message)" "4 $3 $4" "$1 $2 fails"
}
before=

# --- requests
gives api-call "{url: \"$base/echo\"}" .method GET
gives api-call "{url: \"$base/echo\", method: \"\"}" .method GET
gives api-call "{url: \"$base/echo\", timeout: 1e300}" .method GET
gives api-call "{url: \"$base/echo\", headers: {X-One: a, X-Two: 5}}" .headers.x-two 5
gives api-call "{url: \"$base/echo\", method: POST, body: text}" .body text
gives api-call "{url: \"$base/echo\", method: POST, body: {a: 1}}" .body '{"a":1}'
gives api-call "{url: \"$base/echo\", method: POST, body: {a: 1}}" .headers.content-type application/json
gives api-call "{url: \"$base/echo\", method: POST, body: {a: 1}, headers: {Content-Type: text/x}}" .headers.content-type text/x
gives api-call "{url: \"$base/echo\", method: PUT, body: null}" .body ''
gives api-call "{url: \"$base/echo\", method: POST, body: {}}" .body ''
gives api-call "{url: \"$base/echo\", method: POST}" .headers.idempotency-key key-1 'idempotencyKey: key-1, '
gives api-call "{url: \"$base/echo\", method: POST, headers: {idempotency-key: own}}" .headers.idempotency-key own 'idempotencyKey: key-2, '
gives api-call "{url: \"$base/echo\", method: POST}" .headers.idempotency-key '(absent)' 'idempotencyKey: "js/\"a\\nb\"", '
gives api-call "{url: \"$base/echo\"}" .headers.idempotency-key '(absent)' 'idempotencyKey: key-3, '
gives api-call "{url: \"$base/echo\", headers: {traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01}}" .headers.traceparent 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
before='  - {id: before, use: expr, inputs: {expression: "({n: 1})"}}
'
gives api-call "{url: \"$base/echo\", method: POST}" .body '{"n":1}'
gives api-call "{url: \"$base/echo\", method: POST, body: []}" .body '{"n":1}'
before='  - {id: before, use: expr, inputs: {expression: "'"''"'"}}
'
gives api-call "{url: \"$base/echo\", method: POST}" .body ''
before=

# --- answers
gives api-call "{url: \"$base/txt\"}" '' hello
gives api-call "{url: \"$base/arr\"}" '' '[1,2]'
fails api-call "{url: \"$base/429\"}" 429 "API call to $base/429 failed: 429 Too Many Requests"
json_is response.body.retryAfter 7
json_is response.body.retryAfterSeconds 7
json_is response.body.body '{"e":1}'
fails api-call "{url: \"$base/status/404\"}" 404 "API call to $base/status/404 failed: 404 Not Found"
json_is response.body.retryAfter '(absent)'
fails api-call '{url: "http://127.0.0.1:9/"}' 500 'fetch failed'
gives api-call "{url: \"$base/flaky/a/2\"}" .args.n 2 'retry: {maxAttempts: 3, minTimeoutInMs: 1}, '

# --- what is no URL, no header
for url in '' x '1http://a' 'http//a' 'http:a' 'http://' 'http:///' 'http://?' 'http://a b' 'mailto:'; do
	fails api-call "{url: \"$url\"}" 400 'Validation failed: url (Must be a valid URL)'
done
fails api-call '{url: "ftp+x.y-z://a"}' 500 'fetch failed'
fails api-call "{url: \"$base/echo\", headers: {A: \"b\\nc\"}}" 400 "the header 'A' holds a line break or a colon"
fails api-call "{url: \"$base/echo\", headers: {\"A:\": b}}" 400 "the header 'A:' holds a line break or a colon"
fails api-call '{url: "http://169.254.169.254/latest"}' 403 "the address of 'http://169.254.169.254/latest' is link-local or a metadata service"

# --- values of queries: :name stands nowhere but where a value can
printf 'a,b\n1,x\n2,y\n' >t.csv
sql() { # sql QUERY PARAMS ROWS
	node sql-query "{db: t.csv, sql: \"$1\", params: $2}"
	json_is state.a.rows "$3" "$1"
}
sql 'SELECT b FROM t WHERE a = :a1_b' '{a1_b: 2}' '[{"b":"y"}]'
sql "SELECT ':no', ':it''s' AS x FROM t WHERE a = :n" '{n: 1}' "[{\"':no'\":\":no\",\"x\":\":it's\"}]"
sql 'SELECT [b] AS [:c] FROM t WHERE a = :n -- :no' '{n: 1}' '[{":c":"x"}]'
sql 'SELECT `b` /* :no */ FROM t /* open :no' '{}' '[{"b":"x"},{"b":"y"}]'
sql 'SELECT b FROM t WHERE a = :n AND b = :m AND a = :n' '{n: 1, m: x}' '[{"b":"x"}]'
sql 'SELECT a FROM t WHERE b IN (?1, ?2) ORDER BY 1' '[x, y]' '[{"a":1},{"a":2}]'
sql 'SELECT :t AS t, :f AS f, :z AS z, :s AS s' '{t: true, f: false, z: null, s: "é"}' '[{"t":1,"f":0,"z":null,"s":"é"}]'
fails sql-query '{db: t.csv, sql: "SELECT :a", params: {b: 1}}' 400 'the query has :a, params has not'
fails sql-query '{db: t.csv, sql: "SELECT 1", params: {b: 1}}' 400 "params has 'b', the query has no :b"
fails sql-query '{db: t.csv, sql: "SELECT \"a", params: {b: 1}}' 400 "params has 'b', the query has no :b"
fails sql-query '{db: t.csv, sql: "SELECT nope FROM t"}' 400 'no such column: nope'
fails sql-query '{db: none.csv, sql: "SELECT 1"}' 500 "cannot open 'none.csv': No such file or directory"
fails sql-query '{db: t.csv, sql: "DELETE FROM t"}' 403 'the statement is refused: DELETE is no query'
fails sql-query '{db: "postgres://127.0.0.1:9/x", sql: "DELETE FROM t", write: true}' 403 "'write' is for SQLite files"
fails sql-query '{db: none.db, sql: "DELETE FROM t", write: true}' 500 "cannot open 'none.db': unable to open database file"
node sql-query '{db: t.csv, sql: "SELECT 1", timeout: soon}'
status_is 3
mkdir migrations
printf -- '-- migrate:up\nCREATE TABLE k (n INTEGER);\n-- migrate:down\nDROP TABLE k;\n' >migrations/1_k.sql
printf -- '-- migrate:up\nINSERT INTO k VALUES (1);\n-- migrate:down\nDELETE FROM k;\n' >migrations/2_k.sql
: >k.db

# --- migrate
gives migrate '{db: k.db, action: status}' '' '{"steps":[],"applied":0,"pending":2,"backup":null}'
gives migrate '{db: k.db, count: 1}' .applied 1
gives migrate '{db: k.db, to: "2"}' .steps '[{"version":"2","name":"k","direction":"up","rows":1}]'
gives migrate '{db: k.db, action: up}' .steps '[]'
gives migrate '{db: k.db, action: down}' .steps.0.direction down
gives migrate '{db: k.db, action: down, to: "0"}' .pending 2
gives migrate '{db: k.db, atomic: true, backup: false, allowOutOfOrder: true, timeout: 5s}' .applied 2
gives migrate '{db: k.db, action: down, count: 2, backup: false, timeout: 5000}' .applied 0
fails migrate '{db: k.db, to: x}' 400 "'x' is no version"
fails migrate '{db: k.db, to: "9"}' 400 'there is no version 9'
fails migrate '{db: k.db, action: down, to: "9"}' 400 'there is no version 9'
fails migrate '{db: k.db, dir: none}' 400 "cannot read the folder 'none': No such file or directory"
fails migrate '{db: none/k.db}' 500 "cannot open 'none/k.db': No such file or directory"
mkdir bad odd
printf -- '-- migrate:up\nSELECT nope;\n' >bad/1_k.sql
printf 'x' >odd/1_a.sql
printf 'x' >odd/1_b.sql
fails migrate '{db: k.db, dir: bad}' 500 'bad/1_k.sql:2:8: statement 1: no such column: nope'
node migrate '{db: k.db, dir: odd}'
json_is error.name InvalidMigrations
node migrate '{db: k.db}'
printf -- '-- migrate:up\nCREATE TABLE k (n INTEGER, m);\n-- migrate:down\nDROP TABLE k;\n' >migrations/1_k.sql
fails migrate '{db: k.db}' 400 'migrations/1_k.sql: version 1 was edited after it was applied'
printf -- '-- migrate:up vars:true\nINSERT INTO k VALUES (${N});\n' >migrations/3_v.sql
printf -- '-- migrate:up\nCREATE TABLE k (n INTEGER);\n-- migrate:down\nDROP TABLE k;\n' >migrations/1_k.sql
gives migrate '{db: k.db, vars: {N: "7"}}' .applied 3

# --- ask-sql
gives ask-sql '{db: t.csv, question: "how many t are there?"}' .rowCount 1
gives ask-sql '{db: t.csv, question: "how many t are there?", language: en, maxRows: 1, minConfidence: 0.1}' .rowCount 1
gives ask-sql '{db: t.csv, question: "wie viele t gibt es?", language: de}' .rowCount 1
gives ask-sql '{db: t.csv, question: "how many t are there?", language: auto}' .rowCount 1
node ask-sql '{db: t.csv, question: "what is the colour of happiness in t?"}'
json_is error.code 422
node ask-sql '{db: t.csv, question: "how many t are there?", minConfidence: 1}'
status_is 4
json_is error.name NoAnswer
fails ask-sql '{db: none.csv, question: x}' 500 "cannot open 'none.csv': No such file or directory"
done_testing
