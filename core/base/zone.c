#include "core/base/zone.h"

#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/mem.h"
#include "core/base/zone_rule.h"

#include <stdlib.h>
#include <string.h>

#define FOLDER "/usr/share/zoneinfo"
#define FILE_MAX_BYTES ((size_t)256 * 1024) /* the largest is below 4 KiB */
#define HOUR 3600
#define DAY 86400

struct zone {
	char *name;
	struct str file;
	size_t count;                      /* of transitions */
	const unsigned char *at, *types;   /* 8 bytes each; 1 byte each */
	const unsigned char *infos;        /* 6 bytes each */
	size_t infos_len;
	struct zone_rule rule;             /* behind the last transition */
};

static int64_t read_int(const unsigned char *p, int bytes)
{
	uint64_t value = bytes == 4 && (*p & 0x80) ? UINT64_MAX : 0;

	while (bytes--)
		value = value << 8 | *p++;
	return (int64_t)value;
}

/* The sizes that a header gives; of the data behind it. */
struct counts {
	size_t utc, standard, leap, time, type, chars;
};

static bool read_header(const unsigned char *p, size_t left, struct counts *ret)
{
	size_t *fields[] = {&ret->utc, &ret->standard, &ret->leap, &ret->time, &ret->type, &ret->chars};

	if (left < 44 || memcmp(p, "TZif", 4) != 0)
		return false;
	for (size_t i = 0; i < 6; i++) {
		*fields[i] = (size_t)(uint32_t)read_int(p + 20 + i * 4, 4);
		if (*fields[i] > FILE_MAX_BYTES)
			return false;
	}
	return true;
}

static size_t data_size(const struct counts *c, size_t time_size)
{
	return c->time * time_size + c->time + c->type * 6 + c->chars + c->leap * (time_size + 4) +
		c->standard + c->utc;
}

/* The second part, with 64-bit times, and the rule behind it. */
static bool read_file(struct zone *z)
{
	const unsigned char *p = (const unsigned char *)z->file.at;
	size_t left = z->file.len, skip;
	struct counts c;

	if (!read_header(p, left, &c) || p[4] < '2')
		return false;
	skip = 44 + data_size(&c, 4);
	if (skip > left || !read_header(p + skip, left - skip, &c))
		return false;
	p += skip + 44;
	left -= skip + 44;
	if (data_size(&c, 8) >= left || !c.type)
		return false;
	z->count = c.time;
	z->at = p;
	z->types = p + c.time * 8;
	z->infos = z->types + c.time;
	z->infos_len = c.type;
	for (size_t i = 0; i < c.time; i++)
		if (z->types[i] >= c.type)
			return false;
	p += data_size(&c, 8);
	return *p != '\n' || zone_rule_parse(&z->rule, (const char *)p + 1);
}

static bool is_name(const char *name)
{
	return *name && *name != '/' && !strstr(name, "..") &&
		!name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789_+-/.")];
}

bool zone_open(const char *name, struct zone **ret, struct err *err)
{
	struct zone *z = mem_alloc(sizeof *z);
	struct arena a = {0};
	struct err ignored;
	bool ok = str_eq(name, "UTC");

	z->name = mem_strdup(name);
	if (!ok && is_name(name))
		ok = fs_read(fs_join(&a, FOLDER, name), FILE_MAX_BYTES, &z->file, &ignored) &&
			read_file(z);
	arena_release(&a);
	if (ok) {
		*ret = z;
		return true;
	}
	zone_close(z);
	err_set(err, ERR_INPUT, "there is no time zone '%s'", name);
	return err_hint(err, "%s", fs_is_dir(FOLDER) ? "a name such as Europe/Berlin, or UTC"
						     : "the package tzdata has the zones");
}

void zone_close(struct zone *z)
{
	if (!z)
		return;
	str_release(&z->file);
	free(z->name);
	free(z);
}

const char *zone_name(const struct zone *z)
{
	return z->name;
}

static int64_t info_offset(const struct zone *z, size_t index)
{
	return read_int(z->infos + index * 6, 4);
}

/* Before the first transition the first kind that is no summer time holds. */
static int64_t first_offset(const struct zone *z)
{
	for (size_t i = 0; i < z->infos_len; i++)
		if (!z->infos[i * 6 + 4])
			return info_offset(z, i);
	return info_offset(z, 0);
}

int64_t zone_offset(const struct zone *z, int64_t at_s)
{
	size_t low = 0, high = z->count;

	if (!z->infos)
		return 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (read_int(z->at + middle * 8, 8) <= at_s)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == z->count && z->rule.set)
		return zone_rule_offset(&z->rule, at_s);
	return low ? info_offset(z, z->types[low - 1]) : first_offset(z);
}

void zone_local(const struct zone *z, int64_t at_s, struct zone_date *ret)
{
	int64_t local = at_s + zone_offset(z, at_s);
	int64_t days = local / DAY - (local % DAY < 0);

	clock_civil_from_days(days, &ret->year, &ret->month, &ret->day);
	ret->second = local - days * DAY;
}

static bool same_day(const struct zone_date *a, const struct zone_date *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day;
}

static bool same_month(const struct zone_date *a, const struct zone_date *b)
{
	return a->year == b->year && a->month == b->month;
}

typedef bool same_period(const struct zone_date *a, const struct zone_date *b);

/* Steps that are shorter than any period, then halves. */
static int64_t next(const struct zone *z, int64_t at_s, same_period *same, int64_t step_s)
{
	struct zone_date begin, date;
	int64_t before = at_s, after = at_s;

	zone_local(z, at_s, &begin);
	do {
		before = after;
		after += step_s;
		zone_local(z, after, &date);
	} while (same(&begin, &date));
	while (after - before > 1) {
		int64_t middle = before + (after - before) / 2;

		zone_local(z, middle, &date);
		if (same(&begin, &date))
			before = middle;
		else
			after = middle;
	}
	return after;
}

int64_t zone_next_day(const struct zone *z, int64_t at_s)
{
	return next(z, at_s, same_day, HOUR);
}

int64_t zone_next_month(const struct zone *z, int64_t at_s)
{
	return next(z, at_s, same_month, DAY);
}
