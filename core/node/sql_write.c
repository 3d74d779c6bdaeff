#include "core/node/sql_write.h"

#include "core/base/clock.h"
#include "core/db/db.h"

#include <string.h>
#include <strings.h>

static void bind(struct db_stmt *s, int index, const struct source_value *v)
{
	switch (v->kind) {
	case VALUE_INTEGER: db_bind_int(s, index, v->integer); break;
	case VALUE_REAL: db_bind_real(s, index, v->real); break;
	case VALUE_TEXT: db_bind_text(s, index, v->text); break;
	default: db_bind_null(s, index);
	}
}

static const char *behind_blanks(const char *sql)
{
	for (;;) {
		const char *end;

		sql += strspn(sql, " \t\r\n;");
		if (strncmp(sql, "--", 2) == 0)
			end = strchr(sql, '\n');
		else if (strncmp(sql, "/*", 2) == 0)
			end = strstr(sql + 2, "*/");
		else
			return sql;
		if (!end)
			return sql + strlen(sql);
		sql = end + (*end == '\n' ? 1 : 2);
	}
}

/* The transaction is ours: one that a statement ends is no longer all or nothing. */
static bool keeps_transaction(const char *sql, struct err *err)
{
	static const char *const words[] = {
		"BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"};

	sql = behind_blanks(sql);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncasecmp(sql, words[i], strlen(words[i])) == 0 &&
			!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789",
				sql[strlen(words[i])] ? sql[strlen(words[i])] : ' ')) {
			err_set(err, ERR_REFUSED, "%s is not for a query to say", words[i]);
			return err_hint(err, "all its statements are one transaction already");
		}
	return true;
}

static bool run_one(struct db_stmt *s, const struct sql_values *v, size_t *most, struct err *err)
{
	size_t wanted = (size_t)db_parameters(s);

	if (wanted > v->len)
		return err_set(err, ERR_INPUT, "the query has ?%zu, params has %zu value%s", wanted,
			v->len, v->len == 1 ? "" : "s");
	*most = wanted > *most ? wanted : *most;
	for (size_t i = 0; i < wanted; i++)
		bind(s, (int)i + 1, &v->at[i]);
	return db_run(s, err);
}

static bool run_all(struct db *db, const struct sql_values *v, struct err *err)
{
	size_t most = 0, count = 0;

	for (const char *at = v->sql; *at;) {
		struct db_stmt *s;
		bool ok;

		if (!keeps_transaction(at, err) || !db_prepare_first(db, at, &s, &at, err))
			return false;
		if (!s)
			continue;
		ok = run_one(s, v, &most, err);
		db_finalize(s);
		if (!ok)
			return false;
		count++;
	}
	if (!count)
		return err_set(err, ERR_INPUT, "there is no statement in the query");
	return most == v->len ||
	       err_set(err, ERR_INPUT, "params has %zu value%s, the query has ?%zu at most", v->len,
		       v->len == 1 ? "" : "s", most);
}

/* ---- when to stop ---- */

struct write_watch {
	struct call_watch *call;
	int64_t deadline_us;
	bool late;
};

static bool may_go_on(void *self)
{
	struct write_watch *w = self;

	if (!call_watch_may_go_on(w->call))
		return false;
	w->late = clock_mono_us() >= w->deadline_us;
	return !w->late;
}

bool sql_write(const char *path, const struct sql_values *v, const struct sql_write_limits *limits,
	cJSON **ret, struct err *err)
{
	struct write_watch watch = {
		.call = limits->watch, .deadline_us = clock_mono_us() + limits->timeout_ms * 1000};
	struct db *db = NULL;
	int64_t before;
	bool ok;

	if (!db_open(path, 0, &db, err))
		return false;
	db_set_patience(db, limits->timeout_ms);
	db_watch(db, may_go_on, &watch);
	before = db_total_changes(db);
	ok = db_begin(db, err);
	if (ok) {
		ok = run_all(db, v, err) && db_commit(db, err);
		if (!ok)
			db_rollback(db);
	}
	if (ok) {
		*ret = json_new_object();
		json_set_number(*ret, "changes", (double)(db_total_changes(db) - before));
		json_set_number(*ret, "lastInsertId", (double)db_last_rowid(db));
	}
	db_close(db);
	if (!ok && watch.late) {
		err_set(err, ERR_TIMEOUT, "the query took longer than %g s",
			(double)limits->timeout_ms / 1000);
		err_hint(err, "nothing was changed; give it more time, or less to do");
	}
	return ok;
}
