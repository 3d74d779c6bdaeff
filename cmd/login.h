#ifndef CMD_LOGIN_H
#define CMD_LOGIN_H

#include "cmd/app.h"

/* The name of the user whose process this is, whatever the environment says:
 * "uid-1000" when nobody has named it.  In the app's arena. */
const char *app_login(struct app *app);

#endif
