#include "core/ask/ask.h"
#include "core/base/tr.h"
#include "core/node/database.h"
#include "core/node/nodes.h"

/* A question to a database, read by rules: no model, no cost. */

static bool is_sure_enough(
	const struct node_call *call, const struct ask_reading *r, struct err *err)
{
	double least = json_get_number(call->inputs, "minConfidence", -1);

	if (!ask_is_sure(r) && !(least >= 0 && r->sql && r->confidence >= least))
		return ask_refuse(r, err);
	return r->confidence >= least ||
	       err_set(err, ERR_NO_ANSWER, "the confidence is %.2f, less than %g", r->confidence,
		       least);
}

/* What is asked, and of whom. */
struct asking {
	struct node_call *call;
	struct source *source;
	const char *glossary;
};

static bool answer(const struct asking *a, struct ask_reading *r, cJSON **ret, struct err *err)
{
	struct node_call *call = a->call;
	struct source_query q = {
		.max_rows = json_get_int64(call->inputs, "maxRows", 1000),
		.timeout_ms = database_timeout_ms(call)};
	const char *language = json_get_string(call->inputs, "language");
	const struct ask_options o = {.language = str_eq(language, "auto") ? NULL : language,
		.glossary = a->glossary,
		.sample = json_get_string(call->inputs, "question")};
	struct source_result rows;
	struct ask *ask = NULL;
	struct arena arena = {0};
	bool ok = ask_open(a->source, &o, &ask, err) &&
		  ask_read(ask, json_get_string(call->inputs, "question"), r, err) &&
		  is_sure_enough(call, r, err);

	q.sql = r->sql;
	ok = ok && source_query(a->source, &q, &arena, &rows, err);
	if (ok) {
		*ret = database_output(&rows);
		json_set_string(*ret, "sql", r->sql);
		json_set_string(*ret, "explanation", r->explanation);
		json_set_number(*ret, "confidence", r->confidence);
	}
	ask_close(ask);
	arena_release(&arena);
	return ok;
}

static bool ask_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	struct call_watch watch = {call, failure};
	struct ask_reading r = {0};
	struct asking a = {.call = call};
	struct err err;
	bool ok;

	if (!database_open(&watch, &a.source, &a.glossary, failure))
		return false;
	ok = answer(&a, &r, ret, &err) || database_fail(&err, failure);
	ask_reading_release(&r);
	source_close(a.source);
	return ok;
}

const struct node_kind node_ask_sql = {
	.name = "ask-sql",
	.summary = N_("Ask a database in plain language"),
	.inputs = "{\"type\":\"object\",\"required\":[\"db\",\"question\"],\"properties\":{"
		  "\"db\":{\"type\":\"string\",\"minLength\":1},"
		  "\"question\":{\"type\":\"string\",\"minLength\":1},"
		  "\"language\":{\"enum\":[\"auto\",\"en\",\"de\"]},"
		  "\"maxRows\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000000},"
		  "\"minConfidence\":{\"type\":\"number\",\"minimum\":0,\"maximum\":1}"
		  "," DATABASE_TIMEOUT_SCHEMA "}}",
	.output = "{rows, columns, rowCount, truncated, sql, explanation, confidence}",
	.effect = NODE_READS,
	.run = ask_run,
};
