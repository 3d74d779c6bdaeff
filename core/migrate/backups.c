#include "core/migrate/backups.h"

#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/str.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int newest_first(const void *a, const void *b)
{
	return strcmp(*(const char *const *)b, *(const char *const *)a);
}

static const char form[] = "00000000T000000.000Z";
#define STAMP_LEN (sizeof form - 1)

/* Behind "NAME.backup-": "20261127T101500.123Z", and nothing else, so that no other file is
 * ever taken for one and removed. */
static bool begins_with_stamp(const char *text)
{
	for (size_t i = 0; form[i]; i++)
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
			return false;
	return true;
}

static bool is_stamp(const char *text)
{
	return begins_with_stamp(text) && !text[STAMP_LEN];
}

/* ".XXXXXX" behind it, and what SQLite has beside a file that it writes: of a process that was
 * killed while it copied. */
static bool is_half(const char *text)
{
	const size_t len = STAMP_LEN + strlen(".XXXXXX");

	return begins_with_stamp(text) && text[STAMP_LEN] == '.' && strlen(text) >= len &&
	       (!text[len] || str_eq(text + len, "-journal") || str_eq(text + len, "-wal") ||
		       str_eq(text + len, "-shm"));
}

/* The files beside a database whose names are its own, ".backup-" and what `is` accepts. */
static bool list_files(const char *file, bool (*is)(const char *stamp), struct arena *a,
	struct backups *ret, struct err *err)
{
	const char *folder = fs_dirname(a, file);
	const char *prefix = arena_printf(a, "%s.backup-", fs_basename(file));
	DIR *dir = opendir(folder);
	int failure;

	if (!dir)
		return err_errno(err, errno, "cannot read the folder '%s'", folder);
	for (const struct dirent *e; (errno = 0, e = readdir(dir));)
		if (str_starts(e->d_name, prefix) && is(e->d_name + strlen(prefix)))
			vec_push(&ret->list, fs_join(a, folder, e->d_name));
	failure = errno;
	closedir(dir);
	if (failure)
		return err_errno(err, failure, "cannot read the folder '%s'", folder);
	if (ret->list.len)
		qsort(ret->list.at, ret->list.len, sizeof *ret->list.at, newest_first);
	return true;
}

bool backups_list(const char *file, struct arena *a, struct backups *ret, struct err *err)
{
	return list_files(file, is_stamp, a, ret, err);
}

/* The time in a backup's name. */
static bool stamp_time(const char *path, int64_t *ret_ms)
{
	const char *t = path + strlen(path) - STAMP_LEN;
	char iso[CLOCK_ISO_MAX];

	snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.6s", t, t + 4, t + 6, t + 9, t + 11,
		t + 13);
	return clock_parse_iso(iso, ret_ms);
}

static const char *stamped(struct arena *a, const char *file, const char *what, int64_t ms)
{
	char iso[CLOCK_ISO_MAX];
	struct str name = {0};
	const char *kept;

	clock_format_iso(ms, iso);
	str_addf(&name, "%s.%s-", file, what);
	for (const char *c = iso; *c; c++)
		if (*c != '-' && *c != ':')
			str_add_char(&name, *c);
	kept = arena_strdup(a, str_text(&name));
	str_release(&name);
	return kept;
}

/* The newest one has the last name, also when the clock was set back: which one is put back
 * and which one goes depends on it. */
static bool find_name(const char *file, struct arena *a, const char **ret, struct err *err)
{
	int64_t ms = clock_wall_ms(), newest;
	struct backups b = {0};
	bool ok = backups_list(file, a, &b, err);

	if (ok && b.list.len && stamp_time(b.list.at[0], &newest) && newest >= ms)
		ms = newest + 1;
	vec_release(&b.list);
	*ret = ok ? stamped(a, file, "backup", ms) : NULL;
	return ok;
}

static bool note_count(void *self, const char *const *columns, struct err *err)
{
	(void)err;
	*(bool *)self = columns[0] && *columns[0] != '0';
	return true;
}

static bool has_tables(struct target *s, bool *ret, struct err *err)
{
	const struct target_query q = {.sql = "SELECT count(*) FROM sqlite_schema"
					      " WHERE type = 'table' AND name NOT LIKE "
					      "'sqlite\\_%' ESCAPE '\\'"
					      " AND name <> 'blokctl_migration'",
		.each = note_count,
		.self = ret};

	*ret = false;
	return target_run(s, &q, err);
}

