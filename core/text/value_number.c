#include "core/text/value.h"

#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits with single separators between them: how long, how many digits behind
 * the last separator, and which separators there are. */
struct grouping {
	size_t len, last, groups;
	bool even;          /* all groups but the first have three digits */
	char separators[2]; /* the first, and the last one */
};

static struct grouping group(const char *at, size_t len)
{
	struct grouping g = {.even = true};
	size_t digits = 0;

	while (g.len < len) {
		char c = at[g.len];

		if (is_digit(c)) {
			digits++;
		} else {
			if (!strchr(".,'", c) || !digits || g.len + 1 >= len ||
				!is_digit(at[g.len + 1]))
				break;
			if (g.groups && g.last != 3)
				g.even = false;
			if (!g.groups++)
				g.separators[0] = c;
			g.separators[1] = c;
			digits = 0;
		}
		g.len++;
		g.last = digits;
	}
	return g;
}

/* The place of the decimal point among the separators, or none: of two kinds
 * the last one is it; of one kind, one alone that is not followed by three
 * digits, or a point ("3.125"). */
static bool has_point(const struct grouping *g)
{
	if (!g->groups)
		return false;
	if (g->separators[0] != g->separators[1])
		return true;
	return g->groups == 1 && (g->last != 3 || g->separators[0] == '.');
}

size_t text_number_at(const char *at, size_t len, char plain[TEXT_VALUE_MAX])
{
	size_t sign = len && (at[0] == '-' || at[0] == '+'), used = 0;
	struct grouping g = group(at + sign, len - sign);
	size_t point = has_point(&g) ? g.len - g.last - 1 : SIZE_MAX;

	if (!g.len || g.len + 2 > TEXT_VALUE_MAX)
		return 0;
	/* 1.2.3 is a version, 192.168.0.1 an address. */
	if (g.groups > 1 && (!g.even || (point == SIZE_MAX && g.last != 3)))
		return 0;
	if (sign && at[0] == '-')
		plain[used++] = '-';
	for (size_t i = 0; i < g.len; i++) {
		if (is_digit(at[sign + i]))
			plain[used++] = at[sign + i];
		else if (i == point)
			plain[used++] = '.';
	}
	plain[used] = '\0';
	return sign + g.len;
}
