#include "core/workflow/graph.h"

#include "core/base/embedded.h"
#include "core/base/fs.h"
#include "core/data/schema.h"
#include "core/node/kinds.h"
#include "test/unit/test.h"

/* ---- the graph ---- */

static struct workflow *load(const char *text)
{
	struct diags diags = {0};
	struct workflow *wf =
		workflow_load_text("test.yaml", text, strlen(text), &node_kinds_only, &diags);

	if (!wf)
		test_failed(__FILE__, __LINE__, "the document does not load: %s",
			diags.list.len ? diags.list.at[0].message : "?");
	diags_release(&diags);
	return wf;
}

static void draws(const char *text, enum graph_format format, const char *want)
{
	struct workflow *wf = load(text);
	struct str out = {0};

	if (!wf)
		return;
	graph_render(wf, format, &out);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
	workflow_free(wf);
}

#define HEAD "name: test\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n"
#define STEP(id) "{id: " id ", use: expr, inputs: {expression: '1'}}"

static const char branches[] = HEAD
	"- " STEP("one") "\n"
	"- {id: fork, branch: {when: 'a > 1', then: [" STEP("yes") "], else: [" STEP("no") "]}}\n"
	"- " STEP("last") "\n";

TEST(a_graph_as_text)
{
	draws(branches, GRAPH_TEXT,
		"test 1.0.0  (manual)\n"
		"├─ one  expr\n"
		"├─ fork  branch\n"
		"│  ├─ if a > 1\n"
		"│  │  └─ yes  expr\n"
		"│  └─ else\n"
		"│     └─ no  expr\n"
		"└─ last  expr\n");
	draws(branches, GRAPH_TEXT_ASCII,
		"test 1.0.0  (manual)\n"
		"|- one  expr\n"
		"|- fork  branch\n"
		"|  |- if a > 1\n"
		"|  |  `- yes  expr\n"
		"|  `- else\n"
		"|     `- no  expr\n"
		"`- last  expr\n");
}

TEST(a_graph_as_mermaid)
{
	draws(branches, GRAPH_MERMAID,
		"flowchart TD\n"
		"    n0([\"test<br/>manual\"])\n"
		"    n1([\"end\"])\n"
		"    n2[\"one<br/>expr\"]\n"
		"    n3{\"fork<br/>branch\"}\n"
		"    n4[\"yes<br/>expr\"]\n"
		"    n5[\"no<br/>expr\"]\n"
		"    n6[\"last<br/>expr\"]\n"
		"    n0 --> n2\n"
		"    n2 --> n3\n"
		"    n3 -->|\"if a #62; 1\"| n4\n"
		"    n3 -->|\"else\"| n5\n"
		"    n4 --> n6\n"
		"    n5 --> n6\n"
		"    n6 --> n1\n"
		"    classDef inactive stroke-dasharray: 5 5\n");
}

/* "from>to:label" of every edge. */
static void leads(const char *text, const char *want)
{
	struct workflow *wf = load(text);
	struct str out = {0};
	cJSON *json;

	if (!wf)
		return;
	json = graph_json(wf);
	json_each(edge, json_get(json, "edges")) {
		const char *label = json_get_string(edge, "label");

		str_addf(&out, "%s%s>%s%s%s", out.len ? " " : "", json_get_string(edge, "from"),
			json_get_string(edge, "to"), label ? ":" : "", label ? label : "");
	}
	CHECK_STR(str_text(&out), want);
	str_release(&out);
	json_free(json);
	workflow_free(wf);
}

