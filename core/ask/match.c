#include "core/ask/match.h"

#include "core/ask/lemma.h"
#include "core/base/str.h"

#include <string.h>

/* Of longer names the first words decide. */
#define NAME_WORDS_MAX 16

/* What is compared of a word of a name. */
struct name_word {
	const char *text, *stem;
	const struct ask_groups *groups;
};

static bool share_group(const struct ask_groups *a, const struct ask_groups *b)
{
	for (size_t i = 0; a && b && i < a->len; i++)
		for (size_t k = 0; k < b->len; k++)
			if (a->at[i] == b->at[k])
				return true;
	return false;
}

static double compare(const struct ask_word *w, const struct name_word *n)
{
	const char *name = n->text, *stem = n->stem;

	if (str_eq(w->lemma, name) || str_eq(w->text, name))
		return 1;
	if (w->full && str_eq(w->full, name))
		return 0.95;
	if (share_group(w->groups, n->groups))
		return 0.8;
	if (strlen(stem) >= 4 && str_eq(stem, w->stem))
		return 0.78;
	if (strlen(stem) == 3 && str_eq(stem, w->stem) && strlen(name) >= 4)
		return 0.7;
	if (strlen(name) >= 5 && strlen(w->text) >= 5 && lemma_is_typo(w->lemma, name))
		return 0.6;
	/* "user" of "useracct" */
	if (strlen(w->lemma) >= 4 && strlen(name) > strlen(w->lemma) + 1 &&
		strncmp(name, w->lemma, strlen(w->lemma)) == 0)
		return 0.55;
	/* "independence" of "indepyear" */
	if (strlen(name) >= 4 && strlen(w->lemma) > strlen(name) + 3 &&
		strncmp(name, w->lemma, strlen(name)) == 0)
		return 0.6;
	return 0;
}

double ask_word_match(const struct ask_lexicon *l, const struct ask_word *w, const char *name)
{
	char stem[LEMMA_MAX];

	stem_of(name, stem);
	return compare(w, &(struct name_word){name, stem, map_get(&l->groups, name)});
}

/* ask_word_match() with a word of a name of the catalog. */
static double word_match_at(const struct ask_word *w, const struct ask_name *name, size_t i)
{
	return compare(w, &(struct name_word){name->words[i], name->stems[i], name->groups[i]});
}

/* Words that a run may hold without matching them. */
bool ask_is_filler(const struct ask_word *w)
{
	return str_eq(w->text, "of") || str_eq(w->text, "in") || str_eq(w->text, "'s") ||
	       str_eq(w->text, "for");
}

static bool joined_matches(
	const struct ask_question *q, size_t first, size_t len, const char *joined)
{
	const char *at = joined;

	for (size_t i = first; i < first + len; i++) {
		const char *text = i + 1 == first + len ? q->words[i].lemma : q->words[i].text;
		size_t n = strlen(text);

		if (strncmp(at, text, n) != 0)
			return false;
		at += n;
	}
	return !*at;
}

/* How well a word matches the best of a name's words that are not in `used`; *ret_at: which. */
static double best_match(
	const struct ask_word *w, const struct ask_name *name, const bool *used, size_t *ret_at)
{
	double best = 0;

	*ret_at = 0;
	for (size_t n = 0; name && n < name->len && n < NAME_WORDS_MAX; n++) {
		double m = used && used[n] ? 0 : word_match_at(w, name, n);

		if (m > best) {
			best = m;
			*ret_at = n;
		}
	}
	return best;
}

/* "phone numbers" of the column "phone" */
static bool is_added_noun(const struct ask_word *w, const struct ask_name *name)
{
	return !ask_name_has(name, "id") && !ask_name_has(name, "code") &&
	       !ask_name_has(name, "number") &&
	       (str_eq(w->lemma, "number") || str_eq(w->lemma, "name") ||
		       str_eq(w->lemma, "value"));
}

/* The words of a run as they are matched one by one. */
struct matching {
	const struct ask_lexicon *lexicon;
	const struct ask_name *name, *owner; /* owner: the table's, or NULL */
	bool used[NAME_WORDS_MAX];
	bool filled, number; /* there was a filler; the first word is the name's "number" */
	size_t last;         /* of the name's words, taken last */
	double quality;
	size_t content;
};

/* A word that is neither the name's nor the owner's. */
static bool match_other(
	struct matching *m, const struct ask_word *w, bool is_first, bool is_last, size_t found)
{
	if ((ask_is_filler(w) || str_eq(w->text, "the")) && !is_first && !is_last) {
		/* "owner's first name": the owner is a mention of its own. */
		m->filled = true;
		return found > 0;
	}
	if (!m->owner || is_first || !is_last || !found || !is_added_noun(w, m->name))
		return false;
	m->quality += 0.95;
	m->content++;
	return true;
}

static bool match_word(struct matching *m, const struct ask_word *w, bool is_first, bool is_last,
	struct match *ret)
{
	size_t at, ignored;
	double best = best_match(w, m->name, m->used, &at),
	       own = best_match(w, m->owner, NULL, &ignored);

	/* "total units" of the table of sales is their sum. */
	if (own < 1 && (ask_lexicon_tags(m->lexicon, w->text) & TAG_BIT(TAG_SUM)))
		own = 0;
	if (best == 0 && own == 0)
		return match_other(m, w, is_first, is_last, ret->found);
	m->content++;
	if (best < own) {
		/* The table's own name stands before: "dog name", not "names of dogs", which are
		 * two mentions. */
		m->quality += own * 0.95;
		return !m->filled && !is_last;
	}
	/* "number of flights" is no flight number. */
	if (m->number && at < m->last)
		return false;
	m->number |= is_first && str_eq(m->name->words[at], "number");
	m->last = at;
	m->used[at] = true;
	m->quality += best;
	ret->covered += m->name->weights[at];
	ret->found++;
	return true;
}

bool ask_match_name(const struct ask_link *k, struct ask_run run, const struct ask_name *name,
	const struct ask_name *owner, struct match *ret)
{
	struct matching m = {.lexicon = k->catalog->lexicon, .name = name, .owner = owner};

	*ret = (struct match){0};
	for (size_t i = 0; i < name->len; i++)
		ret->total += name->weights[i];
	if (joined_matches(k->question, run.first, run.len, name->joined)) {
		*ret = (struct match){ret->total, ret->total, 1, run.len};
		return true;
	}
	for (size_t i = 0; i < run.len; i++)
		if (!match_word(
			    &m, &k->question->words[run.first + i], i == 0, i + 1 == run.len, ret))
			return false;
	ret->quality = m.content ? m.quality / (double)m.content : 0;
	return ret->found > 0;
}
