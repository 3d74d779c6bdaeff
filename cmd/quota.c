#include "cmd/quota.h"

#include "cmd/commands.h"
#include "cmd/login.h"
#include "cmd/output.h"
#include "core/ai/price.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/store/audit.h"
#include "core/term/format.h"
#include "core/term/table.h"

#include <stdio.h>
#include <stdlib.h>

static const struct opt options[] = {QUOTA_USER_OPTION, {0}};

#define BAR 20 /* cells */

void quota_format_usd(char out[QUOTA_USD_MAX], int64_t pico)
{
	double usd = (double)pico / (double)AI_DOLLAR;

	if (pico < 0)
		snprintf(out, QUOTA_USD_MAX, "-");
	else if (pico && usd < 0.01)
		snprintf(out, QUOTA_USD_MAX, "$%.6f", usd);
	else
		snprintf(out, QUOTA_USD_MAX, "$%.2f", usd);
}

bool quota_audit_take(struct app *app, const char *action, cJSON *detail, struct err *err)
{
	char *text = json_text(detail);
	/* Who has done it, not for whom. */
	bool ok = audit_add(app->store, app_login(app), action, text, err);

	free(text);
	json_free(detail);
	return ok;
}

struct standing {
	struct app *app;
	const char *user, *blocked;
	struct ai_period period;
	struct quota_limits limits;
	struct quota_sum day, month;
};

static bool read_standing(struct standing *s, struct ai *ai, struct err *err)
{
	struct quota_limits defaults;
	struct quota_user own;
	int64_t expired;

	ai_period_at(ai, clock_now_ms(), &s->period);
	ai_default_limits(ai, &defaults);
	if (!quota_expire(s->app->store, clock_wall_ms(), NULL, &expired, err) ||
		!quota_get_user(s->app->store, &s->app->arena, s->user, &own, err) ||
		!quota_sum(s->app->store, s->user, s->period.day, &s->day, err) ||
		!quota_sum(s->app->store, s->user, s->period.month, &s->month, err))
		return false;
	if (expired)
		app_note(s->app,
			tr_n("%lld call whose process has died: counted as estimated",
				"%lld calls whose process has died: counted as estimated",
				(unsigned long long)expired),
			(long long)expired);
	s->blocked = own.blocked;
	s->limits = quota_limits_over(&own.limits, &defaults);
	return true;
}

/* ---- --json ---- */

enum unit { COUNTS, DOLLARS };

static cJSON *number(int64_t value, enum unit unit)
{
	return unit == DOLLARS ? ai_usd(value) : json_new_number((double)value);
}

static cJSON *line_json(int64_t used, int64_t reserved, int64_t limit, enum unit unit)
{
	int64_t left = limit > used ? limit - used : 0;
	cJSON *json = json_new_object();

	json_add_take(json, "used", number(used, unit));
	json_add_take(json, "reserved", number(reserved, unit));
	json_add_take(json, "limit", limit == QUOTA_NONE ? json_new_null() : number(limit, unit));
	json_add_take(json, "left", limit == QUOTA_NONE ? json_new_null() : number(left, unit));
	return json;
}

struct period_view {
	const char *name;
	const struct quota_sum *sum;
	const struct quota_amounts *limit;
	int64_t ends_ms;
};

static cJSON *period_json(const struct period_view *v)
{
	char ends[CLOCK_ISO_MAX];
	cJSON *json = json_new_object();

	clock_format_iso(v->ends_ms, ends);
	json_set_string(json, "period", v->name);
	json_add_take(json, "requests",
		line_json(v->sum->used.requests, v->sum->reserved.requests, v->limit->requests,
			COUNTS));
	json_add_take(json, "tokens",
		line_json(v->sum->used.tokens, v->sum->reserved.tokens, v->limit->tokens, COUNTS));
	json_add_take(json, "usd",
		line_json(v->sum->used.cost, v->sum->reserved.cost, v->limit->cost, DOLLARS));
	json_set_number(json, "cache_hits", (double)v->sum->hits);
	json_add_take(json, "saved_usd", ai_usd(v->sum->saved_cost));
	json_set_number(json, "unpriced_calls", (double)v->sum->unpriced);
	json_set_string(json, "resets_at", ends);
	return json;
}

static void print_json(const struct standing *s, const struct period_view views[2])
{
	cJSON *document = json_new_object();

	json_set_string(document, "user", s->user);
	json_set_string(document, "blocked", s->blocked);
	json_set_string(document, "timezone", s->period.zone);
	json_add_take(document, "day", period_json(&views[0]));
	json_add_take(document, "month", period_json(&views[1]));
	app_json(s->app, document);
	json_free(document);
}

/* ---- for people ---- */

static void format_amount(char out[QUOTA_USD_MAX], int64_t value, enum unit unit)
{
	if (unit == DOLLARS)
		quota_format_usd(out, value);
	else
		snprintf(out, QUOTA_USD_MAX, "%lld", (long long)value);
}

