#include "cmd/output.h"
#include "cmd/workflow.h"
#include "core/base/tr.h"
#include "core/node/kinds.h"
#include "core/term/width.h"
#include "core/workflow/graph.h"

static const char *format = "text";

static const struct opt options[] = {
	{.name = "format", .letter = 'f', .kind = OPT_CHOICE, .value = &format, .arg = "format",
		.help = N_("text (the default), mermaid or dot"), .choices = "text|mermaid|dot"},
	WORKFLOW_WITH_OPTION,
	{0},
};

static void print_graph(struct app *app, const struct workflow *wf)
{
	enum graph_format kind = app->out.unicode ? GRAPH_TEXT : GRAPH_TEXT_ASCII;
	struct str text = {0}, safe = {0};
	cJSON *document;

	if (app->json) {
		document = graph_json(wf);
		app_json(app, document);
		json_free(document);
		return;
	}
	if (str_eq(format, "mermaid"))
		kind = GRAPH_MERMAID;
	else if (str_eq(format, "dot"))
		kind = GRAPH_DOT;
	graph_render(wf, kind, &text);
	text_escape(&safe, str_text(&text), text.len, ESCAPE_LINES);
	app_page(app);
	app_print_str(app, &safe);
	str_release(&text);
	str_release(&safe);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct registry *registry;
	struct diags diags = {0};
	struct workflow *wf;
	const char *path;
	bool ok;

	(void)argc;
	if (!workflow_locate(app, argv[0], &path, err))
		return false;
	if (!workflow_registry(path, &node_kinds_only, &registry, err))
		return false;
	ok = workflow_open(path, registry, &diags, &wf, err);
	diags_sort(&diags);
	if (ok && wf)
		print_graph(app, wf);
	else if (ok)
		ok = workflow_refuse(app, path, &diags, err);
	workflow_free(wf);
	registry_free(registry);
	diags_release(&diags);
	return ok;
}

const struct cmd workflow_graph = {
	.name = "graph",
	.args = "FILE|NAME",
	.summary = N_("Draw a workflow as a tree, or for mermaid or graphviz"),
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl workflow graph workflows/hello.yaml",
			N_("its steps as a tree"),
			"blokctl workflow graph workflows/hello.yaml --format mermaid",
			N_("a flowchart for a README on GitHub"),
			NULL,
		},
	.operands = WORDS_WORKFLOW,
	.run = run,
};
