#include "core/cards/import.h"

#include "core/base/num.h"
#include "core/base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *import_utf8(struct arena *a, const char *text)
{
	struct str clean = {0};
	const char *kept;

	str_add_utf8(&clean, text ? text : "", text ? strlen(text) : 0);
	kept = arena_strdup(a, str_text(&clean));
	str_release(&clean);
	return kept;
}

static bool is_tag(const char *at, size_t len, const char *name)
{
	size_t n = strlen(name);

	return len > n && strncasecmp(at, name, n) == 0 && strchr(" >/\t\n", at[n]);
}

/* The value of an attribute, up to its quote. */
static void add_attribute(struct str *out, const char *tag, size_t len, const char *name)
{
	for (size_t i = 0; i + strlen(name) + 2 < len; i++) {
		const char *value = tag + i + strlen(name) + 1, *end;
		char quote = *value;

		if (strncasecmp(tag + i, name, strlen(name)) != 0 || value[-1] != '=')
			continue;
		value += quote == '"' || quote == '\'';
		for (end = value; end < tag + len && *end != quote && *end != '>' &&
				  (quote == '"' || quote == '\'' || *end != ' ');
			end++)
			;
		str_add_bytes(out, value, (size_t)(end - value));
		return;
	}
}

static void add_line(struct str *out)
{
	if (out->len && out->at[out->len - 1] != '\n')
		str_add_char(out, '\n');
}

static void add_tag(struct str *out, const char *tag, size_t len, size_t *media)
{
	static const char *const lines[] = {"/div", "/p", "/li", "/tr", "/h1", "/h2", "/h3", "hr",
		"div", "p", "li", "ul", "ol"};

	if (is_tag(tag, len, "br")) {
		str_add_char(out, '\n');
		return;
	}
	if (is_tag(tag, len, "img")) {
		str_add(out, "[image ");
		add_attribute(out, tag, len, "src");
		str_add_char(out, ']');
		++*media;
		return;
	}
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (is_tag(tag, len, lines[i])) {
			add_line(out);
			return;
		}
}

static const struct {
	const char *name, *text;
} entities[] = {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"},
	{"nbsp", " "}, {"ndash", "\xe2\x80\x93"}, {"mdash", "\xe2\x80\x94"},
	{"hellip", "\xe2\x80\xa6"}, {"rarr", "\xe2\x86\x92"}, {"larr", "\xe2\x86\x90"},
	{"times", "\xc3\x97"}, {"deg", "\xc2\xb0"}, {"micro", "\xc2\xb5"}, {"auml", "\xc3\xa4"},
	{"ouml", "\xc3\xb6"}, {"uuml", "\xc3\xbc"}, {"Auml", "\xc3\x84"}, {"Ouml", "\xc3\x96"},
	{"Uuml", "\xc3\x9c"}, {"szlig", "\xc3\x9f"}};

/* How many bytes the entity at `at` takes; 0: it is none. */
static size_t add_entity(struct str *out, const char *at, size_t len)
{
	const char *end = memchr(at, ';', len < 12 ? len : 12);
	size_t n = end ? (size_t)(end - at) : 0;
	char bytes[4];

	if (n < 2)
		return 0;
	if (at[1] == '#') {
		bool hex = n > 2 && (at[2] == 'x' || at[2] == 'X');
		unsigned long cp = strtoul(at + 2 + hex, NULL, hex ? 16 : 10);

		if (!cp || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
			return 0;
		str_add_utf8(out, bytes, utf8_encode((uint32_t)cp, bytes));
		return n + 1;
	}
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		if (strlen(entities[i].name) == n - 1 &&
			memcmp(at + 1, entities[i].name, n - 1) == 0) {
			str_add(out, entities[i].text);
			return n + 1;
		}
	return 0;
}

void import_html(const char *html, size_t len, struct str *out, size_t *media)
{
	struct str plain = {0};

	for (size_t at = 0, step; at < len; at += step) {
		const char *close = html[at] == '<' ? memchr(html + at, '>', len - at) : NULL;

		step = 1;
		if (close) {
			step = (size_t)(close - html) - at + 1;
			add_tag(&plain, html + at + 1, step - 1, media);
		} else if (html[at] == '&' && (step = add_entity(&plain, html + at, len - at))) {
			continue;
		} else {
			step = 1;
			if (html[at] == '[' && len - at > 7 &&
				strncmp(html + at, "[sound:", 7) == 0)
				++*media;
			if ((unsigned char)html[at] >= ' ' || html[at] == '\n' || html[at] == '\t')
				str_add_char(&plain, html[at]);
		}
	}
	while (plain.len && strchr(" \n\t", plain.at[plain.len - 1]))
		str_truncate(&plain, plain.len - 1);
	str_add_utf8(out, str_text(&plain), plain.len);
	str_release(&plain);
}
