#include "core/workflow/load.h"

#include "core/data/schema.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS 86400000

static const struct {
	const char *key;
	enum step_kind kind;
} control_kinds[] = {
	{"branch", STEP_BRANCH},
	{"forEach", STEP_FOREACH},
	{"loop", STEP_LOOP},
	{"switch", STEP_SWITCH},
	{"tryCatch", STEP_TRY},
};

const char *step_kind_name(enum step_kind kind)
{
	static const char *const names[] = {"node", "branch", "forEach", "loop", "switch",
		"tryCatch", "wait", "subworkflow"};

	return names[kind];
}

/* The key that makes a step what it is, and what stands under it. */
static enum step_kind kind_of(const cJSON *at, const cJSON **ret_spec)
{
	const cJSON *wait = json_get(at, "wait"), *sub = json_get(at, "subworkflow");

	*ret_spec = sub;
	if (json_is_string(sub) && !json_get(at, "branch"))
		return STEP_SUBWORKFLOW;
	*ret_spec = wait;
	if (json_is_object(wait))
		return STEP_WAIT;
	for (size_t i = 0; i < sizeof control_kinds / sizeof *control_kinds; i++) {
		*ret_spec = json_get(at, control_kinds[i].key);
		if (*ret_spec)
			return control_kinds[i].kind;
	}
	*ret_spec = NULL;
	return STEP_NODE;
}

static void add_id(struct loader *l, struct step *step, const cJSON *id)
{
	const struct step *first = map_get(&l->ids, step->id);
	int line, column;
	char hint[80];

	if (!first) {
		map_put(&l->ids, step->id, step);
		return;
	}
	user_file_place(&l->c->document->file, document_offset(l->c->document, first->at), &line,
		&column);
	snprintf(hint, sizeof hint, "the first one begins on line %d; ids are unique in a document",
		line);
	load_error(l, id, "duplicate-id", hint, "the id '%s' stands twice", step->id);
}

static void load_id(struct loader *l, struct step *step)
{
	const char *id = load_text(l, step->at, "id"), *name = load_text(l, step->at, "name");
	const cJSON *at = json_get(step->at, id ? "id" : "name");

	if (id && name)
		load_error(l, json_get(step->at, "name"), "name-and-id",
			"'name' is the older spelling of 'id': keep 'id'",
			"a step has 'id' or 'name', not both");
	step->id = id && *id ? id : name;
	if (step->id && *step->id) {
		add_id(l, step, at);
		if (!id && strlen(step->id) < 3)
			load_warning(l, at, "short-name", NULL,
				"Blok wants a step's name to have 3 characters or more");
		return;
	}
	if (!json_get(step->at, "id") && !json_get(step->at, "name"))
		load_error(l, step->at, "missing-id", "every step needs one: it names the step's output in ctx.state",
			"a step has no 'id'");
	else if (at && json_is_string(at))
		load_error(l, at, "missing-id", NULL, "a step's id is empty");
	step->id = "";
}

static void load_retry(struct loader *l, struct step *step)
{
	static const char *const keys[] = {"maxAttempts", "minTimeoutInMs", "maxTimeoutInMs", "factor",
		"nonRetryableErrorNames", "jitter", NULL};
	const struct range timeout = {0, 0x1p40};
	const cJSON *at = load_object(l, step->at, "retry");
	struct retry *r = &step->retry;

	if (!at)
		return;
	load_unknown_keys(l, at, keys, "'retry'");
	if (!json_get(at, "maxAttempts"))
		load_error(l, at, "retry", "add maxAttempts: how often to try in all, 1 to 20",
			"'retry' has no 'maxAttempts'");
	r->max_attempts = (unsigned)load_integer(l, at, "maxAttempts", 0, (struct range){1, 20});
	r->min_ms = (int64_t)load_integer(l, at, "minTimeoutInMs", 1000, timeout);
	r->max_ms = (int64_t)load_integer(l, at, "maxTimeoutInMs", 30000, timeout);
	r->factor = load_number(l, at, "factor", 2, (struct range){1, 1000});
	r->jitter = load_number(l, at, "jitter", 0, (struct range){0, 1});
	r->non_retryable = load_array(l, at, "nonRetryableErrorNames");
	if (r->min_ms > r->max_ms && json_get(at, "maxTimeoutInMs"))
		load_error(l, json_get(at, "minTimeoutInMs"), "retry", NULL,
			"'minTimeoutInMs' is larger than 'maxTimeoutInMs'");
}

