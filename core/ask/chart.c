#define _GNU_SOURCE /* strcasestr */
#include "core/ask/chart.h"

#include "core/ask/result.h"
#include "core/ask/shape.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A pie of more parts is no pie. */
#define PARTS_MAX 6
/* Fewer points show nothing. */
#define POINTS_MIN 6

static bool speaks_of_shares(const char *question)
{
	static const char *const words[] = {"share", "percentage", "percent", "proportion",
		"by status", "breakdown", "distribution", "anteil", "prozent"};

	for (size_t i = 0; question && i < sizeof words / sizeof *words; i++)
		if (strcasestr(question, words[i]))
			return true;
	return false;
}

static bool all_positive(const struct source_result *r, size_t column)
{
	for (size_t i = 0; i < r->rows; i++)
		if (!(ask_shape_number(result_value(r, i, column)) > 0))
			return false;
	return true;
}

static bool has_pivot(const struct source_result *r, const struct ask_shape *s)
{
	struct arena a = {0};
	struct ask_pivot ignored;
	bool has = ask_shape_pivot(r, s, &a, &ignored);

	arena_release(&a);
	return has;
}

enum ask_chart ask_chart_of(const struct source_result *r, const char *question)
{
	struct ask_shape s = ask_shape_of(r);

	if (r->rows == 1 && s.numbers == r->columns && r->columns <= 3)
		return ASK_CHART_KPI;
	if (r->rows < 2 || !s.numbers)
		return ASK_CHART_TABLE;
	if (s.times && !s.texts && ask_shape_goes_in_time(r, &s))
		return ASK_CHART_LINE;
	if (has_pivot(r, &s))
		return s.times ? ASK_CHART_LINE : ASK_CHART_BAR;
	if (s.texts == 1 && s.numbers == 1 && !s.times && r->rows <= PARTS_MAX &&
		speaks_of_shares(question) && all_positive(r, s.number[0]))
		return ASK_CHART_PIE;
	/* First and last name are one category. */
	if (s.texts >= 1 && s.texts <= 2 && s.numbers == 1 && !s.times && r->rows <= ASK_BARS_MAX)
		return ASK_CHART_BAR;
	if (!s.texts && !s.times && s.numbers == 2 && r->rows >= POINTS_MIN)
		return ASK_CHART_SCATTER;
	return ASK_CHART_TABLE;
}

bool ask_chart_named(const char *word, enum ask_chart *ret)
{
	for (int i = 0; i <= ASK_CHART_SCATTER; i++) {
		if (str_eq(ask_chart_name((enum ask_chart)i), word)) {
			*ret = (enum ask_chart)i;
			return true;
		}
	}
	*ret = ASK_CHART_TABLE;
	return str_eq(word, "none");
}

/* ---- the rows as a chart ---- */

static double *numbers_of(const struct source_result *r, size_t column, struct arena *a)
{
	double *values = arena_array(a, double, r->rows);

	for (size_t i = 0; i < r->rows; i++)
		values[i] = ask_shape_number(result_value(r, i, column));
	return values;
}

static const char *const *labels_of(
	const struct source_result *r, const struct ask_shape *s, struct arena *a)
{
	const char **labels = arena_array(a, const char *, r->rows);

	for (size_t i = 0; i < r->rows; i++) {
		struct str text = {0};

		for (size_t k = 0; k < s->texts && k < 2; k++) {
			if (k)
				str_add_char(&text, ' ');
			result_text(result_value(r, i, s->text[k]), &text);
		}
		if (!s->texts && s->times)
			result_text(result_value(r, i, s->time), &text);
		labels[i] = arena_strdup(a, text.len ? str_text(&text) : "-");
		str_release(&text);
	}
	return labels;
}

static const int64_t *times_of(const struct source_result *r, size_t column, struct arena *a)
{
	int64_t *times = arena_array(a, int64_t, r->rows);

	for (size_t i = 0; i < r->rows; i++)
		ask_shape_time(result_value(r, i, column), &times[i]);
	return times;
}

static void figures(const struct source_result *r, struct arena *a, struct chart *ret)
{
	struct chart_series *series = arena_new(a, struct chart_series);
	double *values = arena_array(a, double, r->columns);

	for (size_t c = 0; c < r->columns; c++)
		values[c] = ask_shape_number(result_value(r, 0, c));
	series->values = values;
	ret->kind = CHART_KPI;
	ret->labels = r->names;
	ret->len = r->columns;
	ret->series = series;
	ret->series_len = 1;
}

/* Rows of two categories: a group of bars, or a line for each of the second. */
static void groups(const struct source_result *r, const struct ask_pivot *p, enum ask_chart kind,
	struct arena *a, struct chart *ret)
{
	const char **labels = arena_array(a, const char *, p->len + 1);
	int64_t *times = arena_array(a, int64_t, p->len + 1);
	bool dated = kind == ASK_CHART_LINE;

