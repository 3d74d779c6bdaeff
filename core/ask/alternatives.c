#include "core/ask/ask_impl.h"

#include <stdlib.h>
#include <string.h>

/* A question that may mean two things mostly has a word that does: each word is
 * taken for its second candidate, one at a time. */

/* A candidate with less than this of the best one's score is not meant. */
#define NEAR 0.7
/* Words that are tried; each costs a reading. */
#define TRIED_MAX 6

struct turn {
	size_t item, candidate;
	double gap; /* to the best candidate */
};

static bool differs(const struct ask_candidate *a, const struct ask_candidate *b)
{
	return a->kind != b->kind || a->id != b->id;
}

/* The first candidate of an item that is another thing than the best; false: none. */
static bool turn_of(const struct ask_item *item, struct turn *ret)
{
	for (size_t i = 1; i < item->candidates_len; i++) {
		const struct ask_candidate *c = &item->candidates[i];

		if (c->score < NEAR * item->candidates[0].score)
			return false;
		if (!differs(c, &item->candidates[0]))
			continue;
		ret->candidate = i;
		ret->gap = item->candidates[0].score - c->score;
		return true;
	}
	return false;
}

/* The nearest first; returns how many. */
static size_t find_turns(const struct ask_link *l, double gap, struct turn turns[TRIED_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < l->len; i++) {
		struct turn t = {.item = i};
		size_t at;

		if (!turn_of(&l->items[i], &t) || t.gap > gap)
			continue;
		for (at = count < TRIED_MAX ? count++ : TRIED_MAX;
			at > 0 && turns[at - 1].gap > t.gap; at--)
			if (at < TRIED_MAX)
				turns[at] = turns[at - 1];
		if (at < TRIED_MAX)
			turns[at] = t;
	}
	return count;
}

/* The same question with one word taken for another thing. */
static struct ask_link turned(const struct ask_link *l, const struct turn *t)
{
	struct ask_link copy = ask_link_copy(l);
	struct ask_item *item = &copy.items[t->item];
	struct ask_candidate *c = arena_array(l->arena, struct ask_candidate, item->candidates_len);
	struct ask_candidate best = item->candidates[t->candidate];

	memcpy(c, item->candidates, item->candidates_len * sizeof *c);
	memmove(c + 1, c, t->candidate * sizeof *c);
	best.score = c[1].score;
	c[0] = best;
	item->candidates = c;
	return copy;
}

static bool is_known(const struct ask_reading *r, const char *sql)
{
	if (str_eq(r->sql, sql))
		return true;
	for (size_t i = 0; i < r->alternatives_len; i++)
		if (str_eq(r->alternatives[i].sql, sql))
			return true;
	return false;
}

void ask_find_alternatives(
	struct ask *a, const struct ask_link *link, double gap, struct ask_reading *r)
{
	struct turn turns[TRIED_MAX];
	size_t count = find_turns(link, gap, turns);

	for (size_t i = 0; i < count && r->alternatives_len < ASK_ALTERNATIVES_MAX; i++) {
		struct ask_link other = turned(link, &turns[i]);
		struct ask_alternative said;
		struct ask_frame f;
		struct err ignored;

		if (!ask_say(a, &other, &f, &said, &ignored))
			continue;
		if (f.unplaced || is_known(r, said.sql)) {
			free(said.sql);
			free(said.explanation);
			continue;
		}
		r->alternatives[r->alternatives_len++] = said;
	}
}
