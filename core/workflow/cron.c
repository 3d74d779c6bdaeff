#include "core/workflow/cron.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* crontab(5), with what the libraries for JavaScript add: seconds, "?" for a
 * day that does not matter, "L" for the last one, "#" for the nth weekday. */

#define BLANKS " \t"

enum { FIELDS_MAX = 6 };

static const char *const months[] = {
	"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", NULL};
static const char *const weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL};

static const struct field {
	const char *name;
	long min, max;
	const char *const *names; /* of min, min + 1, …; or NULL */
	bool day;                 /* "?" and "L" mean something */
} fields[FIELDS_MAX] = {{"second", 0, 59}, {"minute", 0, 59}, {"hour", 0, 23},
	{"day", 1, 31, NULL, true}, {"month", 1, 12, months}, {"weekday", 0, 7, weekdays, true}};

/* A number or a name at *p, which moves behind it. */
static bool take_value(const struct field *f, const char **p, long *ret)
{
	char *end;

	for (long i = 0; f->names && f->names[i]; i++)
		if (strncasecmp(*p, f->names[i], 3) == 0) {
			*ret = f->min + i;
			*p += 3;
			return true;
		}
	if (**p < '0' || **p > '9')
		return false;
	*ret = strtol(*p, &end, 10);
	*p = end;
	return *ret >= f->min && *ret <= f->max;
}

/* Behind a day: the last one of its kind, the nth, the nearest working day. */
static void take_day_suffix(const struct field *f, const char **p)
{
	if (!f->day)
		return;
	if (**p == 'L' || **p == 'W')
		(*p)++;
	else if (**p == '#' && (*p)[1] >= '1' && (*p)[1] <= '5')
		*p += 2;
}

static bool take_range(const struct field *f, const char **p)
{
	long from, to;

	if (**p == '*' || (f->day && (**p == '?' || **p == 'L'))) {
		(*p)++;
		if (f->day && (*p)[-1] == 'L' && **p == 'W')
			(*p)++;
		return true;
	}
	if (!take_value(f, p, &from))
		return false;
	take_day_suffix(f, p);
	if (**p != '-')
		return true;
	(*p)++;
	/* "fri-sun": Sunday is 7, too */
	return take_value(f, p, &to) && (from <= to || (f->names == weekdays && to == 0));
}

static bool take_step(const char **p)
{
	char *end;

	if (**p != '/')
		return true;
	(*p)++;
	if (**p < '1' || **p > '9')
		return false;
	strtol(*p, &end, 10);
	*p = end;
	return true;
}

static bool is_field(const struct field *f, const char *p, const char *end)
{
	while (take_range(f, &p) && take_step(&p)) {
		if (p == end)
			return true;
		if (*p++ != ',')
			return false;
	}
	return false;
}

static bool is_nickname(const char *text)
{
	static const char *const names[] = {"@yearly", "@annually", "@monthly", "@weekly",
		"@daily", "@midnight", "@hourly"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(text, names[i]) == 0)
			return true;
	return false;
}

bool cron_check(const char *text, struct str *why)
{
	const char *begin[FIELDS_MAX];
	size_t count = 0;

	if (is_nickname(text))
		return true;
	for (const char *p = text + strspn(text, BLANKS); *p; p += strspn(p, BLANKS)) {
		if (count < FIELDS_MAX)
			begin[count] = p;
		count++;
		p += strcspn(p, BLANKS);
	}
	if (count < FIELDS_MAX - 1 || count > FIELDS_MAX) {
		str_addf(why, "it has %zu field%s, not 5 or 6", count, count == 1 ? "" : "s");
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		const struct field *f = &fields[i + FIELDS_MAX - count];
		size_t len = strcspn(begin[i], BLANKS);

		if (is_field(f, begin[i], begin[i] + len))
			continue;
		str_addf(why, "'%.*s' is no %s (%ld to %ld)", (int)len, begin[i], f->name, f->min,
			f->max);
		return false;
	}
	return true;
}
