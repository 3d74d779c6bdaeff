#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "core/base/vec.h"

#include <stdbool.h>

enum diag_severity { DIAG_ERROR, DIAG_WARNING };

/* One finding about a user's file.  All texts are owned by the set. */
struct diag {
	enum diag_severity severity;
	char *path;
	int line, column; /* from 1, column in code points; 0 when the place is the whole file */
	char *code;       /* stable, kebab-case: "duplicate-id" */
	char *message;
	char *hint;    /* or NULL */
	char *excerpt; /* the source line, of a long one the part around the place; or NULL */
	int caret;     /* where in it the place is: so many code points are before */
};

/* Findings are collected, not raised: a check goes on after the first. */
struct diags {
	VEC(struct diag) list;
	size_t errors, warnings;
};

void diags_release(struct diags *d);
/* Takes over the strings of `finding` (malloc'd or NULL). */
void diags_add_take(struct diags *d, struct diag finding);
/* By path, then line, then column; findings at one place keep their order. */
void diags_sort(struct diags *d);

/* Without what is no UTF-8 and without control characters: U+FFFD instead. */
char *diag_clean(const char *text, size_t len);
/* The line that begins at `begin`, or of a long one the part around the place `at` (offsets in
 * `text`), cleaned; *ret_caret is the place in it, in code points. */
char *diag_excerpt(const char *text, size_t len, size_t begin, size_t at, int *ret_caret);

#endif
