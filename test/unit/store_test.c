#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/mem.h"
#include "core/store/gates.h"
#include "core/store/kv.h"
#include "core/store/runs.h"
#include "core/store/schema.h"
#include "core/store/verify.h"
#include "test/unit/fresh_store.h"
#include "test/unit/test.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static int64_t add_run(struct store *s, const char *id, int64_t at)
{
	struct run_new run = {.id = id, .workflow = "w", .version = "1", .file = "f",
		.document_hash = "h", .request = "{}", .started_at = at};
	struct run_end end = {.status = "completed", .ended_at = at + 1, .duration_ms = 1, .steps = 1};
	struct attempt_row row = {.path = "a", .step = "a", .node = "expr", .attempt = 1,
		.status = "completed", .started_at = at, .duration_us = 5, .output = "1"};
	struct runs_writer writer;
	struct err err;
	int64_t no = 0;

	CHECK(store_begin(s, &err));
	CHECK(store_blob_put(s, "h", "doc", 3, &err));
	CHECK(runs_add(s, &run, &no, &err));
	runs_writer_init(&writer, s, no);
	CHECK(runs_write_attempt(&writer, &row, &err));
	runs_writer_release(&writer);
	CHECK(runs_end(s, no, &end, &err));
	CHECK(store_commit(s, &err));
	return no;
}

static bool count_row(void *self, const struct attempt_row *row, struct err *err)
{
	(void)row, (void)err;
	++*(int *)self;
	return true;
}

TEST(runs_are_found_by_last_and_by_prefix)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	struct run_row row;
	struct err err;

	add_run(s, "run_01AAAA", 1);
	add_run(s, "run_01AABB", 2);
	CHECK(runs_find(s, &a, "last", &row, &err));
	CHECK_STR(row.id, "run_01AABB");
	CHECK(runs_find(s, &a, "01aaa", &row, &err));
	CHECK_STR(row.id, "run_01AAAA");
	CHECK(!runs_find(s, &a, "run_01AA", &row, &err));
	CHECK_INT(err.kind, ERR_USAGE);
	CHECK(!runs_find(s, &a, "run_02", &row, &err));
	CHECK_INT(err.kind, ERR_WORK);
	CHECK(!runs_find(s, &a, "run_{", &row, &err)); /* behind all letters */
	CHECK_STR(err.message, "there is no run 'run_{'");
	arena_release(&a);
	fresh_store_end(s);
}

static bool keep_no(void *self, const struct run_row *row, struct err *err)
{
	(void)err;
	*(int64_t *)self = *(int64_t *)self * 10 + row->no;
	return true;
}

static bool refuse_document(void *self, const char *name, const char *path, const char *text,
	size_t len, struct err *err)
{
	(void)self;
	CHECK_INT(len, 0);
	return err_set(err, ERR_INPUT, "%s|%s|%s", name, path, text);
}

static bool refuse_damaged(
	void *self, const char *run_id, const struct attempt_row *row, struct err *err)
{
	(void)self;
	return err_set(err, ERR_INPUT, "%s|%s", run_id ? run_id : "-", row->path);
}

TEST(runs_are_visited_until_the_visitor_refuses)
{
	struct store *s = fresh_store();
	struct arena a = {0};
	struct run_row row;
	struct err err;
	int64_t nos = 0, checked;
	bool found = true;

	for (int i = 0; i < 3; i++)
		add_run(s, (const char *[]){"run_A", "run_B", "run_C"}[i], i);
	CHECK(runs_each(s, &(struct runs_filter){.limit = 2}, keep_no, &nos, &err));
	CHECK_INT(nos, 32);
	CHECK(runs_at(s, &a, 9, &row, &found, &err) && !found);
	CHECK(store_begin(s, &err) && store_blob_put(s, "none", "", 0, &err));
	CHECK(store_end(s, runs_add_document(s, 1, "w", "w.yaml", "none", &err), &err));
	CHECK(!runs_each_document(s, 1, refuse_document, NULL, &err));
	CHECK_STR(err.message, "w|w.yaml|");
	store_lock(s);
	CHECK(db_exec(store_db(s), "UPDATE attempt SET output = '2' WHERE id >> 32 < 3", &err));
	store_unlock(s);
	CHECK(!runs_each_damaged(s, refuse_damaged, NULL, &checked, &err));
	CHECK_STR(err.message, "run_A|a");
	CHECK_INT(checked, 1);
	arena_release(&a);
	fresh_store_end(s);
}

