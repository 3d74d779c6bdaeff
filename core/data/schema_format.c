#include "core/base/num.h"
#include "core/base/rfc3339.h"
#include "core/base/utf8.h"
#include "core/data/schema_impl.h"

#include <ctype.h>
#include <string.h>

/* Formats of 2020-12 validation section 7.3, each by the grammar it names. */

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool hex(char c)
{
	return num_hex_digit(c) >= 0;
}

static bool is_date(const char *p)
{
	struct rfc3339 t;

	return rfc3339_date(&p, &t) && !*p;
}

static bool is_time(const char *p)
{
	struct rfc3339 t;

	return rfc3339_time(&p, &t) && rfc3339_zone(&p, &t) && !*p && rfc3339_leap_fits(&t);
}

static bool is_date_time(const char *p)
{
	struct rfc3339 t;

	return rfc3339_date(&p, &t) && (*p == 'T' || *p == 't') && is_time(p + 1);
}

/* Units of one list, in this order and without a gap ("P1Y2D" has one); whether
 * there was any. */
static bool skip_units(const char **p, const char *units)
{
	const char *expected = NULL;

	while (digit(**p)) {
		const char *unit;

		while (digit(**p))
			++*p;
		unit = **p ? strchr(units, **p) : NULL;
		if (!unit || (expected && unit != expected))
			return false;
		expected = unit + 1;
		++*p;
	}
	return expected;
}

/* RFC 3339 appendix A: weeks stand alone. */
static bool is_duration(const char *p)
{
	const char *start;
	bool any;

	if (*p++ != 'P')
		return false;
	start = p;
	while (digit(*p))
		p++;
	if (p > start && *p == 'W')
		return !p[1];
	p = start;
	any = skip_units(&p, "YMD");
	if (*p == 'T') {
		p++;
		any = skip_units(&p, "HMS");
	}
	return any && !*p;
}

static bool is_ipv4_in(const char *p, size_t len)
{
	int value;

	for (int part = 0; part < 4; part++) {
		size_t digits = 0;

		for (value = 0; digits < len && digit(p[digits]) && digits < 4; digits++)
			value = value * 10 + (p[digits] - '0');
		if (!digits || value > 255 || (digits > 1 && *p == '0'))
			return false;
		p += digits;
		len -= digits;
		if (part < 3) {
			if (!len || *p != '.')
				return false;
			p++;
			len--;
		}
	}
	return !len;
}

static bool is_ipv4(const char *p)
{
	return is_ipv4_in(p, strlen(p));
}

/* RFC 4291 section 2.2. */
static bool is_ipv6_in(const char *p, size_t len)
{
	const char *end = p + len;
	int groups = 0;
	bool gap = false;

	if (len >= 2 && p[0] == ':' && p[1] == ':') {
		gap = true;
		p += 2;
	}
	while (p < end) {
		size_t digits = 0;

		while (p + digits < end && hex(p[digits]))
			digits++;
		if (p + digits < end && p[digits] == '.')
			return is_ipv4_in(p, (size_t)(end - p)) &&
			       (gap ? groups <= 5 : groups == 6);
		if (!digits || digits > 4 || ++groups > 8)
			return false;
		p += digits;
		if (p == end)
			break;
		if (*p++ != ':' || p == end)
			return false;
		if (*p == ':') {
			if (gap)
				return false;
			gap = true;
			p++;
		}
	}
	return gap ? groups <= 7 : groups == 8;
}

static bool is_ipv6(const char *p)
{
	return is_ipv6_in(p, strlen(p));
}

/* RFC 1123 section 2.1: labels of 1 to 63 letters, digits and inner hyphens. */
static bool is_hostname_in(const char *p, size_t len)
{
	size_t label = 0;

	if (!len || len > 253)
		return false;
	for (size_t i = 0; i <= len; i++) {
		if (i == len || p[i] == '.') {
			if (!label || label > 63 || p[i - 1] == '-' || p[i - label] == '-')
				return false;
			label = 0;
		} else if (!digit(p[i]) && !letter(p[i]) && p[i] != '-') {
			return false;
		} else {
			label++;
		}
	}
	return true;
}

static bool is_hostname(const char *p)
{
	return is_hostname_in(p, strlen(p));
}

