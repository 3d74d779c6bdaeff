#define _XOPEN_SOURCE 700 /* realpath */

#include "core/base/fs.h"
#include "core/base/map.h"
#include "core/base/tr.h"
#include "core/data/document.h"
#include "core/data/schema.h"
#include "core/node/nodes.h"
#include "core/node/runtime.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A folder with a node.yaml, as `use: ./dir` names it. */
struct program {
	char *dir; /* absolute */
	struct document document;
	struct arena arena;
	const cJSON *command; /* texts, at least one */
	const struct schema *inputs, *outputs; /* or NULL */
	char *broken; /* why it cannot be used, or NULL */
	bool is_missing;
};

/* Read once in a process, also when it is no good. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct map programs;

/* ---- node.yaml ---- */

static void break_off(struct program *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void break_off(struct program *p, const char *format, ...)
{
	struct str text = {0};
	va_list args;

	va_start(args, format);
	str_vaddf(&text, format, args);
	va_end(args);
	free(p->broken);
	p->broken = str_take(&text);
}

static const struct schema *schema_of(struct program *p, const char *key)
{
	const struct schema_options options = {.fallback = SCHEMA_DRAFT7, .check_formats = true};
	const cJSON *at = json_get(p->document.root, key);
	const struct schema *schema = NULL;
	struct err err;

	if (at && !schema_compile(&p->arena, at, &options, &schema, &err))
		break_off(p, "its '%s' is no JSON Schema: %s", key, err.message);
	return schema;
}

static void read_fields(struct program *p)
{
	const cJSON *root = p->document.root;

	p->command = json_get(root, "command");
	if (!json_is_array(p->command) || !json_is_string(p->command->child))
		break_off(p, "it has no 'command': a list of a program and its arguments");
	else
		json_each(word, p->command)
			if (!json_is_string(word))
				break_off(p, "its 'command' must be a list of texts");
	p->inputs = schema_of(p, "inputs");
	p->outputs = schema_of(p, "outputs");
}

static void read_file(struct program *p, const char *path)
{
	struct diags diags = {0};
	struct err err = {0};

	if (document_load(&p->document, path, &diags, &err))
		read_fields(p);
	else if (diags.list.len)
		break_off(p, "line %d: %s", diags.list.at[0].line, diags.list.at[0].message);
	else
		break_off(p, "%s", err.message);
	diags_release(&diags);
}

static struct program *load(const char *dir)
{
	struct program *p = mem_alloc(sizeof *p);
	struct arena a = {0};
	char *path = fs_join(&a, dir, "node.yaml");

	p->dir = mem_strdup(dir);
	p->is_missing = !fs_exists(path);
	if (p->is_missing)
		break_off(p, "there is no '%s'", path);
	else
		read_file(p, path);
	arena_release(&a);
	return p;
}

/* Below the workflow's folder: "./tax". */
static const struct program *program_of(const char *workflow_path, const char *use)
{
	struct arena a = {0};
	char *joined = fs_join(&a, fs_dirname(&a, workflow_path), use + 2);
	char *real = realpath(joined, NULL);
	const char *dir = real ? real : joined;
	struct program *p;

	pthread_mutex_lock(&mutex);
	p = map_get(&programs, dir);
	if (!p) {
		p = load(dir);
		map_put(&programs, p->dir, p);
	}
	pthread_mutex_unlock(&mutex);
	free(real);
	arena_release(&a);
	return p;
}

/* ---- before the run ---- */

static void report(struct compiler *c, const struct step *step, const char *code, const char *text)
{
	const cJSON *at = json_get(step->at, json_get(step->at, "use") ? "use" : "node");

	compiler_report(c,
		&(struct finding){DIAG_ERROR, at ? at : step->at, 0, code,
			"node.yaml has name, command (a list), inputs and outputs (JSON Schemas)", text});
}

static void check_known(struct compiler *c, const struct step *step, const struct program *p)
{
	struct schema_errors errors = {0};
	cJSON *known = binding_known(step->inputs);

	if (!schema_check(p->inputs, known, &errors)) {
		for (size_t i = 0; i < errors.list.len; i++) {
			struct arena a = {0};
			const char *path = errors.list.at[i].instance_path;
			const cJSON *input = *path ? json_get(step->inputs->at, path + 1) : NULL;

			compiler_report(c,
				&(struct finding){DIAG_ERROR, input ? input : step->inputs->at, 0, "inputs",
					"the node's node.yaml says what it takes",
					arena_printf(&a, "%s: inputs%s %s", step->use, path,
						errors.list.at[i].message)});
			arena_release(&a);
		}
	}
	schema_errors_release(&errors);
	json_free(known);
}

static void program_check(struct compiler *c, const struct step *step)
{
	const struct program *p = program_of(c->document->file.path, step->use);
	struct arena a = {0};

	if (p->is_missing)
		report(c, step, "unknown-node",
			arena_printf(&a, "'%s' is no node: %s", step->use, p->broken));
	else if (p->broken)
		report(c, step, "node-yaml",
			arena_printf(&a, "the node.yaml of '%s': %s", step->use, p->broken));
	else if (p->inputs)
		check_known(c, step, p);
	arena_release(&a);
}

/* ---- the run ---- */

/* `whose` is "inputs", the caller's fault, or "output", the program's. */
static bool hold(const struct schema *schema, const cJSON *value, const char *whose,
	struct failure *failure)
{
	bool is_input = str_eq(whose, "inputs");
	struct schema_errors errors = {0};
	struct str text = {0};

	if (!schema || schema_check(schema, value, NULL))
		return true;
	schema_check(schema, value, &errors);
	for (size_t i = 0; i < errors.list.len; i++)
		str_addf(&text, "%s%s%s %s", i ? "; " : "", whose, errors.list.at[i].instance_path,
			errors.list.at[i].message);
	failure_set(failure, "ValidationError", is_input ? 400 : 502, "%s", str_text(&text));
	schema_errors_release(&errors);
	str_release(&text);
	return false;
}

static bool program_start(struct node_call *call, const struct program *p, cJSON **ret,
	struct failure *failure)
{
	struct arena a = {0};
	const char **argv = arena_array(&a, const char *, json_count(p->command) + 1);
	cJSON *extra = json_new_object();
	struct program_env env;
	struct proc_spec spec = {
		.argv = argv, .cwd = p->dir, .sandbox = call_sandbox(call, &a, p->dir)};
	char *here = getcwd(NULL, 0);
	bool ok;

	json_each(word, p->command)
		*argv++ = word->valuestring;
	/* It runs in its own folder, where its files are; the user's is this. */
	json_set_string(extra, "BLOKCTL_WORKDIR", here ? here : "/");
	ok = program_env_init(&env, call, extra, failure);
	if (ok) {
		spec.env = env.list.at;
		ok = program_exchange(call, &spec, call->step->use, ret, failure);
		program_env_release(&env);
	}
	json_free(extra);
	free(here);
	arena_release(&a);
	return ok;
}

static bool program_node_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const struct program *p = program_of(call_workflow_path(call), call->step->use);

	if (p->broken)
		return failure_set(failure, "NodeUnavailableError", 501, "%s", p->broken);
	if (!hold(p->inputs, call->inputs, "inputs", failure) ||
		!program_start(call, p, ret, failure))
		return false;
	if (!*ret || hold(p->outputs, *ret, "output", failure))
		return true;
	json_free(*ret);
	*ret = NULL;
	return false;
}

const struct node_kind node_program = {
	.name = "./*",
	.summary = N_("Run the program of a folder with a node.yaml: JSON in, JSON out"),
	.output = N_("the JSON of its standard output"),
	.effect = NODE_ACTS,
	.starts_program = true,
	.check = program_check,
	.run = program_node_run,
};
