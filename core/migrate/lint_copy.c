#include "core/migrate/lint_impl.h"

#include "core/base/str.h"

/* The INSERT … SELECT of a rebuild. */

/* Columns that a copy without names is compared with. */
#define COPY_MAX 200

/* An inner JOIN outside of parentheses. */
static bool joins(const struct lint *l, const struct action *a)
{
	const struct actions *s = &l->actions;
	size_t join = a->body;

	while ((join = action_find(s, join, a->end, 0, "JOIN")) < a->end) {
		bool is_outer = false;

		for (size_t i = join; i > a->body && i + 2 > join; i--)
			is_outer |= word_is(&s->script, i - 1, "LEFT") ||
				    word_is(&s->script, i - 1, "FULL");
		if (!is_outer)
			return true;
		join++;
	}
	return false;
}

/* Where a SELECT may leave out rows; NULL: it does not. */
static const char *leaves_out(const struct lint *l, const struct action *a)
{
	static const char *const words[] = {
		"LIMIT", "DISTINCT", "GROUP", "HAVING", "EXCEPT", "INTERSECT"};
	const struct actions *s = &l->actions;
	size_t where = action_find(s, a->body, a->end, 0, "WHERE");

	if (a->flags & ACTION_REPLACE)
		return "OR REPLACE";
	if (a->flags & ACTION_IGNORE)
		return "OR IGNORE or DO NOTHING";
	if (where + 1 < a->end && !word_is(&s->script, where + 1, "TRUE"))
		return "WHERE";
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (action_find(s, a->body, a->end, 0, words[i]) < a->end)
			return words[i];
	return joins(l, a) ? "JOIN" : NULL;
}

bool lint_copies_star(const struct lint *l, const struct action *a)
{
	const struct sql_script *s = &l->actions.script;
	size_t select = action_find(&l->actions, a->body, a->end, 0, "SELECT");
	size_t from = action_find(&l->actions, select, a->end, 0, "FROM");

	for (size_t i = select + 1; i < from; i++)
		if (!s->words.at[i].depth && word_is_char(s, i, '*') &&
			(i == select + 1 || word_is_char(s, i - 1, '.') ||
				word_is_char(s, i - 1, ',')))
			return true;
	return false;
}

/* "INSERT INTO t SELECT a, b FROM …" where a, b are the columns of t. */
static bool is_in_order(const struct lint *l, const struct action *a)
{
	struct actions s = l->actions;
	size_t from = action_find(&s, a->body, a->end, 0, "FROM"), count = 0;
	const char *names[COPY_MAX];

	if (!a->table->is_known)
		return false;
	for (const struct column *c = a->table->columns; c; c = c->next) {
		if (count == COPY_MAX)
			return false;
		names[count++] = c->name; /* the last first */
	}
	for (size_t i = a->body; i < from; i++) {
		bool is_end = i + 1 == from || (!s.script.words.at[i + 1].depth &&
						       word_is_char(&s.script, i + 1, ','));

		if (is_end && (!count-- || !str_eq(action_word(&s, i), names[count])))
			return false;
	}
	return !count;
}

void lint_copy(struct lint *l, const struct action *a)
{
	const char *cause = leaves_out(l, a);

	if (cause)
		lint_report(l, a, LINT_REBUILD_ROWS, "the copy has %s: rows of '%s' may be lost",
			cause, lint_name(a->to->name));
	if (lint_copies_star(l, a))
		lint_report(l, a, LINT_REBUILD_STAR,
			"the copy has *: values go to the wrong columns when their order differs");
	else if (!(a->flags & ACTION_HAS_COLUMNS) && !is_in_order(l, a))
		lint_report(l, a, LINT_REBUILD_STAR,
			"the copy names no columns of '%s': values go to the wrong ones when their "
			"order differs",
			lint_name(a->name));
}
