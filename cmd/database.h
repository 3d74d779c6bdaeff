#ifndef CMD_DATABASE_H
#define CMD_DATABASE_H

#include "cmd/app.h"
#include "core/base/str.h"

/* What a name of the configuration's `databases` stands for, with its password in it; any
 * other text is itself.  `password` gets that alone, and stays empty when there is none. */
bool database_spec(struct app *app, const char *name, struct str *password, const char **ret_spec,
	struct err *err);

#endif
