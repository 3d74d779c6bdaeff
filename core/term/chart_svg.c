#include "core/term/chart_impl.h"

#include "core/base/markup.h"
#include "core/base/sha256.h"
#include "core/base/utf8.h"
#include "core/term/width.h"

#include <math.h>
#include <string.h>

#define WIDTH 720
#define WIDTH_LEAST 300
#define HEIGHT 360
/* More columns than these are too thin to point at. */
#define CATEGORIES_MAX 60
#define TITLE_SIZE 16

/* M. Okabe and K. Ito, Color Universal Design (2008): told apart with every kind
 * of colour vision.  Its yellow is too light for white paper and its black is the
 * text's: brown and grey stand in.  The dark ones are brighter. */
static const char *const light[CHART_SERIES_MAX] = {
	"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f5a2e", "#6e7781"};
static const char *const dark[CHART_SERIES_MAX] = {
	"#4ea8de", "#f08a4b", "#3ecf9f", "#e39cc4", "#f2be4b", "#9ad4f5", "#c39a6b", "#a4adb6"};
/* Lines differ on grey paper, too. */
static const char *const dashes[CHART_SERIES_MAX] = {
	"none", "7 3", "2 3", "8 3 2 3", "12 4", "4 4", "1 4", "10 3 2 3 2 3"};

/* ---- text ---- */

void chart_svg_text(struct str *out, const char *text)
{
	for (size_t len; *text; text += len) {
		len = strcspn(text, "\t\n\r");
		markup_text(out, text, len);
		if (text[len]) {
			str_add_char(out, ' ');
			len++;
		}
	}
}

/* Of a wide sans serif (nobody knows which one it will be), in thousandths of its
 * size. */
static int advance(uint32_t cp)
{
	if (cp < 0x80)
		return strchr("iIljtf.,:;'|!()[]- ", (int)cp) ? 360
		       : strchr("mwMW@%", (int)cp)            ? 950
		       : cp >= 'A' && cp <= 'Z'               ? 700
							      : 630;
	return width_of_char(cp) == 2 ? 1000 : width_of_char(cp) ? 640 : 0;
}

double chart_svg_width(const char *text)
{
	size_t len = strlen(text);
	uint32_t cp = 0;
	int sum = 0;

	for (size_t at = 0, step; at < len; at += step ? step : 1) {
		step = utf8_decode(text + at, len - at, &cp);
		sum += advance(step ? cp : 'x');
	}
	return sum * 12 / 1000.0;
}

/* Where a text has to end so that it and an ellipsis fit. */
static size_t fitting(const char *text, double most)
{
	size_t len = strlen(text);
	double room = most - 12; /* the ellipsis */
	uint32_t cp = 0;

	if (most <= 0 || chart_svg_width(text) <= most)
		return len;
	for (size_t at = 0, step;; at += step ? step : 1) {
		step = utf8_decode(text + at, len - at, &cp);
		room -= 12 * advance(step ? cp : 'x') / 1000.0;
		if (room < 0)
			return at;
	}
}

void chart_svg_label(struct chart_svg *s, const struct chart_svg_label *l)
{
	size_t len = fitting(l->text, l->most);
	struct str cut = {0};

	str_add_bytes(&cut, l->text, len);
	if (l->text[len])
		str_add(&cut, "…");
	str_addf(s->out, "<text x=\"%.1f\" y=\"%.1f\"", l->x, l->y);
	if (l->anchor)
		str_addf(s->out, " text-anchor=\"%s\"", l->anchor);
	if (l->class)
		str_addf(s->out, " class=\"%s\"", l->class);
	if (l->turn != 0)
		str_addf(s->out, " transform=\"rotate(%g %.1f %.1f)\"", l->turn, l->x, l->y);
	str_add_char(s->out, '>');
	/* The whole text for those who point at it. */
	if (l->text[len]) {
		str_add(s->out, "<title>");
		chart_svg_text(s->out, l->text);
		str_add(s->out, "</title>");
	}
	chart_svg_text(s->out, str_text(&cut));
	str_add(s->out, "</text>\n");
	str_release(&cut);
}

/* ---- the frame ---- */

static void add_colours(struct str *out, const char *prefix, const char *const *colours)
{
	for (size_t i = 0; i < CHART_SERIES_MAX; i++)
		str_addf(out, "%s .f%zu{fill:%s}%s .s%zu{stroke:%s}", prefix, i, colours[i], prefix,
			i, colours[i]);
}

