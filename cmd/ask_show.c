#include "cmd/ai.h"
#include "cmd/ask.h"
#include "cmd/output.h"
#include "core/ask/chart.h"
#include "core/ask/result_page.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

#include <string.h>

static enum ask_chart chart_of(
	const struct source_result *r, const struct ask_found *f, const struct ask_wish *w)
{
	enum ask_chart shape = ask_chart_of(r, w->question);

	/* What the question means goes before what its rows look like, as long as the
	 * rows are fit for it. */
	if (f->has_chart && f->chart != ASK_CHART_TABLE && shape != ASK_CHART_TABLE && r->rows > 1)
		return f->chart;
	return shape;
}

static bool make_chart(struct app *app, const struct source_result *r, const struct ask_found *f,
	const struct ask_wish *w, const struct ask_view *v, struct chart *ret)
{
	enum ask_chart kind;

	if (!v->chart || !ask_chart_named(v->chart, &kind))
		kind = chart_of(r, f, w);
	return ask_chart_make(r, kind, w->question, &app->arena, ret);
}

/* ---- into a file ---- */

/* Table, chart, query; in the app's arena. */
static void make_section(struct app *app, const struct source_result *r, const struct ask_found *f,
	const struct ask_wish *w, struct page_section *ret)
{
	struct page_table *table = arena_new(&app->arena, struct page_table);
	struct chart *chart = arena_new(&app->arena, struct chart);
	const struct ask_view view = {0};

	result_page_table(r, r->rows, &app->arena, table);
	*ret = (struct page_section){.note = f->explanation, .code = f->sql, .table = table};
	if (make_chart(app, r, f, w, &view, chart)) {
		/* The page has the title already. */
		chart->title = NULL;
		ret->chart = chart;
	}
}

static void as_page(struct app *app, const struct source_result *r, const struct ask_found *f,
	const struct ask_wish *w, struct str *out)
{
	struct page_section section;
	struct page page = {.title = w->question ? w->question : "Query",
		.language = "en",
		.sections = &section,
		.sections_len = 1};

	make_section(app, r, f, w, &section);
	page_html(&page, out);
}

static bool write_chart(struct app *app, const struct source_result *r, const struct ask_found *f,
	const struct ask_wish *w, const struct ask_view *v, struct err *err)
{
	struct chart chart;
	bool drawn = make_chart(app, r, f, w, v, &chart), page = str_ends(v->chart_file, ".html"),
	     ok;
	struct str out = {0};

	if (!page && !str_ends(v->chart_file, ".svg"))
		return err_set(err, ERR_USAGE,
			"--chart-out wants a name that ends with .svg or .html, not '%s'",
			v->chart_file);
	if (!drawn && !page) {
		err_set(err, ERR_NO_ANSWER, "these rows make no chart");
		return err_hint(err, "--chart names one, --chart-out FILE.html shows a table");
	}
	if (page)
		as_page(app, r, f, w, &out);
	else
		chart_svg(&chart, &out);
	ok = fs_write_atomic(v->chart_file, str_text(&out), out.len, 0644, err);
	if (ok)
		app_note(app, "%s", v->chart_file);
	str_release(&out);
	return ok;
}

/* ---- on the screen ---- */

static void show_chart(struct app *app, const struct source_result *r, const struct ask_found *f,
	const struct ask_wish *w, const struct ask_view *v)
{
	bool named = v->chart && !str_eq(v->chart, "auto");
	struct chart chart;
	struct str out = {0};

	/* Nobody asked for one where programs read along. */
	if (str_eq(v->chart, "none") || (!named && !app->out.is_tty))
		return;
	if (!make_chart(app, r, f, w, v, &chart)) {
		if (named)
			app_note(app, tr("these rows make no chart of the kind %s"), v->chart);
		return;
	}
	if (chart.kind == CHART_KPI && !named)
		return;
	chart.title = NULL;
	str_add_char(&out, '\n');
	chart_text(&chart, &app->out, &out);
	app_print_str(app, &out);
	str_release(&out);
}

bool ask_show(struct app *app, const struct source_result *r, const struct ask_found *f,
	const struct ask_wish *w, const struct ask_view *v, struct err *err)
{
	enum result_format format;
	struct str out = {0};
	struct term plain = app->out;

	if (!result_format_of(v->format ? v->format : "table", &format))
		return err_set(err, ERR_USAGE, "there is no format '%s'", v->format);
	result_print(r, format, &plain, &out);
	app_print_str(app, &out);
	str_release(&out);
	if (format == RESULT_TABLE)
		show_chart(app, r, f, w, v);
	if (r->truncated) {
		app_note(app,
			r->rows == 1 ? tr("only the first row is here, there are more; --limit "
					  "shows more")
				     : tr_n("only the first %zu row is here, there are more; "
					    "--limit shows more",
					       "only the first %zu rows are here, there are more; "
					       "--limit shows more",
					       r->rows),
			r->rows);
	}
	return !v->chart_file || write_chart(app, r, f, w, v, err);
}

/* ---- for programs ---- */

static cJSON *model_json(const struct ask_found *f)
{
	const struct ask_model_answer *m = &f->model;
	cJSON *json;

	if (!m->provider)
		return json_new_null();
	json = json_new_object();
	json_set_string(json, "provider", m->provider);
	json_set_string(json, "model", m->model);
	json_set_number(json, "calls", m->calls);
	json_set_number(json, "repairs", m->repairs);
	json_set_bool(json, "cached", m->cached);
	json_set_take(json, "cost_usd", ai_usd(m->cost));
	json_set_take(
		json, "assumptions", m->assumptions ? json_copy(m->assumptions) : json_new_array());
	return json;
}

void ask_show_json(struct app *app, const struct source_result *r, const struct ask_found *f,
	const struct ask_wish *w)
{
	cJSON *json = json_new_object();

	json_set_string(json, "question", w->question);
	json_set_string(json, "sql", f->sql);
	json_set_string(json, "explanation", f->explanation);
	json_set_string(json, "engine", f->engine);
	json_set_take(json, "confidence",
		f->confidence < 0 ? json_new_null() : json_new_number(f->confidence));
	json_set_string(json, "chart",
		r              ? ask_chart_name(chart_of(r, f, w))
		: f->has_chart ? ask_chart_name(f->chart)
			       : NULL);
	result_add_json(r, json);
	json_set_take(json, "model", model_json(f));
	app_json(app, json);
	json_free(json);
}
