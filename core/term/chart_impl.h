#ifndef TERM_CHART_IMPL_H
#define TERM_CHART_IMPL_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/term/chart.h"
#include "core/term/format.h"

/* Private to the charts of core/term. */

/* ---- scales (chart_scale.c) ---- */

/* An axis from min to max in steps that people count in. */
struct chart_scale {
	double min, max, step;
	int ticks; /* at min, min + step, …, max */
};
/* After P. Heckbert, Nice numbers for graph labels (Graphics Gems, 1990), without
 * his rounding of the range, which leaves room empty: about `want` ticks around lo
 * to hi. */
struct chart_scale chart_scale_nice(double lo, double hi, int want);
double chart_tick(const struct chart_scale *s, int index);
/* Where a value lies: 0 at min, 1 at max. */
double chart_place(const struct chart_scale *s, double value);
/* The text of a tick, all of them in the same unit. */
void chart_tick_text(const struct chart_scale *s, int index, char out[FORMAT_MAX]);

/* ---- time (chart_time.c) ---- */

/* Instants from the first to the last, and the longest of second, minute, day, month
 * and year that all of them are on. */
struct chart_span {
	int64_t from, to;
	int64_t grain_ms; /* of months and years about */
};
struct chart_span chart_span_of(const int64_t *times, size_t len);

/* Ticks on round instants, about `want`, no finer than the grain; calendar steps from
 * months on. */
struct chart_time_tick {
	int64_t at;
	char text[FORMAT_MAX];
};
struct chart_time_ticks {
	VEC(struct chart_time_tick) list;
};
void chart_time_ticks(const struct chart_span *span, int want, struct chart_time_ticks *ret);
/* The texts of instants as categories: as much of each as tells them apart. */
const char *const *chart_time_labels(struct arena *a, const int64_t *times, size_t len);

/* ---- data (chart_data.c) ---- */

/* A chart made ready: labels are texts, infinite values NaN, names there. */
struct chart_data {
	struct chart chart;
	struct arena arena;
	size_t left_out; /* categories that do not fit */
};
/* `most`: categories that are shown. */
void chart_data_init(struct chart_data *d, const struct chart *c, size_t most);
void chart_data_release(struct chart_data *d);

struct chart_range {
	double lo, hi;
	size_t count; /* values that are not missing; with none lo and hi are 0 */
};
struct chart_range chart_range_of(const double *values, size_t len);
struct chart_range chart_range_of_all(const struct chart *c);
/* Of values that are lengths: 0 is in it. */
struct chart_range chart_range_with_zero(struct chart_range r);
/* Of values that are places: 0 is in it when it is near. */
struct chart_range chart_range_of_places(struct chart_range r);
struct chart_range chart_x_range(const struct chart *c);

/* The slices of a pie, the largest first, small ones together behind them. */
struct chart_slice {
	const char *label;
	double value, share; /* share: 0 to 1 */
};
#define CHART_SLICES_MAX 7
size_t chart_slices(
	struct arena *a, const struct chart *c, struct chart_slice ret[CHART_SLICES_MAX]);

/* ---- the terminal (chart_text*.c) ---- */

struct chart_page {
	const struct chart_data *data;
	const struct term *term;
	size_t width;
	struct str *out;
};
void chart_text_kpi(const struct chart_page *p);
void chart_text_bars(const struct chart_page *p);
void chart_text_pie(const struct chart_page *p);
void chart_text_plot(const struct chart_page *p); /* line and scatter */

/* Starts and ends the colour of a series, when there are colours. */
void chart_colour(const struct chart_page *p, size_t series);
void chart_colour_end(const struct chart_page *p);
/* A label in exactly so many columns: cut, and blanks before or behind it. */
enum chart_align { ALIGN_LEFT, ALIGN_RIGHT };
void chart_cell(
	const struct chart_page *p, const char *text, size_t columns, enum chart_align align);
/* So many columns of a bar, in eighths where the terminal has them, in the series'
 * colour; several series without colours have patterns. */
void chart_bar(const struct chart_page *p, double columns, size_t series);
const char *chart_fill(const struct chart_page *p, size_t series); /* a column of it */
/* The names of the series with their signs; nothing for a single one without. */
void chart_text_legend(const struct chart_page *p, const char *const *signs);

/* A canvas of dots, 2 x 4 in a cell (Unicode's braille patterns), or one where
 * there is no Unicode. */
struct chart_canvas {
	size_t columns, rows;  /* cells */
	size_t across, down;   /* dots in a cell */
	unsigned char *dots;   /* a byte for each cell, its bits as in U+2800 */
	unsigned char *owners; /* the series + 1 that was last drawn there */
	bool *marked;          /* a cell shows the series' sign */
};
void chart_canvas_init(
	struct chart_canvas *c, struct arena *a, const struct chart_page *p, size_t rows);
/* Places count from 0 to 1, y upwards. */
struct chart_point {
	double x, y;
};
void chart_canvas_line(
	struct chart_canvas *c, struct chart_point from, struct chart_point to, size_t series);
void chart_canvas_dot(struct chart_canvas *c, struct chart_point at, size_t series);
void chart_canvas_mark(struct chart_canvas *c, struct chart_point at, size_t series);
void chart_canvas_row(const struct chart_canvas *c, const struct chart_page *p, size_t row);
/* "●" or "*": how a series is marked where colours do not tell. */
const char *chart_sign(const struct chart_page *p, size_t series);

/* ---- SVG (chart_svg*.c) ---- */

#define CHART_PI 3.14159265358979323846

struct chart_svg {
	const struct chart_data *data;
	struct str *out;
	double width, height;
	double left, right, top, bottom; /* the edges of the plot */
};
void chart_svg_kpi(struct chart_svg *s);
void chart_svg_bars(struct chart_svg *s);
void chart_svg_pie(struct chart_svg *s);
void chart_svg_plot(struct chart_svg *s);
/* The height a kind wants. */
double chart_svg_bars_height(const struct chart *c);
double chart_svg_kpi_height(const struct chart *c);
double chart_svg_pie_height(const struct chart_svg *s);

/* markup_text() on one line: in a label line ends and tabs are blanks. */
void chart_svg_text(struct str *out, const char *text);
/* How wide a text is at 12 px, about. */
double chart_svg_width(const char *text);
/* A <text>; longer texts than `most` pixels (0: no limit) are cut. */
struct chart_svg_label {
	double x, y, most;
	const char *text;
	const char *anchor; /* start, middle, end */
	const char *class;
	double turn; /* degrees */
};
void chart_svg_label(struct chart_svg *s, const struct chart_svg_label *l);
/* Grid lines and numbers of a vertical axis at the left, a horizontal one below. */
void chart_svg_y_axis(struct chart_svg *s, const struct chart_scale *scale);
/* Moves the left edge, so that its numbers have room: before the axis, and before
 * the height of categories is known. */
void chart_svg_y_room(struct chart_svg *s, const struct chart_scale *scale);
void chart_svg_x_axis(struct chart_svg *s, const struct chart_scale *scale);
/* Categories below the plot, in slots: turned when they do not fit, and every
 * n-th when they do not fit so either. */
void chart_svg_categories(struct chart_svg *s);
/* How much room they take below the plot. */
double chart_svg_categories_height(const struct chart_svg *s);
void chart_svg_axis_titles(struct chart_svg *s);

#endif
