#ifndef CMD_OTHER_H
#define CMD_OTHER_H

#include "cmd/app.h"

/* argv[0] names no command of ours: blokctl-NAME on PATH takes over, otherwise
 * the error says what was meant, or what serves instead of a command of the
 * original program. */
bool other_command(struct app *app, char **argv, struct err *err);

/* The program of this name on PATH, or NULL. */
const char *other_find(struct app *app, const char *name);

/* What serves instead of a subcommand of the original program's, as a hint; or NULL. */
const char *other_sub(const char *command, const char *sub);

#endif
