#include "core/cards/make.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Definitions that the document's structure shows: glossaries, hanging indents,
 * "Term: text". */

/* ---- terms ---- */

static bool is_option(const char *term)
{
	return term[0] == '-' && (isalnum((unsigned char)term[1]) || term[1] == '-');
}

/* "Used to ...", "Specifies ...": what the text does, not what it is. */
static bool begins_with_verb(const struct maker *m, const char *text, bool *ret_base)
{
	struct lexicon_word w[2] = {{0}, {0}};
	struct text_span word;
	struct str low = {0};
	size_t at = 0;

	for (int i = 0; i < 2 && text_next_word(text, strlen(text), &at, &word); i++) {
		str_clear(&low);
		letter_fold(&low, word.at, word.len);
		w[i] = lexicon_find(m->topics.lexicon, str_text(&low));
	}
	str_release(&low);
	*ret_base = (w[0].is & LEX_VERB_BASE) && !(w[0].is & (LEX_PARTICIPLE | LEX_DETERMINER));
	/* "points a name", but not "packages that" */
	return (w[0].is & (LEX_VERB_S | LEX_VERB_BASE)) && !(w[0].is & LEX_DETERMINER) &&
	       (!(w[0].is & LEX_WEAK) ||
		       ((w[1].is & LEX_DETERMINER) && !(w[1].is & LEX_CONJUNCTION)));
}

static bool begins_with(const char *text, const char *word)
{
	size_t len = strlen(word);

	return strncasecmp(text, word, len) == 0 && !isalnum((unsigned char)text[len]);
}

static bool begins_with_article(const char *text)
{
	static const char *const words[] = {
		"a", "an", "the", "any", "one", "ein", "eine", "der", "die", "das", "einer"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (begins_with(text, words[i]))
			return true;
	return false;
}

/* "to choose a subset": what it means to do. */
static bool is_infinitive(const struct maker *m, const char *text)
{
	bool base = false;

	return begins_with(text, "to") && begins_with_verb(m, text + 3, &base) && base;
}

/* Words that say only that a definition follows. */
static const char *without_preamble(const char *text)
{
	static const char *const preambles[] = {"Term used to describe ", "Used to describe ",
		"A term used to describe ", "Refers to ", "This is ", "It is ", "Describes "};

	for (size_t i = 0; i < sizeof preambles / sizeof *preambles; i++)
		if (strncmp(text, preambles[i], strlen(preambles[i])) == 0)
			return text + strlen(preambles[i]);
	return text;
}

/* "A moraine is a heap of stones" as the text of "moraine": "a heap of stones". */
static const char *without_term(const char *text, const char *term)
{
	static const char *const verbs[] = {" is ", " are ", " ist ", " sind "};
	static const char *const articles[] = {
		"A ", "An ", "The ", "Ein ", "Eine ", "Der ", "Die ", "Das ", ""};
	size_t len = strcspn(term, "(");

	while (len && term[len - 1] == ' ')
		len--;
	for (size_t a = 0; a < sizeof articles / sizeof *articles; a++) {
		const char *at = text + strlen(articles[a]);

		if (strncmp(text, articles[a], strlen(articles[a])) != 0)
			continue;
		at += *at == '"';
		if (strncasecmp(at, term, len) != 0)
			continue;
		at += len;
		at += *at == 's'; /* its plural */
		at += *at == '"';
		for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++)
			if (strncmp(at, verbs[v], strlen(verbs[v])) == 0)
				return at + strlen(verbs[v]);
	}
	return text;
}

/* ---- "Term: text" ---- */

#define TERM_WORDS_MAX 7

/* Without the number of "Definition 2.1". */
static bool is_one_of(const char *label, size_t len, const char *const *words)
{
	while (len && strchr("0123456789. ", label[len - 1]))
		len--;
	for (; *words; words++)
		if (strlen(*words) == len && strncasecmp(label, *words, len) == 0)
			return true;
	return false;
}

