#include "core/ask/result_impl.h"

#include "core/base/mem.h"
#include "core/term/table.h"
#include "core/term/width.h"

#include <stdlib.h>
#include <string.h>

/* Between columns, and what a text column can be squeezed to (table.c). */
#define GAP 2
#define LEAST 6

static void add_escaped(const struct source_value *v, struct str *out)
{
	struct str text = {0};

	result_text(v, &text);
	text_escape(out, str_text(&text), text.len, ESCAPE_ALL);
	str_release(&text);
}

/* ---- a table ---- */

static void add_cell(struct table *t, const struct source_value *v)
{
	struct str text = {0};

	if (v->kind == VALUE_NULL) {
		table_add_styled(t, ROLE_FAINT, "NULL");
		return;
	}
	result_text(v, &text);
	table_add(t, str_text(&text));
	str_release(&text);
}

static const char *title_of(const char *name, struct arena *a)
{
	struct str text = {0};
	const char *title;

	text_escape(&text, name, strlen(name), ESCAPE_ALL);
	title = arena_strdup(a, str_text(&text));
	str_release(&text);
	return title;
}

static void print_table(const struct result_page *p, const struct column *columns)
{
	const struct source_result *r = p->result;
	struct table t;

	table_init(&t, columns);
	t.titles_are_data = true;
	for (size_t i = 0; i < r->rows * r->columns; i++)
		add_cell(&t, &r->values[i]);
	table_render(&t, p->term, p->out);
	table_release(&t);
}

/* ---- a column below the other ---- */

static void print_record(const struct result_page *p, const struct column *columns, size_t row)
{
	struct str heading = {0};
	size_t widest = 0;

	for (size_t c = 0; c < p->result->columns; c++) {
		size_t width = width_of(columns[c].title, strlen(columns[c].title));

		widest = width > widest ? width : widest;
	}
	str_addf(&heading, "%srow %zu", row ? "\n" : "", row + 1);
	term_styled(p->term, p->out, ROLE_HEADING, str_text(&heading));
	str_add_char(p->out, '\n');
	str_release(&heading);
	for (size_t c = 0; c < p->result->columns; c++) {
		const struct source_value *v = result_value(p->result, row, c);
		const char *title = columns[c].title;

		term_styled(p->term, p->out, ROLE_NAME, title);
		if (v->kind != VALUE_TEXT || v->len)
			width_pad(p->out, widest - width_of(title, strlen(title)) + GAP);
		if (v->kind == VALUE_NULL)
			term_styled(p->term, p->out, ROLE_FAINT, "NULL");
		else
			add_escaped(v, p->out);
		str_add_char(p->out, '\n');
	}
}

/* The least columns of the terminal that a column needs. */
static size_t least_width(const struct source_result *r, const struct column *column, size_t c)
{
	size_t least = width_of(column->title, strlen(column->title));

	for (size_t i = 0; i < r->rows; i++) {
		struct str text = {0};
		size_t width;

		add_escaped(result_value(r, i, c), &text);
		width = width_of(str_text(&text), text.len);
		least = width > least ? width : least;
		str_release(&text);
	}
	return column->kind != COLUMN_NUMBER && least > LEAST ? LEAST : least;
}

static bool fits(const struct result_page *p, const struct column *columns)
{
	size_t room = p->term ? (size_t)(p->term->width > 0 ? p->term->width : 0) : 0, total = 0;

	for (size_t c = 0; room && c < p->result->columns; c++)
		total += least_width(p->result, &columns[c], c) + (c ? GAP : 0);
	return total <= room;
}

void result_print_table(const struct result_page *p)
{
	size_t count = p->result->columns;
	struct column *columns = mem_alloc((count + 1) * sizeof *columns);
	struct arena a = {0};

	for (size_t c = 0; c < count; c++)
		columns[c] = (struct column){
			title_of(p->names[c], &a), p->numbers[c] ? COLUMN_NUMBER : COLUMN_TEXT};
	if (count && fits(p, columns))
		print_table(p, columns);
	else
		for (size_t i = 0; i < p->result->rows; i++)
			print_record(p, columns, i);
	arena_release(&a);
	free(columns);
}
