#include "core/cards/make.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <ctype.h>
#include <string.h>

/* ---- answers ---- */

/* Longer answers are cut at a digression, and are none at all beyond the second. */
#define ANSWER_WORDS 30

static void cut_back(struct str *s)
{
	while (s->len && strchr(" .,;:-\n", s->at[s->len - 1]) &&
		!(s->len > 4 && s->at[s->len - 1] == '.' && s->at[s->len - 3] == '.'))
		str_truncate(s, s->len - 1);
}

/* "(see chapter 3)", "(Smith, 2001)" are for readers of the text. */
static bool is_reference(const char *at, size_t len)
{
	bool year = false, capital = false;

	for (size_t i = 0; i + 4 < len; i++)
		year |= (at[i] == '1' || at[i] == '2') && isdigit((unsigned char)at[i + 1]) &&
			isdigit((unsigned char)at[i + 2]) && isdigit((unsigned char)at[i + 3]) &&
			!isdigit((unsigned char)at[i + 4]) && i && at[i - 1] == ' ';
	capital = len > 2 && isupper((unsigned char)at[1]);
	return (year && capital && memchr(at, ',', len)) || strncmp(at, "(see ", 5) == 0 ||
	       strncmp(at, "(cf. ", 5) == 0 || strncmp(at, "(Figure", 7) == 0 ||
	       strncmp(at, "(Table", 6) == 0 || strncmp(at, "(fig", 4) == 0 ||
	       strncmp(at, "(siehe ", 7) == 0 || strncmp(at, "(vgl.", 5) == 0 ||
	       strncmp(at, "(link)", 6) == 0;
}

/* "[RFC4034]", "[Smith99]": letters, then digits. */
static bool is_key(const char *at, size_t len)
{
	size_t letters = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
	size_t digits = strspn(at + letters, "0123456789");

	return isupper((unsigned char)*at) && letters >= 2 && digits >= 2 &&
	       letters + digits == len;
}

/* "[4]", "[2, 3]", "[a]", "[link]" apart from a word: "d[1]" and "[1961] 1 QB 394" say
 * something.  `before` is the sign before it that is no blank. */
static bool is_mark(const char *at, size_t len, char before, bool apart)
{
	size_t digits = strspn(at + 1, "0123456789");

	if (!apart || strchr("=+*/<>([{&|", before))
		return false;
	if (len == 6 && memcmp(at, "[link]", 6) == 0)
		return true;
	if (strncmp(at, "[note ", 6) == 0)
		return 6 + strspn(at + 6, "0123456789") + 1 == len;
	if ((len == 3 && islower((unsigned char)at[1])) || is_key(at + 1, len - 2))
		return true;
	return digits && digits <= 3 && strspn(at + 1, "0123456789,-\xe2\x80\x93 ") + 2 == len;
}

static bool is_code(const struct text_block *b, const char *at, size_t len)
{
	for (size_t i = 0; i < b->marks_len; i++) {
		const struct text_mark *mark = &b->marks[i];

		if (mark->kind != MARK_CODE || mark->at + mark->len > b->len)
			continue;
		for (size_t k = mark->at; k + len <= mark->at + mark->len; k++)
			if (memcmp(b->text + k, at, len) == 0)
				return true;
	}
	return false;
}

/* Whether what stands in the brackets at `at` of a text is left out. */
static bool is_left_out(const struct text_block *b, const char *text, size_t at, size_t len)
{
	size_t before = at;
	uint32_t cp = ' ';

	if (text[at] == '(' && len > 4 && text[at + 1] == '[' && text[at + len - 2] == ']')
		return is_mark(text + at + 1, len - 2, ' ', true) && !is_code(b, text + at, len);
	if (text[at] == '(')
		return is_reference(text + at, len);
	if (at)
		letter_before(text, at, &cp);
	while (before && text[before - 1] == ' ')
		before--;
	return is_mark(text + at, len, before ? text[before - 1] : ' ',
		       !letter_is_word(letter_class(cp)) && cp != '_' && cp != ')' && cp != ']') &&
	       !is_code(b, text + at, len);
}

static void add_without_references(
	struct str *out, const struct text_block *b, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char *close = text[i] == '('   ? memchr(text + i, ')', len - i)
				    : text[i] == '[' ? memchr(text + i, ']', len - i)
						     : NULL;

		if (close && is_left_out(b, text, i, (size_t)(close - text) - i + 1)) {
			i = (size_t)(close - text);
			if (out->len && out->at[out->len - 1] == ' ')
				str_truncate(out, out->len - 1);
			continue;
		}
		str_add_char(out, text[i] == '\n' ? ' ' : text[i]);
	}
}

