# blokctl panel and dashboard: kept queries, run again at each look.
. "$(dirname "$0")/lib.sh"

export BLOKCTL_STORE="$T/work/s.db" BLOKCTL_NOW=2025-06-18T12:00:00Z
printf 'region,day,amount\nNorth,2025-01-03,10\nSouth,2025-01-09,25.5\nNorth,2025-02-01,7\nWest,2025-03-05,1\n' >sales.csv
by_region='SELECT region, sum(amount) AS revenue FROM sales GROUP BY region ORDER BY 2 DESC'

# --- nothing yet, and no store is made for it
run blokctl panel list
status_is 0
err_is 'there are no panels'
run blokctl panel list --json
out_is '{"panels":[]}'
run blokctl dashboard list --json
out_is '{"dashboards":[]}'
run blokctl panel export
status_is 0
run blokctl panel run revenue
status_is 1
err_has "there is no panel 'revenue'"
[ ! -e s.db ]
is $? 0 'reading makes no store'

# --- a panel
run blokctl panel create revenue --db sales.csv --sql "$by_region" --question 'Revenue by region'
status_is 0
out_empty
run blokctl panel create revenue --db sales.csv --sql 'SELECT 1'
status_is 3
err_has "there is a panel 'revenue' already"
run blokctl panel list --json
json_is panels.# 1
json_is panels.0.name revenue
json_is panels.0.question 'Revenue by region'
json_is panels.0.sql "$by_region"
json_is panels.0.explanation null
json_is panels.0.chart auto
json_is panels.0.format table
json_is panels.0.database "$T/work/sales.csv"
json_is panels.0.params '[]'
json_is panels.0.max_rows null
json_is panels.0.run_at null
run blokctl panel list
out_has 'Revenue by region'
run blokctl panel show revenue
status_is 0
out_has "$by_region"
run blokctl panel show revenue --json
json_is database "$T/work/sales.csv"

# --- run: the rows are fetched anew
run blokctl panel run revenue
status_is 0
out_is 'region  revenue
South      25.5
North        17
West          1'
echo 'West,2025-03-06,99' >>sales.csv
run blokctl panel run revenue --format csv
out_is 'region,revenue
West,100
South,25.5
North,17'
run blokctl panel run revenue --json
json_is panel revenue
json_is chart bar
json_is columns '["region","revenue"]'
json_is rows.0.revenue 100
json_is row_count 3
json_is truncated false
json_is explanation null
run blokctl panel show revenue --json
out_matches '"run_at":"20'
run blokctl panel run revenue --chart bar
out_has '█'
run blokctl panel run revenue --limit 1 --json
json_is row_count 1
json_is truncated true
run blokctl panel run revenue --limit 2
err_has 'only the first 2 rows are here'
on_terminal blokctl panel run revenue
out_has '█' 'a terminal gets the chart as well'
run blokctl panel run revenue --chart-out r.svg
status_is 0
run grep -c '^<svg' r.svg
status_is 0
mkdir sub
run blokctl -C sub --store "$T/work/s.db" panel run revenue
status_is 0
out_has North 'a path holds in every folder'
run blokctl panel run revenu
status_is 1
err_has "there is 'revenue'"

# --- another database, parameters
printf 'region,day,amount\nEast,2025-01-03,3\n' >other.csv
run blokctl panel create after --db sales.csv --sql 'SELECT count(*) AS n FROM sales WHERE day > ?1 AND amount > ?2' \
	-p 2025-01-31 -p 5 --chart none --format json --limit 7 --timeout 5s
status_is 0
run blokctl panel run after
out_is '[
 {"n":2}
]'
run blokctl panel show after --json
json_is params '["2025-01-31",5]'
json_is max_rows 7
json_is timeout_ms 5000
run blokctl panel create here --db other.csv --sql 'SELECT region FROM other'
run blokctl panel run here --db sales.csv
status_is 3
err_has 'no such table: other'

