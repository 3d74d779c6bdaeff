#include "core/ask/pivot.h"

#include "core/ask/result.h"
#include "core/base/map.h"

#include <math.h>

/* More than this nobody tells apart beside each other. */
#define CATEGORIES_MAX 400

/* The different texts of a column, numbered as they come. */
struct distinct {
	struct map places; /* text -> its number + 1 */
	const char **texts;
	size_t *rows;
	size_t *of_row; /* for each row its number */
	size_t len;
};

static void number_texts(
	const struct source_result *r, size_t column, struct arena *a, struct distinct *d)
{
	*d = (struct distinct){.texts = arena_array(a, const char *, r->rows + 1),
		.rows = arena_array(a, size_t, r->rows + 1),
		.of_row = arena_array(a, size_t, r->rows + 1)};
	for (size_t i = 0; i < r->rows; i++) {
		struct str text = {0};
		size_t place;

		result_text(result_value(r, i, column), &text);
		place = (size_t)(uintptr_t)map_get(&d->places, str_text(&text));
		if (!place) {
			d->texts[d->len] = arena_strdup(a, text.len ? str_text(&text) : "-");
			d->rows[d->len] = i;
			place = ++d->len;
			map_put(&d->places, arena_strdup(a, str_text(&text)),
				(void *)(uintptr_t)place);
		}
		d->of_row[i] = place - 1;
		str_release(&text);
	}
	map_release(&d->places);
}

static double number_at(const struct source_result *r, size_t row, size_t column)
{
	const struct source_value *v = result_value(r, row, column);

	return v->kind == VALUE_INTEGER ? (double)v->integer
	       : v->kind == VALUE_REAL  ? v->real
					: NAN;
}

/* False when a pair stands there twice. */
static bool fill(const struct source_result *r, const struct distinct *categories,
	const struct distinct *series, struct arena *a, struct ask_pivot *p)
{
	double *values = arena_array(a, double, categories->len * series->len);
	bool *there = arena_array(a, bool, categories->len * series->len);

	for (size_t i = 0; i < categories->len * series->len; i++)
		values[i] = NAN;
	for (size_t i = 0; i < r->rows; i++) {
		size_t at = series->of_row[i] * categories->len + categories->of_row[i];

		if (there[at])
			return false;
		there[at] = true;
		values[at] = number_at(r, i, p->number);
	}
	p->list_len = series->len;
	p->list = arena_array(a, struct chart_series, series->len);
	for (size_t k = 0; k < series->len; k++)
		p->list[k] = (struct chart_series){
			.name = series->texts[k], .values = values + k * categories->len};
	return true;
}

bool ask_pivot_make(const struct source_result *r, struct arena *a, struct ask_pivot *p)
{
	struct distinct categories, series;

	if (r->rows < 3)
		return false;
	number_texts(r, p->category, a, &categories);
	number_texts(r, p->series, a, &series);
	if (categories.len == r->rows || series.len == r->rows || series.len < 2 ||
		series.len > CHART_SERIES_MAX || categories.len > CATEGORIES_MAX)
		return false;
	p->rows = categories.rows;
	p->len = categories.len;
	return fill(r, &categories, &series, a, p);
}
