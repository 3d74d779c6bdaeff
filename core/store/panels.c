#include "core/store/panels.h"

#include "core/base/str.h"

#define COLUMNS                                                                                    \
	"name, question, sql, explanation, chart, format, database, params,"                       \
	" coalesce(max_rows, 0), coalesce(timeout_ms, 0), created_at, coalesce(run_at, 0)"

static void read_row(struct db_stmt *q, struct panel *ret)
{
	*ret = (struct panel){.name = db_text(q, 0),
		.question = db_text(q, 1),
		.sql = db_text(q, 2),
		.explanation = db_text(q, 3),
		.chart = db_text(q, 4),
		.format = db_text(q, 5),
		.database = db_text(q, 6),
		.params = db_text(q, 7),
		.max_rows = db_int(q, 8),
		.timeout_ms = db_int(q, 9),
		.created_at = db_int(q, 10),
		.run_at = db_int(q, 11)};
}

static const char *kept(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

static struct panel copy_of(struct arena *a, const struct panel *p)
{
	struct panel copy = *p;

	copy.name = kept(a, p->name);
	copy.question = kept(a, p->question);
	copy.sql = kept(a, p->sql);
	copy.explanation = kept(a, p->explanation);
	copy.chart = kept(a, p->chart);
	copy.format = kept(a, p->format);
	copy.database = kept(a, p->database);
	copy.params = kept(a, p->params);
	return copy;
}

static void bind_number(struct db_stmt *q, int index, int64_t value)
{
	if (value > 0)
		db_bind_int(q, index, value);
	else
		db_bind_null(q, index);
}

static bool exists(struct store *s, const char *name, bool *ret, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "SELECT 1 FROM panel WHERE name = ?", &q, err))
		return false;
	db_bind_text(q, 1, name);
	ok = db_step(q, ret, err);
	db_finalize(q);
	return ok;
}

static bool put(struct store *s, const struct panel *p, struct err *err)
{
	const char *texts[] = {p->name, p->question, p->sql, p->explanation, p->chart, p->format,
		p->database, p->params};
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s),
		    "INSERT OR REPLACE INTO panel VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &q,
		    err))
		return false;
	for (int i = 0; i < 8; i++)
		db_bind_text(q, i + 1, texts[i]);
	bind_number(q, 9, p->max_rows);
	bind_number(q, 10, p->timeout_ms);
	db_bind_int(q, 11, p->created_at);
	bind_number(q, 12, p->run_at);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool panels_put(struct store *s, const struct panel *p, bool *ret_replaced, struct err *err)
{
	bool replaced = false;

	if (!store_begin(s, err))
		return false;
	if (!store_end(s, exists(s, p->name, &replaced, err) && put(s, p, err), err))
		return false;
	*ret_replaced = replaced;
	return true;
}

bool panels_get(struct store *s, struct arena *a, const char *name, struct panel *ret,
	bool *ret_found, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = false, ok;

	store_lock(s);
	ok = db_prepare(store_db(s), "SELECT " COLUMNS " FROM panel WHERE name = ?", &q, err);
	if (ok) {
		db_bind_text(q, 1, name);
		ok = db_step(q, &row, err);
	}
	if (ok && row) {
		struct panel p;

		read_row(q, &p);
		*ret = copy_of(a, &p);
	}
	db_finalize(q);
	store_unlock(s);
	*ret_found = row;
	return ok;
}

bool panels_each(struct store *s, panels_visit *each, void *self, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = db_prepare(store_db(s), "SELECT " COLUMNS " FROM panel ORDER BY name", &q, err);
	while (ok && (ok = db_step(q, &row, err)) && row) {
		struct panel p;

		read_row(q, &p);
		ok = each(self, &p, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

static bool run_with_name(struct store *s, const char *sql, const char *name, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), sql, &q, err))
		return false;
	db_bind_text(q, 1, name);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool panels_delete(struct store *s, const char *name, bool *ret_deleted, struct err *err)
{
	bool deleted = false, ok;

	if (!store_begin(s, err))
		return false;
	ok = run_with_name(s, "DELETE FROM dashboard_panel WHERE panel = ?", name, err) &&
	     run_with_name(s, "DELETE FROM panel WHERE name = ?", name, err);
	if (ok)
		deleted = db_changes(store_db(s)) > 0;
	if (!store_end(s, ok, err))
		return false;
	*ret_deleted = deleted;
	return true;
}

bool panels_note_run(struct store *s, const char *name, int64_t at, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!store_begin(s, err))
		return false;
	ok = db_prepare(store_db(s), "UPDATE panel SET run_at = ?2 WHERE name = ?1", &q, err);
	if (ok) {
		db_bind_text(q, 1, name);
		db_bind_int(q, 2, at);
		ok = db_run(q, err);
		db_finalize(q);
	}
	return store_end(s, ok, err);
}
