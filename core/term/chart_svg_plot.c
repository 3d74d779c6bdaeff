#include "core/term/chart_impl.h"

#include <math.h>
#include <string.h>

/* Lines and clouds of dots. */

/* So few points of a line are shown themselves. */
#define POINTS_MAX 40

struct plot {
	struct chart_svg *s;
	struct chart_scale y, x;
	bool scatter, times;
	struct chart_span span; /* of times */
};

static double time_x(const struct plot *p, int64_t at)
{
	const struct chart_svg *s = p->s;

	if (p->span.to <= p->span.from)
		return (s->left + s->right) / 2;
	return s->left + (double)(at - p->span.from) / (double)(p->span.to - p->span.from) *
				 (s->right - s->left);
}

static double x_of(const struct plot *p, size_t series, size_t i)
{
	const struct chart_svg *s = p->s;
	const struct chart *c = &s->data->chart;

	if (p->scatter)
		return s->left + chart_place(&p->x, c->series[series].xs[i]) * (s->right - s->left);
	if (p->times)
		return time_x(p, c->times[i]);
	return s->left + ((double)i + 0.5) * (s->right - s->left) / (double)c->len;
}

static double y_of(const struct plot *p, double value)
{
	return p->s->bottom - chart_place(&p->y, value) * (p->s->bottom - p->s->top);
}

/* ---- axes ---- */

static void add_time_axis(struct plot *p)
{
	struct chart_svg *s = p->s;
	struct chart_time_ticks ticks;
	double end = -100;

	chart_time_ticks(&p->span, (int)((s->right - s->left) / 90) + 1, &ticks);
	for (size_t i = 0; i < ticks.list.len; i++) {
		double x = time_x(p, ticks.list.at[i].at),
		       width = chart_svg_width(ticks.list.at[i].text);

		str_addf(s->out,
			"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"axis\"/>\n",
			x, s->bottom, x, s->bottom + 4);
		if (x - width / 2 < end + 10)
			continue;
		chart_svg_label(s, &(struct chart_svg_label){x, s->bottom + 18, 0,
					   ticks.list.at[i].text, "middle", "muted", 0});
		end = x + width / 2;
	}
	vec_release(&ticks.list);
}

static void add_axes(struct plot *p)
{
	struct chart_svg *s = p->s;
	const struct chart *c = &s->data->chart;

	if (c->y_title && *c->y_title)
		s->top += 20;
	s->top += 8;
	chart_svg_y_room(s, &p->y);
	/* Half a date stands beyond each end. */
	s->right -= 14;
	s->bottom -= (c->x_title && *c->x_title ? 16 : 0) +
		     (p->scatter || p->times ? 20 : chart_svg_categories_height(s) - 8);
	chart_svg_y_axis(s, &p->y);
	if (p->scatter)
		chart_svg_x_axis(s, &p->x);
	else if (p->times)
		add_time_axis(p);
	else
		chart_svg_categories(s);
	chart_svg_axis_titles(s);
}

/* ---- series ---- */

static void add_tip(const struct plot *p, size_t series, size_t i)
{
	const struct chart *c = &p->s->data->chart;
	struct str *out = p->s->out;
	char text[FORMAT_MAX];

	str_add(out, "<title>");
	if (c->series[series].name && *c->series[series].name) {
		chart_svg_text(out, c->series[series].name);
		str_add(out, ", ");
	}
	if (p->scatter)
		format_number_whole(text, c->series[series].xs[i]);
	chart_svg_text(out, p->scatter ? text : c->labels[i]);
	format_number_whole(text, c->series[series].values[i]);
	str_addf(out, ": %s</title></circle>\n", text);
}

static void add_point(const struct plot *p, size_t series, size_t i)
{
	const struct chart *c = &p->s->data->chart;

	str_addf(p->s->out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" class=\"f%zu\"%s>",
		x_of(p, series, i), y_of(p, c->series[series].values[i]), p->scatter ? "4" : "3",
		series, p->scatter ? " fill-opacity=\"0.7\"" : "");
	add_tip(p, series, i);
}

/* What is missing breaks the line. */
static void add_line(const struct plot *p, size_t series)
{
	const struct chart *c = &p->s->data->chart;
	const double *values = c->series[series].values;
	bool open = false;

	str_add(p->s->out, "<path d=\"");
	for (size_t i = 0; i < c->len; i++) {
		if (!isnan(values[i]))
			str_addf(p->s->out, "%c%.1f %.1f", open ? 'L' : 'M', x_of(p, series, i),
				y_of(p, values[i]));
		open = !isnan(values[i]);
	}
	str_addf(p->s->out, "\" class=\"line s%zu\"/>\n", series);
}

static bool is_there(const struct plot *p, size_t series, size_t i)
{
	const struct chart_series *s = &p->s->data->chart.series[series];

	return !isnan(s->values[i]) && (!p->scatter || !isnan(s->xs[i]));
}

/* A value between two missing ones would not be seen. */
static bool is_alone(const struct plot *p, size_t series, size_t i)
{
	return (!i || !is_there(p, series, i - 1)) &&
	       (i + 1 == p->s->data->chart.len || !is_there(p, series, i + 1));
}

static void add_series(const struct plot *p, size_t series)
{
	const struct chart *c = &p->s->data->chart;

	if (!p->scatter)
		add_line(p, series);
	for (size_t i = 0; i < c->len; i++)
		if (is_there(p, series, i) &&
			(p->scatter || c->len <= POINTS_MAX || is_alone(p, series, i)))
			add_point(p, series, i);
}

void chart_svg_plot(struct chart_svg *s)
{
	const struct chart *c = &s->data->chart;
	struct chart_range y = chart_range_of_places(chart_range_of_all(c)), x;
	struct plot p = {.s = s,
		.y = chart_scale_nice(y.lo, y.hi, 6),
		.scatter = c->kind == CHART_SCATTER,
		.times = c->kind != CHART_SCATTER && c->times && c->len};

	if (p.scatter) {
		x = chart_range_of_places(chart_x_range(c));
		p.x = chart_scale_nice(x.lo, x.hi, 8);
	}
	if (p.times)
		p.span = chart_span_of(p.s->data->chart.times, p.s->data->chart.len);
	add_axes(&p);
	for (size_t k = 0; k < c->series_len; k++)
		add_series(&p, k);
}
