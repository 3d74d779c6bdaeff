#include "core/store/dashboards.h"

#include "core/base/clock.h"
#include "core/base/str.h"

static bool insert(struct store *s, const char *name, const char *title, bool *ret, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "INSERT OR IGNORE INTO dashboard VALUES (?, ?, ?)", &q, err))
		return false;
	db_bind_text(q, 1, name);
	db_bind_text(q, 2, title);
	db_bind_int(q, 3, clock_wall_ms());
	ok = db_run(q, err);
	*ret = db_changes(store_db(s)) > 0;
	db_finalize(q);
	return ok;
}

bool dashboards_create(
	struct store *s, const char *name, const char *title, bool *ret_created, struct err *err)
{
	return store_begin(s, err) && store_end(s, insert(s, name, title, ret_created, err), err);
}

static bool read_panels(
	struct store *s, struct arena *a, const char *name, struct dashboard *ret, struct err *err)
{
	struct db_stmt *q;
	bool row, ok;

	if (!db_prepare(store_db(s),
		    "SELECT panel, width FROM dashboard_panel WHERE dashboard = ? ORDER BY place",
		    &q, err))
		return false;
	db_bind_text(q, 1, name);
	while ((ok = db_step(q, &row, err)) && row)
		vec_push(&ret->panels, ((struct dashboard_panel){
					       arena_strdup(a, db_text(q, 0)), (int)db_int(q, 1)}));
	db_finalize(q);
	return ok;
}

bool dashboards_get(struct store *s, struct arena *a, const char *name, struct dashboard *ret,
	bool *ret_found, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = false, ok;

	*ret = (struct dashboard){0};
	store_lock(s);
	ok = db_prepare(store_db(s), "SELECT name, title, created_at FROM dashboard WHERE name = ?",
		&q, err);
	if (ok) {
		db_bind_text(q, 1, name);
		ok = db_step(q, &row, err);
	}
	if (ok && row) {
		ret->name = arena_strdup(a, db_text(q, 0));
		ret->title = arena_strdup(a, db_text(q, 1));
		ret->created_at = db_int(q, 2);
		ok = read_panels(s, a, name, ret, err);
	}
	db_finalize(q);
	store_unlock(s);
	*ret_found = row;
	return ok;
}

static bool visit(struct store *s, const char *sql, const char *panel, dashboards_visit *each,
	void *self, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = db_prepare(store_db(s), sql, &q, err);
	if (ok && panel)
		db_bind_text(q, 1, panel);
	while (ok && (ok = db_step(q, &row, err)) && row) {
		struct dashboard d = {
			.name = db_text(q, 0), .title = db_text(q, 1), .created_at = db_int(q, 2)};

		ok = each(self, &d, db_int(q, 3), err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

#define COLUMNS                                                                                    \
	"name, title, created_at,"                                                                 \
	" (SELECT count(*) FROM dashboard_panel WHERE dashboard = d.name)"

bool dashboards_each(struct store *s, dashboards_visit *each, void *self, struct err *err)
{
	return visit(s, "SELECT " COLUMNS " FROM dashboard d ORDER BY name", NULL, each, self, err);
}

bool dashboards_with(
	struct store *s, const char *panel, dashboards_visit *each, void *self, struct err *err)
{
	return visit(s,
		"SELECT " COLUMNS " FROM dashboard d WHERE name IN"
		" (SELECT dashboard FROM dashboard_panel WHERE panel = ?) ORDER BY name",
		panel, each, self, err);
}

/* Binds up to two texts, and tells whether a row was changed. */
static bool change(struct store *s, const char *sql, const char *first, const char *second,
	bool *ret_changed, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), sql, &q, err))
		return false;
	db_bind_text(q, 1, first);
	if (second)
		db_bind_text(q, 2, second);
	ok = db_run(q, err);
	*ret_changed = db_changes(store_db(s)) > 0;
	db_finalize(q);
	return ok;
}

bool dashboards_delete(struct store *s, const char *name, bool *ret_deleted, struct err *err)
{
	bool ignored, ok;

	if (!store_begin(s, err))
		return false;
	ok = change(s, "DELETE FROM dashboard_panel WHERE dashboard = ?", name, NULL, &ignored,
		     err) &&
	     change(s, "DELETE FROM dashboard WHERE name = ?", name, NULL, ret_deleted, err);
	return store_end(s, ok, err);
}

bool dashboards_remove(
	struct store *s, const char *name, const char *panel, bool *ret_removed, struct err *err)
{
	return store_begin(s, err) &&
	       store_end(s,
		       change(s, "DELETE FROM dashboard_panel WHERE dashboard = ? AND panel = ?",
			       name, panel, ret_removed, err),
		       err);
}

/* Places are 2, 4, 6, … afterwards, so that a new one fits before each. */
static bool spread_places(struct store *s, const char *name, struct err *err)
{
	bool ignored;

	return change(s,
		"UPDATE dashboard_panel SET place = 2 * o.no FROM"
		" (SELECT panel, row_number() OVER (ORDER BY place) AS no FROM dashboard_panel"
		"  WHERE dashboard = ?1) o WHERE dashboard = ?1 AND dashboard_panel.panel = "
		"o.panel",
		name, NULL, &ignored, err);
}

static bool add(struct store *s, const char *name, const struct dashboard_panel *p, int place,
	struct err *err)
{
	struct db_stmt *q;
	bool ignored, ok;

	if (!change(s, "DELETE FROM dashboard_panel WHERE dashboard = ? AND panel = ?", name,
		    p->panel, &ignored, err) ||
		!spread_places(s, name, err) ||
		!db_prepare(store_db(s),
			"INSERT INTO dashboard_panel (dashboard, panel, width, place) VALUES (?1, "
			"?2, ?3,"
			" CASE WHEN ?4 THEN ?4 * 2 - 1 ELSE 1 +"
			" (SELECT coalesce(max(place), 0) FROM dashboard_panel WHERE dashboard = "
			"?1) END)",
			&q, err))
		return false;
	db_bind_text(q, 1, name);
	db_bind_text(q, 2, p->panel);
	db_bind_int(q, 3, p->width);
	db_bind_int(q, 4, place);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool dashboards_add(struct store *s, const char *name, const struct dashboard_panel *p, int place,
	struct err *err)
{
	return store_begin(s, err) && store_end(s, add(s, name, p, place, err), err);
}
