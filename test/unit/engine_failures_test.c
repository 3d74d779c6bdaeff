#include "core/base/mem.h"
#include "core/engine/run.h"
#include "core/node/kinds.h"
#include "test/unit/fresh_store.h"
#include "test/unit/sqlite_faults.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* A run whose store fails, at each table and each kind of change: it never ends as if nothing had
 * happened, says why, and what is recorded afterwards is no lie. */

static const char document[] =
	"name: test\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n"
	"  - {id: a, use: expr, inputs: {expression: 1 + 1}}\n"
	"  - {id: say, use: log, inputs: {message: hello}}\n"
	"  - {id: keep, use: kv, idempotencyKey: once, inputs: {action: set, key: k, value: 1}}\n"
	"  - {id: again, retry: {maxAttempts: 2, minTimeoutMs: 1, maxTimeoutMs: 1},\n"
	"     use: kv, inputs: {action: incr, key: n}}\n"
	"  - {id: z, use: respond, inputs: {body: js/ctx.state.a}}\n";

/* With everything that is recorded: containers, a wait, sub-workflows called and sent off, results
 * that are kept for a key, a failure that is caught. */
static const char large[] =
	"name: large\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n"
	"  - {id: list, use: expr, inputs: {expression: \"[1, 2]\"}}\n"
	"  - {id: each, forEach: {in: js/ctx.state.list, as: n, do: [{id: k, use: kv,\n"
	"     idempotencyKey: \"js/'n' + ctx.state.n\", inputs: {action: incr, key: n}}]}}\n"
	"  - {id: t, tryCatch: {try: [{id: no, use: throw, inputs: {message: m}}],\n"
	"     catch: [{id: c, use: log, inputs: {message: caught}}]}}\n"
	"  - {id: sw, switch: {on: js/1, cases: [{when: js/1, do: [\n"
	"     {id: one, use: expr, inputs: {expression: \"1\"}}]}]}}\n"
	"  - {id: s, subworkflow: child, inputs: {n: js/41}}\n"
	"  - {id: off, subworkflow: child, wait: false, inputs: {n: js/1}}\n"
	"  - {id: w, wait: {for: 1}}\n"
	"  - {id: z, use: respond, inputs: {body: js/ctx.state.s.data}}\n";
static const char child[] =
	"name: child\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n"
	"  - {id: k, use: kv, inputs: {action: incr, key: child}}\n"
	"  - {id: r, use: expr, inputs: {expression: ctx.request.body.n + 1}}\n";

static struct store *store;

static bool execute_text(
	const char *text, struct run_options o, struct run_result *ret, struct err *err)
{
	struct registry *registry = registry_new(&node_kinds_only);
	struct diags diags = {0};
	struct workflow *wf = workflow_load_text(
				"test.yaml", text, strlen(text), &node_kinds_only, &diags),
			*other = workflow_load_text(
				"child.yaml", child, sizeof child - 1, &node_kinds_only, &diags);
	bool ok;

	o.registry = registry;
	o.store = store;
	o.signal_fd = -1;
	CHECK(wf != NULL && other != NULL);
	registry_add_loaded(registry, wf);
	registry_add_loaded(registry, other);
	o.request = run_request(wf, NULL);
	ok = run_execute(wf, &o, ret, err);
	json_free((cJSON *)o.request);
	workflow_free(wf);
	registry_free(registry);
	workflow_free(other);
	diags_release(&diags);
	return ok;
}

static bool execute(struct run_result *ret, struct err *err)
{
	return execute_text(document, (struct run_options){0}, ret, err);
}

static void sql(const char *pattern, const char *table)
{
	struct str text = {0};
	struct err err = {0};

	for (; *pattern; pattern++) {
		if (*pattern == '@')
			str_add(&text, table);
		else
			str_add_char(&text, *pattern);
	}
	store_lock(store);
	if (!db_exec(store_db(store), str_text(&text), &err))
		test_failed(__FILE__, __LINE__, "%s: %s", str_text(&text), err.message);
	store_unlock(store);
	str_release(&text);
}

/* Of all runs: those that say they are completed, and the steps that are recorded so. */
static int64_t count(const char *query)
{
	return fresh_store_count(store, query);
}

TEST(engine_runs_whose_store_fails_do_not_complete)
{
	static const char *const tables[] = {
		"run", "run_document", "blob", "attempt", "log", "kv", "idempotency"};
	static const struct {
		const char *does, *undoes;
	} damages[] = {{"ALTER TABLE @ RENAME TO @_away", "ALTER TABLE @_away RENAME TO @"},
		{"CREATE TRIGGER boom BEFORE INSERT ON @ BEGIN SELECT RAISE(ABORT, 'boom'); END",
			"DROP TRIGGER boom"},
		{"CREATE TRIGGER boom BEFORE UPDATE ON @ BEGIN SELECT RAISE(ABORT, 'boom'); END",
			"DROP TRIGGER boom"}};
	int64_t completed = 0;
	size_t failed = 0;

	store = fresh_store();
	for (size_t d = 0; d < sizeof damages / sizeof *damages; d++)
		for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
			struct run_result result = {0};
			struct err err = {0};
			bool went_on;

			sql(damages[d].does, tables[t]);
			went_on = execute(&result, &err);
			sql(damages[d].undoes, tables[t]);
			if (!went_on && !*err.message)
				test_failed(__FILE__, __LINE__, "%s of %s: no reason",
					damages[d].does, tables[t]);
			if (went_on && !str_eq(result.status, "completed") &&
				!result.failure.message)
				test_failed(__FILE__, __LINE__, "%s of %s: no reason",
					damages[d].does, tables[t]);
			failed += !went_on || !str_eq(result.status, "completed");
			completed += went_on && str_eq(result.status, "completed");
			run_result_release(&result);
			CHECK_INT(count("SELECT count(*) FROM run WHERE status = 'completed'"),
				completed);
		}
	/* "log" is no reason to fail for what only reads, and nothing updates a blob. */
	CHECK(failed >= 12);
	CHECK_INT(count("SELECT count(*) FROM run r WHERE r.status = 'completed' AND 5 > (SELECT "
			"count(*)"
			" FROM attempt a WHERE a.id >> 32 = r.no AND a.status = 'completed')"),
		0);
	fresh_store_end(store);
}

