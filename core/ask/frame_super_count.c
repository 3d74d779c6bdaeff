#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* Superlatives of quantities: "the most common type", "with the most orders". */

struct ask_term frame_sort_term(struct ask_frame *p, enum ask_agg agg, size_t column)
{
	/* A column of rows that belong to the focus many at a time is added up. */
	if (agg == AGG_NONE && frame_fans_out(p, p->catalog->columns[column].table) &&
		p->shape->groups_len)
		agg = AGG_SUM;
	return term_agg(agg, column);
}

/* "cities with the most orders": the cities. */
size_t frame_asked_category(const struct ask_frame *p)
{
	const struct ask_table *t = &p->catalog->tables[p->focus];
	size_t found = ASK_NONE, column;

	for (size_t i = 0; i < p->link->len && p->head == ASK_NONE && !frame_has(p, i, TAG_BY);
		i++) {
		const struct ask_form *f = frame_item(p, i)->adjective;

		/* "which item has the lowest revenue" */
		if (found != ASK_NONE &&
			((f && f->degree == DEGREE_SUPERLATIVE) || frame_has(p, i, TAG_MOST) ||
				frame_has(p, i, TAG_LEAST)))
			break;
		if (!p->selecting[i] || !frame_is_column(p, i) || frame_item(p, i)->role == AS_SORT)
			continue;
		column = frame_column(p, i, p->focus);
		if (found != ASK_NONE || column == ASK_NONE)
			return ASK_NONE;
		found = column;
	}
	if (found == ASK_NONE || p->catalog->columns[found].table != p->focus ||
		p->catalog->columns[found].is_key || p->catalog->columns[found].is_number)
		return ASK_NONE;
	for (size_t n = 0; n < t->names_len; n++)
		if (t->names[n] == found)
			return ASK_NONE;
	return found;
}

/* What the rows are counted by: the focus where others are counted, else the
 * column that the question asks for. */
void frame_group_for_count(struct ask_frame *p, size_t counted)
{
	if (p->shape->groups_len)
		return;
	/* "which continent speaks the most languages" */
	for (size_t i = 1; i < p->link->len; i++) {
		size_t prev = frame_prev(p, i), next = frame_next(p, i), column;

		if (prev == ASK_NONE ||
			!(str_eq(frame_item(p, prev)->text, "which") ||
				str_eq(frame_item(p, prev)->text, "what")) ||
			!frame_is_column(p, i) || !frame_is_free(p, i) ||
			frame_has(p, next, TAG_OF) || frame_has(p, next, TAG_AND))
			continue;
		column = frame_column(p, i, counted);
		if (column == ASK_NONE || p->catalog->columns[column].is_key ||
			(p->catalog->columns[column].is_number &&
				!ask_name_has(&p->catalog->columns[column].name, "year")))
			continue;
		frame_add_group(p, term_column(column));
		return;
	}
	if (counted != p->focus && counted != ASK_NONE && frame_fans_out(p, counted)) {
		size_t category = frame_asked_category(p);

		if (category != ASK_NONE)
			frame_add_group(p, term_column(category));
		else
			frame_group_rows(p, p->focus);
		return;
	}
	for (size_t i = 0; i < p->link->len; i++) {
		size_t column;

		if (!p->selecting[i] || !frame_is_column(p, i) || !frame_is_free(p, i))
			continue;
		column = frame_column(p, i, counted != ASK_NONE ? counted : frame_owner(p, i));
		if (column == ASK_NONE ||
			(p->catalog->columns[column].is_number &&
				!p->catalog->columns[column].is_id &&
				!ask_name_has(&p->catalog->columns[column].name, "year")))
			continue;
		frame_add_group(p, term_column(column));
		return;
	}
	if (counted != ASK_NONE && counted != p->focus)
		frame_group_rows(p, p->focus);
}

/* "the most common citizenship" */
bool frame_super_common(struct ask_frame *p, const struct superlative *s)
{
	size_t next = frame_next(p, s->at), what, column = ASK_NONE;

	if (next == ASK_NONE || !frame_has(p, next, TAG_COMMON))
		return false;
	frame_take(p, s->at, AS_WORD);
	frame_take(p, next, AS_WORD);
	what = frame_next(p, next);
	if (what != ASK_NONE && frame_is_column(p, what))
		column = frame_column(p, what, frame_owner(p, what));
	else if (what != ASK_NONE && frame_is_table(p, what) && frame_table(p, what) != p->focus) {
		frame_group_rows(p, frame_table(p, what));
		frame_take(p, what, AS_CONTEXT);
		frame_add_sort(p, term_rows(p->focus), s->descending);
		p->shape->limit = s->limit;
		return true;
	}
	if (column != ASK_NONE) {
		frame_take(p, what, AS_TARGET);
		frame_add_target(p, term_column(column));
		frame_add_group(p, term_column(column));
	} else {
		frame_group_for_count(p, ASK_NONE);
	}
	if (!p->shape->groups_len)
		frame_group_rows(p, p->focus);
	frame_add_sort(p,
		term_rows(column != ASK_NONE ? p->catalog->columns[column].table : p->focus),
		s->descending);
	p->shape->limit = s->limit;
	return true;
}

