#ifndef DATA_USER_FILE_H
#define DATA_USER_FILE_H

#include "core/base/diag.h"
#include "core/base/err.h"
#include "core/base/str.h"
#include "core/base/vec.h"

#include <stdint.h>

/* A user's file as read, and where its lines begin. */
struct user_file {
	char *path; /* as the user named it */
	struct str text;
	VEC(uint32_t) lines; /* byte offset of each line, made on first use */
};

/* Workflow and configuration files; no readable one comes near it. */
#define USER_FILE_MAX_BYTES ((size_t)8 * 1024 * 1024)

bool user_file_read(struct user_file *s, const char *path, struct err *err);
void user_file_from_text(struct user_file *s, const char *path, const char *text, size_t len);
void user_file_release(struct user_file *s);

/* Line from 1, column from 1 in code points. */
void user_file_place(struct user_file *s, size_t offset, int *ret_line, int *ret_column);
/* The offset of a line (from 1) and column (from 1, in code points). */
size_t user_file_offset(struct user_file *s, int line, int column);

/* Adds a finding at a byte offset, with its source line. */
void user_file_report(struct user_file *s, struct diags *diags, enum diag_severity severity,
	size_t offset, const char *code, const char *hint, const char *format, ...)
	__attribute__((format(printf, 7, 8)));
void user_file_vreport(struct user_file *s, struct diags *diags, enum diag_severity severity,
	size_t offset, const char *code, const char *hint, const char *format, va_list args);

#endif
