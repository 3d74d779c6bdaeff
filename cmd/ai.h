#ifndef CMD_AI_H
#define CMD_AI_H

#include "cmd/app.h"
#include "cmd/cmd.h"
#include "core/ai/ai.h"
#include "core/base/tr.h"

/* What the commands that call models share. */

extern const struct cmd ai_ask, ai_cache, ai_embed, ai_features, ai_models, ai_prices, ai_route,
	ai_test;

struct ai_choices {
	const char *model, *tier, *provider, *user, *budget;
	bool no_cache, renew;
	long long max_tokens;
};
extern struct ai_choices ai_choices;

#define AI_MODEL_OPTION                                                                            \
	{.name = "model", .letter = 'm', .kind = OPT_TEXT, .value = &ai_choices.model,             \
		.arg = "provider/model", .help = N_("this model, whatever the task's tier")}

#define AI_PROVIDER_OPTION                                                                         \
	{.name = "provider", .kind = OPT_TEXT, .value = &ai_choices.provider, .arg = "name",       \
		.help = N_("its models only")}

#define AI_WHO_OPTIONS                                                                             \
	AI_MODEL_OPTION,                                                                           \
		{.name = "tier", .kind = OPT_CHOICE, .value = &ai_choices.tier, .arg = "tier",     \
			.help = N_("fast, balanced or powerful, whatever the task"),       \
			.choices = "fast|balanced|powerful"},                                      \
		AI_PROVIDER_OPTION

#define AI_COST_OPTIONS                                                                            \
	{.name = "budget-usd", .kind = OPT_TEXT, .value = &ai_choices.budget, .arg = "dollars",    \
		.help = N_("spend no more than this, all calls together")},                \
		{.name = "user", .kind = OPT_TEXT, .value = &ai_choices.user, .arg = "name",       \
			.help = N_("whose quota it is (default: the login name)")},        \
		{.name = "no-cache", .kind = OPT_FLAG, .value = &ai_choices.no_cache,              \
			.help = N_("neither look for a kept answer nor keep this one")},   \
		{.name = "renew", .kind = OPT_FLAG, .value = &ai_choices.renew,                    \
			.help = N_("ask anew, and keep the new answer")}

/* The login name, or --user. */
const char *ai_user(struct app *app);

/* Dollars as people write them: "0.25", "none" (QUOTA_NONE). */
bool ai_parse_usd(const char *option, const char *text, int64_t *ret, struct err *err);

/* The command of ours that does a task without a model, if there is one. */
const char *ai_offline_command(const char *task);
/* Opens what calls need: configuration, prices, keys into the app's redactor. */
bool ai_command_open(struct app *app, struct ai **ret, struct err *err);
/* The options above into a call; notes go to stderr, signals end it. */
bool ai_command_ask(struct app *app, struct ai_ask *ask, struct err *err);

/* Both, the call, and its answer on stdout: text as it comes, a value when the
 * request has a schema, or with --json a document. */
bool ai_command_run(struct app *app, struct ai_ask *ask, struct err *err);

/* {provider, model, finish, cached, attempts, usage{…}, cost_usd, saved_usd, duration_ms} */
void ai_answer_fields(cJSON *document, const struct ai_answer *a);
/* What it cost, with --verbose. */
void ai_tell_cost(struct app *app, const struct ai_answer *answer);
cJSON *ai_usd(int64_t pico); /* a number of dollars; null below 0 */

#endif
