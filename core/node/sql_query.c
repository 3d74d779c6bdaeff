#include "core/base/tr.h"
#include "core/engine/run.h"
#include "core/node/database.h"
#include "core/node/nodes.h"
#include "core/node/sql_write.h"
#include "core/workflow/load.h"

#include <string.h>

/* A query with its values beside it: they are bound, never put into its text. */

static void check(struct compiler *c, const struct step *step)
{
	const cJSON *sql = json_get(step->inputs->at, "sql");
	const char *found = json_is_string(sql) ? strstr(sql->valuestring, "${") : NULL;

	if (found)
		compiler_report(c, &(struct finding){DIAG_ERROR, sql,
					   (size_t)(found - sql->valuestring), "sql",
					   "write :name in the query and params: "
					   "{name: \"js/ctx.state.x\"} beside it",
					   "no value is put into a query"});
	else if (json_is_string(sql) && str_starts(sql->valuestring, "js/"))
		compiler_report(c, &(struct finding){DIAG_ERROR, sql, 0, "sql",
					   "write the query as it stands, its values as params",
					   "a query is no expression"});
}

/* ---- the run ---- */

static bool read_rows(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *sql = json_get_string(call->inputs, "sql");
	struct call_watch watch = {call, failure};
	struct sql_values values;
	struct source_result r;
	struct arena a = {0};
	struct source *s;
	struct err err;
	bool ok;

	if (!database_open(&watch, &s, NULL, failure))
		return false;
	ok = sql_values_read(sql, json_get(call->inputs, "params"),
		source_dialect(s) == DIALECT_SQLITE, &values, failure);
	if (ok) {
		const struct source_query q = {.sql = values.sql,
			.params = values.at,
			.params_len = values.len,
			.max_rows = json_get_int64(call->inputs, "maxRows", 1000),
			.timeout_ms = database_timeout_ms(call)};

		ok = source_query(s, &q, &a, &r, &err) || database_fail(&err, failure);
	}
	if (ok)
		*ret = database_output(&r);
	sql_values_release(&values);
	source_close(s);
	arena_release(&a);
	return ok;
}

static bool change(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const bool brackets = true;
	struct run_database db;
	struct call_watch watch = {call, failure};
	const struct sql_write_limits limits = {&watch, database_timeout_ms(call)};
	struct sql_values values;
	const char *path;
	struct err err;
	bool ok;

	if (!call_database(call, json_get_string(call->inputs, "db"), &db, &err))
		return database_fail(&err, failure);
	path = db.spec;
	if (str_starts(path, "postgres:") || str_starts(path, "postgresql:"))
		return failure_set(failure, "Refused", 403, "'write' is for SQLite files");
	if (str_starts(path, "sqlite:"))
		path += strlen("sqlite:");
	ok = sql_values_read(json_get_string(call->inputs, "sql"), json_get(call->inputs, "params"),
		     brackets, &values, failure) &&
	     (sql_write(path, &values, &limits, ret, &err) || database_fail(&err, failure));
	sql_values_release(&values);
	return ok;
}

static bool query_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	return json_get_bool(call->inputs, "write", false) ? change(call, ret, failure)
							   : read_rows(call, ret, failure);
}

const struct node_kind node_sql_query = {
	.name = "sql-query",
	.summary = N_("Run a query; its values are bound, never pasted"),
	.inputs = "{\"type\":\"object\",\"required\":[\"db\",\"sql\"],\"properties\":{"
		  "\"db\":{\"type\":\"string\",\"minLength\":1},"
		  "\"sql\":{\"type\":\"string\",\"minLength\":1},"
		  "\"params\":{\"type\":[\"array\",\"object\"],\"maxItems\":100},"
		  "\"maxRows\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000000}"
		  "," DATABASE_TIMEOUT_SCHEMA ","
		  "\"write\":{\"type\":\"boolean\"}}}",
	.output = N_("{rows, columns, rowCount, truncated}; with `write` {changes, lastInsertId}"),
	.effect = NODE_ACTS,
	.literal_input = "sql",
	.check = check,
	.run = query_run,
};
