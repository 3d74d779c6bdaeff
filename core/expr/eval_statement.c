#include "core/expr/eval.h"

/* Statements in function bodies. */

static enum flow eval_variables(struct eval *ev, const struct node *n)
{
	for (const struct node *d = n->a; d; d = d->next) {
		struct value v = value_undefined();

		/* `var x;` leaves x alone */
		if (!d->b && n->op == TOKEN_VAR)
			continue;
		if (d->b && !eval_node(ev, d->b, &v))
			return FLOW_THROW;
		if (d->a->kind == NODE_NAME)
			*eval_variable(ev, d->a) = v;
		else if (!eval_assign_pattern(ev, d->a, v, d->b))
			return FLOW_THROW;
	}
	return FLOW_ON;
}

enum flow eval_statements(struct eval *ev, const struct node *block, struct completion *c)
{
	if (block->flags & NODE_HOISTS)
		for (const struct node *n = block->a; n; n = n->next)
			if (n->kind == NODE_FUNCTION_DECLARATION)
				*eval_variable(ev, n->a) = eval_closure(ev, n->b);
	for (const struct node *n = block->a; n; n = n->next) {
		enum flow flow = eval_statement(ev, n, c);

		if (flow != FLOW_ON)
			return flow;
	}
	return FLOW_ON;
}

static enum flow eval_block(struct eval *ev, const struct node *n, struct completion *c)
{
	struct env *env = ev->env;
	enum flow flow;

	if (n->scope)
		eval_enter_scope(ev, n->scope, true);
	flow = eval_statements(ev, n, c);
	ev->env = env;
	return flow;
}

static enum flow eval_handler(struct eval *ev, const struct node *n, struct completion *c)
{
	struct env *env = ev->env;
	struct value thrown = ev->thrown;
	enum flow flow = FLOW_ON;

	ev->thrown = value_undefined();
	eval_enter_scope(ev, n->scope, true);
	if (n->b && !eval_assign_to(ev, n->b, thrown, true))
		flow = FLOW_THROW;
	if (flow == FLOW_ON)
		flow = eval_block(ev, n->c, c);
	ev->env = env;
	return flow;
}

static enum flow eval_try(struct eval *ev, const struct node *n, struct completion *c)
{
	struct env *env = ev->env;
	enum flow flow = eval_block(ev, n->a, c), last;
	struct completion finally = {.value = value_undefined()};
	struct value thrown;

	ev->env = env;
	if (flow == FLOW_THROW && n->c) {
		flow = eval_handler(ev, n, c);
		ev->env = env;
	}
	if (!n->d)
		return flow;
	thrown = ev->thrown;
	last = eval_block(ev, n->d, &finally);
	ev->env = env;
	if (last == FLOW_ON) {
		ev->thrown = thrown;
		return flow;
	}
	*c = finally;
	return last;
}

static enum flow run_case(struct eval *ev, const struct node *list, struct completion *c)
{
	for (const struct node *n = list; n; n = n->next) {
		enum flow flow = eval_statement(ev, n, c);

		if (flow != FLOW_ON)
			return flow;
	}
	return FLOW_ON;
}

/* The case to begin at: NULL when none fits.  False: it threw. */
static bool find_case(struct eval *ev, const struct node *n, struct value v,
	const struct node **ret)
{
	struct value test;

	*ret = NULL;
	for (const struct node *k = n->b; k; k = k->next) {
		if (!k->a)
			continue;
		if (!eval_node(ev, k->a, &test))
			return false;
		if (value_strict_equal(v, test)) {
			*ret = k;
			return true;
		}
	}
	for (const struct node *k = n->b; k; k = k->next)
		if (!k->a)
			*ret = k;
	return true;
}

static enum flow eval_switch(struct eval *ev, const struct node *n, struct completion *c)
{
	struct env *env = ev->env;
	const struct node *from;
	enum flow flow = FLOW_ON;
	struct value v;

	if (!eval_node(ev, n->a, &v))
		return FLOW_THROW;
	eval_enter_scope(ev, n->scope, true);
	if (!find_case(ev, n, v, &from))
		flow = FLOW_THROW;
	for (const struct node *k = from; k && flow == FLOW_ON; k = k->next)
		flow = run_case(ev, k->b, c);
	ev->env = env;
	if (flow == FLOW_BREAK && !c->label)
		flow = FLOW_ON;
	return flow;
}

static bool is_loop(const struct node *n)
{
	return n->kind == NODE_FOR || n->kind == NODE_FOR_OF || n->kind == NODE_FOR_IN ||
	       n->kind == NODE_WHILE || n->kind == NODE_DO;
}

static enum flow eval_labelled(struct eval *ev, const struct node *n, struct completion *c)
{
	enum flow flow =
		is_loop(n->a) ? eval_loop(ev, n->a, n->text, c) : eval_statement(ev, n->a, c);

	if (flow == FLOW_BREAK && c->label && text_eq(c->label, n->text)) {
		c->label = NULL;
		return FLOW_ON;
	}
	return flow;
}

enum flow eval_statement(struct eval *ev, const struct node *n, struct completion *c)
{
	struct value v;

	eval_step(ev);
	eval_check_stack(ev);
	switch (n->kind) {
	case NODE_EXPRESSION: return eval_node(ev, n->a, &v) ? FLOW_ON : FLOW_THROW;
	case NODE_VAR: return eval_variables(ev, n);
	case NODE_BLOCK: return eval_block(ev, n, c);
	case NODE_IF:
		if (!eval_node(ev, n->a, &v))
			return FLOW_THROW;
		if (value_truth(v))
			return eval_statement(ev, n->b, c);
		return n->c ? eval_statement(ev, n->c, c) : FLOW_ON;
	case NODE_RETURN:
		c->value = value_undefined();
		return !n->a || eval_node(ev, n->a, &c->value) ? FLOW_RETURN : FLOW_THROW;
	case NODE_THROW:
		if (eval_node(ev, n->a, &v))
			raise_value(ev, v);
		return FLOW_THROW;
	case NODE_TRY: return eval_try(ev, n, c);
	case NODE_SWITCH: return eval_switch(ev, n, c);
	case NODE_BREAK:
	case NODE_CONTINUE:
		c->label = n->text;
		return n->kind == NODE_BREAK ? FLOW_BREAK : FLOW_CONTINUE;
	case NODE_LABEL: return eval_labelled(ev, n, c);
	case NODE_FOR:
	case NODE_FOR_OF:
	case NODE_FOR_IN:
	case NODE_WHILE:
	case NODE_DO: return eval_loop(ev, n, NULL, c);
	default: return FLOW_ON; /* empty; functions are hoisted */
	}
}
