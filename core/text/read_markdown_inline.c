#include "core/text/read_markdown.h"

#include <ctype.h>
#include <string.h>

const char *markdown_find(const char *at, const char *end, const char *word)
{
	size_t len = strlen(word);

	for (; (at = memchr(at, *word, (size_t)(end - at))) && (size_t)(end - at) >= len; at++)
		if (memcmp(at, word, len) == 0)
			return at;
	return NULL;
}

/* Behind a code span that begins at `at`, or behind its backticks when none does. */
static const char *skip_code(const char *at, const char *end)
{
	const char *run = at, *next;
	size_t len, closing;

	while (run < end && *run == '`')
		run++;
	len = (size_t)(run - at);
	for (next = run; (next = memchr(next, '`', (size_t)(end - next)));) {
		for (closing = 0; next < end && *next == '`'; next++)
			closing++;
		if (closing == len)
			return next;
	}
	return run;
}

/* No attributes are longer; without a limit many open braces take quadratic time. */
#define BRACES_MAX 1000

/* "[word]{.class}" is the word: its brackets become signs that no text keeps. */
static void hide_brackets(struct str *text)
{
	enum { LONGEST = 200 };
	size_t at = text->len - 1;

	if (!text->len || text->at[at] != ']')
		return;
	for (size_t back = 1; back <= at && back < LONGEST; back++) {
		char c = text->at[at - back];

		if (c == '\n' || c == ']')
			return;
		if (c == '[') {
			text->at[at] = text->at[at - back] = '\x01';
			return;
		}
	}
}

/* "x^2^", an exponent, and "^[a note]": behind it, or NULL. */
static const char *raise(struct markdown_pass *p, const struct markdown_line *l, const char *at)
{
	static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
	const char *end = l->end - at > BRACES_MAX ? at + BRACES_MAX : l->end, *stop = at + 1;

	if (stop < end && *stop == '[' && at > l->at) {
		stop = memchr(stop, ']', (size_t)(end - stop));
		return stop ? stop + 1 : NULL;
	}
	while (stop < end && isdigit((unsigned char)*stop))
		stop++;
	if (stop == at + 1 || stop == end || *stop != '^')
		return NULL;
	for (const char *c = at + 1; c < stop; c++)
		markdown_put(p, c, digits[*c - '0']);
	return stop + 1;
}

/* Attributes of kramdown and Pandoc, template tags: behind it, or NULL. */
static const char *skip_braces(
	struct markdown_pass *p, const struct markdown_line *l, const char *at)
{
	const char *end = l->end - at > BRACES_MAX ? at + BRACES_MAX : l->end;
	const char *close = memchr(at, '}', (size_t)(end - at));
	bool follows = at > l->at && strchr("])`*_", at[-1]);
	bool is_heading = *l->at == '#', is_pair;

	if (!close || at + 1 >= l->end)
		return NULL;
	if (at[1] == '%' || (at[1] == '{' && at + 2 < l->end && strchr("<%", at[2]))) {
		close = markdown_find(at + 2, end, at[1] == '%' ? "%}" : "}}");
		return close ? close + 2 : NULL;
	}
	is_pair = follows && isalpha((unsigned char)at[1]) && memchr(at, '=', (size_t)(close - at));
	if (at[1] == ':' || is_pair || (strchr("#.-", at[1]) && (follows || is_heading))) {
		if (at > l->at && at[-1] == ']')
			hide_brackets(&p->s->text);
		if (markdown_find(at, close, "\"term\"") || markdown_find(at, close, ".term"))
			vec_push(&p->s->spans, p->s->text.len);
		return close + 1;
	}
	return NULL;
}

/* "[^1]", "[!NOTE]", "[@doe99, p. 3]" with the blank before it: behind it, or NULL. */
static const char *skip_note(struct markdown_pass *p, const struct markdown_line *l, const char *at)
{
	enum { LONGEST = 60 };
	const char *close = at + 2;

	if (l->end - at < 4 || !strchr("^!@", at[1]) ||
		(at[1] == '!' && (at == l->at || l->at[strspn(l->at, " ")] != '>')))
		return NULL;
	while (close < l->end && close - at < LONGEST && *close != ']' &&
		(*close != ' ' || at[1] == '@'))
		close++;
	if (close >= l->end || *close != ']' || (close + 1 < l->end && close[1] == '('))
		return NULL;
	if (at[1] == '@' && at > l->at && at[-1] == ' ' && p->s->text.len)
		str_truncate(&p->s->text, p->s->text.len - 1);
	return close + 1;
}

/* A comment may go on over lines: *l ends where it does. */
static const char *skip_comment(struct markdown_pass *p, struct markdown_line *l, const char *at)
{
	const char *close;

	if (p->no_comment_ends || l->end - at < 4 || memcmp(at, "<!--", 4) != 0)
		return NULL;
	close = markdown_find(at + 4, p->end, "-->");
	if (!close) {
		p->no_comment_ends = true;
		return NULL;
	}
	close += 3;
	if (close > l->end)
		markdown_next_line(close, p->end, l);
	if (close == p->end)
		l->at = l->end = l->next = p->end;
	return close;
}

void markdown_inline_text(struct markdown_pass *p, struct markdown_line *l)
{
	const char *at = l->at, *kept = l->at, *skipped;

	while (at < l->end) {
		at += strcspn(at, "`{[<^\\\n");
		if (at >= l->end)
			break;
		skipped = NULL;
		if (*at == '\\' || *at == '`') {
			at = *at == '`' ? skip_code(at, l->end) : at + 2;
			continue;
		}
		markdown_keep(p, kept, at);
		kept = at;
		if (*at == '^')
			skipped = raise(p, l, at);
		else if (*at == '{')
			skipped = skip_braces(p, l, at);
		else if (*at == '[')
			skipped = skip_note(p, l, at);
		else if (*at == '<')
			skipped = skip_comment(p, l, at);
		if (skipped)
			kept = at = skipped;
		else if (at < l->end)
			at++;
	}
	markdown_keep(p, kept, l->end);
}