/* What stands behind these is a statement of its own. */
static bool opens_statement(const char *label, size_t len)
{
	static const char *const words[] = {"definition", "remember", "key fact", "key idea",
		"key point", "main idea", "takeaway", "conclusion", "answer", "a", "merke",
		"merksatz", "fazit", "antwort", NULL};

	return is_one_of(label, len, words);
}

/* Words that announce something else than a definition. */
static bool announces(const char *term, size_t len)
{
	static const char *const words[] = {"note", "notes", "example", "examples", "warning",
		"caution", "important", "tip", "see", "see also", "hint", "e.g", "i.e", "source",
		"sources", "image", "figure", "hinweis", "beispiel", "achtung", "quelle", "siehe",
		"abbildung", "nb", "todo", "usage", "output", "input", "result", "q", "f",
		"question", "solution", "summary", "exercise", "homework", "frage", "wichtig",
		"aufgabe", "zusammenfassung", NULL};

	return opens_statement(term, len) || is_one_of(term, len, words);
}

/* These are terms of some texts, and labels of others: "Theorem: A is B". */
static bool may_open_statement(const char *label, size_t len)
{
	static const char *const words[] = {"theorem", "lemma", "proposition", "corollary", "law",
		"rule", "fact", "recall", "satz", "regel", "gesetz", NULL};

	return is_one_of(label, len, words);
}

static bool is_statement(const struct maker *m, const char *text)
{
	struct arena a = {0};
	struct text_span s;
	struct clause c;
	enum verb_kind kind;
	size_t at = 0;
	bool is = false;

	if (isupper((unsigned char)*text) && text_next_sentence(text, strlen(text), &at, &s)) {
		clause_read(&c, &a, &m->topics, arena_strndup(&a, s.at, s.len));
		is = clause_verb(&c, 0, c.count, &kind) < c.count;
	}
	arena_release(&a);
	return is;
}

const char *make_statement(const struct maker *m, const char *text)
{
	const char *colon = strstr(text, ": ");
	size_t len = colon ? (size_t)(colon - text) : 0;

	if (!len)
		return text;
	return opens_statement(text, len) ||
			       (may_open_statement(text, len) && is_statement(m, colon + 2))
		       ? colon + 2
		       : text;
}

/* Where the text behind a term begins, and how long the term is; 0: there is none. */
static size_t split_at(const char *text, size_t *ret_term)
{
	static const char *const marks[] = {
		": ", " - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ", " -- "};
	size_t best = 0;
	uint32_t cp = 0;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		const char *at = strstr(text, marks[i]);

		if (at && at > text && (!best || (size_t)(at - text) < *ret_term)) {
			*ret_term = (size_t)(at - text);
			best = *ret_term + strlen(marks[i]);
		}
	}
	if (!best || *ret_term > 70 || text_count_words(text, *ret_term) > TERM_WORDS_MAX ||
		announces(text, *ret_term) ||
		text_count_words(text + best, strlen(text + best)) < 3)
		return 0;
	for (size_t i = 0; i < *ret_term; i++)
		if (strchr(".,;?!", text[i]) && text[i + 1] == ' ')
			return 0;
	letter_next(text, *ret_term, &cp);
	return letter_is_lower(cp) && strchr(text, ' ') < text + *ret_term &&
			       text_count_words(text, *ret_term) > 3
		       ? 0
		       : best;
}

