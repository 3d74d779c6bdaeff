#include "core/base/fs.h"
#include "core/base/str.h"
#include "core/db/sqlite.h"
#include "core/store/examples.h"
#include "core/store/gates.h"
#include "core/store/kv.h"
#include "core/store/lanes.h"
#include "core/store/outbox.h"
#include "core/store/quota.h"
#include "core/store/reviews.h"
#include "core/store/runs.h"
#include "core/store/schema.h"
#include "core/store/totals.h"
#include "test/unit/fresh_store.h"
#include "test/unit/sqlite_faults.h"
#include "test/unit/test.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the store does when its database fails: every function says so, with a reason, leaves no
 * transaction behind, and works again when the database does. */

static struct store *store;

static struct usage_call a_call(void)
{
	return (struct usage_call){.user = "ada",
		.day = "2026-11-20",
		.month = "2026-11",
		.task = "chat",
		.provider = "openai",
		.model = "m",
		.run = "run_1",
		.tokens = {.input = 60, .output = 40},
		.cost = 1000,
		.at = 1000,
		.expires_at = 2000,
		.defaults = {{100000, QUOTA_NONE, QUOTA_NONE},
			{QUOTA_NONE, QUOTA_NONE, QUOTA_NONE}},
		.budget = 1000000000};
}

static const struct usage_result fine = {.status = "ok",
	.counts = true,
	.tokens = {.input = 50, .output = 7},
	.cost = 250,
	.duration_ms = 3};

/* ---- the functions, each by itself ---- */

static bool reserve(struct err *err)
{
	const struct usage_call call = a_call();
	struct quota_verdict v;

	return quota_reserve(store, &call, &v, err);
}

static int64_t reservation;

static bool settle(struct err *err)
{
	return quota_settle(store, reservation, &fine, err);
}

static bool note_hit(struct err *err)
{
	const struct usage_call call = a_call();

	return quota_note_hit(store, &call, err);
}

static bool note_own(struct err *err)
{
	const struct usage_call call = a_call();

	return quota_note_own(store, &call, &fine, err);
}

static bool expire(struct err *err)
{
	const struct usage_call call = a_call();
	struct quota_verdict v;
	int64_t count;

	return quota_reserve(store, &call, &v, err) && /* something is overdue */
	       quota_expire(store, 5000, NULL, &count, err);
}

static bool expire_run(struct err *err)
{
	int64_t count;

	return quota_expire(store, 0, "run_1", &count, err);
}

static bool used(struct err *err)
{
	struct quota_amounts amounts;
	bool ok;

	store_lock(store);
	ok = quota_used(store, "ada", "2026-11-20", &amounts, err);
	store_unlock(store);
	return ok;
}

static bool sum_day(struct err *err)
{
	struct quota_sum sum;

	return quota_sum(store, "ada", "2026-11-20", &sum, err);
}

static bool get_user(struct err *err)
{
	struct arena a = {0};
	struct quota_user user;
	bool ok = quota_get_user(store, &a, "ada", &user, err);

	arena_release(&a);
	return ok;
}

static bool set_limits(struct err *err)
{
	const struct quota_limits limits = {
		{5000, QUOTA_UNSET, QUOTA_NONE}, {QUOTA_UNSET, QUOTA_UNSET, QUOTA_UNSET}};

	return quota_set_limits(store, "ada", &limits, err);
}

static bool reset_limits(struct err *err)
{
	return quota_reset_limits(store, "ada", err);
}

static bool block(struct err *err)
{
	return quota_block(store, "bob", "why", err);
}

static bool ignore_usage(void *self, const struct usage_row *row, struct err *err)
{
	(void)self, (void)row, (void)err;
	return true;
}

static bool usage(struct err *err)
{
	const struct usage_query query = {.by = USAGE_BY_MODEL};

	return usage_each(store, &query, ignore_usage, NULL, err);
}

