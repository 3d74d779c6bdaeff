#include "core/expr/builtins.h"
#include "core/expr/table.h"

/* Targets of assignments: names, members, patterns. */

static bool assign_name(struct eval *ev, const struct node *n, struct value v, bool declares)
{
	struct value *slot, before;

	if (n->flags & NODE_GLOBAL) {
		if (!eval_global(ev, n, &before))
			return false;
		return throw_type(ev, "Assignment to constant variable.");
	}
	slot = eval_variable(ev, n);
	if (!declares && slot->kind == VALUE_HOLE)
		return throw_error(ev, ERROR_REFERENCE, "Cannot access '%s' before initialization",
			text_utf8(&ev->heap, n->text, NULL));
	if (!declares && n->flags & NODE_CONSTANT)
		return throw_type(ev, "Assignment to constant variable.");
	*slot = v;
	return true;
}

static bool assign_member(struct eval *ev, const struct node *n, struct value v)
{
	struct value object, key;

	if (!eval_node(ev, n->a, &object))
		return false;
	if (n->kind == NODE_MEMBER)
		return value_set(ev, object, n->text, v);
	return eval_node(ev, n->b, &key) && value_set_at(ev, object, key, v);
}

/* ---- patterns ---- */

static bool not_destructurable(struct eval *ev, const struct node *pattern, struct value v,
	const struct node *from)
{
	const struct node *first = pattern->a;
	const char *what = v.kind == VALUE_NULL ? "null" : "undefined";
	const char *source = from ? describe_node(ev, from) : describe_call_site(ev, v);

	if (first && first->kind == NODE_PROPERTY && first->b->kind == NODE_DEFAULT)
		return value_get(ev, v, first->text, &v);
	if (!first || first->kind != NODE_PROPERTY || first->flags & NODE_COMPUTED)
		return throw_type(ev, "Cannot destructure '%s' as it is %s.", source, what);
	return throw_type(ev, "Cannot destructure property '%s' of '%s' as it is %s.",
		text_utf8(&ev->heap, first->text, NULL), source, what);
}

/* A pattern within a pattern: V8 does not name where its value came from. */
static bool assign_inner(struct eval *ev, const struct node *n, struct value v, bool declares)
{
	const struct node *first = n->a;

	if (n->kind == NODE_OBJECT_PATTERN && value_is_nullish(v) && first &&
		first->kind == NODE_PROPERTY && !(first->flags & NODE_COMPUTED))
		return value_get(ev, v, first->text, &v);
	return eval_assign_to(ev, n, v, declares);
}

/* The members that the pattern did not name. */
static bool object_rest(struct eval *ev, const struct node *rest, struct value from,
	struct object *named, bool declares)
{
	struct object *keys = object_keys(ev, from, false), *others = object_new(ev, CLASS_OBJECT);
	struct value v;

	for (uint32_t i = 0; i < keys->len; i++) {
		const struct text *key = keys->items[i].string;

		if (object_own(ev, named, key))
			continue;
		if (!value_get(ev, from, key, &v))
			return false;
		object_put(ev, others, key, v);
	}
	return eval_assign_to(ev, rest->a, value_object(others), declares);
}

static bool assign_object(struct eval *ev, const struct node *n, struct value from, bool declares)
{
	struct object *named = NULL;

	for (const struct node *item = n->a; item; item = item->next)
		if (item->kind == NODE_REST)
			named = object_new(ev, CLASS_OBJECT);
	for (const struct node *item = n->a; item; item = item->next) {
		const struct text *key;
		struct value v;

		if (item->kind == NODE_REST)
			return object_rest(ev, item, from, named, declares);
		if (!eval_key(ev, item, &key) || !value_get(ev, from, key, &v))
			return false;
		if (named)
			object_put(ev, named, key, value_undefined());
		if (!assign_inner(ev, item->b, v, declares))
			return false;
	}
	return true;
}

static bool assign_array(struct eval *ev, const struct node *n, struct value from, bool declares)
{
	struct iteration it;

	if (!iterate(ev, from, NULL, &it))
		return throw_type(ev, "%s is not iterable%s", describe_call_site(ev, from),
			" (cannot read property Symbol(Symbol.iterator))");
	for (const struct node *item = n->a; item; item = item->next) {
		struct value v = value_undefined();
		struct object *rest;

		if (item->kind != NODE_REST) {
			if (!iterate_next(ev, &it, &v))
				v = value_undefined();
			if (item->kind != NODE_HOLE && !assign_inner(ev, item, v, declares))
				return false;
			continue;
		}
		rest = array_new(ev, 4);
		while (iterate_next(ev, &it, &v))
			array_push_value(ev, rest, v);
		return eval_assign_to(ev, item->a, value_object(rest), declares);
	}
	return true;
}

