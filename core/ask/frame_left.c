#include "core/ask/frame_impl.h"

#include <string.h>

/* The column a comparison is about: "a capacity of more than", "weigh less than",
 * "older than". */

bool frame_is_numeric(const struct ask_frame *p, size_t column)
{
	const struct ask_column *c = &p->catalog->columns[column];

	return c->is_number || c->is_date || c->source->type == TYPE_OTHER;
}

/* Texts are not compared with numbers, unless numbers are kept in them. */
static bool can_compare(const struct ask_frame *p, size_t column)
{
	const struct ask_column *c = &p->catalog->columns[column];

	return frame_is_numeric(p, column) ||
	       (c->source->type == TYPE_TEXT && c->refers == ASK_NONE &&
		       (ask_name_has(&c->name, "age") || ask_name_has(&c->name, "weight") ||
			       ask_name_has(&c->name, "height") ||
			       ask_name_has(&c->name, "number") || ask_name_has(&c->name, "year") ||
			       ask_name_has(&c->name, "level") ||
			       ask_name_has(&c->name, "rating") ||
			       ask_name_has(&c->name, "price") || ask_name_has(&c->name, "date") ||
			       ask_name_has(&c->name, "time") || ask_name_has(&c->name, "amount")));
}

/* The column before a comparison: "a capacity of more than". */
size_t frame_column_before(const struct ask_frame *p, size_t i, size_t *ret_item)
{
	size_t steps = 0;

	for (size_t k = frame_prev(p, i); k != ASK_NONE && steps < 3;
		k = frame_prev(p, k), steps++) {
		if (frame_is_column(p, k) &&
			(frame_is_free(p, k) || frame_item(p, k)->role == AS_FILTER)) {
			size_t column = frame_column(p, k, frame_owner(p, k));

			/* What the question asks for is not what it compares, unless
			 * nothing else is between. */
			if (column == ASK_NONE || (p->selecting[k] && steps > 1) ||
				!can_compare(p, column))
				return ASK_NONE;
			*ret_item = k;
			return column;
		}
		if (!(frame_has(p, k, TAG_OF) || frame_has(p, k, TAG_NOT) ||
			    frame_has(p, k, TAG_IN) || frame_has(p, k, TAG_REL) ||
			    !frame_item(p, k)->candidates_len))
			return ASK_NONE;
		if (frame_item(p, k)->is_number || frame_item(p, k)->is_comma ||
			frame_has(p, k, TAG_AND))
			return ASK_NONE;
	}
	return ASK_NONE;
}

/* A verb or noun before that hints at a column: "weigh less than". */
static size_t hinted(const struct ask_frame *p, size_t i)
{
	size_t steps = 0;

	for (size_t k = i; k-- > 0 && steps < 4; steps++) {
		const char *hint = map_get(&p->catalog->lexicon->hints, frame_item(p, k)->text);
		const struct ask_table *t = &p->catalog->tables[p->focus];

		for (size_t c = t->first; hint && c < t->first + t->len; c++)
			for (size_t n = 0; n < p->catalog->columns[c].name.len; n++)
				if (strstr(hint, p->catalog->columns[c].name.words[n]) &&
					frame_is_numeric(p, c) && !p->catalog->columns[c].is_id)
					return c;
	}
	return ASK_NONE;
}

size_t frame_left_side(struct ask_frame *p, const struct comparison *c, size_t *ret_item)
{
	size_t column;
	int sign = 1;

	if (c->left != ASK_NONE) {
		*ret_item = c->left;
		return frame_column(p, c->left, frame_owner(p, c->left));
	}
	column = frame_column_before(p, c->at, ret_item);

	if (column == ASK_NONE && c->adjective)
		column = frame_concept(p, c->adjective, p->focus, &sign);
	if (column == ASK_NONE)
		column = hinted(p, c->at);
	return column;
}
