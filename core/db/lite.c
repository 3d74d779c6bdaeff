#include "core/db/lite.h"

#include "core/base/fs.h"
#include "core/base/mem.h"
#include "core/db/lite_gate.h"

#include <stdlib.h>
#include <string.h>

/* Instructions between two questions whether to go on: about 1 ms. */
#define WATCH_OPS 20000

bool lite_fail(const struct lite *l, int code, const char *what, struct err *err)
{
	int primary = code & 0xff;
	enum err_kind kind = ERR_WORK;

	if (primary == SQLITE_NOMEM)
		mem_exhausted();
	if (primary == SQLITE_INTERRUPT)
		return err_set(err, ERR_INTERRUPTED, "%s '%s': interrupted", what, l->name);
	if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
		kind = ERR_BUSY;
	else if (primary == SQLITE_ERROR || primary == SQLITE_NOTADB || primary == SQLITE_CORRUPT)
		kind = ERR_INPUT;
	err_set(err, kind, "%s '%s': %s", what, l->name,
		l->handle ? sqlite3_errmsg(l->handle) : sqlite3_errstr(code));
	if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY)
		err_hint(err,
			"a program was interrupted while it wrote; opening the file once with "
			"one that may write repairs it");
	else if (primary == SQLITE_CORRUPT)
		err_hint(err, "the file is damaged; 'sqlite3 FILE .recover' may save what is left");
	return false;
}

bool lite_bind(sqlite3_stmt *stmt, const struct source_value *params, size_t len)
{
	int code = SQLITE_OK;

	for (size_t i = 0; i < len && code == SQLITE_OK; i++) {
		const struct source_value *v = &params[i];
		int index = (int)i + 1;

		/* A statement may use fewer than it is given. */
		if (index > sqlite3_bind_parameter_count(stmt))
			break;
		switch (v->kind) {
		case VALUE_NULL: code = sqlite3_bind_null(stmt, index); break;
		case VALUE_INTEGER: code = sqlite3_bind_int64(stmt, index, v->integer); break;
		case VALUE_REAL: code = sqlite3_bind_double(stmt, index, v->real); break;
		case VALUE_TEXT:
			code = sqlite3_bind_text64(
				stmt, index, v->text, v->len, SQLITE_STATIC, SQLITE_UTF8);
			break;
		case VALUE_BLOB:
			code = sqlite3_bind_blob64(stmt, index, v->text, v->len, SQLITE_STATIC);
			break;
		}
	}
	return code == SQLITE_OK;
}

void lite_value(sqlite3_stmt *stmt, int column, struct source_value *ret)
{
	*ret = (struct source_value){.kind = VALUE_NULL};
	switch (sqlite3_column_type(stmt, column)) {
	case SQLITE_INTEGER:
		ret->kind = VALUE_INTEGER;
		ret->integer = sqlite3_column_int64(stmt, column);
		break;
	case SQLITE_FLOAT:
		ret->kind = VALUE_REAL;
		ret->real = sqlite3_column_double(stmt, column);
		break;
	case SQLITE_BLOB:
	case SQLITE_TEXT:
		ret->kind =
			sqlite3_column_type(stmt, column) == SQLITE_BLOB ? VALUE_BLOB : VALUE_TEXT;
		/* Blobs, too, get the NUL that the interface promises. */
		ret->text = (const char *)sqlite3_column_text(stmt, column);
		ret->len = (size_t)sqlite3_column_bytes(stmt, column);
		if (!ret->text && sqlite3_errcode(sqlite3_db_handle(stmt)) == SQLITE_NOMEM)
			mem_exhausted();
		if (!ret->text)
			ret->text = "";
		break;
	}
}

static int ask(void *self)
{
	return !source_may_go_on(self);
}

/* Asks the caller now and then, and ends what runs when it says no. */
static void watch(struct lite *l, struct source *s)
{
	if (s->options.may_go_on)
		sqlite3_progress_handler(l->handle, WATCH_OPS, ask, s);
}

static void unwatch(struct lite *l)
{
	sqlite3_progress_handler(l->handle, 0, NULL, NULL);
}

static bool walk_rows(
	struct lite *l, sqlite3_stmt *stmt, source_each *each, void *self, struct err *err)
{
	size_t count = (size_t)sqlite3_column_count(stmt);
	struct source_value *values = mem_alloc((count + 1) * sizeof *values);
	bool ok = true;
	int code = SQLITE_ROW;

	while (ok && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
		for (size_t i = 0; i < count; i++)
			lite_value(stmt, (int)i, &values[i]);
		ok = each(self, values, count, err);
	}
	free(values);
	return ok && (code == SQLITE_DONE || lite_fail(l, code, "cannot read", err));
}

bool lite_walk(struct source *s, const struct source_query *q, source_each *each, void *self,
	struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	struct lite *l;
	bool ok;
	int code;

	if (!lite_refresh(s, err))
		return false;
	l = s->state;
	code = sqlite3_prepare_v2(l->handle, q->sql, -1, &stmt, NULL);
	if (code != SQLITE_OK)
		return lite_fail(l, code, "cannot read", err);
	watch(l, s);
	ok = (lite_bind(stmt, q->params, q->params_len) ||
		     lite_fail(l, sqlite3_errcode(l->handle), "cannot bind a value for", err)) &&
	     walk_rows(l, stmt, each, self, err);
	unwatch(l);
	sqlite3_finalize(stmt);
	return ok;
}

static const char *path_of(const char *spec)
{
	return str_starts(spec, "sqlite:") ? spec + strlen("sqlite:") : spec;
}

static bool takes(const char *spec)
{
	return *spec && !strstr(spec, "://");
}

static bool open_file(struct source *s, const char *spec, struct err *err)
{
	struct lite *l;

	if (!lite_open(path_of(spec), &l, err))
		return false;
	s->state = l;
	return true;
}

void lite_source_close(struct source *s)
{
	lite_close(s->state);
}

const char *lite_notes(const struct source *s)
{
	const struct lite *l = s->state;

	return l->notes;
}

const struct source_driver lite_driver = {
	.dialect = DIALECT_SQLITE,
	.takes = takes,
	.open = open_file,
	.close = lite_source_close,
	.notes = lite_notes,
	.schema = lite_schema,
	.walk = lite_walk,
	.check = lite_check,
	.query = lite_query,
};
