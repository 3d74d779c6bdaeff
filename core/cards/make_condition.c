#include "core/cards/make.h"

#include "core/text/sentence.h"

#include <string.h>

/* "If X, then Y", "Y when X", "Y because X". */

/* What a clause begins with that a pronoun must not stand for. */
static bool needs_context(const struct clause *c, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < from + 3; i++)
		if (clause_word_is(c, i, "it") || clause_word_is(c, i, "they") ||
			clause_word_is(c, i, "this") || clause_word_is(c, i, "these") ||
			clause_word_is(c, i, "those") || clause_word_is(c, i, "he") ||
			clause_word_is(c, i, "she"))
			return true;
	return false;
}

static bool is_opener(const struct clause *c, size_t at)
{
	return clause_word_is(c, at, "if") || clause_word_is(c, at, "when") ||
	       clause_word_is(c, at, "whenever") || clause_word_is(c, at, "once") ||
	       clause_word_is(c, at, "unless");
}

/* "If X, Y" */
static bool leading(struct maker *m, const struct clause *c, size_t from)
{
	struct str question = {0}, answer = {0};
	size_t main = 0;
	enum verb_kind kind;

	if (!is_opener(c, from) || needs_context(c, from + 1, c->count))
		return false;
	/* The comma that ends the condition stands behind its verb. */
	for (size_t at = from; (main = clause_behind_comma(c, at, c->count)); at = main)
		if ((clause_verb(c, from + 1, main, &kind) < main ||
			    clause_is(c, from + 1, LEX_GERUND | LEX_PARTICIPLE)) &&
			clause_verb(c, main, c->count, &kind) < c->count &&
			!clause_is(c, main, LEX_CONJUNCTION))
			break;
	if (!main || main - from < 4)
		return false;
	str_add(&question, "What happens ");
	clause_inner(c, &m->topics, from, main, &question);
	if (question.len > 14 && question.at[14] == 'I') /* "If" at the beginning is no name */
		question.at[14] = 'i';
	clause_text(c, main + clause_word_is(c, main, "then"), c->count, &answer);
	make_add(m, &(struct make_card){
			    CARD_CONDITION, str_text(&question), str_text(&answer), NULL, 0.7});
	str_release(&question);
	str_release(&answer);
	return true;
}

static const struct tail {
	const char *word, *question;
	enum card_kind kind;
	double score;
} tails[] = {
	{"because", "Why", CARD_CAUSE, 0.7},
	{"if", "When", CARD_CONDITION, 0.6},
	{"when", "When", CARD_CONDITION, 0.6},
	{"until", "Until when", CARD_CONDITION, 0.5},
	{"unless", "When", CARD_CONDITION, 0.5},
};

/* "Y when X" */
static void trailing(struct maker *m, const struct clause *c, size_t from)
{
	struct str question = {0}, answer = {0};
	struct clause_parts p;

	if (!clause_split(c, from, c->count, &p) || p.lead > from ||
		!clause_is_subject(c, &m->topics, p.subject, p.verb))
		return;
	if (p.is_negated)
		return;
	for (size_t i = p.subject; i < p.verb; i++)
		if (clause_is_pronoun(c, i) && !c->words[i].in_parens)
			return;
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		size_t at = clause_find(c, p.rest, c->count, tails[i].word);

		/* One clause before it, and one behind. */
		if (at >= c->count || at + 3 > c->count || (p.kind == VERB_BE && at == p.rest))
			continue;
		if (clause_behind_comma(c, p.rest, at) || at - p.rest > 9 ||
			clause_find(c, p.rest, at, "that") < at ||
			clause_find(c, p.rest, at, "which") < at ||
			clause_word_is(c, at - 1, "only") || clause_word_is(c, at - 1, "even") ||
			clause_word_is(c, p.rest, "not"))
			continue;
		str_addf(&question, "%s ", tails[i].question);
		clause_invert(c, &m->topics, &p, at, &question);
		clause_text(c, at, c->count, &answer);
		make_add(m, &(struct make_card){tails[i].kind, str_text(&question),
				    str_text(&answer), NULL, tails[i].score});
		break;
	}
	str_release(&question);
	str_release(&answer);
}

void make_condition(struct maker *m, const struct clause *c)
{
	size_t from = clause_connective(c, &m->topics, 0);

	if (!leading(m, c, from))
		trailing(m, c, from);
}
