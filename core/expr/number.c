#include "core/expr/number.h"

#include "core/base/num.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char digit_chars[] = "0123456789abcdefghijklmnopqrstuvwxyz";

/* The digit before `cursor` goes up, with carries; false: into the integer. */
static bool round_up(char *fraction, size_t *cursor, int radix)
{
	while (*cursor > 0) {
		const char *at = strchr(digit_chars, fraction[--*cursor]);
		int digit = (int)(at - digit_chars);

		if (digit + 1 < radix) {
			fraction[(*cursor)++] = digit_chars[digit + 1];
			return true;
		}
	}
	return false;
}

/* As many digits as tell the value from its neighbours (V8's
 * DoubleToRadixCString; ECMA-262 leaves the algorithm open). */
size_t number_format_radix(double value, int radix, char out[NUMBER_RADIX_MAX])
{
	char fraction_digits[1100], integer_digits[1100];
	size_t f = 0, i = sizeof integer_digits, len = 0;
	bool negative = value < 0;
	double integer, fraction, delta;

	value = fabs(value);
	integer = floor(value);
	fraction = value - integer;
	delta = fmax(0.5 * (nextafter(value, INFINITY) - value), nextafter(0, 1));
	while (fraction >= delta && f < sizeof fraction_digits) {
		int digit;

		fraction *= radix;
		delta *= radix;
		digit = (int)fraction;
		fraction_digits[f++] = digit_chars[digit];
		fraction -= digit;
		if ((fraction > 0.5 || (fraction == 0.5 && digit & 1)) && fraction + delta > 1) {
			if (!round_up(fraction_digits, &f, radix))
				integer += 1;
			break;
		}
	}
	/* what a double does not hold any more is zeros */
	while (integer / radix >= 9007199254740992.0 && i > 1) {
		integer /= radix;
		integer_digits[--i] = '0';
	}
	do {
		double rest = fmod(integer, radix);

		integer_digits[--i] = digit_chars[(int)rest];
		integer = (integer - rest) / radix;
	} while (integer > 0 && i > 0);
	if (negative)
		out[len++] = '-';
	memcpy(out + len, integer_digits + i, sizeof integer_digits - i);
	len += sizeof integer_digits - i;
	if (f) {
		out[len++] = '.';
		memcpy(out + len, fraction_digits, f);
		len += f;
	}
	return len;
}

/* ---- decimal forms ----
 *
 * C rounds an exact half to even, ECMA-262 up.  A half is exact only if all
 * digits behind it are zero: then the text of the digits is counted up. */

/* Counts a decimal text up by one in its last digit; room for one more digit
 * lies before it. */
static char *count_up(char *text, size_t len)
{
	for (size_t i = len; i-- > 0;) {
		if (text[i] == '.')
			continue;
		if (text[i] < '0' || text[i] > '9')
			break;
		if (text[i]++ != '9')
			return text;
		text[i] = '0';
	}
	*--text = '1';
	return text;
}

/* Whether the digits of an exact text behind the first `keep` bytes are 5000… */
static bool is_half(const char *text, size_t keep)
{
	const char *p = text + keep;

	p += *p == '.';
	if (*p++ != '5')
		return false;
	while (*p == '0')
		p++;
	return *p == '\0' || *p == 'e';
}

size_t number_format_fixed(double value, int digits, char out[NUMBER_FIXED_MAX])
{
	char exact[1500], *text = exact + 1;
	size_t len, n = 0;
	bool half;

	if (!(fabs(value) < 1e21))
		return num_format(value, out);
	if (value < 0)
		out[n++] = '-';
	/* all digits of a double: at most 1074 behind the point */
	snprintf(text, sizeof exact - 1, "%.1100f", fabs(value));
	len = strcspn(text, ".") + (digits ? 1 + (size_t)digits : 0);
	half = is_half(text, len);
	if (half) {
		text[len] = '\0';
		text = count_up(text, len);
		len = strlen(text);
	} else {
		len = (size_t)snprintf(text, sizeof exact - 1, "%.*f", digits, fabs(value));
	}
	memcpy(out + n, text, len);
	return n + len;
}

/* The first `digits` digits, and the exponent of the first. */
static void significant(double value, int digits, char *ret_digits, int *ret_exponent)
{
	char exact[1500], rounded[140];
	const char *text = rounded;
	size_t n = 0;

	snprintf(exact, sizeof exact, "%.1100e", value);
	snprintf(rounded, sizeof rounded, "%.*e", digits - 1, value);
	*ret_exponent = (int)strtol(strchr(rounded, 'e') + 1, NULL, 10);
	if (is_half(exact, digits > 1 ? (size_t)digits + 1 : 1)) {
		*ret_exponent = (int)strtol(strchr(exact, 'e') + 1, NULL, 10);
		text = exact;
	}
	for (const char *p = text; n < (size_t)digits; p++)
		if (*p != '.')
			ret_digits[n++] = *p;
	ret_digits[n] = '\0';
	if (text == exact) {
		char room[140] = "0";
		char *up;

		memcpy(room + 1, ret_digits, n + 1);
		up = count_up(room + 1, n);
		*ret_exponent += up == room;
		memcpy(ret_digits, up, n);
	}
}

