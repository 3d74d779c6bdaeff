#include "core/expr/parse.h"

#include <string.h>

/* Binds names to places.  First a walk finds for every name the scope that
 * declares it and marks the scopes that closures keep; then every scope gets
 * its slots; then every name its number of environments outwards. */

struct binding {
	struct binding *next;
	struct node *name;
	struct scope *at, *found;
	struct variable *variable;
};

struct resolver {
	struct parser *p;
	struct expr *e;
	struct function *function, *functions;
	struct scope *scope;
	struct binding *bindings;
	unsigned height;
};

#define MAX_GLOBALS 1000

static bool resolve(struct resolver *r, struct node *n);

static bool resolve_list(struct resolver *r, struct node *n)
{
	for (; n; n = n->next)
		if (!resolve(r, n))
			return false;
	return true;
}

static bool resolve_children(struct resolver *r, struct node *n)
{
	return resolve_list(r, n->a) && resolve_list(r, n->b) && resolve_list(r, n->c) &&
	       resolve_list(r, n->d);
}

static bool resolve_global(struct resolver *r, struct node *n)
{
	struct expr *e = r->e;

	n->flags |= NODE_GLOBAL;
	for (size_t i = 0; i < e->globals_len; i++) {
		if (text_eq(e->globals[i], n->text)) {
			n->slot = (uint16_t)i;
			return true;
		}
	}
	if (e->globals_len == MAX_GLOBALS)
		return parse_fail(r->p, n->at, "too many names");
	/* Most expressions know one or two: room for four, then twice as much. */
	if (e->globals_len < 4 ? e->globals_len == 0 : !(e->globals_len & (e->globals_len - 1))) {
		size_t room = e->globals_len ? e->globals_len * 2 : 4;
		const struct text **grown = heap_array(&r->p->lex.heap, const struct text *, room);

		if (e->globals_len)
			memcpy(grown, e->globals, e->globals_len * sizeof *grown);
		e->globals = grown;
	}
	e->globals[e->globals_len] = n->text;
	n->slot = (uint16_t)e->globals_len++;
	return true;
}

static bool resolve_name(struct resolver *r, struct node *n)
{
	for (struct scope *s = r->scope; s; s = s->outer) {
		for (struct variable *v = s->variables; v; v = v->next) {
			struct binding *b;

			if (!text_eq(v->name, n->text))
				continue;
			if (s->function != r->function)
				s->captured = true;
			if (v->kind == TOKEN_CONST)
				n->flags |= NODE_CONSTANT;
			b = heap_new(&r->p->lex.heap, struct binding);
			*b = (struct binding){r->bindings, n, r->scope, s, v};
			r->bindings = b;
			return true;
		}
	}
	return resolve_global(r, n);
}

/* The name of a function expression, unless something inside has it too. */
static void declare_self(struct function *f)
{
	for (struct variable *v = f->scope->variables; v && f->self; v = v->next)
		if (text_eq(v->name, f->self->name))
			f->self = NULL;
	if (!f->self)
		return;
	f->self->next = f->scope->variables;
	f->scope->variables = f->self;
}

static bool resolve_function(struct resolver *r, struct node *n)
{
	struct function *f = n->function, *outer = r->function;
	struct scope *around = r->scope;
	bool ok;

	outer->has_closures = true;
	f->outer = outer;
	f->next = r->functions;
	r->functions = f;
	f->scope->outer = around;
	declare_self(f);
	r->function = f;
	r->scope = f->scope;
	ok = resolve_list(r, f->params) &&
	     (f->block ? resolve_list(r, f->body->a) : resolve(r, f->body));
	r->function = outer;
	r->scope = around;
	return ok;
}

static void enter(struct resolver *r, struct scope *s)
{
	s->outer = r->scope;
	s->function = r->function;
	s->next_inner = r->function->blocks;
	r->function->blocks = s;
	r->scope = s;
}

static bool resolve_scoped(struct resolver *r, struct node *n)
{
	struct scope *around = r->scope;
	bool ok;

	if (!n->scope)
		return resolve_children(r, n);
	switch (n->kind) {
	case NODE_FOR_OF:
	case NODE_FOR_IN:
		ok = resolve(r, n->b);
		enter(r, n->scope);
		ok = ok && resolve(r, n->a) && resolve(r, n->d);
		break;
	case NODE_SWITCH:
		ok = resolve(r, n->a);
		enter(r, n->scope);
		ok = ok && resolve_list(r, n->b);
		break;
	case NODE_TRY:
		ok = resolve(r, n->a) && (!n->d || resolve(r, n->d));
		enter(r, n->scope);
		ok = ok && resolve_list(r, n->b) && resolve_list(r, n->c);
		break;
	default:
		enter(r, n->scope);
		ok = resolve_children(r, n);
		break;
	}
	r->scope = around;
	return ok;
}

static bool resolve(struct resolver *r, struct node *n)
{
	bool ok;

	if (++r->height > PARSE_MAX_HEIGHT)
		return parse_fail(r->p, n->at, "the expression is nested too deeply");
	switch (n->kind) {
	case NODE_NAME: ok = resolve_name(r, n); break;
	case NODE_FUNCTION: ok = resolve_function(r, n); break;
	case NODE_BLOCK:
	case NODE_FOR:
	case NODE_FOR_OF:
	case NODE_FOR_IN:
	case NODE_TRY:
	case NODE_SWITCH: ok = resolve_scoped(r, n); break;
	default: ok = resolve_children(r, n); break;
	}
	r->height--;
	return ok;
}

/* Gives slots of `host` to the variables of `s`, those with a life before
 * their declaration last. */
static void give_slots(struct scope *s, struct scope *host)
{
	for (struct variable *v = s->variables; v; v = v->next)
		if (v->kind != TOKEN_CONST && v->kind != TOKEN_STRICT)
			v->slot = host->slots++;
	s->lexical_from = host->slots;
	for (struct variable *v = s->variables; v; v = v->next)
		if (v->kind == TOKEN_CONST || v->kind == TOKEN_STRICT)
			v->slot = host->slots++;
	s->lexical_to = host->slots;
}

static void lay_out(struct function *f)
{
	give_slots(f->scope, f->scope);
	for (struct scope *s = f->blocks; s; s = s->next_inner) {
		s->own = s->captured && s->variables;
		give_slots(s, s->own ? s : f->scope);
	}
	f->scope->own = f->scope->slots > 0;
	for (struct scope *s = f->blocks; s; s = s->next_inner)
		for (const struct scope *o = s; !s->own && o != f->scope; o = o->outer)
			s->hops += o->own;
}

static void place(struct binding *b)
{
	const struct scope *host = b->found->own ? b->found : b->found->function->scope;

	for (const struct scope *s = b->at; s != host; s = s->outer)
		b->name->hops += s->own;
	b->name->slot = b->variable->slot;
}

bool parse_resolve(struct parser *p, struct expr *e)
{
	struct resolver r = {.p = p, .e = e, .function = e->top, .scope = e->top->scope};

	if (!resolve(&r, e->root))
		return false;
	lay_out(e->top);
	for (struct function *f = r.functions; f; f = f->next)
		lay_out(f);
	for (struct binding *b = r.bindings; b; b = b->next)
		place(b);
	return true;
}
