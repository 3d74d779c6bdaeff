#ifndef CMD_EDITOR_H
#define CMD_EDITOR_H

#include "cmd/app.h"
#include "core/base/str.h"

/* The user's editor: $VISUAL, $EDITOR, or vi on a terminal.  ERR_USAGE without one;
 * `instead` says what does it without an editor. */
bool editor_choose(const char *instead, const char **ret, struct err *err);
bool editor_run(const char *editor, const char *file, struct err *err);

/* Lets the user edit a text, in a file of this name that is removed after. */
bool editor_text(struct app *app, const char *name, const char *instead, struct str *text,
	struct err *err);

#endif
