#include "cmd/meter.h"
#include "cmd/dashboard.h"

#include "core/ask/chart.h"
#include "core/ask/result_page.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/page.h"
#include "core/term/width.h"

#include <stdlib.h>
#include <string.h>

/* Rows below a chart, and in place of one: what is read, not what is searched. */
#define PAGE_ROWS 200
#define TEXT_ROWS 20

/* Pixels that a panel of so many twelfths has, on a wide page (page.c: 88rem). */
#define SVG_WIDTH(twelfths) (112 * (twelfths)-52)

/* ---- fetching ---- */

/* Files of data are loaded once, however many panels ask them. */
struct opened {
	const char *name;
	struct source *source; /* NULL: it cannot be opened */
	struct err err;
};
struct connections {
	struct app *app;
	VEC(struct opened) list;
};

static struct source *connect(struct connections *c, const char *name, struct err *err)
{
	struct opened *o;

	for (size_t i = 0; i < c->list.len; i++) {
		if (str_eq(c->list.at[i].name, name)) {
			*err = c->list.at[i].err;
			return c->list.at[i].source;
		}
	}
	o = vec_add(&c->list);
	*o = (struct opened){.name = name};
	if (!ask_database_open(c->app, name, &o->source, &o->err))
		o->source = NULL;
	*err = o->err;
	return o->source;
}

static void fetch(struct connections *c, struct dashboard_view *v)
{
	const struct panel_limits limits = {0};
	struct app *app = c->app;
	struct source *s;

	v->found = panel_find(app, v->name, &v->panel, &v->err);
	s = v->found ? connect(c, v->panel.database, &v->err) : NULL;
	v->ok = s && panel_query(app, s, &v->panel, &limits, &v->result, &v->err);
	if (!v->ok)
		return;
	panel_note_run(app, &v->panel);
	v->kind = panel_chart(&v->panel, &v->result);
	if (!ask_chart_make(&v->result, v->kind, NULL, &app->arena, &v->chart) ||
		!chart_check(&v->chart, &v->err))
		v->kind = ASK_CHART_TABLE;
	v->chart.svg_width = SVG_WIDTH(v->width);
}

void dashboard_fetch(struct app *app, const struct dashboard *d, struct dashboard_view *ret)
{
	struct connections c = {.app = app};

	meter_begin(app, tr("asking the databases"));
	for (size_t i = 0; i < d->panels.len; i++) {
		meter_at(i, d->panels.len);
		ret[i] = (struct dashboard_view){
			.name = d->panels.at[i].panel, .width = d->panels.at[i].width};
		fetch(&c, &ret[i]);
	}
	meter_end();
	for (size_t i = 0; i < c.list.len; i++)
		source_close(c.list.at[i].source);
	vec_release(&c.list);
}

static const char *heading_of(const struct dashboard_view *v)
{
	return v->found && v->panel.question ? v->panel.question : v->name;
}

static const char *problem_of(struct app *app, const struct dashboard_view *v)
{
	return arena_printf(
		&app->arena, "%s%s%s", v->err.message, *v->err.hint ? "; " : "", v->err.hint);
}

/* ---- a page ---- */

static const char *note_of(struct app *app, const struct dashboard_view *v)
{
	const char *explanation = v->panel.explanation ? v->panel.explanation : "";
	struct str text = {0};
	const char *note;

	str_add(&text, explanation);
	if (v->ok && !v->result.rows)
		str_addf(&text, "%sthere are no rows", text.len ? "\n\n" : "");
	if (v->ok && v->result.truncated) {
		str_add(&text, text.len ? "\n\n" : "");
		result_truncation(&v->result, &text);
	}
	note = arena_strdup(&app->arena, str_text(&text));
	str_release(&text);
	return note;
}

void dashboard_page(struct app *app, const char *title, const struct dashboard_view *views,
	size_t len, struct str *out)
{
	struct page_section *sections = arena_array(&app->arena, struct page_section, len + 1);
	struct page_table *tables = arena_array(&app->arena, struct page_table, len + 1);
	char at[CLOCK_ISO_MAX];
	struct page page = {
		.title = title, .language = "en", .sections = sections, .sections_len = len};

	for (size_t i = 0; i < len; i++) {
		const struct dashboard_view *v = &views[i];

		sections[i] = (struct page_section){.title = heading_of(v),
			.note = note_of(app, v),
			.code = v->found ? v->panel.sql : NULL,
			.span = v->width,
			.folds = true};
		if (!v->ok) {
			sections[i].problem = problem_of(app, v);
			continue;
		}
		result_page_table(&v->result, PAGE_ROWS, &app->arena, &tables[i]);
		/* A figure says all that its one row does. */
		if (v->kind != ASK_CHART_KPI && v->result.columns)
			sections[i].table = &tables[i];
		if (v->kind != ASK_CHART_TABLE)
			sections[i].chart = &v->chart;
	}
	clock_format_iso(clock_now_ms(), at);
	page.footer = arena_printf(&app->arena, "As of %.10s %.5s UTC", at, at + 11);
	page_html(&page, out);
}

/* ---- a terminal ---- */

static void add_styled(
	const struct term *term, enum term_role role, const char *text, struct str *out)
{
	struct str clean = {0};

	text_escape(&clean, text, strlen(text), ESCAPE_ALL);
	term_styled(term, out, role, str_text(&clean));
	str_add_char(out, '\n');
	str_release(&clean);
}

static void add_rows(struct app *app, const struct dashboard_view *v, struct str *out)
{
	struct source_result shown = v->result;

	if (shown.rows > TEXT_ROWS)
		shown.rows = TEXT_ROWS;
	if (!shown.rows) {
		add_styled(&app->out, ROLE_FAINT, tr("there are no rows"), out);
		return;
	}
	result_print(&shown, RESULT_TABLE, &app->out, out);
	if (shown.rows < v->result.rows)
		add_styled(&app->out, ROLE_FAINT,
			arena_printf(&app->arena,
				tr_n("and %zu more row", "and %zu more rows",
					v->result.rows - shown.rows),
				v->result.rows - shown.rows),
			out);
}

/* A share of some rows is not one of all. */
static void add_truncation(struct app *app, const struct dashboard_view *v, struct str *out)
{
	struct str text = {0};

	if (v->ok && v->result.truncated) {
		result_truncation(&v->result, &text);
		add_styled(&app->out, ROLE_FAINT, str_text(&text), out);
	}
	str_release(&text);
}

void dashboard_text(struct app *app, const char *title, const struct dashboard_view *views,
	size_t len, struct str *out)
{
	add_styled(&app->out, ROLE_STRONG, title, out);
	for (size_t i = 0; i < len; i++) {
		const struct dashboard_view *v = &views[i];

		str_add_char(out, '\n');
		add_styled(&app->out, ROLE_HEADING, heading_of(v), out);
		if (!v->ok)
			add_styled(&app->out, ROLE_ERROR, problem_of(app, v), out);
		else if (v->kind != ASK_CHART_TABLE)
			chart_text(&v->chart, &app->out, out);
		else
			add_rows(app, v, out);
		add_truncation(app, v, out);
	}
}
