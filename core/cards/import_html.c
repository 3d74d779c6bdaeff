#include "core/cards/import.h"

#include "core/base/utf8.h"
#include "core/text/entity.h"

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

/* How many bytes the entity at `at` takes; 0: it is none. */
static size_t add_entity(struct str *out, const char *at, size_t len)
{
	const char *end = memchr(at, ';', len < 12 ? len : 12);
	uint32_t cp = end ? text_entity(at, (size_t)(end - at) + 1) : 0;
	char bytes[4];

	if (!cp)
		return 0;
	if (cp == 0xa0) /* Anki's editor writes &nbsp; for each second blank */
		str_add_char(out, ' ');
	else
		str_add_bytes(out, bytes, utf8_encode(cp, bytes));
	return (size_t)(end - at) + 1;
}

/* ---- what is not shown ---- */

/* Ends that were looked for in vain: they are not looked for again, or a field of many
 * beginnings would cost their number times its length. */
struct missing {
	bool tag, comment, style, script;
};

static const char *find(const char *at, size_t len, const char *what, bool *missing)
{
	size_t n = strlen(what);

	for (size_t i = 0; !*missing && i + n <= len; i++)
		if (strncasecmp(at + i, what, n) == 0)
			return at + i;
	*missing = true;
	return NULL;
}

/* How many bytes at `at`, a "<", are no text: a comment, or a style or script with what is
 * in it; 0: none. */
static size_t hidden(const char *at, size_t len, struct missing *missing)
{
	const char *what, *end;
	bool *lost;

	if (len > 3 && memcmp(at, "<!--", 4) == 0) {
		what = "-->";
		lost = &missing->comment;
	} else if (is_tag(at + 1, len - 1, "style")) {
		what = "</style>";
		lost = &missing->style;
	} else if (is_tag(at + 1, len - 1, "script")) {
		what = "</script>";
		lost = &missing->script;
	} else {
		return 0;
	}
	end = find(at, len, what, lost);
	return end ? (size_t)(end - at) + strlen(what) : 0;
}

/* A sign of the text, or the beginning of a sound. */
static void add_sign(struct str *out, const char *at, size_t len, size_t *media)
{
	if (*at == '[' && len > 7 && strncmp(at, "[sound:", 7) == 0)
		++*media;
	if ((unsigned char)*at >= ' ' || *at == '\n' || *at == '\t')
		str_add_char(out, *at);
}

/* How many bytes the tag at `at`, a "<", takes; 0: it has no end, and is none. */
static size_t add_markup(
	struct str *out, const char *at, size_t len, struct missing *missing, size_t *media)
{
	size_t step = hidden(at, len, missing);
	const char *close;

	if (step)
		return step;
	close = missing->tag ? NULL : memchr(at, '>', len);
	if (!close) {
		missing->tag = true;
		return 0;
	}
	add_tag(out, at + 1, (size_t)(close - at), media);
	return (size_t)(close - at) + 1;
}

void import_html(const char *html, size_t len, struct str *out, size_t *media)
{
	struct missing missing = {0};
	struct str plain = {0};

	for (size_t at = 0, step; at < len; at += step) {
		step = html[at] == '<'   ? add_markup(&plain, html + at, len - at, &missing, media)
		       : html[at] == '&' ? add_entity(&plain, html + at, len - at)
					 : 0;
		if (step)
			continue;
		add_sign(&plain, html + at, len - at, media);
		step = 1;
	}
	while (plain.len && strchr(" \n\t", plain.at[plain.len - 1]))
		str_truncate(&plain, plain.len - 1);
	str_add_utf8(out, str_text(&plain), plain.len);
	str_release(&plain);
}
