#include "core/text/flow.h"

#include <string.h>

void grid_release(struct text_grid *g)
{
	vec_release(&g->cells);
	vec_release(&g->rows);
}

void grid_row(struct text_grid *g)
{
	vec_push(&g->rows, g->cells.len);
}

void grid_cell(struct text_grid *g, const char *text, size_t len)
{
	if (!g->rows.len)
		grid_row(g);
	if (g->cells.len >= GRID_CELLS_MAX ||
		g->cells.len - g->rows.at[g->rows.len - 1] >= GRID_COLUMNS_MAX) {
		g->is_cut = g->is_cut || len;
		return;
	}
	while (len && strchr(" \n", text[len - 1]))
		len--;
	while (len && strchr(" \n", *text)) {
		text++;
		len--;
	}
	vec_push(&g->cells, len ? arena_strndup(g->a, text, len) : "");
}

static size_t row_end(const struct text_grid *g, size_t row)
{
	return row + 1 < g->rows.len ? g->rows.at[row + 1] : g->cells.len;
}

static bool is_empty_row(const struct text_grid *g, size_t row)
{
	for (size_t c = g->rows.at[row]; c < row_end(g, row); c++)
		if (*g->cells.at[c])
			return false;
	return true;
}

/* One row with `columns` cells. */
static const char **copy_row(const struct text_grid *g, size_t row, const char **to, size_t columns)
{
	size_t from = g->rows.at[row], count = row_end(g, row) - from;

	for (size_t c = 0; c < columns; c++)
		*to++ = c < count ? g->cells.at[from + c] : "";
	return to;
}

/* The widest row's cells; 0 when all are empty. */
static size_t measure(const struct text_grid *g, size_t *ret_rows)
{
	size_t columns = 0;

	*ret_rows = 0;
	for (size_t r = 0; r < g->rows.len; r++)
		if (!is_empty_row(g, r)) {
			size_t count = row_end(g, r) - g->rows.at[r];

			columns = count > columns ? count : columns;
			++*ret_rows;
		}
	return columns;
}

/* Rows of heads become one: "Pressure" above "in bar" is "Pressure in bar". */
static void take_header(const struct text_grid *g, struct text_table *t)
{
	const char **header;
	size_t count = 0;

	for (size_t r = 0; r < g->header_rows && r < g->rows.len; r++)
		count += !is_empty_row(g, r);
	if (!count || count > 3)
		return;
	header = arena_array(g->a, const char *, t->columns);
	for (size_t c = 0; c < t->columns; c++) {
		header[c] = t->cells[c];
		for (size_t r = 1; r < count; r++) {
			const char *below = t->cells[r * t->columns + c];

			if (!*header[c])
				header[c] = below;
			else if (*below && strcmp(below, t->cells[(r - 1) * t->columns + c]) != 0)
				header[c] = arena_printf(g->a, "%s %s", header[c], below);
		}
	}
	t->header = header;
	t->cells += count * t->columns;
	t->rows -= count;
}

void grid_end(struct text_grid *g, struct text_flow *f, struct text_place place)
{
	size_t rows, columns = measure(g, &rows);
	struct text_block *block;
	struct text_table *t;
	const char **cells;

	if (g->is_cut)
		text_document_note(f->d,
			"line %zu: of a table only %d columns and %d cells are read", place.line,
			GRID_COLUMNS_MAX, GRID_CELLS_MAX);
	if (columns) {
		flow_drop_terms(f);
		t = arena_new(&f->d->arena, struct text_table);
		t->caption = g->caption;
		t->columns = columns;
		t->rows = rows;
		cells = arena_array(&f->d->arena, const char *, rows *columns);
		t->cells = cells;
		for (size_t r = 0; r < g->rows.len; r++)
			if (!is_empty_row(g, r))
				cells = copy_row(g, r, cells, columns);
		take_header(g, t);
		block = text_document_add(f->d, BLOCK_TABLE, NULL, place);
		block->table = t;
		block->is_chrome = flow_is_chrome(f);
	}
	g->cells.len = g->rows.len = g->header_rows = 0;
	g->caption = NULL;
	g->is_cut = false;
}
