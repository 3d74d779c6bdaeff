#ifndef AI_BUILTIN_H
#define AI_BUILTIN_H

#include "core/ai/message.h"
#include "core/base/err.h"

/* The provider that needs nothing: engines that serve a task by rules, without
 * a network and always in the same way. */

/* What an engine works on. */
struct ai_material {
	const char *text;      /* the template's variable `text`, else the question itself */
	const cJSON *values;   /* the template's variables; NULL: a plain question */
	const cJSON *examples; /* [{input, output}] of the template; or NULL */
	const cJSON *schema;   /* of the answer; NULL: text */
};

struct ai_engine {
	const char *task;
	const char *summary; /* "the sentences that say most" */
	bool makes_json;     /* of a schema; else text */
	/* ERR_INPUT when something is missing that it needs.  NULL: it makes vectors. */
	bool (*run)(const struct ai_material *m, struct str *out, struct err *err);
	/* Adds what the text has to `numbers`, `len` zeros; not all of them stay 0. */
	void (*embed)(const char *text, double *numbers, size_t len);
};
/* Ended by NULL. */
extern const struct ai_engine *const ai_engines[];
extern const struct ai_engine ai_classify, ai_cleanup, ai_embedder, ai_extract, ai_hint,
	ai_summarise;

const struct ai_engine *ai_engine_find(const char *task); /* or NULL */
void ai_engine_names(struct str *out);                    /* "classify, cleanup and summarise" */

/* Of a request and what its template was filled with (ai_messages.material; or
 * NULL). */
bool ai_engine_run(const struct ai_engine *engine, const struct ai_request *request,
	const char *material, struct str *out, struct err *err);
/* The vectors of a request's inputs. */
bool ai_engine_embed(const struct ai_engine *engine, const struct ai_request *request,
	struct ai_vectors *out, struct err *err);
/* Whichever of both it is. */
bool ai_engine_serve(const struct ai_engine *engine, const struct ai_request *request,
	const char *material, struct ai_reply *reply, struct err *err);

#endif
