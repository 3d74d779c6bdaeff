#include "core/node/database.h"

#include "core/ask/result.h"
#include "core/base/clock.h"
#include "core/base/num.h"
#include "core/engine/run.h"

/* A query that a step waits longer for has gone wrong. */
#define TIMEOUT_MS 30000

bool database_fail(const struct err *err, struct failure *failure)
{
	if (failure->message)
		return false;
	switch (err->kind) {
	case ERR_REFUSED: failure_set(failure, "Refused", 403, "%s", err->message); break;
	case ERR_NO_ANSWER: failure_set(failure, "NoAnswer", 422, "%s", err->message); break;
	case ERR_INPUT: failure_set(failure, "SqlError", 400, "%s", err->message); break;
	case ERR_TIMEOUT: failure_set(failure, "Timeout", 504, "%s", err->message); break;
	case ERR_BUSY: failure_set(failure, "Busy", 503, "%s", err->message); break;
	default: failure_set(failure, "DatabaseError", 500, "%s", err->message); break;
	}
	if (*err->hint)
		failure_hint(failure, "%s", err->hint);
	return false;
}

bool database_open(struct call_watch *watch, struct source **ret, const char **ret_glossary,
	struct failure *failure)
{
	const struct source_options o = {.may_go_on = call_watch_may_go_on, .self = watch};
	struct run_database db;
	struct err err;

	if (!call_database(watch->call, json_get_string(watch->call->inputs, "db"), &db, &err) ||
		!source_open(db.spec, &o, ret, &err))
		return database_fail(&err, failure);
	if (ret_glossary)
		*ret_glossary = db.glossary;
	return true;
}

cJSON *database_output(const struct source_result *r)
{
	cJSON *out = json_new_object();

	json_set_take(out, "rows", result_rows_json(r));
	json_set_take(out, "columns", result_columns_json(r));
	json_set_number(out, "rowCount", (double)r->rows);
	json_set_bool(out, "truncated", r->truncated);
	return out;
}

int64_t database_timeout_ms(const struct node_call *call)
{
	const cJSON *own = json_get(call->inputs, "timeout");
	int64_t deadline = call_deadline_us(call), left;
	long long ms = TIMEOUT_MS;

	if (json_is_number(own))
		ms = (long long)own->valuedouble;
	else if (json_is_string(own))
		num_parse_duration_ms(own->valuestring, &ms);
	if (deadline) {
		/* Rounded up: the step's own end is not to be taken for the query's. */
		left = (deadline - clock_mono_us() + 999) / 1000;
		if (left < ms)
			ms = left > 1 ? left : 1;
	}
	return ms;
}
