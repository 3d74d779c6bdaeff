#ifndef CMD_APP_H
#define CMD_APP_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/config/secrets.h"
#include "core/term/term.h"

#include <stdbool.h>

struct store;

/* One per process, made by main and handed to every command. */
struct app {
	const char *store_path; /* --store as given, or NULL */
	bool json;              /* --json: stdout carries one document */
	bool quiet;
	int verbose;
	struct term out, err;   /* what stdout and stderr are able to show */
	struct store *store;    /* by the command's `needs`; main closes it */
	struct arena arena;     /* as long as the process */
	struct secrets secrets; /* kept out of everything that is printed */
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

/* The secrets of the project's .blok/config.yaml; for commands that run workflows. */
bool app_load_secrets(struct app *app, struct err *err);

/* Opens the store as the command's `needs` say; main does it before run(). */
bool app_open_store(struct app *app, unsigned needs, struct err *err);

#endif
