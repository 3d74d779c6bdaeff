#include "core/ai/price.h"

#include "core/ai/provider.h"
#include "core/base/clock.h"
#include "core/base/embedded.h"
#include "core/base/fs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX_BYTES ((size_t)1024 * 1024) /* some thousand rows */
#define LARGEST_PRICE 1e6 /* dollars for a million tokens; beyond it is a mistake */

/* ---- reading ---- */

/* Dollars for a million tokens; `absent` when there is none, -1 when wrong. */
static int64_t read_price(const cJSON *row, const char *key, int64_t absent)
{
	const cJSON *value = json_get(row, key);

	if (!value || json_is_null(value))
		return absent;
	if (!json_is_number(value) || value->valuedouble < 0 || value->valuedouble > LARGEST_PRICE)
		return -1;
	return llround(value->valuedouble * 1e6);
}

static bool read_row(struct ai_prices *p, const cJSON *row, struct err *err)
{
	struct ai_price price = {.input = read_price(row, "input", -1),
		.output = read_price(row, "output", -1),
		.over = ai_count(row, "over"),
		.context = ai_count(row, "context")};
	const char *provider = json_get_string(row, "provider"), *model = json_get_string(row, "model");
	const char *from = json_get_string(row, "from");

	if (!provider || !model)
		return err_set(err, ERR_INPUT, "a price has no provider or no model");
	/* What has no price of its own costs what reading it afresh would. */
	price.cache_read = read_price(row, "cache_read", price.input);
	price.cache_write = read_price(row, "cache_write", price.input);
	price.cache_write_1h = read_price(row, "cache_write_1h", price.cache_write);
	if (price.input < 0 || price.output < 0 || price.cache_read < 0 || price.cache_write < 0 ||
		price.cache_write_1h < 0)
		return err_set(err, ERR_INPUT, "%s/%s: a price must be a number of dollars",
			provider, model);
	if (from && !clock_parse_iso(from, &price.from_ms))
		return err_set(err, ERR_INPUT, "%s/%s: 'from' must be a date", provider, model);
	price.provider = arena_strdup(&p->arena, provider);
	price.model = arena_strdup(&p->arena, model);
	price.from = from ? arena_strdup(&p->arena, from) : NULL;
	vec_push(&p->list, price);
	return true;
}

static bool is_model(const struct ai_price *price, const char *provider, const char *model)
{
	return str_eq(price->provider, provider) && str_eq(price->model, model);
}

/* What a file says about a model replaces what is built in. */
static void forget(struct ai_prices *p, size_t built_in, const cJSON *row)
{
	const char *provider = json_get_string(row, "provider"), *model = json_get_string(row, "model");

	for (size_t i = 0; i < built_in; i++)
		if (is_model(&p->list.at[i], provider, model))
			p->list.at[i].provider = "";
}

static bool read_table(struct ai_prices *p, const char *text, size_t len, struct err *err)
{
	size_t built_in = p->list.len;
	const char *as_of, *notice;
	cJSON *table;
	bool ok;

	if (!json_parse(text, len, &table, err))
		return false;
	ok = json_is_array(json_get(table, "rows")) ||
		err_set(err, ERR_INPUT, "prices want an object with a list 'rows'");
	json_each(row, json_get(table, "rows")) {
		forget(p, built_in, row);
		ok = ok && read_row(p, row, err);
	}
	as_of = json_get_string(table, "as_of");
	notice = json_get_string(table, "notice");
	if (ok && !built_in) {
		p->as_of = arena_strdup(&p->arena, as_of ? as_of : "");
		p->notice = arena_strdup(&p->arena, notice ? notice : "");
	}
	json_free(table);
	return ok;
}

bool ai_prices_load(const char *path, struct ai_prices **ret, struct err *err)
{
	const struct embedded *file = embedded_find("models/prices.json");
	struct ai_prices *p = mem_alloc(sizeof *p);
	struct str text = {0};
	bool ok = read_table(p, file->bytes, file->len, err);

	if (ok && path)
		ok = fs_read(path, FILE_MAX_BYTES, &text, err) &&
			(read_table(p, str_text(&text), text.len, err) || err_wrap(err, "%s", path));
	str_release(&text);
	if (ok)
		*ret = p;
	else
		ai_prices_free(p);
	return ok;
}

void ai_prices_free(struct ai_prices *p)
{
	if (!p)
		return;
	vec_release(&p->list);
	arena_release(&p->arena);
	free(p);
}

/* ---- asking ---- */

/* Whether `a` goes before `b` for a prompt: the newest date, then the highest bound. */
static bool is_nearer(const struct ai_price *a, const struct ai_price *b)
{
	if (!b || a->from_ms != b->from_ms)
		return !b || a->from_ms > b->from_ms;
	return a->over > b->over;
}

/* The date is chosen first, for a new price list replaces every band of the old. */
static const struct ai_price *find(const struct ai_prices *p, const struct ai_price_query *q,
	const char *model)
{
	const struct ai_price *newest = NULL, *band = NULL;

	for (size_t i = 0; i < p->list.len; i++) {
		const struct ai_price *price = &p->list.at[i];

		if (is_model(price, q->provider, model) && price->from_ms <= q->at_ms &&
			(!newest || price->from_ms > newest->from_ms))
			newest = price;
	}
	for (size_t i = 0; newest && i < p->list.len; i++) {
		const struct ai_price *price = &p->list.at[i];

		if (is_model(price, q->provider, model) && price->from_ms == newest->from_ms &&
			(!price->over || price->over < q->prompt_tokens) && is_nearer(price, band))
			band = price;
	}
	return band;
}

const struct ai_price *ai_price_find(const struct ai_prices *p, const struct ai_price_query *q)
{
	const struct ai_price *price = find(p, q, q->model);

	return price ? price : find(p, q, "*");
}

static int64_t add_cost(int64_t sum, int64_t tokens, int64_t price)
{
	int64_t cost;

	if (__builtin_mul_overflow(tokens, price, &cost) || __builtin_add_overflow(sum, cost, &sum))
		return INT64_MAX;
	return sum;
}

int64_t ai_cost(const struct ai_price *price, const struct ai_usage *usage)
{
	int64_t cost = add_cost(0, usage->input, price->input);

	cost = add_cost(cost, usage->cache_read, price->cache_read);
	cost = add_cost(cost, usage->cache_write - usage->cache_write_1h, price->cache_write);
	cost = add_cost(cost, usage->cache_write_1h, price->cache_write_1h);
	return add_cost(cost, usage->output, price->output);
}

int64_t ai_prices_age_days(const struct ai_prices *p, int64_t now_ms)
{
	int64_t ms = 0;

	return clock_parse_iso(p->as_of, &ms) ? (now_ms - ms) / INT64_C(86400000) : 0;
}

char *ai_price_name(struct arena *a, const struct ai_price *price)
{
	char *name = arena_printf(a, "%s/%s", price->provider, price->model);

	if (price->from)
		name = arena_printf(a, "%s %s", name, price->from);
	return price->over ? arena_printf(a, "%s >%lld", name, (long long)price->over) : name;
}
