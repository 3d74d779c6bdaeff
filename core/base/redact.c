#define _GNU_SOURCE /* memmem */
#include "core/base/redact.h"

#include "core/base/base64.h"
#include "core/base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define MARK "[secret "
/* Behind a mark's beginning that is somebody's own text; no secret has the name "[". */
#define MARK_OWN "[]"

struct form_name {
	const char *secret, *suffix;
};

static void add_form(struct redactor *r, struct form_name name, const char *text, const char *whole)
{
	struct secret_form form = {.len = strlen(text)};
	struct str full = {0};
	size_t i;

	/* a form that is the same as another one says nothing new */
	for (i = 0; i < r->forms.len; i++)
		if (strcmp(r->forms.at[i].text, text) == 0)
			return;
	if (form.len < REDACT_MIN_LENGTH)
		return;
	str_addf(&full, "%s%s", name.secret, name.suffix);
	form.name = str_take(&full);
	form.text = mem_strdup(text);
	form.whole = mem_strdup(whole);
	vec_push(&r->forms, form);
	/* the longest first: a secret may be a part of another */
	for (i = r->forms.len - 1; i > 0 && r->forms.at[i - 1].len < form.len; i--)
		r->forms.at[i] = r->forms.at[i - 1];
	r->forms.at[i] = form;
}

/* Who leaves which characters as they are beside letters and digits. */
static const struct url_form {
	const char *suffix, *plain;
	char blank; /* what a blank becomes, '%': an escape */
} url_forms[] = {
	{"/url", "-_.!~*'()", '%'},        /* JavaScript's encodeURIComponent() */
	{"/url-strict", "-_.~", '%'},      /* RFC 3986; curl, PHP's rawurlencode() */
	{"/url-path", "-_.~/", '%'},       /* Python's quote() */
	{"/url-whole", "-_.!~*'();,/?:@&=+$#", '%'}, /* JavaScript's encodeURI() */
	{"/form", "-_.~", '+'},            /* Python's urlencode() */
	{"/form-strict", "-_.", '+'},      /* PHP's urlencode() */
	{"/form-whatwg", "-_.*", '+'},     /* JavaScript's URLSearchParams */
};

static void encode_url(const struct url_form *form, const char *hex, const char *value,
	struct str *out)
{
	for (const unsigned char *p = (const unsigned char *)value; *p; p++) {
		if ((*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z') ||
			strchr(form->plain, *p)) {
			str_add_char(out, (char)*p);
		} else if (*p == ' ' && form->blank != '%') {
			str_add_char(out, form->blank);
		} else {
			str_add_char(out, '%');
			str_add_char(out, hex[*p >> 4]);
			str_add_char(out, hex[*p & 15]);
		}
	}
}

static void add_urls(struct redactor *r, const char *name, const char *value)
{
	static const struct {
		const char *digits, *suffix;
	} cases[] = {{"0123456789ABCDEF", ""}, {"0123456789abcdef", "-lower"}};

	for (size_t i = 0; i < sizeof url_forms / sizeof *url_forms; i++)
		for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
			struct str text = {0}, suffix = {0};

			encode_url(&url_forms[i], cases[c].digits, value, &text);
			str_addf(&suffix, "%s%s", url_forms[i].suffix, cases[c].suffix);
			add_form(r, (struct form_name){name, str_text(&suffix)}, str_text(&text),
				str_text(&text));
			str_release(&text);
			str_release(&suffix);
		}
}

/* Base64 of a text that holds the value at any place: three alignments, each
 * without the characters at its ends that the neighbours decide, too.  `last`
 * are the two last characters of the alphabet. */
static void add_base64(struct redactor *r, struct form_name name, const char *value,
	const char last[2])
{
	static const size_t skipped[3] = {0, 2, 3};
	size_t len = strlen(value);

	for (size_t shift = 0; shift < 3; shift++) {
		struct str padded = {0}, text = {0}, suffix = {0};

		str_add_bytes(&padded, "\0\0", shift);
		str_add_bytes(&padded, value, len);
		base64_encode(padded.at, padded.len, &text);
		str_truncate(&text, padded.len * 8 / 6);
		for (size_t i = 0; i < text.len; i++)
			text.at[i] = text.at[i] == '+'   ? last[0]
				     : text.at[i] == '/' ? last[1]
							 : text.at[i];
		str_addf(&suffix, "%s+%zu", name.suffix, shift);
		if (text.len > skipped[shift])
			add_form(r, (struct form_name){name.secret, str_text(&suffix)},
				text.at + skipped[shift], text.at + skipped[shift]);
		str_release(&padded);
		str_release(&text);
		str_release(&suffix);
	}
}

