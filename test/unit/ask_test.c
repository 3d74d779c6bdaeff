#include "test/unit/test.h"

#include "core/ask/ask.h"
#include "core/ask/intent.h"
#include "core/ask/lemma.h"

#include <stdlib.h>

/* Questions about the shop of workflows/data, and what they are read as. */
static const struct {
	const char *question, *sql;
} readings[] = {
	{"How many customers do we have?", "SELECT count(*) AS count FROM customers"},
	{"List all products", "SELECT product_name FROM products"},
	{"How many orders per month in 2024?",
		"SELECT strftime('%Y-%m', ordered_on) AS month, count(*) AS count FROM "
		"orders WHERE strftime('%Y', ordered_on) = '2024' GROUP BY "
		"strftime('%Y-%m', ordered_on) ORDER BY strftime('%Y-%m', ordered_on)"},
	{"top 5 customers by number of orders",
		"SELECT customers.name, count(*) AS count FROM customers JOIN orders ON "
		"orders.customer_id = customers.customer_id GROUP BY customers.customer_id "
		"ORDER BY count(*) DESC LIMIT 5"},
	{"total quantity per category",
		"SELECT products.category, sum(order_lines.quantity) AS total_quantity "
		"FROM order_lines JOIN products ON order_lines.product_id = "
		"products.product_id GROUP BY products.category"},
	{"Which products were never ordered?",
		"SELECT product_name FROM products WHERE product_id NOT IN (SELECT "
		"product_id FROM order_lines)"},
	{"customers from Germany without an email",
		"SELECT name FROM customers WHERE country = 'Germany' AND email IS NULL"},
	{"how many orders were delivered?",
		"SELECT count(*) AS count FROM orders WHERE status = 'delivered'"},
	{"average price by category",
		"SELECT category, avg(price) AS average_price FROM products GROUP BY "
		"category"},
	{"Which customer has the most orders?",
		"SELECT customers.name FROM customers JOIN orders ON orders.customer_id = "
		"customers.customer_id GROUP BY customers.customer_id ORDER BY count(*) "
		"DESC LIMIT 1"},
	{"orders in the last 30 days", "SELECT * FROM orders WHERE ordered_on >= '2025-05-19'"},
	{"What share of orders is in each status?",
		"SELECT status, 100.0 * count(*) / (SELECT count(*) FROM orders) AS "
		"percent FROM orders GROUP BY status"},
	{"number of customers per country, most first",
		"SELECT country, count(*) AS count FROM customers GROUP BY country ORDER "
		"BY count(*) DESC"},
	{"What is the cheapest product?",
		"SELECT product_name FROM products WHERE price IS NOT NULL ORDER BY price "
		"LIMIT 1"},
	{"Which products cost more than 30?", "SELECT product_name FROM products WHERE price > 30"},
	{"products with a price between 5 and 10",
		"SELECT product_name FROM products WHERE price BETWEEN 5 AND 10"},
	{"Which customers joined after 2023?",
		"SELECT name FROM customers WHERE joined_on >= '2024-01-01'"},
	{"customers whose name starts with A", "SELECT name FROM customers WHERE name LIKE 'A%'"},
	{"How many different cities do customers live in?",
		"SELECT count(DISTINCT city) AS count FROM customers"},
	{"List the organic products", "SELECT product_name FROM products WHERE organic = 1"},
	{"Which category has more than 4 products?",
		"SELECT category FROM products GROUP BY category HAVING count(*) > 4"},
	{"names and cities of customers from France or Italy",
		"SELECT name, city FROM customers WHERE country IN ('France', 'Italy')"},
	{"What is the average number of orders per customer?",
		"SELECT avg(n) FROM (SELECT count(*) AS n FROM orders GROUP BY customer_id)"},
	{"the three most expensive products",
		"SELECT product_name FROM products ORDER BY price DESC LIMIT 3"},
	{"Which products are more expensive than the average?",
		"SELECT product_name FROM products WHERE price > (SELECT avg(price) AS "
		"average_price FROM products)"},
	{"customers who ordered Nougat",
		"SELECT name FROM customers WHERE customer_id IN (SELECT "
		"orders.customer_id FROM products JOIN order_lines ON "
		"order_lines.product_id = products.product_id JOIN orders ON "
		"order_lines.order_id = orders.order_id WHERE products.product_name = "
		"'Nougat')"},
	{"Which customers have never placed an order?",
		"SELECT name FROM customers WHERE customer_id NOT IN (SELECT customer_id "
		"FROM orders WHERE customer_id IS NOT NULL)"},
	{"Show the maximum and minimum price",
		"SELECT max(price) AS largest_price, min(price) AS smallest_price FROM "
		"products"},
	{"products sorted by price in descending order",
		"SELECT product_name FROM products ORDER BY price DESC"},
	{"How many orders were made by customers from Austria?",
		"SELECT count(*) AS count FROM orders JOIN customers ON orders.customer_id "
		"= customers.customer_id WHERE customers.country = 'Austria'"},
	{"Which country has the most customers?",
		"SELECT country FROM customers GROUP BY country ORDER BY count(*) DESC "
		"LIMIT 1"},
	{"total quantity of each product, highest first",
		"SELECT products.product_name, sum(order_lines.quantity) AS total_quantity "
		"FROM order_lines JOIN products ON order_lines.product_id = "
		"products.product_id GROUP BY products.product_id ORDER BY "
		"sum(order_lines.quantity) DESC"},
	{"orders per year",
		"SELECT strftime('%Y', ordered_on) AS year, count(*) AS count FROM orders "
		"GROUP BY strftime('%Y', ordered_on) ORDER BY strftime('%Y', ordered_on)"},
	{"List each order with its customer name",
		"SELECT orders.*, customers.name FROM orders JOIN customers ON "
		"orders.customer_id = customers.customer_id"},
	{"How many customers have more than 10 orders?",
		"SELECT count(*) FROM (SELECT customer_id FROM orders GROUP BY customer_id "
		"HAVING count(*) > 10)"},
	{"What is the latest order?", "SELECT * FROM orders ORDER BY ordered_on DESC LIMIT 1"},
	{"products in the Tea category cheaper than 6",
		"SELECT product_name FROM products WHERE price < 6 AND category = 'Tea'"},
};

