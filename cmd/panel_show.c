#include "cmd/output.h"
#include "cmd/panel.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/width.h"

#include <string.h>

/* Wider than the widest title in every language. */
#define TITLE_WIDTH 10

static void line(struct app *app, const char *title, const char *text)
{
	struct str out = {0};

	if (!text || !*text)
		return;
	term_begin(&app->out, &out, ROLE_HEADING);
	str_add(&out, title);
	term_end(&app->out, &out, ROLE_HEADING);
	width_pad(&out, TITLE_WIDTH - width_of(title, strlen(title)));
	text_escape(&out, text, strlen(text), ESCAPE_ALL);
	str_add_char(&out, '\n');
	app_print_str(app, &out);
	str_release(&out);
}

static void print(struct app *app, const struct panel *p)
{
	char at[CLOCK_ISO_MAX];
	struct str sql = {0};

	line(app, tr("panel"), p->name);
	line(app, tr("question"), p->question);
	line(app, tr("means"), p->explanation);
	line(app, tr("database"), p->database);
	line(app, tr("params"), p->params);
	line(app, tr("chart"), p->chart);
	line(app, tr("format"), p->format);
	if (p->max_rows)
		line(app, tr("limit"),
			arena_printf(&app->arena,
				tr_n("%lld row", "%lld rows", (unsigned long long)p->max_rows),
				(long long)p->max_rows));
	if (p->timeout_ms)
		line(app, tr("timeout"),
			arena_printf(&app->arena, "%lld ms", (long long)p->timeout_ms));
	clock_format_iso(p->created_at, at);
	line(app, tr("created"), at);
	if (p->run_at) {
		clock_format_iso(p->run_at, at);
		line(app, tr("last run"), at);
	}
	str_add_char(&sql, '\n');
	text_escape(&sql, p->sql, strlen(p->sql), ESCAPE_LINES);
	str_add_char(&sql, '\n');
	app_print_str(app, &sql);
	str_release(&sql);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct panel p;
	cJSON *json;

	(void)argc;
	if (!panel_find(app, argv[0], &p, err))
		return false;
	if (!app->json) {
		print(app, &p);
		return true;
	}
	json = panel_json(&p);
	app_json(app, json);
	json_free(json);
	return true;
}

const struct cmd panel_show = {
	.name = "show",
	.args = "NAME",
	.summary = N_("Print a panel's query and settings, without running it"),
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_PANEL,
	.examples = (const char *const[]){"blokctl panel show revenue", N_("its query"), NULL},
	.run = run,
};