static bool ignore_span(void *self, const struct usage_span *row, struct err *err)
{
	(void)self, (void)row, (void)err;
	return true;
}

static bool model_spans(struct err *err)
{
	return usage_spans(store, "run_1", ignore_span, NULL, err);
}

static int64_t run_no;

static bool add_run(struct err *err)
{
	static int count;
	char id[32];
	const struct run_new run = {
		.id = id, .workflow = "w", .document_hash = "h", .request = "{}", .started_at = 1};
	int64_t no;

	snprintf(id, sizeof id, "run_%d", ++count);
	return store_begin(store, err) && store_end(store, runs_add(store, &run, &no, err), err) &&
	       (run_no = no);
}

static bool end_run(struct err *err)
{
	const struct run_end end = {.status = "completed", .ended_at = 2, .steps = 1};

	return store_begin(store, err) && store_end(store, runs_end(store, run_no, &end, err), err);
}

static bool reopen_run(struct err *err)
{
	return store_begin(store, err) && store_end(store, runs_reopen(store, run_no, err), err);
}

static bool add_document(struct err *err)
{
	return store_begin(store, err) &&
	       store_end(store, runs_add_document(store, run_no, "w", "w.yaml", "h", err), err);
}

static bool write_attempt(struct err *err)
{
	const struct attempt_row row = {
		.path = "a", .step = "a", .node = "expr", .attempt = 1, .status = "completed"};
	struct runs_writer w;
	bool ok;

	runs_writer_init(&w, store, run_no);
	ok = store_begin(store, err) && store_end(store, runs_write_attempt(&w, &row, err), err);
	runs_writer_release(&w);
	return ok;
}

static bool write_log(struct err *err)
{
	const struct log_row row = {.at = 1, .path = "a", .level = "info", .message = "m"};
	struct runs_writer w;
	bool ok;

	runs_writer_init(&w, store, run_no);
	ok = store_begin(store, err) && store_end(store, runs_write_log(&w, &row, err), err);
	runs_writer_release(&w);
	return ok;
}

static bool find_run(struct err *err)
{
	struct arena a = {0};
	struct run_row row;
	bool ok = runs_find(store, &a, "last", &row, err);

	arena_release(&a);
	return ok;
}

static bool find_run_at(struct err *err)
{
	struct arena a = {0};
	struct run_row row;
	bool found, ok = runs_at(store, &a, run_no, &row, &found, err);

	arena_release(&a);
	return ok;
}

static bool have_run(struct err *err)
{
	bool have;

	return runs_have(store, "run_1", &have, err);
}

static bool ignore_run(void *self, const struct run_row *row, struct err *err)
{
	(void)self, (void)row, (void)err;
	return true;
}

static bool each_run(struct err *err)
{
	const struct runs_filter filter = {0};

	return runs_each(store, &filter, ignore_run, NULL, err);
}

static bool set_status(struct err *err)
{
	return runs_set_status(store, run_no, "cancelled", 3, err);
}

static bool ignore_attempt(void *self, const struct attempt_row *row, struct err *err)
{
	(void)self, (void)row, (void)err;
	return true;
}

static bool each_attempt(struct err *err)
{
	return runs_each_attempt(store, run_no, ignore_attempt, NULL, err);
}

static bool ignore_log(void *self, const struct log_row *row, struct err *err)
{
	(void)self, (void)row, (void)err;
	return true;
}

static bool each_log(struct err *err)
{
	return runs_each_log(store, run_no, -1, ignore_log, NULL, err);
}

static bool count_steps(struct err *err)
{
	int64_t count;
	bool ok;

	store_lock(store);
	ok = runs_count_steps(store, run_no, &count, err);
	store_unlock(store);
	return ok;
}

static bool ignore_document(void *self, const char *name, const char *path, const char *text,
	size_t len, struct err *err)
{
	(void)self, (void)name, (void)path, (void)text, (void)len, (void)err;
	return true;
}

static bool each_document(struct err *err)
{
	return runs_each_document(store, run_no, ignore_document, NULL, err);
}

