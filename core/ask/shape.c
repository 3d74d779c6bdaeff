#define _GNU_SOURCE /* strcasestr */
#include "core/ask/shape.h"

#include "core/ask/result.h"
#include "core/base/clock.h"
#include "core/base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool ask_shape_time(const struct source_value *v, int64_t *ret)
{
	int64_t ms;

	if (v->kind == VALUE_INTEGER && v->integer >= 1000 && v->integer <= 2999) {
		*ret = clock_days_from_civil(v->integer, 1, 1) * 86400000;
		return true;
	}
	if (v->kind != VALUE_TEXT || v->len < 4 || strspn(v->text, "0123456789") < 4)
		return false;
	if (v->len == 4) {
		*ret = clock_days_from_civil(strtoll(v->text, NULL, 10), 1, 1) * 86400000;
		return true;
	}
	if (v->len == 7 && v->text[4] == '-') {
		long long month = strtoll(v->text + 5, NULL, 10);

		if (v->text[5] == 'Q' && v->text[6] >= '1' && v->text[6] <= '4')
			month = (v->text[6] - '1') * 3 + 1;
		if (month < 1 || month > 12)
			return false;
		*ret = clock_days_from_civil(strtoll(v->text, NULL, 10), (int)month, 1) * 86400000;
		return true;
	}
	if (!clock_parse_iso(v->text, &ms))
		return false;
	*ret = ms;
	return true;
}

static bool is_time(const struct source_result *r, size_t column)
{
	int64_t ms;

	for (size_t i = 0; i < r->rows; i++)
		if (!ask_shape_time(result_value(r, i, column), &ms))
			return false;
	return r->rows > 0;
}

bool ask_shape_is_id(const char *name)
{
	size_t len = strlen(name);

	return strcasecmp(name, "id") == 0 ||
	       (len > 2 && strcasecmp(name + len - 2, "id") == 0 &&
		       (name[len - 3] == '_' || name[len - 2] == 'I'));
}

static bool is_year_name(const char *name)
{
	return strcasestr(name, "year") != NULL || strcasestr(name, "strftime") != NULL;
}

struct ask_shape ask_shape_of(const struct source_result *r)
{
	struct ask_shape s = {
		.time = SIZE_MAX, .number = {SIZE_MAX, SIZE_MAX}, .text = {SIZE_MAX, SIZE_MAX}};

	for (size_t c = 0; c < r->columns; c++) {
		bool number = result_is_number(r, c);

		if (!s.times && is_time(r, c) &&
			(!number || (is_year_name(r->names[c]) && r->columns > 1))) {
			s.time = c;
			s.times++;
		} else if (number && !ask_shape_is_id(r->names[c])) {
			if (s.numbers < 2)
				s.number[s.numbers] = c;
			s.numbers++;
		} else {
			if (s.texts < 2)
				s.text[s.texts] = c;
			s.texts++;
		}
	}
	return s;
}

double ask_shape_number(const struct source_value *v)
{
	return v->kind == VALUE_INTEGER ? (double)v->integer
	       : v->kind == VALUE_REAL  ? v->real
					: NAN;
}

static int compare_times(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

bool ask_shape_goes_in_time(const struct source_result *r, const struct ask_shape *s)
{
	int64_t *times = mem_alloc((r->rows + 1) * sizeof *times);
	bool once = true;

	for (size_t i = 0; i < r->rows; i++)
		ask_shape_time(result_value(r, i, s->time), &times[i]);
	qsort(times, r->rows, sizeof *times, compare_times);
	for (size_t i = 1; i < r->rows; i++)
		once = once && times[i] != times[i - 1];
	free(times);
	return once;
}

bool ask_shape_pivot(const struct source_result *r, const struct ask_shape *s, struct arena *a,
	struct ask_pivot *ret)
{
	if (s->numbers != 1 || s->times + s->texts != 2 || s->texts < 1)
		return false;
	*ret = (struct ask_pivot){.category = s->times ? s->time : s->text[0],
		.series = s->times ? s->text[0] : s->text[1],
		.number = s->number[0]};
	if (s->times)
		return ask_pivot_make(r, a, ret);
	if (ask_pivot_make(r, a, ret) && ret->list_len <= ret->len)
		return ret->len <= ASK_BARS_MAX;
	*ret = (struct ask_pivot){
		.category = s->text[1], .series = s->text[0], .number = s->number[0]};
	return ask_pivot_make(r, a, ret) && ret->len <= ASK_BARS_MAX;
}
