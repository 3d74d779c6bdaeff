#include "core/migrate/words.h"

#include <string.h>

#define BLANKS " \t\n\r\f\v"

/* Longer tags of PostgreSQL's $tag$ are taken for something else, so that looking for the end
 * stays linear. */
#define TAG_MAX 64

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool begins_name(const char *at)
{
	char c = *at;

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80 || (c == '$' && at[1] == '{');
}

/* All that is left, as it has no end. */
static size_t to_end(struct scanner *s, size_t from)
{
	if (s->unclosed == SIZE_MAX)
		s->unclosed = s->start;
	return from + strlen(s->text + from);
}

/* Behind the closing quote; doubled ones are passed over. */
static size_t skip_quoted(struct scanner *s, size_t at, bool has_escapes)
{
	const char *text = s->text;
	char close = text[at] == '[' ? ']' : text[at];

	for (at++; text[at]; at++) {
		if (text[at] == '\\' && has_escapes && text[at + 1])
			at++;
		else if (text[at] == close && close != ']' && text[at + 1] == close)
			at++;
		else if (text[at] == close)
			return at + 1;
	}
	return to_end(s, at);
}

/* PostgreSQL's comments nest. */
static size_t skip_comment(struct scanner *s)
{
	const char *text = s->text;
	bool nests = s->dialect == DIALECT_POSTGRES;
	size_t at = s->start + 2, depth = 1;

	while (text[at]) {
		if (text[at] == '*' && text[at + 1] == '/') {
			at += 2;
			if (!--depth)
				return at;
		} else if (nests && text[at] == '/' && text[at + 1] == '*') {
			at += 2;
			depth++;
		} else {
			at++;
		}
	}
	return nests ? to_end(s, at) : at; /* SQLite lets the last one be open */
}

static size_t skip_name(const char *text, size_t at)
{
	for (;;) {
		if (text[at] == '$' && text[at + 1] == '{')
			at += strcspn(text + at, "}" BLANKS);
		if (!text[at] || (!begins_name(text + at) && !is_digit(text[at]) &&
					 text[at] != '$' && text[at] != '}'))
			return at;
		at += text[at] != '$' || text[at + 1] != '{';
	}
}

/* $tag$ … $tag$; 0 when it is none. */
static size_t skip_dollar(struct scanner *s)
{
	const char *start = s->text + s->start, *end;
	size_t len = 1;

	while (len < TAG_MAX && start[len] != '$' &&
		((start[len] != '{' && begins_name(start + len)) ||
			(len > 1 && is_digit(start[len]))))
		len++;
	if (start[len] != '$')
		return 0;
	len++;
	for (end = strchr(start + len, '$'); end; end = strchr(end + 1, '$'))
		if (strncmp(end, start, len) == 0)
			return (size_t)(end - s->text) + len;
	return to_end(s, s->start);
}

/* E'…', X'…', U&'…', U&"…": where the quote is; 0 when it is a name. */
static size_t prefix_of(const struct scanner *s)
{
	const char *p = s->text + s->start;

	if (s->dialect == DIALECT_SQLITE)
		return (*p == 'x' || *p == 'X') && p[1] == '\'' ? 1 : 0;
	if (strchr("eEbBxXnN", *p) && p[1] == '\'')
		return 1;
	return (*p == 'u' || *p == 'U') && p[1] == '&' && (p[2] == '\'' || p[2] == '"') ? 2 : 0;
}

static size_t read_name(struct scanner *s)
{
	size_t prefix = prefix_of(s);
	char first = s->text[s->start];

	s->kind = WORD_NAME;
	if (!prefix)
		return skip_name(s->text, s->start);
	s->kind = s->text[s->start + prefix] == '"' ? WORD_QUOTED : WORD_STRING;
	return skip_quoted(s, s->start + prefix, first == 'e' || first == 'E');
}

static size_t read_mark(struct scanner *s)
{
	char c = s->text[s->start];
	bool is_lite = s->dialect == DIALECT_SQLITE;
	size_t end;

	if (c == '\'') {
		s->kind = WORD_STRING;
		return skip_quoted(s, s->start, false);
	}
	if (c == '"' || (is_lite && (c == '`' || c == '['))) {
		s->kind = WORD_QUOTED;
		return skip_quoted(s, s->start, false);
	}
	if (c == '$' && !is_lite && (end = skip_dollar(s))) {
		s->kind = WORD_STRING;
		return end;
	}
	s->kind = WORD_OTHER;
	return s->start + 1;
}

bool scanner_next(struct scanner *s, bool *ret_comment)
{
	const char *p;

	s->start = s->at + strspn(s->text + s->at, BLANKS);
	p = s->text + s->start;
	*ret_comment = (p[0] == '-' && p[1] == '-') || (p[0] == '/' && p[1] == '*');
	if (!*p) {
		s->at = s->start;
		return false;
	}
	if (*ret_comment)
		s->at = *p == '-' ? s->start + strcspn(p, "\n") : skip_comment(s);
	else if (begins_name(p))
		s->at = read_name(s);
	else if (is_digit(*p)) {
		s->kind = WORD_NUMBER;
		s->at = s->start + strspn(p, "0123456789._abcdefxABCDEFX");
	} else {
		s->at = read_mark(s);
	}
	s->len = s->at - s->start;
	return true;
}
