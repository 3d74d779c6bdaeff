#include "core/ask/match.h"

#include "core/ask/lemma.h"
#include "core/base/str.h"

#include <string.h>

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

bool ask_match_name(const struct ask_link *k, struct ask_run run, const struct ask_name *name,
	const struct ask_name *owner, struct match *ret)
{
	size_t first = run.first, len = run.len;
	bool used[16] = {0}, filled = false, number = false;
	double quality = 0;
	size_t content = 0, last = 0;

	*ret = (struct match){0};
	for (size_t i = 0; i < name->len; i++)
		ret->total += name->weights[i];
	if (joined_matches(k->question, first, len, name->joined)) {
		*ret = (struct match){ret->total, ret->total, 1, len};
		return true;
	}
	for (size_t i = first; i < first + len; i++) {
		const struct ask_word *w = &k->question->words[i];
		double best = 0, own = 0;
		size_t at = 0;

		for (size_t n = 0; n < name->len && n < 16; n++) {
			double m = used[n] ? 0 : word_match_at(w, name, n);

			if (m > best) {
				best = m;
				at = n;
			}
		}
		for (size_t n = 0; owner && n < owner->len; n++) {
			double m = word_match_at(w, owner, n);

			if (m > own)
				own = m;
		}
		if (best == 0 && own == 0) {
			if ((ask_is_filler(w) || str_eq(w->text, "the")) && i > first &&
				i + 1 < first + len) {
				/* "owner's first name": the owner is a mention of its own. */
				if (!ret->found)
					return false;
				filled = true;
				continue;
			}
			/* "phone numbers" of the column "phone" */
			if (owner && i > first && i + 1 == first + len && ret->found &&
				!ask_name_has(name, "id") && !ask_name_has(name, "code") &&
				!ask_name_has(name, "number") &&
				(str_eq(w->lemma, "number") || str_eq(w->lemma, "name") ||
					str_eq(w->lemma, "value"))) {
				quality += 0.95;
				content++;
				continue;
			}
			return false;
		}
		content++;
		if (best >= own && best > 0) {
			/* "number of flights" is no flight number. */
			if (number && at < last)
				return false;
			number |= i == first && str_eq(name->words[at], "number");
			last = at;
			used[at] = true;
			ret->covered += name->weights[at];
			ret->found++;
			quality += best;
		} else {
			/* The table's own name stands before: "dog name", not "names of
			 * dogs", which are two mentions. */
			if (filled || i + 1 == first + len)
				return false;
			quality += own * 0.95;
		}
	}
	ret->quality = content ? quality / (double)content : 0;
	return ret->found > 0;
}
