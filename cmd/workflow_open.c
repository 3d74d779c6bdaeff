#include "cmd/output.h"
#include "cmd/workflow.h"

#include "core/base/fs.h"
#include "core/node/kinds.h"
#include "core/workflow/check.h"

#include <stdlib.h>
#include <string.h>

#define MOCK_MAX_BYTES ((size_t)16 * 1024 * 1024)

struct opt_list workflow_with, workflow_mocks;

/* A registry with what --with names. */
static bool new_registry(const struct node_set *nodes, struct registry **ret, struct err *err)
{
	struct registry *r;

	for (size_t i = 0; i < workflow_with.len; i++)
		if (!fs_exists(workflow_with.at[i]))
			return err_set(err, ERR_WORK, "--with: there is no '%s'",
				workflow_with.at[i]);
	r = registry_new(nodes);
	for (size_t i = 0; i < workflow_with.len; i++)
		registry_add(r, workflow_with.at[i]);
	*ret = r;
	return true;
}

static bool named_places(struct registry **ret, struct err *err)
{
	if (!new_registry(&node_kinds_only, ret, err))
		return false;
	registry_add_siblings(*ret, ".");
	if (fs_is_dir("workflows"))
		registry_add(*ret, "workflows");
	return true;
}

bool workflow_locate(struct app *app, const char *name, const char **ret_path, struct err *err)
{
	struct registry *r;
	const char *path;
	bool found;

	*ret_path = name;
	if (fs_exists(name) && !fs_is_dir(name))
		return true;
	if (fs_is_dir(name) && (strchr(name, '/') || name[0] == '.')) {
		err_set(err, ERR_WORK, "'%s' is a folder, not a workflow", name);
		return err_hint(err, "give one of its files");
	}
	if (str_eq(name, "-") || strchr(name, '/') || document_format_of(name) != FORMAT_UNKNOWN) {
		err_set(err, ERR_WORK, "there is no file '%s'", name);
		return err_hint(err, "give a path, or the name of a workflow in workflows/");
	}
	if (!named_places(&r, err))
		return false;
	found = registry_locate(r, name, &path, err);
	if (found)
		*ret_path = arena_strdup(&app->arena, path);
	registry_free(r);
	return found;
}

bool workflow_registry(const char *path, const struct node_set *nodes, struct registry **ret,
	struct err *err)
{
	struct arena a = {0};

	if (!new_registry(nodes, ret, err))
		return false;
	registry_add_siblings(*ret, fs_dirname(&a, path));
	arena_release(&a);
	return true;
}

bool workflow_open(const char *path, struct registry *registry, struct diags *diags,
	struct workflow **ret_wf, struct err *err)
{
	struct workflow *wf = workflow_load(path, registry_nodes(registry), diags, err);

	*ret_wf = NULL;
	if (!wf)
		return err->kind == ERR_NONE;
	if (workflow_check(wf, registry, diags))
		*ret_wf = wf;
	else
		workflow_free(wf);
	return true;
}

static bool load_mock(const char *text, struct mock *ret, struct err *err)
{
	const char *equals = strchr(text, '=');
	struct str bytes = {0};
	cJSON *reply = NULL;
	bool ok;

	if (!equals || equals == text) {
		err_set(err, ERR_USAGE, "--mock wants NAME=FILE, not '%s'", text);
		return false;
	}
	ok = fs_read(equals + 1, MOCK_MAX_BYTES, &bytes, err) &&
		(json_parse(str_text(&bytes), bytes.len, &reply, err) ||
			err_wrap(err, "%s", equals + 1));
	str_release(&bytes);
	if (ok)
		*ret = (struct mock){mem_strndup(text, (size_t)(equals - text)), reply};
	return ok;
}

bool workflow_nodes_load(struct node_set *ret, struct err *err)
{
	struct mock *mocks = mem_alloc((workflow_mocks.len + 1) * sizeof *mocks);

	*ret = (struct node_set){.kinds = node_kinds, .mocks = mocks};
	for (; ret->mocks_len < workflow_mocks.len; ret->mocks_len++) {
		if (!load_mock(workflow_mocks.at[ret->mocks_len], &mocks[ret->mocks_len], err)) {
			workflow_nodes_release(ret);
			return false;
		}
	}
	return true;
}

void workflow_nodes_release(struct node_set *nodes)
{
	for (size_t i = 0; i < nodes->mocks_len; i++) {
		free((char *)nodes->mocks[i].target);
		json_free((cJSON *)nodes->mocks[i].reply);
	}
	free((struct mock *)nodes->mocks);
	*nodes = (struct node_set){0};
}

struct step_names {
	VEC(const char *) list;
	bool complete; /* no sub-workflow is named by an expression */
};

static void add_step_name(void *self, const struct step *step, int depth)
{
	struct step_names *names = self;

	(void)depth;
	vec_push(&names->list, step->id);
	if (step->kind == STEP_SUBWORKFLOW && step->subject->kind != BINDING_CONST)
		names->complete = false;
}

/* A step that two mocks are meant for: the one of its id is taken, or the first. */
struct doubly {
	const struct mock *unused;
	const struct step *step;
};

static void look_for_mock(void *self, const struct step *step, int depth)
{
	struct doubly *d = self;
	const char *target = d->unused->target;

	(void)depth;
	if (!d->step && step->mock &&
		(str_eq(step->id, target) ||
			str_eq(node_bare_name(step->use), node_bare_name(target))))
		d->step = step;
}

bool workflow_nodes_check(const struct node_set *nodes, const struct workflow *wf, struct err *err)
{
	struct step_names names = {.complete = true};
	const struct mock *unused = NULL;
	struct doubly doubly = {0};
	const char *nearest;

	for (size_t i = 0; i < nodes->mocks_len && !unused; i++)
		if (!nodes->mocks[i].used)
			unused = &nodes->mocks[i];
	if (!unused)
		return true;
	doubly.unused = unused;
	workflow_each_step(&wf->steps, look_for_mock, &doubly);
	if (doubly.step) {
		err_set(err, ERR_USAGE, "the step '%s' is mocked twice", doubly.step->id);
		return err_hint(err, "'%s' stands in for nothing: leave it out", unused->target);
	}
	workflow_each_step(&wf->steps, add_step_name, &names);
	if (names.complete) {
		nearest = str_nearest(unused->target, names.list.at, names.list.len);
		err_set(err, ERR_USAGE, "'%s' has no step or node '%s' to mock", wf->name,
			unused->target);
		if (nearest)
			err_hint(err, "did you mean '%s'?", nearest);
		else
			err_hint(err, "'blokctl workflow graph' shows the steps");
	}
	vec_release(&names.list);
	return !names.complete;
}

bool workflow_refuse(struct app *app, const char *path, const struct diags *diags, struct err *err)
{
	err_set(err, ERR_INPUT, "'%s' has %zu error%s", path, diags->errors,
		diags->errors == 1 ? "" : "s");
	return app_refuse(app, diags, err);
}
