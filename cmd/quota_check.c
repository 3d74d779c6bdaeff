#include "cmd/output.h"
#include "cmd/quota.h"
#include "core/ai/price.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/data/document.h"

#include <string.h>

static const char *estimate;

static const struct opt options[] = {
	QUOTA_USER_OPTION,
	{.name = "estimate",
		.kind = OPT_TEXT,
		.value = &estimate,
		.arg = "file",
		.help = N_("calls: [{model: provider/model, count, input, output}]"),
		.words = WORDS_FILE},
	{0},
};

struct sum {
	struct app *app;
	struct document document;
	struct diags diags;
	struct ai_prices *prices;
	struct quota_amounts amounts;
	int64_t unpriced;
};

/* Counts of the file: whole numbers that are not negative. */
static bool read_count(struct sum *s, const cJSON *call, const char *key, int64_t *ret)
{
	const cJSON *value = json_get(call, key);

	if (!value)
		return true;
	if (json_is_number(value) && value->valuedouble >= 0 && value->valuedouble <= 1e12) {
		*ret = (int64_t)value->valuedouble;
		return true;
	}
	document_report(&s->document, &s->diags, DIAG_ERROR, value, "value", NULL,
		"'%s' must be a number from 0 on", key);
	return false;
}

static int64_t times(int64_t a, int64_t b)
{
	int64_t product;

	return __builtin_mul_overflow(a, b, &product) ? INT64_MAX / 4 : product;
}

static void add_price(struct sum *s, const char *model, const struct ai_usage *usage, int64_t count)
{
	const char *slash = strchr(model, '/');
	struct ai_price_query q = {.at_ms = clock_now_ms(), .prompt_tokens = usage->input};
	const struct ai_price *price;

	q.provider = slash ? arena_strndup(&s->app->arena, model, (size_t)(slash - model)) : "";
	q.model = slash ? slash + 1 : model;
	price = ai_price_find(s->prices, &q);
	if (price)
		s->amounts.cost += times(ai_cost(price, usage), count);
	else
		s->unpriced += count;
}

static bool add_call(struct sum *s, const cJSON *call)
{
	const char *model = json_get_string(call, "model");
	struct ai_usage usage = {0};
	int64_t count = 1;

	if (!model) {
		document_report(&s->document, &s->diags, DIAG_ERROR, call, "model", "provider/model",
			"a call has no 'model'");
		return false;
	}
	if (!read_count(s, call, "count", &count) || !read_count(s, call, "input", &usage.input) ||
		!read_count(s, call, "output", &usage.output))
		return false;
	s->amounts.requests += count;
	s->amounts.tokens += times(usage.input + usage.output, count);
	add_price(s, model, &usage, count);
	return true;
}

static bool read_file(struct sum *s, struct err *err)
{
	bool ok = document_load(&s->document, estimate, &s->diags, err);
	const cJSON *calls = ok ? json_get(s->document.root, "calls") : NULL;

	if (ok && !json_is_array(calls)) {
		document_report(&s->document, &s->diags, DIAG_ERROR, s->document.root, "calls", NULL,
			"an estimate is an object with a list 'calls'");
		ok = false;
	}
	json_each(call, calls)
		ok = ok && add_call(s, call);
	if (!ok && err->kind == ERR_NONE) {
		app_diags(s->app, &s->diags, &s->app->err);
		err_set(err, ERR_INPUT, "'%s' is no estimate", estimate);
	}
	return ok;
}

/* ---- against the limits ---- */

struct finding {
	const char *period, *what;
	int64_t limit, used, more;
	bool money;
};

static bool compare(const struct finding *f, struct err *err)
{
	char limit[QUOTA_USD_MAX], left[QUOTA_USD_MAX], more[QUOTA_USD_MAX];
	int64_t rest = f->limit > f->used ? f->limit - f->used : 0;

	if (f->limit == QUOTA_NONE || f->more <= rest)
		return true;
	if (!f->money)
		return err_set(err, ERR_REFUSED, "%lld %s are estimated, %lld of the %s limit of %lld are left",
			(long long)f->more, f->what, (long long)rest, f->period, (long long)f->limit);
	quota_format_usd(limit, f->limit);
	quota_format_usd(left, rest);
	quota_format_usd(more, f->more);
	return err_set(err, ERR_REFUSED, "%s are estimated, %s of the %s limit of %s are left", more, left,
		f->period, limit);
}

