#include "core/base/arena.h"
#include "core/base/str.h"
#include "core/db/source.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Files of rows as databases: JSON and NDJSON. */

static char folder[] = "/dev/shm/blokctl-rows-fuzz.XXXXXX";
static char paths[2][sizeof folder + 16];

static void forget(void)
{
	for (int i = 0; i < 2; i++)
		unlink(paths[i]);
	rmdir(folder);
}

static void make_folder(void)
{
	if (!mkdtemp(folder))
		abort();
	snprintf(paths[0], sizeof paths[0], "%s/r.json", folder);
	snprintf(paths[1], sizeof paths[1], "%s/r.ndjson", folder);
	atexit(forget);
}

struct count {
	size_t columns, rows;
};

/* As many values as the table has columns. */
static bool look(void *self, const struct source_value *values, size_t len, struct err *err)
{
	struct count *c = self;

	(void)values;
	(void)err;
	if (len != c->columns)
		abort();
	c->rows++;
	return true;
}

/* Names come from the file, quotes and all. */
static const char *select_all(struct arena *a, const char *table)
{
	struct str sql = {0};
	const char *ret;

	str_add(&sql, "SELECT * FROM \"");
	for (; *table; table++) {
		if (*table == '"')
			str_add_char(&sql, '"');
		str_add_char(&sql, *table);
	}
	str_add_char(&sql, '"');
	ret = arena_strdup(a, str_text(&sql));
	str_release(&sql);
	return ret;
}

static void read_all(struct source *s)
{
	struct source_schema schema;
	struct arena a = {0};
	struct err err;

	if (!source_schema(s, &a, &schema, &err))
		abort();
	for (size_t i = 0; i < schema.len; i++) {
		struct count c = {.columns = schema.tables[i].columns_len};
		const char *sql = select_all(&a, schema.tables[i].name);

		if (!source_walk(s, sql, NULL, 0, look, &c, &err))
			abort();
	}
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct source_options o = {0};
	struct source *s = NULL;
	const char *path;
	struct err err;
	FILE *file;

	if (!*paths[0])
		make_folder();
	if (!size)
		return 0;
	path = paths[data[0] & 1];
	file = fopen(path, "w");
	if (!file || fwrite(data + 1, 1, size - 1, file) != size - 1 || fclose(file) != 0)
		abort();
	if (source_open(path, &o, &s, &err))
		read_all(s);
	source_close(s);
	return 0;
}