# --- the gate
run blokctl panel create evil --db sales.csv --sql 'DROP TABLE sales'
status_is 5
run blokctl panel create wrong --db sales.csv --sql 'SELECT nothing FROM sales'
status_is 3
run blokctl panel create missing --db gone.csv --sql 'SELECT 1'
status_is 1
run blokctl panel create 'two words' --db sales.csv --sql 'SELECT 1'
status_is 2
run blokctl panel create "$(printf 'a\033[1m')" --db sales.csv --sql 'SELECT 1'
status_is 2
err_lacks "$(printf '\033')"
run blokctl panel create nothing --db sales.csv
status_is 2
err_has 'a panel needs --sql'
cat >evil.json <<'EOF'
{"version": 1, "panels": [{"name": "evil", "sql": "DELETE FROM sales", "database": "sales.csv"}]}
EOF
run blokctl panel import evil.json
status_is 0
run blokctl panel run evil
status_is 5
run blokctl panel create slow --db sales.csv --timeout 200ms --sql \
	'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'
run blokctl panel run slow
status_is 124
run blokctl panel delete evil slow --json
out_is '{"deleted":["evil","slow"]}'

# --- secrets are not kept
run blokctl config set databases.far.url 'postgres://reader@127.0.0.1:1/x'
cat >far.json <<'EOF'
{"version": 1, "panels": [{"name": "far", "sql": "SELECT 1", "database": "postgres://me:hush@127.0.0.1:1/x?sslmode=disable&password=hush2&a=b"}]}
EOF
run blokctl panel import far.json
run blokctl panel show far --json
json_is database 'postgres://me@127.0.0.1:1/x?sslmode=disable&a=b'
! grep -q hush s.db s.db-wal 2>/dev/null
is $? 0 'no password is in the store'

# --- export, import
run blokctl panel export revenue after
status_is 0
cp "$T/out" some.json
json_is version 1
json_is panels.# 2
json_is panels.0.name revenue
json_is panels.1.params '["2025-01-31",5]'
run blokctl panel export -o all.json --json
out_is '{"file":"all.json","panels":4}'
is "$(ls -l all.json | cut -c1-10)" -rw------- 'only its owner reads it'
echo '{"version": 2, "panels": []}' >later.json
run blokctl panel import later.json
status_is 3
err_has 'later.json: its version is not 1'
echo '{"version": 1, "panels": [{"name": "odd", "sql": "SELECT 1", "database": "sales.csv", "chart": "cake"}]}' >later.json
run blokctl panel import later.json
status_is 3
err_has 'must be auto|bar|line|pie|scatter|none, kpi or table'
run blokctl panel export nothing
status_is 1
run blokctl panel import some.json
status_is 3
err_has "there is a panel 'revenue' already"
run blokctl panel import some.json --replace --json
out_is '{"imported":["revenue","after"]}'
run blokctl --store new.db panel import some.json --db other.csv
status_is 0
err_is 'imported 2 panels'
run blokctl --store new.db panel show after --json
json_is database "$T/work/other.csv"
json_is params '["2025-01-31",5]'
json_is format json
import() { printf '%s' "$1" >bad.json; run blokctl --store new.db panel import bad.json; }
import '{"panels": [{"name": "ok", "sql": "SELECT 1", "database": "x"}, {"name": "a b", "sql": "SELECT 1", "database": "x"}]}'
status_is 3 "a name of the file's is no usage of the command line"
run blokctl --store new.db panel show ok
status_is 1 'all of them or none'
import '{"panels": [{"name": "a", "database": "x"}]}'
status_is 3
err_has 'panels[0].sql is missing'
import '{"panels": [{"name": "a", "sql": 1}]}'
err_has 'panels[0].sql must be a text'
import '{"panels": [{"name": "a", "sql": "SELECT 1", "database": "x", "chart": "cake"}]}'
err_has 'panels[0].chart must be'
import '{"panels": [{"name": "a", "sql": "SELECT 1", "database": "x", "params": [[]]}]}'
status_is 3
import '{"panels": [{"name": "a", "sql": "SELECT 1"}]}'
err_has '--db names one'
import '[]'
status_is 3
import '{'
status_is 3

# --- dashboards
run blokctl dashboard create shop --title 'The <b>shop</b>'
status_is 0
run blokctl dashboard create shop
status_is 3
run blokctl dashboard render shop
status_is 3
err_has 'there are no panels on'
run blokctl dashboard add shop revenue after --width half --json
status_is 0
json_is name shop
json_is panels '[{"panel":"revenue","width":6},{"panel":"after","width":6}]'
run blokctl dashboard add shop nothing
status_is 1
run blokctl dashboard add shopp revenue
status_is 1
err_has "there is 'shop'"
run blokctl dashboard add shop after --at 1 --width third --json
json_is panels '[{"panel":"after","width":4},{"panel":"revenue","width":6}]'
run blokctl dashboard show shop
status_is 0
out_has 'Revenue by region'
run blokctl dashboard list
out_has 'The <b>shop</b>'
run blokctl dashboard list --json
json_is dashboards.0.panels 2

