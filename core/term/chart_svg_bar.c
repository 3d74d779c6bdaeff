#include "core/term/chart_impl.h"

#include <math.h>
#include <string.h>

/* Columns for few short categories and for instants, which go from left to right;
 * rows for the others, whose names can be read so. */

#define COLUMNS_MAX 12
#define COLUMNS_HEIGHT 360
#define LABEL_MOST 200
/* So many bars have their numbers beside them. */
#define NUMBERS_MAX 40

static double widest_label(const struct chart *c)
{
	double most = 0;

	for (size_t i = 0; i < c->len; i++)
		most = fmax(most, chart_svg_width(c->labels[i]));
	return fmin(most, LABEL_MOST);
}

static bool are_columns(const struct chart *c)
{
	return c->times || (c->len <= COLUMNS_MAX &&
				   widest_label(c) + 8 <= 620.0 / (double)(c->len ? c->len : 1));
}

static double row_height(const struct chart *c)
{
	return c->series_len > 1 ? 12.0 * (double)c->series_len + 12 : 26;
}

double chart_svg_bars_height(const struct chart *c)
{
	return are_columns(c) ? COLUMNS_HEIGHT : 44 + row_height(c) * (double)c->len + 46;
}

struct bars {
	struct chart_svg *s;
	struct chart_scale scale;
	bool numbers;
};

/* The bar's tooltip: what it is. */
static void add_tip(struct str *out, const struct chart *c, size_t i, size_t series)
{
	char text[FORMAT_MAX];

	str_add(out, "<title>");
	chart_svg_text(out, c->labels[i]);
	if (c->series_len > 1 && c->series[series].name) {
		str_add(out, ", ");
		chart_svg_text(out, c->series[series].name);
	}
	format_number_whole(text, c->series[series].values[i]);
	str_addf(out, ": %s</title></rect>\n", text);
}

/* ---- columns ---- */

static double column_width(const struct chart_svg *s)
{
	const struct chart *c = &s->data->chart;
	double slot = (s->right - s->left) / (double)c->len;

	return fmin(slot * 0.76, 90 * (double)c->series_len) / (double)c->series_len;
}

/* All of them, or none. */
static bool numbers_fit(const struct chart_svg *s)
{
	const struct chart *c = &s->data->chart;
	double most = 0;

	for (size_t k = 0; k < c->series_len; k++) {
		for (size_t i = 0; i < c->len; i++) {
			char text[FORMAT_MAX];

			format_number(text, c->series[k].values[i]);
			most = fmax(most, chart_svg_width(text));
		}
	}
	return most <= column_width(s);
}

static void add_column(struct bars *b, size_t i, size_t k)
{
	struct chart_svg *s = b->s;
	const struct chart *c = &s->data->chart;
	double slot = (s->right - s->left) / (double)c->len, value = c->series[k].values[i];
	double width = column_width(s), group = width * (double)c->series_len;
	double x = s->left + ((double)i + 0.5) * slot - group / 2 + (double)k * width;
	double height = s->bottom - s->top, zero = s->bottom - chart_place(&b->scale, 0) * height;
	double y = s->bottom - chart_place(&b->scale, value) * height;
	char text[FORMAT_MAX];

	if (isnan(value))
		return;
	str_addf(s->out,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"f%zu\">", x,
		fmin(y, zero), fmax(width - (c->series_len > 1 ? 1 : 0), 0.5),
		fmax(fabs(zero - y), 0.5), k);
	add_tip(s->out, c, i, k);
	format_number(text, value);
	if (b->numbers)
		chart_svg_label(s, &(struct chart_svg_label){x + width / 2,
					   value < 0 ? y + 13 : y - 4, 0, text, "middle", NULL, 0});
}

static void draw_columns(struct bars *b)
{
	struct chart_svg *s = b->s;
	const struct chart *c = &s->data->chart;

	if (c->y_title && *c->y_title)
		s->top += 18;
	s->top += 10;
	chart_svg_y_room(s, &b->scale);
	s->bottom -= chart_svg_categories_height(s) - 8 + (c->x_title && *c->x_title ? 16 : 0);
	chart_svg_y_axis(s, &b->scale);
	b->numbers = b->numbers && numbers_fit(s);
	for (size_t i = 0; i < c->len; i++)
		for (size_t k = 0; k < c->series_len; k++)
			add_column(b, i, k);
	chart_svg_categories(s);
	chart_svg_axis_titles(s);
}

/* ---- rows ---- */

static void add_row(struct bars *b, size_t i, size_t k)
{
	struct chart_svg *s = b->s;
	const struct chart *c = &s->data->chart;
	double slot = (s->bottom - s->top) / (double)c->len, value = c->series[k].values[i];
	double group = slot - (c->series_len > 1 ? 10 : 8), height = group / (double)c->series_len;
	double y = s->top + (double)i * slot + (slot - group) / 2 + (double)k * height;
	double width = s->right - s->left, zero = s->left + chart_place(&b->scale, 0) * width;
	double x = s->left + chart_place(&b->scale, value) * width;
	char text[FORMAT_MAX];

	if (isnan(value))
		return;
	str_addf(s->out,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"f%zu\">",
		fmin(x, zero), y, fmax(fabs(x - zero), 0.5),
		fmax(height - (c->series_len > 1 ? 1 : 0), 0.5), k);
	add_tip(s->out, c, i, k);
	format_number(text, value);
	if (b->numbers)
		chart_svg_label(
			s, &(struct chart_svg_label){value < 0 ? x - 4 : x + 4, y + height / 2 + 4,
				   0, text, value < 0 ? "end" : "start", NULL, 0});
}

static void draw_rows(struct bars *b)
{
	struct chart_svg *s = b->s;
	const struct chart *c = &s->data->chart;
	double slot;

	s->bottom -= 26;
	s->left += widest_label(c) + 10;
	/* The numbers stand behind the longest bars. */
	s->right -= b->numbers ? 34 : 0;
	if (b->numbers && b->scale.min < 0)
		s->left += 34;
	chart_svg_x_axis(s, &b->scale);
	slot = (s->bottom - s->top) / (double)c->len;
	for (size_t i = 0; i < c->len; i++) {
		chart_svg_label(s, &(struct chart_svg_label){16 + widest_label(c),
					   s->top + ((double)i + 0.5) * slot + 4, LABEL_MOST,
					   c->labels[i], "end", NULL, 0});
		for (size_t k = 0; k < c->series_len; k++)
			add_row(b, i, k);
	}
	if (c->y_title && *c->y_title)
		chart_svg_label(s, &(struct chart_svg_label){s->right, s->height - 4, 300,
					   c->y_title, "end", "muted", 0});
}

void chart_svg_bars(struct chart_svg *s)
{
	const struct chart *c = &s->data->chart;
	struct chart_range r = chart_range_with_zero(chart_range_of_all(c));
	struct bars b = {.s = s,
		.scale = chart_scale_nice(r.lo, r.hi, 6),
		.numbers = c->len * c->series_len <= NUMBERS_MAX};

	if (are_columns(c))
		draw_columns(&b);
	else
		draw_rows(&b);
}