static void end_quantity(struct ask_frame *p, const struct superlative *s)
{
	frame_take(p, s->at, AS_WORD);
	p->shape->limit = s->limit;
}

/* "is worth the most": the column stands before. */
static bool quantity_before(struct ask_frame *p, const struct superlative *s)
{
	size_t prev = frame_prev(p, s->at), column = ASK_NONE;

	if (prev != ASK_NONE && frame_is_column(p, prev) && frame_is_free(p, prev))
		column = frame_column(p, prev, ASK_NONE);
	if (column == ASK_NONE || !p->catalog->columns[column].is_number)
		return false;
	frame_add_sort(p, term_column(column), s->descending);
	frame_take(p, prev, AS_SORT);
	end_quantity(p, s);
	return true;
}

/* "which drug is prescribed the most", "which product was sold the most": the verb tells
 * what is counted. */
static bool most_often(struct ask_frame *p, const struct superlative *s)
{
	size_t verb = frame_prev(p, s->at), category = frame_asked_category(p), table, column;

	if (verb == ASK_NONE || !frame_is_free(p, verb) || !frame_is_verb(p, verb) ||
		p->shape->groups_len)
		return false;
	table = frame_is_table(p, verb) ? frame_table(p, verb) : ASK_NONE;
	column = frame_is_sale(p, verb) ? frame_quantity(p, p->focus) : ASK_NONE;
	if (category != ASK_NONE)
		frame_add_group(p, term_column(category));
	else if ((p->head != ASK_NONE || frame_people(p) == p->focus) &&
		 (column != ASK_NONE || (table != ASK_NONE && frame_fans_out(p, table))))
		frame_group_rows(p, p->focus);
	if (!p->shape->groups_len)
		return false;
	frame_add_sort(p,
		column != ASK_NONE
			? term_agg(AGG_SUM, column)
			: term_rows(
				  table != ASK_NONE && frame_fans_out(p, table) ? table : p->focus),
		s->descending);
	frame_take(p, verb, AS_CONTEXT);
	end_quantity(p, s);
	return true;
}

static bool most_rows(struct ask_frame *p, const struct superlative *s, size_t what)
{
	size_t table = frame_table(p, what);

	frame_group_for_count(p, table);
	if (!p->shape->groups_len)
		return false;
	frame_add_sort(p, term_rows(table), s->descending);
	frame_take(p, what, AS_CONTEXT);
	return true;
}

/* A number is summed where there are several for a row; what is none is counted. */
static bool most_of_column(
	struct ask_frame *p, const struct superlative *s, size_t what, enum ask_agg agg)
{
	size_t column = frame_column(p, what, frame_owner(p, what));
	size_t category = frame_asked_category(p);
	const struct ask_column *c;
	bool counted, many;

	if (column == ASK_NONE)
		return false;
	c = &p->catalog->columns[column];
	counted = !c->is_number || c->is_id;
	/* "the rep with the most units" of rows that are sales */
	many = !counted && category != ASK_NONE && category != column && c->table == p->focus &&
	       !p->shape->groups_len;
	if (many)
		frame_add_group(p, term_column(category));
	if (counted)
		frame_group_for_count(p, c->table);
	if (counted || many || frame_fans_out(p, c->table)) {
		agg = counted ? AGG_COUNT : agg ? agg : AGG_SUM;
		if (!p->shape->groups_len)
			frame_group_rows(p, p->focus);
	}
	frame_add_sort(p, term_agg(agg, column), s->descending);
	frame_take(p, what, AS_SORT);
	return true;
}

/* "with the most albums", "spent the most money" */
bool frame_super_quantity(struct ask_frame *p, const struct superlative *s)
{
	size_t what = frame_next(p, s->at);
	enum ask_agg agg = AGG_NONE;

	while (what != ASK_NONE &&
		(frame_has(p, what, TAG_OF) || frame_has(p, what, TAG_DISTINCT) ||
			(frame_has(p, what, TAG_COUNT) && !frame_item(p, what)->candidates_len)))
		what = frame_next(p, what);
	if (what == ASK_NONE)
		return quantity_before(p, s) || most_often(p, s);
	if (frame_is_agg_word(p, what)) {
		agg = frame_agg(p, what);
		what = frame_next(p, what);
		if (what == ASK_NONE)
			return false;
	}
	if (frame_is_table(p, what) ? !most_rows(p, s, what)
				    : !frame_is_column(p, what) || !most_of_column(p, s, what, agg))
		return false;
	end_quantity(p, s);
	return true;
}
