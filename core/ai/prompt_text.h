#ifndef AI_PROMPT_TEXT_H
#define AI_PROMPT_TEXT_H

#include "core/ai/prompt.h"
#include "core/expr/expr.h"

/* A template's text: literal parts and "${…}". */

struct ai_prompt_part {
	const char *text;        /* literal, or the expression's own text */
	const struct expr *code; /* NULL: literal */
};
struct ai_prompt_text {
	const char *source;
	struct ai_prompt_part *parts;
	size_t len;
};

/* The name of the word for marks among the variables. */
#define PROMPT_FENCE "fence"

/* Compiles a string of the prompt's document; its variables must be known.
 * used[i] is set for the variables that stand in it. */
const struct ai_prompt_text *ai_prompt_compile(struct ai_prompt *p, const cJSON *value,
	bool *used, struct diags *diags);

bool ai_prompt_fill(const struct ai_prompt_text *text, const struct expr_bind *globals,
	struct str *out, struct err *err);

const struct ai_prompt_variable *ai_prompt_variable(const struct ai_prompt *p, const char *name);
/* The nearest variable's name, or NULL. */
const char *ai_prompt_nearest(const struct ai_prompt *p, const char *name);
bool ai_prompt_type_fits(enum ai_prompt_type type, const cJSON *value);
/* Every variable of the prompt with its value, cleaned; ERR_INPUT as
 * ai_prompt_render(). */
bool ai_prompt_values(const struct ai_prompt *p, const cJSON *given, cJSON **ret, struct err *err);

/* From memory; as ai_prompt_load(), without `err`. */
bool ai_prompt_parse(struct ai_prompt *p, struct diags *diags);

#endif