static void add_bar(struct table *t, const struct term *term, int64_t used, int64_t limit)
{
	double part = limit > 0 ? (double)used / (double)limit : limit == 0 ? 1 : 0;
	int full = part >= 1 ? BAR : (int)(part * BAR + 0.5);
	struct str bar = {0};

	if (!term->is_tty || limit == QUOTA_NONE) {
		table_add(t, "");
		return;
	}
	for (int i = 0; i < BAR; i++)
		str_add(&bar, i < full        ? (term->unicode ? "\u2588" : "#")
			      : term->unicode ? "\u2591"
					      : ".");
	table_add_styled(t,
		part >= 1     ? ROLE_ERROR
		: part >= 0.8 ? ROLE_WARNING
			      : ROLE_GOOD,
		str_text(&bar));
	str_release(&bar);
}

struct line {
	const char *label;
	int64_t used, limit;
	enum unit unit;
};

static void add_line(struct table *t, const struct term *term, const struct line *l)
{
	char used[QUOTA_USD_MAX], limit[QUOTA_USD_MAX] = "", left[QUOTA_USD_MAX] = "";

	format_amount(used, l->used, l->unit);
	if (l->limit != QUOTA_NONE) {
		format_amount(limit, l->limit, l->unit);
		format_amount(left, l->limit > l->used ? l->limit - l->used : 0, l->unit);
	}
	table_add_styled(t, ROLE_NAME, l->label);
	table_add(t, used);
	table_add(t, *limit ? limit : tr("no limit"));
	table_add(t, left);
	add_bar(t, term, l->used, l->limit);
}

static void print_period(struct app *app, const struct period_view *v, const char *zone)
{
	static const struct column columns[] = {{"", COLUMN_TEXT}, {N_("USED"), COLUMN_NUMBER},
		{N_("LIMIT"), COLUMN_NUMBER}, {N_("LEFT"), COLUMN_NUMBER}, {"", COLUMN_TEXT}, {0}};
	const struct line lines[] = {
		{tr("requests"), v->sum->used.requests, v->limit->requests, COUNTS},
		{tr("tokens"), v->sum->used.tokens, v->limit->tokens, COUNTS},
		{tr("money"), v->sum->used.cost, v->limit->cost, DOLLARS}};
	char ends[CLOCK_ISO_MAX], saved[QUOTA_USD_MAX];
	struct table t;

	clock_format_iso(v->ends_ms, ends);
	app_print(app, tr("%s (%s), until %s\n"), v->name, zone, ends);
	table_init(&t, columns);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		add_line(&t, &app->out, &lines[i]);
	app_print_table(app, &t);
	table_release(&t);
	if (v->sum->hits) {
		quota_format_usd(saved, v->sum->saved_cost);
		app_print(app,
			tr_n("%lld answer came from the cache: %s saved\n",
				"%lld answers came from the cache: %s saved\n",
				(unsigned long long)v->sum->hits),
			(long long)v->sum->hits, saved);
	}
	if (v->sum->reserved.requests)
		app_print(app,
			tr_n("%lld of the requests is under way, with what it may cost at most\n",
				"%lld of the requests are under way, with what they may cost at "
				"most\n",
				(unsigned long long)v->sum->reserved.requests),
			(long long)v->sum->reserved.requests);
	if (v->sum->unpriced)
		app_print(app,
			tr_n("%lld call is not in the money: nobody knows its price\n",
				"%lld calls are not in the money: nobody knows their price\n",
				(unsigned long long)v->sum->unpriced),
			(long long)v->sum->unpriced);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct standing s = {.app = app};
	struct ai *ai = NULL;
	bool ok;

	(void)argc, (void)argv;
	s.user = ai_user(app);
	ok = ai_command_open(app, &ai, err) && read_standing(&s, ai, err);
	if (ok) {
		const struct period_view views[] = {
			{s.period.day, &s.day, &s.limits.day, s.period.next_day_ms},
			{s.period.month, &s.month, &s.limits.month, s.period.next_month_ms}};

		if (app->json) {
			print_json(&s, views);
		} else {
			app_print(app, "%s%s%s\n", s.user, s.blocked ? tr(" is blocked: ") : "",
				s.blocked ? s.blocked : "");
			print_period(app, &views[0], s.period.zone);
			print_period(app, &views[1], s.period.zone);
		}
	}
	ai_close(ai);
	return ok;
}

const struct cmd cmd_quota = {
	.name = "quota",
	.args = "[COMMAND]",
	.summary = N_("Show and set what model calls may cost"),
	.opts = options,
	.details =
		N_("Without a command: what is used and left, today and this month, of requests, "
		   "tokens "
		   "and money. Days and months begin in the zone quota.timezone."),
	.examples =
		(const char *const[]){
			"blokctl quota",
			N_("what is left"),
			"blokctl quota set --daily-usd 0.50 --monthly-requests none",
			N_("limits of your own"),
			NULL,
		},
	.subs = (const struct cmd *const[]){&quota_set, &quota_reset, &quota_block_user,
		&quota_unblock, &quota_history, &quota_check, NULL},
	.run = run,
};
