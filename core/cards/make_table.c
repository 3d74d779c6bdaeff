#include "core/cards/make.h"

#include "core/text/sentence.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Rows of a table are things, its columns what is told of them. */

/* More would be a list to look things up in. */
#define ROWS_MAX 15
#define COLUMNS_MAX 4
#define CELL_WORDS_MAX 25

static bool is_asked(const char *cell)
{
	size_t words = text_count_words(cell, strlen(cell));

	return words > 0 && words <= CELL_WORDS_MAX && strcmp(cell, "-") != 0;
}

/* "State", "Capital City" in the middle of a question. */
static void add_lowered(const struct maker *m, const char *text, struct str *out)
{
	make_name(m, text, out);
}

/* "Downtime per year", "2019": a row that says nothing without its heading.  Names, which
 * have their capitals, do. */
static bool is_general(struct maker *m, const char *label)
{
	struct clause c;

	clause_read(&c, &m->scratch, &m->topics, arena_strdup(&m->scratch, label));
	for (size_t i = 1; i < c.count; i++)
		if (c.words[i].is_capital)
			return false;
	return c.count > 0 && topic_weight_of(&m->topics, label, strlen(label)) < 0.6;
}

static void ask_cell(struct maker *m, const struct text_table *t, size_t row, size_t column)
{
	const char *label = t->cells[row * t->columns],
		   *answer = t->cells[row * t->columns + column];
	const char *header = t->header[column];
	bool german = m->d->language == TEXT_GERMAN;
	size_t heading = m->d->blocks.at[m->block].heading;
	struct str question = {0};

	if (!is_asked(label) || !is_asked(answer) || !is_asked(header))
		return;
	if (german)
		str_addf(&question, "%s: %s", label, header);
	else {
		str_add(&question, make_is_plural(header) ? "What are the " : "What is the ");
		add_lowered(m, header, &question);
		str_add(&question, " of ");
		add_lowered(m, label, &question);
	}
	if (t->caption)
		str_addf(&question, " (%s)", t->caption);
	else if (heading != TEXT_NO_BLOCK && !strchr(m->d->blocks.at[heading].text, '?') &&
		 is_general(m, label))
		str_addf(&question, " (%s)", m->d->blocks.at[heading].text);
	make_add(m, &(struct make_card){CARD_TABLE, str_text(&question), answer, label, 0.6});
	str_release(&question);
}

static bool is_tick(const char *cell)
{
	static const char *const words[] = {"yes", "no", "ja", "nein", "true", "false", "x", "y",
		"n", "\xe2\x9c\x93", "\xe2\x9c\x94", "\xe2\x9c\x97", "\xe2\x9c\x98", "\xe2\x9c\x85",
		"\xe2\x9d\x8c", "-", "\xe2\x80\x93", "", NULL};

	for (const char *const *w = words; *w; w++)
		if (strcasecmp(cell, *w) == 0)
			return true;
	return false;
}

/* Columns are things that are compared, rows what is compared: a row of nothing but yes and
 * no, or a corner that says so.  "The aerobic of oxygen needed" is no English. */
static bool is_comparison(const struct text_table *t)
{
	static const char *const corners[] = {"feature", "features", "property", "properties",
		"criterion", "criteria", "aspect", "characteristic", "characteristics", "merkmal",
		"eigenschaft", "kriterium", NULL};
	size_t rows = 0;

	if (t->columns < 3)
		return false;
	for (const char *const *w = corners; *w; w++)
		if (strcasecmp(t->header[0], *w) == 0)
			return true;
	for (size_t row = 0; row < t->rows; row++) {
		size_t ticks = 0;

		for (size_t column = 1; column < t->columns; column++)
			ticks += is_tick(t->cells[row * t->columns + column]);
		rows += ticks + 1 == t->columns;
	}
	return rows * 2 >= t->rows && rows > 0;
}

void make_table(struct maker *m, const struct text_block *b)
{
	const struct text_table *t = b->table;

	if (!t || !t->header || t->columns < 2 || t->columns > COLUMNS_MAX + 1 || is_comparison(t))
		return;
	for (size_t row = 0; row < t->rows && row < ROWS_MAX; row++)
		for (size_t column = 1; column < t->columns; column++)
			ask_cell(m, t, row, column);
}
