#include "core/ask/frame_impl.h"

#include "core/base/str.h"

#include <string.h>

/* The columns of the answer that the question names. */

/* Aggregates that stand before a column: "minimum and maximum age". */
static size_t aggs_before(
	struct ask_frame *p, size_t i, enum ask_agg aggs[4], bool *ret_distinct, bool is_quantity)
{
	size_t n = 0;

	for (size_t k = frame_prev(p, i); k != ASK_NONE && n < 4; k = frame_prev(p, k)) {
		enum ask_agg agg = frame_agg(p, k);

		if (frame_has(p, k, TAG_DISTINCT) && !frame_item(p, k)->candidates_len) {
			*ret_distinct = true;
			frame_take(p, k, AS_WORD);
			continue;
		}
		if (agg && frame_is_free(p, k) &&
			(!frame_item(p, k)->candidates_len || p->selecting[k])) {
			aggs[n++] = agg;
			frame_take(p, k, AS_WORD);
			continue;
		}
		if (frame_has(p, k, TAG_COUNT) && frame_is_free(p, k)) {
			if (!is_quantity)
				aggs[n++] = AGG_COUNT;
			frame_take(p, k, AS_WORD);
			continue;
		}
		if (n && (frame_has(p, k, TAG_AND) || frame_item(p, k)->is_comma ||
				 frame_has(p, k, TAG_OF)))
			continue;
		if (!n && !frame_item(p, k)->candidates_len && !frame_item(p, k)->tags &&
			frame_item(p, k)->len == 1 && !frame_item(p, k)->is_comma &&
			frame_prev(p, k) != ASK_NONE && frame_agg(p, frame_prev(p, k)))
			continue;
		if (frame_has(p, k, TAG_OF) && !n)
			continue;
		break;
	}
	/* In the order they were said. */
	for (size_t k = 0; k < n / 2; k++) {
		enum ask_agg swap = aggs[k];

		aggs[k] = aggs[n - 1 - k];
		aggs[n - 1 - k] = swap;
	}
	return n;
}

/* "drivers hired in 2020": a verb that only the stem ties to a column. */
static bool is_verb(const struct ask_frame *p, size_t i, size_t column)
{
	const char *text = frame_item(p, i)->text;
	const struct ask_name *name = &p->catalog->columns[column].name;

	size_t prev = frame_prev(p, i);

	if (frame_item(p, i)->len != 1 || !(str_ends(text, "ed") || str_ends(text, "ing")))
		return false;
	if (prev != ASK_NONE && prev == i - 1 &&
		(frame_is_table(p, prev) || frame_is_column(p, prev)))
		return true;
	return !ask_name_has(name, text) && !ask_name_has(name, frame_item(p, i)->lemma);
}

/* "customers born in 1960": what the date is of, and no column of the answer. */
static bool is_dated(const struct ask_frame *p, size_t i, size_t column)
{
	size_t date = frame_next(p, i);
	const struct ask_item *item = frame_item(p, i);
	const char *verb = p->link->question->words[item->first + item->len - 1].text;

	if (frame_has(p, date, TAG_IN))
		date = frame_next(p, date);
	if (!p->catalog->columns[column].is_date || date == ASK_NONE ||
		frame_item(p, date)->role != AS_FILTER ||
		!(frame_prev(p, i) == p->head || item->len > 1) ||
		!(str_ends(verb, "ed") || str_eq(verb, "born")))
		return false;
	for (size_t k = 0; k < p->shape->tests_len; k++)
		if (p->shape->tests[k].left.column == column)
			return true;
	return false;
}

/* All of a name where it is kept in parts. */
static bool name_target(struct ask_frame *p, size_t i, size_t column)
{
	const struct ask_table *t = ask_table_of(p->catalog, column);
	const char *text = frame_item(p, i)->text;

	if (t->names_len < 2 || t->names[0] != column ||
		!(str_ends(text, "name") || str_ends(text, "names")) || strstr(text, "first") ||
		strstr(text, "last"))
		return false;
	for (size_t k = 0; k < t->names_len; k++)
		frame_add_target(p, term_column(t->names[k]));
	return true;
}

static bool follows_agg(const struct ask_frame *p, size_t i)
{
	size_t and = i ? i - 1 : ASK_NONE, before = and == ASK_NONE ? ASK_NONE : frame_prev(p, and);
	enum ask_agg agg = p->shape->targets[p->shape->targets_len - 1].agg;

	return and != ASK_NONE && (frame_has(p, and, TAG_AND) || frame_item(p, and)->is_comma) &&
	       before != ASK_NONE && frame_item(p, before)->role == AS_TARGET && agg != AGG_NONE &&
	       agg != AGG_COUNT;
}