/* Rules, not variables: every renderer knows them.  The dark ones are more specific,
 * so that they hold whichever of a page's charts comes last. */
#define DARK "svg.blokchart"

static void add_style(struct str *out)
{
	str_add(out, "<style>.blokchart{background:#fff}"
		     ".blokchart text{font:12px system-ui,-apple-system,\"Segoe UI\","
		     "\"DejaVu Sans\",sans-serif;fill:#1f2328}"
		     ".blokchart .title{font-size:16px;font-weight:600}"
		     ".blokchart .muted{fill:#57606a}"
		     ".blokchart .kpi{font-size:40px;font-weight:600}"
		     ".blokchart .grid{stroke:#d8dee4;stroke-width:1}"
		     ".blokchart .axis{stroke:#57606a;stroke-width:1}"
		     ".blokchart .line{fill:none;stroke-width:2;stroke-linejoin:round}"
		     ".blokchart .slice{stroke:#fff;stroke-width:2}");
	add_colours(out, ".blokchart", light);
	for (size_t i = 1; i < CHART_SERIES_MAX; i++)
		str_addf(out, ".blokchart .line.s%zu{stroke-dasharray:%s}", i, dashes[i]);
	str_add(out, "@media screen and (prefers-color-scheme:dark){" DARK
		     "{background:#0d1117}" DARK " text{fill:#e6edf3}" DARK
		     " .muted{fill:#9198a1}" DARK " .grid{stroke:#30363d}" DARK
		     " .axis{stroke:#9198a1}" DARK " .slice{stroke:#0d1117}");
	add_colours(out, DARK, dark);
	str_add(out, "}</style>\n");
}

static void add_range(struct str *out, const struct chart_series *s, size_t len)
{
	struct chart_range r = chart_range_of(s->values, len);
	char lo[FORMAT_MAX], hi[FORMAT_MAX];

	if (s->name && *s->name) {
		chart_svg_text(out, s->name);
		str_add(out, ": ");
	}
	format_number_whole(lo, r.lo);
	format_number_whole(hi, r.hi);
	if (r.count)
		str_addf(out, "%zu value%s from %s to %s. ", r.count, r.count == 1 ? "" : "s", lo,
			hi);
	else
		str_add(out, "no values. ");
}

/* What somebody is told who cannot see it. */
static void add_description(const struct chart_svg *s, const char *id)
{
	const struct chart *c = &s->data->chart;

	str_addf(s->out, "<title id=\"%s-t\">", id);
	chart_svg_text(s->out, c->title && *c->title ? c->title : chart_kind_name(c->kind));
	str_addf(s->out, "</title>\n<desc id=\"%s-d\">%s chart", id,
		c->kind == CHART_KPI ? "figure" : chart_kind_name(c->kind));
	if (c->labels && c->len)
		str_addf(s->out, " of %zu categor%s", c->len, c->len == 1 ? "y" : "ies");
	str_add(s->out, ". ");
	for (size_t i = 0; i < c->series_len; i++)
		add_range(s->out, &c->series[i], c->len);
	if (s->data->left_out)
		str_addf(s->out, "%zu more are not shown. ", s->data->left_out);
	str_truncate(s->out, s->out->len - 1);
	str_add(s->out, "</desc>\n");
}

/* Ids are of the page: made of the content, so that two charts have two. */
static void make_id(const struct chart *c, char id[16])
{
	char hex[SHA256_SIZE * 2 + 1];
	struct str seed = {0};

	str_addf(&seed, "%d %s %zu", c->kind, c->title ? c->title : "", c->len);
	for (size_t i = 0; i < c->series_len; i++)
		for (size_t k = 0; k < c->len; k++)
			str_addf(&seed, " %.6g", c->series[i].values[k]);
	sha256_hex(str_text(&seed), seed.len, hex);
	memcpy(id, "chart-", 6);
	memcpy(id + 6, hex, 8);
	id[14] = '\0';
	str_release(&seed);
}

static bool has_legend(const struct chart *c)
{
	return c->series_len > 1 && c->kind != CHART_KPI && c->kind != CHART_PIE;
}

#define LEGEND_ROW 22
#define LEGEND_MOST 160 /* pixels of a name */

static double legend_width(const struct chart *c, size_t i)
{
	return fmin(chart_svg_width(c->series[i].name ? c->series[i].name : ""), LEGEND_MOST) + 36;
}

