#ifndef CMD_PANEL_H
#define CMD_PANEL_H

#include "cmd/ask.h"
#include "core/data/json.h"
#include "core/store/panels.h"

/* What the subcommands of 'blokctl panel' share, and dashboards with them. */

extern const struct cmd panel_create, panel_list, panel_show, panel_run, panel_delete, panel_export,
	panel_import;

/* Of files that 'export' writes and 'import' reads. */
#define PANELS_VERSION 1

/* ---- kept panels ---- */

/* Letters of any script, no control characters, no '/', no '-' in front. */
#define PANEL_NAME_MAX 100
bool panel_check_name(const char *kind, const char *name, struct err *err);

/* That a panel can get the name, and there is none of it. */
bool panel_is_free(struct app *app, const char *name, struct err *err);

/* Keeps a panel; one of that name is replaced only with `replace`.  created_at is
 * set here, and `database` becomes what can be opened from anywhere: see
 * panel_database(). */
bool panel_save(struct app *app, const struct panel *p, bool replace, struct err *err);

/* What --db was given, to be kept: without a password, and a path from the root
 * on.  NULL: ask.database of the configuration, which is loaded before. */
const char *panel_database(struct app *app, const char *name);

/* In the app's arena; ERR_WORK with the nearest name when there is none. */
bool panel_find(struct app *app, const char *name, struct panel *ret, struct err *err);

/* {name, question, sql, …}, every key there. */
cJSON *panel_json(const struct panel *p);

/* ---- their rows ---- */

/* Limits of this run; 0: the panel's own, then the configuration's. */
struct panel_limits {
	int64_t max_rows, timeout_ms;
};
/* Runs the SQL again, through the same gate; the rows are in the app's arena. */
bool panel_query(struct app *app, struct source *s, const struct panel *p,
	const struct panel_limits *limits, struct source_result *ret, struct err *err);
/* What --param was given as `params` of a panel, the caller's; NULL for nothing. */
char *panel_params(const struct opt_list *given);
/* Notes that it was run; what cannot be noted is a warning. */
void panel_note_run(struct app *app, const struct panel *p);
/* Which chart its rows make: the panel's own, or what the shape asks for.
 * ASK_CHART_TABLE: none. */
enum ask_chart panel_chart(const struct panel *p, const struct source_result *r);

#endif
