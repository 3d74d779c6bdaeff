#include "core/db/postgres_words.h"

#include <string.h>
#include <strings.h>

#define BLANKS " \t\n\r\f\v"
#define NEWLINES "\n\r"

static bool begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Behind a comment of slashes and stars, which nest; NULL when it does not end. */
static const char *skip_nested(const char *at)
{
	int depth = 0;

	do {
		if (at[0] == '/' && at[1] == '*') {
			depth++;
			at += 2;
		} else if (at[0] == '*' && at[1] == '/') {
			depth--;
			at += 2;
		} else if (!*at++) {
			return NULL;
		}
	} while (depth);
	return at;
}

static const char *skip_blank(const char *at)
{
	while (at) {
		at += strspn(at, BLANKS);
		if (at[0] == '-' && at[1] == '-')
			at += strcspn(at, NEWLINES);
		else if (at[0] == '/' && at[1] == '*')
			at = skip_nested(at);
		else
			return at;
	}
	return NULL;
}

/* Behind the closing quote, doubled ones passed over; NULL when there is none. */
static const char *skip_quoted(const char *at, bool has_escapes)
{
	char quote = *at++;

	for (; *at; at++) {
		if (*at == '\\' && has_escapes && at[1])
			at++;
		else if (*at == quote && at[1] == quote)
			at++;
		else if (*at == quote)
			return at + 1;
	}
	return NULL;
}

/* A string that goes on in the next line keeps its escapes; nobody writes
 * that, and it is read wrongly with ease. */
static bool goes_on(const char *at)
{
	const char *next = skip_blank(at);

	return next && *next == '\'';
}

static void finish(struct postgres_words *w, enum postgres_token token, const char *end)
{
	w->token = end ? token : TOKEN_STRANGE;
	end = end ? end : w->text + strlen(w->text);
	w->len = (size_t)(end - w->text);
	w->at = end;
}

static void read_string(struct postgres_words *w, const char *quote, bool has_escapes)
{
	const char *end = skip_quoted(quote, has_escapes);

	finish(w, end && has_escapes && goes_on(end) ? TOKEN_STRANGE : TOKEN_STRING, end);
}

/* $tag$ … $tag$, or a $ on its own. */
static void read_dollar(struct postgres_words *w)
{
	const char *tag_end = w->text + 1, *end;
	size_t len;

	if (begins_name(*tag_end))
		while (begins_name(*tag_end) || is_digit(*tag_end))
			tag_end++;
	if (*tag_end != '$') {
		finish(w, TOKEN_OTHER, w->text + 1);
		return;
	}
	len = (size_t)(tag_end - w->text) + 1;
	for (end = tag_end + 1; (end = strchr(end, '$')); end++)
		if (strncmp(end, w->text, len) == 0)
			break;
	finish(w, TOKEN_STRING, end ? end + len : NULL);
}

static void read_name(struct postgres_words *w)
{
	const char *at = w->text;

	if (at[1] == '\'' && strchr("eEbBxXnN", *at)) {
		read_string(w, at + 1, *at == 'e' || *at == 'E');
		return;
	}
	if ((*at == 'u' || *at == 'U') && at[1] == '&' && at[2] == '\'') {
		read_string(w, at + 2, false);
		return;
	}
	/* U&"d\0061ta": any name in disguise. */
	if ((*at == 'u' || *at == 'U') && at[1] == '&' && at[2] == '"') {
		finish(w, TOKEN_STRANGE, at + 3);
		return;
	}
	while (begins_name(*at) || is_digit(*at) || *at == '$')
		at++;
	finish(w, TOKEN_NAME, at);
}

void postgres_next(struct postgres_words *w)
{
	const char *start = skip_blank(w->at);

	w->text = start ? start : w->at;
	if (!start) {
		finish(w, TOKEN_STRANGE, NULL);
	} else if (!*start) {
		finish(w, TOKEN_END, start);
	} else if (begins_name(*start)) {
		read_name(w);
	} else if (*start == '"') {
		finish(w, TOKEN_QUOTED, skip_quoted(start, false));
	} else if (*start == '\'') {
		read_string(w, start, false);
	} else if (*start == '$') {
		read_dollar(w);
	} else if (is_digit(*start)) {
		finish(w, TOKEN_NUMBER, start + strspn(start, "0123456789"));
	} else if (*start == '?' && is_digit(start[1])) {
		finish(w, TOKEN_PARAMETER, start + 1 + strspn(start + 1, "0123456789"));
	} else {
		finish(w, TOKEN_OTHER, start + 1);
	}
}

bool postgres_is(const struct postgres_words *w, const char *keyword)
{
	return w->token == TOKEN_NAME && strlen(keyword) == w->len &&
	       strncasecmp(w->text, keyword, w->len) == 0;
}
