#include "core/node/kinds.h"

#include "core/base/tr.h"
#include "core/node/nodes.h"

#include <stddef.h>

/* Nodes of Blok that need a server, a browser or another program: known, so
 * that a document which uses them is not wrong. */
#define ELSEWHERE(name_, needs_)                                                                   \
	&(const struct node_kind){.name = (name_), .summary = "Not here: " needs_,         \
		.output = "-", .unsupported = needs_}

const struct node_kind *const node_kinds[] = {
	&node_ai_prompt,
	&node_api_call,
	&node_array_map,
	&node_ask_sql,
	&node_audit_log,
	&node_cards_export,
	&node_csv_parse,
	&node_csv_write,
	&node_ctx_publish,
	&node_ctx_publish_many,
	&node_error,
	&node_expr,
	&node_file_read,
	&node_file_write,
	&node_gen_cards,
	&node_hmac_verify,
	&node_if_else,
	&node_in_memory_kv,
	&node_json_schema,
	&node_jwt_verify,
	&node_kv,
	&node_llm_stream,
	&node_log,
	&node_mapper,
	&node_metrics_emit,
	&node_migrate,
	&node_respond,
	&node_runtime_bash,
	&node_runtime_nodejs,
	&node_runtime_python3,
	&node_shell,
	&node_sleep,
	&node_sql_query,
	&node_template,
	&node_throw,
	&node_program,
	ELSEWHERE("browser-*", N_("it needs a browser")),
	ELSEWHERE("*-ui", N_("it is a page of the Blok server")),
	ELSEWHERE("generate-pdf", N_("it is an example of the Blok server")),
	ELSEWHERE("llm-agent", N_("'ai-prompt' asks models; loops of tools are not here")),
	ELSEWHERE("mongodb-query", N_("it needs MongoDB")),
	ELSEWHERE("postgres-query", N_("it needs PostgreSQL")),
	ELSEWHERE("pubsub-publish", N_("it needs a message broker")),
	ELSEWHERE("react", N_("it is a page of the Blok server")),
	ELSEWHERE("redis-kv", N_("it needs Redis; 'kv' keeps values in the store")),
	ELSEWHERE("sse-*", N_("it needs the Blok server")),
	ELSEWHERE("worker-publish", N_("it needs a queue")),
	ELSEWHERE("ws-*", N_("it needs the Blok server")),
	NULL,
};

const struct node_set node_kinds_only = {.kinds = node_kinds};
