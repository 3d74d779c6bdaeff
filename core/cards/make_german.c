#include "core/cards/make.h"

#include "core/text/sentence.h"

#include <ctype.h>
#include <string.h>

/* German statements: the finite verb stands second, so a question needs no other
 * verb: "Was bezeichnet X?". */

struct german {
	struct maker *m;
	const struct clause *c;
	size_t verb, end;
	struct str subject, question, answer;
};

static void ask(struct german *g, enum card_kind kind, double score)
{
	make_add(g->m, &(struct make_card){kind, str_text(&g->question), str_text(&g->answer),
			       str_text(&g->subject), score});
	str_clear(&g->question);
	str_clear(&g->answer);
}

/* "Was ist X": the verb before the subject, and what stands behind both up to `stop`. */
static void question(struct german *g, const char *opener, size_t stop)
{
	str_addf(&g->question, "%s ", opener);
	clause_text(g->c, g->verb, g->verb + 1, &g->question);
	str_addf(&g->question, " %s", str_text(&g->subject));
	if (g->verb + 1 < stop) {
		str_add_char(&g->question, ' ');
		clause_text(g->c, g->verb + 1, stop, &g->question);
	}
}

/* The finite verb; the sentence's end when there is none in the second place. */
static size_t finite(const struct clause *c)
{
	for (size_t i = 1; i < c->count && i < 12; i++) {
		if (c->words[i].in_parens)
			continue;
		if (clause_is(c, i, LEX_AUXILIARY | LEX_OBJECT) && !c->words[i].is_capital)
			return i;
		if (c->words[i].after)
			break;
	}
	return c->count;
}

/* "Traditionelle Modelle": an ending, and the noun behind it. */
static bool is_adjective(const struct clause *c)
{
	const char *low = c->words[0].low;
	size_t len = strlen(low);

	return c->count > 1 && c->words[1].is_capital && len > 4 &&
	       isupper((unsigned char)c->text[0]) && !memchr(low, '-', len) &&
	       (low[len - 1] == 'e' || (low[len - 2] == 'e' && strchr("rsnm", low[len - 1])));
}

/* "Sein Präsident", "Seiner Meinung nach" */
static bool is_possessive(const char *low)
{
	static const char *const words[] = {
		"sein", "seine", "seiner", "seinem", "seinen", "seines", "dessen", "deren", NULL};

	return str_in(low, words);
}

static bool read_statement(struct german *g)
{
	const struct clause *c = g->c;

	g->end = c->count;
	g->verb = finite(c);
	if (g->verb >= c->count || g->verb + 1 >= c->count || !c->words[0].is_capital)
		return false;
	if (clause_is(c, 0, LEX_PREPOSITION | LEX_CONJUNCTION | LEX_ADVERB) ||
		(clause_is(c, 0, LEX_PRONOUN) &&
			(g->verb == 1 || !clause_is(c, 0, LEX_DETERMINER))) ||
		clause_word_is(c, 0, "diese") || clause_word_is(c, 0, "dieser") ||
		clause_word_is(c, 0, "dieses") || strncmp(c->words[0].low, "ihr", 3) == 0 ||
		is_possessive(c->words[0].low) || clause_connective(c, &g->m->topics, 0))
		return false;
	clause_inner(c, &g->m->topics, 0, g->verb, &g->subject);
	if (is_adjective(c) && g->subject.len)
		g->subject.at[0] = (char)tolower((unsigned char)g->subject.at[0]);
	return topic_weight_of(&g->m->topics, g->subject.at, g->subject.len) >= 0.2;
}

/* The comma before `word`; 0 when there is none. */
static size_t tail_at(const struct german *g, const char *word)
{
	for (size_t i = g->verb + 2; i + 2 < g->end; i++)
		if (clause_word_is(g->c, i, word) && g->c->words[i - 1].after == ',' &&
			!g->c->words[i].in_parens)
			return i;
	return 0;
}

static bool has_comma(const struct german *g, size_t to)
{
	for (size_t i = g->verb; i + 1 < to; i++)
		if (g->c->words[i].after == ',' && !g->c->words[i].in_parens)
			return true;
	return false;
}

/* "…, weil Y", "…, um Y zu tun" */
static bool reason(struct german *g)
{
	static const struct {
		const char *word, *opener;
		enum card_kind kind;
	} tails[] = {{"weil", "Warum", CARD_CAUSE}, {"um", "Wozu", CARD_CAUSE},
		{"wenn", "Wann", CARD_CONDITION}, {"sobald", "Wann", CARD_CONDITION}};

	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		size_t at = tail_at(g, tails[i].word);

		if (!at || has_comma(g, at - 1) || at - g->verb > 10)
			continue;
		question(g, tails[i].opener, at);
		clause_text(g->c, at, g->end, &g->answer);
		ask(g, tails[i].kind, 0.65);
		return true;
	}
	return false;
}

