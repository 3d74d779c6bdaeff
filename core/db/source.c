#include "core/db/source.h"

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/sha256.h"
#include "core/base/str.h"
#include "core/db/driver.h"

#include <stdlib.h>
#include <string.h>

bool source_open(
	const char *spec, const struct source_options *o, struct source **ret, struct err *err)
{
	const struct source_driver *const *driver = source_drivers;
	struct source *s;

	while (*driver && !(*driver)->takes(spec))
		driver++;
	if (!*driver) {
		err_set(err, ERR_USAGE, "'%s' is no kind of database that is known", spec);
		return err_hint(err, "a SQLite file, postgres://…, or CSV, TSV, JSON or NDJSON");
	}
	s = mem_alloc(sizeof *s);
	s->driver = *driver;
	if (o)
		s->options = *o;
	if (!s->driver->open(s, spec, err)) {
		free(s);
		return false;
	}
	*ret = s;
	return true;
}

void source_close(struct source *s)
{
	if (!s)
		return;
	s->driver->close(s);
	free(s);
}

enum source_dialect source_dialect(const struct source *s)
{
	return s->driver->dialect;
}

const char *source_notes(const struct source *s)
{
	const char *notes = s->driver->notes ? s->driver->notes(s) : NULL;

	return notes ? notes : "";
}

/* Every text with its length, so that no two schemas read the same. */
static void hash_text(struct str *out, const char *text)
{
	if (text)
		str_addf(out, "%zu:%s ", strlen(text), text);
	else
		str_add(out, "- ");
}

static void hash_table(struct str *out, const struct source_table *t)
{
	hash_text(out, t->schema);
	hash_text(out, t->name);
	str_addf(out, "%d %zu %zu\n", t->is_view, t->columns_len, t->references_len);
	for (size_t i = 0; i < t->columns_len; i++) {
		const struct source_column *c = &t->columns[i];

		hash_text(out, c->name);
		hash_text(out, c->declared);
		str_addf(out, "%d %d %d %d\n", (int)c->type, c->not_null, c->unique, c->key_place);
	}
	for (size_t i = 0; i < t->references_len; i++) {
		const struct source_reference *r = &t->references[i];

		str_addf(out, "%zu %zu %zu %d\n", r->column, r->table, r->to_column, r->group);
	}
}

bool source_schema(struct source *s, struct arena *a, struct source_schema *ret, struct err *err)
{
	struct source_schema schema = {0};
	struct str text = {0};

	if (!s->driver->schema(s, a, &schema, err))
		return false;
	for (size_t i = 0; i < schema.len; i++)
		hash_table(&text, &schema.tables[i]);
	sha256_hex(str_text(&text), text.len, schema.hash);
	str_release(&text);
	*ret = schema;
	return true;
}

bool source_walk(struct source *s, const char *sql, const struct source_value *params,
	size_t params_len, source_each *each, void *self, struct err *err)
{
	const struct source_query q = {.sql = sql, .params = params, .params_len = params_len};

	return s->driver->walk(s, &q, each, self, err);
}

bool source_check(struct source *s, const char *sql, struct err *err)
{
	return s->driver->check(s, sql, err);
}

bool source_query(struct source *s, const struct source_query *q, struct arena *a,
	struct source_result *ret, struct err *err)
{
	int64_t start = clock_mono_us();

	if (!s->driver->query(s, q, a, ret, err))
		return false;
	ret->duration_us = clock_mono_us() - start;
	return true;
}
