#ifndef WORKFLOW_CRON_H
#define WORKFLOW_CRON_H

#include "core/base/str.h"

#include <stdbool.h>

/* Whether a text is a cron schedule: five fields, six with seconds before them,
 * or a name such as @daily.  If not, `why` gets the reason. */
bool cron_check(const char *text, struct str *why);

#endif
