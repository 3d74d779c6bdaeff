#include "core/telemetry/metrics.h"

#include "core/ai/price.h"
#include "core/store/totals.h"

#include <string.h>

/* ---- the format ---- */

static void add_value(struct str *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			str_add(out, "\\n");
		else if (*text == '"' || *text == '\\')
			str_addf(out, "\\%c", *text);
		else
			str_add_char(out, *text);
	}
}

/* A family of samples: `names` are those of its labels. */
struct family {
	const char *name, *type, *help;
	const char *names[TOTAL_LABELS];
};

static void add_sample(struct str *out, const struct family *f, const char *suffix,
	const char *const *labels, double value)
{
	bool any = false;

	str_addf(out, "%s%s", f->name, suffix);
	for (size_t i = 0; i < TOTAL_LABELS && f->names[i]; i++) {
		str_addf(out, "%s%s=\"", any ? "," : "{", f->names[i]);
		add_value(out, labels[i] ? labels[i] : "");
		str_add_char(out, '"');
		any = true;
	}
	str_addf(out, "%s %.15g\n", any ? "}" : "", value);
}

static void add_head(struct str *out, const struct family *f)
{
	str_addf(out, "# HELP %s %s\n# TYPE %s %s\n", f->name, f->help, f->name, f->type);
}

/* ---- what is recorded ---- */

enum sample {
	SAMPLE_COUNT,
	SAMPLE_VALUE,
	SAMPLE_DOLLARS,
	SAMPLE_SUMMARY, /* the sum of the values, and how many */
};

static const struct {
	enum total from;
	enum sample sample;
	struct family family;
} families[] = {
	{TOTAL_RUNS, SAMPLE_COUNT,
		{"blokctl_runs_total", "counter", "Runs that have ended.", {"workflow", "status"}}},
	{TOTAL_RUNS, SAMPLE_SUMMARY,
		{"blokctl_run_duration_seconds", "summary", "How long runs took.",
			{"workflow", "status"}}},
	{TOTAL_RUNS_LAST, SAMPLE_VALUE,
		{"blokctl_run_last_end_timestamp_seconds", "gauge", "When the last run ended.",
			{"workflow"}}},
	{TOTAL_RUNS_WAIT, SAMPLE_COUNT,
		{"blokctl_runs_pending", "gauge", "Runs that wait or are paused.",
			{"workflow", "status"}}},
	{TOTAL_STEPS, SAMPLE_COUNT,
		{"blokctl_steps_total", "counter", "Attempts of steps that have ended.",
			{"node", "status"}}},
	{TOTAL_STEPS, SAMPLE_SUMMARY,
		{"blokctl_step_duration_seconds", "summary", "How long attempts of steps took.",
			{"node", "status"}}},
	{TOTAL_CALLS, SAMPLE_COUNT,
		{"blokctl_model_calls_total", "counter", "Calls of models.",
			{"provider", "model", "status"}}},
	{TOTAL_CALLS, SAMPLE_SUMMARY,
		{"blokctl_model_call_duration_seconds", "summary", "How long calls of models took.",
			{"provider", "model", "status"}}},
	{TOTAL_TOKENS, SAMPLE_COUNT,
		{"blokctl_model_tokens_total", "counter", "Tokens of calls of models.",
			{"provider", "model", "direction"}}},
	{TOTAL_COST, SAMPLE_DOLLARS,
		{"blokctl_model_cost_dollars_total", "counter",
			"What calls of models have cost, in US dollars.", {"provider", "model"}}},
	{TOTAL_HITS, SAMPLE_COUNT,
		{"blokctl_model_cache_hits_total", "counter",
			"Calls that were answered from what was kept.", {"provider", "model"}}},
};

struct rendering {
	struct str *out;
	const struct family *family;
	enum sample sample;
};

