#ifndef ASK_MODEL_H
#define ASK_MODEL_H

#include "core/ai/prompt.h"
#include "core/ask/ask.h"

/* The same question to a model, for what the rules are not sure of: the slice of
 * the schema it is about goes out, values only when the user shares them; what
 * comes back passes the gate and the database before anybody sees it. */

struct ask_model_options {
	struct ai *ai;
	const struct config *config; /* the switch AI_SQL */
	const struct ai_ask *ask;    /* whose limits, tier, notes and so on hold; no request */
	const struct ask_reading *reading; /* the rules' own candidate; or NULL */
	bool share_values; /* words of the question with the column they are stored in */
	int64_t max_rows;
	const cJSON *examples; /* [{question, sql}], the nearest saved ones; or NULL */
	bool pinned;           /* `ask` names a tier or model: no other is tried */
};

struct ask_model_answer {
	char *sql;                    /* passed the gate, and the database can run it */
	char *reason;                 /* the model's words */
	cJSON *assumptions;           /* array of texts */
	const char *provider, *model; /* as long as the ai */
	int calls, repairs;
	bool cached;  /* every call was answered from the cache */
	int64_t cost; /* pico-dollars; -1: nobody knows */
};

/* ERR_NO_ANSWER when the model says that it cannot, or nothing it wrote would
 * run; ERR_REFUSED when a quota or the switch forbids it; as ai_call() otherwise. */
bool ask_model(struct ask *a, const char *question, const struct ask_model_options *o,
	struct ask_model_answer *ret, struct err *err);
void ask_model_answer_release(struct ask_model_answer *m);

/* What the first call would send, word by word: {task, tier, messages: [{role,
 * content}]}.  The caller's. */
cJSON *ask_model_request(
	struct ask *a, const char *question, const struct ask_model_options *o, struct err *err);

#endif
