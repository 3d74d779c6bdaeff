#include "core/term/table.h"

#include "core/base/tr.h"
#include "core/term/width.h"

#include <stdarg.h>
#include <string.h>

#define GAP 2
/* A text column is not squeezed below this many characters. */
#define COLUMN_LEAST 6
/* Where that is too wide for the terminal: less tells nothing.  What the rows are named by comes
 * first, and a beginning of eight characters names a run or a card. */
#define COLUMN_LEAST_NARROW 4
#define COLUMN_LEAST_FIRST 8

void table_init(struct table *t, const struct column *columns)
{
	*t = (struct table){.columns = columns};
	while (columns[t->width].title)
		t->width++;
}

void table_release(struct table *t)
{
	vec_release(&t->cells);
	arena_release(&t->arena);
}

void table_add_styled(struct table *t, enum term_role role, const char *text)
{
	struct cell *cell = vec_add(&t->cells);
	struct str clean = {0};

	text_escape(&clean, text ? text : "-", strlen(text ? text : "-"), ESCAPE_ALL);
	cell->text = arena_strndup(&t->arena, str_text(&clean), clean.len);
	cell->role = role;
	str_release(&clean);
}

void table_add(struct table *t, const char *text)
{
	table_add_styled(t, ROLE_PLAIN, text);
}

void table_addf(struct table *t, const char *format, ...)
{
	struct str text = {0};
	va_list args;

	va_start(args, format);
	str_vaddf(&text, format, args);
	va_end(args);
	table_add(t, str_text(&text));
	str_release(&text);
}

static const char *title_of(const struct table *t, size_t column)
{
	const char *title = t->columns[column].title;

	return t->titles_are_data ? title : tr(title);
}

static void measure(const struct table *t, size_t *widths)
{
	for (size_t c = 0; c < t->width; c++)
		widths[c] = width_of(title_of(t, c), strlen(title_of(t, c)));
	for (size_t i = 0; i < t->cells.len; i++) {
		size_t width = width_of(t->cells.at[i].text, strlen(t->cells.at[i].text));

		if (width > widths[i % t->width])
			widths[i % t->width] = width;
	}
}

/* The widest column of that kind that may still shrink, or t->width. */
static size_t widest(
	const struct table *t, const size_t *widths, enum column_kind kind, const size_t *least)
{
	size_t found = t->width;

	for (size_t c = 0; c < t->width; c++)
		if (t->columns[c].kind == kind && widths[c] > least[c] &&
			(found == t->width || widths[c] > widths[found]))
			found = c;
	return found;
}

static size_t total_of(const size_t *widths, size_t shown)
{
	size_t total = GAP * (shown - 1);

	for (size_t c = 0; c < shown; c++)
		total += widths[c];
	return total;
}

/* Columns of one kind down to what each needs at least, the widest first. */
static void shrink(const struct table *t, size_t room, enum column_kind kind, const size_t *least,
	size_t *widths)
{
	for (size_t total = total_of(widths, t->width); total > room; total--) {
		size_t c = widest(t, widths, kind, least);

		if (c == t->width)
			return;
		widths[c]--;
	}
}

static void set_least(const struct table *t, size_t text, size_t *least)
{
	for (size_t c = 0; c < t->width; c++)
		least[c] = text;
}

/* Numbers are never cut, but their titles may be. */
static void set_least_narrow(const struct table *t, size_t *least)
{
	set_least(t, COLUMN_LEAST_NARROW, least);
	least[0] = COLUMN_LEAST_FIRST;
	for (size_t i = 0; i < t->cells.len; i++) {
		size_t c = i % t->width, width;

		if (t->columns[c].kind != COLUMN_NUMBER)
			continue;
		width = width_of(t->cells.at[i].text, strlen(t->cells.at[i].text));
		if (width > least[c])
			least[c] = width;
	}
}

/* How many columns are shown: the last tell least, and are left out before the lines of a narrow
 * terminal break. */
static size_t fit_narrow(const struct table *t, size_t room, size_t *least, size_t *widths)
{
	size_t shown = t->width;

	measure(t, widths);
	set_least_narrow(t, least);
	shrink(t, room, COLUMN_WIDE, least, widths);
	shrink(t, room, COLUMN_NUMBER, least, widths);
	shrink(t, room, COLUMN_TEXT, least, widths);
	while (shown > 2 && total_of(widths, shown) > room)
		shown--;
	return shown;
}

static size_t fit(const struct table *t, size_t room, size_t *widths)
{
	size_t *least = mem_alloc(t->width * sizeof *least), shown = t->width;

	set_least(t, COLUMN_LEAST, least);
	shrink(t, room, COLUMN_WIDE, least, widths);
	shrink(t, room, COLUMN_TEXT, least, widths);
	if (total_of(widths, shown) > room)
		shown = fit_narrow(t, room, least, widths);
	free(least);
	return shown;
}

struct layout {
	const struct table *table;
	const struct term *term;
	size_t *widths;
	size_t shown; /* columns */
};

static void render_cell(
	const struct layout *l, struct str *out, size_t c, const struct cell *cell)
{
	bool right = l->table->columns[c].kind == COLUMN_NUMBER;
	struct str cut = {0};
	size_t used, gap;

	if (c >= l->shown)
		return;
	width_cut(&cut, cell->text, l->widths[c], l->term->unicode);
	used = width_of(str_text(&cut), cut.len);
	gap = used < l->widths[c] ? l->widths[c] - used : 0;
	if (right)
		width_pad(out, gap);
	term_styled(l->term, out, cell->role, str_text(&cut));
	if (c + 1 < l->shown)
		width_pad(out, (right ? 0 : gap) + GAP);
	str_release(&cut);
}

/* Trailing blanks would only show up in diffs and copies. */
static void end_line(struct str *out)
{
	while (out->len && out->at[out->len - 1] == ' ')
		str_truncate(out, out->len - 1);
	str_add_char(out, '\n');
}

void table_render(const struct table *t, const struct term *term, struct str *out)
{
	struct layout l = {t, term, mem_alloc(t->width * sizeof *l.widths), t->width};

	measure(t, l.widths);
	if (term->width > 0)
		l.shown = fit(t, (size_t)term->width, l.widths);
	for (size_t c = 0; c < t->width; c++) {
		struct cell title = {(char *)title_of(t, c), ROLE_HEADING};

		render_cell(&l, out, c, &title);
	}
	end_line(out);
	for (size_t i = 0; i < t->cells.len; i++) {
		size_t c = i % t->width;

		render_cell(&l, out, c, &t->cells.at[i]);
		if (c + 1 == t->width || i + 1 == t->cells.len)
			end_line(out);
	}
	free(l.widths);
}