static struct source *shop;
static struct ask *asker;

static bool open_shop(void)
{
	const struct source_options so = {0};
	const struct ask_options o = {0};
	struct err err;

	setenv("BLOKCTL_NOW", "2025-06-18T12:00:00Z", 1);
	if (source_open("workflows/data/shop", &so, &shop, &err) &&
		ask_open(shop, &o, &asker, &err))
		return true;
	test_failed(__FILE__, __LINE__, "%s", err.message);
	return false;
}

static void close_shop(void)
{
	ask_close(asker);
	source_close(shop);
	asker = NULL;
	shop = NULL;
	unsetenv("BLOKCTL_NOW");
}

TEST(questions_are_read)
{
	if (!open_shop())
		return;
	for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
		struct ask_reading r;
		struct err err;

		if (!ask_read(asker, readings[i].question, &r, &err)) {
			test_failed(
				__FILE__, __LINE__, "%s: %s", readings[i].question, err.message);
			continue;
		}
		CHECK_STR(r.sql, readings[i].sql);
		if (!ask_is_sure(&r))
			test_failed(__FILE__, __LINE__, "not sure of: %s", readings[i].question);
		CHECK(source_check(shop, r.sql, &err));
		ask_reading_release(&r);
	}
	close_shop();
}

TEST(the_same_question_gives_the_same_sql)
{
	char first[1000] = "";

	for (int i = 0; i < 3 && open_shop(); i++) {
		struct ask_reading r;
		struct err err;

		CHECK(ask_read(asker, "customers in Germany or France by city", &r, &err));
		if (i)
			CHECK_STR(r.sql, first);
		snprintf(first, sizeof first, "%s", r.sql);
		ask_reading_release(&r);
		close_shop();
	}
}

