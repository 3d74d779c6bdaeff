#include "core/text/plain.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <string.h>

bool plain_is_rule(const struct plain_line *l)
{
	if (l->text.len < 3 || !strchr("=-~*_^#+", l->text.at[0]))
		return false;
	for (size_t i = 1; i < l->text.len; i++)
		if (l->text.at[i] != l->text.at[0])
			return false;
	return true;
}

/* Also "(a) " and "(12) ", which begin a sentence's part in running text. */
size_t plain_item_mark(const struct text_span *t)
{
	size_t inside = t->len > 4 && t->at[0] == '(' ? strspn(t->at + 1, "0123456789") : 0;

	if (!inside && t->len > 4 && t->at[0] == '(' && t->at[1] >= 'a' && t->at[1] <= 'z')
		inside = strspn(t->at + 1, "ivx") ? strspn(t->at + 1, "ivx") : 1;
	if (inside && inside <= 4 && inside + 3 < t->len && t->at[inside + 1] == ')' &&
		t->at[inside + 2] == ' ')
		return inside + 3;
	return text_list_mark(t->at, t->len);
}

static bool starts_item(const struct plain_line *l)
{
	return plain_item_mark(&l->text) > 0;
}

/* "OPTIONS" at the margin of a manual page: what follows is another chunk. */
static bool is_shouted(const struct plain_line *l)
{
	for (size_t i = 0; i < l->text.len; i++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ -/", l->text.at[i]))
			return false;
	return l->indent == 0 && l->text.len > 2;
}

/* Whether a line begins something new behind the lines of `c`. */
static bool divides(const struct plain_lines *l, const struct plain_chunk *c, size_t at)
{
	const struct plain_line *line = &l->list.at[at], *first = &l->list.at[c->first];

	if (starts_item(line) || plain_is_rule(line))
		return true;
	if (plain_is_rule(first))
		return true;
	if (line->indent < c->indent)
		return true;
	if (c->len == 1)
		return is_shouted(first);
	/* Back from a hanging indent, or further in. */
	return line->indent != c->hang;
}

/* "NAME" or "Pipe capacity" above its text, without a blank line between. */
static bool begins_with_heading(const struct plain_lines *l, const struct plain_chunk *c)
{
	const struct text_span *t = &l->list.at[c->first].text;

	return c->indent == 0 && c->hang > 0 && !strchr(":.,;", t->at[t->len - 1]) &&
	       text_count_words(t->at, t->len) <= 4;
}

/* Where most lines begin; of terms with their text further in, the terms count. */
static int body_of(const struct plain_chunks *c, const struct plain_lines *l)
{
	enum { WIDEST = 40 };
	size_t lines[WIDEST] = {0};
	int body = 0;

	for (size_t i = 0; i < c->list.len; i++) {
		const struct plain_chunk *chunk = &c->list.at[i];
		bool heading = begins_with_heading(l, chunk);
		int indent = heading ? chunk->hang : chunk->indent;

		/* A line of its own may be anything. */
		if (indent < WIDEST && chunk->len > 1)
			lines[indent] += chunk->len - heading;
	}
	for (int i = 1; i < WIDEST; i++)
		if (lines[i] > lines[body])
			body = i;
	return body;
}

void plain_chunks_of(struct plain_chunks *ret, const struct plain_lines *lines)
{
	bool blank = true;

	for (size_t i = 0; i < lines->list.len; i++) {
		const struct plain_line *line = &lines->list.at[i];
		struct plain_chunk *last = ret->list.len ? &ret->list.at[ret->list.len - 1] : NULL;

		if (line->is_blank) {
			blank = true;
			if (last)
				last->before_blank = true;
			continue;
		}
		if (blank || divides(lines, last, i)) {
			vec_push(&ret->list, ((struct plain_chunk){i, 1, line->indent, line->indent,
						     blank, false}));
		} else {
			if (last->len++ == 1)
				last->hang = line->indent;
		}
		blank = false;
	}
	if (ret->list.len)
		ret->list.at[ret->list.len - 1].before_blank = true;
	ret->body = body_of(ret, lines);
}

/* ---- headings ---- */

/* "1.", "2.3", "Chapter 4.", "A.1.": how many numbers deep; 0: none. */
static int numbered(const struct text_span *t)
{
	static const char *const words[] = {"Chapter ", "Section ", "Appendix ", "Part ",
		"Kapitel ", "Abschnitt ", "Anhang ", "Teil "};
	size_t at = 0;
	int depth = 0;

	for (size_t w = 0; w < sizeof words / sizeof *words && !at; w++)
		if (t->len > strlen(words[w]) && memcmp(t->at, words[w], strlen(words[w])) == 0)
			at = strlen(words[w]);
	for (;;) {
		size_t begin = at;

		while (at < t->len && t->at[at] >= '0' && t->at[at] <= '9')
			at++;
		if (at == begin && at < t->len && t->at[at] >= 'A' && t->at[at] <= 'Z' &&
			at + 1 < t->len && t->at[at + 1] == '.')
			at++;
		if (at == begin || at - begin > 3)
			break;
		depth++;
		if (at >= t->len || t->at[at] != '.')
			break;
		at++;
	}
	return depth && at < t->len && (t->at[at] == ' ' || t->at[at] == '\xc2') ? depth : 0;
}

/* How many of the words that say something begin with a capital; all of them? */
struct capitals {
	size_t words, upper;
	bool all_upper; /* no small letter at all */
};

static struct capitals capitals_of(const struct text_span *t)
{
	struct capitals c = {0, 0, true};
	struct text_span word;
	uint32_t cp = 0;

	for (size_t at = 0; text_next_word(t->at, t->len, &at, &word);) {
		if (letter_next(word.at, word.len, &cp) && letter_class(cp) == LETTER_DIGIT)
			continue;
		c.words += word.len > 3;
		c.upper += word.len > 3 && letter_is_upper(cp);
		for (size_t i = 0, step; i < word.len; i += step) {
			step = letter_next(word.at + i, word.len - i, &cp);
			if (letter_is_lower(cp))
				c.all_upper = false;
		}
	}
	return c;
}

#define HEADING_WORDS_MAX 14

static bool may_be_heading(const struct plain_lines *l, const struct plain_chunk *c)
{
	const struct plain_line *first = &l->list.at[c->first];
	const struct text_span *t = &first->text;
	char last = t->at[t->len - 1];
	uint32_t cp = 0;

	letter_next(t->at, t->len, &cp);
	return c->after_blank && !plain_is_rule(first) && !strchr(".,;:", last) &&
	       !letter_is_lower(cp) && text_count_words(t->at, t->len) <= HEADING_WORDS_MAX;
}

static int underlined(const struct plain_lines *l, const struct plain_chunks *c, size_t at)
{
	const struct plain_chunk *next = &c->list.at[at + 1];
	const struct plain_line *rule;
	size_t text = l->list.at[c->list.at[at].first].text.len;

	if (at + 1 >= c->list.len || next->after_blank || c->list.at[at].len > 1)
		return 0;
	rule = &l->list.at[next->first];
	if (!plain_is_rule(rule) || rule->text.len + 3 < text / 2)
		return 0;
	return rule->text.at[0] == '=' ? 1 : 2;
}

/* The next chunk is text that belongs below this line. */
static bool stands_above(const struct plain_chunks *c, size_t at)
{
	return at + 1 < c->list.len && c->list.at[at].indent < c->list.at[at + 1].indent;
}

static bool has_item(const struct plain_lines *l, const struct plain_chunks *c, size_t at)
{
	return at < c->list.len && plain_item_mark(&l->list.at[c->list.at[at].first].text);
}

/* "1. …" among others of its kind, or within the text, is one of a list; so is what
 * runs over lines like a paragraph. */
static bool is_numbered_item(
	const struct plain_lines *l, const struct plain_chunks *c, size_t at, int depth)
{
	const struct plain_chunk *chunk = &c->list.at[at];

	if (chunk->len > 3 || !chunk->before_blank)
		return !(chunk->indent < c->body && chunk->hang == c->body);
	if (depth > 1 || chunk->indent < c->body)
		return false;
	return c->body > 0 || chunk->len > 1 || has_item(l, c, at + 1) ||
	       (at && has_item(l, c, at - 1));
}

int plain_heading_level(const struct plain_lines *l, const struct plain_chunks *c, size_t at)
{
	const struct plain_chunk *chunk = &c->list.at[at];
	const struct text_span *t = &l->list.at[chunk->first].text;
	int level = underlined(l, c, at);
	struct capitals caps;
	uint32_t cp = 0;

	if (level || !may_be_heading(l, chunk) || chunk->indent > c->body)
		return level;
	level = numbered(t);
	if (level && !is_numbered_item(l, c, at, level))
		return level + 1;
	/* A first line that stands out to the left of its text, without a blank between. */
	if (chunk->len > 1 && !(chunk->indent < c->body && chunk->hang == c->body))
		return 0;
	caps = capitals_of(t);
	if (chunk->indent < c->body && (stands_above(c, at) || chunk->len > 1))
		return chunk->indent == 0 ? 2 : 3;
	letter_next(t->at, t->len, &cp);
	if (chunk->len > 1 || !chunk->before_blank || at + 1 >= c->list.len ||
		letter_class(cp) == LETTER_OTHER || plain_item_mark(t))
		return 0;
	if (caps.all_upper && caps.words)
		return 2;
	if (t->at[t->len - 1] == '?')
		return 3;
	return caps.words && caps.upper * 4 >= caps.words * 3 && caps.words <= 8 &&
			       !memchr(t->at, ':', t->len)
		       ? 3
		       : 0;
}
