#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* Readings that cannot be what was meant, whatever else speaks for them. */

/* "who bought the spade": the spade. */
static bool repeats_question(const struct ask_frame *p)
{
	const struct ask_shape *s = p->shape;

	for (size_t i = 0; i < s->targets_len; i++) {
		bool told = false;

		for (size_t k = 0; k < s->tests_len; k++)
			told |= s->tests[k].test == TEST_EQ && !s->tests[k].sub &&
				!s->tests[k].either && !s->targets[i].agg &&
				s->targets[i].column != ASK_NONE &&
				s->tests[k].left.column == s->targets[i].column &&
				!s->tests[k].left.bucket;
		if (!told)
			return false;
	}
	return s->targets_len > 0;
}

/* Numbers and times name nobody: "who got the highest score". */
static bool shows_no_name(const struct ask_frame *p)
{
	const struct ask_shape *s = p->shape;

	for (size_t i = 0; i < s->targets_len; i++) {
		const struct ask_column *c = s->targets[i].column == ASK_NONE
						     ? NULL
						     : &p->catalog->columns[s->targets[i].column];

		if (!c || s->targets[i].agg || c->is_id || c->refers != ASK_NONE ||
			!(c->is_number || c->is_date) || !c->name.len ||
			map_has(&p->catalog->lexicon->persons, c->name.words[c->name.len - 1]))
			return false;
	}
	return s->targets_len > 0;
}

/* "who reviewed it" of what has no name: no person. */
static bool is_nobody(const struct ask_frame *p)
{
	const struct ask_shape *s = p->shape;

	if (!p->link->len || !str_eq(frame_item(p, 0)->text, "who"))
		return false;
	return shows_no_name(p) ||
	       ((p->head == ASK_NONE || frame_is_verb(p, p->head)) && s->targets_len == 1 &&
		       s->targets[0].column == ASK_NONE && !s->targets[0].agg);
}

/* A share or a ratio was asked for, and is not there. */
static bool lacks_share(const struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++)
		if (frame_is_free(p, i) && !frame_item(p, i)->candidates_len &&
			(frame_has(p, i, TAG_PERCENT) || frame_has(p, i, TAG_RATIO)))
			break;
		else if (i + 1 == p->link->len)
			return false;
	for (size_t i = 0; i < p->shape->targets_len; i++)
		if (p->shape->targets[i].op)
			return false;
	return p->link->len > 0;
}

static bool is_each(const char *text)
{
	return str_ends(text, "each") || str_ends(text, "every") || str_eq(text, "per");
}

/* "the most frequent diagnosis per patient", "average grade per subject": what is to be found
 * of each, or to be computed, is not there. */
static bool lacks_group(const struct ask_frame *p)
{
	const struct ask_shape *s = p->shape;

	for (size_t i = 0; i < p->link->len; i++) {
		size_t next = frame_is_free(p, i) && is_each(frame_item(p, i)->text)
				      ? frame_next(p, i)
				      : ASK_NONE;

		if (s->limit && next != ASK_NONE &&
			frame_item(p, next)->role != AS_GROUP &&
			(frame_is_table(p, next) || frame_is_column(p, next)))
			return true;
	}
	return false;
}

/* An average or a sum was asked for, and rows are listed. */
static bool lacks_aggregate(const struct ask_frame *p)
{
	bool asked = false;

	/* "has the best average" */
	for (size_t i = 0; i + 1 < p->link->len; i++)
		if (frame_has(p, i + 1, TAG_AVG) && frame_is_free(p, i + 1) &&
			!frame_item(p, i + 1)->candidates_len && frame_item(p, i)->adjective &&
			frame_item(p, i)->adjective->degree == DEGREE_SUPERLATIVE)
			return true;

	for (size_t i = 0; i < p->link->len; i++)
		asked |= frame_is_free(p, i) && p->selecting[i] && frame_agg(p, i) &&
			 !frame_item(p, i)->candidates_len;
	return asked && p->defaulted && !p->shape->sorts_len;
}

/* Rows that agree in this column agree in all of their table. */
static bool names_row(const struct ask_frame *p, size_t column)
{
	const struct ask_table *t = ask_table_of(p->catalog, column);

	return p->catalog->columns[column].is_key || t->key == column ||
	       (t->names_len && t->names[0] == column);
}

/* Whether rows of a group have but one value of a column: that of the row the group is
 * called after, or of one this refers to. */
static bool is_determined(const struct ask_frame *p, size_t group, size_t column)
{
	size_t table = p->catalog->columns[column].table, key = p->catalog->tables[table].key,
	       refers = p->catalog->columns[group].refers;

	if (group == column || (refers != ASK_NONE && refers == key))
		return true;
	if (!names_row(p, group))
		return false;
	if (p->catalog->columns[group].table == table)
		return true;
	for (size_t e = 0; e < p->catalog->edges.len; e++)
		if (p->catalog->edges.at[e].to == key &&
			p->catalog->columns[p->catalog->edges.at[e].from].table ==
				p->catalog->columns[group].table)
			return true;
	return false;
}

/* A column whose value would be that of any row of its group. */
static bool shows_any_of_group(const struct ask_frame *p)
{
	const struct ask_shape *s = p->shape;

	for (size_t i = 0; i < s->targets_len && s->groups_len && !s->best; i++) {
		const struct ask_term *t = &s->targets[i];
		bool known = t->agg || t->op || t->column == ASK_NONE ||
			     p->catalog->columns[t->column].raw;

		for (size_t g = 0; g < s->groups_len && !known; g++)
			known = s->groups[g].column != ASK_NONE &&
				is_determined(p, s->groups[g].column, t->column);
		if (!known)
			return true;
	}
	return false;
}

/* "who bought what": more is asked for than the columns of the answer. */
static bool ends_in_question(const struct ask_frame *p)
{
	size_t last = p->link->len;

	while (last > 0 && frame_item(p, last - 1)->is_stop)
		last--;
	return last > 1 && (str_eq(frame_item(p, last - 1)->text, "what") ||
				   str_eq(frame_item(p, last - 1)->text, "whom"));
}

void frame_doubts(struct ask_frame *p)
{
	if ((p->defaulted && repeats_question(p)) || is_nobody(p) || lacks_share(p) ||
		lacks_group(p) || lacks_aggregate(p) || shows_any_of_group(p) ||
		ends_in_question(p))
		p->doubt += FRAME_HOPELESS;
}
