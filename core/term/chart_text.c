#include "core/term/chart_impl.h"
#include "core/term/width.h"

#include <math.h>
#include <string.h>

/* More rows scroll the first ones away. */
#define CATEGORIES_MAX 40
#define WIDTH_FALLBACK 80
#define WIDTH_MAX 120

/* Blue, orange (yellow), magenta, green, cyan, red: neighbours differ for those
 * who see no red and green, too. */
static const char *const colours[CHART_SERIES_MAX] = {"\033[34m", "\033[33m", "\033[35m",
	"\033[32m", "\033[36m", "\033[31m", "\033[94m", "\033[93m"};

void chart_colour(const struct chart_page *p, size_t series)
{
	if (p->term->colour)
		str_add(p->out, colours[series % CHART_SERIES_MAX]);
}

void chart_colour_end(const struct chart_page *p)
{
	if (p->term->colour)
		str_add(p->out, "\033[0m");
}

void chart_cell(
	const struct chart_page *p, const char *text, size_t columns, enum chart_align align)
{
	struct str safe = {0}, cut = {0};
	size_t width;

	text_escape(&safe, text, strlen(text), ESCAPE_ALL);
	width_cut(&cut, str_text(&safe), columns, p->term->unicode);
	width = width_of(str_text(&cut), cut.len);
	if (align == ALIGN_RIGHT)
		width_pad(p->out, columns - width);
	str_add(p->out, str_text(&cut));
	if (align == ALIGN_LEFT)
		width_pad(p->out, columns - width);
	str_release(&safe);
	str_release(&cut);
}

const char *chart_fill(const struct chart_page *p, size_t series)
{
	static const char *const patterns[] = {"█", "░", "▓", "▒", "▚", "▞", "▤", "▥"};
	static const char *const ascii[] = {"#", "=", "*", "-", "+", "o", "x", "."};

	if (!p->term->unicode)
		return ascii[series % CHART_SERIES_MAX];
	return patterns[p->term->colour ? 0 : series % CHART_SERIES_MAX];
}

void chart_bar(const struct chart_page *p, double columns, size_t series)
{
	static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	const char *fill = chart_fill(p, series);
	bool fine = str_eq(fill, "█");
	size_t parts = (size_t)lround(columns * (fine ? 8 : 1)), whole;

	/* What is there is seen. */
	if (!parts && columns > 0)
		parts = 1;
	whole = fine ? parts / 8 : parts;
	chart_colour(p, series);
	for (size_t i = 0; i < whole; i++)
		str_add(p->out, fill);
	str_add(p->out, fine ? eighths[parts % 8] : "");
	chart_colour_end(p);
}

const char *chart_sign(const struct chart_page *p, size_t series)
{
	static const char *const signs[] = {"●", "▲", "■", "◆", "○", "△", "□", "◇"};
	static const char *const ascii[] = {"*", "+", "o", "x", "#", "@", "%", "&"};

	return (p->term->unicode ? signs : ascii)[series % CHART_SERIES_MAX];
}

void chart_text_legend(const struct chart_page *p, const char *const *signs)
{
	const struct chart *c = &p->data->chart;
	size_t used = 0;

	if (c->series_len < 2)
		return;
	for (size_t i = 0; i < c->series_len; i++) {
		const char *name = c->series[i].name ? c->series[i].name : "";
		size_t width = width_of(name, strlen(name)), most = p->width - 4;

		width = width > most ? most : width;
		if (used && used + width + 5 > p->width) {
			str_add_char(p->out, '\n');
			used = 0;
		}
		str_add(p->out, used ? "   " : "  ");
		chart_colour(p, i);
		str_add(p->out, signs[i]);
		chart_colour_end(p);
		str_add_char(p->out, ' ');
		chart_cell(p, name, width, ALIGN_LEFT);
		used += width + 5;
	}
	str_add_char(p->out, '\n');
}

static void add_line(const struct chart_page *p, enum term_role role, const char *text)
{
	struct str safe = {0}, cut = {0};

	if (!text || !*text)
		return;
	text_escape(&safe, text, strlen(text), ESCAPE_ALL);
	width_cut(&cut, str_text(&safe), p->width, p->term->unicode);
	term_styled(p->term, p->out, role, str_text(&cut));
	str_add_char(p->out, '\n');
	str_release(&safe);
	str_release(&cut);
}

static bool has_values(const struct chart *c)
{
	for (size_t i = 0; i < c->series_len; i++)
		if (chart_range_of(c->series[i].values, c->len).count)
			return true;
	return false;
}

static void draw(const struct chart_page *p)
{
	switch (p->data->chart.kind) {
	case CHART_KPI: chart_text_kpi(p); break;
	case CHART_BAR:
	case CHART_GROUPED_BAR: chart_text_bars(p); break;
	case CHART_PIE: chart_text_pie(p); break;
	case CHART_LINE:
	case CHART_SCATTER: chart_text_plot(p); break;
	}
}

static void add_left_out(const struct chart_page *p)
{
	struct str text = {0};

	if (!p->data->left_out)
		return;
	str_addf(&text, "%s and %zu more", p->term->unicode ? "…" : "...", p->data->left_out);
	add_line(p, ROLE_FAINT, str_text(&text));
	str_release(&text);
}

void chart_text(const struct chart *c, const struct term *term, struct str *out)
{
	size_t width = term->width > 0 ? (size_t)term->width : WIDTH_FALLBACK;
	struct chart_data data;
	struct chart_page p = {.data = &data,
		.term = term,
		.width = width > WIDTH_MAX ? WIDTH_MAX : width,
		.out = out};

	chart_data_init(&data, c, CATEGORIES_MAX);
	add_line(&p, ROLE_HEADING, c->title);
	if (has_values(&data.chart))
		draw(&p);
	else
		add_line(&p, ROLE_FAINT, "no values");
	add_left_out(&p);
	chart_data_release(&data);
}