/* V8 names the source of const [a] = … when it is one of these. */
static bool has_text(const struct node *n)
{
	switch (n ? n->kind : NODE_EMPTY) {
	case NODE_NUMBER:
	case NODE_TRUE:
	case NODE_FALSE:
	case NODE_NULL:
	case NODE_NAME:
	case NODE_THIS:
	case NODE_REGEX:
	case NODE_CONDITIONAL:
	case NODE_ARRAY:
	case NODE_OBJECT: return true;
	case NODE_CALL: return n->a->kind == NODE_NAME;
	case NODE_UNARY: return n->a->kind == NODE_NUMBER;
	default: return false;
	}
}

bool eval_assign_pattern(
	struct eval *ev, const struct node *pattern, struct value v, const struct node *from)
{
	struct iteration it;

	if (pattern->kind == NODE_OBJECT_PATTERN && value_is_nullish(v))
		return not_destructurable(ev, pattern, v, from);
	if (pattern->kind == NODE_ARRAY_PATTERN && has_text(from) && !iterate(ev, v, from, &it))
		return false;
	return eval_assign_to(ev, pattern, v, true);
}

bool eval_assign_source(struct eval *ev, const struct node *pattern, struct value v,
	const struct node *from)
{
	if (pattern->kind == NODE_OBJECT_PATTERN && value_is_nullish(v))
		return not_destructurable(ev, pattern, v, from);
	return eval_assign_to(ev, pattern, v, false);
}

static bool assign_default(struct eval *ev, const struct node *n, struct value v, bool declares)
{
	if (value_is_undefined(v) && !eval_node(ev, n->b, &v))
		return false;
	return eval_assign_to(ev, n->a, v, declares);
}

bool eval_assign_to(struct eval *ev, const struct node *n, struct value v, bool declares)
{
	eval_check_stack(ev);
	switch (n->kind) {
	case NODE_NAME: return assign_name(ev, n, v, declares);
	case NODE_MEMBER:
	case NODE_INDEX: return assign_member(ev, n, v);
	case NODE_DEFAULT: return assign_default(ev, n, v, declares);
	case NODE_ARRAY_PATTERN: return assign_array(ev, n, v, declares);
	default:
		if (value_is_nullish(v))
			return not_destructurable(ev, n, v, NULL);
		return assign_object(ev, n, v, declares);
	}
}

/* ---- iteration ---- */

bool iterate(struct eval *ev, struct value v, const struct node *n, struct iteration *ret)
{
	*ret = (struct iteration){.over = v};
	if (v.kind == VALUE_STRING || value_is_array(v) || value_is_class(v, CLASS_SET) ||
		value_is_class(v, CLASS_MAP) || value_is_class(v, CLASS_ITERATOR)) {
		if (value_is_array(v))
			array_ready(ev, v.object);
		return true;
	}
	if (n)
		return throw_type(ev, "%s", describe_not_iterable(ev, n));
	return throw_type(ev, "%s is not iterable (cannot read property Symbol(Symbol.iterator))",
		describe_call_site(ev, v));
}

static bool next_entry(struct eval *ev, struct iteration *it, struct value *ret)
{
	struct object *o = it->over.object, *pair;
	struct table *t = o->table;

	while (it->at < t->len && t->at[it->at].key.kind == VALUE_HOLE)
		it->at++;
	if (it->at >= t->len)
		return false;
	*ret = t->at[it->at].key;
	if (o->class == CLASS_MAP) {
		pair = array_new(ev, 2);
		array_push_value(ev, pair, t->at[it->at].key);
		array_push_value(ev, pair, t->at[it->at].value);
		*ret = value_object(pair);
	}
	it->at++;
	return true;
}

bool iterate_next(struct eval *ev, struct iteration *it, struct value *ret)
{
	const struct text *t = it->over.string;
	struct object *o = it->over.object;
	size_t step;

	eval_step(ev);
	if (it->over.kind == VALUE_STRING) {
		if (it->at >= t->len)
			return false;
		text_code_at(t, it->at, &step);
		*ret = value_string(text_slice(&ev->heap, t, it->at, it->at + step));
		it->at += step;
		return true;
	}
	switch (o->class) {
	case CLASS_ARRAY:
		if (it->at >= o->len)
			return false;
		*ret = array_at(ev, o, it->at++);
		return true;
	case CLASS_ITERATOR:
		if (o->at >= o->len)
			return false;
		*ret = o->items[o->at++];
		return true;
	default: return next_entry(ev, it, ret);
	}
}
