#include "core/data/yaml_reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TAG_PREFIX "tag:yaml.org,2002:"

enum resolved { IS_STRING, IS_NULL, IS_TRUE, IS_FALSE, IS_INT, IS_FLOAT, IS_NOT_FINITE };

static bool one_of(const char *text, const char *a, const char *b, const char *c)
{
	return strcmp(text, a) == 0 || strcmp(text, b) == 0 || strcmp(text, c) == 0;
}

/* Digits of one base up to the end, at least one. */
static bool all_digits(const char *p, const char *digits)
{
	return *p && p[strspn(p, digits)] == '\0';
}

static enum resolved resolve_number(const char *text)
{
	static const char decimal[] = "0123456789";
	const char *p = text + (*text == '+' || *text == '-');
	size_t whole, fraction = 0;

	if (one_of(p, ".inf", ".Inf", ".INF") || one_of(text, ".nan", ".NaN", ".NAN"))
		return IS_NOT_FINITE;
	if (strncmp(text, "0o", 2) == 0)
		return all_digits(text + 2, "01234567") ? IS_INT : IS_STRING;
	if (strncmp(text, "0x", 2) == 0)
		return all_digits(text + 2, "0123456789abcdefABCDEF") ? IS_INT : IS_STRING;
	if (all_digits(p, decimal))
		return IS_INT;
	whole = strspn(p, decimal);
	p += whole;
	if (*p == '.') {
		fraction = strspn(++p, decimal);
		p += fraction;
	}
	if (!whole && !fraction)
		return IS_STRING;
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '+' || *p == '-';
		return all_digits(p, decimal) ? IS_FLOAT : IS_STRING;
	}
	return *p ? IS_STRING : IS_FLOAT;
}

static enum resolved resolve(const char *text)
{
	switch (*text) {
	case '\0': return IS_NULL;
	case '~': return text[1] ? IS_STRING : IS_NULL;
	case 'n':
	case 'N': return one_of(text, "null", "Null", "NULL") ? IS_NULL : IS_STRING;
	case 't':
	case 'T': return one_of(text, "true", "True", "TRUE") ? IS_TRUE : IS_STRING;
	case 'f':
	case 'F': return one_of(text, "false", "False", "FALSE") ? IS_FALSE : IS_STRING;
	default: return strchr("+-.0123456789", *text) ? resolve_number(text) : IS_STRING;
	}
}

static double number_of(const char *text)
{
	double value = 0;

	/* strtod reads hexadecimal digits too, but not octal ones */
	if (text[0] != '0' || text[1] != 'o')
		return strtod(text, NULL);
	for (const char *p = text + 2; *p; p++)
		value = value * 8 + (*p - '0');
	return value;
}

static bool make_number(struct yaml_reader *r, const char *text, cJSON **ret)
{
	double value = number_of(text);

	if (isinf(value))
		return yaml_fail(r, yaml_here(r), "number", "write it in quotes to keep it as text",
			"number too large for a double");
	*ret = json_new_number(value);
	return true;
}

static bool make(struct yaml_reader *r, enum resolved kind, const char *text, cJSON **ret)
{
	switch (kind) {
	case IS_STRING: *ret = json_new_string(text); return true;
	case IS_NULL: *ret = json_new_null(); return true;
	case IS_TRUE:
	case IS_FALSE: *ret = json_new_bool(kind == IS_TRUE); return true;
	case IS_INT:
	case IS_FLOAT: return make_number(r, text, ret);
	case IS_NOT_FINITE: break;
	}
	return yaml_fail(r, yaml_here(r), "number", "write it in quotes to keep it as text",
		"'%s' has no place among JSON values", text);
}

static bool unknown_tag(struct yaml_reader *r, const char *tag)
{
	return yaml_fail(r, yaml_here(r), "tag",
		"known are !!str, !!int, !!float, !!bool, !!null, !!map and !!seq; "
		"a text that begins with '!' needs quotes",
		"unknown tag '%.80s'", tag);
}

static bool mismatch(struct yaml_reader *r, const char *tag, const char *text)
{
	return yaml_fail(r, yaml_here(r), "tag", NULL, "'%.60s' is no !!%s", text, tag);
}

static bool make_tagged(struct yaml_reader *r, const char *tag, const char *text, cJSON **ret)
{
	enum resolved kind = resolve(text);
	const char *name = tag + strlen(TAG_PREFIX);

	if (strncmp(tag, TAG_PREFIX, strlen(TAG_PREFIX)) != 0)
		return unknown_tag(r, tag);
	if (strcmp(name, "str") == 0)
		return make(r, IS_STRING, text, ret);
	if (strcmp(name, "null") == 0)
		return kind == IS_NULL ? make(r, kind, text, ret) : mismatch(r, name, text);
	if (strcmp(name, "bool") == 0)
		return kind == IS_TRUE || kind == IS_FALSE ? make(r, kind, text, ret)
							   : mismatch(r, name, text);
	if (strcmp(name, "int") == 0)
		return kind == IS_INT ? make(r, kind, text, ret) : mismatch(r, name, text);
	if (strcmp(name, "float") == 0)
		return kind == IS_INT || kind == IS_FLOAT || kind == IS_NOT_FINITE
			       ? make(r, kind, text, ret)
			       : mismatch(r, name, text);
	if (strcmp(name, "map") == 0 || strcmp(name, "seq") == 0)
		return mismatch(r, name, text);
	return unknown_tag(r, tag);
}

bool yaml_scalar(struct yaml_reader *r, cJSON **ret)
{
	const char *text = (const char *)r->event.data.scalar.value;
	const char *tag = (const char *)r->event.data.scalar.tag;

	if (strlen(text) != r->event.data.scalar.length)
		return yaml_fail(r, yaml_here(r), "encoding", NULL,
			"the character U+0000 cannot stand in a string");
	if (tag && strcmp(tag, "!") != 0)
		return make_tagged(r, tag, text, ret);
	if (tag || r->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return make(r, IS_STRING, text, ret);
	return make(r, resolve(text), text, ret);
}

bool yaml_check_tag(struct yaml_reader *r, const yaml_char_t *tag, const char *wanted)
{
	const char *text = (const char *)tag;

	if (!text || strcmp(text, "!") == 0)
		return true;
	if (strncmp(text, TAG_PREFIX, strlen(TAG_PREFIX)) != 0)
		return unknown_tag(r, text);
	text += strlen(TAG_PREFIX);
	if (strcmp(text, wanted) == 0)
		return true;
	for (const char *const *known = (const char *const[]){"str", "int", "float", "bool", "null",
		     "map", "seq", NULL};
		*known; known++)
		if (strcmp(text, *known) == 0)
			return yaml_fail(r, yaml_here(r), "tag", NULL, "this is a !!%s, no !!%s",
				wanted, text);
	return unknown_tag(r, (const char *)tag);
}