static bool is_file(const char *path, const char *other)
{
	struct stat a, b;

	return other && stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* Under the lock: nobody else is copying. */
static void drop_old(const char *file, const char *keep, struct arena *a)
{
	struct backups b = {0}, halves = {0};
	struct err ignored; /* they go the next time */
	bool ok = backups_list(file, a, &b, &ignored) &&
		  list_files(file, is_half, a, &halves, &ignored);

	for (size_t i = BACKUPS_KEPT; ok && i < b.list.len; i++)
		if (!is_file(b.list.at[i], keep))
			unlink(b.list.at[i]);
	for (size_t i = 0; ok && i < halves.list.len; i++)
		unlink(halves.list.at[i]);
	vec_release(&b.list);
	vec_release(&halves.list);
}

bool backup_make(struct target *s, struct arena *a, const char **ret_path, struct err *err)
{
	const char *file = target_file(target_name(s)), *path;
	bool worth;

	*ret_path = NULL;
	if (target_dialect(s) != DIALECT_SQLITE || !file)
		return true;
	if (!has_tables(s, &worth, err))
		return false;
	if (!worth)
		return true;
	if (!find_name(file, a, &path, err))
		return false;
	if (!target_backup(s, path, err))
		return err_wrap(err, "cannot back up '%s'", file);
	*ret_path = path;
	return true;
}

void backup_done(struct target *s, const char *keep, struct arena *a)
{
	const char *file = target_file(target_name(s));

	if (target_dialect(s) == DIALECT_SQLITE && file)
		drop_old(file, keep, a);
}

void backup_drop(const char **path)
{
	if (*path)
		unlink(*path);
	*path = NULL;
}

static bool note_check(void *self, const char *const *columns, struct err *err)
{
	if (str_eq(columns[0], "ok"))
		return true;
	return err_set(err, ERR_INPUT, "the backup '%s' is damaged: %s", (const char *)self,
		columns[0] ? columns[0] : "");
}

/* An empty file is a database without tables to SQLite, and no backup to anybody. */
static bool check(struct target *from, const char *path, struct err *err)
{
	bool holds = false;
	const struct target_query whole = {
		.sql = "PRAGMA integrity_check(1)", .each = note_check, .self = (void *)path};
	const struct target_query count = {
		.sql = "SELECT count(*) FROM sqlite_schema", .each = note_count, .self = &holds};

	if (!target_run(from, &whole, err) || !target_run(from, &count, err))
		return false;
	return holds || err_set(err, ERR_INPUT, "the backup '%s' is empty", path);
}

/* A connection that may write leaves nothing beside the file: no -wal, no -shm. */
static bool open_backup(const char *path, struct target **ret, struct err *err)
{
	return target_open(path, access(path, W_OK) == 0 ? 0 : TARGET_READ_ONLY, ret, err);
}

bool backup_check(const char *path, struct err *err)
{
	struct target *from;
	bool ok;

	if (!open_backup(path, &from, err))
		return false;
	ok = check(from, path, err);
	target_close(from);
	return ok;
}

bool backup_restore(struct target *s, const char *path, struct err *err)
{
	struct target *from;
	bool ok;

	if (is_file(path, target_name(s)))
		return err_set(err, ERR_USAGE, "'%s' is the database itself", path);
	if (!open_backup(path, &from, err))
		return false;
	ok = target_copy(from, s, err);
	target_close(from);
	return ok;
}

/* Whether there is anything to keep of it. */
static bool is_there(const char *file, struct arena *a)
{
	return fs_exists(file) || fs_exists(arena_printf(a, "%s-wal", file)) ||
	       fs_exists(arena_printf(a, "%s-journal", file));
}

bool backup_replace(struct target *s, const char *path, bool keep, struct arena *a,
	const char **ret_aside, struct err *err)
{
	const char *file = target_file(target_name(s)), *new, *name;
	struct target *from;
	bool ok;

	*ret_aside = NULL;
	if (is_file(path, file))
		return err_set(err, ERR_USAGE, "'%s' is the database itself", path);
	if (!find_name(file, a, &name, err) || !open_backup(path, &from, err))
		return false;
	new = arena_printf(a, "%s.restor", name); /* is_half(), should it stay */
	ok = target_backup(from, new, err);
	target_close(from);
	if (!ok)
		return err_wrap(err, "cannot copy '%s'", path);
	if (keep && is_there(file, a))
		*ret_aside = stamped(a, file, "damaged", clock_wall_ms());
	ok = target_replace(s, new, *ret_aside, err);
	if (!ok)
		unlink(new);
	return ok;
}
