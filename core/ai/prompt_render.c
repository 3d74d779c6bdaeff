#include "core/ai/clean.h"
#include "core/ai/prompt_text.h"
#include "core/base/sha256.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 64 bits: a text cannot be searched for that holds its own. */
#define FENCE_LEN 16

/* ---- variables ---- */

static const char *const type_names[] = {
	[PROMPT_STRING] = "string",
	[PROMPT_NUMBER] = "number",
	[PROMPT_INTEGER] = "integer",
	[PROMPT_BOOLEAN] = "boolean",
	[PROMPT_ARRAY] = "array",
	[PROMPT_OBJECT] = "object",
};

const char *ai_prompt_type_name(enum ai_prompt_type type)
{
	return type_names[type];
}

bool ai_prompt_type_fits(enum ai_prompt_type type, const cJSON *value)
{
	switch (type) {
	case PROMPT_STRING: return json_is_string(value);
	case PROMPT_NUMBER: return json_is_number(value);
	case PROMPT_INTEGER:
		return json_is_number(value) && value->valuedouble == trunc(value->valuedouble);
	case PROMPT_BOOLEAN: return json_is_bool(value);
	case PROMPT_ARRAY: return json_is_array(value);
	case PROMPT_OBJECT: return json_is_object(value);
	}
	return false;
}

const struct ai_prompt_variable *ai_prompt_variable(const struct ai_prompt *p, const char *name)
{
	for (size_t i = 0; i < p->variables_len; i++)
		if (str_eq(p->variables[i].name, name))
			return &p->variables[i];
	return NULL;
}

const char *ai_prompt_nearest(const struct ai_prompt *p, const char *name)
{
	VEC(const char *) names = {0};
	const char *nearest;

	for (size_t i = 0; i < p->variables_len; i++)
		vec_push(&names, p->variables[i].name);
	nearest = str_nearest(name, names.at, names.len);
	vec_release(&names);
	return nearest;
}

static bool check_names(const struct ai_prompt *p, const cJSON *given, struct err *err)
{
	const char *nearest;

	if (given && !json_is_object(given))
		return err_set(err, ERR_INPUT, "the variables must be an object, not %s",
			json_type_phrase(given));
	json_each(item, given) {
		if (ai_prompt_variable(p, item->string))
			continue;
		nearest = ai_prompt_nearest(p, item->string);
		err_set(err, ERR_INPUT, "the prompt '%s' has no variable '%s'", p->name,
			item->string);
		if (nearest)
			err_hint(err, "did you mean '%s'?", nearest);
		return false;
	}
	return true;
}

static cJSON *cleaned(const cJSON *value)
{
	struct str text = {0};
	cJSON *copy;

	if (json_is_string(value)) {
		ai_clean(&text, value->valuestring);
		copy = json_new_bytes(str_text(&text), text.len);
		str_release(&text);
		return copy;
	}
	if (!json_is_array(value) && !json_is_object(value))
		return json_copy(value);
	copy = json_is_array(value) ? json_new_array() : json_new_object();
	json_each(item, value) {
		if (json_is_array(value)) {
			json_append_take(copy, cleaned(item));
			continue;
		}
		ai_clean(&text, item->string);
		json_set_take(copy, str_text(&text), cleaned(item));
		str_clear(&text);
	}
	str_release(&text);
	return copy;
}

bool ai_prompt_values(const struct ai_prompt *p, const cJSON *given, cJSON **ret, struct err *err)
{
	cJSON *values;
	bool ok = check_names(p, given, err);

	if (!ok)
		return false;
	values = json_new_object();
	for (size_t i = 0; i < p->variables_len && ok; i++) {
		const struct ai_prompt_variable *v = &p->variables[i];
		const cJSON *value = json_get(given, v->name);

		if (!value && !v->fallback) {
			err_set(err, ERR_INPUT, "the prompt '%s' needs the variable '%s'", p->name,
				v->name);
			if (*v->description)
				err_hint(err, "it is %s", v->description);
			ok = false;
		} else if (value && !ai_prompt_type_fits(v->type, value) &&
			!(json_is_null(value) && json_is_null(v->fallback))) {
			ok = err_set(err, ERR_INPUT, "variable '%s' must be of type %s, not %s",
				v->name, type_names[v->type], json_type_name(value));
		} else {
			json_add_take(values, v->name, cleaned(value ? value : v->fallback));
		}
	}
	if (ok)
		*ret = values;
	else
		json_free(values);
	return ok;
}

/* ---- messages ---- */

struct rendering {
	struct arena *arena;
	const struct ai_prompt *p;
	struct expr_bind *globals; /* the variables, the fence, an end */
	cJSON *values, *fence;
};

