#include "core/expr/builtins.h"
#include "core/expr/table.h"

/* A result on its way out: a cJSON tree of its own.  The tree under
 * construction hangs below ev->result, so that a limit met half way through
 * does not leak it. */

/* Adds to the parent, or makes it the result. */
static void attach(struct eval *ev, cJSON *parent, const char *key, cJSON *v)
{
	if (!parent)
		ev->result = v;
	else if (key)
		json_add_take(parent, key, v);
	else
		json_append_take(parent, v);
}

/* A cJSON node costs more than our value; its memory counts like ours. */
static void charge(struct eval *ev, size_t bytes)
{
	if (bytes > ev->heap.left)
		ev->heap.exhausted(&ev->heap);
	ev->heap.left -= bytes;
}

struct out {
	cJSON *parent;
	const char *key;
	unsigned depth;
};

static bool put(struct eval *ev, struct value v, struct out to);

static bool put_text(struct eval *ev, const struct text *t, struct out to)
{
	size_t len;
	const char *utf8;

	if (text_has_nul(t))
		return throw_type(
			ev, "a string with the character U+0000 cannot leave an expression");
	utf8 = text_utf8(&ev->heap, t, &len);
	charge(ev, sizeof(cJSON) + len);
	attach(ev, to.parent, to.key, json_new_bytes(utf8, len));
	return true;
}

static bool put_array(struct eval *ev, struct object *a, struct out to)
{
	cJSON *array = json_new_array();

	attach(ev, to.parent, to.key, array);
	for (uint32_t i = 0; i < a->len; i++) {
		struct value v = array_at(ev, a, i);

		if (value_is_undefined(v))
			v = value_null();
		if (!put(ev, v, (struct out){array, NULL, to.depth + 1}))
			return false;
	}
	return true;
}

static bool put_members(struct eval *ev, struct object *o, struct out to)
{
	struct object *keys = object_keys(ev, value_object(o), false);
	cJSON *object = json_new_object();

	attach(ev, to.parent, to.key, object);
	for (uint32_t i = 0; i < keys->len; i++) {
		const struct text *key = keys->items[i].string;
		struct value v;

		if (!value_get(ev, value_object(o), key, &v))
			return false;
		if (value_is_undefined(v))
			continue;
		if (text_has_nul(key))
			return throw_type(ev,
				"a key with the character U+0000 cannot leave an expression");
		charge(ev, key->len);
		if (!put(ev, v,
			    (struct out){object, text_utf8(&ev->heap, key, NULL), to.depth + 1}))
			return false;
	}
	return true;
}

/* The copy of a value that came from the scope as it is. */
static bool put_scope_value(struct eval *ev, const struct object *o, struct out to)
{
	const cJSON *node = o->source;

	if (!(o->flags & OBJECT_FROM_SCOPE) || o->source_kind != SOURCE_JSON)
		return false;
	attach(ev, to.parent, to.key, json_copy(node));
	return true;
}

static bool put_object(struct eval *ev, struct object *o, struct out to)
{
	bool ok;

	if (o->class == CLASS_FUNCTION || o->class == CLASS_BOUND)
		return throw_type(ev, "a function cannot leave an expression");
	if (o->flags & OBJECT_BUSY)
		return throw_type(ev, "Converting circular structure to JSON");
	if (to.depth >= JSON_MAX_DEPTH)
		return throw_range(ev,
			"a value nested deeper than %d levels cannot leave an expression",
			JSON_MAX_DEPTH);
	if (put_scope_value(ev, o, to))
		return true;
	charge(ev, sizeof(cJSON));
	o->flags |= OBJECT_BUSY;
	ok = o->class == CLASS_ARRAY ? put_array(ev, o, to) : put_members(ev, o, to);
	o->flags &= (uint8_t)~OBJECT_BUSY;
	return ok;
}

/* What toJSON() makes of it. */
static bool replace(struct eval *ev, struct value *v)
{
	struct call c = {.self = *v};
	struct value method;

	if (v->kind == VALUE_OBJECT && v->object->flags & OBJECT_FROM_SCOPE)
		return true;
	if (!value_get(ev, *v, text_from(&ev->heap, "toJSON"), &method))
		return false;
	return !value_is_callable(method) || eval_call(ev, method, &c, v);
}

static bool put(struct eval *ev, struct value v, struct out to)
{
	eval_step(ev);
	eval_check_stack(ev);
	if (value_is_object(v) && !replace(ev, &v))
		return false;
	switch (v.kind) {
	case VALUE_BOOL:
		charge(ev, sizeof(cJSON));
		attach(ev, to.parent, to.key, json_new_bool(v.boolean));
		return true;
	case VALUE_NUMBER:
		charge(ev, sizeof(cJSON));
		attach(ev, to.parent, to.key,
			isfinite(v.number) ? json_new_number(v.number) : json_new_null());
		return true;
	case VALUE_STRING: return put_text(ev, v.string, to);
	case VALUE_OBJECT: return put_object(ev, v.object, to);
	case VALUE_BUILTIN:
		if (value_is_callable(v))
			return throw_type(ev, "a function cannot leave an expression");
		attach(ev, to.parent, to.key, json_new_object());
		return true;
	case VALUE_UNDEFINED:
		if (!to.parent)
			return true;
		/* fall through */
	default:
		charge(ev, sizeof(cJSON));
		attach(ev, to.parent, to.key, json_new_null());
		return true;
	}
}

bool eval_to_json(struct eval *ev, struct value v, cJSON **ret)
{
	if (!put(ev, v, (struct out){0}))
		return false;
	*ret = ev->result;
	ev->result = NULL;
	return true;
}