static bool prune(struct err *err)
{
	int64_t count;

	return runs_prune(store, 1, -1, &count, err);
}

static bool add_to_outbox(struct err *err)
{
	return outbox_add(store, run_no, err);
}

static bool done_in_outbox(struct err *err)
{
	return outbox_done(store, run_no, 1, err);
}

static bool pause_outbox(struct err *err)
{
	return outbox_pause(store, 1, err);
}

static bool look_into_outbox(struct err *err)
{
	struct outbox_row rows[4];
	int64_t number;
	size_t len;

	return outbox_next(store, rows, 4, &len, err) && outbox_count(store, &number, err) &&
	       outbox_paused_until(store, &number, err);
}

static bool ignore_total(void *self, const struct total_row *row, struct err *err)
{
	(void)self, (void)row, (void)err;
	return true;
}

static bool totals(struct err *err)
{
	for (int which = 0; which <= TOTAL_PERIODS; which++)
		if (!totals_each(store, (enum total)which, ignore_total, NULL, err))
			return false;
	return true;
}

/* ---- gates, values, lanes, examples, reviews ---- */

static bool keep_for_a_key(struct err *err)
{
	const struct idempotency_key key = {"w", "a", "k"};
	const struct idempotency_value value = {"1", NULL, 1000};
	const char *output, *effects;
	struct arena a = {0};
	bool ok = idempotency_put(store, &key, &value, err) &&
		  idempotency_get(store, &a, &key, 5, &output, &effects, err);

	arena_release(&a);
	return ok;
}

static bool take_a_place(struct err *err)
{
	const struct slot_request dead = {"w", "k", "run_dead", 1, 5, 1},
				  request = {"w", "k", "run_1", 1, 50, 1000};
	bool taken;

	return slot_take(store, &dead, &taken, err) && slot_take(store, &request, &taken, err) &&
	       slot_release(store, "run_1", err);
}

static bool ignore_value(void *self, const char *key, const char *value, struct err *err)
{
	(void)self, (void)key, (void)value, (void)err;
	return true;
}

static bool keep_values(struct err *err)
{
	const struct kv_key key = {"n", "k"};
	struct arena a = {0};
	const char *value;
	bool deleted, ok;
	double sum;

	ok = kv_increment(store, &key, &(struct kv_addition){1, 5, 0}, &sum, err) &&
	     kv_increment(store, &key, &(struct kv_addition){1, 5, 0}, &sum, err) &&
	     kv_set(store, &key, "1", 1000, err) && kv_get(store, &a, &key, 5, &value, err) &&
	     kv_list(store, "n", "", 5, ignore_value, NULL, err) &&
	     kv_delete(store, &key, &deleted, err);
	arena_release(&a);
	return ok;
}

static bool use_a_lane(struct err *err)
{
	const struct lane_key key = {"p", "m"};
	const struct lane_lack lack = {key, LANE_MAX_TOKENS, 5, 1000};
	const struct lane_take take = {key, 60, 6000, 10, 5};
	struct lane_state state;
	struct arena a = {0};
	int64_t wait;
	bool ok = lanes_close(store, &key, 4, "later", err) && lanes_lack(store, &lack, err) &&
		  lanes_look(store, &a, &key, 5, &state, err) &&
		  lanes_take(store, &take, &wait, err);

	arena_release(&a);
	return ok;
}

static bool teach(struct err *err)
{
	cJSON *list = NULL, *nearest = NULL;
	struct arena a = {0};
	const char *found;
	bool known;
	bool ok = example_put(store, "db", "how many", "SELECT 1", err) &&
		  example_get(store, &a, "db", "how many", &found, err) &&
		  example_list(store, "db", &list, err) &&
		  example_nearest(store, "db", "how many of them", 3, &nearest, err) &&
		  example_delete(store, "db", "how many", &known, err);

	json_free(list);
	json_free(nearest);
	arena_release(&a);
	return ok;
}

