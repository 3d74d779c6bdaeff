#include "core/workflow/graph.h"

#include <string.h>

/* Where the way goes on from: a node, and what must hold. */
struct way {
	size_t from;
	const char *label;
};

struct ways {
	VEC(struct way) list;
};

static void add_way(struct ways *w, size_t from, const char *label)
{
	vec_push(&w->list, ((struct way){from, label}));
}

static void move_ways(struct ways *to, struct ways *from)
{
	for (size_t i = 0; i < from->list.len; i++)
		vec_push(&to->list, from->list.at[i]);
	vec_release(&from->list);
}

/* Every way of `w` leads to the node now. */
static void join(struct graph *g, struct ways *w, size_t to)
{
	for (size_t i = 0; i < w->list.len; i++)
		vec_push(&g->edges,
			((struct graph_edge){w->list.at[i].from, to, w->list.at[i].label}));
	vec_release(&w->list);
}

static size_t add_node(struct graph *g, const struct step *step, const char *name,
	const struct step *parent)
{
	vec_push(&g->nodes, ((struct graph_node){step, name, parent}));
	return g->nodes.len - 1;
}

/* A list of steps while it is being followed. */
struct walk {
	struct graph *g;
	const struct step *parent;
	struct ways *ways;  /* in: how the list is entered, out: how it is left */
	struct ways *stops; /* ways that a `stop` ends */
};

static void follow(struct walk *w, const struct block *block);

/* An arm, entered from `self`; what leaves it is added to `out`. */
static void follow_arm(struct walk *w, size_t self, const struct block *block, const char *label,
	struct ways *out)
{
	struct ways inner = {0};
	struct walk arm = {w->g, w->g->nodes.at[self].step, &inner, w->stops};

	add_way(&inner, self, label);
	follow(&arm, block);
	move_ways(out, &inner);
}

static void follow_branch(struct walk *w, size_t self, const struct step *step)
{
	bool always = false;

	for (size_t i = 0; i < step->arms_len; i++) {
		const struct arm *arm = &step->arms[i];

		follow_arm(w, self, &arm->steps, graph_arm_label(&w->g->arena, step, i), w->ways);
		always = always || (step->kind == STEP_SWITCH ? !arm->match : !arm->when);
	}
	if (!always)
		add_way(w->ways, self, step->kind == STEP_SWITCH ? "no case" : "else");
}

static void follow_rounds(struct walk *w, size_t self, const struct step *step)
{
	bool loop = step->kind == STEP_LOOP;
	const char *label = !loop ? "each item"
		: step->condition ? arena_printf(&w->g->arena, "while %s", step->condition->text)
				  : "while";
	struct ways body = {0};

	follow_arm(w, self, &step->body, label, &body);
	for (size_t i = 0; i < body.list.len; i++)
		if (!body.list.at[i].label)
			body.list.at[i].label = "next";
	join(w->g, &body, self);
	add_way(w->ways, self, "done");
}

static void follow_try(struct walk *w, size_t self, const struct step *step)
{
	follow_arm(w, self, &step->body, "try", w->ways);
	follow_arm(w, self, &step->handler, "catch", w->ways);
	if (!step->cleanup.len)
		return;
	for (size_t i = 0; i < w->ways->list.len; i++)
		if (!w->ways->list.at[i].label)
			w->ways->list.at[i].label = "finally";
	follow(&(struct walk){w->g, step, w->ways, w->stops}, &step->cleanup);
}

/* A `stop` inside a container ends its list, and the container goes on; in a
 * branch it ends the list that the branch stands in. */
static void follow_inner(struct walk *w, size_t self, const struct step *step)
{
	struct ways stops = {0};
	struct walk inner = {w->g, w->parent, w->ways, &stops};

	switch (step->kind) {
	case STEP_BRANCH: follow_branch(w, self, step); return;
	case STEP_SWITCH: follow_branch(&inner, self, step); break;
	case STEP_FOREACH:
	case STEP_LOOP: follow_rounds(&inner, self, step); break;
	case STEP_TRY: follow_try(&inner, self, step); break;
	default: add_way(w->ways, self, NULL); return;
	}
	if (step->kind == STEP_FOREACH || step->kind == STEP_LOOP)
		join(w->g, &stops, self);
	else
		move_ways(w->ways, &stops);
}

