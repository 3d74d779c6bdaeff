#ifndef AI_MESSAGE_H
#define AI_MESSAGE_H

#include "core/base/vec.h"
#include "core/data/json.h"

#include <stdint.h>

/* What is asked of a model and what it answers, whoever serves it. */

enum ai_role { AI_SYSTEM, AI_USER, AI_ASSISTANT, AI_TOOL };

/* A call of a tool by the model. */
struct ai_tool_call {
	const char *id, *name;
	const char *arguments; /* the text of a JSON object */
};

struct ai_message {
	enum ai_role role;
	const char *text;                 /* NULL: none, when there are calls */
	const struct ai_tool_call *calls; /* AI_ASSISTANT */
	size_t calls_len;
	const char *call_id, *call_name;  /* AI_TOOL: whose result the text is */
};

struct ai_tool {
	const char *name, *description; /* the description may be NULL */
	const cJSON *parameters;        /* JSON Schema of an object */
};

/* Borrowed throughout.  Nothing is sent that was not set, but for max_tokens. */
struct ai_request {
	/* Texts that are to become vectors: then only these and `dimensions` count. */
	const char *const *inputs;
	size_t inputs_len;
	int64_t dimensions; /* of each vector; 0: as the model makes them */
	const struct ai_message *messages;
	size_t messages_len;
	const struct ai_tool *tools;
	size_t tools_len;
	const char *tool_choice; /* auto, none, required or a tool's name; NULL: not said */
	const cJSON *schema;     /* the answer is to be JSON like this; NULL: text */
	const char *schema_name; /* [A-Za-z0-9_-]{1,64} */
	int64_t max_tokens;      /* of the answer */
	/* {temperature, top_p, stop, seed, effort, num_ctx}, each only when somebody
	 * wants it: newer models refuse even the defaults.  Or NULL. */
	const cJSON *params;
};

/* Four numbers that do not overlap; reasoning is a part of output, and
 * cache_write_1h one of cache_write. */
struct ai_usage {
	int64_t input; /* read afresh */
	int64_t cache_read, cache_write, cache_write_1h;
	int64_t output, reasoning;
	bool reported; /* by the provider; else nothing of this counts */
};

enum ai_finish {
	AI_UNFINISHED, /* the end of the answer was not seen */
	AI_STOP,
	AI_LENGTH,     /* cut at max_tokens or at the context's end */
	AI_TOOL_CALLS,
	AI_REFUSED,    /* by the model, or by a filter */
};
const char *ai_finish_name(enum ai_finish finish); /* "stop", "length", … */

struct ai_call_text {
	int64_t index; /* the provider's, -1 when it gave none */
	struct str id, name, arguments;
};

/* Vectors of one dimension, each of length 1, one behind the other. */
struct ai_vectors {
	VEC(float) numbers;
	size_t count;
};
static inline size_t ai_vectors_dimension(const struct ai_vectors *v)
{
	return v->count ? v->numbers.len / v->count : 0;
}

/* An answer as it grows; a zeroed struct is an empty one. */
struct ai_reply {
	struct str text;
	struct ai_vectors vectors; /* of the request's inputs, in their order */
	VEC(struct ai_call_text) calls;
	enum ai_finish finish;
	struct ai_usage usage;
	struct str model, id; /* as the provider tells them */
};
void ai_reply_release(struct ai_reply *r);
/* The call with this index, made when it is new; -1: a new one unless `id` is
 * that of the last. */
struct ai_call_text *ai_reply_call(struct ai_reply *r, int64_t index, const char *id);
/* The text of a call's arguments; "{}" when the model sent nothing but space. */
const char *ai_call_arguments(const struct ai_call_text *call);

#endif
