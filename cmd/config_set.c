#include "cmd/config.h"
#include "cmd/output.h"
#include "core/base/str.h"
#include "core/base/tr.h"

#include <string.h>

static const struct opt options[] = {CONFIG_PLACE_OPTIONS, {0}};

/* What was set may say nothing, because another layer lies over it. */
static void warn_if_covered(struct app *app, const char *key, const struct config_place *place)
{
	struct config_origin origin;
	struct config_paths paths;
	struct diags ignored = {0};
	struct err err = {0};
	struct config *c;

	app_config_paths(app, &paths);
	c = config_load(&paths, &ignored, &err);
	if (c && config_origin(c, key, &origin) && origin.layer > place->layer)
		app_warn(app, "'%s' has no effect: '%s' says something else", key, origin.place);
	config_free(c);
	diags_release(&ignored);
}

/* "databases.shop.url" -> "databases.shop.password" */
static void warn_of_password(struct app *app, const char *key, const struct config_place *place)
{
	size_t len = strlen(key) - (str_ends(key, ".url") ? strlen(".url") : 0);

	if (str_starts(key, "databases.") && key[len])
		app_warn(app,
			"the password is in '%s' now, for all who read it: leave it out, and set "
			"%.*s.password to {env: NAME}",
			place->path, (int)len, key);
	else
		app_warn(app,
			"the password is in '%s' now, for all who read it: a name below "
			"'databases' has it from elsewhere",
			place->path);
}

/* Only the project's file is read for them. */
static bool check_place(const char *key, const struct config_place *place, struct err *err)
{
	static const char section[] = "secrets";

	if (place->layer == CONFIG_PROJECT || !str_starts(key, section) ||
		(key[sizeof section - 1] && key[sizeof section - 1] != '.'))
		return true;
	err_set(err, ERR_INPUT, "'%s' would have no effect in '%s'", key, place->path);
	return err_hint(
		err, "secrets are the project's: leave --%s out", config_layer_name(place->layer));
}

static void tell(struct app *app, const char *key, const char *path)
{
	cJSON *document;

	if (!app->json) {
		app_note(app, tr("wrote %s to %s"), key, path);
		return;
	}
	document = json_new_object();
	json_set_string(document, "key", key);
	json_set_string(document, "file", path);
	app_json(app, document);
	json_free(document);
}

static bool change(struct app *app, const char *key, const char *value, struct err *err)
{
	struct config_place place;

	if (!config_place(app, &place, err) || (value && !check_place(key, &place, err)) ||
		!config_write(place.path, key, value, err) ||
		!config_note_change(
			app, value ? "config.set" : "config.unset", key, place.path, err))
		return false;
	if (value) {
		tell(app, key, place.path);
		if (config_has_password(value))
			warn_of_password(app, key, &place);
		warn_if_covered(app, key, &place);
		return true;
	}
	if (!app->json)
		app_note(app, tr("took %s out of %s"), key, place.path);
	else
		tell(app, key, place.path);
	return true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	(void)argc;
	return change(app, argv[0], argv[1], err);
}

static bool unset_run(struct app *app, int argc, char **argv, struct err *err)
{
	(void)argc;
	return change(app, argv[0], NULL, err);
}

const struct cmd config_set = {
	.name = "set",
	.args = "KEY VALUE",
	.summary = N_("Write a setting into a file; the rest of it stays as it is"),
	.opts = options,
	.details = N_(
		"Lists and objects are written as JSON. A secret itself is not a setting: name the "
		"variable, the file or the command that has it."),
	.examples = (const char *const[]){"blokctl config set quota.daily_usd 2.50",
		N_("at most so much in a day"), "blokctl config set --user ai.tier fast",
		N_("for all projects"), NULL},
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_SETTING,
	.run = run,
};

const struct cmd config_unset = {
	.name = "unset",
	.args = "KEY",
	.summary = N_("Take a setting out of a file"),
	.opts = options,
	.details = N_("What the other files and the built-in settings say about it holds then. A "
		   "section, such as 'quota', goes as a whole."),
	.examples = (const char *const[]){"blokctl config unset quota.timezone",
		N_("back to what the user's file says"), NULL},
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_SETTING,
	.run = unset_run,
};
