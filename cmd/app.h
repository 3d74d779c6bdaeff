#ifndef CMD_APP_H
#define CMD_APP_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/config/secrets.h"
#include "core/term/term.h"

#include <stdbool.h>

struct store;
struct config;
struct config_paths;
struct net_policy;

/* One per process, made by main and handed to every command. */
struct app {
	const char *store_path; /* --store as given, or NULL */
	bool json;              /* --json: stdout carries one document */
	bool quiet;
	bool log_json; /* --log-format: what goes to stderr is JSON, a line each */
	int verbose;
	struct term out, err;   /* what stdout and stderr are able to show */
	struct store *store;    /* by the command's `needs`; main closes it */
	struct arena arena;     /* as long as the process */
	struct secrets secrets; /* kept out of everything that is printed */
	struct config *config;  /* by app_load_config(); main frees it */
	/* By app_load_policy(); NULL: nothing is configured.  As long as the process. */
	struct net_policy *policy;
	/* By app_load_sandbox(); NULL: nothing is configured. */
	const cJSON *sandbox;
	/* Set by a command that has printed a --json document with its error
	 * inside: main prints nothing more, only the exit status tells. */
	bool reported;
};

/* The database file (contract "Files and places" 2): --store, BLOKCTL_STORE,
 * .blok/ of the nearest enclosing project, the user's data folder.  In the
 * app's arena.  The file need not exist. */
bool app_store_path(struct app *app, const char **ret_path, struct err *err);

/* The folder with the nearest .blok/ at or above the working folder, absolute,
 * or NULL.  One that belongs to somebody else does not count: its
 * configuration could run commands. */
const char *app_project(struct app *app);

/* The secrets of the project's .blok/config.yaml, and what else is hidden like
 * them; for commands that run workflows. */
bool app_load_secrets(struct app *app, struct err *err);

/* The settings, once, into app->config; findings are shown as app_diags() does,
 * errors among them are ERR_INPUT. */
bool app_load_config(struct app *app, struct err *err);
/* network.deny and network.allow, for commands that send requests.  Reads settings
 * only where there are some. */
bool app_load_policy(struct app *app, struct err *err);
/* The configuration's sandbox for programs of steps, into app->sandbox. */
bool app_load_sandbox(struct app *app, struct err *err);
void app_release_policy(struct app *app);
/* Where settings are looked for; NULL: that layer has no place here. */
void app_config_paths(struct app *app, struct config_paths *ret);

/* Opens the store as the command's `needs` say, once; main does it before run(). */
bool app_open_store(struct app *app, unsigned needs, struct err *err);

#endif
