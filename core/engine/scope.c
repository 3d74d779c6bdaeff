#include "core/engine/frame.h"

#include "core/base/mem.h"

#include <stdlib.h>
#include <string.h>

extern char **environ;

static void add_variable(cJSON *env, const char *text)
{
	const char *equals = strchr(text, '=');
	char *name;

	if (!equals || equals == text)
		return;
	name = mem_strndup(text, (size_t)(equals - text));
	json_add_take(env, name, json_new_string(equals + 1));
	free(name);
}

/* process.env; read once, on the first expression that asks for it. */
static cJSON *environment(const struct run *run)
{
	cJSON *env = json_new_object();

	for (char **p = environ; *p; p++)
		add_variable(env, *p);
	json_each(variable, run->options->env)
		json_set_take(env, variable->string, json_copy(variable));
	return env;
}

/* Whether a comma-separated list names the variable, or how it begins. */
enum match { WHOLE_NAME, PREFIX };
static bool is_listed(const char *list, const char *name, enum match match)
{
	while (list && *list) {
		size_t len = strcspn(list, ", ");

		if (len && strncmp(list, name, len) == 0 && (match == PREFIX || !name[len]))
			return true;
		list += len + (list[len] != '\0');
	}
	return false;
}

/* ctx.env is what BLOK_NODE_ENV_ALLOW and BLOK_NODE_ENV_ALLOW_PREFIX let
 * through, where one of them is set; process.env is all of it. */
static cJSON *allowed_of(const cJSON *env)
{
	const char *names = getenv("BLOK_NODE_ENV_ALLOW");
	const char *prefixes = getenv("BLOK_NODE_ENV_ALLOW_PREFIX");
	cJSON *allowed = json_new_object();

	json_each(variable, env)
		if (is_listed(names, variable->string, WHOLE_NAME) ||
			is_listed(prefixes, variable->string, PREFIX))
			json_add_take(allowed, variable->string, json_copy(variable));
	return allowed;
}

static const cJSON *load_env(void *self)
{
	struct run *run = self;

	pthread_mutex_lock(&run->mutex);
	if (!run->env)
		run->env = environment(run);
	pthread_mutex_unlock(&run->mutex);
	return run->env;
}

static const cJSON *load_allowed(void *self)
{
	struct run *run = self;
	const cJSON *env = load_env(self);

	if (!getenv("BLOK_NODE_ENV_ALLOW") && !getenv("BLOK_NODE_ENV_ALLOW_PREFIX"))
		return env;
	pthread_mutex_lock(&run->mutex);
	if (!run->allowed_env)
		run->allowed_env = allowed_of(env);
	pthread_mutex_unlock(&run->mutex);
	return run->allowed_env;
}

#define JSON(name_, value) ((struct expr_bind){.name = (name_), .kind = EXPR_BIND_JSON, .json = (value)})
#define STATE(name_, f)                                                                            \
	((struct expr_bind){.name = (name_), .kind = EXPR_BIND_LAYERS, .layers = (f)->state})
#define OBJECT(name_, list)                                                                        \
	((struct expr_bind){.name = (name_), .kind = EXPR_BIND_OBJECT, .members = (list)})

/* Values that every run shares; nothing ever changes or frees them. */
static char no_text[] = "";
static const cJSON empty_array = {.type = cJSON_Array};
static const cJSON empty_object = {.type = cJSON_Object};
static const cJSON empty_string = {.type = cJSON_String, .valuestring = no_text};
static const cJSON null_value = {.type = cJSON_NULL};
static const cJSON true_value = {.type = cJSON_True};

static void bind_response(struct frame *f)
{
	struct expr_bind *r = f->scope.response;

	r[0] = JSON("steps", &empty_array);
	r[1] = JSON("data", f->response->data);
	r[2] = JSON("error", &null_value);
	r[3] = JSON("success", &true_value);
	r[4] = JSON("contentType", &empty_string);
	r[5] = (struct expr_bind){0};
}

static void bind_ctx(struct frame *f)
{
	struct expr_bind *c = f->scope.ctx;
	const cJSON *request = f->request;

	c[0] = JSON("id", json_get(request, "id"));
	c[1] = JSON("workflow_name", json_get(request, "workflow_name"));
	c[2] = JSON("workflow_path", json_get(request, "workflow_path"));
	c[3] = JSON("request", json_get(request, "request"));
	c[4] = JSON("req", json_get(request, "request"));
	c[5] = OBJECT("response", f->scope.response);
	c[6] = OBJECT("prev", f->scope.response);
	c[7] = STATE("state", f);
	c[8] = STATE("vars", f);
	c[9] = JSON("error", f->error ? f->error : json_get(request, "no_error"));
	c[10] = (struct expr_bind){.name = "env", .kind = EXPR_BIND_LAZY, .load = load_allowed,
		.self = f->run};
	c[11] = JSON("config", &empty_object);
	c[12] = JSON("secrets", f->run->options->secrets ? f->run->options->secrets : &empty_object);
	c[13] = (struct expr_bind){0};
}

/* `data` is the last output, else the request's body, else {}. */
static const cJSON *data_of(const struct frame *f)
{
	const cJSON *data = f->response->data;

	if (!data || json_is_null(data))
		data = json_get(json_get(f->request, "request"), "body");
	return data && !json_is_null(data) ? data : &empty_object;
}

const struct expr_scope *scope_of(struct frame *f)
{
	struct scope *s = &f->scope;

	bind_response(f);
	bind_ctx(f);
	s->globals[0] = OBJECT("ctx", s->ctx);
	s->globals[1] = JSON("data", data_of(f));
	s->globals[2] = JSON("func", &empty_object);
	s->globals[3] = STATE("vars", f);
	s->globals[4] = (struct expr_bind){0};
	s->expr = (struct expr_scope){.globals = s->globals, .signal = f->run->options->signal,
		.deadline_us = f->deadline_us, .load_env = load_env, .env_self = f->run};
	return &s->expr;
}
