#ifndef STORE_PANELS_H
#define STORE_PANELS_H

#include "core/store/store.h"

/* The table panel: queries that are kept with how their rows are shown.  The
 * rows themselves are not kept: each look fetches them again. */

struct panel {
	const char *name;
	const char *question; /* or NULL */
	const char *sql;
	const char *explanation;      /* or NULL */
	const char *chart;            /* "auto", "none", or a kind */
	const char *format;           /* "table", … */
	const char *database;         /* as --db has it, without a password */
	const char *params;           /* JSON: an array; or NULL */
	int64_t max_rows, timeout_ms; /* 0: as configured */
	int64_t created_at;           /* ms since 1970 */
	int64_t run_at;               /* 0: never yet */
};

/* Adds, or replaces the one of that name: *ret_replaced. */
bool panels_put(struct store *s, const struct panel *p, bool *ret_replaced, struct err *err);
/* In the arena; *ret_found false when there is none. */
bool panels_get(struct store *s, struct arena *a, const char *name, struct panel *ret,
	bool *ret_found, struct err *err);
/* By name.  The texts are valid until `each` returns; it must not call the store. */
typedef bool panels_visit(void *self, const struct panel *p, struct err *err);
bool panels_each(struct store *s, panels_visit *each, void *self, struct err *err);
/* Takes it off the dashboards, too. */
bool panels_delete(struct store *s, const char *name, bool *ret_deleted, struct err *err);
bool panels_note_run(struct store *s, const char *name, int64_t at, struct err *err);

#endif
