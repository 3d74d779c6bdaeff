#include "core/store/audit.h"

#include "core/base/clock.h"
#include "core/base/sha256.h"
#include "core/base/str.h"

#include <string.h>

/* Lengths keep one text from running into the next. */
static void hash_row(const struct audit_row *row, const char *before, char out[SHA256_SIZE * 2 + 1])
{
	const char *texts[] = {before, row->actor, row->action, row->detail};
	struct str all = {0};

	str_addf(&all, "%lld %lld", (long long)row->no, (long long)row->at);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		str_addf(&all, " %zu:%s", strlen(texts[i]), texts[i]);
	sha256_hex(all.at, all.len, out);
	str_release(&all);
}

static bool read_last(
	struct store *s, struct arena *a, int64_t *ret_no, const char **ret_hash, struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;

	*ret_no = 0;
	*ret_hash = "";
	if (!db_prepare(
		    store_db(s), "SELECT no, hash FROM audit ORDER BY no DESC LIMIT 1", &q, err))
		return false;
	ok = db_step(q, &row, err);
	if (ok && row) {
		*ret_no = db_int(q, 0);
		*ret_hash = arena_strdup(a, db_text(q, 1));
	}
	db_finalize(q);
	return ok;
}

static bool insert(struct store *s, const struct audit_row *row, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", &q, err))
		return false;
	db_bind_int(q, 1, row->no);
	db_bind_int(q, 2, row->at);
	db_bind_text(q, 3, row->actor);
	db_bind_text(q, 4, row->action);
	db_bind_text(q, 5, row->detail);
	db_bind_text(q, 6, row->hash);
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

static bool add(struct store *s, struct audit_row *row, struct err *err)
{
	char hash[SHA256_SIZE * 2 + 1];
	struct arena a = {0};
	const char *before;
	bool ok = read_last(s, &a, &row->no, &before, err);

	if (ok) {
		row->no++;
		hash_row(row, before, hash);
		row->hash = hash;
		ok = insert(s, row, err);
	}
	arena_release(&a);
	return ok;
}

bool audit_add(
	struct store *s, const char *actor, const char *action, const char *detail, struct err *err)
{
	struct audit_row row = {
		.at = clock_wall_ms(), .actor = actor, .action = action, .detail = detail};

	return store_begin(s, err) && store_end(s, add(s, &row, err), err);
}

bool audit_each(struct store *s, audit_visit *each, void *self, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT no, at, actor, action, detail, hash FROM audit ORDER BY no", &q, err);
	while (ok && (ok = db_step(q, &row, err)) && row) {
		struct audit_row r = {db_int(q, 0), db_int(q, 1), db_text(q, 2), db_text(q, 3),
			db_text(q, 4), db_text(q, 5)};

		ok = each(self, &r, err);
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}

struct chain {
	struct audit_check check;
	char before[SHA256_SIZE * 2 + 1];
};

static bool check_row(void *self, const struct audit_row *row, struct err *err)
{
	char hash[SHA256_SIZE * 2 + 1];
	struct chain *c = self;

	(void)err;
	c->check.count++;
	hash_row(row, c->before, hash);
	if (!c->check.bad && (row->no != c->check.count || !str_eq(hash, row->hash)))
		c->check.bad = row->no;
	memcpy(c->before, hash, sizeof hash);
	return true;
}

bool audit_verify(struct store *s, struct arena *a, struct audit_check *ret, struct err *err)
{
	struct chain c = {0};

	if (!audit_each(s, check_row, &c, err))
		return false;
	*ret = c.check;
	ret->head = arena_strdup(a, c.before);
	return true;
}
