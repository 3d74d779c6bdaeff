#ifndef CMD_CONFIG_H
#define CMD_CONFIG_H

#include "cmd/app.h"
#include "cmd/cmd.h"
#include "core/base/tr.h"
#include "core/config/config.h"

/* What the subcommands of `config` share. */

extern const struct cmd config_list, config_get_cmd, config_set, config_unset, config_edit,
	config_validate;

/* Which file is written. */
extern bool config_user, config_system, config_project;
#define CONFIG_PLACE_OPTIONS                                                                       \
	{.name = "project", .kind = OPT_FLAG, .value = &config_project,                            \
		.help = N_("in .blok/config.yaml of the project (the default)")},          \
	{.name = "user", .kind = OPT_FLAG, .value = &config_user,                                  \
		.help = N_("in the user's file, for all projects")},                       \
	{.name = "system", .kind = OPT_FLAG, .value = &config_system,                              \
		.help = N_("in the system's file, for all users")}

/* The file that these options name, and its layer. */
struct config_place {
	const char *path;
	enum config_layer layer;
};
bool config_place(struct app *app, struct config_place *ret, struct err *err);

/* A row of the store's audit, if there is a store; `key` may be NULL.  It never
 * has the value. */
bool config_note_change(
	struct app *app, const char *action, const char *key, const char *file, struct err *err);

/* Whether an address has one in it: postgres://user:password@host/name. */
bool config_has_password(const char *text);
/* The value as it may be shown: commands that fetch secrets are not, for a
 * secret may stand in them, and addresses without a password.  The caller's. */
cJSON *config_shown(const char *key, const cJSON *value);
/* Texts as they are, everything else as JSON; control characters made visible. */
void config_print_value(struct str *out, const cJSON *shown);
/* "file:.blok/config.yaml:3", "environment:BLOKCTL_AI_TIER", "default:" */
void config_print_origin(struct str *out, const struct config_origin *origin);
/* {key, value, layer, place, line} */
cJSON *config_entry_json(const struct config *c, const char *key, const cJSON *value);

#endif