static void load_idempotency(struct loader *l, struct step *step)
{
	const cJSON *key = json_get(step->at, "idempotencyKey");

	step->idempotency_ttl_ms = (int64_t)load_integer(l, step->at, "idempotencyKeyTTL", DAY_MS,
		(struct range){0, 0x1p50});
	if (!key)
		return;
	if (json_is_string(key) &&
		(str_starts(key->valuestring, "ctx.") || str_starts(key->valuestring, "$.") ||
			strstr(key->valuestring, "{{")))
		load_error(l, key, "unresolvable-key", "write it as \"js/ctx.…\"",
			"'idempotencyKey' looks like an expression but is plain text");
	step->idempotency_key = binding_compile(l->c, key);
}

static void load_on_crash(struct loader *l, struct step *step)
{
	const char *policy = load_text(l, step->at, "onCrash");

	if (!policy || str_eq(policy, "rerun"))
		step->on_crash = ON_CRASH_RERUN;
	else if (str_eq(policy, "fail"))
		step->on_crash = ON_CRASH_FAIL;
	else if (str_eq(policy, "ask"))
		step->on_crash = ON_CRASH_ASK;
	else
		load_error(l, json_get(step->at, "onCrash"), "value", "write rerun, fail or ask",
			"'onCrash' cannot be '%s'", policy);
}

static void load_set_var(struct loader *l, struct step *step)
{
	const cJSON *at = json_get(step->at, "set_var");
	bool v1 = !json_get(step->at, "id") && !json_get(step->at, "use");

	if (!at)
		return;
	if (!v1) {
		load_error(l, at, "set-var", "v2 stores every output; use 'ephemeral: true' to keep one out",
			"'set_var' belongs to v1 steps");
		return;
	}
	step->keeps_response = load_bool(l, step->at, "set_var", false);
	step->ephemeral = !step->keeps_response;
}

/* What steps that store an output have in common. */
void load_output(struct loader *l, struct step *step)
{
	step->as = load_text(l, step->at, "as");
	step->spread = load_bool(l, step->at, "spread", false);
	step->ephemeral = load_bool(l, step->at, "ephemeral", false);
	if (step->as && step->spread)
		load_error(l, json_get(step->at, "spread"), "as-and-spread",
			"'as' stores under one key, 'spread' under the output's own keys",
			"a step has 'as' or 'spread', not both");
	load_set_var(l, step);
}

/* A step of a runtime is served by the runtime's kind, whatever it uses. */
static void check_node(struct loader *l, struct step *step, const cJSON *at)
{
	bool runtime = str_starts(step->type, "runtime.");
	const char *nearest;
	char hint[120];

	step->node = node_find(l->nodes->kinds, runtime ? step->type : step->use);
	step->mock = node_mock(l->nodes, step->id, step->use);
	if (step->mock || (step->node && step->node->run)) {
		return;
	} else if (step->node && step->node->unsupported) {
		load_warning(l, at, "node-unsupported", "give it a --mock to run the rest",
			"'%s' cannot run here: %s", step->use, step->node->unsupported);
	} else if (runtime) {
		load_warning(l, at, "node-unsupported", "give it a --mock to run the rest",
			"'%s' cannot run here: there is no '%s'", step->use, step->type);
	} else if (!step->node) {
		nearest = node_nearest(l->nodes->kinds, step->use);
		snprintf(hint, sizeof hint, "did you mean '%s'? 'blokctl workflow nodes' lists them",
			nearest ? nearest : "");
		load_error(l, at, "unknown-node",
			nearest ? hint : "'blokctl workflow nodes' lists the nodes there are",
			"there is no node '%s'", step->use);
	}
}

static const char *node_type(struct loader *l, const struct step *step)
{
	const char *type = load_text(l, step->at, "type"), *colon;

	if (type)
		return type;
	if (str_starts(step->use, "runtime.")) {
		colon = strchr(step->use, ':');
		return colon ? arena_strndup(l->c->arena, step->use, (size_t)(colon - step->use))
			     : step->use;
	}
	return "module";
}