static void column_target(struct ask_frame *p, size_t i)
{
	size_t column = frame_column(p, i, frame_owner(p, i));
	enum ask_agg aggs[4];
	bool distinct = false;
	size_t n;

	if (column == ASK_NONE)
		return;
	if (is_verb(p, i, column) || is_dated(p, i, column)) {
		frame_take(p, i, AS_CONTEXT);
		return;
	}
	n = aggs_before(p, i, aggs, &distinct,
		p->catalog->columns[column].is_number && !p->catalog->columns[column].is_id);
	/* "the maximum price and score" */
	if (n == 0 && p->shape->targets_len && p->catalog->columns[column].is_number &&
		!p->catalog->columns[column].is_id && follows_agg(p, i))
		aggs[n++] = p->shape->targets[p->shape->targets_len - 1].agg;
	if (n == 0 && p->howmuch && p->catalog->columns[column].is_number &&
		!p->catalog->columns[column].is_id)
		aggs[n++] = p->averages ? AGG_AVG : AGG_SUM;
	frame_take(p, i, AS_TARGET);
	for (size_t k = 0; k < n; k++) {
		struct ask_term t = term_agg(aggs[k], column);

		t.distinct = aggs[k] == AGG_COUNT && distinct;
		frame_add_target(p, t);
	}
	if (n == 0) {
		if (!name_target(p, i, column))
			frame_add_target(p, term_column(column));
		if (distinct)
			p->shape->distinct = true;
	}
}

/* "doctors with their department": of each the one it belongs to. */
static bool shows_owner(const struct ask_frame *p, size_t i)
{
	size_t prev = frame_prev(p, i);

	return p->head_too && prev != ASK_NONE && str_eq(frame_item(p, prev)->text, "with") &&
	       !frame_fans_out(p, frame_table(p, i));
}

static bool target_before(const struct ask_frame *p, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (frame_item(p, k)->role == AS_TARGET)
			return true;
	return false;
}

static bool asks_distinct(const struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++)
		if (frame_has(p, i, TAG_DISTINCT) && frame_is_free(p, i) &&
			!frame_item(p, i)->candidates_len)
			return true;
	return false;
}

/* A later sentence that asks for nothing: "1 stands for yes." */
static bool is_remark(const struct ask_frame *p, size_t i)
{
	int sentence = frame_item(p, i)->sentence;
	size_t first = i;

	while (first > 0 && frame_item(p, first - 1)->sentence == sentence)
		first--;
	for (size_t k = first; sentence > 0 && k < first + 3 && k < p->link->len; k++)
		if (frame_has(p, k, TAG_ASK) || frame_has(p, k, TAG_COUNT) || frame_agg(p, k))
			return false;
	return sentence > 0;
}

/* Beside a column of the answer. */
static bool in_list(const struct ask_frame *p, size_t i)
{
	size_t prev = frame_prev(p, i), next = frame_next(p, i);
	bool joined = false;

	while (prev != ASK_NONE && (frame_has(p, prev, TAG_AND) || frame_item(p, prev)->is_comma)) {
		joined = true;
		prev = frame_prev(p, prev);
	}
	if (joined && prev != ASK_NONE &&
		(frame_item(p, prev)->role == AS_TARGET ||
			(frame_is_table(p, prev) && target_before(p, prev))))
		return true;
	joined = false;
	while (next != ASK_NONE && (frame_has(p, next, TAG_AND) || frame_item(p, next)->is_comma)) {
		joined = true;
		next = frame_next(p, next);
	}
	return joined && next != ASK_NONE && frame_is_column(p, next) && frame_is_free(p, next) &&
	       p->selecting[next];
}

/* "the cities in the United States and their population" */
static bool lists_head(const struct ask_frame *p)
{
	const struct ask_question *q = p->link->question;
	size_t prev = p->head == ASK_NONE ? ASK_NONE : frame_prev(p, p->head);

	if (p->head == ASK_NONE || !p->selecting[p->head] || p->counts ||
		(prev != ASK_NONE && !frame_has(p, prev, TAG_ASK)))
		return false;
	for (size_t w = frame_item(p, p->head)->first;
		w + 1 < q->len && !(q->words[w].is_stop && *q->words[w].raw != ','); w++)
		if (str_eq(q->words[w].text, "and") && (str_eq(q->words[w + 1].text, "their") ||
							       str_eq(q->words[w + 1].text, "its")))
			return true;
	return false;
}

void frame_targets(struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++) {
		p->howmuch |= frame_has(p, i, TAG_HOWMUCH);
		p->averages |= frame_has(p, i, TAG_AVG);
	}
	if (p->head_too || lists_head(p))
		frame_add_names(p, p->focus);
	for (size_t i = 0; i < p->link->len; i++)
		if (frame_has(p, i, TAG_COUNT) && frame_is_free(p, i) && p->selecting[i] &&
			!(frame_item(p, i)->candidates_len &&
				frame_item(p, i)->candidates[0].score > 0.9))
			frame_count_target(p, i);
	for (size_t i = 0; i < p->link->len; i++) {
		if (!frame_is_free(p, i) || !p->selecting[i] || is_remark(p, i))
			continue;
		if (frame_is_column(p, i))
			column_target(p, i);
		else if (frame_is_table(p, i) &&
			 (frame_table(p, i) != p->focus ||
				 (i != p->head && frame_item(p, i)->sentence > 0)) &&
			 (in_list(p, i) || shows_owner(p, i))) {
			/* "the address and email of the customer" */
			frame_add_names(p, frame_table(p, i));
			frame_take(p, i, AS_TARGET);
		} else if (frame_is_table(p, i) && frame_table(p, i) != p->focus) {
			/* "each album with its artist" */
			frame_add_table(p, frame_table(p, i));
			frame_take(p, i, AS_CONTEXT);
		}
	}
	frame_count_each_once(p);
	if (asks_distinct(p) && !p->counts)
		p->shape->distinct = true;
	frame_finish_targets(p);
}