static void follow(struct walk *w, const struct block *block)
{
	for (size_t i = 0; i < block->len; i++) {
		const struct step *step = block->at[i];
		size_t self = add_node(w->g, step, step->id, w->parent);

		join(w->g, w->ways, self);
		if (step->inactive)
			add_way(w->ways, self, NULL);
		else if (step->stop)
			add_way(w->stops, self, "stop");
		else
			follow_inner(w, self, step);
	}
}

static void follow_middleware(struct graph *g, const cJSON *chain, struct ways *ways)
{
	json_each(name, chain) {
		size_t self;

		if (!json_is_string(name))
			continue;
		self = add_node(g, NULL, arena_printf(&g->arena, "@%s", name->valuestring), NULL);
		join(g, ways, self);
		add_way(ways, self, NULL);
	}
}

void graph_build(struct graph *g, const struct workflow *wf)
{
	struct ways ways = {0}, stops = {0};

	*g = (struct graph){.wf = wf};
	add_node(g, NULL, "begin", NULL);
	add_node(g, NULL, "end", NULL);
	add_way(&ways, GRAPH_BEGIN, NULL);
	follow_middleware(g, wf->middleware, &ways);
	follow_middleware(g, wf->trigger_middleware, &ways);
	follow(&(struct walk){g, NULL, &ways, &stops}, &wf->steps);
	join(g, &ways, GRAPH_END);
	join(g, &stops, GRAPH_END);
}

void graph_release(struct graph *g)
{
	vec_release(&g->nodes);
	vec_release(&g->edges);
	arena_release(&g->arena);
}

/* ---- as data ---- */

static cJSON *text_or_null(const char *text)
{
	return text ? json_new_string(text) : json_new_null();
}

/* The node of a step, the name of a sub-workflow or middleware; or NULL. */
static const char *used_by(struct graph *g, const struct graph_node *n)
{
	if (!n->step)
		return n->name + 1;
	if (n->step->kind == STEP_NODE)
		return n->step->use;
	if (n->step->kind == STEP_SUBWORKFLOW)
		return graph_value(&g->arena, n->step->subject);
	return NULL;
}

static cJSON *node_json(struct graph *g, const struct graph_node *n)
{
	cJSON *json = json_new_object();

	json_set_string(json, "id", n->name);
	json_set_string(json, "kind", n->step ? step_kind_name(n->step->kind) : "middleware");
	json_add_take(json, "node", text_or_null(used_by(g, n)));
	json_add_take(json, "parent", text_or_null(n->parent ? n->parent->id : NULL));
	return json;
}

static cJSON *edge_json(const struct graph *g, const struct graph_edge *e)
{
	cJSON *json = json_new_object();

	json_set_string(json, "from", g->nodes.at[e->from].name);
	json_set_string(json, "to", g->nodes.at[e->to].name);
	json_add_take(json, "label", text_or_null(e->label));
	return json;
}

cJSON *graph_json(const struct workflow *wf)
{
	cJSON *document = json_new_object(), *nodes = json_new_array(), *edges = json_new_array();
	struct graph g;

	graph_build(&g, wf);
	json_set_string(document, "workflow", wf->name);
	for (size_t i = GRAPH_FIRST; i < g.nodes.len; i++)
		json_append_take(nodes, node_json(&g, &g.nodes.at[i]));
	/* The beginning and the end are for pictures: no step has their names. */
	for (size_t i = 0; i < g.edges.len; i++)
		if (g.edges.at[i].from != GRAPH_BEGIN && g.edges.at[i].to != GRAPH_END)
			json_append_take(edges, edge_json(&g, &g.edges.at[i]));
	json_add_take(document, "nodes", nodes);
	json_add_take(document, "edges", edges);
	graph_release(&g);
	return document;
}

void graph_render(const struct workflow *wf, enum graph_format format, struct str *out)
{
	struct graph g;

	if (format == GRAPH_TEXT || format == GRAPH_TEXT_ASCII) {
		graph_draw_text(wf, format, out);
		return;
	}
	graph_build(&g, wf);
	if (format == GRAPH_MERMAID)
		graph_draw_mermaid(&g, out);
	else
		graph_draw_dot(&g, out);
	graph_release(&g);
}
