#include "core/expr/builtins.h"
#include "core/expr/regex.h"

#include <string.h>

/* ---- environments ---- */

struct env *env_push(struct eval *ev, size_t count, bool pinned)
{
	struct env *env = NULL;

	if (!pinned && count < ENV_SPARE_SIZES && ev->spare[count]) {
		env = ev->spare[count];
		ev->spare[count] = env->outer;
		memset(env->slots, 0, count * sizeof *env->slots);
	}
	if (!env)
		env = heap_alloc(&ev->heap, sizeof *env + count * sizeof *env->slots);
	env->outer = ev->env;
	env->count = (uint16_t)count;
	env->pinned = pinned;
	return ev->env = env;
}

void env_pop(struct eval *ev, struct env *before)
{
	struct env *env = ev->env;

	ev->env = before;
	if (env == before || env->pinned || env->count >= ENV_SPARE_SIZES)
		return;
	env->outer = ev->spare[env->count];
	ev->spare[env->count] = env;
}

void eval_enter_scope(struct eval *ev, const struct scope *s, bool pinned)
{
	struct env *env = ev->env;

	if (s->own)
		env = env_push(ev, s->slots, pinned);
	for (unsigned i = s->hops; i > 0; i--)
		env = env->outer;
	for (unsigned i = s->lexical_from; i < s->lexical_to; i++)
		env->slots[i] = value_hole();
}

struct value *eval_variable(struct eval *ev, const struct node *name)
{
	struct env *env = ev->env;

	for (unsigned i = name->hops; i > 0; i--)
		env = env->outer;
	return &env->slots[name->slot];
}

/* ---- names ---- */

static bool find_global(struct eval *ev, const struct text *name, struct value *ret)
{
	const struct builtin *b;

	for (const struct expr_bind *bind = ev->scope->globals; bind && bind->name; bind++) {
		if (!text_is(name, bind->name))
			continue;
		*ret = object_of_bind(ev, bind);
		return true;
	}
	if (text_is(name, "undefined")) {
		*ret = value_undefined();
		return true;
	}
	b = builtin_global(name);
	if (!b)
		return false;
	*ret = b->constant ? value_number(b->number) : value_builtin(b);
	return true;
}

bool eval_global(struct eval *ev, const struct node *n, struct value *ret)
{
	struct value *known = &ev->globals[n->slot];

	if (known->kind == VALUE_HOLE && !find_global(ev, n->text, known))
		return throw_error(ev, ERROR_REFERENCE, "%s is not defined",
			text_utf8(&ev->heap, n->text, NULL));
	*ret = *known;
	return true;
}

static bool eval_name(struct eval *ev, const struct node *n, struct value *ret)
{
	if (n->flags & NODE_GLOBAL)
		return eval_global(ev, n, ret);
	*ret = *eval_variable(ev, n);
	if (ret->kind == VALUE_HOLE)
		return throw_error(ev, ERROR_REFERENCE, "Cannot access '%s' before initialization",
			text_utf8(&ev->heap, n->text, NULL));
	return true;
}

/* ---- members ---- */

static bool eval_member(struct eval *ev, const struct node *n, struct value *ret)
{
	struct value object, key;

	if (!eval_node(ev, n->a, &object))
		return false;
	if (n->flags & NODE_OPTIONAL && value_is_nullish(object))
		ev->chain_ended = true;
	if (ev->chain_ended) {
		*ret = value_undefined();
		return true;
	}
	if (n->kind == NODE_MEMBER)
		return value_get(ev, object, n->text, ret);
	if (!eval_node(ev, n->b, &key))
		return false;
	if (key.kind == VALUE_STRING)
		return value_get(ev, object, key.string, ret);
	return value_get_at(ev, object, key, ret);
}

static bool eval_chain(struct eval *ev, const struct node *n, struct value *ret)
{
	bool ok = eval_node(ev, n->a, ret);

	ev->chain_ended = false;
	return ok;
}

/* ---- literals ---- */

static bool eval_template(struct eval *ev, const struct node *n, struct value *ret)
{
	struct builder b = {.heap = &ev->heap};

	if (n->c)
		return eval_tagged(ev, n, ret);
	for (const struct node *item = n->a; item; item = item->next) {
		const struct text *t = item->text;
		struct value v;

		if (item->kind != NODE_PIECE &&
			(!eval_node(ev, item, &v) || !value_to_string(ev, v, &t)))
			return false;
		builder_add(&b, t);
	}
	*ret = value_string(builder_text(&b));
	return true;
}

static bool spread_into(struct eval *ev, const struct node *n, struct object *array)
{
	struct iteration it;
	struct value v;

	if (!eval_node(ev, n->a, &v) || !iterate(ev, v, n->a, &it))
		return false;
	while (iterate_next(ev, &it, &v))
		array_push_value(ev, array, v);
	return true;
}