TEST(a_damaged_attempt_is_noticed)
{
	struct store *s = fresh_store();
	int64_t no = add_run(s, "run_01AAAA", 1);
	struct err err;
	int count = 0;

	CHECK(runs_each_attempt(s, no, count_row, &count, &err));
	CHECK_INT(count, 1);
	CHECK(db_exec(store_db(s), "UPDATE attempt SET output = '2'", &err));
	CHECK(!runs_each_attempt(s, no, count_row, &count, &err));
	CHECK_STR(err.message, "the record of the step 'a' is damaged");
	fresh_store_end(s);
}

TEST(prune_removes_runs_with_all_that_is_theirs)
{
	struct store *s = fresh_store();
	int64_t count, rows;
	struct err err;

	add_run(s, "run_01AAAA", 100);
	add_run(s, "run_01AABB", 200);
	add_run(s, "run_01AACC", 300);
	CHECK(runs_prune(s, 250, 0, &count, &err));
	CHECK_INT(count, 2);
	CHECK(runs_prune(s, 0, 1, &count, &err));
	CHECK_INT(count, 0);
	CHECK(db_query_int(store_db(s), "SELECT count(*) FROM attempt", &rows, &err));
	CHECK_INT(rows, 1);
	CHECK(runs_prune(s, 0, 0, &count, &err));
	CHECK(db_query_int(store_db(s), "SELECT count(*) FROM blob", &rows, &err));
	CHECK_INT(rows, 0);
	fresh_store_end(s);
}

TEST(kept_values_expire_and_count)
{
	struct store *s = fresh_store();
	struct kv_key key = {"n", "k"};
	struct arena a = {0};
	const char *text;
	struct err err;
	double sum;

	CHECK(kv_set(s, &key, "\"v\"", 100, &err));
	CHECK(kv_get(s, &a, &key, 99, &text, &err));
	CHECK_STR(text, "\"v\"");
	CHECK(kv_get(s, &a, &key, 100, &text, &err));
	CHECK(text == NULL);
	CHECK(kv_increment(s, &key, &(struct kv_addition){2.5, 100, 0}, &sum, &err) && sum == 2.5);
	CHECK(kv_increment(s, &key, &(struct kv_addition){1, 100, 0}, &sum, &err) && sum == 3.5);
	CHECK(kv_set(s, &key, "\"v\"", 0, &err));
	CHECK(!kv_increment(s, &key, &(struct kv_addition){1, 100, 0}, &sum, &err));
	arena_release(&a);
	fresh_store_end(s);
}

TEST(a_slot_of_a_dead_run_is_given_up)
{
	struct store *s = fresh_store(), *other;
	struct slot_request one = {"w", "k", "run_1", 1, 10, 1000};
	struct slot_request two = {"w", "k", "run_2", 1, 10, 1000};
	struct err err;
	bool taken;

	CHECK(store_open(fresh_path(), &other, &err));
	CHECK(store_lock_run(other, "run_1"));
	CHECK(slot_take(s, &one, &taken, &err) && taken);
	CHECK(slot_take(s, &two, &taken, &err) && !taken);
	store_close(other); /* run_1's process ends: its lock goes with it */
	CHECK(slot_take(s, &two, &taken, &err) && taken);
	fresh_store_end(s);
}

TEST(a_newer_store_is_refused_and_not_touched)
{
	struct store *s = fresh_store();
	struct err err;

	CHECK(db_exec(store_db(s), "PRAGMA user_version = 999", &err));
	store_close(s);
	CHECK(!store_open(fresh_path(), &s, &err));
	CHECK_INT(err.kind, ERR_REFUSED);
	fresh_store_end(NULL);
}

/* One of step 4, with a run in it: all of it is there afterwards, and a copy of what it was. */
TEST(an_older_store_is_copied_and_brought_up_to_date)
{
	struct store *s = NULL;
	struct db *db = NULL;
	struct str copy = {0};
	struct err err = {0};
	int64_t n = 0;

	fresh_folder();
	CHECK(db_open(fresh_path(), DB_CREATE, &db, &err));
	for (int step = 0; step < 4; step++)
		CHECK(db_exec(db, store_schema[step], &err));
	CHECK(db_exec(db,
		"INSERT INTO blob VALUES ('h', x'00');"
		"PRAGMA user_version = 4; PRAGMA application_id = 1651273579",
		&err));
	db_close(db);
	CHECK(store_open(fresh_path(), &s, &err));
	CHECK(db_query_int(store_db(s), "PRAGMA user_version", &n, &err));
	CHECK_INT(n, store_schema_len);
	CHECK(db_query_int(store_db(s), "SELECT count(*) FROM blob", &n, &err));
	CHECK_INT(n, 1);
	str_addf(&copy, "%s.backup-v4", fresh_path());
	CHECK(db_open(copy.at, DB_READ_ONLY, &db, &err));
	CHECK(db_query_int(db, "PRAGMA user_version", &n, &err));
	CHECK_INT(n, 4);
	db_close(db);
	remove(copy.at);
	str_release(&copy);
	fresh_store_end(s);
}

