#ifndef AI_PROMPT_H
#define AI_PROMPT_H

#include "core/ai/ai.h"
#include "core/base/diag.h"
#include "core/data/document.h"

/* Prompt templates: files that say what a model is asked, with variables, an
 * output schema and examples (blokctl-prompt(1) has the format). */

enum ai_prompt_type {
	PROMPT_STRING,
	PROMPT_NUMBER,
	PROMPT_INTEGER,
	PROMPT_BOOLEAN,
	PROMPT_ARRAY,
	PROMPT_OBJECT,
};
const char *ai_prompt_type_name(enum ai_prompt_type type); /* "integer" */

struct ai_prompt_variable {
	const char *name, *description; /* the description may be "" */
	enum ai_prompt_type type;
	const cJSON *fallback; /* NULL: it must be given */
};

struct ai_prompt_example {
	const cJSON *input; /* variables; NULL: none */
	const char *output; /* what the model is to answer to them */
};

struct ai_prompt_text; /* with its expressions compiled */

/* Everything lives as long as the prompt; immutable, usable from any thread. */
struct ai_prompt {
	const char *name, *task, *description;
	const char *tier;    /* NULL: the task's */
	const char *feature; /* "AI_HINTS": the switch below `features` it obeys; or NULL */
	int version;
	const struct ai_prompt_variable *variables;
	size_t variables_len;
	const struct ai_prompt_text *system, *user; /* system may be NULL */
	const cJSON *schema;                        /* of the answer; NULL: it is text */
	const char *schema_name;
	const struct ai_prompt_example *examples;
	size_t examples_len;
	char hash[65]; /* SHA-256 of the file, in hex: a part of the cache's key */
	struct document document;
	struct arena arena;
};
void ai_prompt_free(struct ai_prompt *p); /* accepts NULL */

/* ---- loading ---- */

/* A file's name has to be its prompt's name.  Findings, warnings too, go to
 * `diags`; with errors among them the result is false and err->kind stays
 * ERR_NONE, otherwise `err` says why the file cannot be read. */
bool ai_prompt_load(const char *path, struct diags *diags, struct ai_prompt **ret,
	struct err *err);

enum ai_prompt_origin { PROMPT_PROJECT, PROMPT_USER, PROMPT_BUILT_IN };
const char *ai_prompt_origin_name(enum ai_prompt_origin origin); /* "built in" */

/* Where prompts are looked for before the built-in ones; NULL: not there. */
struct ai_prompt_folders {
	const char *project, *user;
};
struct ai_prompt_place {
	const char *name;
	const char *path; /* of a built-in one "templates/prompts/NAME.yaml" */
	enum ai_prompt_origin origin;
};
struct ai_prompt_places {
	VEC(struct ai_prompt_place) list;
};
/* The one that holds of each name, sorted by name; texts in the arena. */
bool ai_prompt_list(struct arena *a, const struct ai_prompt_folders *folders,
	struct ai_prompt_places *ret, struct err *err);
void ai_prompt_places_release(struct ai_prompt_places *places);
/* As ai_prompt_load(). */
bool ai_prompt_open(const struct ai_prompt_place *place, struct diags *diags,
	struct ai_prompt **ret, struct err *err);
/* By name, as ai_prompt_load(); ERR_WORK with the nearest name when there is none. */
bool ai_prompt_find(const char *name, const struct ai_prompt_folders *folders,
	struct diags *diags, struct ai_prompt **ret, struct err *err);

/* ---- use ---- */

/* By name, for a call: one message for whatever is wrong with it. */
bool ai_prompt_for(struct ai *ai, const char *name, struct ai_prompt **ret, struct err *err);
/* ERR_REFUSED when the prompt's switch is off. */
bool ai_prompt_allowed(const struct ai_prompt *p, const struct config *c, struct err *err);

struct ai_messages {
	struct ai_message *at;
	size_t len;
	const char *material; /* JSON {values, examples: [{input, output}]} */
};
/* The messages for these variables (an object, or NULL): system, the examples
 * as questions and answers, the question.  ERR_INPUT for a variable that is
 * unknown, missing or of another type, and for an expression that fails.
 *
 * Values are data.  What hides in text (escape sequences, control, bidi and tag
 * characters) is taken out of them, and ${fence} is a word that stands in none
 * of them: <text-${fence}> is a mark that no value can close.  It is made of
 * the values, so that the same call makes the same messages: nobody can write a
 * text that holds its own hash, and the cache still finds the answer. */
bool ai_prompt_render(struct arena *a, const struct ai_prompt *p, const cJSON *variables,
	struct ai_messages *ret, struct err *err);

/* The request and what of an ask comes from the prompt: task, tier, hash, material. */
void ai_prompt_ask(const struct ai_prompt *p, const struct ai_messages *messages,
	struct ai_request *ret_request, struct ai_ask *ret_ask);

#endif
