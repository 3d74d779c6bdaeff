#include "core/cards/generate.h"

#include "core/base/map.h"
#include "core/cards/fingerprint.h"
#include "core/text/sentence.h"

#include <stdlib.h>
#include <string.h>

/* How many cards a thousand words are worth, when nobody says how many he wants. */
#define CARDS_PER_1000_WORDS 38
#define CARDS_AT_LEAST 20
/* Gaps are for what is left: a quarter of the cards, and a few in any case. */
#define CLOZES_AT_LEAST 3
#define SAME_GAP_MAX 2
/* Below it a card is seldom worth a look, unless somebody asks for it. */
#define SCORE_LEAST 0.3

void card_coverage_release(struct card_coverage *c)
{
	vec_release(&c->unused);
	memset(c, 0, sizeof *c);
}

/* A card while it is judged. */
struct candidate {
	struct card_draft *card;
	size_t order;
	struct card_prints print;
	bool is_kept;
};

static int by_score(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->card->score != y->card->score)
		return x->card->score > y->card->score ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static int by_order(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->order < y->order ? -1 : x->order > y->order;
}

/* ---- what is said twice ---- */

struct judge {
	struct arena arena;
	struct map questions; /* -> the candidate that asks */
	struct map answers;   /* -> the one that answers */
	struct map sentences; /* -> how many cards were made of it */
	struct map hidden;    /* what gaps hide -> how often */
	size_t *per_block;
};

static bool is_duplicate(struct judge *j, const struct candidate *c)
{
	const struct candidate *other = map_get(&j->questions, c->print.question);

	if (other)
		return true;
	other = map_get(&j->answers, c->print.answer);
	return other && *c->print.answer &&
	       card_similarity(c->print.question, other->print.question) >= 0.6;
}

/* A sentence makes one card; a second one only when it asks for something else. */
static bool is_spent(struct judge *j, const struct card_draft *d)
{
	uintptr_t used = *d->sentence ? (uintptr_t)map_get(&j->sentences, d->sentence) : 0;

	switch (d->kind) {
	case CARD_ACRONYM:
	case CARD_TABLE: return false;
	case CARD_CLOZE: return used >= 1;
	default: return used >= 2;
	}
}

static bool is_hidden_often(struct judge *j, const struct candidate *c)
{
	return c->card->kind == CARD_CLOZE &&
	       (uintptr_t)map_get(&j->hidden, c->print.answer) >= SAME_GAP_MAX;
}

static void keep(struct judge *j, struct candidate *c)
{
	uintptr_t used = (uintptr_t)map_get(&j->sentences, c->card->sentence);

	c->is_kept = true;
	map_put(&j->questions, c->print.question, c);
	map_put(&j->answers, c->print.answer, c);
	map_put(&j->sentences, c->card->sentence, (void *)(used + 1));
	if (c->card->kind == CARD_CLOZE)
		map_put(&j->hidden, c->print.answer,
			(void *)((uintptr_t)map_get(&j->hidden, c->print.answer) + 1));
}

static bool wanted(const struct card_options *o, const struct card_draft *d)
{
	return (!o->kinds || (o->kinds & 1U << d->kind)) &&
	       d->score >= (o->min_score > 0 ? o->min_score : SCORE_LEAST);
}

/* ---- coverage ---- */

static size_t words_of(const struct text_document *d)
{
	size_t words = 0;

	for (size_t i = 0; i < d->blocks.len; i++) {
		const struct text_block *b = &d->blocks.at[i];

		if (!b->is_chrome && b->kind != BLOCK_CODE)
			words += text_count_words(b->text, b->len);
		for (size_t k = 0; b->table && k < b->table->rows * b->table->columns; k++)
			words += text_count_words(b->table->cells[k], strlen(b->table->cells[k]));
	}
	return words;
}

static void count_pages(
	struct card_coverage *c, const struct text_document *d, const size_t *per_block)
{
	size_t last = 0;

	c->pages = d->pages;
	for (size_t i = 0; d->pages && i < d->blocks.len; i++)
		if (per_block[i] && d->blocks.at[i].place.page != last) {
			last = d->blocks.at[i].place.page;
			c->pages_used++;
		}
}

/* A section is a heading with text of its own. */
static void count_sections(
	struct card_coverage *c, const struct text_document *d, const size_t *per_block)
{
	for (size_t i = 0; i < d->blocks.len; i++) {
		size_t used = 0, text = 0;

		if (d->blocks.at[i].kind == BLOCK_TABLE) {
			c->tables++;
			c->tables_used += per_block[i] > 0;
		}
		if (d->blocks.at[i].kind != BLOCK_HEADING || d->blocks.at[i].is_chrome)
			continue;
		for (size_t k = i + 1; k < d->blocks.len && d->blocks.at[k].kind != BLOCK_HEADING;
			k++) {
			text++;
			used += per_block[k];
		}
		if (!text)
			continue;
		c->sections++;
		c->sections_used += used > 0;
		if (!used)
			vec_push(&c->unused, i);
	}
}

/* ---- selection ---- */

static size_t limit_of(const struct card_options *o, size_t words)
{
	size_t limit = words * CARDS_PER_1000_WORDS / 1000;

	if (o->max)
		return o->max;
	return limit < CARDS_AT_LEAST ? CARDS_AT_LEAST : limit;
}

static void judge_all(struct judge *j, struct candidate *list, size_t len,
	struct card_coverage *coverage, const struct card_options *o)
{
	size_t kept = 0, clozes = 0, limit = limit_of(o, coverage->words);

	qsort(list, len, sizeof *list, by_score);
	for (size_t i = 0; i < len; i++) {
		struct candidate *c = &list[i];
		enum card_fault fault;

		/* What is cheap to find out comes first: most candidates end here. */
		if (kept >= limit || !wanted(o, c->card) || is_spent(j, c->card) ||
			(c->card->kind == CARD_CLOZE && clozes >= CLOZES_AT_LEAST + kept / 4)) {
			coverage->weak++;
			continue;
		}
		card_prints_of(&j->arena, c->card, &c->print);
		fault = is_duplicate(j, c) ? FAULT_DUPLICATE
					   : card_fault_printed(c->card, &c->print);
		if (fault) {
			coverage->dropped[fault]++;
		} else if (is_hidden_often(j, c)) {
			coverage->weak++;
		} else {
			keep(j, c);
			j->per_block[c->card->block]++;
			kept++;
			clozes += c->card->kind == CARD_CLOZE;
		}
	}
	qsort(list, len, sizeof *list, by_order);
}

void cards_select(struct card_set *set, struct card_coverage *coverage,
	const struct text_document *d, const struct card_options *o)
{
	struct judge j = {0};
	struct candidate *list = arena_array(&j.arena, struct candidate, set->list.len + 1);
	size_t kept = 0;

	j.per_block = arena_array(&j.arena, size_t, d->blocks.len + 1);
	coverage->words = words_of(d);
	coverage->made = set->list.len;
	for (size_t i = 0; i < set->list.len; i++)
		list[i] = (struct candidate){.card = &set->list.at[i], .order = i};
	judge_all(&j, list, set->list.len, coverage, o);
	for (size_t i = 0; i < set->list.len; i++)
		if (list[i].is_kept)
			set->list.at[kept++] = set->list.at[i];
		else
			vec_push(&set->left, set->list.at[i]);
	set->list.len = kept;
	count_sections(coverage, d, j.per_block);
	count_pages(coverage, d, j.per_block);
	map_release(&j.questions);
	map_release(&j.answers);
	map_release(&j.sentences);
	map_release(&j.hidden);
	arena_release(&j.arena);
}
