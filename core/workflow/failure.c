#include "core/workflow/failure.h"

#include "core/base/mem.h"

#include <stdarg.h>
#include <stdlib.h>

void failure_release(struct failure *f)
{
	free(f->name);
	free(f->message);
	json_free(f->body);
	free(f->step_id);
	free(f->outer_id);
	free(f->path);
	free(f->label);
	free(f->hint);
	*f = (struct failure){0};
}

bool failure_set(struct failure *f, const char *name, int code, const char *format, ...)
{
	struct str message = {0};
	va_list args;

	va_start(args, format);
	str_vaddf(&message, format, args);
	va_end(args);
	failure_release(f);
	f->name = mem_strdup(name);
	f->code = code;
	f->message = str_take(&message);
	return false;
}

bool failure_hint(struct failure *f, const char *format, ...)
{
	struct str hint = {0};
	va_list args;

	va_start(args, format);
	str_vaddf(&hint, format, args);
	va_end(args);
	free(f->hint);
	f->hint = str_take(&hint);
	return false;
}
