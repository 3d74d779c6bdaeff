#include "core/term/chart_impl.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The nearest of 1, 2 and 5 times a power of ten. */
static double nice(double value)
{
	double power = pow(10, floor(log10(value))), f = value / power;

	return (f < 1.5 ? 1 : f < 3 ? 2 : f < 7 ? 5 : 10) * power;
}

/* All values are the same: something around them. */
static void widen(double *lo, double *hi)
{
	double around = *lo == 0 ? 1 : fabs(*lo) / 2;

	if (*lo != 0)
		*lo -= around;
	*hi += around;
}

struct chart_scale chart_scale_nice(double lo, double hi, int want)
{
	struct chart_scale s;
	double step;

	if (!(hi - lo > 1e-12 * fmax(fabs(lo), fabs(hi))))
		widen(&lo, &hi);
	step = nice((hi - lo) / (want > 1 ? want - 1 : 1));
	s.step = step;
	s.min = floor(lo / step + 1e-9) * step;
	s.max = ceil(hi / step - 1e-9) * step;
	s.ticks = (int)lround((s.max - s.min) / step) + 1;
	return s;
}

double chart_tick(const struct chart_scale *s, int index)
{
	double value = s->min + index * s->step;

	return fabs(value) < s->step * 1e-9 ? 0 : value;
}

double chart_place(const struct chart_scale *s, double value)
{
	double place = (value - s->min) / (s->max - s->min);

	return place < 0 ? 0 : place > 1 ? 1 : place;
}

void chart_tick_text(const struct chart_scale *s, int index, char out[FORMAT_MAX])
{
	format_number_in(out, chart_tick(s, index), s->step, fmax(fabs(s->min), fabs(s->max)));
}
