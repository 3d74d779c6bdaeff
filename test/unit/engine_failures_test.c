#include "core/base/mem.h"
#include "core/engine/run.h"
#include "core/node/kinds.h"
#include "test/unit/fresh_store.h"
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

static struct store *store;

static bool execute(struct run_result *ret, struct err *err)
{
	struct registry *registry = registry_new(&node_kinds_only);
	struct diags diags = {0};
	struct workflow *wf = workflow_load_text(
		"test.yaml", document, sizeof document - 1, &node_kinds_only, &diags);
	struct run_options o = {.registry = registry, .store = store, .signal_fd = -1};
	bool ok;

	CHECK(wf != NULL);
	registry_add_loaded(registry, wf);
	o.request = run_request(wf, NULL);
	ok = run_execute(wf, &o, ret, err);
	json_free((cJSON *)o.request);
	workflow_free(wf);
	registry_free(registry);
	diags_release(&diags);
	return ok;
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
	struct err err = {0};
	int64_t n = -1;

	store_lock(store);
	CHECK(db_query_int(store_db(store), query, &n, &err));
	store_unlock(store);
	return n;
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
