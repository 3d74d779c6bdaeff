#include "core/term/chart_impl.h"
#include "core/term/width.h"

#include <string.h>

/* A terminal has no circles that can be read: the slices are bars of their
 * shares, and say how much that is. */
void chart_text_pie(const struct chart_page *p)
{
	struct chart_slice slices[CHART_SLICES_MAX];
	struct arena arena = {0};
	size_t len = chart_slices(&arena, &p->data->chart, slices), labels = 0, room;
	size_t most = p->width * 2 / 5;
	double largest = 0;

	for (size_t i = 0; i < len; i++) {
		size_t width = width_of(slices[i].label, strlen(slices[i].label));

		labels = width > labels ? width : labels;
		largest = slices[i].share > largest ? slices[i].share : largest;
	}
	labels = labels > most ? most : labels;
	room = p->width > labels + 24 ? p->width - labels - 18 : 6;
	for (size_t i = 0; i < len; i++) {
		char text[FORMAT_MAX];

		chart_cell(p, slices[i].label, labels, ALIGN_RIGHT);
		str_addf(p->out, " %5.1f %% ", slices[i].share * 100);
		chart_bar(p, slices[i].share / largest * (double)room, p->term->colour ? i : 0);
		format_number(text, slices[i].value);
		str_addf(p->out, " %s\n", text);
	}
	arena_release(&arena);
}
