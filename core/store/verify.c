#include "core/store/verify.h"

#include "core/base/mem.h"
#include "core/base/sha256.h"
#include "core/base/str.h"
#include "core/store/schema.h"

#include <string.h>
#include <sys/stat.h>

struct faults {
	struct store *store;
	fault_visit *each;
	void *self;
};

static bool report(struct faults *f, const char *what, struct str *message, struct err *err)
{
	bool ok = f->each(f->self, what, str_text(message), err);

	str_clear(message);
	return ok;
}

/* A file that ends within a page: SQLite reads zeros for what is missing, and does not tell
 * when that page is a free one.  What a journal may still complete is not looked at. */
static bool check_length(struct faults *f, struct str *message, struct err *err)
{
	struct str journal = {0};
	struct stat file, wal;
	int64_t page;
	bool whole;

	if (!db_query_int(store_db(f->store), "PRAGMA page_size", &page, err))
		return false;
	str_addf(&journal, "%s-wal", store_path(f->store));
	whole = (stat(str_text(&journal), &wal) == 0 && wal.st_size > 0) ||
		stat(store_path(f->store), &file) != 0 || file.st_size % page == 0;
	str_release(&journal);
	if (whole)
		return true;
	str_addf(message, "the file was cut: its %lld bytes are no whole pages of %lld",
		(long long)file.st_size, (long long)page);
	return report(f, "page", message, err);
}

/* The b-trees, the indexes, NOT NULL and CHECK of every row. */
static bool check_pages(struct faults *f, struct str *message, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true,
	     ok = db_prepare(store_db(f->store), "PRAGMA integrity_check(100)", &q, err);

	while (ok && (ok = db_step(q, &row, err)) && row) {
		const char *text = db_text(q, 0);

		if (!text || str_eq(text, "ok"))
			continue;
		str_add(message, text);
		ok = report(f, "page", message, err);
	}
	db_finalize(q);
	return ok;
}

/* The definition that a table or index of this program has in the file. */
static bool check_object(
	struct faults *f, struct db_stmt *ours, struct str *message, struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;

	if (!db_prepare(store_db(f->store),
		    "SELECT sql FROM sqlite_schema WHERE type = ? AND name = ?", &q, err))
		return false;
	db_bind_text(q, 1, db_text(ours, 0));
	db_bind_text(q, 2, db_text(ours, 1));
	ok = db_step(q, &row, err);
	if (ok && !row)
		str_addf(message, "the %s '%s' is missing", db_text(ours, 0), db_text(ours, 1));
	else if (ok && !str_eq(db_text(q, 0), db_text(ours, 2)))
		str_addf(message, "the %s '%s' is not as it should be", db_text(ours, 0),
			db_text(ours, 1));
	db_finalize(q);
	return ok && (!message->len || report(f, "shape", message, err));
}

/* Against an empty store in memory.  What stands there besides is the user's. */
static bool check_shape(struct faults *f, struct str *message, struct err *err)
{
	struct db *fresh = NULL;
	struct db_stmt *q = NULL;
	bool row = true;
	bool ok = db_open(":memory:", DB_CREATE, &fresh, err) && store_schema_apply(fresh, err) &&
		  db_prepare(fresh,
			  "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
			  " ORDER BY name",
			  &q, err);

	while (ok && (ok = db_step(q, &row, err)) && row)
		ok = check_object(f, q, message, err);
	db_finalize(q);
	db_close(fresh);
	return ok;
}

static bool check_documents(struct faults *f, struct str *message, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true,
	     ok = db_prepare(store_db(f->store), "SELECT hash, data FROM blob", &q, err);

	while (ok && (ok = db_step(q, &row, err)) && row) {
		char hash[SHA256_SIZE * 2 + 1];
		size_t len;
		const void *bytes = db_blob(q, 1, &len);

		sha256_hex(bytes ? bytes : "", len, hash);
		if (str_eq(hash, db_text(q, 0)))
			continue;
		str_addf(message, "the document %.16s is not what was stored", db_text(q, 0));
		ok = report(f, "document", message, err);
	}
	db_finalize(q);
	return ok;
}

static bool check_references(struct faults *f, struct str *message, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true;
	bool ok = db_prepare(store_db(f->store),
		"SELECT run.id, document FROM run WHERE document NOT IN (SELECT hash FROM blob)"
		" UNION SELECT run.id, hash FROM run_document JOIN run ON run.no = run_document.run"
		" WHERE hash NOT IN (SELECT hash FROM blob)",
		&q, err);

	while (ok && (ok = db_step(q, &row, err)) && row) {
		str_addf(
			message, "%s: its document %.16s is missing", db_text(q, 0), db_text(q, 1));
		ok = report(f, "document", message, err);
	}
	db_finalize(q);
	return ok;
}

bool store_each_fault(struct store *s, fault_visit *each, void *self, struct err *err)
{
	struct faults f = {s, each, self};
	struct str message = {0};
	bool ok;

	store_lock(s);
	ok = check_length(&f, &message, err) && check_pages(&f, &message, err) &&
	     check_shape(&f, &message, err) && check_documents(&f, &message, err) &&
	     check_references(&f, &message, err);
	store_unlock(s);
	str_release(&message);
	return ok;
}
