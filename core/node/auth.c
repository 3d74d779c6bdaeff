#include "core/node/auth.h"

#include <stdarg.h>

bool auth_refuse(struct failure *failure, const char *reason, const char *format, ...)
{
	struct str message = {0};
	cJSON *body = json_new_object();
	va_list args;

	va_start(args, format);
	str_vaddf(&message, format, args);
	va_end(args);
	failure_set(failure, "Error", 401, "%s", str_text(&message));
	json_set_string(body, "error", "Unauthorized");
	json_set_string(body, "reason", reason);
	json_set_string(body, "message", str_text(&message));
	failure->body = body;
	str_release(&message);
	return false;
}