static cJSON *new_fence(const struct ai_prompt *p, const cJSON *values)
{
	char *text = json_text(values);
	char hex[SHA256_SIZE * 2 + 1];
	struct str seed = {0};

	str_add(&seed, p->hash);
	str_add(&seed, text);
	do {
		sha256_hex(str_text(&seed), seed.len, hex);
		hex[FENCE_LEN] = '\0';
		str_add_char(&seed, '+');
	} while (strstr(text, hex));
	str_release(&seed);
	free(text);
	return json_new_string(hex);
}

static bool begin(struct rendering *r, const cJSON *variables, struct err *err)
{
	size_t i = 0;

	if (!ai_prompt_values(r->p, variables, &r->values, err))
		return false;
	r->fence = new_fence(r->p, r->values);
	r->globals = arena_array(r->arena, struct expr_bind, r->p->variables_len + 2);
	json_each(value, r->values) {
		r->globals[i] = (struct expr_bind){.name = r->p->variables[i].name, .json = value};
		i++;
	}
	r->globals[i] = (struct expr_bind){.name = PROMPT_FENCE, .json = r->fence};
	return true;
}

static void end(struct rendering *r)
{
	json_free(r->values);
	json_free(r->fence);
	r->values = r->fence = NULL;
}

static bool add_filled(struct rendering *r, const struct ai_prompt_text *text, enum ai_role role,
	struct ai_messages *messages, struct err *err)
{
	struct str out = {0};
	bool ok = ai_prompt_fill(text, r->globals, &out, err);

	if (ok)
		messages->at[messages->len++] = (struct ai_message){.role = role,
			.text = arena_strndup(r->arena, str_text(&out), out.len)};
	str_release(&out);
	return ok || err_wrap(err, "prompt '%s'", r->p->name);
}

static bool add_example(struct rendering *r, const struct ai_prompt_example *example,
	struct ai_messages *messages, struct err *err)
{
	bool ok = begin(r, example->input, err) &&
		add_filled(r, r->p->user, AI_USER, messages, err);

	end(r);
	if (ok)
		messages->at[messages->len++] =
			(struct ai_message){.role = AI_ASSISTANT, .text = example->output};
	return ok;
}

/* The same without the texts around it. */
static const char *material(const struct rendering *r)
{
	cJSON *all = json_new_object(), *examples = json_new_array();
	struct str text = {0};
	const char *kept;

	for (size_t i = 0; i < r->p->examples_len; i++) {
		const struct ai_prompt_example *e = &r->p->examples[i];
		cJSON *item = json_new_object();

		json_add_take(item, "input", e->input ? json_copy(e->input) : json_new_null());
		json_set_string(item, "output", e->output);
		json_append_take(examples, item);
	}
	json_add_take(all, "values", json_copy(r->values));
	json_add_take(all, "examples", examples);
	json_print(&text, all, JSON_COMPACT);
	kept = arena_strndup(r->arena, str_text(&text), text.len);
	str_release(&text);
	json_free(all);
	return kept;
}

bool ai_prompt_render(struct arena *a, const struct ai_prompt *p, const cJSON *variables,
	struct ai_messages *ret, struct err *err)
{
	struct rendering r = {.arena = a, .p = p}, example = r;
	struct ai_messages messages = {
		arena_array(a, struct ai_message, 2 * p->examples_len + 2), 0, NULL};
	bool ok = begin(&r, variables, err) &&
		(!p->system || add_filled(&r, p->system, AI_SYSTEM, &messages, err));

	for (size_t i = 0; i < p->examples_len && ok; i++)
		ok = add_example(&example, &p->examples[i], &messages, err);
	ok = ok && add_filled(&r, p->user, AI_USER, &messages, err);
	if (ok)
		messages.material = material(&r);
	end(&r);
	if (ok)
		*ret = messages;
	return ok;
}

void ai_prompt_ask(const struct ai_prompt *p, const struct ai_messages *messages,
	struct ai_request *ret_request, struct ai_ask *ret_ask)
{
	*ret_request = (struct ai_request){.messages = messages->at,
		.messages_len = messages->len,
		.schema = p->schema,
		.schema_name = p->schema_name};
	*ret_ask = (struct ai_ask){.task = p->task,
		.request = ret_request,
		.template_tier = p->tier,
		.template_hash = p->hash,
		.material = messages->material,
		.wake_fd = -1};
}

bool ai_prompt_allowed(const struct ai_prompt *p, const struct config *c, struct err *err)
{
	struct str key = {0};
	bool ok = true;

	if (p->feature) {
		str_addf(&key, "features.%s", p->feature);
		ok = config_bool(c, str_text(&key), true);
	}
	if (!ok) {
		err_set(err, ERR_REFUSED, "the prompt '%s' is switched off: %s is false", p->name,
			str_text(&key));
		err_hint(err, "'blokctl config set %s true' switches it on", str_text(&key));
	}
	str_release(&key);
	return ok;
}
