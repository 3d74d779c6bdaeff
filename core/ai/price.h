#ifndef AI_PRICE_H
#define AI_PRICE_H

#include "core/ai/message.h"
#include "core/base/arena.h"

/* What tokens cost.  Money is counted in pico-dollars (1e-12 US dollars), so
 * that a token's price and a month's sum are both whole numbers: 10 dollars for
 * a million tokens are 10,000,000 for one, and 63 bits hold 9 million dollars. */
#define AI_DOLLAR INT64_C(1000000000000)

/* One band: what holds from a day on, for prompts above a length. */
struct ai_price {
	const char *provider, *model; /* "*": every model */
	int64_t from_ms;              /* 0: always */
	int64_t over;                 /* prompts of more tokens than this */
	int64_t input, cache_read, cache_write, cache_write_1h, output; /* a token */
	int64_t context;              /* tokens; 0: not known */
	const char *from;             /* the date as written, or NULL */
};

struct ai_prices {
	struct arena arena;
	VEC(struct ai_price) list;
	const char *as_of;   /* the day the built-in table was read */
	const char *notice;
};

/* The built-in table; rows of the file at `path` (NULL: none), which has the
 * same form, replace those of the same provider and model. */
bool ai_prices_load(const char *path, struct ai_prices **ret, struct err *err);
void ai_prices_free(struct ai_prices *p); /* accepts NULL */

/* The band for a prompt of so many tokens (those of the cache included); NULL
 * when nobody knows the price. */
struct ai_price_query {
	const char *provider, *model;
	int64_t at_ms, prompt_tokens;
};
const struct ai_price *ai_price_find(const struct ai_prices *p, const struct ai_price_query *q);

/* Pico-dollars; as much as fits when it is more. */
int64_t ai_cost(const struct ai_price *price, const struct ai_usage *usage);

/* How old the built-in table is, in days. */
int64_t ai_prices_age_days(const struct ai_prices *p, int64_t now_ms);
/* Older ones are told of: providers change prices a few times a year. */
#define AI_PRICES_OLD_DAYS 90

/* "openai/gpt-6-sol 2026-08-21 >272000": the band's name in usage rows. */
char *ai_price_name(struct arena *a, const struct ai_price *price);

#endif
