#define _GNU_SOURCE /* memmem */
#include "core/base/redact.h"

#include "core/base/base64.h"

#include <stdlib.h>
#include <string.h>

#define MARK "[secret "

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

static void add_url(struct redactor *r, const char *name, const char *value, const char *hex)
{
	struct str text = {0};

	for (const unsigned char *p = (const unsigned char *)value; *p; p++) {
		if ((*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z') ||
			strchr("-_.!~*'()", *p)) {
			str_add_char(&text, (char)*p);
		} else {
			str_add_char(&text, '%');
			str_add_char(&text, hex[*p >> 4]);
			str_add_char(&text, hex[*p & 15]);
		}
	}
	add_form(r, (struct form_name){name, hex[10] == 'A' ? "/url" : "/url-lower"},
		str_text(&text), str_text(&text));
	str_release(&text);
}

/* Base64 of a text that holds the value at any place: three alignments, each
 * without the characters at its ends that the neighbours decide, too. */
static void add_base64(struct redactor *r, const char *name, const char *value, bool url)
{
	static const size_t skipped[3] = {0, 2, 3};
	size_t len = strlen(value);

	for (size_t shift = 0; shift < 3; shift++) {
		struct str padded = {0}, text = {0};
		char suffix[24];

		str_add_bytes(&padded, "\0\0", shift);
		str_add_bytes(&padded, value, len);
		base64_encode(padded.at, padded.len, &text);
		str_truncate(&text, padded.len * 8 / 6);
		for (size_t i = 0; url && i < text.len; i++)
			text.at[i] = text.at[i] == '+' ? '-' : text.at[i] == '/' ? '_' : text.at[i];
		memcpy(suffix, url ? "/base64url+0" : "/base64+0", url ? 13 : 10);
		suffix[strlen(suffix) - 1] = (char)('0' + shift);
		if (text.len > skipped[shift])
			add_form(r, (struct form_name){name, suffix}, text.at + skipped[shift],
				text.at + skipped[shift]);
		str_release(&padded);
		str_release(&text);
	}
}

static void escape_json(const char *value, struct str *out)
{
	static const char hex[] = "0123456789abcdef";

	for (const unsigned char *p = (const unsigned char *)value; *p; p++) {
		const char *short_form = strchr("\"\"\\\\\nn\tt\rr\bb\ff", *p);

		if (*p == '"' || *p == '\\') {
			str_add_char(out, '\\');
			str_add_char(out, (char)*p);
		} else if (*p < 0x20 && short_form) {
			str_add_char(out, '\\');
			str_add_char(out, short_form[1]);
		} else if (*p < 0x20) {
			str_addf(out, "\\u00%c%c", hex[*p >> 4], hex[*p & 15]);
		} else {
			str_add_char(out, (char)*p);
		}
	}
}

/* Headers and keys are often written in one case. */
static void add_case(struct redactor *r, const char *name, const char *value, bool upper)
{
	struct str text = {0};

	str_add(&text, value);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z')
			text.at[i] = (char)(c ^ 32);
	}
	add_form(r, (struct form_name){name, upper ? "/upper" : "/lower"}, str_text(&text),
		str_text(&text));
	str_release(&text);
}

void redact_add(struct redactor *r, const char *name, const char *value)
{
	struct str escaped = {0}, twice = {0};

	if (strlen(value) < REDACT_MIN_LENGTH)
		return;
	escape_json(value, &escaped);
	escape_json(str_text(&escaped), &twice);
	add_form(r, (struct form_name){name, ""}, value, str_text(&escaped));
	add_form(r, (struct form_name){name, ""}, str_text(&escaped), str_text(&escaped));
	add_form(r, (struct form_name){name, "/json"}, str_text(&twice), str_text(&twice));
	add_url(r, name, value, "0123456789ABCDEF");
	add_url(r, name, value, "0123456789abcdef");
	add_base64(r, name, value, false);
	add_base64(r, name, value, true);
	add_case(r, name, str_text(&escaped), true);
	add_case(r, name, str_text(&escaped), false);
	str_release(&escaped);
	str_release(&twice);
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

void redact_text(const struct redactor *r, struct str *text)
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
		if (str_starts(p, MARK))
			str_add_char(&out, '[');
		str_add_char(&out, *p++);
	}
	str_release(text);
	*text = out;
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

		if (str_starts(p, "[" MARK)) { /* somebody's own text */
			str_add(&out, MARK);
			p += strlen(MARK) + 1;
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
