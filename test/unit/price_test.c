#include "core/ai/price.h"
#include "core/base/clock.h"
#include "test/unit/test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char table[] = "{\"rows\": ["
	"{\"provider\": \"p\", \"model\": \"m\", \"input\": 2.5, \"cache_read\": 0.25, \"output\": 10},"
	"{\"provider\": \"p\", \"model\": \"m\", \"over\": 1000, \"input\": 5, \"output\": 20},"
	"{\"provider\": \"p\", \"model\": \"m\", \"from\": \"2026-06-01\", \"input\": 1, \"output\": 4,"
	" \"cache_write\": 1.25, \"cache_write_1h\": 2},"
	"{\"provider\": \"p\", \"model\": \"m\", \"from\": \"2027-01-01\", \"input\": 9, \"output\": 9},"
	"{\"provider\": \"local\", \"model\": \"*\", \"input\": 0, \"output\": 0}]}";

static struct ai_prices *load(const char *text, struct err *err)
{
	struct ai_prices *prices = NULL;
	char path[] = "/tmp/blokctl-prices-XXXXXX";
	int fd = mkstemp(path);

	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
	ai_prices_load(path, &prices, err);
	unlink(path);
	return prices;
}

static int64_t input_price(const struct ai_prices *prices, const char *model, const char *date,
	int64_t prompt)
{
	struct ai_price_query q = {.provider = strchr(model, '/') ? "local" : "p", .model = model,
		.prompt_tokens = prompt};
	const struct ai_price *price;

	CHECK(clock_parse_iso(date, &q.at_ms));
	price = ai_price_find(prices, &q);
	return price ? price->input : -1;
}

TEST(bands_by_date_and_length)
{
	struct err err;
	struct ai_prices *p = load(table, &err);

	if (!p) {
		test_failed(__FILE__, __LINE__, "%s", err.message);
		return;
	}
	CHECK_INT(input_price(p, "m", "2026-05-31", 1000), 2500000);
	CHECK_INT(input_price(p, "m", "2026-05-31", 1001), 5000000);
	CHECK_INT(input_price(p, "m", "2026-06-01", 1001), 1000000);
	CHECK_INT(input_price(p, "m", "2026-12-31", 5), 1000000);
	CHECK_INT(input_price(p, "m", "2027-01-01", 5), 9000000);
	CHECK_INT(input_price(p, "other", "2026-06-01", 5), -1);
	CHECK_INT(input_price(p, "any/thing", "2026-06-01", 5), 0);
	ai_prices_free(p);
}

TEST(four_numbers_are_charged_once_each)
{
	struct ai_price price = {.input = 1000000, .cache_read = 100000, .cache_write = 1250000,
		.cache_write_1h = 2000000, .output = 4000000};
	struct ai_usage usage = {.input = 1000, .cache_read = 500, .cache_write = 300,
		.cache_write_1h = 100, .output = 200, .reasoning = 150};

	CHECK_INT(ai_cost(&price, &usage),
		INT64_C(2300000000));
	usage.output = INT64_C(1) << 60;
	CHECK_INT(ai_cost(&price, &usage), INT64_MAX);
}

TEST(a_file_of_prices_goes_before_what_is_built_in)
{
	struct ai_price_query q = {.provider = "openai", .model = "gpt-6-luna", .at_ms = INT64_C(1795132800000)};
	struct err err;
	struct ai_prices *p = load("{\"rows\": []}", &err);

	CHECK(p && ai_price_find(p, &q) && ai_price_find(p, &q)->input == 100000);
	q.prompt_tokens = 272000;
	CHECK(p && ai_price_find(p, &q)->over == 0);
	q.prompt_tokens = 272001;
	CHECK(p && ai_price_find(p, &q)->over == 272000);
	CHECK(p && ai_prices_age_days(p, INT64_C(1795132800000) + INT64_C(91) * 86400000) == 91);
	ai_prices_free(p);
	p = load("{\"rows\": [{\"provider\": \"openai\", \"model\": \"gpt-6-luna\", \"input\": 7, \"output\": 7}]}", &err);
	CHECK(p && ai_price_find(p, &q)->input == 7000000);
	ai_prices_free(p);
}

TEST(prices_that_are_none)
{
	static const char *const texts[] = {"[]", "{\"rows\": [{\"model\": \"m\", \"input\": 1, \"output\": 1}]}",
		"{\"rows\": [{\"provider\": \"p\", \"model\": \"m\", \"output\": 1}]}",
		"{\"rows\": [{\"provider\": \"p\", \"model\": \"m\", \"input\": -1, \"output\": 1}]}",
		"{\"rows\": [{\"provider\": \"p\", \"model\": \"m\", \"input\": \"1\", \"output\": 1}]}",
		"{\"rows\": [{\"provider\": \"p\", \"model\": \"m\", \"input\": 1, \"output\": 1, \"from\": \"soon\"}]}"};
	struct err err;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		CHECK(!load(texts[i], &err));
}
