#ifndef CMD_WORKFLOW_REQUEST_H
#define CMD_WORKFLOW_REQUEST_H

#include "cmd/cmd.h"
#include "core/base/tr.h"
#include "core/data/json.h"

/* The request that `workflow run` plays the trigger with. */

extern const char *request_input, *request_file, *request_method, *request_env_file;
extern struct opt_list request_query, request_headers, request_params;

#define REQUEST_ENV_OPTION                                                                         \
	{.name = "env-file", .kind = OPT_TEXT, .value = &request_env_file, .arg = "file",          \
		.help = N_("NAME=value lines for process.env and ctx.env"), .words = WORDS_FILE}

#define REQUEST_OPTIONS                                                                            \
	{.name = "input",                                                                  \
		.letter = 'i',                                                             \
		.kind = OPT_TEXT,                                                          \
		.value = &request_input,                                                   \
		.arg = "json|@file|-",                                                     \
		.help = N_("the request's body: JSON, @FILE, or - for stdin")},            \
		{.name = "query",                                                          \
			.kind = OPT_LIST,                                                  \
			.value = &request_query,                                           \
			.arg = "k=v",                                                      \
			.help = N_("a query parameter (repeatable)")},                     \
		{.name = "header",                                                         \
			.letter = 'H',                                                     \
			.kind = OPT_LIST,                                                  \
			.value = &request_headers,                                         \
			.arg = "k=v",                                                      \
			.help = N_("a header; 'K: V' is taken, too (repeatable)")},        \
		{.name = "param",                                                          \
			.kind = OPT_LIST,                                                  \
			.value = &request_params,                                          \
			.arg = "k=v",                                                      \
			.help = N_("a path parameter (repeatable)")},                      \
		{.name = "method",                                                         \
			.kind = OPT_TEXT,                                                  \
			.value = &request_method,                                          \
			.arg = "method",                                                   \
			.help = N_("the HTTP method (default: the trigger's, else POST)")}, \
		{.name = "request",                                                        \
			.kind = OPT_TEXT,                                                  \
			.value = &request_file,                                            \
			.arg = "file|-",                                                   \
			.help = N_("{method, headers, query, params, body} from a JSON file"), \
			.words = WORDS_FILE},                                                      \
		REQUEST_ENV_OPTION

/* From the options above; the caller's. */
bool request_build(cJSON **ret, struct err *err);
/* --env-file as an object; NULL without one. */
bool request_env(cJSON **ret, struct err *err);

#endif
