#include "cmd/config.h"
#include "cmd/database.h"

#include "cmd/commands.h"
#include "cmd/login.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/store/audit.h"
#include "core/term/width.h"

#include <string.h>
#include <unistd.h>

bool config_user, config_system, config_project;

bool config_place(struct app *app, struct config_place *ret, struct err *err)
{
	struct config_paths paths;

	if (config_user + config_system + config_project > 1)
		return err_set(err, ERR_USAGE, "only one of --project, --user and --system");
	app_config_paths(app, &paths);
	*ret = (struct config_place){paths.project, CONFIG_PROJECT};
	if (config_system)
		*ret = (struct config_place){paths.system, CONFIG_SYSTEM};
	if (config_user)
		*ret = (struct config_place){paths.user, CONFIG_USER};
	if (ret->path)
		return true;
	if (config_user) {
		err_set(err, ERR_WORK, "cannot tell where the user's file is: no home folder");
		return err_hint(err, "set HOME or XDG_CONFIG_HOME");
	}
	err_set(err, ERR_WORK, "this is no project");
	return err_hint(err, "'blokctl init' makes it one; --user is for all projects");
}

bool config_note_change(
	struct app *app, const char *action, const char *key, const char *file, struct err *err)
{
	cJSON *detail;
	struct str text = {0};
	bool ok;

	if (!app->store)
		return true;
	detail = json_new_object();
	json_set_string(detail, "key", key);
	json_set_string(detail, "file", file);
	json_print(&text, detail, JSON_COMPACT);
	ok = audit_add(app->store, app_login(app), action, str_text(&text), err) ||
	     err_wrap(err, "'%s' is written, but the audit has no word of it", file);
	str_release(&text);
	json_free(detail);
	return ok;
}

/* ---- showing ---- */

bool config_has_password(const char *text)
{
	struct password_search search = {.at = text, .ends = ""};
	struct address_password p;

	return address_password_next(&search, &p);
}

/* The user stays, and the key of one that has its own. */
static cJSON *without_password(const char *text)
{
	struct password_search search = {.at = text, .ends = ""};
	struct address_password p;
	struct str out = {0};
	cJSON *shown;

	for (; address_password_next(&search, &p); text = p.at + p.len)
		str_add_bytes(&out, text, (size_t)((*p.mark == ':' ? p.mark : p.at) - text));
	str_add(&out, text);
	shown = json_new_string(str_text(&out));
	str_release(&out);
	return shown;
}

cJSON *config_shown(const char *key, const cJSON *value)
{
	const struct config_setting *s = config_setting_find(key);
	cJSON *shown;

	if (s && s->kind == CONFIG_COMMAND)
		return json_new_string("[command]");
	if (json_is_string(value))
		return without_password(value->valuestring);
	if (!json_is_object(value))
		return json_copy(value);
	shown = json_new_object();
	json_each(item, value) {
		bool quoted = !*item->string || strpbrk(item->string, ".\"");
		struct str below = {0};

		str_addf(&below, "%s.", key);
		if (quoted)
			json_print_string(&below, item->string);
		else
			str_add(&below, item->string);
		json_add_take(shown, item->string, config_shown(str_text(&below), item));
		str_release(&below);
	}
	return shown;
}

void config_print_value(struct str *out, const cJSON *shown)
{
	struct str text = {0};

	if (json_is_string(shown))
		str_add(&text, shown->valuestring);
	else
		json_print(&text, shown, JSON_COMPACT);
	text_escape(out, str_text(&text), text.len, ESCAPE_ALL);
	str_release(&text);
}

void config_print_origin(struct str *out, const struct config_origin *origin)
{
	bool file = origin->line > 0;

	str_add(out, file ? "file" : config_layer_name(origin->layer));
	str_add_char(out, ':');
	text_escape(out, origin->place, strlen(origin->place), ESCAPE_ALL);
	if (file)
		str_addf(out, ":%d", origin->line);
}

cJSON *config_entry_json(const struct config *c, const char *key, const cJSON *value)
{
	struct config_origin origin = {.place = ""};
	cJSON *json = json_new_object();

	config_origin(c, key, &origin);
	json_set_string(json, "key", key);
	json_add_take(json, "value", config_shown(key, value));
	json_set_string(json, "layer", config_layer_name(origin.layer));
	json_set_string(json, "place", *origin.place ? origin.place : NULL);
	json_add_take(json, "line", origin.line ? json_new_number(origin.line) : json_new_null());
	return json;
}

const struct cmd cmd_config = {
	.name = "config",
	.args = "COMMAND",
	.summary = N_("Show, set and check the settings"),
	.details = N_(
		"Settings come from the command line, the environment (BLOKCTL_QUOTA_TIMEZONE for "
		"quota.timezone), .blok/config.yaml of the project, the user's file, the system's, "
		"and what is built in: the first that says something has it. "
		"'man 5 blokctl-config' describes them all."),
	.subs = (const struct cmd *const[]){&config_list, &config_get_cmd, &config_set,
		&config_unset, &config_edit, &config_validate, NULL},
	.examples =
		(const char *const[]){
			"blokctl config list --show-origin",
			N_("every setting, and where it comes from"),
			"blokctl config set quota.timezone Europe/Vienna",
			N_("into .blok/config.yaml; its comments stay"),
			NULL,
		},
};
