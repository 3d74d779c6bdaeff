# blokctl ask-sql: rules, a model behind them, and the gate.
. "$(dirname "$0")/lib.sh"

shop="$ROOT/workflows/data/shop"
export BLOKCTL_NOW=2025-06-18T12:00:00Z BLOKCTL_STORE="$T/work/s.db"
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST

# --- an answer by rules, with its SQL
run blokctl ask-sql --db "$shop" 'number of customers per country, most first'
status_is 0
out_has 'Germany'
err_has 'SELECT country, count(*) AS count FROM customers GROUP BY country ORDER BY count(*) DESC'
err_has 'number of customers per country, by number of customers, largest first'
run blokctl ask-sql --db "$shop" --sql-only How many orders were delivered?
status_is 0
is "$(cat "$T/out")" "SELECT count(*) AS count FROM orders WHERE status = 'delivered'" 'words need no quotes'
run blokctl ask-sql --db "$shop" --chart-only 'How many orders per month in 2024?'
is "$(cat "$T/out")" line 'the chart of months'
run blokctl ask-sql --db "$shop" --chart-only 'How many customers do we have?'
is "$(cat "$T/out")" kpi 'the chart of a number'
run blokctl ask-sql --db "$shop" --explain 'What is the cheapest product?'
status_is 0
out_has 'product name of products, by price, smallest first, the first one'

# --- for programs
run blokctl ask-sql --db "$shop" --json 'average price by category'
status_is 0
json_is engine builtin
json_is sql 'SELECT category, avg(price) AS average_price FROM products GROUP BY category'
json_is columns.0 category
json_is row_count 5
json_is rows.0.category Coffee
json_is truncated false
json_is chart bar
json_is model null
run blokctl ask-sql --db "$shop" --limit 2 --json 'List all products'
json_is row_count 2
json_is truncated true
run blokctl ask-sql --db "$shop" --limit 2 'List all products'
err_has 'only the first 2 rows are here, there are more'
run blokctl ask-sql --db "$shop" --format csv 'List all products' --limit 1
status_is 0
is "$(cat "$T/out")" 'product_name
Green Leaf' 'CSV'
run blokctl ask-sql --db "$shop" --format markdown --limit 1 'List all products'
out_has '| product\_name |'

# --- charts
run blokctl ask-sql --db "$shop" --chart bar 'number of customers per country'
status_is 0
out_has '█'
run blokctl ask-sql --db "$shop" --chart none 'number of customers per country'
run blokctl ask-sql --db "$shop" --chart-out c.svg 'How many orders per month in 2024?'
status_is 0
run grep -c '^<svg' c.svg
status_is 0
run blokctl ask-sql --db "$shop" --chart-out c.html 'How many orders per month in 2024?'
status_is 0
run grep -ci '<!doctype html' c.html
status_is 0
run grep -c '<script' c.html
status_is 1
run blokctl ask-sql --db "$shop" --chart-out c.png 'How many orders per month in 2024?'
status_is 2
run blokctl ask-sql --db "$shop" --chart-out d.svg 'List all products'
status_is 6

# --- no answer: the word and what there is
run blokctl ask-sql --db "$shop" 'Show the shoe size of each customer'
status_is 6
err_has "nothing in the database is called 'shoe'"
err_has 'joined_on'
run blokctl ask-sql --db "$shop" --json 'Show the shoe size of each customer'
status_is 6
json_is error.code no_answer
run blokctl ask-sql --db "$shop" --guess --sql-only 'Show the shoe size of each customer'
status_is 0