TEST(the_ways_through_each_kind_of_step)
{
	leads(branches, "one>fork fork>yes:if a > 1 fork>no:else yes>last no>last");
	leads(HEAD "- {id: fork, branch: {when: x, then: [" STEP("yes") "]}}\n- " STEP("last") "\n",
		"fork>yes:if x yes>last fork>last:else");
	leads(HEAD "- {id: each, forEach: {in: [1], as: i, do: [" STEP("a") ", " STEP("b")
		"]}}\n- " STEP("last") "\n",
		"each>a:each item a>b b>each:next each>last:done");
	leads(HEAD "- {id: again, loop: {while: 'x < 3', do: [" STEP("a")
		"]}}\n- " STEP("last") "\n",
		"again>a:while x < 3 a>again:next again>last:done");
	leads(HEAD "- {id: pick, switch: {on: js/x, cases: [{when: '1', do: [" STEP("a")
		"]}, {when: 2, do: [" STEP("b") "]}]}}\n- " STEP("last") "\n",
		"pick>a:case \"1\" pick>b:case 2 a>last b>last pick>last:no case");
	leads(HEAD "- {id: safe, tryCatch: {try: [" STEP("a") "], catch: [" STEP("b")
		"], finally: [" STEP("c") "]}}\n- " STEP("last") "\n",
		"safe>a:try safe>b:catch a>c:finally b>c:finally c>last");
}

TEST(what_stops_and_what_is_skipped)
{
	/* In a branch it ends the list around it, in a forEach only the item. */
	leads(HEAD "- {id: fork, branch: {when: x, then: [{id: halt, use: expr, stop: true, "
		   "inputs: {expression: '1'}}, " STEP("never") "]}}\n- " STEP("last") "\n",
		"fork>halt:if x never>last fork>last:else");
	leads(HEAD "- {id: each, forEach: {in: [1], as: i, do: [{id: halt, use: expr, stop: true, "
		   "inputs: {expression: '1'}}]}}\n- " STEP("last") "\n",
		"each>halt:each item halt>each:stop each>last:done");
	leads(HEAD "- {id: off, active: false, forEach: {in: [1], as: i, do: [" STEP("a")
		"]}}\n- " STEP("last") "\n",
		"off>last");
}

static const char hostile[] = HEAD
	"- {id: 'a\"b\\c', use: log, inputs: {message: x}}\n"
	"- {id: '<i>`#;|', branch: {when: \"x === '\\\"]' || y\", then: [" STEP("in") "]}}\n"
	"- {id: \"line\\nbreak\", use: log, inputs: {message: x}}\n";

TEST(no_name_breaks_out_of_a_label)
{
	draws(hostile, GRAPH_DOT,
		"digraph \"test\" {\n"
		"    node [shape=box, fontname=\"sans-serif\"];\n"
		"    edge [fontname=\"sans-serif\", fontsize=10];\n"
		"    \" begin\" [label=\"test\\nmanual\", shape=oval];\n"
		"    \" end\" [label=\"end\", shape=oval];\n"
		"    \"a\\\"b\\\\c\" [label=\"a\\\"b\\\\c\\nlog\", shape=box];\n"
		"    \"<i>`#;|\" [label=\"<i>`#;|\\nbranch\", shape=diamond];\n"
		"    \"in\" [label=\"in\\nexpr\", shape=box];\n"
		"    \"line\nbreak\" [label=\"line break\\nlog\", shape=box];\n"
		"    \" begin\" -> \"a\\\"b\\\\c\";\n"
		"    \"a\\\"b\\\\c\" -> \"<i>`#;|\";\n"
		"    \"<i>`#;|\" -> \"in\" [label=\"if x === '\\\"]' || y\"];\n"
		"    \"in\" -> \"line\nbreak\";\n"
		"    \"<i>`#;|\" -> \"line\nbreak\" [label=\"else\"];\n"
		"    \"line\nbreak\" -> \" end\";\n"
		"}\n");
	draws(hostile, GRAPH_MERMAID,
		"flowchart TD\n"
		"    n0([\"test<br/>manual\"])\n"
		"    n1([\"end\"])\n"
		"    n2[\"a#34;b#92;c<br/>log\"]\n"
		"    n3{\"#60;i#62;#96;#35;;#124;<br/>branch\"}\n"
		"    n4[\"in<br/>expr\"]\n"
		"    n5[\"line break<br/>log\"]\n"
		"    n0 --> n2\n"
		"    n2 --> n3\n"
		"    n3 -->|\"if x === '#34;]' #124;#124; y\"| n4\n"
		"    n4 --> n5\n"
		"    n3 -->|\"else\"| n5\n"
		"    n5 --> n1\n"
		"    classDef inactive stroke-dasharray: 5 5\n");
}

