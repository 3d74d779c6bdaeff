#ifndef CMD_DASHBOARD_H
#define CMD_DASHBOARD_H

#include "cmd/panel.h"
#include "core/store/dashboards.h"
#include "core/term/chart.h"

/* What the subcommands of 'blokctl dashboard' share. */

extern const struct cmd dashboard_create, dashboard_add, dashboard_remove, dashboard_list,
	dashboard_show, dashboard_render, dashboard_delete;

/* ERR_WORK with the nearest name when there is none; dashboard_release() then, too. */
bool dashboard_find(struct app *app, const char *name, struct dashboard *ret, struct err *err);
/* {name, title, created_at, panels: [{panel, width}]} */
cJSON *dashboard_json(const struct dashboard *d);
/* Prints that document with --json, else the note. */
bool dashboard_tell(struct app *app, const char *name, const char *note, struct err *err);

/* ---- a look at all panels ---- */

struct dashboard_view {
	const char *name;
	int width; /* twelfths */
	bool ok;
	struct err err;     /* what kept its rows away */
	struct panel panel; /* when `found` */
	bool found;
	struct source_result result; /* when `ok`, as the chart */
	enum ask_chart kind;         /* ASK_CHART_TABLE: no chart */
	struct chart chart;
};
/* Fetches the rows of every panel anew; one that fails has its error.  In the app's
 * arena; `ret` has as many as the dashboard has panels. */
void dashboard_fetch(struct app *app, const struct dashboard *d, struct dashboard_view *ret);

/* One page that needs nothing else. */
void dashboard_page(struct app *app, const char *title, const struct dashboard_view *views,
	size_t len, struct str *out);
/* One panel below the other. */
void dashboard_text(struct app *app, const char *title, const struct dashboard_view *views,
	size_t len, struct str *out);

#endif