# --- nothing is written
before=$(cat "$shop"/*.csv | cksum)
for order in 'Delete all customers from Berlin' 'drop table products' 'list orders; delete from orders'; do
	run blokctl ask-sql --db "$shop" "$order"
	status_is 5
done
is "$(cat "$shop"/*.csv | cksum)" "$before" 'the files are as they were'

# --- a query of one's own, through the same gate
run blokctl ask-sql --db "$shop" --sql 'SELECT name FROM customers WHERE customer_id = ?1' -p 1 -f csv
status_is 0
run blokctl ask-sql --db "$shop" --sql 'DELETE FROM customers'
status_is 5
run blokctl ask-sql --db "$shop" --sql "SELECT 1; SELECT 2"
status_is 5
run blokctl ask-sql --db "$shop" --sql 'SELECT elsewhere FROM customers'
status_is 3
err_has 'no such column'
run blokctl ask-sql --db "$shop" --timeout 300ms --sql \
	'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT sum(n) FROM r'
status_is 124

# --- what is missing
run blokctl ask-sql 'List all products'
status_is 2
err_has 'no database is named'
run blokctl ask-sql --db "$shop"
status_is 2
run blokctl ask-sql --db nowhere.sqlite 'List all products'
status_is 1
printf 'a,b\n1,2\n3,4\n' >two.csv
run blokctl ask-sql --db two.csv --sql 'SELECT sum(a) AS s FROM two' -f csv
is "$(cat "$T/out")" 's
4' 'a file is a database'

# --- names of the configuration
mkdir -p .blok
cat >.blok/config.yaml <<Y
databases:
  shop: {url: $shop}
ask: {database: shop, max_rows: 3}
Y
run blokctl ask-sql --json 'List all products'
status_is 0
json_is row_count 3
rm -r .blok

# --- a model, when the rules are not sure
export BLOKCTL_AI_PROVIDER=script BLOKCTL_AI_SCRIPT="$T/work/replies.yaml"
cat >replies.yaml <<'Y'
replies:
  - match: is no query
    json: {cause: it writes, sql: "DROP TABLE customers"}
  - match: turnover of the year
    times: 1
    json: {sql: "SELECT sum(quantity * price) FROM order_lines", reason: lines, assumptions: []}
  - match: "no such column: price"
    json: {cause: the column is unit_price, sql: "SELECT sum(quantity * unit_price) AS turnover FROM order_lines"}
  - match: weather
    json: {sql: "", reason: there is no weather here, assumptions: []}
  - match: destroy
    json: {sql: "DELETE FROM customers", reason: as told, assumptions: []}
  - match: zeitgeist
    json: {sql: "SELECT count(*) AS n FROM orders WHERE status = 'open'", reason: open orders, assumptions: [open is current]}
  - json: {cause: none, sql: "DELETE FROM orders", reason: none, assumptions: []}
Y
run blokctl ask-sql --db "$shop" --json 'the turnover of the year'
status_is 0
json_is engine model
json_is model.repairs 1
json_is row_count 1
json_is sql 'SELECT sum(quantity * unit_price) AS turnover FROM order_lines'
run blokctl ask-sql --db "$shop" --json 'the zeitgeist of it all'
json_is engine model
json_is model.calls 1
json_is model.cached false
json_is model.assumptions.0 'open is current'
run blokctl ask-sql --db "$shop" --json 'the zeitgeist of it all'
json_is model.cached true
json_is model.cost_usd 0
run blokctl ask-sql --db "$shop" 'what is the weather'
status_is 6
err_has 'there is no weather here'
run blokctl ask-sql --db "$shop" 'destroyers and their whereabouts'
status_is 6
err_has 'nothing that the model wrote can run'
run blokctl ask-sql --db "$shop" --engine builtin 'the zeitgeist of it all'
status_is 6
run blokctl ask-sql --db "$shop" --json 'How many customers do we have?'
json_is engine builtin 'rules that are sure cost nothing'
run blokctl ask-sql --db "$shop" --engine model --json 'the zeitgeist of it all, please'
json_is engine model

# --- what leaves the machine
run blokctl ask-sql --db "$shop" --explain-request 'zeitgeist of orders from Vienna'
status_is 0
out_has 'CREATE TABLE customers'
out_has '2025-06-18'
out_lacks "'Vienna' is stored"
run blokctl ask-sql --db "$shop" --explain-request --share-values 'zeitgeist of orders from Vienna'
out_has "'Vienna' is stored in customers.city"

# --- parameters are read once: as they are bound, so they are kept
types='SELECT typeof(?1) AS a, typeof(?2) AS b, typeof(?3) AS c'
run blokctl ask-sql --db "$shop" --format csv --sql "$types" -p 7 -p 1.5 -p 007 --save types
status_is 0
out_is 'a,b,c
integer,real,text'
run blokctl ask-sql --db "$shop" --sql 'SELECT 1 AS other' --save types
status_is 3
out_empty
err_has "there is a panel 'types' already"
run blokctl panel run types --format csv
out_is 'a,b,c
integer,real,text'

run blokctl ask-sql --db "$shop" --sql 'SELECT ?1 AS a, ?2 AS b' -p 7
status_is 3
err_has 'the query has 2 parameters, and 1 value'
run blokctl ask-sql --db "$shop" --sql 'SELECT 8 AS a' --save types --replace
status_is 0
run blokctl panel run types --format csv
out_is 'a
8'
run blokctl ask-sql --db "$shop" 'how many products' -p 1
status_is 2
err_has '--param goes with --sql'

# --- one document with --json, whatever is asked
for what in --sql-only --chart-only --explain; do
	run blokctl ask-sql --db "$shop" --json $what 'how many products'
	status_is 0
	json_is engine builtin "$what"
	json_is rows null "$what runs nothing"
	blokctl ask-sql --db "$shop" --json $what 'how many products' | blokctl schema ask-sql --check - --strict >"$T/out" 2>&1
	is $? 0 "$what fits its schema"
done
blokctl ask-sql --db "$shop" --json --sql 'SELECT 1 AS a' | blokctl schema ask-sql --check - --strict >"$T/out" 2>&1
is $? 0 'a query of one'"'"'s own fits the schema'
run blokctl ask-sql --db "$shop" --json --teach 'SELECT 42 AS answer' 'what is the answer'
json_is sql 'SELECT 42 AS answer'
run blokctl ask-sql --db "$ROOT/workflows/../workflows/data/shop" --format csv 'what is the answer'
out_is 'answer
42' 'a database has one name, whichever way it is reached'
run blokctl ask-sql --db "$shop" --json --forget 'what is the answer'
json_is sql null

# --- a chart that was asked for and cannot be drawn
run blokctl ask-sql --db "$shop" --chart scatter --sql "SELECT 'a' AS x, 'b' AS y"
status_is 0
err_has 'these rows make no chart of the kind scatter'

# --- over quota, and switched off
run blokctl quota set --daily-requests 0
run blokctl ask-sql --db "$shop" 'another zeitgeist'
status_is 5
err_has 'quota'
run blokctl ask-sql --db "$shop" --json 'the zeitgeist of it all'
status_is 0
json_is model.cached true 'a kept answer costs nothing'
run blokctl quota set --daily-requests 50
mkdir .blok
echo 'features: {AI_SQL: false}' >.blok/config.yaml
run blokctl ask-sql --db "$shop" 'a third zeitgeist'
status_is 5
err_has AI_SQL
done_testing
