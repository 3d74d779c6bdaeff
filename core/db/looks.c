#include "core/db/looks.h"

#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number that `count` digits spell, or -1. */
static int digits(const char *text, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (!is_digit(text[i]))
			return -1;
		value = value * 10 + text[i] - '0';
	}
	return value;
}

static bool is_date(const char *text)
{
	static const signed char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int month = digits(text + 5, 2), day = digits(text + 8, 2);

	return digits(text, 4) >= 0 && text[4] == '-' && text[7] == '-' && month >= 1 &&
	       month <= 12 && day >= 1 && day <= days[month - 1];
}

/* Z, +02, +0200 or +02:00. */
static bool is_offset(const char *text, size_t len)
{
	if (len == 1)
		return *text == 'Z' || *text == 'z';
	if ((*text != '+' && *text != '-') || digits(text + 1, 2) < 0)
		return false;
	return len == 3 || (len == 5 && digits(text + 3, 2) >= 0) ||
	       (len == 6 && text[3] == ':' && digits(text + 4, 2) >= 0);
}

/* HH:MM, HH:MM:SS, HH:MM:SS.fff, each with an offset or without. */
static bool is_time(const char *text, size_t len)
{
	size_t at = 5;

	if (len < 5 || digits(text, 2) < 0 || digits(text, 2) > 24 || text[2] != ':' ||
		digits(text + 3, 2) < 0 || digits(text + 3, 2) > 59)
		return false;
	if (len >= 8 && text[5] == ':') {
		if (digits(text + 6, 2) < 0 || digits(text + 6, 2) > 60)
			return false;
		at = 8;
		if (at + 1 < len && text[at] == '.' && is_digit(text[at + 1]))
			for (at++; at < len && is_digit(text[at]); at++)
				;
	}
	if (at < len && text[at] == ' ')
		at++;
	return at == len || is_offset(text + at, len - at);
}

/* 15 digits are exact in a double, 18 in 64 bits. */
#define INTEGER_MAX_DIGITS 18

static enum source_type looks_number(const char *text, size_t len)
{
	const char *at = text, *end = text + len, *first;

	at += *at == '-';
	first = at;
	while (at < end && is_digit(*at))
		at++;
	/* "007" is a label, "0.5" a number. */
	if (at == first || (at - first > 1 && *first == '0') || at - first > INTEGER_MAX_DIGITS)
		return TYPE_TEXT;
	if (at == end)
		return TYPE_INTEGER;
	if (*at == '.') {
		if (++at == end || !is_digit(*at))
			return TYPE_TEXT;
		while (at < end && is_digit(*at))
			at++;
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		at += at < end && (*at == '-' || *at == '+');
		if (at == end)
			return TYPE_TEXT;
		while (at < end && is_digit(*at))
			at++;
	}
	return at == end ? TYPE_REAL : TYPE_TEXT;
}

enum source_type looks_text(const char *text, size_t len)
{
	if (len == 0 || len > 40 || (!is_digit(*text) && *text != '-'))
		return TYPE_TEXT;
	if (len < 10 || text[4] != '-')
		return looks_number(text, len);
	if (!is_date(text))
		return TYPE_TEXT;
	if (len == 10)
		return TYPE_DATE;
	return (text[10] == ' ' || text[10] == 'T') && is_time(text + 11, len - 11) ? TYPE_TIMESTAMP
										    : TYPE_TEXT;
}

enum source_type looks_common(unsigned seen, enum source_type fallback)
{
	const unsigned numbers = LOOKS(TYPE_INTEGER) | LOOKS(TYPE_REAL);
	const unsigned times = LOOKS(TYPE_DATE) | LOOKS(TYPE_TIMESTAMP);

	if (!seen)
		return fallback;
	if ((seen & (seen - 1)) == 0)
		for (int type = TYPE_TEXT; type <= TYPE_OTHER; type++)
			if (seen == LOOKS(type))
				return (enum source_type)type;
	if (!(seen & ~numbers))
		return TYPE_REAL;
	return seen & ~times ? TYPE_TEXT : TYPE_TIMESTAMP;
}

static const struct declared {
	const char *part; /* of the declaration, in capitals */
	enum source_type type;
	bool certain;
} words[] = {
	/* The first that is found counts: DATETIME is no DATE, INTERVAL no INT. */
	{"BOOL", TYPE_BOOLEAN, true},
	{"DATETIME", TYPE_TIMESTAMP, true},
	{"TIMESTAMP", TYPE_TIMESTAMP, true},
	{"DATE", TYPE_DATE, false},
	{"INTERVAL", TYPE_OTHER, true},
	{"POINT", TYPE_OTHER, true},
	{"INT", TYPE_INTEGER, true},
	{"SERIAL", TYPE_INTEGER, true},
	{"YEAR", TYPE_INTEGER, true},
	{"CHAR", TYPE_TEXT, false},
	{"CLOB", TYPE_TEXT, false},
	{"TEXT", TYPE_TEXT, false},
	{"STRING", TYPE_TEXT, false},
	{"UUID", TYPE_TEXT, true},
	{"JSON", TYPE_TEXT, true},
	{"ENUM", TYPE_TEXT, true},
	{"BLOB", TYPE_BLOB, true},
	{"BINARY", TYPE_BLOB, true},
	{"BYTEA", TYPE_BLOB, true},
	{"REAL", TYPE_REAL, true},
	{"FLOA", TYPE_REAL, true},
	{"DOUB", TYPE_REAL, true},
	{"MONEY", TYPE_REAL, true},
	{"NUM", TYPE_REAL, false},
	{"DEC", TYPE_REAL, false},
	{"TIME", TYPE_OTHER, true},
};

static bool contains(const char *text, const char *part)
{
	size_t len = strlen(part);

	for (; *text; text++)
		if (strncasecmp(text, part, len) == 0)
			return true;
	return false;
}

enum source_type looks_declared(const char *declared, bool *ret_certain)
{
	*ret_certain = false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!contains(declared, words[i].part))
			continue;
		/* NUMERIC(8,2) holds fractions, whatever its first values are. */
		*ret_certain =
			words[i].certain || (words[i].type == TYPE_REAL && strchr(declared, ','));
		return words[i].type;
	}
	return *declared ? TYPE_OTHER : TYPE_TEXT;
}