static bool add_row(void *self, const struct total_row *row, struct err *err)
{
	const struct rendering *r = self;

	(void)err;
	switch (r->sample) {
	case SAMPLE_COUNT:
		add_sample(r->out, r->family, "", row->labels, (double)row->count);
		break;
	case SAMPLE_VALUE: add_sample(r->out, r->family, "", row->labels, row->value); break;
	case SAMPLE_DOLLARS:
		add_sample(r->out, r->family, "", row->labels, row->value / (double)AI_DOLLAR);
		break;
	case SAMPLE_SUMMARY:
		add_sample(r->out, r->family, "_sum", row->labels, row->value);
		add_sample(r->out, r->family, "_count", row->labels, (double)row->count);
		break;
	}
	return true;
}

/* ---- quotas ---- */

static const struct family used = {"blokctl_quota_used", "gauge",
	"What a user has used of a quota; money in US dollars.", {"user", "period", "unit"}};
static const struct family limit = {"blokctl_quota_limit", "gauge",
	"The limit of a user's quota, where there is one.", {"user", "period", "unit"}};

static const char *const units[] = {"requests", "tokens", "dollars"};
#define UNITS 3

struct standing {
	const char *user;
	bool is_month;
	double used[UNITS];
};

struct standings {
	const struct metrics *m;
	struct arena arena;
	VEC(struct standing) list;
};

static bool add_period(void *self, const struct total_row *row, struct err *err)
{
	struct standings *s = self;
	bool is_day = str_eq(row->labels[1], s->m->period->day);
	struct standing one = {.user = arena_strdup(&s->arena, row->labels[0]),
		.is_month = !is_day,
		.used = {(double)row->count, (double)row->more, row->value / (double)AI_DOLLAR}};

	(void)err;
	if (is_day || str_eq(row->labels[1], s->m->period->month))
		vec_push(&s->list, one);
	return true;
}

static void add_standing(struct str *out, const struct family *f, const struct standing *s,
	const double values[UNITS])
{
	for (int i = 0; i < UNITS; i++) {
		const char *const labels[] = {s->user, s->is_month ? "month" : "day", units[i]};

		if (values[i] >= 0)
			add_sample(out, f, "", labels, values[i]);
	}
}

static bool add_limit(
	struct standings *all, const struct standing *s, struct str *out, struct err *err)
{
	struct quota_limits limits;
	const struct quota_amounts *a;
	struct quota_user own;

	if (!quota_get_user(all->m->store, &all->arena, s->user, &own, err))
		return false;
	limits = quota_limits_over(&own.limits, all->m->defaults);
	a = s->is_month ? &limits.month : &limits.day;
	add_standing(out, &limit, s,
		(const double[UNITS]){(double)a->requests, (double)a->tokens,
			a->cost < 0 ? -1 : (double)a->cost / (double)AI_DOLLAR});
	return true;
}

static bool add_quotas(const struct metrics *m, struct str *out, struct err *err)
{
	struct standings s = {.m = m};
	bool ok = totals_each(m->store, TOTAL_PERIODS, add_period, &s, err);

	if (ok && s.list.len) {
		add_head(out, &used);
		for (size_t i = 0; i < s.list.len; i++)
			add_standing(out, &used, &s.list.at[i], s.list.at[i].used);
		add_head(out, &limit);
		for (size_t i = 0; ok && i < s.list.len; i++)
			ok = add_limit(&s, &s.list.at[i], out, err);
	}
	vec_release(&s.list);
	arena_release(&s.arena);
	return ok;
}

/* ---- all ---- */

bool metrics_render(const struct metrics *m, struct str *out, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < sizeof families / sizeof *families; i++) {
		struct rendering r = {out, &families[i].family, families[i].sample};
		size_t begun = out->len, head;

		add_head(out, r.family);
		head = out->len;
		ok = totals_each(m->store, families[i].from, add_row, &r, err);
		if (out->len == head) /* nothing of it yet */
			str_truncate(out, begun);
	}
	return ok && add_quotas(m, out, err);
}
