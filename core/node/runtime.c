#include "core/node/runtime.h"

#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/node/nodes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Without the node's file the step is like one of a runtime that is not here:
 * documents of Blok load, and --mock stands in. */
static void runtime_check(struct compiler *c, const struct step *step)
{
	const struct runtime *runtime = runtime_of(step->type);
	const char *name = runtime_node_name(step);
	const cJSON *at = json_get(step->at, json_get(step->at, "use") ? "use" : "node");
	struct arena a = {0};

	if (!runtime_find(&a, runtime, c->document->file.path, name))
		compiler_report(c,
			&(struct finding){DIAG_WARNING, at ? at : step->at, 0, "node-unsupported",
				"nodes/ is looked for beside the workflow, and upwards to the project's folder",
				arena_printf(&a, "'%s' cannot run here: there is no nodes/%s/%s%s",
					step->use, runtime->kind, name, runtime->extension)});
	arena_release(&a);
}

static cJSON *context(struct node_call *call)
{
	const cJSON *previous = call_previous(call);
	char *key = program_idempotency_key(call);
	cJSON *ctx = json_new_object();

	json_set_string(ctx, "id", call_request_id(call));
	json_set_string(ctx, "run_id", call_run_id(call));
	json_set_string(ctx, "step_id", call->step->id);
	json_set_string(ctx, "step_path", call_step_path(call));
	json_set_string(ctx, "workflow", call_workflow_name(call));
	json_set_string(ctx, "idempotency_key", key);
	json_add_take(ctx, "request", json_copy(call_request(call)));
	json_add_take(ctx, "previous", previous ? json_copy(previous) : json_new_null());
	free(key);
	return ctx;
}

static cJSON *request_of(struct node_call *call, const char *path)
{
	cJSON *request = json_new_object();
	int64_t deadline = call_deadline_us(call);

	json_set_string(request, "op", "execute");
	json_set_string(request, "node", runtime_node_name(call->step));
	json_set_string(request, "path", path);
	json_add_take(request, "inputs", json_copy(call->inputs));
	json_add_take(request, "ctx", context(call));
	if (deadline)
		json_set_number(request, "deadline_ms",
			(double)((deadline - clock_mono_us()) / 1000));
	return request;
}

/* {ok, data, vars} or {ok: false, error} of a worker. */
static bool take_answer(struct node_call *call, cJSON *answer, cJSON **ret, struct failure *failure)
{
	cJSON *vars;

	if (!json_get_bool(answer, "ok", false))
		return program_error(json_get(answer, "error"), call->step->use, failure);
	vars = json_detach(answer, "vars");
	if (json_is_object(vars))
		json_each(value, vars)
			call_publish_take(call, value->string, json_copy(value));
	json_free(vars);
	*ret = json_detach(answer, "data");
	return true;
}

/* The folder nodes/, where a node finds what it imports. */
static const char *nodes_folder(struct arena *a, const struct runtime *runtime, const char *path,
	const char *name)
{
	size_t below = strlen(runtime->kind) + strlen(name) + strlen(runtime->extension) + 2;

	return arena_strndup(a, path, strlen(path) - below);
}

static bool run_worker(struct node_call *call, const struct runtime_program *p, cJSON **ret,
	struct failure *failure)
{
	cJSON *request, *answer = NULL;
	struct program_watch watch;
	struct worker *w;
	bool ok;

	if (!pool_take(p, call, &w, failure))
		return false;
	program_watch_init(&watch, call, failure);
	request = request_of(call, p->path);
	ok = worker_call(w, request, &watch, &answer);
	json_free(request);
	if (ok) {
		pool_give(p->runtime, w);
		ok = take_answer(call, answer, ret, failure);
	} else {
		pool_drop(p->runtime, w);
	}
	json_free(answer);
	return ok;
}

/* bash reads no JSON: a process of its own for each step costs less than what
 * a worker would have to do around it. */
static bool run_process(struct node_call *call, const struct runtime_program *p, cJSON **ret,
	struct failure *failure)
{
	const char *argv[] = {p->runtime->argv[0], p->path, NULL};
	struct proc_spec spec = {.argv = argv, .sandbox = p->sandbox};
	struct program_env env;
	bool ok;

	if (!program_env_init(&env, call, NULL, failure))
		return false;
	spec.env = env.list.at;
	ok = program_exchange(call, &spec, runtime_node_name(call->step), ret, failure);
	program_env_release(&env);
	return ok;
}

static bool runtime_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *name = runtime_node_name(call->step);
	struct runtime_program p = {.runtime = runtime_of(call->step->type)};
	struct arena a = {0};
	bool ok;

	p.path = runtime_find(&a, p.runtime, call_workflow_path(call), name);
	if (p.path) {
		p.sandbox = call_sandbox(call, &a, nodes_folder(&a, p.runtime, p.path, name));
		ok = p.runtime->worker ? run_worker(call, &p, ret, failure)
				       : run_process(call, &p, ret, failure);
	} else {
		failure_set(failure, "NodeUnavailableError", 501, "there is no nodes/%s/%s%s",
			p.runtime->kind, name, p.runtime->extension);
		failure->kind = FAILURE_MISSING;
		failure->engine = true;
		ok = failure_hint(failure, "--mock %s=FILE gives its output from a file",
			call->step->id);
	}
	arena_release(&a);
	return ok;
}

#define RUNTIME_OUTPUT "what the function gives; what it puts into ctx.vars is published"

const struct node_kind node_runtime_python3 = {
	.name = "runtime.python3",
	.summary = N_("Call run(inputs, ctx) of nodes/python3/NAME.py"),
	.output = RUNTIME_OUTPUT,
	.effect = NODE_ACTS,
	.starts_program = true,
	.check = runtime_check,
	.run = runtime_run,
};

const struct node_kind node_runtime_nodejs = {
	.name = "runtime.nodejs",
	.summary = N_("Call the default export (inputs, ctx) of nodes/nodejs/NAME.mjs"),
	.output = RUNTIME_OUTPUT,
	.effect = NODE_ACTS,
	.starts_program = true,
	.check = runtime_check,
	.run = runtime_run,
};

const struct node_kind node_runtime_bash = {
	.name = "runtime.bash",
	.summary = N_("Run nodes/bash/NAME.sh: JSON on standard input and output"),
	.output = N_("the JSON of its standard output"),
	.effect = NODE_ACTS,
	.starts_program = true,
	.check = runtime_check,
	.run = runtime_run,
};
