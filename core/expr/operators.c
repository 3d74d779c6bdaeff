#include "core/expr/builtins.h"

/* ---- binary ---- */

static bool add(struct eval *ev, struct value a, struct value b, struct value *ret)
{
	const struct text *s, *t;
	double x, y;

	if (!value_to_primitive(ev, a, HINT_DEFAULT, &a) ||
		!value_to_primitive(ev, b, HINT_DEFAULT, &b))
		return false;
	if (a.kind == VALUE_STRING || b.kind == VALUE_STRING) {
		if (!value_to_string(ev, a, &s) || !value_to_string(ev, b, &t))
			return false;
		*ret = value_string(text_concat(&ev->heap, s, t));
		return true;
	}
	if (!value_to_number(ev, a, &x) || !value_to_number(ev, b, &y))
		return false;
	return give_number(ret, x + y);
}

/* ECMA-262 Number::exponentiate differs from C's pow in one place. */
static double power(double x, double y)
{
	if (y != y || (fabs(x) == 1 && isinf(y)))
		return NAN;
	return pow(x, y);
}

static double remainder_of(double x, double y)
{
	if (x >= 0 && y > 0 && x <= 4294967295.0 && y <= 4294967295.0 && x == (uint32_t)x &&
		y == (uint32_t)y)
		return (uint32_t)x % (uint32_t)y;
	return fmod(x, y);
}

static bool arithmetic(struct eval *ev, int op, const struct value v[2], struct value *ret)
{
	double x, y;
	uint32_t shift;

	if (!value_to_number(ev, v[0], &x) || !value_to_number(ev, v[1], &y))
		return false;
	shift = (uint32_t)number_to_int32(y) & 31;
	switch (op) {
	case TOKEN_SUB: return give_number(ret, x - y);
	case TOKEN_MUL: return give_number(ret, x * y);
	case TOKEN_DIV: return give_number(ret, x / y);
	case TOKEN_MOD: return give_number(ret, remainder_of(x, y));
	case TOKEN_POWER: return give_number(ret, power(x, y));
	case TOKEN_SHL: return give_number(ret, (int32_t)((uint32_t)number_to_int32(x) << shift));
	case TOKEN_SHR: return give_number(ret, number_to_int32(x) >> shift);
	case TOKEN_USHR: return give_number(ret, (uint32_t)number_to_int32(x) >> shift);
	case TOKEN_BIT_AND: return give_number(ret, number_to_int32(x) & number_to_int32(y));
	case TOKEN_BIT_OR: return give_number(ret, number_to_int32(x) | number_to_int32(y));
	default: return give_number(ret, number_to_int32(x) ^ number_to_int32(y));
	}
}

static bool compare(struct eval *ev, int op, const struct value v[2], struct value *ret)
{
	struct value a, b;
	double x, y;

	if (!value_to_primitive(ev, v[0], HINT_NUMBER, &a) ||
		!value_to_primitive(ev, v[1], HINT_NUMBER, &b))
		return false;
	if (a.kind == VALUE_STRING && b.kind == VALUE_STRING) {
		x = text_compare(a.string, b.string);
		y = 0;
	} else if (!value_to_number(ev, a, &x) || !value_to_number(ev, b, &y)) {
		return false;
	}
	switch (op) {
	case TOKEN_LT: return give_bool(ret, x < y);
	case TOKEN_GT: return give_bool(ret, x > y);
	case TOKEN_LE: return give_bool(ret, x <= y);
	default: return give_bool(ret, x >= y);
	}
}

static bool in(struct eval *ev, struct value key, struct value object, struct value *ret)
{
	const struct text *name;

	if (!value_is_object(object))
		return throw_type(ev, "Cannot use 'in' operator to search for '%s' in %s",
			describe_value(ev, key), describe_value(ev, object));
	if (!value_to_key(ev, key, &name))
		return false;
	return give_bool(ret, value_has(ev, object, name));
}