/* RFC 5321 section 4.1.2: a dot-string or quoted string before the '@'. */
static bool is_local_part(const char *p, size_t len)
{
	if (len >= 2 && p[0] == '"' && p[len - 1] == '"') {
		for (size_t i = 1; i + 1 < len; i++) {
			if (p[i] == '\\' && ++i + 1 >= len)
				return false;
			if ((unsigned char)p[i] < 0x20 || (p[i] == '"' && p[i - 1] != '\\'))
				return false;
		}
		return true;
	}
	if (!len || len > 64 || p[0] == '.' || p[len - 1] == '.')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!digit(p[i]) && !letter(p[i]) && !strchr("!#$%&'*+-/=?^_`{|}~.", p[i]))
			return false;
		else if (p[i] == '.' && p[i + 1] == '.')
			return false;
	return true;
}

static bool is_email(const char *p)
{
	const char *at = strrchr(p, '@');
	size_t len;

	if (!at || !is_local_part(p, (size_t)(at - p)))
		return false;
	len = strlen(++at);
	if (*at != '[')
		return is_hostname_in(at, len);
	if (len < 3 || at[len - 1] != ']')
		return false;
	if (strncmp(at + 1, "IPv6:", 5) == 0)
		return is_ipv6_in(at + 6, len - 7);
	return is_ipv4_in(at + 1, len - 2);
}

static bool is_uuid(const char *p)
{
	for (int i = 0; i < 36; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? p[i] != '-' : !hex(p[i]))
			return false;
	return !p[36];
}

/* RFC 6901 section 3. */
static bool is_json_pointer(const char *p)
{
	if (*p && *p != '/')
		return false;
	for (; *p; p++)
		if (*p == '~' && p[1] != '0' && p[1] != '1')
			return false;
	return true;
}

/* RFC 3986: the characters of one part, `extra` beside unreserved, sub-delims
 * and escapes. */
static bool skip_chars(const char **p, const char *extra)
{
	for (; **p; ++*p) {
		if (**p == '%') {
			if (!hex((*p)[1]) || !hex((*p)[2]))
				return false;
			*p += 2;
		} else if (!digit(**p) && !letter(**p) && !strchr("-._~!$&'()*+,;=", **p) &&
			   !strchr(extra, **p)) {
			break;
		}
	}
	return true;
}

static bool skip_authority(const char **p)
{
	const char *start = *p, *end = start + strcspn(start, "/?#"), *close;
	const char *at = memchr(start, '@', (size_t)(end - start));

	if (at) {
		if (!skip_chars(p, ":") || *p != at)
			return false;
		++*p;
	}
	if (**p == '[') {
		close = memchr(*p, ']', (size_t)(end - *p));
		if (!close || ((*p)[1] | 32) == 'v' ||
			!is_ipv6_in(*p + 1, (size_t)(close - *p - 1)))
			return close && ((*p)[1] | 32) == 'v' && (*p = close + 1);
		*p = close + 1;
	} else if (!skip_chars(p, "")) {
		return false;
	}
	if (**p == ':')
		do
			++*p;
		while (digit(**p));
	return *p == end;
}

/* The length of "scheme:", or 0. */
static size_t scheme_length(const char *p)
{
	size_t len = 1;

	if (!letter(*p))
		return 0;
	while (letter(p[len]) || digit(p[len]) || (p[len] && strchr("+-.", p[len])))
		len++;
	return p[len] == ':' ? len + 1 : 0;
}

/* What stands behind the scheme. */
static bool is_hierarchy(const char *p)
{
	if (p[0] == '/' && p[1] == '/') {
		p += 2;
		if (!skip_authority(&p))
			return false;
	}
	if (!skip_chars(&p, ":@/"))
		return false;
	if (*p == '?' && (p++, !skip_chars(&p, ":@/?")))
		return false;
	if (*p == '#' && (p++, !skip_chars(&p, ":@/?")))
		return false;
	return !*p;
}

static bool is_uri(const char *p)
{
	size_t scheme = scheme_length(p);

	return scheme && is_hierarchy(p + scheme);
}

static bool is_uri_reference(const char *p)
{
	/* RFC 3986 section 4.2: the first segment of a relative one has no colon */
	if (!scheme_length(p) && memchr(p, ':', strcspn(p, "/?#")))
		return false;
	return is_hierarchy(p + scheme_length(p));
}

bool (*schema_format(const char *name))(const char *)
{
	static const struct {
		const char *name;
		bool (*check)(const char *);
	} formats[] = {
		{"date-time", is_date_time},
		{"date", is_date},
		{"time", is_time},
		{"duration", is_duration},
		{"email", is_email},
		{"hostname", is_hostname},
		{"ipv4", is_ipv4},
		{"ipv6", is_ipv6},
		{"uri", is_uri},
		{"uri-reference", is_uri_reference},
		{"uuid", is_uuid},
		{"json-pointer", is_json_pointer},
		{"regex", schema_pattern_is_valid},
	};

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i].name, name) == 0)
			return formats[i].check;
	return NULL;
}
