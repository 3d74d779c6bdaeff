#include "core/term/chart_impl.h"
#include "core/term/width.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lines and clouds of dots, with axes. */
struct plot {
	const struct chart_page *p;
	struct arena arena;
	struct chart_scale y, x; /* x: of a scatter chart, and of times */
	struct chart_canvas canvas;
	size_t margin; /* columns of the numbers at the left */
	bool times, scatter;
	struct chart_span span; /* of times */
};

/* About a third as high as wide; cells are twice as high as wide. */
static size_t rows_for(size_t width)
{
	size_t rows = width / 6;

	return rows < 8 ? 8 : rows > 18 ? 18 : rows;
}

/* ---- places ---- */

static double x_of(const struct plot *t, size_t series, size_t i)
{
	const struct chart *c = &t->p->data->chart;

	if (t->scatter)
		return chart_place(&t->x, c->series[series].xs[i]);
	if (t->times)
		return t->span.to > t->span.from ? (double)(c->times[i] - t->span.from) /
							   (double)(t->span.to - t->span.from)
						 : 0.5;
	return c->len > 1 ? (double)i / (double)(c->len - 1) : 0.5;
}

static size_t margin_for(const struct plot *t)
{
	size_t most = 0;

	for (int i = 0; i < t->y.ticks; i++) {
		char text[FORMAT_MAX];

		chart_tick_text(&t->y, i, text);
		most = strlen(text) > most ? strlen(text) : most;
	}
	return most;
}

static void prepare(struct plot *t, size_t rows)
{
	const struct chart *c = &t->p->data->chart;
	struct chart_range y = chart_range_of_places(chart_range_of_all(c));

	t->scatter = c->kind == CHART_SCATTER;
	t->times = !t->scatter && c->times && c->len;
	t->y = chart_scale_nice(y.lo, y.hi, (int)rows / 3 + 1);
	t->margin = margin_for(t);
	t->canvas.columns = t->p->width - t->margin - 2;
	if (t->scatter) {
		struct chart_range x = chart_range_of_places(chart_x_range(c));

		t->x = chart_scale_nice(x.lo, x.hi, (int)(t->canvas.columns / 14) + 1);
	} else if (t->times) {
		t->span = chart_span_of(t->p->data->chart.times, t->p->data->chart.len);
	}
	chart_canvas_init(&t->canvas, &t->arena, t->p, rows);
}

/* ---- drawing ---- */

/* Lines without colours are told apart by their points. */
static bool marks_points(const struct plot *t)
{
	return !t->p->term->unicode || (t->p->data->chart.series_len > 1 && !t->p->term->colour);
}

static bool is_there(const struct plot *t, size_t series, size_t i)
{
	const struct chart_series *s = &t->p->data->chart.series[series];

	return !isnan(s->values[i]) && (!t->scatter || !isnan(s->xs[i]));
}

static struct chart_point point(const struct plot *t, size_t series, size_t i)
{
	return (struct chart_point){
		x_of(t, series, i), chart_place(&t->y, t->p->data->chart.series[series].values[i])};
}

static void draw_line(struct plot *t, size_t series)
{
	size_t len = t->p->data->chart.len;

	for (size_t i = 0; i < len; i++) {
		if (!is_there(t, series, i))
			continue;
		if (i && is_there(t, series, i - 1))
			chart_canvas_line(
				&t->canvas, point(t, series, i - 1), point(t, series, i), series);
		else
			chart_canvas_dot(&t->canvas, point(t, series, i), series);
	}
}

#define SIGN_COLUMNS 6

/* Behind all lines, so that none runs over them. */
static void draw_marks(struct plot *t, size_t series)
{
	const struct chart *c = &t->p->data->chart;
	bool alone = chart_range_of(c->series[series].values, c->len).count == 1;
	size_t every;

	if (!marks_points(t) && !alone)
		return;
	/* A sign every few columns: more would hide the line. */
	every = t->scatter ? 1 : c->len * SIGN_COLUMNS / t->canvas.columns + 1;
	for (size_t i = every > 1 ? series * every / c->series_len : 0; i < c->len; i += every)
		if (is_there(t, series, i))
			chart_canvas_mark(&t->canvas, point(t, series, i), series);
}

static void draw(struct plot *t)
{
	const struct chart *c = &t->p->data->chart;

	for (size_t k = 0; k < c->series_len; k++) {
		if (!t->scatter)
			draw_line(t, k);
		for (size_t i = 0; t->scatter && i < c->len; i++)
			if (is_there(t, k, i))
				chart_canvas_dot(&t->canvas, point(t, k, i), k);
	}
	for (size_t k = 0; k < c->series_len; k++)
		draw_marks(t, k);
}

/* ---- axes ---- */

/* The tick that stands nearest to the middle of a row; -1: none. */
static int tick_in_row(const struct plot *t, size_t row)
{
	for (int i = 0; i < t->y.ticks; i++) {
		double at = (1 - chart_place(&t->y, chart_tick(&t->y, i))) *
			    (double)(t->canvas.rows - 1);

		if ((size_t)lround(at) == row)
			return i;
	}
	return -1;
}