static void load_use(struct loader *l, struct step *step)
{
	const char *use = load_text(l, step->at, "use"), *node = load_text(l, step->at, "node");
	const cJSON *at = json_get(step->at, use ? "use" : "node");

	step->type = "module";
	if (use && node)
		load_error(l, json_get(step->at, "node"), "node-and-use",
			"'node' is the older spelling of 'use': keep 'use'",
			"a step has 'use' or 'node', not both");
	step->use = use && *use ? use : node;
	if (step->use && *step->use) {
		step->type = node_type(l, step);
		check_node(l, step, at);
		return;
	}
	if (!at && json_get(step->at, "wait"))
		load_error(l, json_get(step->at, "wait"), "type", "wait: {for: 5s}, or {until: DATE}",
			"'wait' must be an object");
	else if (!at || json_is_string(at))
		load_error(l, at ? at : step->at, "missing-use",
			"name a node with 'use', or make it a branch, forEach, loop, switch, tryCatch, wait or subworkflow",
			"the step '%s' does nothing", step->id);
	step->use = "";
}

static void report_input(struct loader *l, const struct step *step, const struct schema_error *e)
{
	const cJSON *inputs = step->inputs->at, *input = NULL;

	if (e->instance_path[0] == '/')
		input = json_get(inputs, e->instance_path + 1);
	load_error(l, input ? input : inputs, "inputs",
		"'blokctl workflow nodes NAME' shows what a node takes", "%s: inputs%s %s", step->use,
		e->instance_path, e->message);
}

/* Inputs that are known before the run are held against the node's schema. */
static void check_inputs(struct loader *l, const struct step *step)
{
	struct schema_errors errors = {0};
	const struct schema *schema;
	cJSON *known;

	if (!step->node || !step->node->run)
		return;
	if (step->node->check && !step->mock)
		step->node->check(l->c, step);
	schema = node_schema(&l->schemas, step->node);
	if (!schema)
		return;
	known = binding_known(step->inputs);
	if (!schema_check(schema, known, &errors))
		for (size_t i = 0; i < errors.list.len; i++)
			report_input(l, step, &errors.list.at[i]);
	schema_errors_release(&errors);
	json_free(known);
}

/* The step's own inputs, or those that v1 keeps in the top-level "nodes". */
static const cJSON *inputs_of(struct loader *l, const struct step *step, enum dialect dialect)
{
	bool older = dialect == V1 || json_get(step->at, "name");
	const cJSON *config = older ? json_get(l->v1_nodes, step->id) : NULL;
	const cJSON *inputs = load_object(l, step->at, "inputs");
	cJSON *empty;

	if (!inputs)
		inputs = load_object(l, config, "inputs");
	if (inputs)
		return inputs;
	empty = json_new_object();
	empty->valueint = step->at->valueint;
	vec_push(&l->wf->owned, empty);
	return empty;
}

static void load_node_inputs(struct loader *l, struct step *step, enum dialect dialect)
{
	const cJSON *inputs = inputs_of(l, step, dialect), *code = NULL, *text = NULL;
	const char *literal = step->node ? step->node->literal_input : NULL;

	if (step->node && step->node->code_input)
		code = json_get(inputs, step->node->code_input);
	if (step->node && step->node->template_input)
		text = json_get(inputs, step->node->template_input);
	if (json_is_string(code)) {
		step->code = code_compile_raw(l->c, code);
		step->inputs = binding_compile_without(l->c, inputs, step->node->code_input);
	} else if (json_is_string(text)) {
		step->text = binding_compile(l->c, text);
		step->inputs = binding_compile_without(l->c, inputs, step->node->template_input);
	} else if (literal && json_get(inputs, literal)) {
		step->inputs = binding_compile_without(l->c, inputs, literal);
	} else {
		step->inputs = binding_compile(l->c, inputs);
	}
	check_inputs(l, step);
}

static const cJSON *v1_conditions(const struct loader *l, const struct step *step)
{
	const cJSON *config = json_get(l->v1_nodes, step->id);
	const cJSON *places[] = {json_get(config, "conditions"), json_get(step->at, "conditions"),
		json_get(json_get(step->at, "inputs"), "conditions"),
		json_get(json_get(config, "inputs"), "conditions")};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (places[i])
			return places[i];
	return NULL;
}

