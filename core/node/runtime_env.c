#include "core/node/runtime.h"

#include "core/base/sha256.h"
#include "core/base/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

char *program_argument(const cJSON *value)
{
	if (json_is_string(value))
		return mem_strdup(value->valuestring);
	return !value || json_is_null(value) ? mem_strdup("") : json_text(value);
}

/* ---- ids ---- */

static void hash_of(struct node_call *call, const char *what, char out[SHA256_SIZE * 2 + 1])
{
	struct str text = {0};

	str_addf(&text, "%s\n%s\n%s", what, call_run_id(call), call_step_path(call));
	sha256_hex(str_text(&text), text.len, out);
	str_release(&text);
}

char *program_idempotency_key(struct node_call *call)
{
	char *own = call_idempotency_key(call), hex[SHA256_SIZE * 2 + 1];

	if (own)
		return own;
	hash_of(call, "idempotency", hex);
	return mem_strndup(hex, 32);
}

/* ---- the list ---- */

static size_t find(const struct program_env *env, const char *name, size_t len)
{
	size_t i = 0;

	while (i < env->list.len &&
		(strncmp(env->list.at[i], name, len) != 0 || env->list.at[i][len] != '='))
		i++;
	return i;
}

/* A NULL value takes the variable away. */
static void set(struct program_env *env, const char *name, const char *value)
{
	size_t i = find(env, name, strlen(name));
	struct str text = {0};

	if (i < env->list.len)
		free(env->list.at[i]);
	if (value) {
		str_addf(&text, "%s=%s", name, value);
		if (i == env->list.len)
			(void)vec_add(&env->list);
		env->list.at[i] = str_take(&text);
	} else if (i < env->list.len) {
		env->list.at[i] = env->list.at[--env->list.len];
	}
}

static void set_ids(struct program_env *env, struct node_call *call)
{
	char *key = program_idempotency_key(call), trace[TRACE_PARENT_MAX], attempt[16];

	snprintf(attempt, sizeof attempt, "%d", call_attempt(call));
	call_traceparent(call, trace);
	set(env, "BLOKCTL_RUN_ID", call_run_id(call));
	set(env, "BLOKCTL_STEP_ID", call->step->id);
	set(env, "BLOKCTL_STEP_PATH", call_step_path(call));
	set(env, "BLOKCTL_ATTEMPT", attempt);
	set(env, "BLOK_IDEMPOTENCY_KEY", key);
	set(env, "TRACEPARENT", trace);
	free(key);
}

static bool set_all(struct program_env *env, const cJSON *variables, struct failure *failure)
{
	json_each(variable, variables) {
		const char *name = variable->string;
		char *value;

		if (!*name || strchr(name, '='))
			return failure_set(failure, "Error", 400,
				"'%s' cannot name an environment variable", name);
		value = json_is_null(variable) ? NULL : program_argument(variable);
		set(env, name, value);
		free(value);
	}
	return true;
}

bool program_env_init_worker(struct program_env *env, struct node_call *call,
	struct failure *failure)
{
	*env = (struct program_env){0};
	for (char **variable = environ; *variable; variable++)
		vec_push(&env->list, mem_strdup(*variable));
	/* a secret is for those who were given it by name */
	json_each(name, call_secret_env(call))
		set(env, name->valuestring, NULL);
	if (set_all(env, call_env(call), failure)) {
		vec_push(&env->list, NULL);
		return true;
	}
	program_env_release(env);
	return false;
}

bool program_env_init(struct program_env *env, struct node_call *call, const cJSON *extra,
	struct failure *failure)
{
	if (!program_env_init_worker(env, call, failure))
		return false;
	env->list.len--;
	set_ids(env, call);
	if (set_all(env, extra, failure)) {
		vec_push(&env->list, NULL);
		return true;
	}
	program_env_release(env);
	return false;
}

void program_env_release(struct program_env *env)
{
	for (size_t i = 0; i < env->list.len; i++)
		free(env->list.at[i]);
	vec_release(&env->list);
}