static bool ignore_review(void *self, const struct review *r, struct err *err)
{
	(void)self, (void)r, (void)err;
	return true;
}

static bool ignore_session(void *self, const struct card_session *c, struct err *err)
{
	(void)self, (void)c, (void)err;
	return true;
}

static int64_t a_card(struct err *err)
{
	const struct note n = {.kind = "fact",
		.question = "q",
		.answer = "a",
		.fingerprint = "q",
		.status = NOTE_APPROVED,
		.deck = "Sea",
		.tags = ""};
	struct note_record record;
	struct arena a = {0};
	bool found = false;
	int64_t id = 0;
	bool ok = store_begin(store, err) &&
		  store_end(store, notes_add(store, &n, &id, err), err) &&
		  notes_get(store, &a, id, &record, &found, err) && found;

	id = ok ? record.cards[0].id : 0;
	arena_release(&a);
	return id;
}

static bool learn(struct err *err)
{
	struct card_session session = {.type = "review", .started_at = 1};
	struct review r = {
		.card = a_card(err), .at_ms = 5, .day = 1, .rating = 3, .algorithm = "FSRS-6"};
	struct due_limits limits = {.today = 1, .now_ms = 5, .fresh = -1, .reviews = -1};
	struct review_totals all;
	struct due_list due = {0};
	int64_t counts[3], fresh, reviews;
	bool ok;

	ok = r.card && sessions_open(store, &session, &session.id, err);
	r.session = session.id;
	ok = ok && reviews_add(store, &r, err) &&
	     reviews_each(store, 0, ignore_review, NULL, err) &&
	     reviews_today(store, "Sea", 1, &fresh, &reviews, err) &&
	     cards_forecast(store, "Sea", 1, counts, 3, err) &&
	     reviews_total(store, "Sea", 0, &all, err) && cards_due(store, &limits, &due, err) &&
	     reviews_undo(store, session.id, &r.card, err) &&
	     sessions_close(store, &session, err) &&
	     sessions_each(store, "review", 5, ignore_session, NULL, err);
	vec_release(&due.cards);
	return ok;
}

static const struct {
	const char *name;
	bool (*run)(struct err *err);
} calls[] = {{"runs_add", add_run}, {"runs_add_document", add_document},
	{"runs_write_attempt", write_attempt}, {"runs_write_log", write_log},
	{"runs_find", find_run}, {"runs_at", find_run_at}, {"runs_have", have_run},
	{"runs_each", each_run}, {"runs_each_attempt", each_attempt}, {"runs_each_log", each_log},
	{"runs_count_steps", count_steps}, {"runs_each_document", each_document},
	{"runs_end", end_run}, {"runs_reopen", reopen_run}, {"runs_set_status", set_status},
	{"runs_prune", prune}, {"quota_reserve", reserve}, {"quota_settle", settle},
	{"quota_note_hit", note_hit}, {"quota_note_own", note_own}, {"quota_expire", expire},
	{"quota_expire of a run", expire_run}, {"quota_used", used}, {"quota_sum", sum_day},
	{"quota_get_user", get_user}, {"quota_set_limits", set_limits},
	{"quota_reset_limits", reset_limits}, {"quota_block", block}, {"usage_each", usage},
	{"usage_spans", model_spans}, {"outbox_add", add_to_outbox},
	{"outbox_done", done_in_outbox}, {"outbox_pause", pause_outbox},
	{"outbox", look_into_outbox}, {"totals_each", totals}, {"idempotency", keep_for_a_key},
	{"slots", take_a_place}, {"values", keep_values}, {"lanes", use_a_lane},
	{"examples", teach}, {"reviews", learn}};
#define CALLS (sizeof calls / sizeof *calls)

static const char *const tables[] = {"run", "run_document", "attempt", "log", "blob", "ai_usage",
	"ai_period", "ai_limit", "outbox", "kv", "idempotency", "slot", "ai_lane", "ask_example",
	"card_note", "card", "card_review", "card_session"};