	for (size_t i = 0; i < p->len; i++) {
		const struct source_value *v = result_value(r, p->rows[i], p->category);
		struct str text = {0};

		dated = dated && ask_shape_time(v, &times[i]);
		result_text(v, &text);
		labels[i] = arena_strdup(a, text.len ? str_text(&text) : "-");
		str_release(&text);
	}
	ret->kind = kind == ASK_CHART_LINE ? CHART_LINE : CHART_GROUPED_BAR;
	ret->times = dated ? times : NULL;
	ret->labels = dated ? NULL : labels;
	ret->len = p->len;
	ret->series = p->list;
	ret->series_len = p->list_len;
	ret->y_title = r->names[p->number];
}

static struct chart_series *all_series(
	const struct source_result *r, const struct ask_shape *s, struct arena *a, size_t *ret_len)
{
	struct chart_series *series = arena_array(a, struct chart_series, CHART_SERIES_MAX);
	size_t n = 0;

	for (size_t c = 0; c < r->columns && n < CHART_SERIES_MAX; c++) {
		bool own = c == s->time || !result_is_number(r, c) || ask_shape_is_id(r->names[c]);

		if (!own)
			series[n++] = (struct chart_series){
				.name = r->names[c], .values = numbers_of(r, c, a)};
	}
	*ret_len = n;
	return series;
}

struct moment {
	int64_t at;
	size_t row;
};

static int compare_moments(const void *a, const void *b)
{
	const struct moment *left = a, *right = b;

	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	return (left->row > right->row) - (left->row < right->row);
}

/* A line goes on in time, in whatever order its rows came. */
static void sort_by_time(struct chart *c, struct chart_series *series, struct arena *a)
{
	struct moment *order = arena_array(a, struct moment, c->len + 1);
	int64_t *times = arena_array(a, int64_t, c->len + 1);

	for (size_t i = 0; i < c->len; i++)
		order[i] = (struct moment){c->times[i], i};
	qsort(order, c->len, sizeof *order, compare_moments);
	for (size_t k = 0; k < c->series_len; k++) {
		double *values = arena_array(a, double, c->len + 1);

		for (size_t i = 0; i < c->len; i++)
			values[i] = series[k].values[order[i].row];
		series[k].values = values;
	}
	for (size_t i = 0; i < c->len; i++)
		times[i] = order[i].at;
	c->times = times;
}

bool ask_chart_make(const struct source_result *r, enum ask_chart kind, const char *title,
	struct arena *a, struct chart *ret)
{
	static const enum chart_kind kinds[] = {
		CHART_KPI, CHART_KPI, CHART_BAR, CHART_LINE, CHART_PIE, CHART_SCATTER};
	struct ask_shape s = ask_shape_of(r);
	struct chart_series *series;
	struct ask_pivot pivot;

	*ret = (struct chart){.kind = kinds[kind], .title = title};
	if (kind == ASK_CHART_TABLE || !r->rows || !s.numbers)
		return false;
	if (kind == ASK_CHART_KPI) {
		if (s.numbers != r->columns)
			return false;
		figures(r, a, ret);
		return true;
	}
	if ((kind == ASK_CHART_LINE || kind == ASK_CHART_BAR) &&
		ask_shape_pivot(r, &s, a, &pivot)) {
		groups(r, &pivot, kind, a, ret);
		if (ret->times)
			sort_by_time(ret, pivot.list, a);
		return true;
	}
	series = all_series(r, &s, a, &ret->series_len);
	ret->series = series;
	ret->len = r->rows;
	if (kind == ASK_CHART_SCATTER) {
		if (s.numbers < 2)
			return false;
		series[0] = (struct chart_series){.name = NULL,
			.values = numbers_of(r, s.number[1], a),
			.xs = numbers_of(r, s.number[0], a)};
		ret->series_len = 1;
		ret->x_title = r->names[s.number[0]];
		ret->y_title = r->names[s.number[1]];
		return true;
	}
	if (kind == ASK_CHART_LINE && s.times)
		ret->times = times_of(r, s.time, a);
	else if (s.texts || s.times)
		ret->labels = labels_of(r, &s, a);
	else
		return false;
	if (kind == ASK_CHART_BAR && ret->series_len > 1)
		ret->kind = CHART_GROUPED_BAR;
	if (kind == ASK_CHART_PIE || ret->series_len == 1) {
		ret->series_len = 1;
		ret->y_title = series[0].name;
		series[0].name = NULL;
	}
	if (ret->times)
		sort_by_time(ret, series, a);
	return true;
}