/* Verbs with a preposition of their own. */
static bool pair(struct german *g)
{
	static const struct {
		const char *verb, *preposition, *opener;
	} pairs[] = {{"besteh", "aus", "Woraus"}, {"dien", "zu", "Wozu"},
		{"dien", "als", "Als was"}, {"dien", "zum", "Wozu"}, {"dien", "zur", "Wozu"},
		{"dien", "der", "Wozu"}, {"beruh", "auf", "Worauf"}, {"basier", "auf", "Worauf"},
		{"steh", "fur", "Wofür"}, {"fuhr", "zu", "Wozu"}};
	const struct clause *c = g->c;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (strncmp(c->words[g->verb].low, pairs[i].verb, strlen(pairs[i].verb)) != 0 ||
			!clause_word_is(c, g->verb + 1, pairs[i].preposition))
			continue;
		question(g, pairs[i].opener, g->verb + 1);
		clause_text(c, g->verb + 1, g->end, &g->answer);
		ask(g, CARD_FACT, 0.65);
		return true;
	}
	return false;
}

/* "wird als X bezeichnet", "heißt X" */
static bool naming(struct german *g)
{
	const struct clause *c = g->c;
	size_t last = g->end - 1;

	size_t name = g->verb + 1 + clause_word_is(c, g->verb + 1, "auch");

	if (clause_word_is(c, g->verb, "heisst") || clause_word_is(c, g->verb, "heissen")) {
		question(g, "Wie", g->verb + 1);
		clause_text(c, name, g->end, &g->answer);
		ask(g, CARD_DEFINITION, 0.65);
		return true;
	}
	if (!clause_word_is(c, last, "bezeichnet") && !clause_word_is(c, last, "genannt"))
		return false;
	if (name + 1 >= last ||
		(strcmp(c->words[last].low, "bezeichnet") == 0 && !clause_word_is(c, name, "als")))
		return false;
	question(g, strcmp(c->words[last].low, "genannt") == 0 ? "Wie" : "Als was", g->verb + 1);
	str_addf(&g->question, " %s", c->words[last].low);
	clause_text(c, name + (strcmp(c->words[last].low, "bezeichnet") == 0), last, &g->answer);
	ask(g, CARD_DEFINITION, 0.65);
	return true;
}

static void statement(struct german *g)
{
	const struct clause *c = g->c;

	if (naming(g) || pair(g) || reason(g) || clause_word_is(c, g->verb + 1, "nicht"))
		return;
	if (clause_is(c, g->verb, LEX_BE)) {
		if (!clause_is(c, g->verb + 1, LEX_DETERMINER) ||
			clause_word_is(c, g->verb + 1, "das"))
			return;
		question(g, "Was", g->verb + 1);
		clause_text(c, g->verb + 1, g->end, &g->answer);
		ask(g, CARD_DEFINITION, 0.75);
		return;
	}
	if (!clause_is(c, g->verb, LEX_OBJECT) ||
		clause_is(c, g->verb + 1, LEX_PREPOSITION | LEX_PRONOUN))
		return;
	question(g, "Was", g->verb + 1);
	clause_text(c, g->verb + 1, g->end, &g->answer);
	ask(g, CARD_FACT, 0.65);
}

/* "Wenn X, dann Y": the main clause begins with its verb then, or with "dann". */
static void condition(struct german *g)
{
	const struct clause *c = g->c;
	size_t main;

	if (!clause_word_is(c, 0, "wenn") && !clause_word_is(c, 0, "falls") &&
		!clause_word_is(c, 0, "sobald"))
		return;
	if (clause_is(c, 1, LEX_PRONOUN) && !clause_is(c, 1, LEX_DETERMINER))
		return;
	main = clause_behind_comma(c, 0, c->count);
	if (!main || main < 4 || c->count - main < 3 ||
		!(clause_is(c, main, LEX_AUXILIARY | LEX_OBJECT) ||
			clause_word_is(c, main, "dann")))
		return;
	str_addf(&g->question, "Was geschieht, %s ", c->words[0].low);
	clause_text(c, 1, main, &g->question);
	if (!clause_word_is(c, main, "dann"))
		str_add(&g->answer, "dann ");
	clause_text(c, main, c->count, &g->answer);
	ask(g, CARD_CONDITION, 0.65);
}

/* "Unter X versteht man Y" */
static bool understood(struct german *g)
{
	const struct clause *c = g->c;
	size_t verb = clause_find(c, 0, c->count, "versteht");

	if (!clause_word_is(c, 0, "unter") || verb >= c->count || verb < 2 ||
		!clause_word_is(c, verb + 1, "man"))
		return false;
	str_add(&g->question, "Was versteht man unter ");
	clause_text(c, 1, verb, &g->question);
	clause_text(c, verb + 2, c->count, &g->answer);
	ask(g, CARD_DEFINITION, 0.8);
	return true;
}

void make_german(struct maker *m, const struct clause *c)
{
	struct german g = {.m = m, .c = c};

	if (!understood(&g)) {
		condition(&g);
		if (read_statement(&g))
			statement(&g);
	}
	str_release(&g.subject);
	str_release(&g.question);
	str_release(&g.answer);
}
