#include "core/term/chart_impl.h"
#include "core/term/width.h"

#include <math.h>
#include <string.h>

/* A row for each value: its category, a bar, the number.  Bars begin at the place
 * of 0, to the left for what is below it. */
struct bars {
	const struct chart_page *p;
	struct chart_range range;
	size_t labels, numbers;    /* columns */
	double negative, positive; /* columns of the longest bars */
};

static size_t label_width(const struct chart *c)
{
	size_t most = 0;

	for (size_t i = 0; i < c->len; i++) {
		struct str safe = {0};
		size_t width;

		text_escape(&safe, c->labels[i], strlen(c->labels[i]), ESCAPE_ALL);
		width = width_of(str_text(&safe), safe.len);
		most = width > most ? width : most;
		str_release(&safe);
	}
	return most;
}

static size_t number_width(const struct chart *c)
{
	size_t most = 0;

	for (size_t k = 0; k < c->series_len; k++) {
		for (size_t i = 0; i < c->len; i++) {
			char text[FORMAT_MAX];

			format_number(text, c->series[k].values[i]);
			most = strlen(text) > most ? strlen(text) : most;
		}
	}
	return most;
}

static struct bars measure(const struct chart_page *p)
{
	const struct chart *c = &p->data->chart;
	struct bars b = {.p = p, .range = chart_range_with_zero(chart_range_of_all(c))};
	size_t labels = label_width(c), third = p->width * 2 / 5, taken;
	double room, span = b.range.hi - b.range.lo;

	b.labels = labels > third ? third : labels;
	b.numbers = number_width(c);
	taken = b.labels + b.numbers + 3;
	room = p->width > taken + 4 ? (double)(p->width - taken) : 4;
	b.negative = span > 0 ? floor(room * -b.range.lo / span) : 0;
	/* A narrow side still shows that there is something. */
	if (b.range.lo < 0 && b.negative < 1)
		b.negative = 1;
	b.positive = room - b.negative;
	return b;
}

/* Blocks grow from the left: the halves at a bar's left end are all there is. */
static void add_negative(const struct bars *b, double value, size_t series)
{
	const struct chart_page *p = b->p;
	double columns = value < 0 ? value / b->range.lo * b->negative : 0;
	size_t halves = (size_t)lround(columns * 2), full, room = (size_t)b->negative;
	const char *fill = chart_fill(p, series);
	bool fine = str_eq(fill, "█");

	if (!halves && value < 0)
		halves = 1;
	full = fine ? halves / 2 : (halves + 1) / 2;
	width_pad(p->out, room - full - (fine ? halves % 2 : 0));
	if (!halves)
		return;
	chart_colour(p, series);
	if (fine && halves % 2)
		str_add(p->out, "▐");
	for (size_t i = 0; i < full; i++)
		str_add(p->out, fill);
	chart_colour_end(p);
}

static void add_row(const struct bars *b, const char *label, size_t series, double value)
{
	const struct chart_page *p = b->p;
	char text[FORMAT_MAX];

	chart_cell(p, label, b->labels, ALIGN_RIGHT);
	str_add_char(p->out, ' ');
	if (b->range.lo < 0)
		add_negative(b, value, series);
	str_add(p->out, p->term->unicode ? "▏" : "|");
	if (value > 0)
		chart_bar(p, value / b->range.hi * b->positive, series);
	format_number(text, value);
	str_addf(p->out, "%s%s\n", value > 0 ? " " : "", text);
}

static void add_group(const struct bars *b, size_t i)
{
	const struct chart *c = &b->p->data->chart;

	for (size_t k = 0; k < c->series_len; k++)
		add_row(b, k ? "" : c->labels[i], k, c->series[k].values[i]);
}

void chart_text_bars(const struct chart_page *p)
{
	const struct chart *c = &p->data->chart;
	struct bars b = measure(p);
	const char *signs[CHART_SERIES_MAX];

	for (size_t k = 0; k < CHART_SERIES_MAX; k++)
		signs[k] = chart_fill(p, k);
	chart_text_legend(p, signs);
	for (size_t i = 0; i < c->len; i++) {
		if (i && c->series_len > 1)
			str_add_char(p->out, '\n');
		add_group(&b, i);
	}
}
