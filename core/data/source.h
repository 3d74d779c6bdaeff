#ifndef DATA_SOURCE_H
#define DATA_SOURCE_H

#include "core/base/diag.h"
#include "core/base/err.h"
#include "core/base/str.h"
#include "core/base/vec.h"

#include <stdint.h>

/* A user's file as read, and where its lines begin. */
struct source {
	char *path; /* as the user named it */
	struct str text;
	VEC(uint32_t) lines; /* byte offset of each line, made on first use */
};

/* Workflow and configuration files; no readable one comes near it. */
#define SOURCE_MAX_BYTES ((size_t)8 * 1024 * 1024)

bool source_read(struct source *s, const char *path, struct err *err);
void source_from_text(struct source *s, const char *path, const char *text, size_t len);
void source_release(struct source *s);

/* Line from 1, column from 1 in code points. */
void source_place(struct source *s, size_t offset, int *ret_line, int *ret_column);
/* The offset of a line (from 1) and column (from 1, in code points). */
size_t source_offset(struct source *s, int line, int column);

/* Adds a finding at a byte offset, with its source line. */
void source_report(struct source *s, struct diags *diags, enum diag_severity severity,
	size_t offset, const char *code, const char *hint, const char *format, ...)
	__attribute__((format(printf, 7, 8)));
void source_vreport(struct source *s, struct diags *diags, enum diag_severity severity,
	size_t offset, const char *code, const char *hint, const char *format, va_list args);

#endif
