# .blok/glossary.yaml: what words mean in a database.
. "$(dirname "$0")/lib.sh"

shop="$ROOT/workflows/data/shop"
export BLOKCTL_NOW=2025-06-18T12:00:00Z BLOKCTL_STORE="$T/work/s.db"
unset OPENAI_API_KEY ANTHROPIC_API_KEY OPENAI_BASE_URL ANTHROPIC_BASE_URL OLLAMA_HOST
mkdir .blok

# asks WORDS SQL: the words give exactly this query
asks() {
	run blokctl ask-sql --db "$shop" --sql-only "$1"
	status_is 0
	is "$(cat "$T/out")" "$2" "$1"
}

# refuses TEXT: the question fails with the file's error
refuses() {
	run blokctl ask-sql --db "$shop" --sql-only 'How many orders are there?'
	status_is 3
	err_has "$1"
}

cat >.blok/glossary.yaml <<'END'
synonyms:
  client: customers
  merchandise line: products.category
metrics:
  revenue: {table: order_lines, sql: sum(order_lines.quantity * order_lines.unit_price)}
filters:
  urgent: {table: orders, sql: "orders.status = 'open'"}
joins:
  - orders.customer_id = customers.customer_id
notes:
  orders.status: open, shipped, delivered or cancelled
END
asks 'How many urgent orders are there?' \
	"SELECT count(*) AS count FROM orders WHERE (orders.status = 'open')"
asks 'products per merchandise line' \
	'SELECT category, count(*) AS count FROM products GROUP BY category'
sum='sum(order_lines.quantity * order_lines.unit_price)'
lines='JOIN orders ON orders.customer_id = customers.customer_id'
lines="$lines JOIN order_lines ON order_lines.order_id = orders.order_id"
asks 'top 3 clients by revenue' "SELECT customers.name, $sum AS revenue FROM customers $lines \
GROUP BY customers.customer_id ORDER BY $sum DESC LIMIT 3"
asks 'clients with a revenue above 800' "SELECT customers.name FROM customers $lines \
GROUP BY customers.customer_id HAVING $sum > 800"
run blokctl ask-sql --db "$shop" --explain 'How many urgent orders are there?'
out_has 'urgent'
run blokctl ask-sql --db "$shop" --json 'revenue per month'
status_is 0
json_is columns.1 revenue
json_is chart line

# --- what is wrong with the file, and where
printf 'metrics:\n  revenue: {table: order_lines}\n' >.blok/glossary.yaml
refuses "glossary.yaml:2:12: a metric and a filter have 'table' and 'sql'"
printf 'synonyms:\n  client: patron\n' >.blok/glossary.yaml
refuses "glossary.yaml:2: there is no 'patron' in the database"
printf 'synonyms: [\n' >.blok/glossary.yaml
refuses 'glossary.yaml:'

# --- a filter is read like any other text: the gate sees it
printf 'filters:\n  late: {table: orders, sql: "1); DROP TABLE orders; --"}\n' >.blok/glossary.yaml
run blokctl ask-sql --db "$shop" --sql-only 'How many late orders are there?'
status_is 3
out_empty 'no statement comes of it'

# --- SQL that the database does not take
for sql in 'sum(orders.nosuch)' 'count(*' 'sum(1); DROP TABLE orders'; do
	printf 'metrics:\n  turnover: {table: orders, sql: "%s"}\n' "$sql" >.blok/glossary.yaml
	run blokctl ask-sql --db "$shop" --sql-only 'How many orders are there?'
	err_has "glossary.yaml:2: 'turnover'"
	out_empty
done
rm .blok/glossary.yaml

# --- a model where none is configured
run blokctl ask-sql --db "$shop" --engine model 'How many orders are there?'
status_is 3
err_has "no model is configured for the task 'sql'"
done_testing
