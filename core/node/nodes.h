#ifndef NODE_NODES_H
#define NODE_NODES_H

#include "core/workflow/node.h"

/* One of each node's file; kinds.c lists them. */
extern const struct node_kind node_ai_prompt, node_api_call, node_array_map, node_ask_sql,
	node_audit_log, node_cards_export, node_csv_parse, node_csv_write, node_ctx_publish,
	node_ctx_publish_many, node_error, node_expr, node_file_read, node_file_write,
	node_gen_cards, node_hmac_verify, node_if_else, node_in_memory_kv, node_json_schema,
	node_jwt_verify, node_kv, node_llm_stream, node_log, node_mapper, node_metrics_emit,
	node_migrate, node_program, node_respond, node_runtime_bash, node_runtime_nodejs,
	node_runtime_python3, node_shell, node_sleep, node_sql_query, node_template, node_throw;

#endif