static bool instance_of(struct eval *ev, struct value v, struct value constructor,
	struct value *ret)
{
	if (!value_is_object(constructor))
		return throw_type(ev, "Right-hand side of 'instanceof' is not an object");
	if (!value_is_callable(constructor))
		return throw_type(ev, "Right-hand side of 'instanceof' is not callable");
	if (constructor.kind != VALUE_BUILTIN || !constructor.builtin->prototype) {
		if (!value_is_object(v))
			return give_bool(ret, false);
		return throw_type(ev,
			"Function has non-object prototype 'undefined' in instanceof check");
	}
	return give_bool(ret, builtin_instance_of(ev, v, constructor.builtin));
}

static bool equality(struct eval *ev, int op, const struct value v[2], struct value *ret)
{
	bool equal, loose = op == TOKEN_EQ || op == TOKEN_NE;

	if (v[0].kind == VALUE_STRING && v[1].kind == VALUE_STRING &&
		v[0].string->len == v[1].string->len)
		eval_work(ev, v[0].string->len / 256);
	if (!loose)
		equal = value_strict_equal(v[0], v[1]);
	else if (!value_loose_equal(ev, v[0], v[1], &equal))
		return false;
	return give_bool(ret, equal == (op == TOKEN_EQ || op == TOKEN_EQ_STRICT));
}

bool eval_operator(struct eval *ev, int op, const struct value v[2], struct value *ret)
{
	bool numbers = v[0].kind == VALUE_NUMBER && v[1].kind == VALUE_NUMBER;

	switch (op) {
	case TOKEN_ADD:
		if (numbers)
			return give_number(ret, v[0].number + v[1].number);
		return add(ev, v[0], v[1], ret);
	case TOKEN_LT:
		if (numbers)
			return give_bool(ret, v[0].number < v[1].number);
		return compare(ev, op, v, ret);
	case TOKEN_GT:
	case TOKEN_LE:
	case TOKEN_GE: return compare(ev, op, v, ret);
	case TOKEN_EQ:
	case TOKEN_NE:
	case TOKEN_EQ_STRICT:
	case TOKEN_NE_STRICT: return equality(ev, op, v, ret);
	case TOKEN_IN: return in(ev, v[0], v[1], ret);
	case TOKEN_INSTANCEOF: return instance_of(ev, v[0], v[1], ret);
	default: return arithmetic(ev, op, v, ret);
	}
}

bool eval_binary(struct eval *ev, const struct node *n, struct value *ret)
{
	struct value v[2];

	return eval_node(ev, n->a, &v[0]) && eval_node(ev, n->b, &v[1]) &&
	       eval_operator(ev, n->op, v, ret);
}

/* ---- unary ---- */

static bool eval_typeof(struct eval *ev, const struct node *operand, struct value *ret)
{
	struct value v;

	if (operand->kind == NODE_NAME && operand->flags & NODE_GLOBAL) {
		/* a name that nobody knows is no error here */
		struct value thrown = ev->thrown;

		if (!eval_global(ev, operand, &v)) {
			ev->thrown = thrown;
			v = value_undefined();
		}
	} else if (!eval_node(ev, operand, &v)) {
		return false;
	}
	return give_text(ret, text_from(&ev->heap, value_typeof(v)));
}

static bool eval_delete(struct eval *ev, const struct node *n, struct value *ret)
{
	const struct text *name = n->text;
	struct value object, key;

	*ret = value_bool(true);
	if (n->kind == NODE_CHAIN) {
		bool ok = eval_delete(ev, n->a, ret);

		ev->chain_ended = false;
		return ok;
	}
	if (n->kind != NODE_MEMBER && n->kind != NODE_INDEX)
		return eval_node(ev, n, &object);
	if (!eval_node(ev, n->a, &object))
		return false;
	if (n->flags & NODE_OPTIONAL && value_is_nullish(object))
		ev->chain_ended = true;
	if (ev->chain_ended)
		return true;
	if (n->kind == NODE_INDEX && (!eval_node(ev, n->b, &key) || !value_to_key(ev, key, &name)))
		return false;
	return value_delete(ev, object, name);
}