/* Where a long answer can end: before a digression, not within brackets. */
static size_t digression_in(const char *text, size_t len)
{
	static const char *const marks[] = {"; ", " \xe2\x80\x94 ", "\xe2\x80\x94",
		" \xe2\x80\x93 ", " -- ", ", which ", ", such as ", ", including ", ", for example",
		", e.g.", ", so that ", ", because ", ", while ", ", whereas ", ", where ",
		", although ", ", thus ", ", but ", ", and the ", ", and a ", ", welche",
		", wobei ", ", sodass ", ": "};
	size_t best = 0;
	int depth = 0;

	for (size_t i = 0; i < len; i++) {
		if (!depth)
			for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
				if (strncmp(text + i, marks[m], strlen(marks[m])) == 0 &&
					text_count_words(text, i) >= 5 &&
					text_count_words(text, i) <= ANSWER_WORDS)
					best = i;
		depth += (text[i] == '(') - (text[i] == ')');
	}
	return best;
}

/* (a term in brackets), “a term in quotes”: the signs say nothing in an answer. */
static void unwrap(struct str *s)
{
	static const char *const pairs[][2] = {{"(", ")"}, {"\"", "\""},
		{"\xe2\x80\x9c", "\xe2\x80\x9d"}, {"\xe2\x80\x98", "\xe2\x80\x99"}};

	for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
		size_t open = strlen(pairs[p][0]), close = strlen(pairs[p][1]);

		if (s->len <= open + close || memcmp(s->at, pairs[p][0], open) != 0 ||
			memcmp(s->at + s->len - close, pairs[p][1], close) != 0 ||
			strstr(s->at + open, pairs[p][1]) != s->at + s->len - close)
			continue;
		str_truncate(s, s->len - close);
		memmove(s->at, s->at + open, s->len - open + 1);
		str_truncate(s, s->len - open);
	}
}

/* What stands in brackets, with the blank before it. */
static void drop_brackets(struct str *s)
{
	size_t to = 0, depth = 0;

	for (size_t i = 0; i < s->len; i++) {
		if (s->at[i] == ' ' && i + 1 < s->len && s->at[i + 1] == '(' && !depth)
			depth++;
		else if (s->at[i] == '(' && depth && !(i && s->at[i - 1] == ' ' && depth == 1))
			depth++;
		if (!depth)
			s->at[to++] = s->at[i];
		if (s->at[i] == ')' && depth)
			depth--;
	}
	str_truncate(s, to);
}

/* The words of a text that a reader takes in at once: its first sentence, of that what
 * stands before a digression when it is long.  Ended without a full stop. */
static void add_answer(struct str *out, const struct text_block *b, const char *text)
{
	struct text_span s;
	struct str plain = {0};
	size_t at = 0, cut;

	if (!text_next_sentence(text, strlen(text), &at, &s))
		return;
	add_without_references(&plain, b, s.at, s.len);
	cut_back(&plain);
	if (text_count_words(str_text(&plain), plain.len) > ANSWER_WORDS)
		drop_brackets(&plain);
	if (text_count_words(str_text(&plain), plain.len) > ANSWER_WORDS) {
		cut = digression_in(plain.at, plain.len);
		if (cut)
			str_truncate(&plain, cut);
		cut_back(&plain);
	}
	unwrap(&plain);
	str_add_bytes(out, str_text(&plain), plain.len);
	str_release(&plain);
}

/* ---- names ---- */

