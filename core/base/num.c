#include "core/base/num.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Removes point, exponent and trailing zeros from "%.*e" output. */
static size_t significant(const char *text, char out[20], int *ret_point)
{
	const char *e = strchr(text, 'e');
	size_t len = 0;

	for (const char *p = text; p < e; p++)
		if (*p >= '0' && *p <= '9')
			out[len++] = *p;
	while (len > 1 && out[len - 1] == '0')
		len--;
	out[len] = '\0';
	*ret_point = (int)strtol(e + 1, NULL, 10) + 1;
	return len;
}

/* At a power of two the interval of decimals that read back is lopsided: the
 * nearest n-digit decimal can lie outside on the near side while the next one
 * up lies inside.  Tries that one: counts the "%.*e" text up by one. */
static bool next_up_reads_back(double value, char *text)
{
	char *p = strchr(text, 'e');
	int exponent;

	if (frexp(value, &exponent) != 0.5)
		return false;
	while (--p >= text && (*p == '9' || *p == '.'))
		if (*p == '9')
			*p = '0';
	/* all nines: a shorter text would have read back already */
	if (p < text)
		return false;
	++*p;
	return strtod(text, NULL) == value;
}

size_t num_digits(double value, char out[20], int *ret_point)
{
	char text[40];

	/* 15 digits always survive the way to a double and back. */
	for (int precision = 14; precision < 17; precision++) {
		snprintf(text, sizeof text, "%.*e", precision, value);
		if (precision == 16 || strtod(text, NULL) == value ||
			next_up_reads_back(value, text))
			break;
	}
	/* Subnormals carry fewer digits than 15: look for a shorter text. */
	if (value < 2.2250738585072014e-308) {
		for (int precision = 0; precision < 17; precision++) {
			snprintf(text, sizeof text, "%.*e", precision, value);
			if (strtod(text, NULL) == value)
				break;
		}
	}
	return significant(text, out, ret_point);
}

static size_t format_integer(double value, char *out)
{
	char digits[24];
	size_t len = 0, n = 0;
	unsigned long long whole = (unsigned long long)(value < 0 ? -value : value);

	do
		digits[n++] = (char)('0' + whole % 10);
	while (whole /= 10);
	if (value < 0)
		out[len++] = '-';
	while (n)
		out[len++] = digits[--n];
	out[len] = '\0';
	return len;
}

static size_t add(char *out, size_t len, const char *bytes, int count)
{
	memcpy(out + len, bytes, (size_t)count);
	return len + (size_t)count;
}

static size_t add_zeros(char *out, size_t len, int count)
{
	memset(out + len, '0', (size_t)count);
	return len + (size_t)count;
}

size_t num_format(double value, char out[NUM_TEXT_MAX])
{
	char digits[20];
	size_t len = 0;
	int k, n;

	if (value != value)
		return (size_t)snprintf(out, NUM_TEXT_MAX, "NaN");
	if (isinf(value))
		return (size_t)snprintf(out, NUM_TEXT_MAX, value < 0 ? "-Infinity" : "Infinity");
	if (fabs(value) < 9007199254740992.0 && value == floor(value))
		return format_integer(value, out);
	if (value < 0)
		out[len++] = '-';
	/* k digits, the decimal point behind the n-th: ECMA-262's letters. */
	k = (int)num_digits(fabs(value), digits, &n);
	if (k <= n && n <= 21) {
		len = add(out, len, digits, k);
		len = add_zeros(out, len, n - k);
	} else if (0 < n && n <= 21) {
		len = add(out, len, digits, n);
		out[len++] = '.';
		len = add(out, len, digits + n, k - n);
	} else if (-6 < n && n <= 0) {
		len = add(out, len, "0.", 2);
		len = add_zeros(out, len, -n);
		len = add(out, len, digits, k);
	} else {
		out[len++] = digits[0];
		if (k > 1) {
			out[len++] = '.';
			len = add(out, len, digits + 1, k - 1);
		}
		return len + (size_t)snprintf(out + len, NUM_TEXT_MAX - len, "e%+d", n - 1);
	}
	out[len] = '\0';
	return len;
}

bool num_parse_int(const char *text, long long min, long long max, long long *ret)
{
	long long value;
	char *end;

	if (!*text || strspn(text, "+-0123456789") != strlen(text))
		return false;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || *end || value < min || value > max)
		return false;
	*ret = value;
	return true;
}

int num_hex_digit(int c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

bool num_parse_duration_ms(const char *text, long long *ret_ms)
{
	static const struct {
		const char *name;
		long long ms;
	} units[] = {
		{"", 1}, {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
	size_t digits = strspn(text, "0123456789");
	long long value;

	if (!digits || digits > 18)
		return false;
	value = strtoll(text, NULL, 10);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (strcmp(text + digits, units[i].name) != 0)
			continue;
		if (value > NUM_DURATION_MAX_MS / units[i].ms)
			return false;
		*ret_ms = value * units[i].ms;
		return true;
	}
	return false;
}
