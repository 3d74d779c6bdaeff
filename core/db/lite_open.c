#define _XOPEN_SOURCE 700 /* realpath */

#include "core/db/lite.h"

#include "core/base/mem.h"
#include "core/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Somebody else may be writing; longer than this a reader should be told. */
#define BUSY_TIMEOUT_MS 3000

/* How a file is read without a new one beside it. */
enum lite_mode {
	/* As usual: a rollback journal, or a log whose index is there. */
	MODE_SHARED,
	/* It keeps a log, but there is none: nobody has it open, all is in the
	 * file.  The usual way would make -wal and -shm. */
	MODE_IMMUTABLE,
	/* A log without an index: the index is kept in our memory. */
	MODE_OWN_INDEX,
};

/* The first 100 bytes of a database (https://sqlite.org/fileformat2.html). */
#define HEADER_LEN 100
#define HEADER_MAGIC "SQLite format 3"
#define HEADER_VERSIONS 18 /* of writing and of reading; 2: a write-ahead log */

static bool read_header(
	const char *path, const char *name, char header[HEADER_LEN], struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	ssize_t got;

	if (fd < 0) {
		err_errno(err, errno, "cannot open '%s'", name);
		return false;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return err_set(err, ERR_INPUT, "cannot open '%s': it is no file", name);
	}
	got = read(fd, header, HEADER_LEN);
	close(fd);
	/* An empty file is a database without tables. */
	if (got == 0 ||
		(got == HEADER_LEN && memcmp(header, HEADER_MAGIC, sizeof HEADER_MAGIC) == 0))
		return true;
	err_set(err, ERR_INPUT, "'%s' is no SQLite database", name);
	return err_hint(err, "encrypted databases cannot be read; files of data are known by their "
			     "endings: .csv, .tsv, .json, .ndjson");
}

/* What the file is like with this behind its name; all 0: there is none. */
static struct lite_state state_of(const char *path, const char *suffix)
{
	struct lite_state state = {0};
	struct str name = {0};
	struct stat st;

	str_addf(&name, "%s%s", path, suffix);
	if (stat(str_text(&name), &st) == 0) {
		state.modified = st.st_mtim;
		state.size = st.st_size;
	}
	str_release(&name);
	return state;
}

static bool is_same(struct lite_state a, struct lite_state b)
{
	return a.size == b.size && a.modified.tv_sec == b.modified.tv_sec &&
	       a.modified.tv_nsec == b.modified.tv_nsec;
}

static enum lite_mode choose_mode(const char *path, const char header[HEADER_LEN])
{
	if (header[HEADER_VERSIONS] < 2 && header[HEADER_VERSIONS + 1] < 2)
		return MODE_SHARED;
	if (!state_of(path, "-wal").size)
		return MODE_IMMUTABLE;
	return state_of(path, "-shm").modified.tv_sec ? MODE_SHARED : MODE_OWN_INDEX;
}

/* A URI, so that no name is taken for one. */
static void write_uri(struct str *out, const char *path, enum lite_mode mode)
{
	str_add(out, "file:");
	for (; *path; path++)
		if (strchr("%?#", *path))
			str_addf(out, "%%%02X", (unsigned char)*path);
		else
			str_add_char(out, *path);
	str_add(out, mode == MODE_IMMUTABLE ? "?mode=ro&immutable=1" : "?mode=ro");
}

static void distrust(sqlite3 *handle)
{
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	/* A log that others left behind is theirs to write back. */
	sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

/* The first look at a file tells whether it can be read at all. */
static bool settle(struct lite *l, struct err *err)
{
	int code;

	sqlite3_extended_result_codes(l->handle, 1);
	sqlite3_busy_timeout(l->handle, BUSY_TIMEOUT_MS);
	distrust(l->handle);
	code = sqlite3_exec(l->handle,
		"PRAGMA query_only=1; PRAGMA cell_size_check=1; SELECT 1 FROM sqlite_schema LIMIT "
		"1",
		NULL, NULL, NULL);
	return code == SQLITE_OK || lite_fail(l, code, "cannot open", err);
}

static struct lite *new_lite(const char *name)
{
	struct lite *l = mem_alloc(sizeof *l);

	l->name = mem_strdup(name);
	l->image = -1;
	return l;
}

/* A writer who comes later does not see us, nor we him: only what he changes. */
static void note_state(struct lite *l)
{
	l->file = state_of(l->path, "");
	l->log = state_of(l->path, "-wal");
}

bool lite_is_stale(const struct lite *l)
{
	return l->is_unguarded && (!is_same(l->file, state_of(l->path, "")) ||
					  !is_same(l->log, state_of(l->path, "-wal")));
}

bool lite_refresh(struct source *s, struct err *err)
{
	struct lite *l = s->state, *now;

	if (!lite_is_stale(l))
		return true;
	if (!lite_open(l->path, &now, err))
		return false;
	/* As the user called it. */
	free(now->name);
	now->name = l->name;
	l->name = NULL;
	lite_close(l);
	s->state = now;
	return true;
}

static bool open_path(struct lite *l, struct err *err)
{
	char header[HEADER_LEN] = {0};
	struct str uri = {0};
	enum lite_mode mode;
	int code;

	/* Before the mode is chosen: what changes from here on is noticed. */
	note_state(l);
	if (!read_header(l->path, l->name, header, err))
		return false;
	mode = choose_mode(l->path, header);
	l->is_unguarded = mode != MODE_SHARED;
	write_uri(&uri, l->path, mode);
	code = sqlite3_open_v2(str_text(&uri), &l->handle,
		SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
		lite_vfs_name(mode == MODE_OWN_INDEX));
	str_release(&uri);
	return code == SQLITE_OK ? settle(l, err) : lite_fail(l, code, "cannot open", err);
}

bool lite_open(const char *path, struct lite **ret, struct err *err)
{
	struct lite *l = new_lite(path);
	bool ok;

	/* SQLite looks for its other files beside what a link points to. */
	l->path = realpath(path, NULL);
	ok = l->path ? open_path(l, err) : err_errno(err, errno, "cannot open '%s'", path);
	if (ok)
		*ret = l;
	else
		lite_close(l);
	return ok;
}

bool lite_open_image(const char *name, int fd, size_t len, struct lite **ret, struct err *err)
{
	struct lite *l = new_lite(name);
	bool ok;
	int code;

	l->mapped = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0);
	if (l->mapped == MAP_FAILED) {
		err_errno(err, errno, "cannot read '%s'", name);
		l->mapped = NULL;
		lite_close(l);
		return false;
	}
	l->image_len = len;
	code = sqlite3_open_v2(":memory:", &l->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
		lite_vfs_name(false));
	if (code == SQLITE_OK)
		code = sqlite3_deserialize(l->handle, "main", l->mapped, (sqlite3_int64)len,
			(sqlite3_int64)len, SQLITE_DESERIALIZE_READONLY);
	ok = code == SQLITE_OK ? settle(l, err) : lite_fail(l, code, "cannot open", err);
	if (ok)
		*ret = l;
	else
		lite_close(l);
	return ok;
}

void lite_close(struct lite *l)
{
	if (!l)
		return;
	sqlite3_close_v2(l->handle);
	if (l->mapped)
		munmap(l->mapped, l->image_len);
	if (l->image >= 0)
		close(l->image);
	free(l->path);
	free(l->name);
	free(l->notes);
	free(l);
}
