#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>

/* What went wrong, in classes that decide the exit status (the value is the
 * status; blokctl(1) has the same table). */
enum err_kind {
	ERR_NONE = 0,
	ERR_WORK = 1,      /* system, remote, file or run not found */
	ERR_USAGE = 2,     /* the command line */
	ERR_INPUT = 3,     /* a document, configuration or data */
	ERR_RUN = 4,       /* a workflow run failed */
	ERR_REFUSED = 5,   /* quota, guard, policy */
	ERR_NO_ANSWER = 6, /* the question has no answer */
	ERR_BUSY = 75,     /* not now: locked, waiting, live elsewhere */
	ERR_TIMEOUT = 124,
	ERR_INTERRUPTED = 130,
	ERR_TERMINATED = 143,
};

/* An error is a value, printed once by main.  Buffers are inside so that
 * reporting never allocates; longer texts end in "...". */
struct err {
	enum err_kind kind;
	char message[1024];
	char hint[512]; /* what to do next, or empty */
};

/* Each returns false, so that a failing function can `return err_set(…)`. */
bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool err_vset(struct err *err, enum err_kind kind, const char *format, va_list args);
bool err_hint(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Puts "text: " before the message; the kind and the hint stay. */
bool err_wrap(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "message: strerror(errnum)". */
bool err_errno(struct err *err, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

const char *err_code(enum err_kind kind); /* "usage", "invalid_input", … for --json */

#endif