static bool begins_with_article(const char *term)
{
	static const char *const words[] = {"the ", "a ", "an ", "The ", "A ", "An "};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncmp(term, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* "a ", "the " or "", as the text itself has it before the term. */
static const char *article_of(const struct maker *m, const char *term, const struct text_span *word)
{
	struct str folded = {0};
	const struct topic_word *w;
	bool vowel = strchr("aeiouAEIOU", term[0]) != NULL;

	letter_fold(&folded, word->at, word->len);
	w = topic_find(&m->topics, str_text(&folded));
	str_release(&folded);
	if (!w || m->d->language == TEXT_GERMAN || topic_is_name(&m->topics, word) ||
		make_is_plural(term) || lexicon_find(m->topics.lexicon, term).is & LEX_DETERMINER)
		return "";
	if (w->after_a >= 2 && w->after_a * 3 >= w->count)
		return vowel ? "an " : "a ";
	return w->after_the >= 2 && w->after_the * 2 >= w->count ? "the " : "";
}

void make_term(const struct maker *m, const char *term, struct str *out)
{
	struct text_span word;
	size_t at = 0;

	if (text_next_word(term, strlen(term), &at, &word) && word.at == term)
		str_add(out, strstr(term, " of ") && m->d->language != TEXT_GERMAN &&
					     !make_is_plural(term) && !begins_with_article(term)
				     ? "the "
				     : article_of(m, term, &word));
	make_name(m, term, out);
}

/* "Trust anchor": only its place gave it the capital, unless the text has it elsewhere. */
static bool goes_on_small(const struct maker *m, const char *term, const struct text_span *word)
{
	struct str folded = {0};
	const struct topic_word *w;
	bool small;

	if (m->d->language == TEXT_GERMAN)
		return false;
	letter_fold(&folded, word->at, word->len);
	w = topic_find(&m->topics, str_text(&folded));
	small = term[word->len] == ' ' && islower((unsigned char)term[word->len + 1]) &&
		!(w && w->capital) &&
		strspn(word->at + 1, "abcdefghijklmnopqrstuvwxyz") + 1 >= word->len;
	str_release(&folded);
	return small;
}

/* "Lowest Astronomical Tide", "Bay of Fundy", "Otto von Guericke": a name of several words. */
static bool goes_on_big(const char *term, const struct text_span *word)
{
	const char *at = term + word->len;

	for (const char *const *w = (const char *const[]){" of ", " the ", " and ", " for ",
		     " von ", " van ", " de ", " der ", " la ", " v ", " v. ", " vs ", NULL};
		*w; w++)
		if (strncmp(at, *w, strlen(*w)) == 0)
			at += strlen(*w) - 1;
	return at[0] == ' ' && isupper((unsigned char)at[1]);
}

void make_name(const struct maker *m, const char *term, struct str *out)
{
	struct text_span word;
	size_t at = 0, begin = out->len;

	str_add(out, term);
	if (!text_next_word(term, strlen(term), &at, &word) || word.at != term)
		return;
	if (word.len == 1 && term[1] == ' ') /* "A record" */
		return;
	if (goes_on_big(term, &word))
		return;
	if ((!topic_is_name(&m->topics, &word) || goes_on_small(m, term, &word)) &&
		isupper((unsigned char)term[0]) && !isupper((unsigned char)term[1]))
		out->at[begin] = (char)tolower((unsigned char)term[0]);
}

bool make_is_plural(const char *term)
{
	size_t len = strcspn(term, "(,");
	const char *of = strstr(term, " of ");

	if (strpbrk(term, "/_=<>"))
		return false;

	if (of && (size_t)(of - term) < len)
		len = (size_t)(of - term);
	while (len && term[len - 1] == ' ')
		len--;
	return len > 3 && term[len - 1] == 's' && !strchr("sui'", term[len - 2]);
}

/* ---- adding ---- */

static void tidy_question(struct str *q)
{
	cut_back(q);
	if (q->len && islower((unsigned char)q->at[0]))
		q->at[0] = (char)toupper((unsigned char)q->at[0]);
	if (q->len && q->at[q->len - 1] != '?')
		str_add_char(q, '?');
}

/* What was made of this sentence, or of the block's first. */
static const char *source_of(struct maker *m)
{
	const struct text_block *b = &m->d->blocks.at[m->block];
	struct text_span s;
	size_t at = 0;

	if (m->sentence)
		return arena_strdup(&m->set->arena, m->sentence);
	if (!text_next_sentence(b->text, b->len, &at, &s))
		return "";
	return arena_strndup(&m->set->arena, s.at, s.len);
}

void make_add(struct maker *m, const struct make_card *card)
{
	struct arena *a = &m->set->arena;
	const struct text_block *b = &m->d->blocks.at[m->block];
	struct str question = {0}, answer = {0};

	add_without_references(&question, b, card->question, strlen(card->question));
	tidy_question(&question);
	add_answer(&answer, b, card->answer);
	if (question.len > 1 && answer.len) {
		struct card_draft draft = {.kind = card->kind,
			.question = arena_strdup(a, question.at),
			.answer = arena_strdup(a, answer.at),
			.term = arena_strdup(a, card->term ? card->term : ""),
			.sentence = source_of(m),
			.block = m->block,
			.score = card->score};

		vec_push(&m->set->list, draft);
	}
	str_release(&question);
	str_release(&answer);
}

void make_add_cloze(struct maker *m, enum card_kind kind, const char *cloze, double score)
{
	struct card_draft draft = {.kind = kind,
		.cloze = arena_strdup(&m->set->arena, cloze),
		.term = "",
		.sentence = source_of(m),
		.block = m->block,
		.score = score};

	vec_push(&m->set->list, draft);
}
