#include "core/term/chart_impl.h"
#include "core/term/width.h"

#include <string.h>

static size_t widest(const struct chart *c)
{
	size_t most = 0;

	for (size_t i = 0; c->labels && i < c->len; i++) {
		size_t width = width_of(c->labels[i], strlen(c->labels[i]));

		most = width > most ? width : most;
	}
	return most;
}

/* A figure, or a list of them with their names. */
void chart_text_kpi(const struct chart_page *p)
{
	const struct chart *c = &p->data->chart;
	size_t names = widest(c), most = p->width / 2;

	names = names > most ? most : names;
	for (size_t i = 0; i < c->len; i++) {
		char text[FORMAT_MAX];

		format_number_whole(text, c->series[0].values[i]);
		if (names) {
			chart_cell(p, c->labels[i], names, ALIGN_LEFT);
			str_add(p->out, "  ");
		}
		term_styled(p->term, p->out, ROLE_STRONG, text);
		str_add_char(p->out, '\n');
	}
}
