#include "core/expr/eval.h"

#include <string.h>

/* A body ran: whether the loop goes on; *flow is then FLOW_ON. */
static bool goes_on(enum flow *flow, const struct text *label, struct completion *c)
{
	bool ours = !c->label || (label && text_eq(c->label, label));

	switch (*flow) {
	case FLOW_ON: return true;
	case FLOW_CONTINUE:
		if (!ours)
			return false;
		c->label = NULL;
		*flow = FLOW_ON;
		return true;
	case FLOW_BREAK:
		/* one with a label ends at the label */
		if (!c->label)
			*flow = FLOW_ON;
		return false;
	default: return false;
	}
}

static enum flow loop_while(struct eval *ev, const struct node *n, const struct text *label,
	struct completion *c)
{
	enum flow flow = FLOW_ON;
	bool first = n->kind == NODE_DO;
	struct value test;

	for (;;) {
		if (!first) {
			if (!eval_node(ev, n->a, &test))
				return FLOW_THROW;
			if (!value_truth(test))
				return FLOW_ON;
		}
		first = false;
		flow = eval_statement(ev, n->d, c);
		if (!goes_on(&flow, label, c))
			return flow;
	}
}

/* Closures of one round keep its variables: the next gets a copy. */
static void copy_round(struct eval *ev, const struct node *n)
{
	struct env *before = ev->env;

	if (!n->scope->own)
		return;
	ev->env = before->outer;
	env_push(ev, before->count, true);
	memcpy(ev->env->slots, before->slots, before->count * sizeof *before->slots);
}

static enum flow loop_for(struct eval *ev, const struct node *n, const struct text *label,
	struct completion *c)
{
	enum flow flow = FLOW_ON;
	struct value v;

	if (n->a && n->a->kind == NODE_VAR)
		flow = eval_statement(ev, n->a, c);
	else if (n->a && !eval_node(ev, n->a, &v))
		flow = FLOW_THROW;
	while (flow == FLOW_ON) {
		copy_round(ev, n);
		if (n->b) {
			if (!eval_node(ev, n->b, &v))
				return FLOW_THROW;
			if (!value_truth(v))
				break;
		}
		flow = eval_statement(ev, n->d, c);
		if (!goes_on(&flow, label, c))
			break;
		copy_round(ev, n);
		if (n->c && !eval_node(ev, n->c, &v))
			return FLOW_THROW;
	}
	return flow;
}

static enum flow each_round(struct eval *ev, const struct node *n, struct value v,
	struct completion *c)
{
	bool declares = n->a->kind == NODE_VAR;
	const struct node *target = declares ? n->a->a->a : n->a;

	eval_enter_scope(ev, n->scope, true);
	if (!eval_assign_to(ev, target, v, declares))
		return FLOW_THROW;
	return eval_statement(ev, n->d, c);
}

static enum flow loop_each(struct eval *ev, const struct node *n, const struct text *label,
	struct completion *c)
{
	struct env *env = ev->env;
	enum flow flow = FLOW_ON;
	struct iteration it;
	struct value v;

	if (!eval_node(ev, n->b, &v))
		return FLOW_THROW;
	if (n->kind == NODE_FOR_IN)
		v = value_object(object_keys(ev, v, false));
	if (!iterate(ev, v, n->b, &it))
		return FLOW_THROW;
	while (iterate_next(ev, &it, &v)) {
		flow = each_round(ev, n, v, c);
		ev->env = env;
		if (!goes_on(&flow, label, c))
			break;
	}
	return flow;
}

enum flow eval_loop(struct eval *ev, const struct node *n, const struct text *label,
	struct completion *c)
{
	struct env *env = ev->env;
	enum flow flow;

	switch (n->kind) {
	case NODE_FOR:
		eval_enter_scope(ev, n->scope, true);
		flow = loop_for(ev, n, label, c);
		break;
	case NODE_FOR_OF:
	case NODE_FOR_IN: flow = loop_each(ev, n, label, c); break;
	default: flow = loop_while(ev, n, label, c); break;
	}
	ev->env = env;
	return flow;
}
