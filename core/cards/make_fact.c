#include "core/cards/make_fact.h"

#include "core/text/sentence.h"

#include <ctype.h>
#include <string.h>

/* Plain statements turned into questions about their subject: what it is and
 * does. */

static void release(struct fact *f)
{
	str_release(&f->subject);
	str_release(&f->lead);
	str_release(&f->question);
	str_release(&f->answer);
}

void fact_add(struct fact *f, enum card_kind kind, double score)
{
	struct str whole = {0};

	score *= f->is_vague ? 0.45 : 1;
	str_add_bytes(&whole, str_text(&f->lead), f->lead.len);
	if (f->lead.len && f->question.len)
		f->question.at[0] = (char)tolower((unsigned char)f->question.at[0]);
	str_add_bytes(&whole, str_text(&f->question), f->question.len);
	make_add(f->m, &(struct make_card){kind, str_text(&whole), str_text(&f->answer),
			       str_text(&f->subject), score});
	str_release(&whole);
}

void fact_answer_from(struct fact *f, size_t from)
{
	clause_text(f->c, from, f->p.end, &f->answer);
}

/* ---- "is" ---- */

static bool is_participle(const struct clause *c, size_t at)
{
	return clause_is(c, at, LEX_PARTICIPLE);
}

/* "responsible for", "equal to": an adjective that wants more. */
static bool wants_more(const struct clause *c, size_t at)
{
	static const char *const words[] = {"responsible", "known", "useful", "suitable", "similar",
		"equal", "equivalent", "identical", "analogous", "sensitive", "subject",
		"dependent", "capable", "independent", "permeable", "proportional", "limited",
		"related", "susceptible", "critical", "essential", "necessary", "important",
		"vulnerable", "resistant", "available"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (clause_word_is(c, at, words[i]))
			return clause_is(c, at + 1, LEX_PREPOSITION);
	return false;
}

/* A noun phrase: what something is. */
static bool opens_description(const struct clause *c, size_t at)
{
	static const char *const words[] = {"a", "an", "the", "any", "one", "that", "those", "its"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (clause_word_is(c, at, words[i]))
			return true;
	return clause_word_is(c, at, "where") || clause_word_is(c, at, "when") ||
	       clause_word_is(c, at, "how") || clause_word_is(c, at, "part");
}

static bool is_definite(const struct fact *f)
{
	return strncmp(str_text(&f->subject), "the ", 4) == 0;
}

/* "The X of Y is Z": the X is asked for, whatever Z is. */
static bool has_property(const struct fact *f)
{
	return is_definite(f) && f->p.verb - f->p.subject >= 2;
}

/* What a property can be: a number, a name, a sign, a noun by its ending. */
static bool is_value(const struct clause *c, size_t at, size_t end)
{
	static const char *const endings[] = {"tion", "sion", "ness", "ment", "ity", "ing", "ism",
		"ance", "ence", "sis", "ship", "logy", "ure"};
	const struct clause_word *w = &c->words[at];
	size_t len = strlen(w->low);

	if (w->is_number || w->is_capital || c->text[w->raw_at] == '"' ||
		strpbrk(w->low, "/_.=0123456789"))
		return true;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (len > 5 && strcmp(w->low + len - strlen(endings[i]), endings[i]) == 0)
			return true;
	return at + 1 < end && clause_word_is(c, at, "to") && clause_is(c, at + 1, LEX_VERB_BASE);
}

/* "archives that hold files" */
static bool is_plural_phrase(const struct clause *c, size_t at, size_t end)
{
	for (size_t i = at; i < end && i < at + 3; i++) {
		if (clause_is_plural(c, i))
			return true;
		if (c->words[i].is.is & ~(unsigned)(LEX_COMMON | LEX_WEAK | LEX_VERB_BASE |
						    LEX_PARTICIPLE | LEX_PAST | LEX_GERUND))
			return false;
	}
	return false;
}

/* "is an example of", "is a good choice": nobody learns what it is from that. */
static bool is_example(const struct clause *c, size_t at, size_t end)
{
	for (size_t i = at; i < end && i < at + 4; i++)
		if (clause_word_is(c, i, "example") || clause_word_is(c, i, "examples") ||
			clause_word_is(c, i, "choice") || clause_word_is(c, i, "idea") ||
			clause_word_is(c, i, "concern") || clause_word_is(c, i, "reason"))
			return true;
	return false;
}

/* "a physicist", "the first king of": its noun says that it is a person. */
static bool describes_person(const struct clause *c, size_t at, size_t end)
{
	static const char *const words[] = {"physicist", "chemist", "biologist", "mathematician",
		"astronomer", "philosopher", "poet", "writer", "author", "novelist", "painter",
		"composer", "musician", "singer", "actor", "actress", "politician", "statesman",
		"president", "chancellor", "minister", "king", "queen", "emperor", "empress",
		"pope", "bishop", "monk", "saint", "general", "commander", "admiral", "soldier",
		"explorer", "engineer", "inventor", "scientist", "physician", "lawyer", "judge",
		"economist", "historian", "architect", "sculptor", "teacher", "professor",
		"founder", "ruler", "prince", "princess", "duke", "pharaoh", "tsar", "sultan",
		"caliph", "theologian", "reformer", "navigator", "merchant", "man", "woman", "son",
		"daughter", "wife", "husband", "geologist", "botanist", "naturalist",
		"psychologist", "sociologist", "linguist", "dramatist", "playwright"};

	for (size_t i = at; i < end && i < at + 8; i++) {
		if (i > at && clause_is(c, i, LEX_PREPOSITION))
			break;
		for (size_t w = 0; w < sizeof words / sizeof *words; w++)
			if (clause_word_is(c, i, words[w]))
				return true;
		if (c->words[i].after || clause_word_is(c, i, "who") ||
			clause_word_is(c, i, "that"))
			break;
	}
	return false;
}

/* The subject is a name, and what it was is a person's office or trade.  Of one word only
 * where it is told in the past: programs are leaders and founders, too. */
static bool is_person(const struct fact *f, bool past)
{
	const struct clause *c = f->c;
	size_t capitals = 0;

	if (clause_is(c, f->p.subject, LEX_DETERMINER | LEX_PREPOSITION) ||
		!isupper((unsigned char)str_text(&f->subject)[0]))
		return false;
	for (size_t i = f->p.subject; i < f->p.subject_end; i++)
		capitals += c->words[i].is_capital && !c->words[i].in_parens;
	return (capitals > 1 || (capitals == 1 && past)) &&
	       describes_person(c, f->p.rest, f->p.end);
}

static void be(struct fact *f)
{
	const struct clause *c = f->c;
	size_t at = f->p.rest;
	bool past = clause_word_is(c, f->p.verb, "was") || clause_word_is(c, f->p.verb, "were");

	if (at >= f->p.end)
		return;
	if (is_participle(c, at) && !clause_is(c, at, LEX_DETERMINER) && fact_passive(f, at))
		return;
	if (wants_more(c, at)) {
		fact_ask_passive(f, "What", at, true);
		fact_answer_from(f, at + 2);
		fact_add(f, CARD_FACT, 0.6);
		return;
	}
	if (clause_is(c, at, LEX_GERUND) && !has_property(f))
		return;
	if (!opens_description(c, at) && !(has_property(f) && is_value(c, at, f->p.end)) &&
		!(clause_is_plural(c, f->p.subject_end - 1) && is_plural_phrase(c, at, f->p.end)))
		return;
	if (is_participle(c, at) || clause_is(c, at, LEX_ADVERB | LEX_PREPOSITION) ||
		is_example(c, f->p.subject, f->p.subject_end) || is_example(c, at, f->p.end))
		return;
	str_add(&f->question, past ? "What was " : "What is ");
	if (clause_word_is(c, f->p.verb, "are") || clause_word_is(c, f->p.verb, "were")) {
		str_clear(&f->question);
		str_add(&f->question, past ? "What were " : "What are ");
	} else if (is_person(f, past)) {
		str_clear(&f->question);
		str_add(&f->question, past ? "Who was " : "Who is ");
	}
	str_add_bytes(&f->question, str_text(&f->subject), f->subject.len);
	fact_answer_from(f, at);
	fact_add(f, opens_description(c, at) ? CARD_DEFINITION : CARD_FACT,
		opens_description(c, at) ? 0.75 : 0.6);
}

/* ---- verbs ---- */

/* Verbs that come with a preposition, which belongs to the question. */
static bool is_pair(const char *base, const struct clause *c, size_t next)
{
	static const char *const pairs[] = {"consist of", "refer to", "depend on", "rely on",
		"result in", "lead to", "belong to", "stem from", "derive from", "differ from",
		"correspond to", "contribute to", "apply to", "deal with", "stand for",
		"originate from", "suffer from", "focus on", "account for", "respond to",
		"benefit from", "look for", "specialize in", "arise from", "differ in", "bind to",
		"convert to", "attach to", "turn into"};

	if (!base || next >= c->count)
		return false;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		size_t len = strlen(base);

		if (strncmp(pairs[i], base, len) == 0 && pairs[i][len] == ' ' &&
			clause_word_is(c, next, pairs[i] + len + 1))
			return true;
	}
	return false;
}

static const char *do_form(enum verb_kind kind)
{
	return kind == VERB_S ? "does" : kind == VERB_PLURAL ? "do" : "did";
}

/* "Ross Ihaka wrote R": who, and what. */
static bool maker(struct fact *f)
{
	const struct clause *c = f->c;

	if (f->p.kind != VERB_PAST ||
		!(lexicon_find(f->m->topics.lexicon, f->p.base).is & LEX_MAKER) ||
		!c->words[f->p.subject].is_capital)
		return false;
	for (size_t i = f->p.subject; i < f->p.verb; i++)
		if (!c->words[i].is_capital && !clause_word_is(c, i, "and") &&
			!clause_word_is(c, i, "of") && !c->words[i].in_parens)
			return false;
	if (clause_is_pronoun(c, f->p.rest)) /* "who defeated them" */
		return false;
	str_add(&f->question, "Who ");
	clause_text(c, f->p.verb, f->p.end, &f->question);
	if (text_count_words(f->question.at, f->question.len) > 24)
		return false;
	str_add_bytes(&f->answer, str_text(&f->subject), f->subject.len);
	fact_add(f, CARD_FACT, 0.75);
	str_clear(&f->question);
	str_clear(&f->answer);
	return true;
}

static bool only_connects(const struct clause *c, size_t at)
{
	static const char *const words[] = {"also", "then", "thus", "therefore", "still", "however",
		"hence", "too", "again", "now", "just", "simply"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (clause_word_is(c, at, words[i]))
			return true;
	return false;
}

/* "What does the kernel usually" */
static void ask_do(struct fact *f)
{
	str_addf(&f->question, "What %s %s", do_form(f->p.kind), str_text(&f->subject));
	if (f->p.subject_end < f->p.verb && !only_connects(f->c, f->p.subject_end)) {
		str_add_char(&f->question, ' ');
		clause_text(f->c, f->p.subject_end, f->p.verb, &f->question);
	}
}

static void verb(struct fact *f)
{
	const struct clause *c = f->c;
	unsigned base = f->p.base ? lexicon_find(f->m->topics.lexicon, f->p.base).is : 0;
	size_t next = f->p.rest;

	maker(f);
	if (next >= f->p.end)
		return;
	if (is_pair(f->p.base, c, next)) {
		str_addf(&f->question, "What %s %s %s ", do_form(f->p.kind), str_text(&f->subject),
			f->p.base);
		str_add(&f->question, c->words[next].low);
		fact_answer_from(f, next + 1);
		fact_add(f, CARD_FACT, 0.7);
		return;
	}
	if (clause_word_is(c, next, "if") || clause_word_is(c, next, "when") ||
		clause_word_is(c, next, "because"))
		return; /* make_condition.c asks when and why */
	if (clause_word_is(c, next, "that") || str_eq(f->p.base, "say") ||
		str_eq(f->p.base, "tell") || str_eq(f->p.base, "seem") ||
		str_eq(f->p.base, "become"))
		return;
	if ((base & LEX_OBJECT) && !clause_is(c, next, LEX_PREPOSITION)) {
		ask_do(f);
		str_addf(&f->question, " %s", f->p.base);
		fact_answer_from(f, next);
		fact_add(f, CARD_FACT, 0.65);
		return;
	}
	if (f->p.kind == VERB_PAST) /* what somebody did once is a story */
		return;
	ask_do(f);
	str_add(&f->question, " do");
	fact_answer_from(f, f->p.verb);
	fact_add(f, CARD_FACT, 0.45);
}

static void auxiliary(struct fact *f)
{
	const struct clause *c = f->c;
	const char *low = c->words[f->p.verb].low;
	size_t next = f->p.rest;

	if (next >= f->p.end)
		return;
	if (strcmp(low, "has") == 0 || strcmp(low, "have") == 0 || strcmp(low, "had") == 0) {
		if (is_participle(c, next) || clause_word_is(c, next, "been") ||
			!opens_description(c, next))
			return;
		str_addf(&f->question, "What %s %s have",
			low[2] == 's'   ? "does"
			: low[2] == 'd' ? "did"
					: "do",
			str_text(&f->subject));
		fact_answer_from(f, next);
		fact_add(f, CARD_FACT, 0.5);
		return;
	}
	if (clause_word_is(c, next, "be") && next + 1 < f->p.end) {
		size_t at = next + 1;

		while (at < f->p.end && clause_is(c, at, LEX_ADVERB))
			at++;
		if (at < f->p.end && is_participle(c, at))
			fact_passive(f, at);
		return;
	}
	if (!clause_is(c, next, LEX_VERB_BASE))
		return;
	str_addf(&f->question, "What %s %s do", low, str_text(&f->subject));
	fact_answer_from(f, next);
	fact_add(f, CARD_FACT, 0.35);
}

/* ---- the sentence ---- */

/* "it" and "this file" within the text of a definition are its term. */
static bool stands_for_term(
	const struct clause *c, const struct clause_parts *p, const struct topics *t)
{
	size_t at = p->subject;

	if (p->subject_end == at + 1 &&
		(clause_word_is(c, at, "it") || clause_word_is(c, at, "they")))
		return true;
	if (p->subject_end != at + 2)
		return false;
	return clause_word_is(c, at, "this") || clause_word_is(c, at, "these") ||
	       (clause_word_is(c, at, "the") && topic_weight(t, c->words[at + 1].low) < 0.75);
}

/* "The default value for this file": what the term is put for. */
static size_t stand_in(const struct clause *c, const struct clause_parts *p)
{
	for (size_t i = p->subject + 1; i + 1 < p->verb; i++)
		if (clause_word_is(c, i, "this") && clause_is(c, i - 1, LEX_PREPOSITION))
			return i;
	return 0;
}

/* "this script" within the text of "preinst" is "the preinst script". */
static void name_term(struct fact *f)
{
	const struct clause *c = f->c;
	size_t noun = f->p.subject + 1;
	const char *term = f->m->term;
	bool plain = strlen(term) < 24 && !strpbrk(term, "/-(=") && !strchr(term, ' ');

	if (f->p.subject_end == noun + 1 && plain && clause_word_is(c, noun - 1, "this") &&
		!strstr(term, c->words[noun].low)) {
		str_add(&f->subject, "the ");
		make_name(f->m, term, &f->subject);
		str_add_char(&f->subject, ' ');
		clause_text(c, noun, noun + 1, &f->subject);
		return;
	}
	make_name(f->m, term, &f->subject);
	/* "They are …" of a term in the singular */
	if ((f->p.kind == VERB_PLURAL || clause_word_is(c, f->p.verb, "are") ||
		    clause_word_is(c, f->p.verb, "have")) &&
		!make_is_plural(term) && f->m->d->language != TEXT_GERMAN)
		str_add_char(&f->subject, 's');
}

/* "The extensions": one noun that the document does not set off anywhere. */
static bool is_vague(const struct fact *f)
{
	const struct clause *c = f->c;
	const struct topic_word *w = topic_find(&f->m->topics, c->words[f->p.subject_end - 1].low);

	return clause_word_is(c, f->p.subject, "the") && f->p.subject_end == f->p.subject + 2 &&
	       !c->words[f->p.subject + 1].is_capital &&
	       !(w && (w->marked || w->heading || w->count == 1));
}

static bool name_subject(struct fact *f)
{
	const struct clause *c = f->c;
	struct maker *m = f->m;
	size_t in = m->term ? stand_in(c, &f->p) : 0;

	if (m->term && stands_for_term(c, &f->p, &m->topics)) {
		name_term(f);
		return true;
	}
	if (in) {
		clause_inner(c, &m->topics, f->p.subject, in, &f->subject);
		str_add_char(&f->subject, ' ');
		make_name(m, m->term, &f->subject);
		return true;
	}
	if (m->subject && f->p.subject_end == f->p.subject + 1 &&
		clause_word_is(c, f->p.subject, "it") && f->p.kind != VERB_BE) {
		str_add(&f->subject, m->subject);
		return true;
	}
	for (size_t i = f->p.subject; i < f->p.subject_end; i++)
		if (clause_is_pronoun(c, i) && !c->words[i].in_parens)
			return false;
	if (!clause_is_subject(c, &m->topics, f->p.subject, f->p.subject_end))
		return false;
	/* "The rationale is …": of what? */
	if (clause_word_is(c, f->p.subject, "the") && f->p.subject_end == f->p.subject + 2 &&
		!c->words[f->p.subject + 1].is_capital &&
		topic_weight(&m->topics, c->words[f->p.subject + 1].low) < 0.25)
		return false;
	clause_inner(c, &m->topics, f->p.subject, f->p.subject_end, &f->subject);
	f->is_vague = is_vague(f);
	return f->subject.len > 0;
}

void make_fact(struct maker *m, const struct clause *c)
{
	struct fact f = {.m = m, .c = c};
	size_t from = clause_connective(c, &m->topics, 0);

	bool named = clause_split(c, from, c->count, &f.p) && name_subject(&f);

	m->subject =
		named && f.subject.len < 80 ? arena_strdup(&m->set->arena, f.subject.at) : NULL;
	if (named && !f.p.is_negated) {
		if (f.p.lead > from) {
			clause_text(c, from, f.p.lead, &f.lead);
			str_add(&f.lead, ", ");
		}
		if (f.p.kind == VERB_BE)
			be(&f);
		else if (f.p.kind == VERB_AUXILIARY)
			auxiliary(&f);
		else
			verb(&f);
	}
	release(&f);
}