static void load_node_step(struct loader *l, struct step *step, enum dialect dialect)
{
	load_use(l, step);
	if (str_eq(node_bare_name(step->use), "if-else")) {
		step->kind = STEP_BRANCH;
		load_conditions(l, step, v1_conditions(l, step));
		return;
	}
	load_output(l, step);
	load_retry(l, step);
	load_idempotency(l, step);
	load_on_crash(l, step);
	step->max_duration_ms = load_duration(l, step->at, "maxDuration");
	load_node_inputs(l, step, dialect);
}

static void load_subworkflow(struct loader *l, struct step *step)
{
	const cJSON *name = json_get(step->at, "subworkflow");
	const char *dispatch = load_text(l, step->at, "dispatch");
	const cJSON *inputs = load_object(l, step->at, "inputs");

	if (!*name->valuestring)
		load_error(l, name, "value", NULL, "'subworkflow' is empty");
	step->subject = binding_compile(l->c, name);
	load_output(l, step);
	load_retry(l, step);
	load_idempotency(l, step);
	step->max_duration_ms = load_duration(l, step->at, "maxDuration");
	step->detached = !load_bool(l, step->at, "wait", true);
	step->mock = node_mock(l->nodes, step->id, NULL);
	step->allow_list = load_array(l, step->at, "allowList");
	if (inputs)
		step->inputs = binding_compile(l->c, inputs);
	if (dispatch && !str_eq(dispatch, "in-process") && !str_eq(dispatch, "http-self"))
		load_error(l, json_get(step->at, "dispatch"), "value", NULL,
			"'dispatch' must be in-process or http-self");
	else if (str_eq(dispatch, "http-self"))
		load_warning(l, json_get(step->at, "dispatch"), "dispatch", NULL,
			"'http-self' needs a server; the sub-workflow runs in this process");
}

static void load_kind(struct loader *l, struct step *step, const cJSON *spec, enum dialect dialect)
{
	if (spec && step->kind != STEP_SUBWORKFLOW && !json_is_object(spec)) {
		load_error(l, spec, "type", NULL, "'%s' must be an object, not %s", spec->string,
			json_type_phrase(spec));
		return;
	}
	step->type = step->use = step_kind_name(step->kind);
	switch (step->kind) {
	case STEP_NODE: load_node_step(l, step, dialect); break;
	case STEP_BRANCH: load_branch(l, step, spec); break;
	case STEP_FOREACH: load_foreach(l, step, spec); break;
	case STEP_LOOP: load_loop(l, step, spec); break;
	case STEP_SWITCH: load_switch(l, step, spec); break;
	case STEP_TRY: load_try(l, step, spec); break;
	case STEP_WAIT: load_wait(l, step, spec); break;
	case STEP_SUBWORKFLOW: load_subworkflow(l, step); break;
	}
}

static struct step *load_step(struct loader *l, const cJSON *at, enum dialect dialect)
{
	struct step *step = arena_new(l->c->arena, struct step);
	const cJSON *spec;

	step->at = at;
	step->id = step->use = step->type = "";
	if (!json_is_object(at)) {
		load_error(l, at, "type", NULL, "a step must be an object, not %s",
			json_type_phrase(at));
		return step;
	}
	if (++l->wf->step_count == WORKFLOW_MAX_STEPS + 1)
		load_error(l, at, "too-many-steps", "split it into sub-workflows",
			"a document has at most %d steps", WORKFLOW_MAX_STEPS);
	load_id(l, step);
	step->kind = kind_of(at, &spec);
	load_keys(l, step);
	step->inactive = !load_bool(l, at, "active", true);
	step->stop = load_bool(l, at, "stop", false);
	load_kind(l, step, spec, dialect);
	if (step->kind == STEP_NODE)
		load_sandbox(l, step);
	return step;
}

struct block load_block(struct loader *l, const cJSON *list, enum dialect dialect)
{
	struct block block = {0};

	if (!list)
		return block;
	if (++l->depth > WORKFLOW_MAX_NESTING) {
		load_error(l, list, "nesting", "move inner steps into a sub-workflow",
			"steps are nested deeper than %d levels", WORKFLOW_MAX_NESTING);
	} else {
		block.at = arena_array(l->c->arena, struct step *, json_count(list));
		json_each(item, list)
			block.at[block.len++] = load_step(l, item, dialect);
		for (size_t i = 0; i < block.len; i++) {
			block.at[i]->number = i + 1;
			block.at[i]->of = block.len;
		}
	}
	l->depth--;
	return block;
}
