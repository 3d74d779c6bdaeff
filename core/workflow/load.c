#include "core/workflow/load.h"

#include "core/base/fs.h"
#include "core/data/schema.h"

#include <string.h>

static const char *const document_keys[] = {"schemaVersion", "name", "version", "description",
	"trigger", "middleware", "steps", "nodes", "input", "output", "events", "ui", "tags",
	"budget", "secrets", NULL};

/* { _blokV2: true, _config: {…} } is what Blok's own builder writes. */
static const cJSON *unwrap(const cJSON *root)
{
	const cJSON *config = json_get(root, "_config");

	return json_is_object(config) ? config : root;
}

static void load_name(struct loader *l, const cJSON *root)
{
	struct workflow *wf = l->wf;

	wf->name = load_text(l, root, "name");
	wf->version = load_text(l, root, "version");
	wf->description = load_text(l, root, "description");
	if (!json_get(root, "name"))
		load_warning(l, root, "missing-name", NULL, "the workflow has no 'name'");
	else if (wf->name && strlen(wf->name) < 3)
		load_warning(l, json_get(root, "name"), "short-name", NULL,
			"Blok wants a workflow's name to have 3 characters or more");
	if (!json_get(root, "version"))
		load_warning(l, root, "missing-version", NULL, "the workflow has no 'version'");
	else if (wf->version && strlen(wf->version) < 5)
		load_warning(l, json_get(root, "version"), "short-version", "write it as 1.0.0",
			"Blok wants a version to have 5 characters or more");
	if (!wf->name)
		wf->name = fs_stem(&wf->arena, wf->document.file.path);
	if (!wf->version)
		wf->version = "1.0.0";
}

static void load_middleware(struct loader *l, const cJSON *root)
{
	const cJSON *value = json_get(root, "middleware");

	if (!value)
		return;
	if (json_is_bool(value)) {
		l->wf->is_middleware = json_is_true(value);
	} else if (json_is_array(value)) {
		l->wf->middleware = value;
		json_each(name, value)
			if (!json_is_string(name))
				load_error(l, name, "type", NULL,
					"a middleware is named by a string, not %s",
					json_type_phrase(name));
	} else {
		load_error(l, value, "type", "true makes this a middleware, an array names the ones to run",
			"'middleware' must be true or an array of names");
	}
}

/* Dollars, as a number or as {usd}. */
static void load_budget(struct loader *l, const cJSON *root)
{
	const cJSON *at = json_get(root, "budget"), *usd = json_is_object(at) ? json_get(at, "usd") : at;

	l->wf->budget = -1;
	if (!at)
		return;
	if (json_is_number(usd) && usd->valuedouble >= 0 && usd->valuedouble <= 1e6)
		l->wf->budget = (int64_t)(usd->valuedouble * 1e12 + 0.5);
	else
		load_error(l, usd ? usd : at, "value", "budget: 0.50, or budget: {usd: 0.50}",
			"'budget' must be dollars from 0 to 1,000,000");
}

/* A JSON Schema, or anything else that only informs: true, a list of fields. */
static void load_input(struct loader *l, const cJSON *root)
{
	const struct schema_options options = {.fallback = SCHEMA_DRAFT7};
	const struct schema *schema;
	struct arena scratch = {0};
	struct err err;

	l->wf->input = json_get(root, "input");
	if (json_is_object(l->wf->input) &&
		!schema_compile(&scratch, l->wf->input, &options, &schema, &err))
		load_error(l, l->wf->input, "schema", NULL, "'input' is no JSON Schema: %s",
			err.message);
	arena_release(&scratch);
}

static void load_steps(struct loader *l, const cJSON *root)
{
	const cJSON *steps = load_array(l, root, "steps");

	l->v1_nodes = load_object(l, root, "nodes");
	l->wf->is_v1 = l->v1_nodes && l->v1_nodes->child;
	if (l->wf->is_v1 && str_eq(json_get_string(root, "schemaVersion"), "2"))
		load_error(l, l->v1_nodes, "v1-nodes", "put each configuration into its step's 'inputs'",
			"a document of schemaVersion 2 has no 'nodes'");
	if (!json_get(root, "steps"))
		load_error(l, root, "no-steps", NULL, "the workflow has no 'steps'");
	else if (steps && !steps->child)
		load_error(l, steps, "no-steps", NULL, "a workflow must have at least one step");
	l->wf->steps = load_block(l, steps, V1);
}

/* A loop's variables live in ctx.state beside the outputs of steps. */
static void check_loop_variable(struct loader *l, const struct step *loop, const char *name)
{
	const cJSON *at = json_get(json_get(loop->at, "forEach"), "as");

	if (map_has(&l->ids, name))
		load_error(l, at, "name-collision", "choose another name for the item",
			"'%s' is the id of a step, too", name);
}

