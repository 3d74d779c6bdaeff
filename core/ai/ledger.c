#include "core/ai/ledger.h"

#include "core/base/clock.h"
#include "core/store/audit.h"

#include <stdlib.h>
#include <string.h>

/* How long after its deadline a reservation is taken for left behind. */
#define MARGIN_MS 30000

int64_t ai_ledger_cost(struct ai *ai, const struct ai_target *target, const struct ai_usage *usage,
	const char **ret_price)
{
	struct ai_price_query q = {target->provider, target->model, clock_now_ms(),
		usage->input + usage->cache_read + usage->cache_write};
	const struct ai_price *price = ai_price_find(ai->prices, &q);

	if (ret_price) {
		pthread_mutex_lock(&ai->mutex);
		*ret_price = price ? ai_price_name(&ai->arena, price) : NULL;
		pthread_mutex_unlock(&ai->mutex);
	}
	return price ? ai_cost(price, usage) : -1;
}

static struct usage_tokens tokens_of(const struct ai_usage *u)
{
	return (struct usage_tokens){u->input, u->cache_read, u->cache_write, u->output};
}

void ai_ledger_call(const struct ai_entry *e, const struct ai_period *period, struct usage_call *ret)
{
	*ret = (struct usage_call){.user = e->ai->options.user,
		.day = period->day,
		.month = period->month,
		.task = e->ask->task,
		.provider = e->target->provider,
		.model = e->target->model,
		.run = e->ask->run,
		.step = e->ask->step,
		.at = clock_wall_ms(),
		.expires_at = e->expires_ms + MARGIN_MS,
		.budget = e->ask->budget,
		.allow_unpriced = config_bool(e->ai->options.config, "quota.allow_unpriced", false)};
	ai_default_limits(e->ai, &ret->defaults);
}

/* ---- refusals ---- */

static void amount(struct str *out, enum quota_kind kind, int64_t value)
{
	static const char *const units[] = {"requests", "tokens"};

	if (kind == QUOTA_COST)
		str_addf(out, "$%.4f", (double)value / (double)AI_DOLLAR);
	else
		str_addf(out, "%lld %s", (long long)value, units[kind]);
}

static bool exhausted(const struct ai_entry *e, const struct quota_verdict *v,
	const struct ai_period *period, struct err *err)
{
	char opens[CLOCK_ISO_MAX];
	struct str used = {0}, limit = {0};

	amount(&used, v->kind, v->used);
	amount(&limit, v->kind, v->limit);
	clock_format_iso(v->month ? period->next_month_ms : period->next_day_ms, opens);
	err_set(err, ERR_REFUSED, "%s's %s limit of %s does not allow this call: %s are used",
		e->ai->options.user, v->month ? "monthly" : "daily", str_text(&limit), str_text(&used));
	err_hint(err, "it opens again at %s (%s begins then in %s); 'blokctl quota' shows what is left",
		opens, v->month ? "a month" : "a day", period->zone);
	str_release(&used);
	str_release(&limit);
	return false;
}

static bool refuse(const struct ai_entry *e, const struct quota_verdict *v,
	const struct ai_period *period, struct err *err)
{
	struct str used = {0}, limit = {0};

	switch (v->answer) {
	case QUOTA_BLOCKED:
		err_set(err, ERR_REFUSED, "%s is blocked: %s", e->ai->options.user, v->reason);
		return err_hint(err, "'blokctl quota unblock %s' lets calls through again",
			e->ai->options.user);
	case QUOTA_UNPRICED:
		err_set(err, ERR_REFUSED, "nobody knows what %s/%s costs, and money is limited",
			e->target->provider, e->target->model);
		return err_hint(err, "give its price in the file ai.prices, or set quota.allow_unpriced");
	case QUOTA_OVER_BUDGET:
		amount(&used, v->kind, v->used);
		amount(&limit, v->kind, v->limit);
		err_set(err, ERR_REFUSED, "the budget of %s does not allow this call: %s are used",
			str_text(&limit), str_text(&used));
		str_release(&used);
		str_release(&limit);
		return err_hint(err, "give a larger --budget-usd, a shorter prompt or a cheaper model");
	default: return exhausted(e, v, period, err);
	}
}

static void note_refusal(const struct ai_entry *e, const struct err *refusal)
{
	cJSON *detail = json_new_object();
	struct err ignored;
	char *text;

	json_set_string(detail, "user", e->ai->options.user);
	json_set_string(detail, "task", e->ask->task);
	json_set_string(detail, "model", e->target->model);
	json_set_string(detail, "reason", refusal->message);
	text = json_text(detail);
	audit_add(e->ai->options.store, e->ai->options.user, "call.refused", text, &ignored);
	free(text);
	json_free(detail);
}