static double width_of_svg(const struct chart *c)
{
	return !c->svg_width ? WIDTH : fmax(c->svg_width, WIDTH_LEAST);
}

static size_t legend_rows(const struct chart *c)
{
	size_t rows = has_legend(c);
	double x = 16;

	for (size_t i = 0; rows && i < c->series_len; i++) {
		if (x > 16 && x + legend_width(c, i) > width_of_svg(c)) {
			rows++;
			x = 16;
		}
		x += legend_width(c, i);
	}
	return rows;
}

static void add_legend(struct chart_svg *s)
{
	const struct chart *c = &s->data->chart;
	double x = 16, y = s->top - 14 - (double)(legend_rows(c) - 1) * LEGEND_ROW;

	for (size_t i = 0; i < c->series_len; i++) {
		const char *name = c->series[i].name ? c->series[i].name : "";

		if (x > 16 && x + legend_width(c, i) > width_of_svg(c)) {
			x = 16;
			y += LEGEND_ROW;
		}
		str_addf(s->out,
			"<rect x=\"%.1f\" y=\"%.1f\" width=\"11\" height=\"11\" rx=\"2\" "
			"class=\"f%zu\"/>\n",
			x, y - 10, i);
		chart_svg_label(
			s, &(struct chart_svg_label){x + 16, y, LEGEND_MOST, name, NULL, NULL, 0});
		x += legend_width(c, i);
	}
}

static double height_of(const struct chart_svg *s)
{
	const struct chart *c = &s->data->chart;

	switch (c->kind) {
	case CHART_PIE: return chart_svg_pie_height(s);
	case CHART_KPI: return chart_svg_kpi_height(c);
	case CHART_BAR:
	case CHART_GROUPED_BAR: return chart_svg_bars_height(c);
	default: return HEIGHT;
	}
}

static void draw(struct chart_svg *s)
{
	switch (s->data->chart.kind) {
	case CHART_KPI: chart_svg_kpi(s); break;
	case CHART_BAR:
	case CHART_GROUPED_BAR: chart_svg_bars(s); break;
	case CHART_PIE: chart_svg_pie(s); break;
	case CHART_LINE:
	case CHART_SCATTER: chart_svg_plot(s); break;
	}
}

static bool is_empty(const struct chart *c)
{
	return !chart_range_of_all(c).count;
}

static void add_content(struct chart_svg *s)
{
	const struct chart *c = &s->data->chart;
	struct str more = {0};

	str_addf(s->out, "<rect width=\"%g\" height=\"%g\" fill=\"none\"/>\n", s->width, s->height);
	if (c->title && *c->title)
		chart_svg_label(
			s, &(struct chart_svg_label){16, 26, (s->width - 32) * 12 / TITLE_SIZE,
				   c->title, NULL, "title", 0});
	if (is_empty(c)) {
		chart_svg_label(s, &(struct chart_svg_label){s->width / 2, s->height / 2, 0,
					   "no values", "middle", "muted", 0});
		return;
	}
	if (has_legend(c))
		add_legend(s);
	draw(s);
	if (s->data->left_out) {
		str_addf(&more, "… and %zu more", s->data->left_out);
		chart_svg_label(s, &(struct chart_svg_label){s->width - 16, 26, 0, str_text(&more),
					   "end", "muted", 0});
	}
	str_release(&more);
}

void chart_svg(const struct chart *c, struct str *out)
{
	struct chart_data data;
	struct chart_svg s = {.data = &data, .out = out, .width = width_of_svg(c)};
	bool titled = c->title && *c->title;
	char id[16];

	chart_data_init(&data, c, CATEGORIES_MAX);
	s.top = (titled ? 44 : 16) + (double)legend_rows(&data.chart) * LEGEND_ROW +
		(has_legend(&data.chart) ? 4 : 0);
	s.height = is_empty(&data.chart) ? 120 : height_of(&s) + s.top - 44;
	s.left = 16;
	s.right = s.width - 20;
	s.bottom = s.height - 16;
	make_id(&data.chart, id);
	str_addf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" width=\"%g\" "
		"height=\"%g\" "
		"class=\"blokchart\" role=\"img\" aria-labelledby=\"%s-t %s-d\">\n",
		s.width, s.height, s.width, s.height, id, id);
	add_description(&s, id);
	add_style(out);
	add_content(&s);
	str_add(out, "</svg>\n");
	chart_data_release(&data);
}
