#include "core/base/err.h"

#include <stdio.h>
#include <string.h>

/* A text that fills its buffer ends in "...", not within a character. */
static void cut(char *buffer, size_t size)
{
	size_t end = size - 4;

	while (end && ((unsigned char)buffer[end] & 0xc0) == 0x80)
		end--;
	memcpy(buffer + end, "...", 4);
}

static void fill(char *buffer, size_t size, const char *format, va_list args)
{
	if (vsnprintf(buffer, size, format, args) >= (int)size)
		cut(buffer, size);
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

static void append(struct err *err, const char *cause)
{
	size_t len = strlen(err->message), room = sizeof err->message - len;

	if (snprintf(err->message + len, room, ": %s", cause) >= (int)room)
		cut(err->message, sizeof err->message);
}

bool err_wrap(struct err *err, const char *format, ...)
{
	char cause[sizeof err->message];
	va_list args;

	memcpy(cause, err->message, sizeof cause);
	va_start(args, format);
	fill(err->message, sizeof err->message, format, args);
	va_end(args);
	append(err, cause);
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
	append(err, system);
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