run blokctl dashboard render shop
status_is 0
out_has 'Revenue by region'
out_has 'West'
out_has '2'
run blokctl dashboard render shop --out d.html --title 'Today <now>'
status_is 0
run cat d.html
out_has '<h1>Today &lt;now&gt;</h1>'
out_has 'Revenue by region'
out_has '<svg'
out_has '<summary>Rows and query</summary>'
out_has '<td>South</td>'
out_has 'As of 2025-06-18 12:00 UTC'
out_has 'prefers-color-scheme:dark'
out_lacks '<script'
out_lacks 'src='
out_lacks 'href='
out_lacks '@import'
run blokctl dashboard render shop --json
json_is dashboard shop
json_is title 'The <b>shop</b>'
json_is file null
json_is failed 0
json_is panels.0.panel after
json_is panels.0.rows.0.n 2
json_is panels.0.chart table
json_is panels.1.chart bar
json_is panels.1.error null

# a panel that fails: in its place, and the others are there
run blokctl dashboard add shop far here
rm other.csv
run blokctl dashboard render shop
status_is 1
out_has 'cannot open'
out_has 'Revenue by region'
err_has '2 of 4 panels could not be shown'
run blokctl dashboard render shop --out d.html
status_is 1
run cat d.html
out_has '<p class="problem">'
out_has '<td>South</td>'
run blokctl dashboard render shop --json
status_is 1
json_is failed 2
json_is panels.3.rows null
json_is panels.3.error.exit_status 1
err_empty

# --- a dashboard of panels at once
run blokctl dashboard create two revenue after --width half --json
json_is panels '[{"panel":"revenue","width":6},{"panel":"after","width":6}]'
run blokctl dashboard create three revenue nothing
status_is 1
run blokctl dashboard list --json
json_is dashboards.# 2 'one with a panel that is not there is not made'
blokctl -q dashboard delete two

# a chart of some rows says that there are more
blokctl -q panel create some --db sales.csv --sql 'SELECT region, amount FROM sales' --chart pie --limit 2
blokctl -q dashboard create cut some
run blokctl dashboard render cut
out_has 'only the first 2 rows are here, there are more'
blokctl -q dashboard delete cut
blokctl -q panel delete some --force

# --- removing
run blokctl panel delete revenue
status_is 3
err_has "is shown by 'shop'"
run blokctl dashboard remove shop far here
status_is 0
run blokctl dashboard remove shop far
status_is 1
run blokctl panel delete revenue --force
status_is 0
run blokctl dashboard show shop --json
json_is panels '[{"panel":"after","width":4}]'
run blokctl dashboard delete shop --json
out_is '{"deleted":["shop"]}'
run blokctl panel list --json
json_is panels.# 3 'its panels stay'

# --- kept by ask-sql
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
cp -r "$ROOT/workflows/data/shop" shop
run blokctl ask-sql --db shop --save countries 'number of customers per country, most first'
status_is 0
err_has 'kept as the panel countries'
run blokctl ask-sql --db shop --save months --chart line --limit 50 'How many orders per month in 2024?'
run blokctl ask-sql --db shop --save own --sql 'SELECT count(*) AS n FROM orders WHERE order_id > ?1' -p 100
status_is 0
run blokctl ask-sql --db shop --save 'no/name' 'List all products'
status_is 2
run blokctl panel show months --json
json_is question 'How many orders per month in 2024?'
json_is database "$T/work/shop"
json_is chart line
json_is max_rows 50
out_has '"explanation":"'
run blokctl panel run own --json
json_is question null
json_is rows.0.n 160
tail -n 1 shop/orders.csv | sed 's/^260/261/' >>shop/orders.csv
run blokctl panel run own --json
json_is rows.0.n 161
run blokctl panel run countries --format csv
out_has 'Germany,12'

