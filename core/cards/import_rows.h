#ifndef CARDS_IMPORT_ROWS_H
#define CARDS_IMPORT_ROWS_H

#include "core/cards/import.h"
#include "core/data/csv_reader.h"

/* Rows of cells become notes; for the readers of Anki's text and of tables. */

enum import_place {
	PLACE_GUID,
	PLACE_NOTETYPE,
	PLACE_DECK,
	PLACE_TAGS,
	PLACE_QUESTION,
	PLACE_ANSWER,
	PLACE_CLOZE,
	PLACE_KIND,
	PLACES
};

struct import_layout {
	int at[PLACES]; /* columns from 0; -1: none */
	char separator;
	bool is_html;
	int lines_before;        /* of the file, where rows begin later */
	const char *deck, *tags; /* for all */
	VEC(const char *) names; /* of the columns, as far as they have some */
};
extern const struct import_layout import_nowhere;

/* A cell of a row, "" where there is none. */
const char *import_cell(struct exchange *x, const struct csv_reader *r, int at);
/* What a reader of rows says, which begins with the line's number. */
bool import_line_error(struct err *err);
bool import_rows(struct exchange *x, const struct import_layout *l, const char *text, size_t len,
	struct err *err);

#endif