TEST(the_queue_of_writers_ends_with_patience)
{
	struct store *s = fresh_store(), *other;
	int64_t began = clock_mono_us();
	struct err err;

	CHECK(store_open(fresh_path(), &other, &err));
	CHECK(store_begin(other, &err));
	store_set_patience(s, 300);
	CHECK(!store_begin(s, &err));
	CHECK_INT(err.kind, ERR_BUSY);
	CHECK(strstr(err.message, fresh_path()) && err.hint[0]);
	CHECK(clock_mono_us() - began >= 300000 && clock_mono_us() - began < 5000000);
	CHECK(store_commit(other, &err));
	CHECK(store_begin(s, &err) && store_commit(s, &err));
	store_close(other);
	fresh_store_end(s);
}

static void *commit_later(void *self)
{
	struct err err;

	nanosleep(&(struct timespec){.tv_nsec = 400000000}, NULL);
	return store_commit(self, &err) ? self : NULL;
}

TEST(a_writer_waits_for_another_longer_than_a_tick)
{
	struct store *s = fresh_store(), *other;
	struct err err;
	pthread_t thread;

	/* The mutex of `other` is taken here and given back there: of this test's
	 * making, and no harm with glibc. */
	CHECK(store_open(fresh_path(), &other, &err));
	CHECK(store_begin(other, &err));
	CHECK(pthread_create(&thread, NULL, commit_later, other) == 0);
	CHECK(store_begin(s, &err) && store_commit(s, &err));
	pthread_join(thread, NULL);
	store_close(other);
	fresh_store_end(s);
}

/* A database with one statement run in it. */
static void make_database(const char *sql)
{
	struct db *db;
	struct err err;

	fresh_folder();
	CHECK(db_open(fresh_path(), DB_CREATE, &db, &err));
	CHECK(db_exec(db, sql, &err));
	db_close(db);
}

TEST(the_database_of_another_program_is_refused_and_not_touched)
{
	static const char *const others[] = {"CREATE TABLE bookmark(url)",
		"CREATE TABLE bookmark(url); PRAGMA user_version = 1",
		"CREATE TABLE run(id); CREATE TABLE attempt(id)",
		"PRAGMA application_id = 1"};
	char lock[120];

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct str before = {0}, after = {0};
		struct store *s;
		struct err err;

		make_database(others[i]);
		CHECK(fs_read(fresh_path(), 1 << 20, &before, &err));
		CHECK(!store_open(fresh_path(), &s, &err));
		CHECK_INT(err.kind, ERR_INPUT);
		CHECK(err.hint[0]);
		CHECK(fs_read(fresh_path(), 1 << 20, &after, &err));
		CHECK(before.len == after.len && memcmp(before.at, after.at, after.len) == 0);
		snprintf(lock, sizeof lock, "%s.lock", fresh_path());
		CHECK(!fs_exists(lock));
		str_release(&before);
		str_release(&after);
		fresh_store_end(NULL);
	}
}

TEST(a_store_bears_our_mark_and_one_of_the_first_version_need_not)
{
	struct store *s = fresh_store();
	struct err err;
	int64_t id;

	CHECK(db_query_int(store_db(s), "PRAGMA application_id", &id, &err));
	CHECK_INT(id, 0x626c6f6b);
	CHECK(db_exec(store_db(s), "PRAGMA application_id = 0", &err));
	store_close(s);
	CHECK(store_open(fresh_path(), &s, &err));
	fresh_store_end(s);
}

TEST(what_cannot_be_bound_fails_the_step)
{
	struct db_stmt *q;
	struct db *db;
	struct err err;
	bool row;

	CHECK(db_open(":memory:", DB_CREATE, &db, &err));
	CHECK(db_prepare(db, "SELECT ?", &q, &err));
	db_bind_int(q, 2, 1);
	db_bind_int(q, 1, 1);
	CHECK(!db_step(q, &row, &err));
	CHECK_INT(err.kind, ERR_WORK);
	CHECK(!db_run(q, &err));
	db_bind_int(q, 1, 1);
	CHECK(db_run(q, &err));
	db_finalize(q);
	db_close(db);
}
