#include "core/cards/import_rows.h"

#include "core/text/sentence.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Anki's text: rows, and above them lines of "#key:value" (Anki 2.1.54 and later). */

static char separator_of(const char *value)
{
	static const struct {
		const char *name;
		char sign;
	} names[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"space", ' '},
		{"pipe", '|'}, {"colon", ':'}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strncasecmp(value, names[i].name, strlen(names[i].name)) == 0)
			return names[i].sign;
	return *value && strchr(",;\t |:", *value) ? *value : '\0';
}

/* A number from 1 as one from 0; -1: none that a row could have. */
static int column_of(const char *value)
{
	long n = strtol(value, NULL, 10);

	return n >= 1 && n <= 10000 ? (int)n - 1 : -1;
}

static void read_column_names(struct exchange *x, struct import_layout *l, const char *value)
{
	struct csv_reader r = {.at = value,
		.end = value + strlen(value),
		.delimiter = l->separator ? l->separator : '\t',
		.line = 1};
	struct err ignored;
	bool row = false;

	if (csv_reader_next(&r, &row, &ignored) && row)
		for (size_t i = 0; i < r.count; i++)
			vec_push(&l->names, import_cell(x, &r, (int)i));
	csv_reader_release(&r);
}

/* A line of "#key:value"; spreadsheets put it in quotes, and signs of empty columns
 * behind it (anki#3853).  False when it is none. */
static bool header_line(
	struct exchange *x, const struct import_layout *l, struct text_span line, char **ret)
{
	size_t begin = line.len && line.at[0] == '"', end = line.len;
	char filler = l->separator ? l->separator : ',';

	if (end <= begin || line.at[begin] != '#')
		return false;
	if (end && line.at[end - 1] == '\r')
		end--;
	if (begin) {
		while (end > begin && strchr(",;\t", line.at[end - 1]))
			end--;
		if (end <= begin + 1 || line.at[end - 1] != '"' ||
			memchr(line.at + begin, '"', end - 1 - begin))
			return false;
		end--;
	}
	/* "#separator:," says what it says. */
	while (end > begin && line.at[end - 1] == filler && line.at[end - 2] != ':')
		end--;
	*ret = arena_strndup(&x->arena, line.at + begin + 1, end - begin - 1);
	return true;
}

static const char *value_of(const char *header, const char *key)
{
	size_t len = strlen(key);

	return strncasecmp(header, key, len) == 0 && header[len] == ':' ? header + len + 1 : NULL;
}

static bool read_places(struct import_layout *l, const char *header)
{
	static const struct {
		const char *key;
		enum import_place place;
	} keys[] = {{"guid column", PLACE_GUID}, {"notetype column", PLACE_NOTETYPE},
		{"deck column", PLACE_DECK}, {"tags column", PLACE_TAGS}};
	const char *value;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if ((value = value_of(header, keys[i].key))) {
			l->at[keys[i].place] = column_of(value);
			return true;
		}
	return false;
}

/* False for a key that nobody knows. */
static bool read_header(struct exchange *x, struct import_layout *l, const char *header, bool *html)
{
	const char *value;

	if (read_places(l, header))
		return true;
	if ((value = value_of(header, "separator")))
		l->separator = separator_of(value);
	else if ((value = value_of(header, "html"))) {
		l->is_html = strcasecmp(value, "true") == 0;
		*html = true;
	} else if ((value = value_of(header, "deck")))
		l->deck = value;
	else if ((value = value_of(header, "tags")))
		l->tags = value;
	else if ((value = value_of(header, "columns")))
		read_column_names(x, l, value);
	return value != NULL;
}

/* Before there were headers, the tags of all stood in a first line "tags:a b". */
static bool read_old_tags(struct exchange *x, struct import_layout *l, const struct text_span *line)
{
	if (line->len < 5 || memcmp(line->at, "tags:", 5) != 0 ||
		memchr(line->at, l->separator ? l->separator : '\t', line->len))
		return false;
	l->tags = arena_strndup(
		&x->arena, line->at + 5, line->len - 5 - (line->at[line->len - 1] == '\r'));
	return true;
}

/* Returns where the rows begin. */
static size_t read_headers(
	struct exchange *x, struct import_layout *l, struct text_span text, bool *html)
{
	size_t at = text.len >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0 ? 3 : 0, body = at;
	struct text_span line;
	char *header;

	while (text_next_line(text.at, text.len, &at, &line) && header_line(x, l, line, &header)) {
		/* The first cell of a row may be quoted and begin with "#" as well. */
		if (!read_header(x, l, header, html) && line.at[0] == '"')
			return body;
		body = at;
	}
	if (body < text.len && at > body && read_old_tags(x, l, &line))
		body = at;
	return body;
}

/* The first of these that occurs in the first eight kilobytes, as Anki guesses. */
static char guess_separator(const char *text, size_t len)
{
	len = len < 8192 ? len : 8192;
	for (const char *sign = "\t|;:, "; *sign; sign++)
		if (memchr(text, *sign, len))
			return *sign;
	return '\t';
}

/* The first two columns that are nothing else. */
static void place_fields(struct import_layout *l)
{
	int at = 0;

	for (int field = PLACE_QUESTION; field <= PLACE_ANSWER; field++) {
		while (at == l->at[PLACE_GUID] || at == l->at[PLACE_NOTETYPE] ||
			at == l->at[PLACE_DECK] || at == l->at[PLACE_TAGS])
			at++;
		l->at[field] = at++;
	}
}

bool exchange_read_anki(const char *text, size_t len, struct exchange *ret, struct err *err)
{
	struct import_layout l = import_nowhere;
	bool html = false, ok;
	size_t body;

	memset(ret, 0, sizeof *ret);
	body = read_headers(ret, &l, (struct text_span){text, len}, &html);
	if (!l.separator)
		l.separator = guess_separator(text + body, len - body);
	if (!html) /* Anki looks for tags in the first rows */
		l.is_html = strstr(text + body, "<br") || strstr(text + body, "</");
	place_fields(&l);
	for (size_t i = 0; i < body; i++)
		l.lines_before += text[i] == '\n';
	ok = import_rows(ret, &l, text + body, len - body, err);
	vec_release(&l.names);
	if (!ok)
		exchange_release(ret);
	return ok;
}