# --- taught
run blokctl ask-sql --db shop 'our best friends'
status_is 6
run blokctl ask-sql --db shop --teach "SELECT name FROM customers WHERE city = 'Oslo'" 'our best friends'
status_is 0
run blokctl ask-sql --db "$T/work/shop" --json 'Our best friends?'
status_is 0
json_is engine taught
json_is sql "SELECT name FROM customers WHERE city = 'Oslo'"
run blokctl ask-sql --db shop --explain-request 'the best friends of Anna'
out_has "WHERE city = 'Oslo'" 'what would be sent has the nearest examples'
run blokctl ask-sql --db shop --teach 'DELETE FROM customers' 'our best friends'
status_is 5

# --- completion
blokctl -q dashboard create one
run blokctl completion words -- panel run ''
out_has after
run blokctl completion words -- dashboard render ''
out_has one
out_lacks after
run blokctl completion words -- dashboard add one ''
out_has after


# --- files that are imported: each field that is none
takes() { # takes PANEL MESSAGE
	printf '{"panels": [%s]}\n' "$1" >odd.json
	run blokctl panel import odd.json --replace --json
	is "$status $(json_get error.message)" "3 $2" "import $1"
}
takes '{"sql": "SELECT 1", "database": "x.db"}' 'odd.json: panels[0].name is missing'
takes '{"name": "a", "database": "x.db"}' 'odd.json: panels[0].sql is missing'
takes '{"name": "a", "sql": "", "database": "x.db"}' 'odd.json: panels[0].sql is missing'
takes '{"name": "a", "sql": "SELECT 1"}' 'odd.json: panels[0].database is missing: --db names one'
for key in name sql question explanation chart format database; do
	takes "{\"$key\": 5}" "odd.json: panels[0].$key must be a text"
done
for value in 0 -1 '"x"' 1e13 '[1]'; do
	takes "{\"name\": \"a\", \"sql\": \"SELECT 1\", \"max_rows\": $value}" 'odd.json: panels[0].max_rows must be a number from 1 on'
	takes "{\"name\": \"a\", \"sql\": \"SELECT 1\", \"timeout_ms\": $value}" 'odd.json: panels[0].timeout_ms must be a number from 1 on'
done
takes '{"name": "a", "sql": "SELECT 1", "params": 5}' 'odd.json: panels[0].params must be an array'
takes '{"name": "a", "sql": "SELECT 1", "params": [[1]]}' 'odd.json: panels[0].params must hold texts, numbers, booleans and nulls'
takes '{"name": "a", "sql": "SELECT 1", "params": [{}]}' 'odd.json: panels[0].params must hold texts, numbers, booleans and nulls'
for word in chart format; do
	printf '{"panels": [{"name": "a", "sql": "SELECT 1", "database": "sales.csv", "%s": "odd"}]}\n' $word >odd.json
	run blokctl panel import odd.json
	status_is 3
	err_has "panels[0].$word must be"
done
echo '{"panels": 5}' >odd.json
run blokctl panel import odd.json
status_is 3
err_has "there is no array 'panels'"
echo '{"panels": [' >odd.json
run blokctl panel import odd.json
status_is 3
run blokctl panel import none.json
status_is 1
printf '{"panels": [{"name": "null", "sql": "SELECT ?1 AS v", "database": "sales.csv", "question": null, "chart": null, "max_rows": null, "params": null}, {"name": "full", "sql": "SELECT ?1 AS v", "database": "none.csv", "question": "q", "explanation": "e", "chart": "bar", "format": "json", "max_rows": 5, "timeout_ms": 500, "params": ["x"]}]}\n' >odd.json
run blokctl panel import odd.json --db sales.csv
run blokctl panel run full
out_has '"v":"x"' '--db takes the place of what the file names'
for name in -a .a 'a b' a/b "$(printf 'a\177')" "$(printf 'a\302\205')" "$(head -c 300 /dev/zero | tr '\0' x)"; do
	run blokctl panel create "$name" --db sales.csv --sql 'SELECT 1'
	[ "$status" -ne 0 ]
	is $? 0 "no name: $(printf '%.20s' "$name" | cat -v)"
done
run blokctl panel create größe --db sqlite:none.db --sql 'SELECT 1'
[ "$status" -ne 0 ]
is $? 0 'a database that is not there makes no panel'
done_testing
