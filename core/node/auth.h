#ifndef NODE_AUTH_H
#define NODE_AUTH_H

#include "core/workflow/failure.h"

/* What hmac-verify and jwt-verify answer to whom they do not believe: 401 with
 * {error: "Unauthorized", reason, message}.  Returns false. */
bool auth_refuse(struct failure *failure, const char *reason, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
