#include "core/engine/plan.h"

#include "core/base/mem.h"
#include "core/engine/frame.h"
#include "core/engine/path.h"

#include <stdlib.h>
#include <string.h>

/* A dry run walks the document with a frame whose state holds only what is
 * certain: outputs of pure nodes, computed for real. */
struct plan {
	struct frame f;
	cJSON *steps;
	bool previous_known; /* ctx.response can be relied on */
	int depth;
	bool certain;        /* this list is reached for sure */
	struct arena names;  /* keys of values that do not live as long */
	struct map unknown;  /* keys of the state whose value only a run can tell; NULL: known */
	bool spread_unknown; /* something unknown was spread into the state */
	size_t doubts;       /* steps that only a run can tell the end of */
};

/* How a list ends: `stop` ends the lists of branches with it. */
enum ended { GOES_ON, MAY_STOP, STOPS };

static enum ended plan_block(struct plan *p, const struct block *block);

/* ---- is everything that an expression reads known? ---- */

struct reads {
	struct plan *plan;
	bool known;
};

static bool is_response(const char *name)
{
	return str_eq(name, "response") || str_eq(name, "prev");
}

static void see(void *self, const struct expr_reference *ref)
{
	struct reads *r = self;
	bool ctx = str_eq(ref->root, "ctx");
	const char *first = ref->path_len ? ref->path[0] : NULL;

	if (str_eq(ref->root, "data") || (ctx && first && is_response(first)))
		r->known &= r->plan->previous_known;
	else if (ctx && (!first || str_eq(first, "error")))
		r->known = false;
	else if (ctx && (str_eq(first, "state") || str_eq(first, "vars")))
		r->known &= ref->path_len > 1 && !map_get(&r->plan->unknown, ref->path[1]) &&
			    !r->plan->spread_unknown;
}

static bool code_known(struct plan *p, const struct code *code)
{
	struct reads r = {p, true};
	struct arena scratch = {0};

	expr_references(code->expr, &scratch, see, &r);
	arena_release(&scratch);
	return r.known;
}

/* The value as far as it is known; unknown parts are json_new_unknown(). */
static cJSON *known_value(struct plan *p, const struct binding *b, bool *all)
{
	struct failure failure = {0};
	cJSON *value = NULL;

	switch (b->kind) {
	case BINDING_CONST: return b->at ? json_copy(b->at) : NULL;
	case BINDING_CODE:
		if (code_known(p, b->code) && resolve(&p->f, b, &value, &failure))
			return value;
		break;
	case BINDING_TEXT:
	case BINDING_STRING:
		for (size_t i = 0; i < b->len; i++)
			if (b->parts[i].code && !code_known(p, b->parts[i].code))
				goto unknown;
		if (resolve(&p->f, b, &value, &failure))
			return value;
		break;
	case BINDING_ARRAY:
	case BINDING_OBJECT:
		value = b->kind == BINDING_ARRAY ? json_new_array() : json_new_object();
		for (size_t i = 0; i < b->len; i++) {
			cJSON *part = known_value(p, &b->parts[i], all);

			if (b->kind == BINDING_ARRAY)
				json_append_take(value, part ? part : json_new_null());
			else if (part)
				json_add_take(value, b->parts[i].key, part);
		}
		return value;
	}
unknown:
	failure_release(&failure);
	*all = false;
	return json_new_unknown();
}

/* ---- steps ---- */

static cJSON *add_entry(struct plan *p, const struct step *step, const char *verdict)
{
	cJSON *entry = json_new_object();

	json_set_number(entry, "depth", p->depth);
	json_set_string(entry, "path", str_text(&p->f.path));
	json_set_string(entry, "id", step->id);
	json_set_string(entry, "node", step->use);
	json_set_string(entry, "verdict", verdict);
	json_add_take(entry, "inputs", json_new_null());
	json_add_take(entry, "output", json_new_null());
	json_add_take(entry, "note", json_new_null());
	json_append_take(p->steps, entry);
	return entry;
}

static void note(cJSON *entry, const char *text)
{
	json_set_string(entry, "note", text);
}

/* Under other keys than its own. */
static bool may_publish(const struct step *step)
{
	const char *name = step->node ? step->node->name : NULL;

	return step->spread || str_eq(name, "ctx-publish") || str_eq(name, "ctx-publish-many") ||
	       (name && str_starts(name, "runtime."));
}

/* From here on nobody can tell what stands under the step's key. */
static void forget_output(struct plan *p, const struct step *step)
{
	p->doubts++;
	p->previous_known = false;
	p->spread_unknown |= may_publish(step);
	map_put(&p->unknown, step->as ? step->as : step->id, p);
}

static void forget_step(void *self, const struct step *step, int depth)
{
	(void)depth;
	if (!step->inactive && !step->stop)
		forget_output(self, step);
}

/* Of a list that is run again, or not to its end: nor under those of its steps. */
static void forget_list(struct plan *p, const struct block *block)
{
	workflow_each_step(block, forget_step, p);
}

