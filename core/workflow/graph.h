#ifndef WORKFLOW_GRAPH_H
#define WORKFLOW_GRAPH_H

#include "core/workflow/workflow.h"

enum graph_format {
	GRAPH_TEXT,       /* an indented tree, with Unicode lines */
	GRAPH_TEXT_ASCII,
	GRAPH_MERMAID,    /* a flowchart as GitHub draws it */
	GRAPH_DOT,        /* for graphviz */
};

/* Nothing of the document can break out of a label: it is quoted and escaped,
 * on one line and cut.  Text for a terminal is still to be cleaned. */
void graph_render(const struct workflow *wf, enum graph_format format, struct str *out);

/* {workflow, nodes: [{id, kind, node, parent}], edges: [{from, to, label}]};
 * labels whole, null where there is none. */
cJSON *graph_json(const struct workflow *wf);

/* ---- between graph.c and graph_text.c, graph_draw.c ---- */

/* Ways through the document.  Node 0 is the beginning, node 1 the end. */
enum { GRAPH_BEGIN, GRAPH_END, GRAPH_FIRST };

struct graph_node {
	const struct step *step;  /* NULL: begin, end, a middleware */
	const char *name;         /* the step's id, "@name" of a middleware */
	const struct step *parent;
};

struct graph_edge {
	size_t from, to;
	const char *label; /* or NULL */
};

struct graph {
	struct arena arena;
	const struct workflow *wf;
	VEC(struct graph_node) nodes;
	VEC(struct graph_edge) edges;
};

void graph_build(struct graph *g, const struct workflow *wf);
void graph_release(struct graph *g);

/* "POST /hello", "cron 0 3 * * *": what starts the workflow. */
char *graph_trigger(struct arena *a, const struct workflow *wf);
/* What a step does, behind its id: "@blokjs/expr", "forEach item in ctx.state.list". */
char *graph_summary(struct arena *a, const struct step *step);
/* An arm's condition: "if …", "case …", "else", "default". */
char *graph_arm_label(struct arena *a, const struct step *step, size_t arm);
/* A value of the document as its author wrote it; "js/" taken off. */
char *graph_value(struct arena *a, const struct binding *b);
/* One line of at most `limit` characters; 0: all of it. */
char *graph_one_line(struct arena *a, const char *text, size_t limit);

void graph_draw_text(const struct workflow *wf, enum graph_format format, struct str *out);
void graph_draw_mermaid(const struct graph *g, struct str *out);
void graph_draw_dot(const struct graph *g, struct str *out);

#endif
