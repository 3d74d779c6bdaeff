#include "core/term/chart_impl.h"

#include <math.h>
#include <string.h>

/* A category's name is cut at so many pixels. */
#define LABEL_MOST 140
#define TURN 40 /* degrees */
#define LINE 14 /* pixels a turned label needs beside the next */

void chart_svg_y_room(struct chart_svg *s, const struct chart_scale *scale)
{
	double most = 0;
	char text[FORMAT_MAX];

	for (int i = 0; i < scale->ticks; i++) {
		chart_tick_text(scale, i, text);
		most = fmax(most, chart_svg_width(text));
	}
	s->left += most + 10;
}

void chart_svg_y_axis(struct chart_svg *s, const struct chart_scale *scale)
{
	char text[FORMAT_MAX];

	for (int i = 0; i < scale->ticks; i++) {
		double value = chart_tick(scale, i);
		double y = s->bottom - chart_place(scale, value) * (s->bottom - s->top);

		chart_tick_text(scale, i, text);
		str_addf(s->out,
			"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n",
			s->left, y, s->right, y, value == 0 ? "axis" : "grid");
		chart_svg_label(s,
			&(struct chart_svg_label){s->left - 8, y + 4, 0, text, "end", "muted", 0});
	}
}

void chart_svg_x_axis(struct chart_svg *s, const struct chart_scale *scale)
{
	char text[FORMAT_MAX];

	for (int i = 0; i < scale->ticks; i++) {
		double value = chart_tick(scale, i);
		double x = s->left + chart_place(scale, value) * (s->right - s->left);

		chart_tick_text(scale, i, text);
		str_addf(s->out,
			"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x,
			s->top, x, s->bottom, value == 0 ? "axis" : "grid");
		chart_svg_label(s, &(struct chart_svg_label){
					   x, s->bottom + 18, 0, text, "middle", "muted", 0});
	}
}

/* How the names of categories are set: as they are, turned, or every n-th. */
struct setting {
	double slot, widest;
	bool turned;
	size_t every;
};

static struct setting setting_of(const struct chart_svg *s)
{
	const struct chart *c = &s->data->chart;
	struct setting set = {
		.slot = (s->right - s->left) / (double)(c->len ? c->len : 1), .every = 1};
	double room;

	for (size_t i = 0; i < c->len; i++)
		set.widest = fmax(set.widest, fmin(chart_svg_width(c->labels[i]), LABEL_MOST));
	if (set.widest + 8 <= set.slot)
		return set;
	/* Instants go on evenly: some of them tell the others. */
	if (!c->times && set.slot >= LINE) {
		set.turned = true;
		return set;
	}
	room = c->times ? set.widest + 16 : LINE;
	set.turned = !c->times;
	set.every = (size_t)ceil(room / set.slot);
	return set;
}

double chart_svg_categories_height(const struct chart_svg *s)
{
	struct setting set = setting_of(s);

	return set.turned ? set.widest * sin(TURN * CHART_PI / 180) + 24 : 26;
}

void chart_svg_categories(struct chart_svg *s)
{
	const struct chart *c = &s->data->chart;
	struct setting set = setting_of(s);

	for (size_t i = 0; i < c->len; i += set.every) {
		struct chart_svg_label l = {.x = s->left + ((double)i + 0.5) * set.slot,
			.y = s->bottom + (set.turned ? 14 : 18),
			.most = LABEL_MOST,
			.text = c->labels[i],
			.anchor = set.turned ? "end" : "middle",
			.class = "muted",
			.turn = set.turned ? -TURN : 0};

		/* The first ones have the margin to their left, no more. */
		if (set.turned)
			l.most = fmin(l.most, (l.x - 4) / cos(TURN * CHART_PI / 180));
		chart_svg_label(s, &l);
	}
}

void chart_svg_axis_titles(struct chart_svg *s)
{
	const struct chart *c = &s->data->chart;

	if (c->y_title && *c->y_title)
		chart_svg_label(s, &(struct chart_svg_label){
					   16, s->top - 18, 240, c->y_title, NULL, "muted", 0});
	if (c->x_title && *c->x_title)
		chart_svg_label(s, &(struct chart_svg_label){s->right, s->height - 8, 300,
					   c->x_title, "end", "muted", 0});
}
