#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "core/base/arena.h"
#include "core/base/diag.h"
#include "core/data/json.h"

#include <stdint.h>

/* Settings, in layers: an option of the command line, the environment, the
 * project's .blok/config.yaml, the user's and the system's file, and what is
 * built in.  The innermost layer that says something about a key has it;
 * objects are merged, lists and scalars replaced. */

enum config_layer {
	CONFIG_DEFAULT,
	CONFIG_SYSTEM,  /* /etc/blokctl/config.yaml */
	CONFIG_USER,    /* $XDG_CONFIG_HOME/blokctl/config.yaml */
	CONFIG_PROJECT, /* .blok/config.yaml */
	CONFIG_ENV,     /* BLOKCTL_QUOTA_TIMEZONE for quota.timezone */
	CONFIG_OPTION,  /* the command line */
	CONFIG_LAYERS,
};
const char *config_layer_name(enum config_layer layer); /* "project" */

/* What is known of a key. */
enum config_kind {
	CONFIG_TEXT,
	CONFIG_INT,
	CONFIG_BOOL,
	CONFIG_DURATION, /* "30s", or milliseconds; read as milliseconds */
	CONFIG_MONEY,    /* US dollars; read as pico-dollars (1e-12) */
	CONFIG_CHOICE,   /* one of the words in `choices` */
	CONFIG_LIST,     /* of texts */
	CONFIG_OBJECT,   /* its keys are settings of their own: ai.providers.*.kind */
	CONFIG_COMMAND,  /* a text for the shell, or the list of its words */
	CONFIG_SOURCE,   /* where a secret comes from: an object with env, command or file */
	CONFIG_NETWORK,  /* none, any, or a list of TCP ports */
};
struct config_setting {
	const char *key; /* "quota.timezone"; "ai.tasks.*": any name */
	enum config_kind kind;
	const char *builtin; /* JSON text, or NULL: none */
	const char *choices; /* "a|b"; of a number: words that may stand in its place */
	const char *help;    /* one line */
};
extern const struct config_setting config_settings[]; /* sorted by key; ended by a NULL key */
/* The row of a key, or NULL.  Names with a dot stand in quotes:
 * ai.models."openai/gpt-4.1".context */
const struct config_setting *config_setting_find(const char *key);
/* "BLOKCTL_QUOTA_TIMEZONE" in the arena; NULL for a key with "*". */
char *config_variable(struct arena *a, const struct config_setting *setting);
/* ERR_INPUT with the nearest key there is, unless the key is known: a setting, or
 * what settings lie below ("quota", "ai.providers.local"). */
bool config_check_key(const char *key, struct err *err);

struct config;

/* Files that are not there say nothing.  Findings of the others (no YAML,
 * unknown keys, values of the wrong kind) go to `diags`; the result is NULL
 * when there were errors among them, or with `err` when a file cannot be read.
 * `project` may be NULL. */
struct config_paths {
	const char *project, *user, *system;
};
struct config *config_load(const struct config_paths *paths, struct diags *diags, struct err *err);
void config_free(struct config *c); /* accepts NULL */
/* The findings of one file alone; false with `err` when it cannot be read. */
bool config_check_file(const char *path, struct diags *diags, struct err *err);

/* An option of the command line, over everything else; `value` is taken.  Values
 * that were got before are gone. */
void config_override_take(struct config *c, const char *key, cJSON *value);

/* The value that holds, or NULL; objects merged over the layers. */
const cJSON *config_get(const struct config *c, const char *key);
/* The fallback stands in for what is not there, and for the word in place of a
 * number ("none"). */
const char *config_text(const struct config *c, const char *key, const char *fallback);
int64_t config_int(const struct config *c, const char *key, int64_t fallback);
bool config_bool(const struct config *c, const char *key, bool fallback);

/* Where the value of a key comes from: its layer, and its file and line (line 0:
 * none). */
struct config_origin {
	enum config_layer layer;
	const char *place; /* a path, or a variable's name, or "" */
	int line;
};
bool config_origin(const struct config *c, const char *key, struct config_origin *ret);

/* Every key that has a value, in the order of their names: those of objects
 * one by one ("ai.providers.local.base_url"). */
typedef void config_visit(void *self, const char *key, const cJSON *value);
void config_each(const struct config *c, config_visit *each, void *self);

/* Sets a key in a file, which is made when it is not there (0600, for it may
 * name commands); comments and everything else stay as they were.  The value is
 * a text as in the environment: lists and objects as JSON or in YAML's flow style.
 * A NULL value takes the key out.  ERR_INPUT when the key is not known, or the
 * value is not of its kind, ERR_WORK when there is nothing to take out; nothing
 * is written then. */
bool config_write(const char *path, const char *key, const char *value, struct err *err);

#endif
