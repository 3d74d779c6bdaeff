#define _GNU_SOURCE /* memfd_create */

#include "core/db/import.h"

#include "core/base/fs.h"
#include "core/base/mem.h"
#include "core/db/lite.h"
#include "core/db/lite_gate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

/* Files of data, asked as a SQLite database in memory.  It is built by one
 * connection, and then is a file in memory that others read: ours, and those
 * of children without loading anything again. */

enum import_format import_format_of(const char *path)
{
	static const struct {
		const char *extension;
		enum import_format format;
	} known[] = {
		{"csv", IMPORT_CSV},
		{"tsv", IMPORT_TSV},
		{"tab", IMPORT_TSV},
		{"json", IMPORT_JSON},
		{"ndjson", IMPORT_NDJSON},
		{"jsonl", IMPORT_NDJSON},
	};
	const char *extension = fs_extension(path);

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcasecmp(extension, known[i].extension) == 0)
			return known[i].format;
	return IMPORT_NONE;
}

static bool import_file(struct importer *l, const char *path, struct err *err)
{
	struct str text = {0};
	bool ok = import_text(l, path, &text, err);

	if (ok)
		switch (import_format_of(path)) {
		case IMPORT_JSON: ok = import_json(l, path, &text, err); break;
		case IMPORT_NDJSON: ok = import_ndjson(l, path, &text, err); break;
		default: ok = import_csv(l, path, &text, err);
		}
	str_release(&text);
	return ok;
}

static bool load_member(void *self, const char *path, struct err *err)
{
	struct importer *l = self;

	if (import_format_of(path) == IMPORT_NONE)
		return true;
	if (l->tables.len == IMPORT_MAX_FILES)
		return err_set(err, ERR_INPUT, "more than %d files of data", IMPORT_MAX_FILES);
	return import_file(l, path, err);
}

static bool load_all(struct importer *l, const char *path, struct err *err)
{
	if (!fs_is_dir(path))
		return import_file(l, path, err);
	if (!fs_walk(path, load_member, l, err))
		return false;
	if (l->tables.len)
		return true;
	err_set(err, ERR_INPUT, "there are no files of data in '%s'", path);
	return err_hint(err, "they end in .csv, .tsv, .json, .ndjson");
}

/* ---- the database in memory ---- */

static bool cannot_load(const char *path, int code, struct err *err)
{
	return err_set(err, ERR_WORK, "cannot load '%s': %s", path, sqlite3_errstr(code));
}

static bool start(struct importer *l, const char *path, struct err *err)
{
	int code = sqlite3_open_v2(
		":memory:", &l->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	/* Nothing is ever rolled back: what fails is thrown away. */
	if (code == SQLITE_OK)
		code = sqlite3_exec(l->handle,
			"PRAGMA journal_mode=OFF; PRAGMA locking_mode=EXCLUSIVE; "
			"PRAGMA page_size=8192; BEGIN",
			NULL, NULL, NULL);
	return code == SQLITE_OK || cannot_load(path, code, err);
}

/* *ret_fd is the caller's. */
static bool finish(
	struct importer *l, const char *path, int *ret_fd, size_t *ret_len, struct err *err)
{
	sqlite3_int64 len = 0;
	unsigned char *image = NULL;
	int fd, code;
	bool ok;

	code = sqlite3_exec(l->handle, "COMMIT", NULL, NULL, NULL);
	if (code != SQLITE_OK && (code & 0xff) != SQLITE_NOMEM)
		return cannot_load(path, code, err);
	if (code == SQLITE_OK)
		image = sqlite3_serialize(l->handle, "main", &len, 0);
	if (!image)
		mem_exhausted();
	sqlite3_close(l->handle);
	l->handle = NULL;
	fd = memfd_create("blokctl-data", MFD_CLOEXEC);
	ok = fd >= 0 && fs_write_fd(fd, (const char *)image, (size_t)len);
	if (!ok) {
		err_errno(err, errno, "cannot load '%s'", path);
		if (fd >= 0)
			close(fd);
	}
	sqlite3_free(image);
	*ret_fd = fd;
	*ret_len = (size_t)len;
	return ok;
}

static void release(struct importer *l)
{
	sqlite3_close(l->handle);
	arena_release(&l->arena);
	str_release(&l->notes);
	vec_release(&l->tables);
}

static bool open_files(struct source *s, const char *spec, struct err *err)
{
	struct importer l = {.s = s};
	struct lite *lite;
	size_t len = 0;
	int fd = -1;
	bool ok =
		start(&l, spec, err) && load_all(&l, spec, err) && finish(&l, spec, &fd, &len, err);

	if (ok && !lite_open_image(spec, fd, len, &lite, err)) {
		close(fd);
		ok = false;
	}
	if (ok) {
		lite->image = fd;
		lite->notes = str_take(&l.notes);
		s->state = lite;
	}
	release(&l);
	return ok;
}

static bool takes(const char *spec)
{
	if (strstr(spec, "://") || strncmp(spec, "sqlite:", 7) == 0)
		return false;
	return import_format_of(spec) != IMPORT_NONE || fs_is_dir(spec);
}

const struct source_driver files_driver = {
	.dialect = DIALECT_SQLITE,
	.takes = takes,
	.open = open_files,
	.close = lite_source_close,
	.notes = lite_notes,
	.schema = lite_schema,
	.walk = lite_walk,
	.check = lite_check,
	.query = lite_query,
};
