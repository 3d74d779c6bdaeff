#include "core/workflow/check.h"

#include "core/base/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What ctx.state can hold when a step of this document runs. */
struct names {
	struct arena arena;
	struct map known;     /* name -> any non-NULL */
	struct map ephemeral; /* step id -> step whose output is not stored */
	bool open;            /* something may store names that cannot be told */
};

struct check {
	struct workflow *wf;
	struct registry *registry;
	struct names names;
	const struct code *code; /* whose references are visited */
	size_t errors;
};

static void add_name(struct names *n, const char *name)
{
	map_put(&n->known, arena_strdup(&n->arena, name), n);
}

static void add_published(struct names *n, const struct step *step)
{
	const cJSON *inputs = step->inputs ? step->inputs->at : NULL;
	const char *node = step->kind == STEP_NODE ? node_bare_name(step->use) : "";
	const char *name = json_get_string(inputs, "name");

	if (str_eq(node, "ctx-publish")) {
		if (name && !str_starts(name, "js/") && !strstr(name, "${"))
			add_name(n, name);
		else
			n->open = true;
	} else if (str_eq(node, "ctx-publish-many")) {
		const cJSON *values = json_get(inputs, "values");

		n->open |= !json_is_object(values);
		json_each(value, values)
			add_name(n, value->string);
	}
}

static void add_step_names(void *self, const struct step *step, int depth)
{
	struct names *n = self;

	(void)depth;
	n->open |= step->spread;
	if (step->ephemeral)
		map_put(&n->ephemeral, step->id, (void *)step);
	else
		add_name(n, step->as ? step->as : step->id);
	if (step->item) {
		add_name(n, step->item);
		add_name(n, arena_printf(&n->arena, "%sIndex", step->item));
	}
	if (step->kind == STEP_LOOP)
		add_name(n, arena_printf(&n->arena, "%sIndex", step->id));
	add_published(n, step);
	/* A node of another program may publish what it likes. */
	if (step->kind == STEP_NODE &&
		(!step->node || !step->node->run || str_starts(step->type, "runtime.")))
		n->open = true;
}

static void add_middleware_names(struct check *c, const cJSON *chain)
{
	json_each(name, chain) {
		const struct workflow *middleware;
		struct err err;

		if (json_is_string(name) &&
			registry_find(c->registry, name->valuestring, &middleware, NULL, &err))
			workflow_each_step(&middleware->steps, add_step_names, &c->names);
		else
			c->names.open = true;
	}
}

/* What runs before every workflow may store anything. */
static void add_global_middleware_names(struct check *c)
{
	const char *global = getenv("BLOK_GLOBAL_MIDDLEWARE");

	c->names.open |= global && *global;
}

/* ---- ctx.state.x, and names that mean nothing ---- */

static void report(struct check *c, enum diag_severity severity, const cJSON *at, size_t offset,
	const char *finding[3])
{
	c->errors += severity == DIAG_ERROR;
	compiler_report(&c->wf->compiler,
		&(struct finding){severity, at, offset, finding[0], finding[1], finding[2]});
}

static void nearest_name(const struct check *c, const char *name, char hint[120])
{
	VEC(const char *) ids = {0};
	const char *nearest;

	json_each(step, json_get(c->wf->document.root, "steps")) {
		const char *id = json_get_string(step, "id");

		if (id)
			vec_push(&ids, id);
	}
	nearest = str_nearest(name, ids.at, ids.len);
	if (nearest)
		snprintf(hint, 120, "did you mean '%s'?", nearest);
	else
		snprintf(hint, 120, "no step, 'as' or published name is called so");
	vec_release(&ids);
}

static void check_state_name(struct check *c, const struct expr_reference *ref, const char *name)
{
	char message[200], hint[120];

	if (map_has(&c->names.known, name))
		return;
	if (map_has(&c->names.ephemeral, name)) {
		snprintf(message, sizeof message, "the output of '%.80s' is not stored", name);
		report(c, DIAG_WARNING, c->code->at, c->code->offset + ref->offset,
			(const char *[]){"ephemeral-read", "take 'ephemeral: true' off that step",
				message});
		return;
	}
	if (c->names.open || ref->optional)
		return;
	nearest_name(c, name, hint);
	snprintf(message, sizeof message, "nothing stores ctx.state.%.80s", name);
	report(c, DIAG_WARNING, c->code->at, c->code->offset + ref->offset,
		(const char *[]){"dangling-state", hint, message});
}

