#include "core/workflow/graph.h"

#include <string.h>

/* A picture with longer labels cannot be read any more. */
#define LABEL_MAX 60

/* Both pictures have the same shapes. */
enum shape { SHAPE_BOX, SHAPE_ROUND, SHAPE_DIAMOND, SHAPE_HEXAGON, SHAPE_SUB };

static enum shape shape_of(const struct graph_node *n)
{
	if (!n->step)
		return n->name[0] == '@' ? SHAPE_SUB : SHAPE_ROUND;
	switch (n->step->kind) {
	case STEP_BRANCH:
	case STEP_SWITCH: return SHAPE_DIAMOND;
	case STEP_FOREACH:
	case STEP_LOOP:
	case STEP_TRY: return SHAPE_HEXAGON;
	case STEP_SUBWORKFLOW: return SHAPE_SUB;
	case STEP_WAIT: return SHAPE_ROUND;
	case STEP_NODE: break;
	}
	return SHAPE_BOX;
}

static bool is_inactive(const struct graph_node *n)
{
	return n->step && n->step->inactive;
}

/* The two lines of a node: what it is called, what it does. */
struct caption {
	const char *name, *text;
};

static struct caption caption_of(struct arena *a, const struct graph *g, size_t index)
{
	const struct graph_node *n = &g->nodes.at[index];

	if (index == GRAPH_BEGIN)
		return (struct caption){graph_one_line(a, g->wf->name, LABEL_MAX),
			graph_one_line(a, graph_trigger(a, g->wf), LABEL_MAX)};
	if (index == GRAPH_END)
		return (struct caption){"end", NULL};
	if (!n->step)
		return (struct caption){graph_one_line(a, n->name, LABEL_MAX), "middleware"};
	return (struct caption){graph_one_line(a, n->name, LABEL_MAX),
		graph_one_line(a, graph_summary(a, n->step), LABEL_MAX)};
}

/* ---- mermaid ---- */

/* What means something inside quotes, to mermaid (# its entities, %% its
 * directives) or to the HTML and Markdown it makes of them. */
static void add_mermaid(struct str *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("\"#<>&`|\\%", *text))
			str_addf(out, "#%d;", *text);
		else
			str_add_char(out, *text);
	}
}

void graph_draw_mermaid(const struct graph *g, struct str *out)
{
	static const char *const opening[] = {"[", "([", "{", "{{", "[["};
	static const char *const closing[] = {"]", "])", "}", "}}", "]]"};
	struct arena a = {0};

	str_add(out, "flowchart TD\n");
	for (size_t i = 0; i < g->nodes.len; i++) {
		struct caption c = caption_of(&a, g, i);
		enum shape shape = shape_of(&g->nodes.at[i]);

		str_addf(out, "    n%zu%s\"", i, opening[shape]);
		add_mermaid(out, c.name);
		if (c.text) {
			str_add(out, "<br/>");
			add_mermaid(out, c.text);
		}
		str_addf(out, "\"%s%s\n", closing[shape],
			is_inactive(&g->nodes.at[i]) ? ":::inactive" : "");
	}
	for (size_t i = 0; i < g->edges.len; i++) {
		const struct graph_edge *e = &g->edges.at[i];

		str_addf(out, "    n%zu -->", e->from);
		if (e->label) {
			str_add(out, "|\"");
			add_mermaid(out, graph_one_line(&a, e->label, LABEL_MAX));
			str_add(out, "\"|");
		}
		str_addf(out, " n%zu\n", e->to);
	}
	str_add(out, "    classDef inactive stroke-dasharray: 5 5\n");
	arena_release(&a);
}

/* ---- dot ---- */

/* A double-quoted string of the DOT language; a backslash of ours would begin
 * an escape such as \N or \l. */
static void add_dot(struct str *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			str_add_char(out, '\\');
		str_add_char(out, *text);
	}
}

/* Steps under their ids, which are unique; a blank keeps our two apart. */
static void add_dot_id(struct str *out, const struct graph *g, size_t index)
{
	str_add_char(out, '"');
	if (index < GRAPH_FIRST)
		str_add(out, index == GRAPH_BEGIN ? " begin" : " end");
	else
		add_dot(out, g->nodes.at[index].name);
	str_add_char(out, '"');
}

void graph_draw_dot(const struct graph *g, struct str *out)
{
	static const char *const shapes[] = {"box", "oval", "diamond", "hexagon", "box"};
	struct arena a = {0};

	str_add(out, "digraph \"");
	add_dot(out, graph_one_line(&a, g->wf->name, 0));
	str_add(out, "\" {\n    node [shape=box, fontname=\"sans-serif\"];\n"
		     "    edge [fontname=\"sans-serif\", fontsize=10];\n");
	for (size_t i = 0; i < g->nodes.len; i++) {
		struct caption c = caption_of(&a, g, i);
		enum shape shape = shape_of(&g->nodes.at[i]);

		str_add(out, "    ");
		add_dot_id(out, g, i);
		str_add(out, " [label=\"");
		add_dot(out, c.name);
		if (c.text) {
			str_add(out, "\\n");
			add_dot(out, c.text);
		}
		str_addf(out, "\", shape=%s%s%s];\n", shapes[shape],
			shape == SHAPE_SUB ? ", peripheries=2" : "",
			is_inactive(&g->nodes.at[i]) ? ", style=dashed" : "");
	}
	for (size_t i = 0; i < g->edges.len; i++) {
		const struct graph_edge *e = &g->edges.at[i];

		str_add(out, "    ");
		add_dot_id(out, g, e->from);
		str_add(out, " -> ");
		add_dot_id(out, g, e->to);
		if (e->label) {
			str_add(out, " [label=\"");
			add_dot(out, graph_one_line(&a, e->label, LABEL_MAX));
			str_add(out, "\"]");
		}
		str_add(out, ";\n");
	}
	str_add(out, "}\n");
	arena_release(&a);
}
