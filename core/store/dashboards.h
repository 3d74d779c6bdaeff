#ifndef STORE_DASHBOARDS_H
#define STORE_DASHBOARDS_H

#include "core/base/vec.h"
#include "core/store/store.h"

/* The tables dashboard and dashboard_panel: panels that are shown together. */

/* Twelfths of a page: what halves, thirds and quarters come out even in. */
#define DASHBOARD_FULL 12

struct dashboard_panel {
	const char *panel;
	int width; /* 1 to DASHBOARD_FULL */
};

struct dashboard {
	const char *name, *title;
	int64_t created_at;                 /* ms since 1970 */
	VEC(struct dashboard_panel) panels; /* in their order */
};

static inline void dashboard_release(struct dashboard *d)
{
	vec_release(&d->panels);
}

/* *ret_created false: there is one of that name, and it stays. */
bool dashboards_create(
	struct store *s, const char *name, const char *title, bool *ret_created, struct err *err);
/* The texts are in the arena; dashboard_release() also when there is none. */
bool dashboards_get(struct store *s, struct arena *a, const char *name, struct dashboard *ret,
	bool *ret_found, struct err *err);
/* By name, without their panels but with how many there are.  The texts are
 * valid until `each` returns; it must not call the store. */
typedef bool dashboards_visit(
	void *self, const struct dashboard *d, int64_t panels, struct err *err);
bool dashboards_each(struct store *s, dashboards_visit *each, void *self, struct err *err);
bool dashboards_delete(struct store *s, const char *name, bool *ret_deleted, struct err *err);

/* Before the panel that stands at `place` (from 1), or behind all with 0; one that
 * is there already moves. */
bool dashboards_add(struct store *s, const char *name, const struct dashboard_panel *p, int place,
	struct err *err);
bool dashboards_remove(
	struct store *s, const char *name, const char *panel, bool *ret_removed, struct err *err);
/* The dashboards that show a panel, by name. */
bool dashboards_with(
	struct store *s, const char *panel, dashboards_visit *each, void *self, struct err *err);

#endif