TEST(labels_are_one_line_and_cut_at_a_character)
{
	struct arena a = {0};

	CHECK_STR(graph_one_line(&a, "  a\n\t b  ", 0), "a b");
	CHECK_STR(graph_one_line(&a, "äöüß", 4), "äöüß");
	CHECK_STR(graph_one_line(&a, "äöüßx", 4), "äöü…");
	CHECK_STR(graph_one_line(&a, "a\033[1mb\xff", 0), "a [1mb?");
	CHECK_STR(graph_one_line(&a, "", 4), "");
	arena_release(&a);
}

TEST(a_graph_as_data)
{
	struct workflow *wf = load(branches);
	cJSON *json;
	char *text;

	if (!wf)
		return;
	json = graph_json(wf);
	CHECK_STR(json_get_string(json, "workflow"), "test");
	CHECK_INT(json_count(json_get(json, "nodes")), 5);
	text = json_text(json_get(json, "nodes")->child->next->next);
	CHECK_STR(text, "{\"id\":\"yes\",\"kind\":\"node\",\"node\":\"expr\",\"parent\":\"fork\"}");
	free(text);
	json_free(json);
	workflow_free(wf);
}

/* ---- the schema for editors ---- */

struct editor {
	struct arena arena;
	cJSON *document;
	const struct schema *schema;
};

static bool open_editor(struct editor *e)
{
	const struct schema_options options = {.fallback = SCHEMA_2020_12};
	const struct embedded *file = embedded_find("schemas/workflow.json");
	struct err err = {0};

	*e = (struct editor){0};
	if (file && json_parse(file->bytes, file->len, &e->document, &err) &&
		schema_compile(&e->arena, e->document, &options, &e->schema, &err))
		return true;
	test_failed(__FILE__, __LINE__, "the schema: %s", file ? err.message : "not embedded");
	return false;
}

static void close_editor(struct editor *e)
{
	json_free(e->document);
	arena_release(&e->arena);
}

/* The first finding, or NULL; the caller frees it. */
static char *finding_of(const struct editor *e, const cJSON *value)
{
	struct schema_errors errors = {0};
	struct str text = {0};

	if (!schema_check(e->schema, value, &errors) && errors.list.len)
		str_addf(&text, "%s %s", errors.list.at[0].instance_path,
			errors.list.at[0].message);
	schema_errors_release(&errors);
	return text.len ? str_take(&text) : NULL;
}

static bool fits(void *self, const char *path, struct err *err)
{
	struct document doc = {0};
	struct diags diags = {0};
	char *finding = NULL;

	if (document_format_of(path) == FORMAT_UNKNOWN)
		return true;
	if (!document_load(&doc, path, &diags, err))
		test_failed(__FILE__, __LINE__, "%s does not parse", path);
	else if ((finding = finding_of(self, doc.root)))
		test_failed(__FILE__, __LINE__, "%s: %s", path, finding);
	free(finding);
	diags_release(&diags);
	document_release(&doc);
	return true;
}

TEST(the_schema_accepts_the_examples)
{
	struct err err = {0};
	struct editor e;

	if (open_editor(&e)) {
		fits(&e, "templates/workflows/hello.yaml", &err);
		if (fs_is_dir("workflows"))
			fs_walk("workflows", fits, &e, &err);
	}
	close_editor(&e);
}

static char *finding_in(const struct editor *e, const char *text)
{
	struct document doc = {0};
	struct diags diags = {0};
	char *finding = NULL;

	user_file_from_text(&doc.file, "test.yaml", text, strlen(text));
	if (document_parse(&doc, FORMAT_YAML, &diags))
		finding = finding_of(e, doc.root);
	else
		test_failed(__FILE__, __LINE__, "does not parse: %s", text);
	diags_release(&diags);
	document_release(&doc);
	return finding;
}

