#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "cmd/app.h"
#include "cmd/cmd.h"

/* The help of a command; with an empty path that of blokctl itself. */
bool help_command(struct app *app, const struct cmd_path *path);
/* The same as a document. */
void help_json(struct app *app, const struct cmd_path *path);
/* Usage and the list of commands, for somebody who gave none. */
void help_short(struct app *app, const struct term *to);

#endif