static void add_rows(const struct plot *t)
{
	const struct chart_page *p = t->p;
	bool unicode = p->term->unicode;

	for (size_t row = 0; row < t->canvas.rows; row++) {
		int tick = tick_in_row(t, row);
		char text[FORMAT_MAX] = "";

		if (tick >= 0)
			chart_tick_text(&t->y, tick, text);
		chart_cell(p, text, t->margin, ALIGN_RIGHT);
		str_add(p->out, tick >= 0 ? (unicode ? " ┤" : " +") : (unicode ? " │" : " |"));
		chart_canvas_row(&t->canvas, p, row);
		str_add_char(p->out, '\n');
	}
}

/* Texts in a line at their places, as many as have a blank between them. */
struct axis {
	size_t columns;
	struct str line, marks;
	size_t used;  /* columns of `line` */
	size_t ticks; /* columns of `marks` */
	bool unicode;
};

static void add_tick(struct axis *x, double place, const char *text)
{
	size_t at = (size_t)lround(place * (double)(x->columns - 1)),
	       width = width_of(text, strlen(text));
	size_t begin = at > width / 2 ? at - width / 2 : 0;

	if (width > x->columns)
		return;
	if (begin + width > x->columns)
		begin = x->columns - width;
	if (x->used && begin < x->used + 2)
		return;
	width_pad(&x->line, begin - x->used);
	str_add(&x->line, text);
	x->used = begin + width;
	while (x->ticks < at) {
		str_add(&x->marks, x->unicode ? "─" : "-");
		x->ticks++;
	}
	if (x->ticks == at) {
		str_add(&x->marks, x->unicode ? "┬" : "+");
		x->ticks++;
	}
}

static void add_time_ticks(const struct plot *t, struct axis *x)
{
	struct chart_time_ticks ticks;

	chart_time_ticks(&t->span, (int)(x->columns / 12) + 1, &ticks);
	for (size_t i = 0; i < ticks.list.len; i++)
		add_tick(x,
			t->span.to > t->span.from ? (double)(ticks.list.at[i].at - t->span.from) /
							    (double)(t->span.to - t->span.from)
						  : 0.5,
			ticks.list.at[i].text);
	vec_release(&ticks.list);
}

static void add_number_ticks(const struct plot *t, struct axis *x)
{
	for (int i = 0; i < t->x.ticks; i++) {
		char text[FORMAT_MAX];

		chart_tick_text(&t->x, i, text);
		add_tick(x, chart_place(&t->x, chart_tick(&t->x, i)), text);
	}
}

/* Every n-th category, so that all that are shown fit. */
static void add_categories(const struct plot *t, struct axis *x)
{
	const struct chart *c = &t->p->data->chart;
	size_t widest = 1, every;
	double slot;

	for (size_t i = 0; i < c->len; i++) {
		size_t width = width_of(c->labels[i], strlen(c->labels[i]));

		widest = width > widest ? width : widest;
	}
	widest = widest > 16 ? 16 : widest;
	/* The first one begins at its place instead of lying around it. */
	slot = (double)(x->columns - 1) / (double)(c->len > 1 ? c->len - 1 : 1);
	every = (size_t)ceil(((double)widest * 1.5 + 2) / slot);
	for (size_t i = 0; i < c->len; i += every) {
		struct str safe = {0}, cut = {0};

		text_escape(&safe, c->labels[i], strlen(c->labels[i]), ESCAPE_ALL);
		width_cut(&cut, str_text(&safe), widest, t->p->term->unicode);
		add_tick(x, c->len > 1 ? (double)i / (double)(c->len - 1) : 0.5, str_text(&cut));
		str_release(&safe);
		str_release(&cut);
	}
}

static void add_axis(const struct plot *t)
{
	const struct chart_page *p = t->p;
	struct axis x = {.columns = t->canvas.columns, .unicode = p->term->unicode};

	if (t->scatter)
		add_number_ticks(t, &x);
	else if (t->times)
		add_time_ticks(t, &x);
	else
		add_categories(t, &x);
	for (; x.ticks < x.columns; x.ticks++)
		str_add(&x.marks, x.unicode ? "─" : "-");
	width_pad(p->out, t->margin + 1);
	str_addf(p->out, "%s%s\n", x.unicode ? "└" : "+", str_text(&x.marks));
	width_pad(p->out, t->margin + 2);
	str_addf(p->out, "%s\n", str_text(&x.line));
	str_release(&x.line);
	str_release(&x.marks);
}

static void add_title(const struct plot *t, const char *text, enum chart_align align)
{
	if (!text || !*text)
		return;
	width_pad(t->p->out, align == ALIGN_RIGHT ? t->margin + 2 : 0);
	chart_cell(t->p, text, t->canvas.columns, align);
	while (t->p->out->len && t->p->out->at[t->p->out->len - 1] == ' ')
		str_truncate(t->p->out, t->p->out->len - 1);
	str_add_char(t->p->out, '\n');
}

void chart_text_plot(const struct chart_page *p)
{
	struct plot t = {.p = p};
	const char *signs[CHART_SERIES_MAX];

	prepare(&t, rows_for(p->width));
	draw(&t);
	for (size_t k = 0; k < CHART_SERIES_MAX; k++)
		signs[k] = marks_points(&t) || t.scatter ? chart_sign(p, k)
			   : p->term->unicode            ? "━"
							 : "-";
	add_title(&t, p->data->chart.y_title, ALIGN_LEFT);
	add_rows(&t);
	add_axis(&t);
	add_title(&t, p->data->chart.x_title, ALIGN_RIGHT);
	chart_text_legend(p, signs);
	arena_release(&t.arena);
}