static bool check_period(const struct sum *s, const struct finding *base,
	const struct quota_amounts *limit, const struct quota_amounts *used, struct err *err)
{
	struct finding f = *base;

	f.what = "requests";
	f.limit = limit->requests;
	f.used = used->requests;
	f.more = s->amounts.requests;
	if (!compare(&f, err))
		return false;
	f.what = "tokens";
	f.limit = limit->tokens;
	f.used = used->tokens;
	f.more = s->amounts.tokens;
	if (!compare(&f, err))
		return false;
	f.money = true;
	f.limit = limit->cost;
	f.used = used->cost;
	f.more = s->amounts.cost;
	return compare(&f, err);
}

static bool check(struct sum *s, struct ai *ai, struct err *err)
{
	const char *user = ai_user(s->app);
	const struct finding day = {.period = "daily"}, month = {.period = "monthly"};
	struct quota_limits limits, defaults;
	struct quota_user own;
	struct quota_sum today, this_month;
	struct ai_period period;
	struct store *store = s->app->store;

	ai_period_at(ai, clock_now_ms(), &period);
	ai_default_limits(ai, &defaults);
	if (!quota_get_user(store, &s->app->arena, user, &own, err) ||
		!quota_sum(store, user, period.day, &today, err) ||
		!quota_sum(store, user, period.month, &this_month, err))
		return false;
	if (own.blocked)
		return err_set(err, ERR_REFUSED, "%s is blocked: %s", user, own.blocked);
	limits = quota_limits_over(&own.limits, &defaults);
	if (s->unpriced && (limits.day.cost != QUOTA_NONE || limits.month.cost != QUOTA_NONE) &&
		!config_bool(s->app->config, "quota.allow_unpriced", false))
		return err_set(err, ERR_REFUSED, "nobody knows what %lld of the calls cost, and money is limited",
			(long long)s->unpriced);
	return check_period(s, &day, &limits.day, &today.used, err) &&
		check_period(s, &month, &limits.month, &this_month.used, err);
}

static void print(const struct sum *s)
{
	char usd[QUOTA_USD_MAX];
	cJSON *document;

	quota_format_usd(usd, s->amounts.cost);
	if (!s->app->json) {
		app_note(s->app, tr("it fits: %lld requests, %lld tokens, %s"),
			(long long)s->amounts.requests, (long long)s->amounts.tokens, usd);
		return;
	}
	document = json_new_object();
	json_set_bool(document, "ok", true);
	json_set_number(document, "requests", (double)s->amounts.requests);
	json_set_number(document, "tokens", (double)s->amounts.tokens);
	json_add_take(document, "usd", ai_usd(s->amounts.cost));
	json_set_number(document, "unpriced_calls", (double)s->unpriced);
	app_json(s->app, document);
	json_free(document);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct sum s = {.app = app};
	struct ai *ai = NULL;
	bool ok;

	(void)argc, (void)argv;
	if (!estimate)
		return err_set(err, ERR_USAGE, "--estimate FILE says what is going to be called");
	ok = ai_command_open(app, &ai, err) &&
		ai_prices_load(config_text(app->config, "ai.prices", NULL), &s.prices, err) &&
		read_file(&s, err) && check(&s, ai, err);
	if (ok)
		print(&s);
	ai_prices_free(s.prices);
	document_release(&s.document);
	diags_release(&s.diags);
	ai_close(ai);
	return ok;
}

const struct cmd quota_check = {
	.name = "check",
	.summary = N_("Whether estimated calls fit what is left; status 5 when not"),
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl quota check --estimate calls.yaml",
			N_("before a job in CI that calls models"),
			NULL,
		},
	.run = run,
};
