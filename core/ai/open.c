#define _GNU_SOURCE /* explicit_bzero */
#include "core/ai/context.h"

#include "core/ai/script.h"
#include "core/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool ai_open(const struct ai_options *o, struct ai **ret, struct err *err)
{
	struct ai *ai = mem_alloc(sizeof *ai);

	ai->options = *o;
	pthread_mutex_init(&ai->mutex, NULL);
	if (ai_prices_load(config_text(o->config, "ai.prices", NULL), &ai->prices, err) &&
		zone_open(config_text(o->config, "quota.timezone", "UTC"), &ai->zone, err)) {
		*ret = ai;
		return true;
	}
	ai_close(ai);
	return false;
}

void ai_close(struct ai *ai)
{
	if (!ai)
		return;
	for (size_t i = 0; i < ai->providers.len; i++) {
		struct ai_provider *p = ai->providers.at[i];

		if (p->key)
			explicit_bzero(p->key, strlen(p->key));
		free(p->key);
		ai_script_free(p->script);
		free(p);
	}
	vec_release(&ai->providers);
	for (size_t i = 0; i < ai->runs.len; i++)
		free(ai->runs.at[i]);
	vec_release(&ai->runs);
	redact_release(&ai->keys);
	ai_prices_free(ai->prices);
	zone_close(ai->zone);
	pthread_mutex_destroy(&ai->mutex);
	arena_release(&ai->arena);
	free(ai);
}

void ai_period_at(const struct ai *ai, int64_t now_ms, struct ai_period *ret)
{
	int64_t now_s = now_ms / 1000 - (now_ms % 1000 < 0);
	struct zone_date date;

	zone_local(ai->zone, now_s, &date);
	snprintf(ret->day, sizeof ret->day, "%04d-%02d-%02d", (int)date.year % 10000, date.month,
		date.day);
	snprintf(ret->month, sizeof ret->month, "%.7s", ret->day);
	ret->next_day_ms = zone_next_day(ai->zone, now_s) * 1000;
	ret->next_month_ms = zone_next_month(ai->zone, now_s) * 1000;
	ret->zone = zone_name(ai->zone);
}

/* "none" is no limit; so is what nobody has set. */
static int64_t limit_of(const struct config *c, const char *key, int64_t unit)
{
	const cJSON *value = config_get(c, key);

	if (!json_is_number(value) || value->valuedouble < 0)
		return QUOTA_NONE;
	if (value->valuedouble * (double)unit >= 9.2e18)
		return QUOTA_NONE;
	return (int64_t)(value->valuedouble * (double)unit + 0.5);
}

void ai_default_limits(const struct ai *ai, struct quota_limits *ret)
{
	const struct config *c = ai->options.config;

	ret->day = (struct quota_amounts){limit_of(c, "quota.daily_requests", 1),
		limit_of(c, "quota.daily_tokens", 1), limit_of(c, "quota.daily_usd", AI_DOLLAR)};
	ret->month = (struct quota_amounts){limit_of(c, "quota.monthly_requests", 1),
		limit_of(c, "quota.monthly_tokens", 1), limit_of(c, "quota.monthly_usd", AI_DOLLAR)};
}
