#include "core/term/chart_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *chart_kind_name(enum chart_kind kind)
{
	static const char *const names[] = {"kpi", "bar", "grouped bar", "line", "pie", "scatter"};

	return names[kind];
}

bool chart_check(const struct chart *c, struct err *err)
{
	if (!c->series_len)
		return err_set(err, ERR_INPUT, "a chart needs a series of values");
	if (c->series_len > CHART_SERIES_MAX)
		return err_set(err, ERR_INPUT, "%zu series are too many for a chart: at most %d",
			c->series_len, CHART_SERIES_MAX);
	if (!c->labels && !c->times && c->kind != CHART_SCATTER && c->kind != CHART_KPI)
		return err_set(
			err, ERR_INPUT, "a %s chart needs categories", chart_kind_name(c->kind));
	for (size_t i = 0; i < c->series_len; i++) {
		if (!c->series[i].values)
			return err_set(err, ERR_INPUT, "a series has no values");
		if (c->kind == CHART_SCATTER && !c->series[i].xs)
			return err_set(err, ERR_INPUT, "a scatter chart needs an x for each value");
	}
	return true;
}

/* Beyond that sums and differences are infinite. */
#define LARGEST 1e300

static double *cleaned(struct arena *a, const double *values, size_t len)
{
	double *copy = arena_array(a, double, len + 1);

	for (size_t i = 0; i < len; i++)
		copy[i] = !isfinite(values[i]) ? NAN : fmax(-LARGEST, fmin(LARGEST, values[i]));
	return copy;
}

/* ECMA-262's limit of dates: beyond it differences overflow sooner or later. */
#define LATEST INT64_C(8640000000000000)

static int64_t *cleaned_times(struct arena *a, const int64_t *times, size_t len)
{
	int64_t *copy = arena_array(a, int64_t, len + 1);

	for (size_t i = 0; i < len; i++)
		copy[i] = times[i] > LATEST ? LATEST : times[i] < -LATEST ? -LATEST : times[i];
	return copy;
}

static bool has_negative(const double *values, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (values[i] < 0)
			return true;
	return false;
}

void chart_data_init(struct chart_data *d, const struct chart *c, size_t most)
{
	struct chart_series *series;

	*d = (struct chart_data){.chart = *c};
	if (c->kind == CHART_PIE && c->series_len && has_negative(c->series[0].values, c->len))
		d->chart.kind = CHART_BAR;
	if (c->kind == CHART_BAR || c->kind == CHART_PIE || c->kind == CHART_KPI)
		d->chart.series_len = c->series_len ? 1 : 0;
	if ((d->chart.kind == CHART_BAR || d->chart.kind == CHART_GROUPED_BAR ||
		    c->kind == CHART_KPI) &&
		c->len > most) {
		d->left_out = c->len - most;
		d->chart.len = most;
	}
	series = arena_array(&d->arena, struct chart_series, d->chart.series_len + 1);
	for (size_t i = 0; i < d->chart.series_len; i++) {
		series[i] = c->series[i];
		series[i].values = cleaned(&d->arena, c->series[i].values, d->chart.len);
		if (c->series[i].xs)
			series[i].xs = cleaned(&d->arena, c->series[i].xs, d->chart.len);
	}
	d->chart.series = series;
	if (c->times)
		d->chart.times = cleaned_times(&d->arena, c->times, d->chart.len);
	if (!c->labels && c->times)
		d->chart.labels = chart_time_labels(&d->arena, d->chart.times, d->chart.len);
}

void chart_data_release(struct chart_data *d)
{
	arena_release(&d->arena);
}

/* ---- ranges ---- */

static void extend(struct chart_range *r, const double *values, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (isnan(values[i]))
			continue;
		r->lo = r->count ? fmin(r->lo, values[i]) : values[i];
		r->hi = r->count ? fmax(r->hi, values[i]) : values[i];
		r->count++;
	}
}

struct chart_range chart_range_of(const double *values, size_t len)
{
	struct chart_range r = {0};

	extend(&r, values, len);
	return r;
}

struct chart_range chart_range_of_all(const struct chart *c)
{
	struct chart_range r = {0};

	for (size_t i = 0; i < c->series_len; i++)
		extend(&r, c->series[i].values, c->len);
	return r;
}

struct chart_range chart_x_range(const struct chart *c)
{
	struct chart_range r = {0};

	for (size_t i = 0; i < c->series_len; i++)
		if (c->series[i].xs)
			extend(&r, c->series[i].xs, c->len);
	return r;
}

struct chart_range chart_range_with_zero(struct chart_range r)
{
	r.lo = fmin(r.lo, 0);
	r.hi = fmax(r.hi, 0);
	return r;
}

struct chart_range chart_range_of_places(struct chart_range r)
{
	if (r.lo > 0 && r.lo < r.hi / 2)
		r.lo = 0;
	if (r.hi < 0 && r.hi > r.lo / 2)
		r.hi = 0;
	return r;
}

/* ---- slices ---- */

static int by_value(const void *a, const void *b)
{
	const struct chart_slice *x = a, *y = b;

	if (x->value != y->value)
		return x->value > y->value ? -1 : 1;
	/* As they came: share is their place until it is known. */
	return x->share < y->share ? -1 : 1;
}

size_t chart_slices(
	struct arena *a, const struct chart *c, struct chart_slice ret[CHART_SLICES_MAX])
{
	struct chart_slice *all = arena_array(a, struct chart_slice, c->len + 1);
	size_t len = 0, shown;
	double sum = 0;

	for (size_t i = 0; i < c->len; i++) {
		double value = c->series[0].values[i];

		if (!(value > 0))
			continue;
		all[len] = (struct chart_slice){c->labels[i], value, (double)len};
		len++;
		sum += value;
	}
	qsort(all, len, sizeof *all, by_value);
	shown = len > CHART_SLICES_MAX ? CHART_SLICES_MAX - 1 : len;
	for (size_t i = 0; i < shown; i++)
		ret[i] = all[i];
	if (shown < len) {
		ret[shown] =
			(struct chart_slice){.label = arena_printf(a, "%zu others", len - shown)};
		for (size_t i = shown; i < len; i++)
			ret[shown].value += all[i].value;
		shown++;
	}
	for (size_t i = 0; i < shown; i++)
		ret[i].share = ret[i].value / sum;
	return shown;
}