static void know(struct plan *p, const char *key, const cJSON *value)
{
	frame_store_take(&p->f, key, json_copy(value));
	map_put(&p->unknown, arena_strdup(&p->names, key), NULL);
}

static void remember_output(struct plan *p, const struct step *step, const cJSON *output)
{
	p->previous_known = true;
	response_set_take(p->f.response, output ? json_copy(output) : NULL);
	if (step->spread && json_is_object(output)) {
		json_each(member, output)
			know(p, member->string, member);
	} else if (output && !step->ephemeral) {
		know(p, step->as ? step->as : step->id, output);
	}
}

/* A pure node with known inputs is run for real: nothing outside sees it. */
static bool compute(struct plan *p, const struct step *step, cJSON *inputs, cJSON **ret)
{
	struct attempt a = {.inputs = inputs};
	struct failure failure = {0};
	bool ok;

	if (!step->node || !step->node->run || step->node->effect != NODE_PURE)
		return false;
	if (str_eq(step->node->name, "log") || str_eq(step->node->name, "in-memory-kv"))
		return false;
	ok = run_node(&p->f, step, &a, &failure);
	if (ok)
		apply_effects(&p->f, a.effects);
	json_free(a.effects);
	*ret = a.output;
	failure_release(&failure);
	return ok;
}

/* What stands in for it is what it gives, as far as the run gets there. */
static void plan_mock(struct plan *p, const struct step *step, cJSON *entry)
{
	const cJSON *error = json_get(step->mock, "error");
	bool fails = json_is_object(error) && json_get_string(error, "message") &&
		     !step->mock->child->next;

	json_set_string(entry, "verdict", "mock");
	json_set_take(entry, "output", json_copy(step->mock));
	if (!fails && p->certain && step->kind == STEP_NODE)
		remember_output(p, step, step->mock);
	else
		forget_output(p, step);
	if (fails)
		note(entry, "it fails");
}

static void plan_node(struct plan *p, const struct step *step)
{
	cJSON *entry = add_entry(p, step, p->certain ? "run" : "maybe");
	bool all = true;
	cJSON *inputs = step->inputs ? known_value(p, step->inputs, &all) : json_new_object();
	cJSON *output = NULL;

	json_set_take(entry, "inputs", json_copy(inputs));
	if (step->mock) {
		plan_mock(p, step, entry);
		json_free(inputs);
		return;
	}
	if (step->node && !step->node->run)
		note(entry, step->node->unsupported);
	if (step->code)
		all = all && code_known(p, step->code);
	if (p->certain && all && compute(p, step, inputs, &output)) {
		json_set_string(entry, "verdict", "compute");
		json_set_take(entry, "output", output ? json_copy(output) : json_new_null());
		remember_output(p, step, output);
	} else {
		forget_output(p, step);
	}
	json_free(output);
	json_free(inputs);
}

enum reached { MAYBE, SURELY };
static enum ended plan_list(struct plan *p, const struct block *block, enum reached reached)
{
	bool before = p->certain;
	enum ended ended;
	size_t mark = p->f.path.len;

	str_add_char(&p->f.path, '/');

	p->certain = before && reached == SURELY;
	p->depth++;
	ended = plan_block(p, block);
	p->depth--;
	p->certain = before;
	frame_leave(&p->f, mark);
	return ended;
}

static enum ended plan_branch(struct plan *p, const struct step *step)
{
	cJSON *entry = add_entry(p, step, p->certain ? "run" : "maybe");
	struct failure failure = {0};
	enum ended ended = GOES_ON;
	bool open = false;

	for (size_t i = 0; i < step->arms_len; i++) {
		const struct arm *arm = &step->arms[i];
		bool holds = true;
		enum ended own;

		if (arm->when && (!code_known(p, arm->when) ||
					 !resolve_truth(&p->f, arm->when, &holds, &failure))) {
			note(entry, "the condition is not known yet");
			open = true;
		}
		if (!holds)
			continue;
		own = plan_list(p, &arm->steps, open ? MAYBE : SURELY);
		if (own != GOES_ON)
			ended = open ? MAY_STOP : own;
		if (!open)
			break;
	}
	failure_release(&failure);
	p->previous_known = p->previous_known && !open;
	return ended;
}

static void plan_container(struct plan *p, const struct step *step)
{
	cJSON *entry = add_entry(p, step, p->certain ? "run" : "maybe");
	bool all = true;
	size_t doubts;

	if (step->subject)
		json_set_take(entry, "inputs", known_value(p, step->subject, &all));
	if (step->mock) {
		plan_mock(p, step, entry);
		return;
	}
	if (step->kind == STEP_FOREACH || step->kind == STEP_LOOP) {
		note(entry, step->parallel ? "each item, in parallel" : "repeated");
		forget_list(p, &step->body);
	}
	/* What a list of a container does is not followed through its rounds. */
	p->previous_known = false;
	if (step->item)
		map_put(&p->unknown, step->item, p);
	for (size_t i = 0; i < step->arms_len; i++)
		plan_list(p, &step->arms[i].steps, MAYBE);
	doubts = p->doubts;
	plan_list(p, &step->body, step->kind == STEP_TRY ? SURELY : MAYBE);
	if (p->doubts > doubts)
		forget_list(p, &step->body);
	plan_list(p, &step->handler, MAYBE);
	plan_list(p, &step->cleanup, step->kind == STEP_TRY ? SURELY : MAYBE);
	if (step->kind != STEP_WAIT)
		forget_output(p, step);
}