/* ---- each call of SQLite in turn ---- */

#define SQLITE_CALLS_MAX 1000

static bool is_completed(const struct run_result *r)
{
	return str_eq(r->status, "completed");
}

/* What went wrong is said; what is said to be done is in the store. */
static void check_end(
	const char *name, long at, bool went_on, const struct run_result *r, const struct err *err)
{
	bool completed = went_on && is_completed(r);
	struct arena a = {0};
	struct run_row row;
	struct err unread = {0};
	bool there = runs_find(store, &a, r->id, &row, &unread);

	if (!went_on && !*err->message)
		test_failed(__FILE__, __LINE__, "%s, call %ld: no reason", name, at);
	if (went_on && !completed && !r->failure.message)
		test_failed(__FILE__, __LINE__, "%s, call %ld: %s without a reason", name, at,
			r->status);
	if (completed && !(there && str_eq(row.status, "completed")))
		test_failed(__FILE__, __LINE__, "%s, call %ld: completed, and the store has %s",
			name, at, there ? row.status : unread.message);
	if (completed && !str_eq(json_get_string(json_get(r->response, "body"), ""), "") &&
		json_get_number(r->response, "body", 0) != 42)
		test_failed(__FILE__, __LINE__, "%s, call %ld: another response", name, at);
	arena_release(&a);
}

/* Goes on until it is done; false: the store does not know the run. */
static bool resume(const char *id, struct run_options o, struct run_result *ret, struct err *err)
{
	struct arena a = {0};
	struct run_row row;
	bool ok = runs_find(store, &a, id, &row, err);

	*ret = (struct run_result){0};
	o.resume = &row;
	o.on_crash = CRASH_RERUN;
	ok = ok && execute_text(large, o, ret, err);
	arena_release(&a);
	return ok;
}

static void check_resumed(long at, const char *id)
{
	struct run_result r;
	struct err err = {0};

	if (!resume(id, (struct run_options){0}, &r, &err)) {
		if (!strstr(err.message, "there is no run"))
			test_failed(__FILE__, __LINE__, "after call %ld: %s", at, err.message);
	} else if (!is_completed(&r) || json_get_number(r.response, "body", 0) != 42) {
		test_failed(__FILE__, __LINE__, "after call %ld: %s, %s", at, r.status,
			r.failure.message ? r.failure.message : "another response");
	}
	run_result_release(&r);
}

TEST(engine_runs_go_on_after_any_statement_has_failed)
{
	bool came_to_it = true;
	long at;

	store = fresh_store();
	for (at = 1; came_to_it && at < SQLITE_CALLS_MAX; at++) {
		struct run_result r = {0};
		struct err err = {0};
		bool ok;

		sql("DELETE FROM idempotency", "");
		sqlite_fails_at(at);
		ok = execute_text(large, (struct run_options){0}, &r, &err);
		came_to_it = sqlite_failed();
		check_end("run", at, ok, &r, &err);
		if (!ok || !is_completed(&r))
			check_resumed(at, r.id);
		run_result_release(&r);
	}
	CHECK(at > 20);
	fresh_store_end(store);
}

TEST(engine_runs_that_are_resumed_go_on_after_any_statement_has_failed)
{
	bool came_to_it = true;
	long at;

	store = fresh_store();
	for (at = 1; came_to_it && at < SQLITE_CALLS_MAX; at++) {
		struct run_result r = {0}, again;
		struct err err = {0};
		bool ok;

		CHECK(execute_text(large, (struct run_options){.no_wait = true}, &r, &err));
		CHECK_STR(r.status, "waiting");
		sqlite_fails_at(at);
		ok = resume(r.id, (struct run_options){0}, &again, &err);
		came_to_it = sqlite_failed();
		if (ok || again.status)
			check_end("resume", at, ok, &again, &err);
		else
			CHECK(*err.message);
		check_resumed(at, r.id);
		run_result_release(&again);
		run_result_release(&r);
	}
	CHECK(at > 10);
	fresh_store_end(store);
}

static bool keep_all(void *self, const char *path)
{
	(void)self;
	return !str_starts(path, "z");
}

TEST(engine_replays_go_on_or_say_why_after_any_statement_has_failed)
{
	bool came_to_it = true;
	struct run_result first = {0};
	struct arena a = {0};
	struct run_row row;
	struct err err = {0};
	long at;

	store = fresh_store();
	CHECK(execute_text(large, (struct run_options){0}, &first, &err));
	CHECK(is_completed(&first) && runs_find(store, &a, first.id, &row, &err));
	for (at = 1; came_to_it && at < SQLITE_CALLS_MAX; at++) {
		struct run_result r = {0};
		bool ok;

		err = (struct err){0};
		sqlite_fails_at(at);
		ok = execute_text(large,
			(struct run_options){.replay = &row, .replay_keep = keep_all}, &r, &err);
		came_to_it = sqlite_failed();
		if (ok || r.status)
			check_end("replay", at, ok, &r, &err);
		else
			CHECK(*err.message);
		run_result_release(&r);
	}
	CHECK(at > 8);
	CHECK_INT(count("SELECT value FROM kv WHERE key = 'child'") > 0, 1);
	run_result_release(&first);
	arena_release(&a);
	fresh_store_end(store);
}
