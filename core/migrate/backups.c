#include "core/migrate/backups.h"

#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/str.h"

#include <dirent.h>
#include <errno.h>
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

/* ".XXXXXX" behind it: of a process that was killed while it copied. */
static bool is_half(const char *text)
{
	return begins_with_stamp(text) && text[STAMP_LEN] == '.' && strlen(text) == STAMP_LEN + 7;
}

/* The files beside a database whose names are its own, ".backup-" and what `is` accepts. */
static bool list_files(const char *file, bool (*is)(const char *stamp), struct arena *a,
	struct backups *ret, struct err *err)
{
	const char *folder = fs_dirname(a, file);
	const char *prefix = arena_printf(a, "%s.backup-", fs_basename(file));
	DIR *dir = opendir(folder);

	if (!dir)
		return err_errno(err, errno, "cannot read the folder '%s'", folder);
	for (const struct dirent *e; (e = readdir(dir));)
		if (str_starts(e->d_name, prefix) && is(e->d_name + strlen(prefix)))
			vec_push(&ret->list, fs_join(a, folder, e->d_name));
	closedir(dir);
	if (ret->list.len)
		qsort(ret->list.at, ret->list.len, sizeof *ret->list.at, newest_first);
	return true;
}

bool backups_list(const char *file, struct arena *a, struct backups *ret, struct err *err)
{
	return list_files(file, is_stamp, a, ret, err);
}

static const char *stamped(struct arena *a, const char *file, int64_t ms)
{
	char iso[CLOCK_ISO_MAX];
	struct str name = {0};
	const char *kept;

	clock_format_iso(ms, iso);
	str_addf(&name, "%s.backup-", file);
	for (const char *c = iso; *c; c++)
		if (*c != '-' && *c != ':')
			str_add_char(&name, *c);
	kept = arena_strdup(a, str_text(&name));
	str_release(&name);
	return kept;
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
	int64_t ms = clock_wall_ms();
	bool worth;

	*ret_path = NULL;
	if (target_dialect(s) != DIALECT_SQLITE || !file)
		return true;
	if (!has_tables(s, &worth, err))
		return false;
	if (!worth)
		return true;
	while (fs_exists(path = stamped(a, file, ms)))
		ms++;
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

bool backup_check(const char *path, struct err *err)
{
	const struct target_query check = {
		.sql = "PRAGMA integrity_check(1)", .each = note_check, .self = (void *)path};
	struct target *from;
	bool ok;

	if (!target_open(path, TARGET_READ_ONLY, &from, err))
		return false;
	ok = target_run(from, &check, err);
	target_close(from);
	return ok;
}

bool backup_restore(struct target *s, const char *path, struct err *err)
{
	struct target *from;
	bool ok;

	if (!target_open(path, TARGET_READ_ONLY, &from, err))
		return false;
	ok = target_copy(from, s, err);
	target_close(from);
	return ok;
}