bool eval_array(struct eval *ev, const struct node *n, struct value *ret)
{
	struct object *array;
	size_t count = 0;

	for (const struct node *item = n->a; item; item = item->next)
		count++;
	array = array_new(ev, count);
	for (const struct node *item = n->a; item; item = item->next) {
		struct value v = value_hole();

		if (item->kind == NODE_SPREAD) {
			if (!spread_into(ev, item, array))
				return false;
			continue;
		}
		if (item->kind != NODE_HOLE && !eval_node(ev, item, &v))
			return false;
		array_push_value(ev, array, v);
	}
	*ret = value_object(array);
	return true;
}

bool eval_key(struct eval *ev, const struct node *property, const struct text **ret)
{
	struct value key;

	if (!(property->flags & NODE_COMPUTED)) {
		*ret = property->text;
		return true;
	}
	return eval_node(ev, property->a, &key) && value_to_key(ev, key, ret);
}

static bool spread_members(struct eval *ev, const struct node *n, struct object *object)
{
	struct value from, v;
	struct object *keys;

	if (!eval_node(ev, n->a, &from))
		return false;
	keys = object_keys(ev, from, false);
	for (uint32_t i = 0; i < keys->len; i++) {
		const struct text *key = keys->items[i].string;

		if (!value_get(ev, from, key, &v))
			return false;
		object_put(ev, object, key, v);
	}
	return true;
}

bool eval_object(struct eval *ev, const struct node *n, struct value *ret)
{
	struct object *object = object_new(ev, CLASS_OBJECT);

	for (const struct node *item = n->a; item; item = item->next) {
		const struct text *key;
		struct value v;

		if (item->kind == NODE_SPREAD) {
			if (!spread_members(ev, item, object))
				return false;
			continue;
		}
		if (!eval_key(ev, item, &key) || !eval_node(ev, item->b, &v))
			return false;
		if (!(item->flags & NODE_PROTO))
			object_put(ev, object, key, v);
	}
	*ret = value_object(object);
	return true;
}

bool eval_regex(struct eval *ev, const struct node *n, struct value *ret)
{
	struct regex **slot = &ev->regexes[n->slot];

	if (!*slot)
		*slot = regex_new(ev, n->text, n->extra);
	if (!*slot)
		return false;
	*ret = value_object(regex_object(ev, *slot));
	return true;
}

struct value eval_closure(struct eval *ev, const struct node *n)
{
	struct object *f = object_new(ev, CLASS_FUNCTION);

	f->closure.code = n->function;
	f->closure.env = ev->env;
	f->closure.self = ev->self;
	return value_object(f);
}

/* ---- control ---- */

static bool eval_logical(struct eval *ev, const struct node *n, struct value *ret)
{
	if (!eval_node(ev, n->a, ret))
		return false;
	if (n->op == TOKEN_AND ? !value_truth(*ret)
		: n->op == TOKEN_OR ? value_truth(*ret)
				    : !value_is_nullish(*ret))
		return true;
	return eval_node(ev, n->b, ret);
}

static bool eval_conditional(struct eval *ev, const struct node *n, struct value *ret)
{
	return eval_node(ev, n->a, ret) && eval_node(ev, value_truth(*ret) ? n->b : n->c, ret);
}

bool eval_node(struct eval *ev, const struct node *n, struct value *ret)
{
	eval_step(ev);
	eval_check_stack(ev);
	switch (n->kind) {
	case NODE_NUMBER: *ret = value_number(n->number); return true;
	case NODE_STRING: *ret = value_string(n->text); return true;
	case NODE_TRUE: *ret = value_bool(true); return true;
	case NODE_FALSE: *ret = value_bool(false); return true;
	case NODE_NULL: *ret = value_null(); return true;
	case NODE_THIS: *ret = ev->self; return true;
	case NODE_NAME: return eval_name(ev, n, ret);
	case NODE_MEMBER:
	case NODE_INDEX: return eval_member(ev, n, ret);
	case NODE_CHAIN: return eval_chain(ev, n, ret);
	case NODE_CALL: return eval_call_node(ev, n, ret);
	case NODE_NEW: return eval_new_node(ev, n, ret);
	case NODE_BINARY: return eval_binary(ev, n, ret);
	case NODE_LOGICAL: return eval_logical(ev, n, ret);
	case NODE_CONDITIONAL: return eval_conditional(ev, n, ret);
	case NODE_UNARY: return eval_unary(ev, n, ret);
	case NODE_UPDATE: return eval_update(ev, n, ret);
	case NODE_ASSIGN: return eval_assign(ev, n, ret);
	case NODE_COMMA: return eval_node(ev, n->a, ret) && eval_node(ev, n->b, ret);
	case NODE_TEMPLATE: return eval_template(ev, n, ret);
	case NODE_ARRAY: return eval_array(ev, n, ret);
	case NODE_OBJECT: return eval_object(ev, n, ret);
	case NODE_REGEX: return eval_regex(ev, n, ret);
	case NODE_FUNCTION: *ret = eval_closure(ev, n); return true;
	default: return throw_type(ev, "this cannot be evaluated");
	}
}
