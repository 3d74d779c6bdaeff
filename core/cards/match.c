#include "core/cards/match.h"

#include "core/base/map.h"
#include "core/base/str.h"
#include "core/cards/fingerprint.h"

#include <stdlib.h>
#include <string.h>

/* Alike enough to be the same card with a slip mended: less, and another fact would
 * take over what was learnt of this one. */
#define ALIKE 0.6

/* A word that more notes have than this leads to none of them. */
#define COMMON 200

struct match {
	struct arena arena;
	struct match_old *old;
	size_t old_len;
	struct match_new *fresh;
	size_t fresh_len;
};

static void pair(struct match_new *n, struct match_old *old)
{
	n->match = old;
	old->is_taken = true;
}

/* ---- the same question ---- */

static void match_exactly(struct match *m)
{
	struct map by_print = {0};

	for (size_t i = m->old_len; i-- > 0;)
		map_put(&by_print, m->old[i].note.fingerprint, &m->old[i]);
	for (size_t i = 0; i < m->fresh_len; i++) {
		struct match_old *old = map_get(&by_print, m->fresh[i].fingerprint);

		if (old && !old->is_taken)
			pair(&m->fresh[i], old);
	}
	map_release(&by_print);
}

/* ---- a term under its heading ---- */

struct anchored {
	struct match_old *old;
	struct match_new *fresh;
	size_t olds, freshes;
};

static struct anchored *anchored(
	struct match *m, struct map *map, const char *kind, const char *anchor)
{
	const char *key = arena_printf(&m->arena, "%s\x1f%s", kind, anchor);
	struct anchored *at = map_get(map, key);

	if (!at) {
		at = arena_new(&m->arena, struct anchored);
		map_put(map, key, at);
	}
	return at;
}

static void match_anchors(struct match *m)
{
	struct map map = {0};

	for (size_t i = 0; i < m->old_len; i++) {
		struct match_old *old = &m->old[i];

		if (!old->is_taken && *old->note.anchor) {
			struct anchored *at = anchored(m, &map, old->note.kind, old->note.anchor);

			at->old = old;
			at->olds++;
		}
	}
	for (size_t i = 0; map.len && i < m->fresh_len; i++) {
		struct match_new *n = &m->fresh[i];

		if (!n->match && *n->anchor) {
			struct anchored *at =
				anchored(m, &map, card_kind_name(n->card->kind), n->anchor);

			at->fresh = n;
			at->freshes++;
		}
	}
	for (size_t i = 0; i < m->fresh_len; i++) {
		struct match_new *n = &m->fresh[i];
		struct anchored *at = NULL;

		if (map.len && !n->match && *n->anchor)
			at = anchored(m, &map, card_kind_name(n->card->kind), n->anchor);
		if (at && at->olds == 1 && at->freshes == 1)
			pair(n, at->old);
	}
	map_release(&map);
}

/* ---- likeness ---- */

static double alike(const struct match_new *n, const struct match_old *old)
{
	const char *answer = n->card->answer ? n->card->answer : "";
	double asked, answered, source;

	if (!old->note.cloze != !n->card->cloze)
		return 0;
	asked = card_similarity(n->fingerprint, old->note.fingerprint);
	if (asked < 0.3)
		return 0;
	source = card_text_similarity(n->card->sentence, old->note.sentence);
	if (n->card->cloze)
		return (asked + source) / 2;
	answered = card_text_similarity(answer, old->note.answer);
	return (2 * asked + answered + source) / 4;
}

struct likeness {
	double is;
	size_t fresh, old;
};

static int by_likeness(const void *a, const void *b)
{
	const struct likeness *x = a, *y = b;

	if (x->is != y->is)
		return x->is > y->is ? -1 : 1;
	if (x->fresh != y->fresh)
		return x->fresh < y->fresh ? -1 : 1;
	return x->old < y->old ? -1 : x->old > y->old;
}

/* The notes that have a word. */
struct posting {
	size_t len, *at;
};

static bool next_word(const char **at, const char **ret, size_t *ret_len)
{
	*ret = *at;
	*ret_len = strcspn(*at, " ");
	*at += *ret_len + ((*at)[*ret_len] == ' ');
	return *ret_len > 0;
}

static void index_words(struct match *m, struct map *words)
{
	for (size_t i = 0; i < m->old_len; i++) {
		const char *at = m->old[i].note.fingerprint, *word;
		size_t len;

		while (!m->old[i].is_taken && next_word(&at, &word, &len)) {
			struct posting *p = map_get_bytes(words, word, len);

			if (!p) {
				p = arena_new(&m->arena, struct posting);
				map_put_bytes(words, word, len, p);
			}
			if (p->len > COMMON)
				continue;
			p->at = arena_room(&m->arena, p->at, p->len, sizeof *p->at);
			p->at[p->len++] = i;
		}
	}
}

static void match_alike(struct match *m)
{
	VEC(struct likeness) pairs = {0};
	struct map words = {0};
	size_t *seen = arena_array(&m->arena, size_t, m->old_len + 1); /* by which card + 1 */

	index_words(m, &words);
	for (size_t i = 0; words.len && i < m->fresh_len; i++) {
		const char *at = m->fresh[i].fingerprint, *word;
		size_t len;

		while (!m->fresh[i].match && next_word(&at, &word, &len)) {
			struct posting *p = map_get_bytes(&words, word, len);

			for (size_t k = 0; p && p->len <= COMMON && k < p->len; k++) {
				double is;

				if (seen[p->at[k]] == i + 1)
					continue;
				seen[p->at[k]] = i + 1;
				is = alike(&m->fresh[i], &m->old[p->at[k]]);
				if (is >= ALIKE)
					vec_push(&pairs, ((struct likeness){is, i, p->at[k]}));
			}
		}
	}
	if (pairs.len)
		qsort(pairs.at, pairs.len, sizeof *pairs.at, by_likeness);
	for (size_t p = 0; p < pairs.len; p++) {
		struct match_new *n = &m->fresh[pairs.at[p].fresh];
		struct match_old *old = &m->old[pairs.at[p].old];

		if (!n->match && !old->is_taken)
			pair(n, old);
	}
	vec_release(&pairs);
	map_release(&words);
}

void cards_match(struct match_old *old, size_t old_len, struct match_new *fresh, size_t fresh_len)
{
	struct match m = {.old = old, .old_len = old_len, .fresh = fresh, .fresh_len = fresh_len};

	match_exactly(&m);
	match_anchors(&m);
	match_alike(&m);
	arena_release(&m.arena);
}