TEST(the_schema_knows_every_kind_of_step)
{
	static const char *const good[] = {
		"{id: a, use: expr, as: b, retry: {maxAttempts: 3, jitter: 0.5}, maxDuration: 30s, "
		"idempotencyKey: js/ctx.request.body.id, onCrash: fail}",
		"{id: a, branch: {when: x, then: [], else: [{id: b, use: log}]}}",
		"{id: a, forEach: {in: js/x, as: i, mode: parallel, concurrency: 3, "
		"do: [{id: b, use: log}]}}",
		"{id: a, loop: {while: x, do: [{id: b, use: log}]}, spread: true}",
		"{id: a, switch: {on: js/x, cases: [{when: [1, 2], do: [{id: b, use: log}]}]}}",
		"{id: a, tryCatch: {try: [{id: b, use: log}], catch: [{id: c, use: log}]}}",
		"{id: a, wait: {for: 2h}, as: woken}",
		"{id: a, wait: {until: {$ref: {step: b, path: [at, 0]}}}}",
		"{id: a, subworkflow: other, inputs: {x: 1}, wait: false, allowList: [other]}",
		"{name: abc, node: '@nanoservice-ts/api-call', type: module, set_var: true}",
		"{name: check, node: '@blokjs/if-else', flow: true, conditions: [{type: if, "
		"condition: x, steps: [{name: abc, node: mapper}]}, {type: else, steps: []}]}",
	};
	struct editor e;

	if (open_editor(&e))
		for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
			char text[600], *finding;

			snprintf(text, sizeof text, HEAD "- %s\n", good[i]);
			finding = finding_in(&e, text);
			if (finding)
				test_failed(__FILE__, __LINE__, "%s: %s", good[i], finding);
			free(finding);
		}
	close_editor(&e);
}

TEST(the_schema_refuses_broken_documents)
{
	static const char *const bad[] = {
		"{}",
		"{name: test, version: 1.0.0, steps: [{id: a, use: log}]}", /* no trigger */
		"{name: test, version: 1.0.0, trigger: {manual: {}}, steps: []}",
		HEAD "- {id: a, use: log}\nstep: []\n",
		"{name: test, version: 1.0.0, trigger: {cook: {}}, steps: [{id: a, use: log}]}",
		HEAD "- {use: log}\n",
		HEAD "- {id: a}\n",
		HEAD "- {id: a, name: b, use: log}\n",
		HEAD "- {id: a, use: log, node: log}\n",
		HEAD "- {id: a, use: log, retires: 3}\n",
		HEAD "- {id: a, use: log, as: b, spread: true}\n",
		HEAD "- {id: a, use: log, set_var: true}\n",
		HEAD "- {id: a, use: log, maxDuration: 1h30m}\n",
		HEAD "- {id: a, use: log, retry: {maxAttempts: 21}}\n",
		HEAD "- {id: a, branch: {when: x, then: []}, retry: {maxAttempts: 2}}\n",
		HEAD "- {id: a, forEach: {in: ctx.state.list, as: i, do: [{id: b, use: log}]}}\n",
		HEAD "- {id: a, forEach: {in: js/x, as: 1i, do: [{id: b, use: log}]}}\n",
		HEAD "- {id: a, switch: {on: {$ref: {step: b}}, cases: [{when: 1, "
		     "do: [{id: b, use: log}]}]}}\n",
		HEAD "- {id: a, wait: {}}\n",
		HEAD "- {id: a, wait: {for: 1s, until: 5}}\n",
		HEAD "- {id: a, wait: {for: ctx.state.x}}\n",
		HEAD "- {id: a, wait: true}\n",
		HEAD "- {id: a, subworkflow: b, wait: {for: 1s}}\n",
	};
	struct editor e;

	if (open_editor(&e))
		for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
			char *finding = finding_in(&e, bad[i]);

			if (!finding)
				test_failed(__FILE__, __LINE__, "accepted: %s", bad[i]);
			free(finding);
		}
	close_editor(&e);
}
