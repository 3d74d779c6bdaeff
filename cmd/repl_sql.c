#include "cmd/repl.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- words of SQL ---- */

/* Behind blanks and comments.  NULL: a comment does not end. */
static const char *skip(const char *text)
{
	for (;;) {
		while (isspace((unsigned char)*text))
			text++;
		if (str_starts(text, "--")) {
			text += strcspn(text, "\n");
		} else if (str_starts(text, "/*")) {
			text = strstr(text + 2, "*/");
			if (!text)
				return NULL;
			text += 2;
		} else {
			return text;
		}
	}
}

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c & 0x80;
}

/* The next word, and what stands behind it; a sign is a word of its own, a name in quotes is
 * one.  The length is 0 at the end. */
static const char *next_word(const char *text, size_t *ret_len)
{
	const char *word = skip(text), *end;

	*ret_len = 0;
	if (!word || !*word)
		return word ? word : "";
	if (strchr("\"`[", *word)) {
		end = strchr(word + 1, *word == '[' ? ']' : *word);
		*ret_len = end ? (size_t)(end - word) + 1 : strlen(word);
	} else if (is_word_char(*word)) {
		while (is_word_char(word[*ret_len]))
			++*ret_len;
	} else {
		*ret_len = 1;
	}
	return word;
}

/* Whether the next word is one of these ("table|view"), and steps behind it. */
static bool take(const char **text, const char *words)
{
	size_t len, word_len;
	const char *word = next_word(*text, &len);

	for (; *words; words += word_len + (words[word_len] == '|')) {
		word_len = strcspn(words, "|");
		if (len && word_len == len && strncasecmp(word, words, len) == 0) {
			*text = word + len;
			return true;
		}
	}
	return false;
}

static bool at_end(const char *text)
{
	const char *rest = skip(text);

	return !rest || !*rest;
}

static void take_any(const char **text)
{
	size_t len;
	const char *word = next_word(*text, &len);

	*text = word + len;
}

/* name, main.name */
static void take_name(const char **text)
{
	take_any(text);
	if (take(text, "."))
		take_any(text);
}

/* ---- what only SQL goes on like ---- */

/* WITH name AS (, WITH name (column, …) AS, WITH RECURSIVE; alone on its line the rest is to
 * come. */
static bool is_with(const char *text)
{
	if (at_end(text) || take(&text, "recursive"))
		return true;
	take_any(&text);
	if (take(&text, "("))
		return true;
	return take(&text, "as") && (at_end(text) || take(&text, "(|materialized|not"));
}

static bool is_update(const char *text)
{
	if (take(&text, "or"))
		take_any(&text);
	take_name(&text);
	if (take(&text, "as"))
		take_any(&text);
	return take(&text, "set");
}

/* A question may begin with a word of SQL: "values per region", "with which …", "update".  What
 * follows tells them apart. */
bool repl_is_sql(const char *text)
{
	while (take(&text, "("))
		;
	if (take(&text, "select|explain|pragma"))
		return true;
	if (take(&text, "with"))
		return is_with(text);
	if (take(&text, "values"))
		return at_end(text) || take(&text, "(");
	if (take(&text, "insert"))
		return take(&text, "into|or");
	if (take(&text, "replace"))
		return take(&text, "into");
	if (take(&text, "delete"))
		return take(&text, "from");
	if (take(&text, "update"))
		return is_update(text);
	if (take(&text, "create"))
		return take(&text, "table|view|index|trigger|unique|temp|temporary|virtual");
	if (take(&text, "drop"))
		return take(&text, "table|view|index|trigger");
	if (take(&text, "alter"))
		return take(&text, "table");
	return false;
}

enum sql_comment repl_sql_comment(const char *text)
{
	const char *rest = skip(text);

	if (!rest)
		return COMMENT_OPEN;
	return *rest ? COMMENT_NONE : COMMENT_ONLY;
}
