#include "core/cards/make.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <ctype.h>
#include <string.h>

/* Enumerations: within a sentence behind a colon, or as a list behind an intro. */

static bool counts(const struct clause *c, size_t at)
{
	static const char *const words[] = {"two", "three", "four", "five", "six", "seven", "eight",
		"nine", "ten", "several", "zwei", "drei", "vier", "funf", "sechs", "sieben"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (clause_word_is(c, at, words[i]))
			return true;
	return c->words[at].is_number && c->words[at].len == 1 && c->text[c->words[at].at] > '1';
}

/* The phrase "three stages" of an intro that ends at `end`; `end` when there is none. */
static size_t counted_phrase(const struct clause *c, size_t end)
{
	for (size_t i = 0; i + 1 < end; i++)
		if (counts(c, i) && !c->words[i].in_parens)
			return i;
	return end;
}

/* "There are two kinds of X" -> "What are the two kinds of X"; "S adds four records" ->
 * "Which four records does S add".  Empty when it is neither. */
static void question_of(struct maker *m, const struct clause *c, size_t end, struct str *out)
{
	size_t phrase = counted_phrase(c, end);
	struct clause_parts p;

	for (size_t i = 0; i + 1 < end; i++)
		if (c->words[i].after == ':')
			return;
	if (phrase == end || clause_is(c, end - 1, LEX_PREPOSITION | LEX_CONJUNCTION))
		return;
	if (clause_word_is(c, 0, "there") ||
		(phrase >= 2 && clause_find(c, 0, phrase, "there") < phrase)) {
		str_add(out, "What are the ");
		clause_text(c, phrase, end, out);
		return;
	}
	if (phrase == 0 || (phrase == 1 && clause_word_is(c, 0, "the"))) {
		enum verb_kind kind;
		size_t verb = clause_verb(c, phrase, end, &kind);

		/* "The three kinds of X are" */
		if (verb + 1 < end || verb < phrase + 2)
			return;
		str_add(out, "What are the ");
		clause_text(c, phrase, verb, out);
		return;
	}
	if (!clause_split(c, clause_connective(c, &m->topics, 0), end, &p) || phrase != p.rest ||
		p.kind == VERB_BE || !clause_is_subject(c, &m->topics, p.subject, p.verb))
		return;
	str_add(out, "Which ");
	clause_text(c, phrase, end, out);
	str_add_char(out, ' ');
	clause_invert(c, &m->topics, &p, p.verb + 1, out);
}

void make_enumeration(struct maker *m, const struct clause *c)
{
	struct str question = {0}, answer = {0};
	size_t colon = 0;

	for (size_t i = 1; i + 2 < c->count && !colon; i++)
		if (c->words[i].after == ':' && !c->words[i].in_parens)
			colon = i + 1;
	if (!colon)
		return;
	question_of(m, c, colon, &question);
	clause_text(c, colon, c->count, &answer);
	if (question.len && memchr(str_text(&answer), ',', answer.len))
		make_add(m, &(struct make_card){
				    CARD_LIST, str_text(&question), str_text(&answer), NULL, 0.85});
	str_release(&question);
	str_release(&answer);
}

/* ---- lists ---- */

#define ITEMS_MAX 7
#define ITEM_WORDS_MAX 9
#define LIST_WORDS_MAX 45

/* What an item is called: its term, or its words up to the first sign. */
static void head_of(const struct text_block *b, struct str *out)
{
	const char *text = b->term ? b->term : b->text;
	size_t len = strlen(text), end;

	for (end = 0; end < len; end++)
		if (strchr(",;:(\n", text[end]) ||
			(strchr(".!?", text[end]) && (end + 1 == len || text[end + 1] == ' ')) ||
			strncmp(text + end, " - ", 3) == 0 ||
			strncmp(text + end, " \xe2\x80\x93 ", 5) == 0 ||
			strncmp(text + end, " \xe2\x80\x94 ", 5) == 0 ||
			strncmp(text + end, " which ", 7) == 0)
			break;
	str_add_bytes(out, text, end);
	while (out->len && out->at[out->len - 1] == ' ')
		str_truncate(out, out->len - 1);
}

/* The heads of the list's items of the first level; false when one says too much. */
static bool heads_of(struct maker *m, size_t first, struct str *out)
{
	size_t list = m->d->blocks.at[first].list, count = 0;

	for (size_t i = first; i < m->d->blocks.len; i++) {
		const struct text_block *b = &m->d->blocks.at[i];
		struct str head = {0};
		size_t words;

		if (b->list != list)
			break;
		if (b->level > 1 || b->goes_on)
			continue;
		head_of(b, &head);
		words = text_count_words(str_text(&head), head.len);
		if (count)
			str_add(out, "; ");
		str_add_bytes(out, str_text(&head), head.len);
		str_release(&head);
		if (!words || words > ITEM_WORDS_MAX || ++count > ITEMS_MAX)
			return false;
	}
	return count >= 2 && text_count_words(str_text(out), out->len) <= LIST_WORDS_MAX;
}

/* "Advantages", "Types of X": a heading whose list is its answer. */
static bool asks_for_list(const char *heading)
{
	static const char *const words[] = {"Types", "Kinds", "Advantages", "Disadvantages",
		"Benefits", "Drawbacks", "Properties", "Characteristics", "Goals", "Features",
		"Steps", "Stages", "Phases", "Causes", "Symptoms", "Functions", "Components",
		"Parts", "Principles", "Vorteile", "Nachteile", "Arten", "Eigenschaften", "Ziele",
		"Merkmale", "Schritte"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncmp(heading, words[i], strlen(words[i])) == 0 &&
			strchr(" ", heading[strlen(words[i])]))
			return true;
	return false;
}

static void question_of_heading(struct maker *m, size_t heading, struct str *out)
{
	const struct text_block *h = &m->d->blocks.at[heading];
	bool german = m->d->language == TEXT_GERMAN;

	if (!asks_for_list(h->text) || (!strchr(h->text, ' ') && h->heading == TEXT_NO_BLOCK))
		return;
	str_add(out, german ? "Welche sind die " : "What are the ");
	make_name(m, h->text, out);
	if (!strchr(h->text, ' ') && h->heading != TEXT_NO_BLOCK)
		str_addf(out, german ? " von %s" : " of %s", m->d->blocks.at[h->heading].text);
}

void make_list(struct maker *m, size_t intro)
{
	const struct text_block *b = &m->d->blocks.at[intro];
	struct str question = {0}, answer = {0};
	struct text_span s = {0}, last = {0};
	struct clause c;

	if (intro + 1 >= m->d->blocks.len || !m->d->blocks.at[intro + 1].list ||
		m->d->blocks.at[intro + 1].list == b->list)
		return;
	m->block = intro + 1;
	if (b->kind == BLOCK_HEADING) {
		question_of_heading(m, intro, &question);
	} else {
		for (size_t at = 0; text_next_sentence(b->text, b->len, &at, &s);)
			last = s;
		if (last.len && last.at[last.len - 1] == ':') {
			clause_read(&c, &m->scratch, &m->topics,
				arena_strndup(&m->scratch, last.at, last.len));
			question_of(m, &c, c.count, &question);
		}
	}
	if (question.len && heads_of(m, intro + 1, &answer))
		make_add(m, &(struct make_card){
				    CARD_LIST, str_text(&question), str_text(&answer), NULL, 0.8});
	str_release(&question);
	str_release(&answer);
}
