#include "core/cards/import.h"

#include "core/base/fs.h"
#include "core/db/db.h"
#include "core/text/archive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A collection of 100,000 notes has some 60 MiB. */
static const struct archive_limits limits = {.members = 200000,
	.member_bytes = (size_t)512 << 20,
	.total_bytes = (size_t)1 << 30,
	.ratio = 200};

/* Which generation a package is: what `meta` says, else what is in it. */
static const char *database_of(struct archive *a, struct err *err)
{
	struct str meta = {0};
	const char *name;
	int version = 0;

	if (archive_has(a, "meta") && archive_read(a, "meta", &meta, err) && meta.len >= 2 &&
		meta.at[0] == 8)
		version = meta.at[1];
	str_release(&meta);
	name = version == 3 || (!version && archive_has(a, "collection.anki21b"))
		       ? "collection.anki21b"
	       : version == 2 || (!version && archive_has(a, "collection.anki21"))
		       ? "collection.anki21"
		       : "collection.anki2";
	if (archive_has(a, name))
		return name;
	err_set(err, ERR_INPUT, "there is no %s in it", name);
	err_hint(err, "a deck of Anki is a package (.apkg) with a collection inside");
	return NULL;
}

static bool unpack(struct archive *a, struct str *ret, struct err *err)
{
	const char *name = database_of(a, err);
	struct str packed = {0};
	bool ok;

	if (!name)
		return false;
	if (strcmp(name, "collection.anki21b") != 0)
		return archive_read(a, name, ret, err);
	ok = archive_read(a, name, &packed, err) &&
	     import_unzstd(str_text(&packed), packed.len, limits.member_bytes, ret, err);
	str_release(&packed);
	return ok;
}

/* A view in the place of a table could make rows without an end. */
static bool has_tables_only(struct db *db, struct err *err)
{
	int64_t others = 0;

	if (!db_query_int(db,
		    "SELECT count(*) FROM sqlite_schema WHERE type = 'view'"
		    " OR sql LIKE 'CREATE VIRTUAL%'",
		    &others, err))
		return false;
	return !others || err_set(err, ERR_INPUT, "there are views in it, which no Anki makes");
}

static bool read_collection(
	const char *path, const struct schedule_day *day, struct exchange *ret, struct err *err)
{
	struct import_collection c = {.arena = &ret->arena, .day = day};
	bool ok;

	if (!db_open(path, DB_READ_ONLY, &c.db, err))
		return false;
	ok = db_distrust(c.db, "unicase", err) && has_tables_only(c.db, err) &&
	     import_read_models(&c, err) && import_read_notes(&c, ret, err);
	import_release_models(&c);
	db_close(c.db);
	/* What SQLite finds wrong is wrong with the file. */
	if (!ok && err->kind == ERR_WORK)
		err->kind = ERR_INPUT;
	return ok;
}

/* SQLite wants a file. */
static bool read_bytes(const struct str *bytes, const struct schedule_day *day,
	struct exchange *ret, struct err *err)
{
	const char *temporary = getenv("TMPDIR");
	char *folder, *file;
	bool ok;

	folder = fs_join(&ret->arena, temporary && temporary[0] == '/' ? temporary : "/tmp",
		"blokctl-XXXXXX");
	if (!mkdtemp(folder))
		return err_errno(err, errno, "cannot make a folder like '%s'", folder);
	file = fs_join(&ret->arena, folder, "collection");
	ok = fs_write_atomic(file, str_text(bytes), bytes->len, 0600, err) &&
	     read_collection(file, day, ret, err);
	unlink(file);
	rmdir(folder);
	return ok;
}

bool exchange_read_apkg(
	const char *path, const struct schedule_day *day, struct exchange *ret, struct err *err)
{
	struct archive *a;
	struct str bytes = {0};
	bool ok;

	memset(ret, 0, sizeof *ret);
	if (!archive_open(path, &limits, &a, err))
		return false;
	ok = unpack(a, &bytes, err) && read_bytes(&bytes, day, ret, err);
	archive_close(a);
	str_release(&bytes);
	if (!ok)
		exchange_release(ret);
	return ok || err_wrap(err, "'%s'", path);
}
