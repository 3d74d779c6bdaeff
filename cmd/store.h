#ifndef CMD_STORE_H
#define CMD_STORE_H

#include "cmd/app.h"
#include "cmd/cmd.h"

#include <stdint.h>

/* What the subcommands of `store` share. */

extern const struct cmd store_path_cmd, store_backup, store_vacuum, store_check,
	store_metrics, store_traces;

/* Fails when there is no store: these commands do not make one. */
bool store_needed(struct app *app, struct err *err);
/* Bytes of a database file with its log. */
int64_t store_bytes(const char *path);

#endif