/* A term has no verb: "There are two kinds: …" is a sentence. */
static bool is_term(const struct maker *m, const char *text, size_t len)
{
	struct arena a = {0};
	struct clause c;
	enum verb_kind kind;
	bool is;

	clause_read(&c, &a, &m->topics, arena_strndup(&a, text, len));
	is = c.count && clause_verb(&c, 0, c.count, &kind) == c.count &&
	     clause_find(&c, 0, c.count, "following") == c.count &&
	     clause_find(&c, 0, c.count, "that") == c.count &&
	     clause_find(&c, 0, c.count, "which") == c.count &&
	     !clause_is(&c, 0, LEX_PREPOSITION | LEX_PRONOUN | LEX_CONJUNCTION | LEX_DETERMINER) &&
	     !(clause_is(&c, 0, LEX_VERB_S) && !clause_is(&c, 0, LEX_WEAK)) &&
	     !clause_word_is(&c, 0, "see") &&
	     !clause_is(&c, c.count - 1, LEX_PREPOSITION | LEX_DETERMINER | LEX_CONJUNCTION);
	arena_release(&a);
	return is;
}

/* ---- definitions ---- */

/* The term within whose text this one is explained; else NULL. */
static const char *parent_of(const struct maker *m)
{
	int level = m->d->blocks.at[m->block].level;

	return m->d->blocks.at[m->block].kind == BLOCK_DEFINITION && level > 1 && level <= 8
		       ? m->parents[level - 1]
		       : NULL;
}

/* A part of another term is named with it; one that the document defines more than once
 * needs the heading it stands under. */
static void add_context(struct maker *m, const char *term, struct str *question)
{
	size_t heading = m->d->blocks.at[m->block].heading;
	const char *parent = parent_of(m);
	struct str folded = {0};
	const size_t *count;

	letter_fold(&folded, term, strlen(term));
	count = map_get(&m->terms, str_text(&folded));
	str_release(&folded);
	if (parent)
		str_addf(question, " (%.*s)", (int)strcspn(parent, "("), parent);
	else if (count && *count > 1 && heading != TEXT_NO_BLOCK &&
		 !strchr(m->d->blocks.at[heading].text, '?'))
		str_addf(question, " (%s)", m->d->blocks.at[heading].text);
	/* "name (since 2.4)" was cut behind its blank */
	if (parent && question->len > 2 && question->at[question->len - 2] == ' ') {
		str_truncate(question, question->len - 2);
		str_add_char(question, ')');
	}
}

static void define(struct maker *m, const char *term, const char *text, double score)
{
	struct str question = {0}, name = {0};
	bool base = false;
	const char *said = without_term(without_preamble(text), term);

	if (is_infinitive(m, text) || is_option(term))
		make_name(m, term, &name);
	else
		make_term(m, term, &name);
	if (is_option(term))
		str_addf(&question, "What does the option %s do", term);
	else if (said == text && !begins_with_article(text) && begins_with_verb(m, text, &base)) {
		if (base)
			str_addf(&question, "What is meant by \"%s\"", str_text(&name));
		else
			str_addf(&question, "What %s %s do", make_is_plural(term) ? "do" : "does",
				str_text(&name));
	} else if (is_infinitive(m, text))
		str_addf(&question, "What does \"%s\" mean", str_text(&name));
	else
		str_addf(&question, "%s %s",
			m->d->language == TEXT_GERMAN ? "Was ist"
			: make_is_plural(term)        ? "What are"
						      : "What is",
			str_text(&name));
	add_context(m, term, &question);
	make_add(m, &(struct make_card){CARD_DEFINITION, str_text(&question), said, term, score});
	str_release(&question);
	str_release(&name);
}

void make_definition(struct maker *m, const struct text_block *b)
{
	const char *text = b->text;

	if (!b->len || text_count_words(text, b->len) < 2 || strlen(b->term) > 90 ||
		announces(b->term, strlen(b->term)))
		return;
	define(m, b->term, text, 0.95);
}

void make_split_term(struct maker *m, const struct text_block *b)
{
	size_t term = 0, behind = split_at(b->text, &term);
	char *name;

	if (!behind || !is_term(m, b->text, term) || make_statement(m, b->text) != b->text)
		return;
	name = arena_strndup(&m->scratch, b->text, term);
	define(m, name, b->text + behind, 0.85);
}