/* What is not in the database is named, not guessed. */
TEST(what_is_not_there_is_refused)
{
	static const char *const questions[] = {"What is the weather in Berlin?",
		"Show the shoe size of each customer", "How many goals did each team score?",
		"Which patients were admitted yesterday?", "asdf qwer zxcv",
		"How many customers have a blue car?", ""};

	if (!open_shop())
		return;
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
		struct ask_reading r;
		struct err err = {0};
		bool read = ask_read(asker, questions[i], &r, &err);

		if (read ? ask_is_sure(&r) : err.kind != ERR_NO_ANSWER)
			test_failed(__FILE__, __LINE__, "answered: %s", questions[i]);
		if (read) {
			CHECK(!ask_refuse(&r, &err));
			CHECK_INT(err.kind, ERR_NO_ANSWER);
		}
		ask_reading_release(&r);
	}
	close_shop();
}

TEST(the_missing_word_is_named)
{
	struct ask_reading r;
	struct err err = {0};

	if (!open_shop())
		return;
	CHECK(ask_read(asker, "Show the shoe size of each customer", &r, &err));
	CHECK_STR(r.unplaced, "shoe");
	ask_refuse(&r, &err);
	CHECK_STR(err.message, "nothing in the database is called 'shoe'");
	CHECK(strstr(err.hint, "joined_on") != NULL);
	ask_reading_release(&r);
	close_shop();
}

TEST(orders_to_change_something_are_recognised)
{
	static const char *const orders[] = {"Delete all customers from Berlin",
		"drop table products", "please update the price of tea", "Set every price to 0",
		"Insert a new product called X", "list orders; delete from orders",
		"Show customers named 'x'; DROP TABLE orders; --'", "Rename the products table",
		"Mark all orders as delivered", "can you remove customer 5",
		"Run PRAGMA writable_schema=1", "attach database '/tmp/x.db' as x"};
	static const char *const questions[] = {"How many orders were deleted?",
		"Which products were updated in 2024?", "customers created after 2023",
		"show the set of cities", "orders marked as open", "What is the dropped count?"};

	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
		if (!ask_intent_writes(orders[i]))
			test_failed(__FILE__, __LINE__, "passes: %s", orders[i]);
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
		if (ask_intent_writes(questions[i]))
			test_failed(__FILE__, __LINE__, "refused: %s", questions[i]);
}

TEST(words_are_brought_to_their_lemma)
{
	static const char *const pairs[][2] = {{"cities", "city"}, {"dogs", "dog"},
		{"boxes", "box"}, {"churches", "church"}, {"people", "person"},
		{"status", "status"}, {"addresses", "address"}, {"ids", "id"},
		{"children", "child"}, {"series", "series"}, {"sold", "sell"}, {"bus", "bus"},
		{"class", "class"}};
	char out[LEMMA_MAX];

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		lemma_of(pairs[i][0], out);
		CHECK_STR(out, pairs[i][1]);
	}
}

TEST(families_of_words_share_a_stem)
{
	static const char *const pairs[][2] = {{"departure", "departing"}, {"ordered", "order"},
		{"shipped", "shipment"}, {"treated", "treatments"}, {"winner", "wins"},
		{"running", "runs"}};
	char a[LEMMA_MAX], b[LEMMA_MAX];

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		stem_of(pairs[i][0], a);
		stem_of(pairs[i][1], b);
		CHECK_STR(a, b);
	}
}

TEST(one_letter_more_less_or_other_is_a_typo)
{
	CHECK(lemma_is_typo("country", "contry"));
	CHECK(lemma_is_typo("contry", "country"));
	CHECK(lemma_is_typo("country", "countri"));
	CHECK(lemma_is_typo("country", "conutry"));
	CHECK(!lemma_is_typo("country", "county seat"));
	CHECK(!lemma_is_typo("order", "ardor"));
}
