#include "core/cards/generate.h"

#include "core/cards/make.h"
#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <ctype.h>
#include <string.h>

/* ---- what nobody learns from ---- */

/* "14. References" -> "references", "See Also" -> "see_also" */
static void heading_key(const char *heading, struct str *out)
{
	while (*heading && !isalpha((unsigned char)*heading))
		heading++;
	for (; *heading; heading++)
		str_add_char(out, *heading == ' ' ? '_' : (char)tolower((unsigned char)*heading));
	while (out->len && strchr("_:.", out->at[out->len - 1]))
		str_truncate(out, out->len - 1);
}

static bool is_chrome_heading(const struct lexicon *l, const char *heading)
{
	struct str key = {0};
	bool is;

	heading_key(heading, &key);
	is = (lexicon_find(l, str_text(&key)).is & LEX_CHROME) != 0;
	str_release(&key);
	return is;
}

static bool is_left_out(const struct maker *m, size_t block)
{
	const struct text_block *b = &m->d->blocks.at[block];

	if (b->is_chrome ||
		(b->kind == BLOCK_HEADING && is_chrome_heading(m->topics.lexicon, b->text)))
		return true;
	for (size_t h = b->heading; h != TEXT_NO_BLOCK; h = m->d->blocks.at[h].heading)
		if (is_chrome_heading(m->topics.lexicon, m->d->blocks.at[h].text))
			return true;
	return false;
}

/* ---- a block ---- */

static void make_sentence(struct maker *m, const char *text)
{
	struct clause c;

	m->sentence = text;
	clause_read(&c, &m->scratch, &m->topics, text);
	if (c.count < 4 || text[strlen(text) - 1] == '?')
		return;
	if (m->d->language == TEXT_GERMAN) {
		make_german(m, &c);
	} else {
		make_fact(m, &c);
		make_condition(m, &c);
		make_naming(m, &c);
	}
	make_enumeration(m, &c);
	make_acronym(m, &c);
	make_number(m, &c);
	make_cloze(m, &c);
}

/* ", however," and the like say nothing by themselves. */
static void drop_asides(char *text)
{
	static const char *const asides[] = {", however,", ", therefore,", ", thus,",
		", of course,", ", on the other hand,", ", for example,", ", for instance,",
		", in turn,", ", in fact,", ", in general,", ", then,", ", too,", ", hence,",
		", indeed,"};

	for (size_t i = 0; i < sizeof asides / sizeof *asides; i++) {
		char *at = strstr(text, asides[i]);
		size_t len = strlen(asides[i]);

		if (at)
			memmove(at, at + len, strlen(at + len) + 1);
	}
}

/* With blanks around dashes between words, as the words are divided by. */
static char *spaced(struct maker *m, const struct text_span *s)
{
	struct str out = {0};
	char *text;

	for (size_t i = 0; i < s->len; i++) {
		size_t dash = i + 3 < s->len && memcmp(s->at + i, "\xe2\x80\x94", 3) == 0 ? 3
			      : i + 2 < s->len && memcmp(s->at + i, "--", 2) == 0         ? 2
											  : 0;

		if (dash && i && isalnum((unsigned char)s->at[i - 1]) &&
			isalnum((unsigned char)s->at[i + dash])) {
			str_add(&out, " \xe2\x80\x93 ");
			i += dash - 1;
		} else {
			str_add_char(&out, s->at[i]);
		}
	}
	text = arena_strndup(&m->scratch, str_text(&out), out.len);
	str_release(&out);
	drop_asides(text);
	return text;
}

/* "X is a; Y is b" are two statements. */
static void make_parts(struct maker *m, const struct text_span *s)
{
	const char *semicolon;
	char *text = spaced(m, s);

	for (char *at = text; *at; at++)
		if (*at == '\n')
			*at = ' ';
	for (const char *at = text; at; at = semicolon ? semicolon + 2 : NULL) {
		char *part;

		semicolon = strstr(at, "; ");
		part = arena_strndup(
			&m->scratch, at, semicolon ? (size_t)(semicolon - at) : strlen(at));
		if (at == text || text_count_words(part, strlen(part)) > 4)
			make_sentence(m, part);
	}
}

/* "use the command …": an item that is no statement. */
static bool is_fragment(const struct text_block *b)
{
	uint32_t cp = 0;

	letter_next(b->text, b->len, &cp);
	return b->kind == BLOCK_ITEM && !b->goes_on && letter_is_lower(cp);
}

static bool is_about_term(const struct text_span *s)
{
	static const char *const words[] = {"This ", "It ", "They ", "These ", "If ", "When "};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (s->len > strlen(words[i]) && memcmp(s->at, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static void make_sentences(struct maker *m, const struct text_block *b)
{
	struct text_span s;
	const char *text = make_statement(m, b->text);
	size_t len = strlen(text);

	m->subject = NULL;
	if (is_fragment(b))
		return;
	for (size_t at = 0; text_next_sentence(text, len, &at, &s);) {
		/* What a term means is no statement; its first sentence is asked for already. */
		if (b->kind == BLOCK_DEFINITION && s.at == b->text && !is_about_term(&s))
			continue;
		make_parts(m, &s);
		arena_reset(&m->scratch);
	}
	m->sentence = NULL;
}

/* Paragraphs behind a definition that belong to it are about its term. */
static void follow_term(struct maker *m, const struct text_block *b)
{
	if (b->kind == BLOCK_DEFINITION) {
		m->term = b->term;
		if (b->level >= 1 && b->level <= 8)
			m->parents[b->level] = b->term;
	} else if (!b->goes_on)
		m->term = NULL;
}

static void make_block(struct maker *m, size_t block)
{
	const struct text_block *b = &m->d->blocks.at[block];

	m->block = block;
	m->sentence = NULL;
	follow_term(m, b);
	switch (b->kind) {
	case BLOCK_HEADING:
		make_faq(m, block);
		make_list(m, block);
		return;
	case BLOCK_CODE: return;
	case BLOCK_TABLE: make_table(m, b); return;
	case BLOCK_DEFINITION: make_definition(m, b); break;
	case BLOCK_PARAGRAPH:
	case BLOCK_ITEM:
	case BLOCK_QUOTE:
		if (make_asked(m, block))
			return;
		make_split_term(m, b);
		break;
	}
	make_sentences(m, b);
	if (b->kind != BLOCK_DEFINITION)
		make_list(m, block);
}

static void count_terms(struct maker *m)
{
	struct str folded = {0};

	for (size_t i = 0; i < m->d->blocks.len; i++) {
		const char *term = m->d->blocks.at[i].term;
		size_t *count;

		if (!term)
			continue;
		str_clear(&folded);
		letter_fold(&folded, term, strlen(term));
		count = map_get(&m->terms, str_text(&folded));
		if (!count) {
			count = arena_new(&m->set->arena, size_t);
			map_put(&m->terms, arena_strdup(&m->set->arena, str_text(&folded)), count);
		}
		++*count;
	}
	str_release(&folded);
}

void cards_generate(struct card_set *ret, struct card_coverage *coverage,
	const struct text_document *d, const struct card_options *o)
{
	struct maker m = {.d = d, .set = ret};

	topics_of(&m.topics, d);
	count_terms(&m);
	for (size_t i = 0; i < d->blocks.len; i++)
		if (!is_left_out(&m, i))
			make_block(&m, i);
	cards_select(ret, coverage, d, o);
	topics_release(&m.topics);
	map_release(&m.terms);
	arena_release(&m.scratch);
}
