#include "core/base/tr.h"

#include "core/base/str.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- the file: gettext's manual, "The Format of GNU MO Files" ---- */

#define MAGIC 0x950412deu
/* Magic, revision, count, the two tables, the hash table's size and place. */
#define HEAD_BYTES 28

static struct catalogue {
	const unsigned char *at; /* NULL: English */
	size_t len;
	bool big_endian;
	uint32_t count, originals, translations;
	const char *plural; /* an expression of n, which was read once without fault */
	size_t forms;
} catalogue;

static uint32_t word_at(const struct catalogue *c, size_t offset)
{
	const unsigned char *at = c->at + offset;
	uint32_t first = at[0], second = at[1], third = at[2], fourth = at[3];

	return c->big_endian ? first << 24 | second << 16 | third << 8 | fourth
			     : fourth << 24 | third << 16 | second << 8 | first;
}

/* The text in the row of a table, with its NUL inside the file; else NULL. */
static const char *text_at(
	const struct catalogue *c, uint32_t table, uint32_t row, size_t *ret_len)
{
	size_t slot = (size_t)table + (size_t)row * 8, len = word_at(c, slot),
	       at = word_at(c, slot + 4);

	if (len >= c->len || at >= c->len - len || c->at[at + len] != '\0')
		return NULL;
	*ret_len = len;
	return (const char *)c->at + at;
}

/* The originals are sorted; one with a plural ends at its first NUL. */
static const char *find(const struct catalogue *c, const char *text, size_t *ret_len)
{
	uint32_t low = 0, high = c->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		size_t len;
		const char *original = text_at(c, c->originals, middle, &len);
		int order = original ? strcmp(text, original) : 0;

		if (!original)
			return NULL;
		if (order == 0)
			return text_at(c, c->translations, middle, ret_len);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* ---- "nplurals=2; plural=n != 1": C's expressions of n, without assignment ---- */

/* Deeper than any language's rule. */
#define DEPTH_MAX 16

struct rule {
	const char *at;
	unsigned long long n;
	int depth;
	bool bad;
};

static unsigned long long choice(struct rule *r);

static bool take(struct rule *r, const char *sign)
{
	r->at += strspn(r->at, " \t");
	if (!str_starts(r->at, sign))
		return false;
	r->at += strlen(sign);
	return true;
}

static unsigned long long operand(struct rule *r)
{
	unsigned long long value = 0;
	char *end;

	if (r->bad || ++r->depth > DEPTH_MAX) {
		r->bad = true;
		return 0;
	}
	if (take(r, "!")) {
		value = !operand(r);
	} else if (take(r, "(")) {
		value = choice(r);
		r->bad = r->bad || !take(r, ")");
	} else if (take(r, "n")) {
		value = r->n;
	} else if (isdigit((unsigned char)*r->at)) {
		value = strtoull(r->at, &end, 10);
		r->at = end;
	} else {
		r->bad = true;
	}
	r->depth--;
	return value;
}

/* Longer signs before those they begin with; a higher level binds tighter. */
static const struct sign {
	const char *text;
	int level;
} signs[] = {{"||", 1}, {"&&", 2}, {"==", 3}, {"!=", 3}, {"<=", 4}, {">=", 4}, {"<", 4}, {">", 4},
	{"+", 5}, {"-", 5}, {"*", 6}, {"/", 6}, {"%", 6}};

static const struct sign *sign_at(struct rule *r, int level)
{
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (signs[i].level >= level && take(r, signs[i].text))
			return &signs[i];
	return NULL;
}

static unsigned long long apply(
	struct rule *r, const char *sign, unsigned long long a, unsigned long long b)
{
	if ((*sign == '/' || *sign == '%') && b == 0) {
		r->bad = true;
		return 0;
	}
	switch (*sign) {
	case '|': return a || b;
	case '&': return a && b;
	case '=': return a == b;
	case '!': return a != b;
	case '<': return sign[1] ? a <= b : a < b;
	case '>': return sign[1] ? a >= b : a > b;
	case '+': return a + b;
	case '-': return a - b;
	case '*': return a * b;
	case '/': return a / b;
	default: return a % b;
	}
}

static unsigned long long binary(struct rule *r, int level)
{
	unsigned long long value = operand(r);
	const struct sign *sign;

	while (!r->bad && (sign = sign_at(r, level)) != NULL)
		value = apply(r, sign->text, value, binary(r, sign->level + 1));
	return value;
}

static unsigned long long choice(struct rule *r)
{
	unsigned long long value = binary(r, 1), yes, no;

	if (r->bad || !take(r, "?"))
		return value;
	r->bad = ++r->depth > DEPTH_MAX;
	yes = r->bad ? 0 : choice(r);
	r->bad = r->bad || !take(r, ":");
	no = r->bad ? 0 : choice(r);
	r->depth--;
	return value ? yes : no;
}

static bool form_of(const struct catalogue *c, unsigned long long n, size_t *ret_form)
{
	struct rule r = {.at = c->plural, .n = n};
	unsigned long long form = c->plural ? choice(&r) : c->forms;

	*ret_form = (size_t)form;
	return !r.bad && form < c->forms;
}

/* The translation of "" is the catalogue's head. */
static void read_plural(struct catalogue *c)
{
	size_t len, form;
	const char *head = find(c, "", &len);
	const char *forms = head ? strstr(head, "nplurals=") : NULL;
	const char *plural = forms ? strstr(forms, "plural=") : NULL;

	/* "nplurals=" ends in "plurals=", which is not "plural=". */
	if (!plural)
		return;
	c->forms = (size_t)strtoul(forms + strlen("nplurals="), NULL, 10);
	c->plural = plural + strlen("plural=");
	if (!form_of(c, 1, &form))
		c->plural = NULL;
}

bool tr_use(const char *mo, size_t len)
{
	struct catalogue c = {.at = (const unsigned char *)mo, .len = len};

	catalogue = (struct catalogue){0};
	if (!mo || len < HEAD_BYTES)
		return false;
	c.big_endian = word_at(&c, 0) != MAGIC;
	c.count = word_at(&c, 8);
	c.originals = word_at(&c, 12);
	c.translations = word_at(&c, 16);
	if (word_at(&c, 0) != MAGIC || c.originals > len || c.count > (len - c.originals) / 8 ||
		c.translations > len || c.count > (len - c.translations) / 8)
		return false;
	read_plural(&c);
	catalogue = c;
	return true;
}

const char *tr(const char *text)
{
	const char *found;
	size_t len;

	/* The translation of "" is none of ours. */
	if (!catalogue.at || !*text)
		return text;
	found = find(&catalogue, text, &len);
	return found ? found : text;
}

const char *tr_n(const char *one, const char *many, unsigned long long n)
{
	const char *found, *end;
	size_t form, len;

	if (catalogue.at && *one && form_of(&catalogue, n, &form) &&
		(found = find(&catalogue, one, &len)) != NULL) {
		/* The forms stand one behind the other, each with its NUL. */
		for (end = found + len; form && found < end; form--)
			found += strlen(found) + 1;
		if (found < end)
			return found;
	}
	return n == 1 ? one : many;
}