/* What a writer of JSON escapes beyond what it must. */
enum escapes { ESCAPE_ASCII = 1, ESCAPE_UPPER = 2, ESCAPE_SLASH = 4, ESCAPE_HTML = 8 };

static void escape_unit(unsigned unit, unsigned escapes, struct str *out)
{
	str_addf(out, escapes & ESCAPE_UPPER ? "\\u%04X" : "\\u%04x", unit);
}

/* One character of the value: `cp`, written with `len` bytes. */
static void escape_character(const char *bytes, size_t len, unsigned escapes, struct str *out)
{
	static const char must[] = "\"\\\n\t\r\b\f", letters[] = "\"\\ntrbf";
	uint32_t cp = (unsigned char)*bytes;
	const char *special = strchr(must, *bytes);

	if (len > 1)
		utf8_decode(bytes, len, &cp);
	if (special) {
		str_add_char(out, '\\');
		str_add_char(out, letters[special - must]);
	} else if (cp == '/' && escapes & ESCAPE_SLASH) {
		str_add(out, "\\/");
	} else if (cp < 0x20 || (escapes & ESCAPE_ASCII && (cp == 0x7f || len > 1) && cp < 0x10000) ||
		(escapes & ESCAPE_HTML && len == 1 && strchr("<>&", (int)cp))) {
		escape_unit(cp, escapes, out);
	} else if (escapes & ESCAPE_ASCII && cp >= 0x10000) {
		escape_unit(0xd800 + ((cp - 0x10000) >> 10), escapes, out);
		escape_unit(0xdc00 + ((cp - 0x10000) & 0x3ff), escapes, out);
	} else {
		str_add_bytes(out, bytes, len);
	}
}

static void escape_json(const char *value, unsigned escapes, struct str *out)
{
	size_t left = strlen(value);

	while (left) {
		uint32_t cp;
		size_t len = utf8_decode(value, left, &cp);

		len = len ? len : 1;
		escape_character(value, len, escapes, out);
		value += len;
		left -= len;
	}
}

/* Each also inside a JSON string: what a program wrote is one in our records. */
static void add_json(struct redactor *r, const char *name, const char *value)
{
	static const struct {
		const char *suffix;
		unsigned escapes;
	} writers[] = {
		{"", 0},
		{"/json-ascii", ESCAPE_ASCII}, /* Python's json.dumps() */
		{"/json-ascii-upper", ESCAPE_ASCII | ESCAPE_UPPER}, /* Java's writers */
		{"/json-slash", ESCAPE_SLASH},
		{"/json-ascii-slash", ESCAPE_ASCII | ESCAPE_SLASH}, /* PHP's json_encode() */
		{"/json-html", ESCAPE_HTML}, /* Go's json.Marshal() */
	};

	for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
		struct str once = {0}, twice = {0}, suffix = {0};

		escape_json(value, writers[i].escapes, &once);
		escape_json(str_text(&once), 0, &twice);
		str_addf(&suffix, "%s/json", writers[i].suffix);
		add_form(r, (struct form_name){name, writers[i].suffix}, str_text(&once),
			str_text(&once));
		add_form(r, (struct form_name){name, str_text(&suffix)}, str_text(&twice),
			str_text(&twice));
		str_release(&once);
		str_release(&twice);
		str_release(&suffix);
	}
}

/* Headers and keys are often written in one case.  The letters from `first` on
 * ('a' or 'A') change theirs. */
static void add_case(struct redactor *r, struct form_name name, const char *value, char first)
{
	struct str text = {0}, once = {0}, twice = {0}, suffix = {0};

	str_add(&text, value);
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] >= first && text.at[i] <= first + 25)
			text.at[i] = (char)(text.at[i] ^ 32);
	escape_json(str_text(&text), 0, &once);
	escape_json(str_text(&once), 0, &twice);
	str_addf(&suffix, "%s/json", name.suffix);
	add_form(r, name, str_text(&text), str_text(&once));
	add_form(r, name, str_text(&once), str_text(&once));
	add_form(r, (struct form_name){name.secret, str_text(&suffix)}, str_text(&twice),
		str_text(&twice));
	str_release(&text);
	str_release(&once);
	str_release(&twice);
	str_release(&suffix);
}

