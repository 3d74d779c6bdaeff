#include "core/term/chart_impl.h"

#include <string.h>

/* Figures side by side, four in a row. */
#define IN_A_ROW 4
#define ROW 84

double chart_svg_kpi_height(const struct chart *c)
{
	size_t rows = (c->len + IN_A_ROW - 1) / IN_A_ROW;

	return 44 + (double)(rows ? rows : 1) * ROW + 8;
}

void chart_svg_kpi(struct chart_svg *s)
{
	const struct chart *c = &s->data->chart;
	size_t columns = c->len < IN_A_ROW ? c->len : IN_A_ROW;
	double width = (s->width - 32) / (double)(columns ? columns : 1);

	for (size_t i = 0; i < c->len; i++) {
		double x = 16 + (double)(i % IN_A_ROW) * width;
		double y = s->top + (double)(i / IN_A_ROW) * ROW;
		char text[FORMAT_MAX];

		format_number_whole(text, c->series[0].values[i]);
		/* Where it is too long its short form says the same. */
		if (chart_svg_width(text) * 40 / 12 > width - 16)
			format_number(text, c->series[0].values[i]);
		chart_svg_label(s, &(struct chart_svg_label){x, y + 40, 0, text, NULL, "kpi", 0});
		if (c->labels)
			chart_svg_label(s, &(struct chart_svg_label){x, y + 62, width - 16,
						   c->labels[i], NULL, "muted", 0});
	}
}
