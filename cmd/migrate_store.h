#ifndef CMD_MIGRATE_STORE_H
#define CMD_MIGRATE_STORE_H

#include "cmd/app.h"

/* `--db store:`, blokctl's own state: its steps are part of the program. */

bool migrate_store_status(struct app *app, bool exit_code, struct err *err);
bool migrate_store_up(struct app *app, struct err *err);

#endif
