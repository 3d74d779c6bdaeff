#include "core/cards/make_fact.h"

#include <string.h>

/* What is done to the subject: where it is kept, what it is called, by whom it was made. */

/* What tells where, when, how after "is kept". */
static const struct {
	const char *word, *question;
	enum card_kind kind;
} circumstances[] = {
	{"by", "By what", CARD_FACT},
	{"using", "How", CARD_FACT},
	{"before", "When", CARD_CONDITION},
	{"after", "When", CARD_CONDITION},
	{"when", "When", CARD_CONDITION},
	{"while", "When", CARD_CONDITION},
	{"during", "When", CARD_CONDITION},
	{"until", "Until when", CARD_CONDITION},
	{"if", "When", CARD_CONDITION},
	{"once", "When", CARD_CONDITION},
	{"because", "Why", CARD_CAUSE},
	{"since", "Since when", CARD_FACT},
};

static bool is_place_verb(const char *base)
{
	static const char *const verbs[] = {"store", "locate", "keep", "find", "place", "record",
		"save", "hold", "produce", "situate", "maintain", "put", "deposit", "cache",
		"install", NULL};

	return base && str_in(base, verbs);
}

static bool is_place(const struct clause *c, size_t at)
{
	return clause_word_is(c, at, "in") || clause_word_is(c, at, "on") ||
	       clause_word_is(c, at, "at") || clause_word_is(c, at, "inside") ||
	       clause_word_is(c, at, "within") || clause_word_is(c, at, "under");
}

void fact_ask_passive(struct fact *f, const char *how, size_t participle, bool with_next)
{
	const struct clause *c = f->c;

	str_addf(&f->question, "%s ", how);
	clause_inner(c, &f->m->topics, f->p.verb, f->p.verb + 1, &f->question);
	str_addf(&f->question, " %s ", str_text(&f->subject));
	clause_text(c, f->p.verb + 1, participle + 1 + with_next, &f->question);
}

/* The subject is made by somebody with a name: "Who designed S?" */
static bool is_name(const struct fact *f, size_t at)
{
	const struct clause_word *w = &f->c->words[at];
	struct text_span word = {f->c->text + w->at, w->len};

	return at + 1 < f->p.end && w->is_capital && topic_is_name(&f->m->topics, &word) &&
	       (f->c->words[at + 1].is_capital ||
		       (clause_word_is(f->c, at + 1, "and") && at + 2 < f->p.end &&
			       f->c->words[at + 2].is_capital));
}

/* "discovered by Newton": who discovers, founds or writes is somebody. */
static bool is_maker(const struct fact *f, size_t participle, size_t at)
{
	const char *base = f->c->words[participle].is.base;
	const struct clause_word *w = &f->c->words[at];
	struct text_span word = {f->c->text + w->at, w->len};

	return at < f->p.end && w->is_capital && base && topic_is_name(&f->m->topics, &word) &&
	       (lexicon_find(f->m->topics.lexicon, base).is & LEX_MAKER) != 0;
}

/* "X is called Y" */
static bool ask_name(struct fact *f, size_t participle)
{
	size_t next = participle + 1;

	if (clause_is(f->c, next, LEX_ADVERB | LEX_PREPOSITION | LEX_CONJUNCTION))
		return false;
	fact_ask_passive(f, "What", participle, false);
	fact_answer_from(f, next);
	fact_add(f, CARD_DEFINITION, 0.7);
	return true;
}

/* Participles whose preposition belongs to them: "is based on", "is used to". */
static bool has_own_preposition(const char *participle)
{
	static const char *const bound[] = {"defined", "known", "divided", "used", "based",
		"derived", "composed", "made", "designed", "intended", "associated", "classified",
		"measured", "replaced", "followed", "required", "expressed", NULL};

	return str_in(participle, bound);
}

static bool ask_purpose(struct fact *f, size_t participle)
{
	const struct clause *c = f->c;
	size_t next = participle + 1;

	if (clause_word_is(c, next, "to")) {
		fact_ask_passive(f, "What", participle, false);
		str_add(&f->question,
			strcmp(c->words[participle].low, "used") == 0 ? " for" : " to do");
	} else if (clause_is(c, next, LEX_PREPOSITION | LEX_CONJUNCTION) && next + 1 < f->p.end) {
		fact_ask_passive(f, "What", participle, true);
		next++;
	} else {
		return false;
	}
	fact_answer_from(f, next);
	fact_add(f, CARD_FACT, 0.65);
	return true;
}

/* Where, by whom. */
static bool ask_place_or_person(struct fact *f, size_t participle)
{
	const struct clause *c = f->c;
	size_t next = participle + 1;

	if (is_place_verb(c->words[participle].is.base) && is_place(c, next)) {
		fact_ask_passive(f, "Where", participle, false);
		fact_answer_from(f, next);
		fact_add(f, CARD_FACT, 0.65);
		return true;
	}
	if (clause_word_is(c, next, "by") &&
		(is_name(f, next + 1) || is_maker(f, participle, next + 1))) {
		fact_ask_passive(f, "By whom", participle, false);
		fact_answer_from(f, next + 1);
		fact_add(f, CARD_FACT, 0.8);
		return true;
	}
	return false;
}

static bool ask_circumstance(struct fact *f, size_t participle)
{
	const struct clause *c = f->c;
	size_t next = participle + 1;

	for (size_t i = 0; i < sizeof circumstances / sizeof *circumstances; i++) {
		const char *word = circumstances[i].word, *question = circumstances[i].question;
		bool by = strcmp(word, "by") == 0, doing = by && clause_is(c, next + 1, LEX_GERUND);

		if (!clause_word_is(c, next, word) || clause_word_is(c, next + 1, "default"))
			continue;
		fact_ask_passive(f, doing ? "How" : question, participle, false);
		fact_answer_from(f, by && !doing ? next + 1 : next);
		fact_add(f, circumstances[i].kind, 0.6);
		return true;
	}
	return false;
}

bool fact_passive(struct fact *f, size_t participle)
{
	static const char *const namings[] = {"called", "termed", "named", NULL};
	const char *low = f->c->words[participle].low;

	if (participle + 1 >= f->p.end)
		return false;
	if (str_in(low, namings))
		return ask_name(f, participle);
	if (has_own_preposition(low))
		return ask_purpose(f, participle);
	return ask_place_or_person(f, participle) || ask_circumstance(f, participle);
}
