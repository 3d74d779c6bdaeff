#include "core/term/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct unit {
	double size;
	const char *name;
} units[] = {{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "k"}, {1, ""}};
#define UNITS (sizeof units / sizeof *units)

/* Beyond these a number of powers is shorter. */
#define LARGEST 1e15
#define SMALLEST 1e-4

static void trim_zeros(char *text)
{
	size_t len = strlen(text);

	if (!strchr(text, '.'))
		return;
	while (text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	text[len] = '\0';
}

static void powers(char out[FORMAT_MAX], double value)
{
	char mantissa[FORMAT_MAX], *e;

	snprintf(mantissa, sizeof mantissa, "%.2e", value);
	e = strchr(mantissa, 'e');
	*e++ = '\0';
	trim_zeros(mantissa);
	snprintf(out, FORMAT_MAX, "%.12se%.6s", mantissa, e);
}

static size_t unit_of(double magnitude)
{
	size_t i = 0;

	while (i + 1 < UNITS && magnitude < units[i].size)
		i++;
	return i;
}

static int decimals_for(double magnitude)
{
	return magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 4;
}

void format_number(char out[FORMAT_MAX], double value)
{
	double magnitude = fabs(value), in;
	char digits[FORMAT_MAX];
	size_t i;

	if (isnan(value)) {
		snprintf(out, FORMAT_MAX, "-");
		return;
	}
	if (magnitude >= LARGEST || (magnitude > 0 && magnitude < SMALLEST)) {
		powers(out, value);
		return;
	}
	/* 999.96 is 1k, not 1000. */
	i = unit_of(magnitude * 1.0005);
	in = value / units[i].size;
	snprintf(digits, sizeof digits, "%.*f",
		i + 1 < UNITS && fabs(in) < 99.95 ? 1 : decimals_for(fabs(in)), in);
	trim_zeros(digits);
	snprintf(out, FORMAT_MAX, "%.28s%s", digits, units[i].name);
}

void format_number_whole(char out[FORMAT_MAX], double value)
{
	char digits[FORMAT_MAX];
	size_t used = 0, whole;

	if (isnan(value) || fabs(value) >= LARGEST || (value != 0 && fabs(value) < SMALLEST)) {
		format_number(out, value);
		return;
	}
	snprintf(digits, sizeof digits, "%.*f", fabs(value) >= 100 ? 2 : 4, value);
	trim_zeros(digits);
	whole = strcspn(digits, ".");
	for (size_t i = 0; digits[i] && used + 2 < FORMAT_MAX; i++) {
		if (i < whole && i > (digits[0] == '-') && (whole - i) % 3 == 0)
			out[used++] = ',';
		out[used++] = digits[i];
	}
	out[used] = '\0';
}

void format_number_in(char out[FORMAT_MAX], double value, double step, double largest)
{
	size_t i = unit_of(largest);
	int decimals;

	if (largest >= LARGEST || largest < SMALLEST) {
		if (value == 0)
			snprintf(out, FORMAT_MAX, "0");
		else
			powers(out, value);
		return;
	}
	/* Up to here people read the digits. */
	if (largest < 10000 && step >= 1) {
		format_number_whole(out, value);
		return;
	}
	/* 0.5 M is better than 500,000, and 0.0005 B is not. */
	while (i + 1 < UNITS && step / units[i].size < 0.01)
		i++;
	decimals = (int)ceil(-log10(step / units[i].size) - 1e-9);
	snprintf(out, FORMAT_MAX, "%.*f%s", decimals > 0 ? decimals : 0, value / units[i].size,
		value == 0 ? "" : units[i].name);
	if (value == 0)
		snprintf(out, FORMAT_MAX, "0");
}
