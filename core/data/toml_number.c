#include "core/base/num.h"
#include "core/base/rfc3339.h"
#include "core/data/toml_reader.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A double holds every integer up to here, and only some beyond. */
#define EXACT_MAX 9007199254740992

/* Longer words are no number: a double needs at most 1,075 digits. */
#define WORD_MAX 1200

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* What a scalar that is no string can be made of. */
static size_t word_length(const struct toml_reader *r)
{
	size_t len = 0;

	while (r->at + len < r->len) {
		int c = (unsigned char)r->text[r->at + len];

		if (!is_digit(c) && !((c | 32) >= 'a' && (c | 32) <= 'z') &&
			(!c || !strchr("+-._:", c)))
			break;
		len++;
	}
	return len;
}

static bool is_digit_of(int base, int c)
{
	int value = num_hex_digit(c);

	return value >= 0 && value < base;
}

/* Digits with single underscores between them; what was read, or NULL. */
static const char *skip_digits(const char *p, int base)
{
	for (bool digit = false;; p++) {
		if (is_digit_of(base, *p))
			digit = true;
		else if (*p == '_' && digit && is_digit_of(base, p[1]))
			digit = false;
		else
			return digit ? p : NULL;
	}
}

static const char *skip_integer(const char *p)
{
	p += *p == '+' || *p == '-';
	if (p[0] == '0' && (is_digit(p[1]) || p[1] == '_'))
		return NULL;
	return skip_digits(p, 10);
}

static void drop_underscores(const char *from, char *to)
{
	for (; *from; from++)
		if (*from != '_')
			*to++ = *from;
	*to = '\0';
}

static bool not_a_value(struct toml_reader *r, const char *word)
{
	const char *hint = "put a text in quotes";

	if (strcmp(word, "True") == 0 || strcmp(word, "False") == 0)
		hint = "write true and false in small letters";
	else if (strcmp(word, "null") == 0 || strcmp(word, "nil") == 0)
		hint = "TOML has no null; leave the key out";
	else if (is_digit(*word) || *word == '+' || *word == '-' || *word == '.')
		hint = "see toml.io/en/v1.0.0 for the forms of numbers and dates, or put it in "
		       "quotes";
	return toml_fail(r, r->at, "syntax", hint, "'%.60s' is no value", word);
}

/* Section "Integer": 64 bits.  Values that no double holds are refused, as the
 * specification asks of a reader that cannot keep them. */
static bool make_integer(struct toml_reader *r, const char *digits, int base, cJSON **ret)
{
	long long value;

	errno = 0;
	value = strtoll(digits, NULL, base);
	if (errno == ERANGE)
		return toml_fail(r, r->at, "number", "write it as a string",
			"the integer does not fit 64 bits");
	if ((value > EXACT_MAX || value < -EXACT_MAX) &&
		((double)value >= 0x1p63 || (long long)(double)value != value))
		return toml_fail(r, r->at, "number", "write it as a string",
			"the integer cannot be kept exactly (beyond 2^53)");
	*ret = json_new_number((double)value);
	return true;
}

static bool read_based(struct toml_reader *r, const char *word, cJSON **ret)
{
	int base = word[1] == 'x' ? 16 : word[1] == 'o' ? 8 : 2;
	char digits[WORD_MAX];
	const char *end = skip_digits(word + 2, base);

	if (!end || *end)
		return not_a_value(r, word);
	drop_underscores(word + 2, digits);
	return make_integer(r, digits, base, ret);
}

static bool read_number(struct toml_reader *r, const char *word, cJSON **ret)
{
	const char *end = skip_integer(word);
	char digits[WORD_MAX];
	double value;

	if (!end)
		return not_a_value(r, word);
	drop_underscores(word, digits);
	if (!*end)
		return make_integer(r, digits, 10, ret);
	if (*end == '.')
		end = skip_digits(end + 1, 10);
	if (end && (*end == 'e' || *end == 'E')) {
		end += end[1] == '+' || end[1] == '-' ? 2 : 1;
		end = skip_digits(end, 10);
	}
	if (!end || *end)
		return not_a_value(r, word);
	value = strtod(digits, NULL);
	if (isinf(value))
		return toml_fail(r, r->at, "number", "write it as a string",
			"number too large for a double");
	*ret = json_new_number(value);
	return true;
}

static bool is_moment(const char *word)
{
	struct rfc3339 t;
	const char *p = word;

	if (word[0] && word[1] && word[2] == ':')
		return rfc3339_time(&p, &t) && !*p;
	if (!rfc3339_date(&p, &t))
		return false;
	if (!*p)
		return true;
	if (*p != 'T' && *p != 't' && *p != ' ')
		return false;
	p++;
	return rfc3339_time(&p, &t) && (!*p || rfc3339_zone(&p, &t)) && !*p;
}

/* Sections "Offset Date-Time" to "Local Time": kept as text, the letters T and
 * Z large, T for a blank. */
static bool read_moment(struct toml_reader *r, char *word, cJSON **ret)
{
	if (!is_moment(word))
		return not_a_value(r, word);
	for (char *p = word; *p; p++) {
		if (*p == 't' || *p == ' ')
			*p = 'T';
		else if (*p == 'z')
			*p = 'Z';
	}
	*ret = json_new_string(word);
	return true;
}

static bool looks_like_date(const char *p)
{
	return is_digit(p[0]) && is_digit(p[1]) && is_digit(p[2]) && is_digit(p[3]) && p[4] == '-';
}

/* "1979-05-27 07:32:00": the blank belongs to it when a time follows. */
static size_t with_time(struct toml_reader *r, size_t len)
{
	const char *p = r->text + r->at + len;
	size_t rest;

	if (len != 10 || r->len - r->at < len + 3 || *p != ' ' || !is_digit(p[1]) ||
		!is_digit(p[2]))
		return len;
	r->at += len + 1;
	rest = word_length(r);
	r->at -= len + 1;
	return len + 1 + rest;
}

bool toml_scalar(struct toml_reader *r, cJSON **ret)
{
	char word[WORD_MAX];
	size_t len = word_length(r);
	bool ok = true, date = len >= 5 && looks_like_date(r->text + r->at);

	if (!len)
		return toml_unexpected(r, "a value");
	if (date)
		len = with_time(r, len);
	if (len >= sizeof word)
		return toml_fail(r, r->at, "syntax", "put a text in quotes", "no value");
	memcpy(word, r->text + r->at, len);
	word[len] = '\0';
	if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0)
		*ret = json_new_bool(*word == 't');
	else if (date || (len > 2 && word[2] == ':'))
		ok = read_moment(r, word, ret);
	else if (word[0] == '0' && (word[1] == 'x' || word[1] == 'o' || word[1] == 'b'))
		ok = read_based(r, word, ret);
	else if (strcmp(word + strspn(word, "+-"), "inf") == 0 ||
		 strcmp(word + strspn(word, "+-"), "nan") == 0)
		ok = toml_fail(r, r->at, "number", "write it as a string",
			"'%s' has no place among JSON values", word);
	else
		ok = read_number(r, word, ret);
	if (ok)
		r->at += len;
	return ok;
}
