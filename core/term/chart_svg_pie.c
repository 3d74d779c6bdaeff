#include "core/term/chart_impl.h"

#include <math.h>

/* The slices clockwise from the top, the largest first; their names stand beside,
 * in the same order, for that is easier to read than lines to slices. */
#define RADIUS 130
#define RADIUS_LEAST 40

/* Names, shares and values; where there is little room names are cut. */
static double key_width(const struct chart_svg *s)
{
	return s->width < 600 ? 210 : 330;
}

static double radius_of(const struct chart_svg *s)
{
	return fmax(fmin(RADIUS, (s->width - 92 - key_width(s)) / 2), RADIUS_LEAST);
}

double chart_svg_pie_height(const struct chart_svg *s)
{
	return 60 + fmax(2 * radius_of(s), CHART_SLICES_MAX * 26);
}

static void add_slice(struct chart_svg *s, double from, double to, size_t i)
{
	double r = radius_of(s), x = 36 + r, y = (s->top + s->bottom) / 2;
	double a = from * 2 * CHART_PI, b = to * 2 * CHART_PI;

	/* An arc that ends where it begins is none. */
	if (to - from > 0.9999) {
		str_addf(s->out,
			"<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"slice f%zu\"/>\n", x, y,
			r, i);
		return;
	}
	str_addf(s->out,
		"<path d=\"M%.1f %.1fL%.2f %.2fA%.1f %.1f 0 %d 1 %.2f %.2fZ\" class=\"slice f%zu\"/>\n",
		x, y, x + r * sin(a), y - r * cos(a), r, r, to - from > 0.5, x + r * sin(b),
		y - r * cos(b), i);
}

void chart_svg_pie(struct chart_svg *s)
{
	struct chart_slice slices[CHART_SLICES_MAX];
	struct arena arena = {0};
	size_t len = chart_slices(&arena, &s->data->chart, slices);
	double from = 0, x = 72 + 2 * radius_of(s), key = key_width(s);
	double y = (s->top + s->bottom) / 2 - (double)len * 26 / 2 + 16;

	for (size_t i = 0; i < len; i++) {
		char text[FORMAT_MAX];
		struct str share = {0};

		add_slice(s, from, from + slices[i].share, i);
		from += slices[i].share;
		str_addf(s->out,
			"<rect x=\"%.1f\" y=\"%.1f\" width=\"11\" height=\"11\" rx=\"2\" "
			"class=\"f%zu\"/>\n",
			x, y - 10, i);
		chart_svg_label(s,
			&(struct chart_svg_label){x + 18, y, key - 140, slices[i].label, NULL, NULL, 0});
		str_addf(&share, "%.1f %%", slices[i].share * 100);
		chart_svg_label(s,
			&(struct chart_svg_label){x + key - 60, y, 0, str_text(&share), "end", NULL, 0});
		format_number(text, slices[i].value);
		chart_svg_label(
			s, &(struct chart_svg_label){x + key, y, 0, text, "end", "muted", 0});
		str_release(&share);
		y += 26;
	}
	arena_release(&arena);
}
