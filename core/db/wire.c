#include "core/db/wire.h"

#include <string.h>

void wire_put_int(struct str *out, int64_t value)
{
	str_add_bytes(out, (const char *)&value, sizeof value);
}

void wire_put_bytes(struct str *out, const char *bytes, size_t len)
{
	wire_put_int(out, (int64_t)len);
	str_add_bytes(out, bytes, len);
	str_add_char(out, '\0');
}

void wire_put_text(struct str *out, const char *text)
{
	wire_put_bytes(out, text, strlen(text));
}

void wire_put_value(struct str *out, const struct source_value *v)
{
	str_add_char(out, (char)v->kind);
	switch (v->kind) {
	case VALUE_NULL: break;
	case VALUE_INTEGER: wire_put_int(out, v->integer); break;
	case VALUE_REAL: str_add_bytes(out, (const char *)&v->real, sizeof v->real); break;
	case VALUE_TEXT:
	case VALUE_BLOB: wire_put_bytes(out, v->text, v->len); break;
	}
}

static const char *take(struct wire *w, size_t len)
{
	const char *at = w->at;

	if (w->bad || (size_t)(w->end - w->at) < len) {
		w->bad = true;
		return NULL;
	}
	w->at += len;
	return at;
}

enum wire_tag wire_tag(struct wire *w)
{
	const char *at = take(w, 1);

	return at ? (enum wire_tag) * at : WIRE_ERROR;
}

int64_t wire_int(struct wire *w)
{
	const char *at = take(w, sizeof(int64_t));
	int64_t value = 0;

	if (at)
		memcpy(&value, at, sizeof value);
	return value;
}

const char *wire_bytes(struct wire *w, size_t *ret_len)
{
	int64_t len = wire_int(w);
	const char *at = len < 0 || len == INT64_MAX ? NULL : take(w, (size_t)len + 1);

	if (at && at[len] == '\0') {
		*ret_len = (size_t)len;
		return at;
	}
	w->bad = true;
	*ret_len = 0;
	return "";
}

const char *wire_text(struct wire *w)
{
	size_t ignored;

	return wire_bytes(w, &ignored);
}

void wire_value(struct wire *w, struct source_value *ret)
{
	const char *kind = take(w, 1), *at;

	*ret = (struct source_value){.kind = kind ? (enum source_value_kind) * kind : VALUE_NULL};
	switch (ret->kind) {
	case VALUE_NULL: break;
	case VALUE_INTEGER: ret->integer = wire_int(w); break;
	case VALUE_REAL:
		at = take(w, sizeof ret->real);
		if (at)
			memcpy(&ret->real, at, sizeof ret->real);
		break;
	case VALUE_TEXT:
	case VALUE_BLOB: ret->text = wire_bytes(w, &ret->len); break;
	default: w->bad = true; *ret = (struct source_value){.kind = VALUE_NULL};
	}
}
