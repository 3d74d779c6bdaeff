#include "core/db/import.h"

#include "core/base/fs.h"
#include "core/base/map.h"
#include "core/data/json.h"
#include "core/db/looks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Objects as rows: their keys are the columns, in the order of appearance.
 * What is nested stays JSON, which SQLite's json functions read. */

#define EXACT_MAX 9007199254740992.0 /* 2^53 */

struct rows {
	struct import_table table;
	bool inexact; /* an integer that no double holds */
	struct map places; /* key -> place of its column, from 1 */
};

static enum source_type looks_value(const cJSON *v)
{
	enum source_type type;

	if (json_is_bool(v))
		return TYPE_BOOLEAN;
	if (json_is_number(v))
		/* Beyond 2^53 a double is no integer any more. */
		return floor(v->valuedouble) == v->valuedouble && fabs(v->valuedouble) < EXACT_MAX
			       ? TYPE_INTEGER
			       : TYPE_REAL;
	if (!json_is_string(v))
		return TYPE_TEXT;
	/* A number in quotes is meant to be a text. */
	type = looks_text(v->valuestring, strlen(v->valuestring));
	return type == TYPE_DATE || type == TYPE_TIMESTAMP ? type : TYPE_TEXT;
}

/* Numbers of JSON are doubles: beyond 2^53 neighbours become one. */
static bool is_inexact(const cJSON *v)
{
	return json_is_number(v) && fabs(v->valuedouble) >= EXACT_MAX &&
	       fabs(v->valuedouble) < 1e21;
}

static bool look_at_object(struct rows *r, const cJSON *object, struct err *err)
{
	json_each(v, object) {
		size_t place = (size_t)map_get(&r->places, v->string);

		r->inexact |= is_inexact(v);
		if (!place) {
			if (!import_add_column(&r->table, v->string, strlen(v->string), err))
				return false;
			place = r->table.columns.len;
			map_put(&r->places, arena_strdup(&r->table.l->arena, v->string),
				(void *)place);
		}
		if (!json_is_null(v))
			r->table.columns.at[place - 1].seen |= LOOKS(looks_value(v));
	}
	return true;
}

static void bind_text(sqlite3_stmt *insert, int index, const cJSON *v)
{
	char *text;

	if (json_is_string(v)) {
		sqlite3_bind_text(insert, index, v->valuestring, -1, SQLITE_STATIC);
		return;
	}
	text = json_text(v);
	sqlite3_bind_text(insert, index, text, -1, SQLITE_TRANSIENT);
	free(text);
}

static void bind(sqlite3_stmt *insert, int index, const cJSON *v, enum source_type type)
{
	if (json_is_null(v) || (json_is_string(v) && !*v->valuestring))
		return;
	switch (type) {
	case TYPE_INTEGER: sqlite3_bind_int64(insert, index, (sqlite3_int64)v->valuedouble); break;
	case TYPE_REAL: sqlite3_bind_double(insert, index, v->valuedouble); break;
	case TYPE_BOOLEAN: sqlite3_bind_int(insert, index, json_is_true(v)); break;
	default: bind_text(insert, index, v);
	}
}

static bool add_object(struct rows *r, const cJSON *object, struct err *err)
{
	struct import_table *t = &r->table;

	sqlite3_clear_bindings(t->insert);
	json_each(v, object) {
		size_t place = (size_t)map_get(&r->places, v->string);

		bind(t->insert, (int)place, v, t->columns.at[place - 1].type);
	}
	return import_row(t, err);
}

static void release(struct rows *r)
{
	if (r->inexact)
		str_addf(&r->table.l->notes,
			"%s: integers beyond 2^53 have lost their last digits; as texts they "
			"keep them\n",
			r->table.path);
	import_table_release(&r->table);
	map_release(&r->places);
}

/* ---- a document ---- */

static bool is_array_of_objects(const cJSON *v)
{
	return json_is_array(v) && json_is_object(v->child);
}

static bool load_array(
	struct importer *l, const char *path, const char *name, const cJSON *array, struct err *err)
{
	struct rows r = {.table = {.l = l, .path = path}};
	bool ok = true;
	size_t i = 0;

	json_each(object, array) {
		i++;
		if (ok && !json_is_object(object))
			ok = err_set(err, ERR_INPUT, "%s: item %zu is %s, where rows are objects",
				path, i, json_type_phrase(object));
		ok = ok && look_at_object(&r, object, err);
	}
	ok = ok && import_create(&r.table, name, err);
	json_each(object, array)
		ok = ok && add_object(&r, object, err);
	release(&r);
	return ok;
}

static bool no_rows(const char *path, const cJSON *v, struct err *err)
{
	err_set(err, ERR_INPUT, "%s: %s without rows", path, json_type_phrase(v));
	return err_hint(err, "a table is an array of objects, or an object that holds some");
}

/* An array of objects; or an object with such arrays, one table each. */
static bool load_document(struct importer *l, const char *path, const cJSON *root, struct err *err)
{
	const char *stem = fs_stem(&l->arena, path);
	size_t count = 0;

	if (is_array_of_objects(root))
		return load_array(l, path, stem, root, err);
	if (!json_is_object(root))
		return no_rows(path, root, err);
	json_each(v, root)
		count += is_array_of_objects(v);
	if (!count)
		return no_rows(path, root, err);
	json_each(v, root)
		if (is_array_of_objects(v) &&
			!load_array(l, path, count == 1 ? stem : v->string, v, err))
			return false;
	return true;
}

bool import_json(struct importer *l, const char *path, const struct str *text, struct err *err)
{
	struct err cause;
	cJSON *root;
	bool ok;

	if (!json_parse(str_text(text), text->len, &root, &cause))
		return err_set(err, ERR_INPUT, "%s: %s", path, cause.message);
	ok = load_document(l, path, root, err);
	json_free(root);
	return ok;
}

/* ---- a document a line ---- */

typedef bool each_object(struct rows *r, const cJSON *object, struct err *err);

static bool read_line(
	struct rows *r, const char *line, size_t len, each_object *each, struct err *err)
{
	struct err cause;
	cJSON *object;
	bool ok;

	if (strspn(line, " \t\r") >= len)
		return true;
	if (!json_parse(line, len, &object, &cause))
		return err_set(err, ERR_INPUT, "%s", cause.message);
	ok = json_is_object(object) ? each(r, object, err)
				    : err_set(err, ERR_INPUT, "%s, where rows are objects",
					      json_type_phrase(object));
	json_free(object);
	return ok;
}

/* Twice over the text, so that only one line is a tree at a time. */
static bool read_lines(struct rows *r, const struct str *text, each_object *each, struct err *err)
{
	const char *at = str_text(text), *end = at + text->len, *newline;
	int line = 1;

	for (; at < end; at = newline + 1, line++) {
		newline = memchr(at, '\n', (size_t)(end - at));
		newline = newline ? newline : end;
		if (!read_line(r, at, (size_t)(newline - at), each, err)) {
			struct err cause = *err;

			return cause.kind == ERR_INPUT ? err_set(err, ERR_INPUT, "%s:%d: %s",
								 r->table.path, line, cause.message)
						       : false;
		}
	}
	return true;
}

bool import_ndjson(struct importer *l, const char *path, const struct str *text, struct err *err)
{
	struct rows r = {.table = {.l = l, .path = path}};
	bool ok = read_lines(&r, text, look_at_object, err) &&
		  import_create(&r.table, fs_stem(&l->arena, path), err) &&
		  read_lines(&r, text, add_object, err);

	release(&r);
	return ok;
}
