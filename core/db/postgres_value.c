#include "core/db/postgres.h"

#include <stdlib.h>
#include <string.h>

/* Types by the numbers that PostgreSQL never changes (pg_type.dat). */
enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_OID = 26,
	OID_FLOAT4 = 700,
	OID_FLOAT8 = 701,
	OID_NUMERIC = 1700,
};

/* More do not fit, or not exactly. */
#define INTEGER_DIGITS 18
#define REAL_DIGITS 15

static size_t count_digits(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text >= '0' && *text <= '9';
	return count;
}

/* A sum of bigints is a numeric: whole ones are integers here.  What a double
 * cannot hold, and NaN, stay text. */
static void set_number(struct source_value *v, Oid type)
{
	bool whole = v->text[strspn(v->text, "-0123456789")] == '\0';

	if (whole && count_digits(v->text) <= INTEGER_DIGITS + (type == OID_INT8)) {
		v->kind = VALUE_INTEGER;
		v->integer = strtoll(v->text, NULL, 10);
	} else if (v->text[strspn(v->text, "-+.0123456789eE")] == '\0' &&
		   (type != OID_NUMERIC || count_digits(v->text) <= REAL_DIGITS)) {
		v->kind = VALUE_REAL;
		v->real = strtod(v->text, NULL);
	} else {
		return;
	}
	v->text = NULL;
	v->len = 0;
}

static int hex_digit(char c)
{
	return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* "\x00ff", the server's way since 9.0. */
static void set_bytes(struct source_value *v, struct arena *a)
{
	size_t len = v->len >= 2 ? (v->len - 2) / 2 : 0;
	char *bytes = arena_alloc(a, len + 1);

	for (size_t i = 0; i < len; i++)
		bytes[i] =
			(char)(hex_digit(v->text[2 + 2 * i]) << 4 | hex_digit(v->text[3 + 2 * i]));
	v->kind = VALUE_BLOB;
	v->text = bytes;
	v->len = len;
}

void postgres_value(const struct postgres *p, const PGresult *r, int row, int column,
	struct arena *a, struct source_value *ret)
{
	Oid type = p->api->ftype(r, column);

	*ret = (struct source_value){.kind = VALUE_NULL};
	if (p->api->getisnull(r, row, column))
		return;
	ret->kind = VALUE_TEXT;
	ret->text = p->api->getvalue(r, row, column);
	ret->len = (size_t)p->api->getlength(r, row, column);
	switch (type) {
	case OID_BOOL:
		ret->kind = VALUE_INTEGER;
		ret->integer = *ret->text == 't';
		ret->text = NULL;
		ret->len = 0;
		break;
	case OID_BYTEA: set_bytes(ret, a); break;
	case OID_INT2:
	case OID_INT4:
	case OID_INT8:
	case OID_OID:
	case OID_FLOAT4:
	case OID_FLOAT8:
	case OID_NUMERIC: set_number(ret, type); break;
	}
}
