#include "cmd/ai.h"

#include "cmd/commands.h"
#include "cmd/login.h"
#include "cmd/output.h"
#include "cmd/signals.h"
#include "core/ai/price.h"
#include "core/base/tr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ai_choices ai_choices;

const char *ai_user(struct app *app)
{
	return ai_choices.user && *ai_choices.user ? ai_choices.user : app_login(app);
}

bool ai_parse_usd(const char *option, const char *text, int64_t *ret, struct err *err)
{
	char *end;
	double value = strtod(text, &end);

	if (str_eq(text, "none")) {
		*ret = QUOTA_NONE;
		return true;
	}
	if (text[strspn(text, "0123456789.")] || !*text || *end || !(value <= 1e6))
		return err_set(err, ERR_USAGE, "--%s wants dollars from 0 to 1,000,000, not '%s'", option,
			text);
	*ret = (int64_t)llround(value * (double)AI_DOLLAR);
	return true;
}

const char *ai_offline_command(const char *task)
{
	static const struct {
		const char *task, *command;
	} pairs[] = {{"sql", "ask-sql"}, {"sql-repair", "ask-sql"}, {"cards", "gen-cards"}};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (str_eq(pairs[i].task, task) && cmd_find(cmd_table, pairs[i].command))
			return pairs[i].command;
	return NULL;
}

bool ai_command_open(struct app *app, struct ai **ret, struct err *err)
{
	struct ai_options o = {.user = ai_user(app), .redactor = &app->secrets.redactor,
		.offline_command = ai_offline_command};

	if (!app_load_config(app, err) || !app_load_policy(app, err) ||
		!app_open_store(app, NEEDS_STORE, err))
		return false;
	o.policy = app->policy;
	o.store = app->store;
	o.config = app->config;
	return ai_open(&o, ret, err);
}

static void show_note(void *self, const char *note)
{
	app_note(self, "%s", note);
}

static bool may_go_on(void *self)
{
	(void)self;
	return !atomic_load(&signals_received);
}

bool ai_command_ask(struct app *app, struct ai_ask *ask, struct err *err)
{
	ask->budget = QUOTA_NONE;
	if (ai_choices.budget && !ai_parse_usd("budget-usd", ai_choices.budget, &ask->budget, err))
		return false;
	signals_catch();
	ask->model = ai_choices.model;
	ask->tier = ai_choices.tier;
	ask->provider = ai_choices.provider;
	ask->cache = ai_choices.no_cache ? AI_CACHE_OFF
		: ai_choices.renew	 ? AI_CACHE_RENEW
					 : AI_CACHE_USE;
	ask->on_note = show_note;
	ask->may_go_on = may_go_on;
	ask->self = app;
	ask->wake_fd = signals_fd();
	return true;
}

cJSON *ai_usd(int64_t pico)
{
	/* To the micro-dollar, upwards: nobody is told less than was spent. */
	return pico < 0 ? json_new_null() : json_new_number(ceil((double)pico / 1e6) / 1e6);
}

void ai_answer_fields(cJSON *document, const struct ai_answer *a)
{
	const struct ai_usage *u = &a->reply.usage;
	cJSON *usage = json_new_object();

	json_set_string(document, "provider", a->provider);
	json_set_string(document, "model", a->model);
	json_set_string(document, "finish", ai_finish_name(a->reply.finish));
	json_set_bool(document, "cached", a->cached);
	json_set_number(document, "attempts", a->attempts);
	json_set_number(usage, "input", (double)u->input);
	json_set_number(usage, "cache_read", (double)u->cache_read);
	json_set_number(usage, "cache_write", (double)u->cache_write);
	json_set_number(usage, "output", (double)u->output);
	json_set_bool(usage, "reported", u->reported);
	json_add_take(document, "usage", usage);
	json_add_take(document, "cost_usd", ai_usd(a->cost));
	json_add_take(document, "saved_usd", a->cached ? ai_usd(a->saved) : json_new_number(0));
	json_set_number(document, "duration_ms", (double)a->duration_ms);
}

const struct cmd cmd_ai = {
	.name = "ai",
	.summary = N_("Ask models; see routes, prices and kept answers"),
	.details =
		N_("Models are those of the configuration (blokctl-config(5), 'ai'). Every call is "
		   "counted, and held against the quotas of 'blokctl quota' before it is made."),
	.subs = (const struct cmd *const[]){&ai_ask, &ai_embed, &ai_route, &ai_models, &ai_test,
		&ai_prices, &ai_features, &ai_cache, NULL},
};