#define TABLES (sizeof tables / sizeof *tables)

/* ---- what breaks ---- */

static int64_t count(const char *query)
{
	return fresh_store_count(store, query);
}

/* With the table's name for each '@'. */
static void sql(const char *pattern, const char *table)
{
	struct str text = {0};
	struct err err = {0};
	bool ok;

	for (; *pattern; pattern++) {
		if (*pattern == '@')
			str_add(&text, table);
		else
			str_add_char(&text, *pattern);
	}
	store_lock(store);
	ok = db_exec(store_db(store), str_text(&text), &err);
	store_unlock(store);
	if (!ok)
		test_failed(__FILE__, __LINE__, "%s: %s", str_text(&text), err.message);
	str_release(&text);
}

static const struct {
	const char *does, *undoes;
} damages[] = {{"ALTER TABLE @ RENAME TO @_away", "ALTER TABLE @_away RENAME TO @"},
	{"CREATE TRIGGER boom BEFORE INSERT ON @ BEGIN SELECT RAISE(ABORT, 'boom'); END",
		"DROP TRIGGER boom"},
	{"CREATE TRIGGER boom BEFORE UPDATE ON @ BEGIN SELECT RAISE(ABORT, 'boom'); END",
		"DROP TRIGGER boom"},
	{"CREATE TRIGGER boom BEFORE DELETE ON @ BEGIN SELECT RAISE(ABORT, 'boom'); END",
		"DROP TRIGGER boom"}};
#define DAMAGES (sizeof damages / sizeof *damages)

static void prepare_rows(void)
{
	const struct usage_call call = a_call();
	struct quota_verdict v;
	struct err err = {0};

	CHECK(quota_reserve(store, &call, &v, &err));
	reservation = v.no;
	CHECK(add_run(&err) && add_document(&err) && write_attempt(&err) && write_log(&err));
	CHECK(end_run(&err) && set_limits(&err) && block(&err) && add_to_outbox(&err));
}

TEST(store_functions_say_when_the_database_fails)
{
	size_t failures[CALLS] = {0};

	store = fresh_store();
	prepare_rows();
	for (size_t d = 0; d < DAMAGES; d++)
		for (size_t t = 0; t < TABLES; t++) {
			sql(damages[d].does, tables[t]);
			for (size_t c = 0; c < CALLS; c++) {
				struct err err = {0};

				if (calls[c].run(&err))
					continue;
				failures[c]++;
				if (!*err.message)
					test_failed(__FILE__, __LINE__, "%s says nothing",
						calls[c].name);
			}
			sql(damages[d].undoes, tables[t]);
			for (size_t c = 0; c < CALLS; c++) {
				struct err err = {0};

				if (!calls[c].run(&err))
					test_failed(__FILE__, __LINE__, "%s after %s of %s: %s",
						calls[c].name, damages[d].does, tables[t],
						err.message);
			}
		}
	for (size_t c = 0; c < CALLS; c++)
		if (!failures[c])
			test_failed(__FILE__, __LINE__, "%s never failed", calls[c].name);
	fresh_store_end(store);
}

/* ---- each call of SQLite in turn ---- */

/* Statements that were made before are not kept for this call, which makes them anew. */
static void forget_statements(void)
{
	static int number;
	char text[40];
	struct err err;

	store_lock(store);
	for (int i = 0; i < DB_IDLE_STATEMENTS; i++) {
		struct db_stmt *q;

		snprintf(text, sizeof text, "SELECT %d", ++number);
		CHECK(db_prepare(store_db(store), text, &q, &err));
		db_finalize(q);
	}
	store_unlock(store);
}

/* More than any of them makes. */
#define SQLITE_CALLS_MAX 500

