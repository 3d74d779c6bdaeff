#ifndef TERM_TABLE_H
#define TERM_TABLE_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/term/term.h"

enum column_kind {
	COLUMN_TEXT,
	COLUMN_NUMBER, /* right-aligned, never cut */
	COLUMN_WIDE,   /* text that gives way first when the line is too long */
};

struct column {
	const char *title;
	enum column_kind kind;
};

struct cell {
	char *text;
	enum term_role role;
};

/* Columns fitted to the terminal; without one every row is printed in full. */
struct table {
	const struct column *columns; /* borrowed; ends with a NULL title */
	bool titles_are_data;         /* names out of a database: not translated */
	size_t width;                 /* how many columns */
	VEC(struct cell) cells;       /* row by row */
	struct arena arena;
};

void table_init(struct table *t, const struct column *columns);
void table_release(struct table *t);
/* The next cell; control characters in `text` are escaped; NULL is "-". */
void table_add(struct table *t, const char *text);
void table_add_styled(struct table *t, enum term_role role, const char *text);
void table_addf(struct table *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A last row that is not full is filled with empty cells. */
void table_render(const struct table *t, const struct term *term, struct str *out);

#endif
