#ifndef AI_PROVIDER_H
#define AI_PROVIDER_H

#include "core/ai/message.h"
#include "core/config/config.h"
#include "core/net/sse.h"

/* A wire protocol: how a request is written and an answer is read.  One file
 * each; all are listed in providers.c. */

/* Where a request goes: what the configuration says about a provider, and what
 * is known of the model.  Texts are borrowed. */
struct ai_target {
	const char *provider;  /* its name in the configuration */
	const char *lane;      /* provider and base URL: who has rates and pauses of its own */
	const struct ai_protocol *protocol;
	const char *base_url;  /* without a slash at the end */
	const char *key;       /* NULL: none is sent */
	const char *api_version; /* of anthropic */
	const char *model;
	/* What the server at this URL understands; dropped after a 400 that names it. */
	bool max_completion_tokens; /* else "max_tokens" */
	bool stream_usage;          /* stream_options.include_usage */
	bool json_schema;
	bool tools;
	int64_t context; /* tokens; 0: not known */
	struct ai_script *script;   /* replies of a file instead of a server's; or NULL */
	const struct ai_engine *engine; /* of the provider `builtin`; or NULL */
	double requests_per_minute, tokens_per_minute; /* 0: no limit */
};

struct ai_protocol {
	const char *name;
	/* Of the same server, for requests with inputs: an answer there is always
	 * whole.  NULL: it makes no vectors. */
	const struct ai_protocol *embeddings;
	const char *base_url;     /* when the configuration says none */
	const char *path;         /* behind the base URL */
	/* Where base URL and key stand when the configuration says nothing; or NULL. */
	const char *url_variable, *key_variable;
	const char *key_header, *key_prefix;
	enum sse_format stream_format;
	bool needs_key;
	/* The body to send; the caller's. */
	cJSON *(*body)(const struct ai_target *t, const struct ai_request *r, bool stream);
	/* A whole answer, or an event of a stream (NULL: it has none).  Errors in place
	 * of an answer are told by ai_problem_read() before. */
	bool (*read)(struct ai_reply *reply, const cJSON *body, struct err *err);
	bool (*read_event)(struct ai_reply *reply, const cJSON *data, struct err *err);
};

extern const struct ai_protocol ai_openai, ai_anthropic, ai_ollama;
extern const struct ai_protocol ai_openai_embeddings, ai_ollama_embeddings;
const struct ai_protocol *ai_protocol_find(const char *name); /* or NULL */

/* The names of the variables that hold providers' keys: those of the protocols,
 * and those that the configuration (or NULL) names; a JSON array. */
cJSON *ai_key_variables(const struct config *config);

/* "system", "user", "assistant", "tool". */
const char *ai_role_name(enum ai_role role);
/* {model, input: [text, …]}, and `dimensions` when they were asked for. */
cJSON *ai_inputs_json(const struct ai_target *t, const struct ai_request *r);
/* {type: function, function: {name, description, parameters}}, as OpenAI and
 * those after it write a tool. */
cJSON *ai_function_json(const struct ai_tool *tool);

/* Adds text or a number when there is one: helpers of the readers. */
void ai_add_text(struct str *to, const cJSON *object, const char *key);
int64_t ai_count(const cJSON *object, const char *key); /* tokens: 0 unless a number above */

#endif
