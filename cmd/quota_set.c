#include "cmd/output.h"
#include "cmd/quota.h"
#include "core/base/num.h"
#include "core/base/tr.h"

static const char *given[6]; /* requests, tokens, usd of a day, of a month */

#define LIMIT_OPTION(index, name_, help_)                                                          \
	{.name = name_, .kind = OPT_TEXT, .value = &given[index], .arg = "number|none",    \
		.help = help_}

static const struct opt options[] = {
	QUOTA_USER_OPTION,
	LIMIT_OPTION(0, "daily-requests", N_("calls a day")),
	LIMIT_OPTION(3, "monthly-requests", N_("calls a month")),
	LIMIT_OPTION(1, "daily-tokens", N_("tokens a day, prompts and answers")),
	LIMIT_OPTION(4, "monthly-tokens", N_("tokens a month")),
	LIMIT_OPTION(2, "daily-usd", N_("dollars a day")),
	LIMIT_OPTION(5, "monthly-usd", N_("dollars a month")),
	{0},
};

static const char *const names[] = {"daily-requests", "daily-tokens", "daily-usd",
	"monthly-requests", "monthly-tokens", "monthly-usd"};

static bool parse(int index, int64_t *ret, struct err *err)
{
	const char *text = given[index];
	long long count;

	*ret = QUOTA_UNSET;
	if (!text)
		return true;
	if (index % 3 == 2)
		return ai_parse_usd(names[index], text, ret, err);
	if (str_eq(text, "none")) {
		*ret = QUOTA_NONE;
		return true;
	}
	if (!num_parse_int(text, 0, 1000000000000000, &count))
		return err_set(err, ERR_USAGE, "--%s wants a number or none, not '%s'", names[index], text);
	*ret = count;
	return true;
}

/* "daily_requests": 20; null for none. */
static void add_limit(cJSON *detail, int index, int64_t value)
{
	struct str key = {0};

	str_add(&key, names[index]);
	for (char *c = key.at; *c; c++)
		*c = *c == '-' ? '_' : *c;
	json_set_take(detail, str_text(&key),
		value == QUOTA_NONE ? json_new_null()
		: index % 3 == 2    ? ai_usd(value)
				    : json_new_number((double)value));
	str_release(&key);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct quota_limits limits;
	int64_t *fields[] = {&limits.day.requests, &limits.day.tokens, &limits.day.cost,
		&limits.month.requests, &limits.month.tokens, &limits.month.cost};
	const char *user = ai_user(app);
	cJSON *detail;
	size_t count = 0;

	(void)argc, (void)argv;
	for (int i = 0; i < 6; i++) {
		if (!parse(i, fields[i], err))
			return false;
		count += given[i] != NULL;
	}
	if (!count) {
		err_set(err, ERR_USAGE, "no limit is given");
		return err_hint(err, "for example --daily-requests 20, or --monthly-usd none");
	}
	detail = json_new_object();
	json_set_string(detail, "user", user);
	for (int i = 0; i < 6; i++)
		if (given[i])
			add_limit(detail, i, *fields[i]);
	if (!quota_set_limits(app->store, user, &limits, err)) {
		json_free(detail);
		return false;
	}
	if (app->json)
		app_json(app, detail);
	else
		app_note(app,
			tr_n("%s: %zu limit set; 'blokctl quota' shows what is left",
				"%s: %zu limits set; 'blokctl quota' shows what is left", count),
			user, count);
	return quota_audit_take(app, "quota.set", detail, err);
}

const struct cmd quota_set = {
	.name = "set",
	.summary = N_("Set limits: a number, 0 (nothing is allowed), or none"),
	.opts = options,
	.needs = NEEDS_STORE,
	.run = run,
};

/* ---- back to the defaults, blocks ---- */

static const char *reason;

static const struct opt user_options[] = {QUOTA_USER_OPTION, {0}};

static bool done(
	struct app *app, const char *action, const char *user, const char *told, struct err *err)
{
	cJSON *detail = json_new_object();

	json_set_string(detail, "user", user);
	json_set_string(detail, "reason", reason);
	if (app->json)
		app_json(app, detail);
	else
		app_note(app, "%s: %s", user, told);
	return quota_audit_take(app, action, detail, err);
}

static bool run_reset(struct app *app, int argc, char **argv, struct err *err)
{
	const char *user = ai_user(app);

	(void)argc, (void)argv;
	return quota_reset_limits(app->store, user, err) &&
	       done(app, "quota.reset", user, tr("reset"), err);
}

const struct cmd quota_reset = {
	.name = "reset",
	.summary = N_("Back to the limits of the configuration"),
	.opts = user_options,
	.needs = NEEDS_STORE,
	.run = run_reset,
};

static const struct opt block_options[] = {
	{.name = "reason", .kind = OPT_TEXT, .value = &reason, .arg = "text",
		.help = N_("what the user is told")},
	{0},
};

static bool run_block(struct app *app, int argc, char **argv, struct err *err)
{
	(void)argc;
	return quota_block(app->store, argv[0], reason ? reason : "no reason was given", err) &&
		done(app, "quota.block", argv[0], tr("block"), err);
}

const struct cmd quota_block_user = {
	.name = "block",
	.args = "USER",
	.summary = N_("Let no call of a user through"),
	.opts = block_options,
	.needs = NEEDS_STORE,
	.run = run_block,
};

static bool run_unblock(struct app *app, int argc, char **argv, struct err *err)
{
	(void)argc;
	return quota_block(app->store, argv[0], NULL, err) &&
		done(app, "quota.unblock", argv[0], tr("unblock"), err);
}

const struct cmd quota_unblock = {
	.name = "unblock",
	.args = "USER",
	.summary = N_("Let a blocked user's calls through again"),
	.needs = NEEDS_STORE,
	.run = run_unblock,
};
