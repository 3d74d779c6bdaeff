#include "core/text/read_pdf.h"

#include "core/text/flow.h"

#include <stdlib.h>
#include <string.h>

/* A grid is what cannot be anything else: this many rows, cells this short. */
#define ROWS_MIN 3
#define CELL_BYTES 60
#define COLUMNS_MAX 12

struct columns {
	int left[COLUMNS_MAX];
	size_t count;
};

/* The pieces of a line from `first` up to the next wide gap. */
static size_t part_end(const struct pdf *p, const struct pdf_line *l, size_t first)
{
	size_t end = first + 1;

	while (end < l->end && !pdf_is_gap(&p->pieces.at[end - 1], &p->pieces.at[end]))
		end++;
	return end;
}

static struct columns columns_of(const struct pdf *p, const struct pdf_line *l)
{
	struct columns c = {.count = 0};

	for (size_t at = l->first; at < l->end; at = part_end(p, l, at)) {
		if (c.count == COLUMNS_MAX)
			return (struct columns){.count = 0};
		c.left[c.count++] = p->pieces.at[at].left;
	}
	return c;
}

/* The column whose cells overlap with the part; -1: none. */
static int column_at(const struct columns *c, int left, int size)
{
	for (size_t i = 0; i < c->count; i++)
		if (abs(c->left[i] - left) <= size)
			return (int)i;
	return -1;
}

/* Whether each of its parts stands in a column of its own. */
static bool fits(const struct pdf *p, const struct columns *c, const struct pdf_line *l)
{
	int last = -1;

	for (size_t at = l->first; at < l->end; at = part_end(p, l, at)) {
		int column = column_at(c, p->pieces.at[at].left, l->size);

		if (column <= last)
			return false;
		last = column;
	}
	return true;
}

static bool is_row(const struct pdf *p, size_t l, const struct pdf_line *first)
{
	const struct pdf_line *line = &p->lines.at[l];

	return line->page == first->page && line->column == first->column && !line->is_dropped &&
	       !line->heading && line->parts >= 2 && line->letters <= CELL_BYTES * line->parts &&
	       (line == first || line->top - line[-1].bottom < 2 * line->size);
}

/* The lines that may be rows, and the one with the most cells, which has all columns. */
static size_t rows_from(const struct pdf *p, size_t line, size_t *ret_fullest)
{
	size_t end = line;

	*ret_fullest = line;
	while (end < p->lines.len && is_row(p, end, &p->lines.at[line])) {
		if (p->lines.at[end].parts > p->lines.at[*ret_fullest].parts)
			*ret_fullest = end;
		end++;
	}
	return end;
}

size_t pdf_table_lines(const struct pdf *p, size_t line)
{
	size_t fullest, rows = rows_from(p, line, &fullest), end = line, full = 0;
	struct columns c;

	if (rows - line < ROWS_MIN)
		return 0;
	c = columns_of(p, &p->lines.at[fullest]);
	if (c.count < 2)
		return 0;
	for (; end < rows && fits(p, &c, &p->lines.at[end]); end++)
		full += p->lines.at[end].parts == c.count;
	return end - line >= ROWS_MIN && full * 2 >= end - line ? end - line : 0;
}

static bool has_digit(const struct pdf *p, const struct pdf_line *l)
{
	for (size_t i = l->first; i < l->end; i++)
		if (strpbrk(p->pieces.at[i].text, "0123456789"))
			return true;
	return false;
}

/* In another style, or the only row without a number. */
static bool is_header(const struct pdf *p, size_t line, size_t count)
{
	const unsigned apart = PDF_BOLD | PDF_ITALIC;

	if (p->lines.at[line].style & apart & ~p->lines.at[line + 1].style)
		return true;
	for (size_t l = line + 1; l < line + count; l++)
		if (!has_digit(p, &p->lines.at[l]))
			return false;
	return !has_digit(p, &p->lines.at[line]);
}

void pdf_add_table(const struct pdf *p, struct text_document *d, size_t line, size_t count)
{
	struct text_grid grid = {.a = &d->arena};
	struct text_flow flow = {.d = d};
	struct text_inline cell = {0};
	struct columns c;
	size_t fullest;

	rows_from(p, line, &fullest);
	c = columns_of(p, &p->lines.at[fullest]);
	grid.header_rows = is_header(p, line, count);
	for (size_t l = line; l < line + count; l++) {
		const struct pdf_line *row = &p->lines.at[l];
		size_t column = 0, end;

		grid_row(&grid);
		for (size_t at = row->first; at < row->end; at = end) {
			int wanted = column_at(&c, p->pieces.at[at].left, row->size);
			struct pdf_line part = *row;

			end = part_end(p, row, at);
			part.first = at;
			part.end = end;
			for (; (int)column < wanted; column++)
				grid_cell(&grid, "", 0);
			pdf_add_text(p, &part, &cell);
			grid_cell(&grid, str_text(&cell.text), cell.text.len);
			text_inline_clear(&cell);
			column++;
		}
	}
	grid_end(&grid, &flow, (struct text_place){.page = p->lines.at[line].page + 1});
	grid_release(&grid);
	flow_release(&flow);
	text_inline_release(&cell);
}
