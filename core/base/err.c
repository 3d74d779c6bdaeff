#include "core/base/err.h"

#include <stdio.h>
#include <string.h>

static void fill(char *buffer, size_t size, const char *format, va_list args)
{
	int len = vsnprintf(buffer, size, format, args);

	if (len >= (int)size)
		memcpy(buffer + size - 4, "...", 4);
}

bool err_vset(struct err *err, enum err_kind kind, const char *format, va_list args)
{
	err->kind = kind;
	err->hint[0] = '\0';
	fill(err->message, sizeof err->message, format, args);
	return false;
}

bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	err_vset(err, kind, format, args);
	va_end(args);
	return false;
}

bool err_hint(struct err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill(err->hint, sizeof err->hint, format, args);
	va_end(args);
	return false;
}

bool err_wrap(struct err *err, const char *format, ...)
{
	char cause[sizeof err->message];
	va_list args;
	size_t len;

	memcpy(cause, err->message, sizeof cause);
	va_start(args, format);
	fill(err->message, sizeof err->message, format, args);
	va_end(args);
	len = strlen(err->message);
	if (snprintf(err->message + len, sizeof err->message - len, ": %s", cause) >=
		(int)(sizeof err->message - len))
		memcpy(err->message + sizeof err->message - 4, "...", 4);
	return false;
}

bool err_errno(struct err *err, int errnum, const char *format, ...)
{
	char system[128];
	va_list args;

	va_start(args, format);
	err_vset(err, ERR_WORK, format, args);
	va_end(args);
	if (strerror_r(errnum, system, sizeof system) != 0)
		snprintf(system, sizeof system, "error %d", errnum);
	size_t len = strlen(err->message);
	snprintf(err->message + len, sizeof err->message - len, ": %s", system);
	return false;
}

const char *err_code(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE: return "none";
	case ERR_WORK: return "failed";
	case ERR_USAGE: return "usage";
	case ERR_INPUT: return "invalid_input";
	case ERR_RUN: return "run_failed";
	case ERR_REFUSED: return "refused";
	case ERR_NO_ANSWER: return "no_answer";
	case ERR_BUSY: return "not_now";
	case ERR_TIMEOUT: return "timeout";
	case ERR_INTERRUPTED: return "interrupted";
	case ERR_TERMINATED: return "terminated";
	}
	return "failed";
}