bool eval_unary(struct eval *ev, const struct node *n, struct value *ret)
{
	struct value v;
	double x;

	if (n->op == TOKEN_TYPEOF)
		return eval_typeof(ev, n->a, ret);
	if (n->op == TOKEN_DELETE)
		return eval_delete(ev, n->a, ret);
	if (!eval_node(ev, n->a, &v))
		return false;
	if (n->op == TOKEN_NOT)
		return give_bool(ret, !value_truth(v));
	if (n->op == TOKEN_VOID) {
		*ret = value_undefined();
		return true;
	}
	if (!value_to_number(ev, v, &x))
		return false;
	if (n->op == TOKEN_TILDE)
		return give_number(ret, ~number_to_int32(x));
	return give_number(ret, n->op == TOKEN_SUB ? -x : x);
}

/* ---- assignments ---- */

/* A place that is read and written, evaluated once. */
struct place {
	const struct node *name; /* or: */
	struct value object, key;
};

static bool eval_place(struct eval *ev, const struct node *n, struct place *ret)
{
	*ret = (struct place){.name = n};
	if (n->kind == NODE_NAME)
		return true;
	ret->name = NULL;
	if (!eval_node(ev, n->a, &ret->object))
		return false;
	ret->key = value_string(n->text);
	return n->kind == NODE_MEMBER || eval_node(ev, n->b, &ret->key);
}

static bool place_get(struct eval *ev, const struct place *p, struct value *ret)
{
	return p->name ? eval_node(ev, p->name, ret) : value_get_at(ev, p->object, p->key, ret);
}

static bool place_set(struct eval *ev, const struct place *p, struct value v)
{
	return p->name ? eval_assign_to(ev, p->name, v, false)
		       : value_set_at(ev, p->object, p->key, v);
}

static bool assign_logical(struct eval *ev, const struct node *n, const struct place *p,
	struct value *ret)
{
	bool keeps = n->op == TOKEN_ASSIGN_AND  ? !value_truth(*ret)
		     : n->op == TOKEN_ASSIGN_OR ? value_truth(*ret)
						: !value_is_nullish(*ret);

	return keeps || (eval_node(ev, n->b, ret) && place_set(ev, p, *ret));
}

bool eval_assign(struct eval *ev, const struct node *n, struct value *ret)
{
	bool pattern = n->a->kind == NODE_OBJECT_PATTERN || n->a->kind == NODE_ARRAY_PATTERN;
	struct value operands[2];
	struct place p;

	if (pattern)
		return eval_node(ev, n->b, ret) && eval_assign_source(ev, n->a, *ret, n->b);
	if (!eval_place(ev, n->a, &p))
		return false;
	if (n->op == TOKEN_ASSIGN)
		return eval_node(ev, n->b, ret) && place_set(ev, &p, *ret);
	if (!place_get(ev, &p, &operands[0]))
		return false;
	*ret = operands[0];
	if (n->op >= TOKEN_ASSIGN_AND && n->op <= TOKEN_ASSIGN_NULLISH)
		return assign_logical(ev, n, &p, ret);
	return eval_node(ev, n->b, &operands[1]) &&
	       eval_operator(ev, n->op - (TOKEN_ASSIGN_ADD - TOKEN_ADD), operands, ret) &&
	       place_set(ev, &p, *ret);
}

bool eval_update(struct eval *ev, const struct node *n, struct value *ret)
{
	struct value before;
	struct place p;
	double x, y;

	if (!eval_place(ev, n->a, &p) || !place_get(ev, &p, &before) ||
		!value_to_number(ev, before, &x))
		return false;
	y = n->op == TOKEN_INCREMENT ? x + 1 : x - 1;
	*ret = value_number(n->flags & NODE_PREFIX ? y : x);
	return place_set(ev, &p, value_number(y));
}
