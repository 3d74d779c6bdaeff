#include "core/base/fs.h"
#include "core/base/str.h"
#include "core/migrate/backups.h"
#include "test/unit/migrate_folder.h"
#include "test/unit/test.h"

#include <unistd.h>

static struct target *database(void)
{
	struct target *s = NULL;
	struct err err = {0};

	if (!target_open(folder_path("a.db"), TARGET_CREATE, &s, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	return s;
}

static size_t count(struct arena *a)
{
	struct backups b = {0};
	struct err err;
	size_t len;

	CHECK(backups_list(folder_path("a.db"), a, &b, &err));
	for (size_t i = 1; i < b.list.len; i++)
		CHECK(strcmp(b.list.at[i - 1], b.list.at[i]) > 0);
	len = b.list.len;
	vec_release(&b.list);
	return len;
}

TEST(migrate_backups_are_of_what_is_there)
{
	struct arena a = {0};
	struct target *s;
	struct err err;
	const char *path = "x";

	folder_begin();
	s = database();
	CHECK(backup_make(s, &a, &path, &err) && !path); /* nothing is in it */
	CHECK_STR(run_text(s, "CREATE TABLE blokctl_migration (a)"), "");
	CHECK(backup_make(s, &a, &path, &err) && !path);
	CHECK_STR(run_text(s, "CREATE TABLE sqliteX (a); INSERT INTO sqliteX VALUES (1)"), "");
	CHECK(backup_make(s, &a, &path, &err) && path);
	CHECK(str_starts(path, folder_path("a.db.backup-20")));
	CHECK_INT(strlen(path), strlen(folder_path("a.db.backup-20261127T101500.123Z")));
	CHECK_STR(run_text(s, "DELETE FROM sqliteX; CREATE TABLE more (a)"), "");
	CHECK(backup_check(path, &err) && backup_restore(s, path, &err));
	CHECK_STR(rows_of(s, "SELECT a FROM sqliteX"), "1");
	CHECK_STR(rows_of(s, "SELECT count(*) FROM sqlite_schema"), "2");
	target_close(s);
	s = memory_target();
	CHECK_STR(run_text(s, "CREATE TABLE t (a)"), "");
	CHECK(backup_make(s, &a, &path, &err) && !path);
	target_close(s);
	arena_release(&a);
	folder_end();
}

TEST(migrate_backups_three_are_kept)
{
	static const char *const others[] = {"a.db.backup-20200101T000000.000", "a.db.backup-x",
		"a.db.backup-20200101T000000.000Z.txt", "b.db.backup-20200101T000000.000Z",
		"a.db.backup-2020010XT000000.000Z", "a.db.backup-"};
	struct arena a = {0};
	struct target *s;
	struct err err;
	const char *path, *oldest;

	folder_begin();
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		folder_put(others[i], "");
	folder_put("a.db.backup-20200101T000000.000Z", "");
	s = database();
	CHECK_STR(run_text(s, "CREATE TABLE t (a)"), "");
	CHECK(backup_make(s, &a, &oldest, &err));
	for (int i = 0; i < 2; i++)
		CHECK(backup_make(s, &a, &path, &err));
	CHECK_INT(count(&a), 4);
	backup_done(s, NULL, &a);
	CHECK_INT(count(&a), 3);
	CHECK(!fs_exists(folder_path("a.db.backup-20200101T000000.000Z")));
	/* What is about to be put back does not go. */
	CHECK(backup_make(s, &a, &path, &err));
	backup_done(s, oldest, &a);
	CHECK(fs_exists(oldest));
	CHECK_INT(count(&a), 4);
	CHECK(backup_make(s, &a, &path, &err));
	backup_drop(&path);
	CHECK(!path && fs_exists(oldest));
	backup_done(s, NULL, &a);
	CHECK(!fs_exists(oldest));
	CHECK_INT(count(&a), 3);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		CHECK(fs_exists(folder_path(others[i])));
	target_close(s);
	arena_release(&a);
	folder_end();
}

TEST(migrate_backups_that_are_damaged_are_refused)
{
	struct str bytes = {0};
	struct target *s;
	struct err err = {0};

	folder_begin();
	s = database();
	CHECK_STR(run_text(s, "CREATE TABLE t (a); CREATE INDEX i ON t (a); WITH RECURSIVE n(i) AS "
			      "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO "
			      "t SELECT hex(zeroblob(50)) || i FROM n"),
		"");
	target_close(s);
	CHECK(fs_read(folder_path("a.db"), 10000000, &bytes, &err));
	memset(bytes.at + bytes.len / 2, 0x55, 5000);
	folder_put_bytes("bad", bytes.at, bytes.len);
	CHECK(!backup_check(folder_path("bad"), &err));
	CHECK(err.kind == ERR_INPUT || err.kind == ERR_WORK);
	folder_put("bad", "no database at all, but as long as a header would be: it is looked at "
			  "all the same, a hundred bytes of it");
	CHECK(!backup_check(folder_path("bad"), &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(!backup_check(folder_path("nosuch"), &err));
	str_release(&bytes);
	folder_end();
}
