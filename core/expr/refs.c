#include "core/expr/ast.h"

#include <string.h>

/* Which members of which free names an expression reads. */

struct walker {
	struct heap heap;
	expr_visit_reference *each;
	void *self;
};

static void walk(struct walker *w, const struct node *n, bool optional);

static void walk_list(struct walker *w, const struct node *n)
{
	for (; n; n = n->next)
		walk(w, n, false);
}

/* The name that a member of text or literal index has, or NULL. */
static const struct text *member_name(const struct node *n)
{
	if (n->kind == NODE_MEMBER)
		return n->text;
	return n->kind == NODE_INDEX && n->b->kind == NODE_STRING ? n->b->text : NULL;
}

static const struct node *inner(const struct node *n)
{
	switch (n->kind) {
	case NODE_MEMBER:
	case NODE_INDEX:
	case NODE_CHAIN:
	case NODE_CALL: return n->a;
	default: return NULL;
	}
}

/* The free name that a chain of members and calls begins with, or NULL. */
static const struct node *root_of(const struct node *n)
{
	while (inner(n))
		n = inner(n);
	return n->kind == NODE_NAME && n->flags & NODE_GLOBAL ? n : NULL;
}

/* In a length: nothing more is added. */
#define PATH_ENDED (SIZE_MAX / 2 + 1)

/* The path runs to the first call or computed member. */
static size_t path_of(struct walker *w, const struct node *n, const char **path)
{
	size_t len = n->kind == NODE_NAME ? 0 : path_of(w, n->a, path);

	if (n->kind == NODE_NAME || n->kind == NODE_CHAIN || len & PATH_ENDED)
		return len;
	if (!member_name(n))
		return len | PATH_ENDED;
	path[len] = text_utf8(&w->heap, member_name(n), NULL);
	return len + 1;
}

static void report(struct walker *w, const struct node *chain, const struct node *root,
	bool optional)
{
	struct expr_reference ref = {.offset = root->at, .optional = optional};
	size_t depth = 0;
	const char **path;

	for (const struct node *n = chain; n != root; n = inner(n)) {
		ref.optional |= n->flags & NODE_OPTIONAL;
		depth++;
	}
	path = heap_array(&w->heap, const char *, depth + 1);
	ref.path_len = path_of(w, chain, path) & ~PATH_ENDED;
	ref.path = path;
	ref.root = text_utf8(&w->heap, root->text, NULL);
	w->each(w->self, &ref);
}

/* A chain: its root with its path, and what stands in brackets and arguments. */
static void walk_chain(struct walker *w, const struct node *n, bool optional)
{
	const struct node *root = root_of(n);

	if (root)
		report(w, n, root, optional);
	for (; inner(n); n = inner(n)) {
		if (n->kind == NODE_INDEX)
			walk(w, n->b, false);
		if (n->kind == NODE_CALL)
			walk_list(w, n->b);
	}
	/* what is left of the chain is no name, or a local one */
	if (n->kind != NODE_NAME)
		walk(w, n, optional);
}

static void walk_children(struct walker *w, const struct node *n)
{
	walk_list(w, n->a);
	walk_list(w, n->b);
	walk_list(w, n->c);
	walk_list(w, n->d);
}

static void walk(struct walker *w, const struct node *n, bool optional)
{
	switch (n->kind) {
	case NODE_NAME:
	case NODE_MEMBER:
	case NODE_INDEX:
	case NODE_CHAIN:
	case NODE_CALL: walk_chain(w, n, optional); break;
	case NODE_LOGICAL:
		/* the left decides; behind && what it tested is there */
		walk(w, n->a, true);
		walk(w, n->b, optional || n->op == TOKEN_AND);
		break;
	case NODE_CONDITIONAL:
		walk(w, n->a, true);
		walk(w, n->b, true);
		walk(w, n->c, optional);
		break;
	case NODE_UNARY: walk(w, n->a, n->op == TOKEN_TYPEOF || n->op == TOKEN_NOT); break;
	case NODE_FUNCTION:
		walk_list(w, n->function->params);
		walk_list(w, n->function->body);
		break;
	default: walk_children(w, n); break;
	}
}

static void out_of_room(struct heap *h)
{
	(void)h;
}

void expr_references(const struct expr *e, struct arena *scratch, expr_visit_reference *each,
	void *self)
{
	struct walker w = {.heap = {.arena = scratch, .left = SIZE_MAX, .exhausted = out_of_room},
		.each = each, .self = self};

	walk(&w, e->root, false);
}