static void check_loops(struct loader *l)
{
	for (size_t i = 0; i < l->loops.len; i++) {
		const struct step *loop = l->loops.at[i];

		if (!loop->item)
			continue;
		check_loop_variable(l, loop, loop->item);
		check_loop_variable(l, loop, arena_printf(l->c->arena, "%sIndex", loop->item));
	}
}

static void check_as(void *self, const struct step *step, int depth)
{
	struct loader *l = self;

	(void)depth;
	for (size_t i = 0; step->as && i < l->loops.len; i++)
		if (str_eq(l->loops.at[i]->item, step->as))
			load_error(l, json_get(step->at, "as"), "name-collision",
				"choose another name", "'%s' is the variable of the forEach '%s', too",
				step->as, l->loops.at[i]->id);
}

static void check_nested_loops(struct loader *l, const struct block *block, const struct step *outer)
{
	for (size_t i = 0; i < block->len; i++) {
		const struct step *step = block->at[i];

		if (step->kind == STEP_FOREACH && outer && str_eq(step->item, outer->item) && step->item)
			load_error(l, json_get(json_get(step->at, "forEach"), "as"), "name-collision",
				"choose another name", "'%s' is the variable of the enclosing forEach '%s'",
				step->item, outer->id);
		const struct step *inner = step->kind == STEP_FOREACH ? step : outer;
		check_nested_loops(l, &step->body, inner);
		check_nested_loops(l, &step->handler, inner);
		check_nested_loops(l, &step->cleanup, inner);
		for (size_t a = 0; a < step->arms_len; a++)
			check_nested_loops(l, &step->arms[a].steps, inner);
	}
}

static void load_document(struct loader *l)
{
	const cJSON *root = unwrap(l->wf->document.root);

	if (!json_is_object(root)) {
		load_error(l, root, "type", NULL, "a workflow must be an object, not %s",
			json_type_phrase(root));
		return;
	}
	load_unknown_keys(l, root, document_keys, "a workflow");
	load_name(l, root);
	load_middleware(l, root);
	load_input(l, root);
	load_trigger(l, load_object(l, root, "trigger"));
	if (!json_get(root, "trigger") && !l->wf->is_middleware)
		load_warning(l, root, "missing-trigger", "add \"trigger\": {\"manual\": {}}",
			"the workflow has no 'trigger'");
	load_budget(l, root);
	load_steps(l, root);
	check_loops(l);
	workflow_each_step(&l->wf->steps, check_as, l);
	check_nested_loops(l, &l->wf->steps, NULL);
}

static struct workflow *load(struct workflow *wf, const struct node_set *nodes,
	struct diags *diags)
{
	struct loader l = {.wf = wf, .c = &wf->compiler, .nodes = nodes};
	size_t errors = diags->errors;

	wf->compiler.arena = &wf->arena;
	wf->compiler.document = &wf->document;
	wf->compiler.diags = diags;
	load_document(&l);
	map_release(&l.ids);
	vec_release(&l.loops);
	node_schemas_release(&l.schemas);
	wf->compiler.diags = NULL;
	if (diags->errors == errors)
		return wf;
	workflow_free(wf);
	return NULL;
}

struct workflow *workflow_load(const char *path, const struct node_set *nodes,
	struct diags *diags, struct err *err)
{
	struct workflow *wf = mem_alloc(sizeof *wf);

	if (document_load(&wf->document, path, diags, err))
		return load(wf, nodes, diags);
	workflow_free(wf);
	return NULL;
}

struct workflow *workflow_load_text(const char *path, const char *text, size_t len,
	const struct node_set *nodes, struct diags *diags)
{
	struct workflow *wf = mem_alloc(sizeof *wf);

	user_file_from_text(&wf->document.file, path, text, len);
	if (document_parse(&wf->document, document_format_of(path), diags))
		return load(wf, nodes, diags);
	workflow_free(wf);
	return NULL;
}

void workflow_free(struct workflow *wf)
{
	if (!wf)
		return;
	for (size_t i = 0; i < wf->owned.len; i++)
		json_free(wf->owned.at[i]);
	vec_release(&wf->owned);
	compiler_release(&wf->compiler);
	document_release(&wf->document);
	arena_release(&wf->arena);
	free(wf);
}

void workflow_hash(const struct workflow *wf, char out[WORKFLOW_HASH_MAX])
{
	const struct str *text = &wf->document.file.text;

	sha256_hex(str_text(text), text->len, out);
}

static void each_step(const struct block *block, workflow_visit *each, void *self, int depth)
{
	for (size_t i = 0; i < block->len; i++) {
		const struct step *step = block->at[i];

		each(self, step, depth);
		for (size_t a = 0; a < step->arms_len; a++)
			each_step(&step->arms[a].steps, each, self, depth + 1);
		each_step(&step->body, each, self, depth + 1);
		each_step(&step->handler, each, self, depth + 1);
		each_step(&step->cleanup, each, self, depth + 1);
	}
}

void workflow_each_step(const struct block *block, workflow_visit *each, void *self)
{
	each_step(block, each, self, 0);
}
