#include "core/ask/frame_impl.h"

#include "core/base/str.h"

/* "for each country", "per month", "by status". */

static enum ask_bucket bucket_of(const char *lemma)
{
	static const struct {
		const char *word;
		enum ask_bucket bucket;
	} words[] = {{"year", BUCKET_YEAR}, {"yearly", BUCKET_YEAR}, {"annual", BUCKET_YEAR},
		{"annually", BUCKET_YEAR}, {"quarter", BUCKET_QUARTER},
		{"quarterly", BUCKET_QUARTER}, {"month", BUCKET_MONTH}, {"monthly", BUCKET_MONTH},
		{"week", BUCKET_WEEK}, {"weekly", BUCKET_WEEK}, {"day", BUCKET_DAY},
		{"daily", BUCKET_DAY}};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(words[i].word, lemma))
			return words[i].bucket;
	return BUCKET_NONE;
}

static bool is_adverb(const char *lemma)
{
	return str_ends(lemma, "ly") || str_eq(lemma, "annual");
}

/* A period of a date of the focus: "per month". */
static bool group_period(struct ask_frame *p, size_t i)
{
	enum ask_bucket bucket = bucket_of(frame_item(p, i)->lemma);
	size_t column;

	if (bucket == BUCKET_NONE)
		return false;
	column = frame_date_nearby(p, i);
	if (column == ASK_NONE)
		return false;
	if (!p->catalog->columns[column].is_date)
		bucket = BUCKET_NONE;
	frame_add_group(
		p, (struct ask_term){.column = column, .table = ASK_NONE, .bucket = bucket});
	frame_take(p, i, AS_GROUP);
	return true;
}

static bool group_item(struct ask_frame *p, size_t i)
{
	size_t own;

	if (i == ASK_NONE || !frame_is_free(p, i))
		return false;
	/* The focus may have a column of that very name. */
	own = frame_is_table(p, i) && frame_table(p, i) != p->focus ? frame_column(p, i, p->focus)
								    : ASK_NONE;
	if (own != ASK_NONE && p->catalog->columns[own].table == p->focus &&
		p->catalog->columns[own].refers == ASK_NONE &&
		frame_item(p, i)->candidates[0].score > 0.9) {
		frame_add_group(p, term_column(own));
	} else if (frame_is_table(p, i)) {
		if (frame_table(p, i) == p->focus && !p->counts)
			return false;
		frame_group_rows(p, frame_table(p, i));
		p->group_table = frame_table(p, i);
	} else if (frame_is_column(p, i)) {
		size_t column = frame_column(p, i, frame_owner(p, i));
		enum ask_bucket bucket = bucket_of(frame_item(p, i)->lemma);

		if (column == ASK_NONE)
			return false;
		if (!p->catalog->columns[column].is_date)
			bucket = BUCKET_NONE;
		frame_add_group(p,
			(struct ask_term){.column = column, .table = ASK_NONE, .bucket = bucket});
	} else {
		return group_period(p, i);
	}
	frame_take(p, i, AS_GROUP);
	return true;
}

/* Something is to be computed. */
static bool has_measure(const struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++) {
		const struct ask_item *item = frame_item(p, i);

		if (frame_has(p, i, TAG_COUNT) || frame_has(p, i, TAG_HOWMUCH) ||
			frame_has(p, i, TAG_PERCENT) || (frame_agg(p, i) && item->role != AS_WORD))
			return true;
	}
	return false;
}

static bool group_after_by(struct ask_frame *p, size_t i)
{
	size_t next = frame_next(p, i), prev = frame_prev(p, i), after;

	/* "made by customers from Austria" */
	if (i > 0 && frame_is_blank(p, i - 1) && !item_is(frame_item(p, i - 1), TAG_ALLREF))
		return false;
	/* "received by publications" */
	if (prev != ASK_NONE && !frame_item(p, prev)->candidates_len &&
		str_ends(frame_item(p, prev)->text, "ed"))
		return false;
	/* "units sold by product" */
	if (prev != ASK_NONE && frame_is_sale(p, prev) && !frame_item(p, prev)->candidates_len &&
		frame_prev(p, prev) != ASK_NONE && frame_is_measure(p, frame_prev(p, prev)))
		prev = frame_prev(p, prev);
	while (next != ASK_NONE && frame_has(p, next, TAG_EACH))
		next = frame_next(p, next);
	if (next == ASK_NONE || prev == ASK_NONE)
		return false;
	after = frame_next(p, next);
	/* "directed by Ben Jones", "by the author X" */
	if (item_mentions(frame_item(p, next), MENTION_VALUE) ||
		(after != ASK_NONE && item_mentions(frame_item(p, after), MENTION_VALUE)))
		return false;
	if (!has_measure(p) && !frame_is_table(p, prev) && !frame_is_measure(p, prev))
		return false;
	if (!group_item(p, next))
		return false;
	p->implied = !has_measure(p);
	return true;
}

void frame_groups(struct ask_frame *p)
{
	for (size_t i = 0; i < p->link->len; i++) {
		bool each = frame_has(p, i, TAG_EACH), by = frame_has(p, i, TAG_BY);
		size_t next;

		if (!frame_is_free(p, i))
			continue;
		if (is_adverb(frame_item(p, i)->text) &&
			bucket_of(frame_item(p, i)->text) != BUCKET_NONE) {
			p->implied |= group_period(p, i) && !has_measure(p);
			continue;
		}
		if (!each && !by)
			continue;
		next = frame_next(p, i);
		while (next != ASK_NONE &&
			(frame_has(p, next, TAG_DISTINCT) || frame_has(p, next, TAG_OF)))
			next = frame_next(p, next);
		if (each && !has_measure(p)) {
			size_t before = frame_prev(p, i);

			/* "shipments per year", "freight cost per month" */
			if (before == ASK_NONE ||
				!(frame_is_table(p, before) || frame_is_measure(p, before)) ||
				!group_item(p, next))
				continue;
			p->implied = true;
		} else if (each ? !group_item(p, next) : !group_after_by(p, i)) {
			continue;
		}
		frame_take(p, i, AS_WORD);
		/* "for each year and month" */
		while ((next = frame_next(p, next)) != ASK_NONE && frame_has(p, next, TAG_AND)) {
			next = frame_next(p, next);
			if (next == ASK_NONE || frame_agg(p, next) ||
				frame_has(p, next, TAG_COUNT) || !group_item(p, next))
				break;
		}
	}
}