static void check_reference(void *self, const struct expr_reference *ref)
{
	static const char *const globals[] = {"ctx", "data", "func", "vars"};
	struct check *c = self;
	char message[160], hint[80] = "";
	const char *nearest;
	bool state = str_eq(ref->root, "ctx") && ref->path_len > 1 &&
		(str_eq(ref->path[0], "state") || str_eq(ref->path[0], "vars"));

	if (json_get(c->code->at, "$ref"))
		return; /* check_refs() says it better */
	if (state)
		check_state_name(c, ref, ref->path[1]);
	if (str_eq(ref->root, "vars") && ref->path_len > 0)
		check_state_name(c, ref, ref->path[0]);
	for (size_t i = 0; i < 4; i++)
		if (str_eq(ref->root, globals[i]))
			return;
	if (expr_is_builtin(ref->root) || ref->optional)
		return;
	nearest = str_nearest(ref->root, globals, 4);
	snprintf(message, sizeof message, "'%.80s' is not defined", ref->root);
	if (nearest)
		snprintf(hint, sizeof hint, "did you mean '%s'?", nearest);
	report(c, DIAG_WARNING, c->code->at, c->code->offset + ref->offset,
		(const char *[]){"unknown-identifier",
			nearest ? hint : "an expression sees ctx, data, vars, func and the built-ins",
			message});
}

static void check_refs(struct check *c)
{
	const struct compiler *compiler = &c->wf->compiler;

	for (size_t i = 0; i < compiler->refs.len; i++) {
		const cJSON *step = json_get(compiler->refs.at[i], "step");
		const char *name = step->valuestring;
		char message[200], hint[120];

		if (map_has(&c->names.known, name))
			continue;
		if (map_has(&c->names.ephemeral, name)) {
			snprintf(message, sizeof message, "the output of '%.80s' is not stored", name);
			report(c, DIAG_WARNING, step, 0,
				(const char *[]){"ephemeral-read",
					"take 'ephemeral: true' off that step", message});
			continue;
		}
		nearest_name(c, name, hint);
		snprintf(message, sizeof message, "$ref to '%.80s', which is no step", name);
		report(c, c->names.open ? DIAG_WARNING : DIAG_ERROR, step, 0,
			(const char *[]){"dangling-ref", hint, message});
	}
}

/* ---- other documents ---- */

/* A workflow that is named: there is one, and only one. */
static void check_name(struct check *c, const cJSON *at, const char *what)
{
	const char *path;
	char message[200];
	struct err err;

	if (!registry_has(c->registry, at->valuestring)) {
		snprintf(message, sizeof message, "there is no %s '%.120s'", what, at->valuestring);
		report(c, DIAG_WARNING, at, 0,
			(const char *[]){"unknown-workflow", "name its file or folder with --with",
				message});
	} else if (!registry_locate(c->registry, at->valuestring, &path, &err)) {
		report(c, DIAG_ERROR, at, 0,
			(const char *[]){"ambiguous-workflow", "give one of them another name",
				err.message});
	}
}

static void check_subworkflow(void *self, const struct step *step, int depth)
{
	struct check *c = self;

	(void)depth;
	if (step->kind != STEP_SUBWORKFLOW || !step->subject || step->mock ||
		binding_is_dynamic(step->subject))
		return;
	if (!str_eq(step->subject->at->valuestring, c->wf->name))
		check_name(c, step->subject->at, "workflow");
}

static void check_middleware(struct check *c, const cJSON *chain)
{
	json_each(name, chain)
		if (json_is_string(name))
			check_name(c, name, "middleware");
}

/* A wait in a parallel forEach re-enters its siblings on resume. */
static void check_parallel_wait(void *self, const struct step *step, int depth)
{
	struct check *c = self;

	(void)depth;
	if (step->kind != STEP_FOREACH || !step->parallel)
		return;
	for (size_t i = 0; i < step->body.len; i++)
		if (step->body.at[i]->kind == STEP_WAIT)
			report(c, DIAG_WARNING, step->body.at[i]->at, 0,
				(const char *[]){"parallel-wait", NULL,
					"each item of this parallel forEach waits on its own"});
}

bool workflow_check(struct workflow *wf, struct registry *registry, struct diags *diags)
{
	struct check c = {.wf = wf, .registry = registry, .names.open = wf->is_middleware};
	struct arena scratch = {0};

	wf->compiler.diags = diags;
	workflow_each_step(&wf->steps, add_step_names, &c.names);
	add_global_middleware_names(&c);
	add_middleware_names(&c, wf->middleware);
	add_middleware_names(&c, wf->trigger_middleware);
	check_refs(&c);
	for (size_t i = 0; i < wf->compiler.codes.len; i++) {
		c.code = wf->compiler.codes.at[i];
		expr_references(c.code->expr, &scratch, check_reference, &c);
	}
	workflow_each_step(&wf->steps, check_subworkflow, &c);
	workflow_each_step(&wf->steps, check_parallel_wait, &c);
	check_middleware(&c, wf->middleware);
	check_middleware(&c, wf->trigger_middleware);
	wf->compiler.diags = NULL;
	map_release(&c.names.known);
	map_release(&c.names.ephemeral);
	arena_release(&c.names.arena);
	arena_release(&scratch);
	return c.errors == 0;
}