/* From here on people want to know. */
#define WARN_PERCENT 80

static void tell_nearest(const struct ai_entry *e, const struct quota_verdict *v)
{
	struct str limit = {0}, text = {0};

	amount(&limit, v->kind, v->limit);
	str_addf(&text, "%d %% of the %s limit of %s are used", v->percent,
		v->month ? "monthly" : "daily", str_text(&limit));
	e->ask->on_note(e->ask->self, str_text(&text));
	str_release(&limit);
	str_release(&text);
}

static void tell(const struct ai_entry *e, const struct quota_verdict *v)
{
	if (!e->ask->on_note)
		return;
	if (v->answer == QUOTA_ADMITTED && v->percent >= WARN_PERCENT)
		tell_nearest(e, v);
	if (v->expired)
		e->ask->on_note(e->ask->self, "a call whose process has died is counted as estimated");
	if (v->went_back)
		e->ask->on_note(e->ask->self,
			"the clock was set back: there are calls on record of later days");
}

/* ---- an entry's life ---- */

bool ai_ledger_reserve(struct ai_entry *e, struct err *err)
{
	struct ai_usage bound = {.input = e->prompt_tokens, .output = e->max_tokens};
	struct ai_period period;
	struct quota_verdict v;
	struct usage_call call;

	ai_period_at(e->ai, clock_now_ms(), &period);
	ai_ledger_call(e, &period, &call);
	call.tokens = tokens_of(&bound);
	call.cost = ai_ledger_cost(e->ai, e->target, &bound, &call.price);
	e->begun_us = clock_mono_us();
	if (!quota_reserve(e->ai->options.store, &call, &v, err))
		return false;
	tell(e, &v);
	if (v.answer != QUOTA_ADMITTED) {
		refuse(e, &v, &period, err);
		note_refusal(e, err);
		return false;
	}
	e->no = v.no;
	return true;
}

struct ai_usage ai_ledger_usage(const struct ai_entry *e, const struct ai_reply *reply)
{
	struct ai_usage usage = reply->usage;
	size_t bytes = reply->text.len;

	if (usage.reported && (usage.input || usage.output || usage.cache_read))
		return usage;
	if (e->ask->request->inputs_len)
		return (struct ai_usage){.input = e->prompt_tokens};
	for (size_t i = 0; i < reply->calls.len; i++)
		bytes += reply->calls.at[i].arguments.len + reply->calls.at[i].name.len;
	return (struct ai_usage){.input = e->prompt_tokens, .output = (int64_t)((double)bytes / 3.5) + 1};
}

/* A request that the provider has turned down costs nothing; one that it may
 * have worked on counts, whatever came back. */
static bool is_charged(const struct ai_problem *problem)
{
	return problem->kind == AI_NO_PROBLEM || problem->kind == AI_BROKEN ||
		problem->kind == AI_LATE || problem->kind == AI_CANCELLED ||
		(problem->kind == AI_BAD_ANSWER && !problem->status);
}

bool ai_ledger_settle(struct ai_entry *e, const struct ai_reply *reply,
	const struct ai_problem *problem, int64_t *ret_cost, struct err *err)
{
	bool charged = is_charged(problem);
	struct ai_usage usage = charged ? ai_ledger_usage(e, reply) : (struct ai_usage){0};
	struct usage_result result = {.counts = charged,
		.estimated = charged && !usage.reported,
		.tokens = tokens_of(&usage),
		.cost = charged ? ai_ledger_cost(e->ai, e->target, &usage, NULL) : 0,
		.duration_ms = (clock_mono_us() - e->begun_us) / 1000,
		.error = problem->kind ? problem->message : NULL};

	result.status = !problem->kind		   ? "ok"
		: problem->kind == AI_CANCELLED	   ? "cancelled"
		: charged && reply->text.len	   ? "partial"
						   : "error";
	*ret_cost = result.cost;
	return quota_settle(e->ai->options.store, e->no, &result, err);
}

bool ai_ledger_note_own(const struct ai_entry *e, const char *error, struct err *err)
{
	const struct usage_result result = {.status = error ? "error" : "ok",
		.duration_ms = (clock_mono_us() - e->begun_us) / 1000,
		.error = error};
	struct ai_period period;
	struct usage_call call;

	ai_period_at(e->ai, clock_now_ms(), &period);
	ai_ledger_call(e, &period, &call);
	return quota_note_own(e->ai->options.store, &call, &result, err);
}