void redact_add(struct redactor *r, const char *name, const char *value)
{
	struct str escaped = {0};

	if (strlen(value) < REDACT_MIN_LENGTH)
		return;
	escape_json(value, 0, &escaped);
	add_form(r, (struct form_name){name, ""}, value, str_text(&escaped));
	add_json(r, name, value);
	add_urls(r, name, value);
	add_base64(r, (struct form_name){name, "/base64"}, value, "+/");
	add_base64(r, (struct form_name){name, "/base64url"}, value, "-_");
	add_case(r, (struct form_name){name, "/upper"}, value, 'a');
	add_case(r, (struct form_name){name, "/lower"}, value, 'A');
	str_release(&escaped);
}

bool redact_is_name(const char *name)
{
	if (!*name)
		return false;
	for (; *name; name++)
		if ((unsigned char)*name < 0x20 || strchr("[]/\"\\", *name))
			return false;
	return true;
}

static void wipe(char *text)
{
	explicit_bzero(text, strlen(text));
	free(text);
}

void redact_release(struct redactor *r)
{
	for (size_t i = 0; i < r->forms.len; i++) {
		free(r->forms.at[i].name);
		wipe(r->forms.at[i].text);
		wipe(r->forms.at[i].whole);
	}
	vec_release(&r->forms);
}

static const struct secret_form *form_at(const struct redactor *r, const char *p, size_t left)
{
	for (size_t i = 0; i < r->forms.len; i++) {
		const struct secret_form *f = &r->forms.at[i];

		if (f->len <= left && f->text[0] == *p && memcmp(f->text, p, f->len) == 0)
			return f;
	}
	return NULL;
}

static bool has_any(const struct redactor *r, const struct str *text)
{
	if (!text->len)
		return false;
	for (size_t i = 0; i < r->forms.len; i++)
		if (memmem(text->at, text->len, r->forms.at[i].text, r->forms.at[i].len))
			return true;
	return memmem(text->at, text->len, MARK, strlen(MARK));
}

enum use { TO_KEEP, TO_SHOW };

static void replace(const struct redactor *r, struct str *text, enum use use)
{
	struct str out = {0};
	const char *p, *end;

	if (redact_is_empty(r) || !has_any(r, text))
		return;
	for (p = text->at, end = p + text->len; p < end;) {
		const struct secret_form *f = form_at(r, p, (size_t)(end - p));

		if (f) {
			str_addf(&out, MARK "%s]", f->name);
			p += f->len;
			continue;
		}
		str_add_char(&out, *p++);
		if (use == TO_KEEP && out.len >= strlen(MARK) && str_ends(out.at + out.len - strlen(MARK), MARK))
			str_add(&out, MARK_OWN);
	}
	str_release(text);
	*text = out;
}

void redact_text(const struct redactor *r, struct str *text)
{
	replace(r, text, TO_KEEP);
}

void redact_shown(const struct redactor *r, struct str *text)
{
	replace(r, text, TO_SHOW);
}

/* The form that a mark at p names, and the mark's length. */
static const struct secret_form *mark_at(const struct redactor *r, const char *p, size_t *ret_len)
{
	for (size_t i = 0; i < r->forms.len; i++) {
		const struct secret_form *f = &r->forms.at[i];
		size_t len = strlen(f->name);

		if (strncmp(p + strlen(MARK), f->name, len) == 0 && p[strlen(MARK) + len] == ']') {
			*ret_len = strlen(MARK) + len + 1;
			return f;
		}
	}
	return NULL;
}

void redact_restore(const struct redactor *r, struct str *text)
{
	struct str out = {0};

	if (redact_is_empty(r) || !text->len || !strstr(text->at, MARK))
		return;
	for (const char *p = text->at; *p;) {
		const struct secret_form *f = NULL;
		size_t len = 0;

		if (str_starts(p, MARK MARK_OWN)) {
			str_add(&out, MARK);
			p += strlen(MARK MARK_OWN);
			continue;
		}
		if (str_starts(p, MARK))
			f = mark_at(r, p, &len);
		if (f)
			str_add(&out, f->whole);
		else
			str_add_char(&out, *p++);
		p += len;
	}
	str_release(text);
	*text = out;
}