TEST(store_functions_say_when_any_statement_fails)
{
	store = fresh_store();
	prepare_rows();
	for (size_t c = 0; c < CALLS; c++) {
		bool came_to_it = true;
		long at;

		for (at = 1; came_to_it && at < SQLITE_CALLS_MAX; at++) {
			struct err err = {0};
			bool ok;

			forget_statements();
			sqlite_fails_at(at);
			ok = calls[c].run(&err);
			came_to_it = sqlite_failed();
			if (ok == came_to_it)
				test_failed(__FILE__, __LINE__, "%s, call %ld: %s", calls[c].name,
					at, ok ? "went on" : err.message);
			if (!ok && !*err.message)
				test_failed(__FILE__, __LINE__, "%s, call %ld: says nothing",
					calls[c].name, at);
		}
		CHECK(at > 2);
	}
	fresh_store_end(store);
}

/* A commit that fails takes back what was written before it. */
TEST(store_functions_write_nothing_when_the_commit_fails)
{
	size_t failures = 0;

	store = fresh_store();
	prepare_rows();
	sql("PRAGMA foreign_keys = ON; CREATE TABLE none (id INTEGER PRIMARY KEY);"
	    "CREATE TABLE owing (id INTEGER REFERENCES none DEFERRABLE INITIALLY DEFERRED)",
		"");
	for (size_t t = 0; t < TABLES; t++) {
		sql("CREATE TRIGGER owe_i AFTER INSERT ON @ BEGIN INSERT INTO owing VALUES (1); "
		    "END;"
		    "CREATE TRIGGER owe_u AFTER UPDATE ON @ BEGIN INSERT INTO owing VALUES (1); "
		    "END;"
		    "CREATE TRIGGER owe_d AFTER DELETE ON @ BEGIN INSERT INTO owing VALUES (1); "
		    "END",
			tables[t]);
		for (size_t c = 0; c < CALLS; c++) {
			struct err err = {0};

			if (calls[c].run(&err))
				continue;
			failures++;
			if (!strstr(err.message, "FOREIGN KEY"))
				test_failed(__FILE__, __LINE__, "%s, %s: %s", calls[c].name,
					tables[t], err.message);
		}
		sql("DROP TRIGGER owe_i; DROP TRIGGER owe_u; DROP TRIGGER owe_d", "");
		CHECK_INT(count("SELECT count(*) FROM owing"), 0);
	}
	CHECK(failures >= 15);
	fresh_store_end(store);
}

TEST(store_functions_that_write_wait_for_others_no_longer_than_told)
{
	static const char *const readers[] = {"runs_find", "runs_at", "runs_have", "runs_each",
		"runs_each_attempt", "runs_each_log", "runs_count_steps", "runs_each_document",
		"quota_used", "quota_sum", "quota_get_user", "usage_each", "usage_spans", "outbox",
		"totals_each"};
	struct store *other = NULL;
	struct err err = {0};
	size_t busy = 0;

	store = fresh_store();
	prepare_rows();
	CHECK(store_open(store_path(store), &other, &err) && store_begin(other, &err));
	store_set_patience(store, 0);
	for (size_t c = 0; c < CALLS; c++) {
		bool reads = false;

		err = (struct err){0};
		for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
			reads = reads || strcmp(readers[i], calls[c].name) == 0;
		if (calls[c].run(&err) != reads || (!reads && err.kind != ERR_BUSY))
			test_failed(__FILE__, __LINE__, "%s: %s", calls[c].name, err.message);
		busy += err.kind == ERR_BUSY;
	}
	CHECK_INT(busy, CALLS - sizeof readers / sizeof *readers);
	store_rollback(other);
	store_close(other);
	fresh_store_end(store);
}

/* ---- opening ---- */

/* A store as the program's third version made it. */
static void make_old(const char *path)
{
	struct db *db = NULL;
	struct err err = {0};

	CHECK(db_open(path, DB_CREATE, &db, &err));
	CHECK(db_exec(db, "PRAGMA journal_mode = WAL", &err));
	for (int step = 0; step < 3; step++)
		CHECK(db_exec(db, store_schema[step], &err));
	CHECK(db_exec(db, "PRAGMA user_version = 3", &err));
	db_close(db);
}