size_t number_format_exponential(double value, int digits, char out[NUMBER_FIXED_MAX])
{
	char text[140] = "0";
	int exponent = 0, count = digits + 1;
	size_t n = 0;

	if (value < 0)
		out[n++] = '-';
	value = fabs(value);
	if (digits < 0) {
		count = value == 0 ? 1 : (int)num_digits(value, text, &exponent);
		exponent -= value != 0;
	} else if (value == 0) {
		memset(text, '0', (size_t)count);
	} else {
		significant(value, count, text, &exponent);
	}
	out[n++] = text[0];
	if (count > 1) {
		out[n++] = '.';
		memcpy(out + n, text + 1, (size_t)count - 1);
		n += (size_t)count - 1;
	}
	return n + (size_t)snprintf(out + n, NUMBER_FIXED_MAX - n, "e%+d", exponent);
}

size_t number_format_precision(double value, int digits, char out[NUMBER_FIXED_MAX])
{
	char text[140];
	int exponent = 0;
	size_t n = 0;

	if (value == 0)
		memset(text, '0', (size_t)digits);
	else
		significant(fabs(value), digits, text, &exponent);
	if (exponent < -6 || exponent >= digits)
		return number_format_exponential(value, digits - 1, out);
	if (value < 0)
		out[n++] = '-';
	if (exponent < 0) {
		memcpy(out + n, "0.000000", 1 + (size_t)-exponent);
		n += 1 + (size_t)-exponent;
		memcpy(out + n, text, (size_t)digits);
		return n + (size_t)digits;
	}
	memcpy(out + n, text, (size_t)exponent + 1);
	n += (size_t)exponent + 1;
	if (exponent + 1 < digits) {
		out[n++] = '.';
		memcpy(out + n, text + exponent + 1, (size_t)(digits - exponent - 1));
		n += (size_t)(digits - exponent - 1);
	}
	return n;
}

/* ---- en-US ---- */

/* ICU rounds the shortest decimal text, halves away from zero.  Leaves the
 * digits of the integer and `most` of the fraction, without the point. */
static size_t rounded_digits(double value, int most, char *out, int *ret_integer)
{
	char digits[20];
	int point = 1, keep;
	size_t len = 1;
	char *up;

	digits[0] = '0';
	if (value != 0)
		len = num_digits(value, digits, &point);
	if (point < 1) {
		/* zeros behind the point become digits */
		memset(out + 1, '0', (size_t)(1 - point));
		memcpy(out + 1 + (1 - point), digits, len);
		len += (size_t)(1 - point);
		point = 1;
	} else {
		memcpy(out + 1, digits, len);
	}
	keep = point + most;
	*ret_integer = point;
	while (len < (size_t)keep)
		out[1 + len++] = '0';
	up = out + 1;
	if (len > (size_t)keep && out[1 + keep] >= '5')
		up = count_up(out + 1, (size_t)keep);
	if (up == out)
		++*ret_integer;
	else
		memmove(out, out + 1, (size_t)keep);
	return (size_t)*ret_integer + (size_t)most;
}

size_t number_format_locale(double value, const struct number_style *style,
	char out[NUMBER_FIXED_MAX])
{
	char digits[480];
	int integer, most = style->most_fraction;
	size_t len, n = 0;

	if (value != value)
		return (size_t)snprintf(out, NUMBER_FIXED_MAX, "NaN");
	if (signbit(value))
		out[n++] = '-';
	if (isinf(value))
		return n + (size_t)snprintf(out + n, NUMBER_FIXED_MAX - n, "\xe2\x88\x9e");
	len = rounded_digits(fabs(value), most, digits, &integer);
	while (len > (size_t)integer + (size_t)style->least_fraction && digits[len - 1] == '0')
		len--;
	for (int pad = style->least_integer; pad > integer; pad--)
		out[n++] = '0';
	for (int i = 0; i < integer; i++) {
		out[n++] = digits[i];
		if (style->grouping && i + 1 < integer && (integer - 1 - i) % 3 == 0)
			out[n++] = ',';
	}
	if (len > (size_t)integer) {
		out[n++] = '.';
		memcpy(out + n, digits + integer, len - (size_t)integer);
		n += len - (size_t)integer;
	}
	return n;
}