/* Behind a list that may have stopped nothing is certain any more. */
static enum ended ends(struct plan *p, enum ended before, enum ended now)
{
	p->certain = p->certain && now != MAY_STOP;
	return now == GOES_ON ? before : now;
}

static enum ended plan_block(struct plan *p, const struct block *block)
{
	enum ended ended = GOES_ON;

	for (size_t i = 0; i < block->len && ended != STOPS; i++) {
		const struct step *step = block->at[i];
		size_t mark = frame_enter(&p->f, step->id);
		bool stop = step->stop && !step->inactive;

		if (step->inactive || stop)
			note(add_entry(p, step, "skip"), stop ? "the run stops here" : "inactive");
		else if (step->kind == STEP_BRANCH)
			ended = ends(p, ended, plan_branch(p, step));
		else if (step->kind == STEP_NODE)
			plan_node(p, step);
		else
			plan_container(p, step);
		frame_leave(&p->f, mark);
		if (stop)
			ended = STOPS;
	}
	return ended;
}

static enum ended plan_middleware(struct plan *p, const cJSON *chain)
{
	enum ended ended = GOES_ON;

	json_each(name, chain) {
		const struct workflow *wf;
		struct err err;
		size_t mark;

		if (ended == STOPS)
			break;
		if (!registry_find(p->f.run->options->registry, name->valuestring, &wf, NULL, &err))
			continue;
		mark = p->f.path.len;
		path_add_middleware(&p->f.path, name->valuestring, path_occurrence(chain, name));
		ended = ends(p, ended, plan_block(p, &wf->steps));
		frame_leave(&p->f, mark);
	}
	return ended;
}

cJSON *plan_make(const struct workflow *wf, const struct run_options *options)
{
	struct run run = {.options = options, .workflow = wf, .schemas.check_formats = true};
	struct plan p = {.previous_known = true, .certain = true, .steps = json_new_array()};
	cJSON *document = json_new_object();
	cJSON *wrapped = request_wrap(wf, "dry-run", options->request);
	cJSON *chain = middleware_chain(wf);
	struct response response = {0};
	struct arena scratch = {0};
	struct layers state;

	pthread_mutex_init(&run.mutex, NULL);
	layers_init(&state, NULL);
	response_set_take(&response, json_new_string(""));
	frame_init(&p.f, &run, wf);
	p.f.state = &state;
	p.f.response = &response;
	p.f.request = wrapped;
	p.f.scratch = &scratch;
	if (plan_middleware(&p, chain) != STOPS)
		plan_block(&p, &wf->steps);
	json_set_string(document, "workflow", wf->name);
	json_set_string(document, "method", json_get_string(options->request, "method"));
	json_add_take(document, "steps", p.steps);
	frame_release(&p.f);
	response_release(&response);
	layers_release(&state);
	json_free(wrapped);
	json_free(chain);
	json_free(run.env);
	json_free(run.allowed_env);
	map_release(&p.unknown);
	arena_release(&p.names);
	node_schemas_release(&run.schemas);
	arena_release(&scratch);
	pthread_mutex_destroy(&run.mutex);
	return document;
}

/* ---- for people ---- */

static void print_value(struct str *out, int depth, const char *label, const cJSON *value)
{
	if (!value || json_is_null(value) || (json_is_object(value) && !value->child))
		return;
	for (int i = 0; i < depth * 2 + 10; i++)
		str_add_char(out, ' ');
	str_addf(out, "%s ", label);
	json_print(out, value, JSON_COMPACT);
	str_add_char(out, '\n');
}

void plan_print(const cJSON *plan, struct str *out)
{
	str_addf(out, "%s (%s), nothing is run:\n", json_get_string(plan, "workflow"),
		json_get_string(plan, "method"));
	json_each(entry, json_get(plan, "steps")) {
		int depth = json_get_int(entry, "depth", 0);
		const char *text = json_get_string(entry, "note");

		str_addf(out, "%-8s", json_get_string(entry, "verdict"));
		for (int i = 0; i < depth * 2; i++)
			str_add_char(out, ' ');
		str_addf(out, "%s (%s)%s%s\n", json_get_string(entry, "id"),
			json_get_string(entry, "node"), text ? ": " : "", text ? text : "");
		print_value(out, depth, "in ", json_get(entry, "inputs"));
		print_value(out, depth, "out", json_get(entry, "output"));
	}
}