static void remove_backup(void)
{
	char path[200];

	snprintf(path, sizeof path, "%s.backup-v3", fresh_path());
	unlink(path);
}

TEST(stores_are_opened_or_it_is_said_why_when_any_statement_fails)
{
	for (int is_old = 0; is_old < 2; is_old++) {
		bool came_to_it = true;
		long at;

		for (at = 1; came_to_it && at < SQLITE_CALLS_MAX; at++) {
			struct err err = {0};
			bool ok;

			store = NULL;
			fresh_folder();
			if (is_old)
				make_old(fresh_path());
			sqlite_fails_at(at);
			ok = store_open(fresh_path(), &store, &err);
			came_to_it = sqlite_failed();
			if (ok == came_to_it || (!ok && !*err.message))
				test_failed(__FILE__, __LINE__, "%s store, call %ld: %s",
					is_old ? "old" : "new", at, ok ? "opened" : err.message);
			if (!ok && !store_open(fresh_path(), &store, &err))
				test_failed(__FILE__, __LINE__, "%s store, after call %ld: %s",
					is_old ? "old" : "new", at, err.message);
			CHECK_INT(count("PRAGMA user_version"), store_schema_len);
			remove_backup();
			fresh_store_end(store);
		}
		CHECK(at > 5);
	}
}

TEST(stores_are_not_opened_where_files_cannot_be)
{
	static const struct {
		const char *tail; /* of the path, below a folder that nobody may write to */
		const char *want;
	} cases[] = {{"/x/s.db", "cannot create"}, {"/s.db", "cannot create the store"}};
	char path[200];
	struct err err;

	fresh_folder();
	store = NULL;
	/* a file in the place of a folder, and a folder in the place of a file */
	snprintf(path, sizeof path, "%s/below/s.db", fresh_path());
	CHECK(fs_write_atomic(fresh_path(), "", 0, 0600, &err));
	CHECK(!store_open(path, &store, &err) && *err.message);
	unlink(fresh_path());
	CHECK(mkdir(fresh_path(), 0700) == 0);
	CHECK(!store_open(fresh_path(), &store, &err) && *err.message);
	rmdir(fresh_path());
	snprintf(path, sizeof path, "%s.lock", fresh_path());
	CHECK(mkdir(path, 0700) == 0);
	CHECK(!store_open(fresh_path(), &store, &err) && strstr(err.message, ".lock'"));
	rmdir(path);
	for (size_t i = 0; geteuid() != 0 && i < sizeof cases / sizeof *cases; i++) {
		snprintf(path, sizeof path, "/proc%s", cases[i].tail);
		CHECK(!store_open(path, &store, &err) && strstr(err.message, cases[i].want));
	}
	fresh_store_end(NULL);
}

/* What SQLite's manual promises of the end of a backup is silent about locks. */
TEST(a_database_that_is_locked_is_not_backed_up)
{
	struct db *db = NULL, *other = NULL;
	struct err err = {0};
	char copy[200];

	fresh_folder();
	snprintf(copy, sizeof copy, "%s.copy", fresh_path());
	CHECK(db_open(fresh_path(), DB_CREATE, &db, &err));
	CHECK(db_exec(db, "CREATE TABLE t (a); INSERT INTO t VALUES (1)", &err));
	CHECK(db_open(fresh_path(), 0, &other, &err) && db_exec(other, "BEGIN EXCLUSIVE", &err));
	db_set_patience(db, 1);
	CHECK(!db_backup(db, copy, &err) && strstr(err.message, "locked"));
	CHECK(!fs_exists(copy));
	CHECK(db_exec(other, "COMMIT", &err) && db_backup(db, copy, &err) && fs_exists(copy));
	unlink(copy);
	db_close(other);
	db_close(db);
	fresh_store_end(NULL);
}
