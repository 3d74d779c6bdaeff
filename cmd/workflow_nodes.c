#include "cmd/output.h"
#include "cmd/workflow.h"
#include "core/base/tr.h"
#include "core/node/kinds.h"
#include "core/term/table.h"
#include "core/term/width.h"

#include <string.h>

#define WRAP_PIPE 80

/* if-else has no run(): the loader makes a branch of it. */
static bool runs_here(const struct node_kind *kind)
{
	return !kind->unsupported;
}

static cJSON *schema_of(const struct node_kind *kind)
{
	struct err ignored;
	cJSON *schema;

	if (kind->inputs && json_parse(kind->inputs, strlen(kind->inputs), &schema, &ignored))
		return schema;
	return json_new_null();
}

static const char *summary_of(struct app *app, const struct node_kind *kind)
{
	return kind->unsupported
		       ? arena_printf(&app->arena, tr("Not here: %s"), tr(kind->unsupported))
		       : tr(kind->summary);
}

static const char *effect_of(const struct node_kind *kind)
{
	static const char *const names[] = {
		[NODE_PURE] = "pure", [NODE_READS] = "reads", [NODE_ACTS] = "acts"};

	return names[kind->effect];
}

static cJSON *kind_json(const struct node_kind *kind)
{
	cJSON *json = json_new_object();

	json_set_string(json, "name", kind->name);
	json_set_string(json, "summary", kind->summary);
	json_set_bool(json, "runs_here", runs_here(kind));
	json_set_string(json, "reason", kind->unsupported);
	json_set_string(json, "effect", runs_here(kind) ? effect_of(kind) : NULL);
	json_set_string(json, "output", runs_here(kind) ? kind->output : NULL);
	json_add_take(json, "inputs", schema_of(kind));
	return json;
}

static void list_json(struct app *app)
{
	cJSON *document = json_new_object(), *nodes = json_new_array();

	for (int here = 1; here >= 0; here--)
		for (size_t i = 0; node_kinds[i]; i++)
			if (runs_here(node_kinds[i]) == here)
				json_append_take(nodes, kind_json(node_kinds[i]));
	json_add_take(document, "nodes", nodes);
	app_json(app, document);
	json_free(document);
}

static void list_table(struct app *app)
{
	static const struct column columns[] = {
		{N_("NODE"), COLUMN_TEXT}, {N_("WHAT IT DOES"), COLUMN_WIDE}, {0}};
	struct table t;

	table_init(&t, columns);
	for (int here = 1; here >= 0; here--)
		for (size_t i = 0; node_kinds[i]; i++) {
			if (runs_here(node_kinds[i]) != here)
				continue;
			table_add_styled(&t, here ? ROLE_NAME : ROLE_FAINT, node_kinds[i]->name);
			table_add_styled(
				&t, here ? ROLE_PLAIN : ROLE_FAINT, summary_of(app, node_kinds[i]));
		}
	app_print_table(app, &t);
	table_release(&t);
}

static void add_field(struct app *app, struct str *out, const char *label, const char *value)
{
	size_t width = app->out.width > 40 ? (size_t)app->out.width : WRAP_PIPE;

	str_addf(out, "%-8s ", label);
	text_wrap(out, value, width - 9, 9);
	str_add_char(out, '\n');
}

static void show(struct app *app, const struct node_kind *kind)
{
	cJSON *schema = schema_of(kind);
	struct str out = {0};

	term_styled(&app->out, &out, ROLE_STRONG, kind->name);
	str_addf(&out, ": %s\n", summary_of(app, kind));
	if (!runs_here(kind)) {
		str_add(&out, tr("cannot run here; give a step that uses it a --mock\n"));
	} else {
		add_field(app, &out, tr("effect"),
			kind->effect == NODE_ACTS
				? tr("acts: recorded before it starts and after it ends")
			: kind->effect == NODE_READS ? tr("reads: nothing outside is changed, but "
							  "a dry run leaves it out")
						     : tr("pure: nothing outside sees it"));
		add_field(app, &out, tr("output"), tr(kind->output));
	}
	if (!json_is_null(schema)) {
		str_add(&out, tr("inputs\n"));
		json_print(&out, schema, JSON_PRETTY);
		str_add_char(&out, '\n');
	}
	app_print_str(app, &out);
	str_release(&out);
	json_free(schema);
}

static bool show_named(struct app *app, const char *name, struct err *err)
{
	const struct node_kind *kind = node_find(node_kinds, name);
	const char *nearest;
	cJSON *document;

	if (!kind) {
		nearest = node_nearest(node_kinds, name);
		err_set(err, ERR_WORK, "there is no node '%s'", name);
		return nearest ? err_hint(err, "did you mean '%s'?", nearest)
			       : err_hint(err, "'blokctl workflow nodes' lists them");
	}
	if (!app->json) {
		show(app, kind);
		return true;
	}
	document = kind_json(kind);
	app_json(app, document);
	json_free(document);
	return true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	if (argc)
		return show_named(app, argv[0], err);
	if (app->json)
		list_json(app);
	else
		list_table(app);
	return true;
}

const struct cmd workflow_nodes = {
	.name = "nodes",
	.args = "[NAME]",
	.summary = N_("List the nodes that steps can use, or explain one"),
	.examples =
		(const char *const[]){
			"blokctl workflow nodes",
			N_("all of them"),
			"blokctl workflow nodes api-call",
			N_("what one takes and gives"),
			NULL,
		},
	.operands = WORDS_NODE,
	.run = run,
};
