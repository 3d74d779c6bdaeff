#include "core/expr/builtins.h"
#include "core/expr/regex.h"
#include "core/expr/table.h"

#include <string.h>

/* Members as a program reads and writes them. */

const char *value_label(struct eval *ev, struct value v)
{
	if (v.kind == VALUE_STRING)
		return "[object String]";
	switch (v.kind == VALUE_OBJECT ? v.object->class : CLASS_OBJECT) {
	case CLASS_ARRAY: return "[object Array]";
	case CLASS_DATE: return "[object Date]";
	case CLASS_REGEXP: return "[object RegExp]";
	case CLASS_MAP: return "#<Map>";
	case CLASS_SET: return "#<Set>";
	case CLASS_ITERATOR: return text_printf(&ev->heap, "#<%s>", v.object->iterator)->ascii;
	case CLASS_ERROR: return text_utf8(&ev->heap, error_to_text(ev, v.object), NULL);
	case CLASS_FUNCTION:
	case CLASS_BOUND: return describe_value(ev, v);
	default:
		return v.kind == VALUE_OBJECT && v.object->flags & OBJECT_BARE ? "[object Object]"
									       : "#<Object>";
	}
}

/* ---- reading ---- */

static bool array_own(struct eval *ev, struct object *a, const struct text *key, struct value *ret)
{
	uint32_t i;

	array_ready(ev, a);
	if (text_to_index(key, &i)) {
		if (i >= a->len || a->items[i].kind == VALUE_HOLE)
			return false;
		*ret = object_slot(ev, &a->items[i]);
		return true;
	}
	if (text_is(key, "length")) {
		*ret = value_number(a->len);
		return true;
	}
	return a->props.len && object_own_value(ev, a, key, ret);
}

/* Of f.bind(…): what is left of the parameters, and the name of f behind "bound". */
static bool bound_own(
	struct eval *ev, const struct bound *b, const struct text *key, struct value *ret)
{
	bool length = text_is(key, "length");

	eval_check_stack(ev);
	if ((!length && !text_is(key, "name")) || !value_get(ev, b->function, key, ret))
		return false;
	if (length)
		*ret = value_number(
			ret->kind == VALUE_NUMBER ? fmax(ret->number - (double)b->argc, 0) : 0);
	else
		*ret = value_string(text_concat(&ev->heap, text_from(&ev->heap, "bound "),
			ret->kind == VALUE_STRING ? ret->string : &text_empty));
	return true;
}

static bool function_own(struct eval *ev, struct object *f, const struct text *key,
	struct value *ret)
{
	const struct function *code = f->class == CLASS_FUNCTION ? f->closure.code : NULL;

	if (f->props.len && object_own_value(ev, f, key, ret))
		return true;
	if (!code)
		return bound_own(ev, f->bound, key, ret);
	if (text_is(key, "length"))
		*ret = value_number(code->length);
	else if (text_is(key, "name"))
		*ret = value_string(code->name ? code->name : &text_empty);
	else
		return false;
	return true;
}

static bool own(struct eval *ev, struct object *o, const struct text *key, struct value *ret)
{
	switch (o->class) {
	case CLASS_ARRAY: return array_own(ev, o, key, ret);
	case CLASS_FUNCTION:
	case CLASS_BOUND: return function_own(ev, o, key, ret);
	case CLASS_REGEXP:
		if (regex_member(ev, o->regex, key, ret))
			return true;
		break;
	case CLASS_MAP:
	case CLASS_SET:
		if (text_is(key, "size")) {
			*ret = value_number((double)table_count(o->table));
			return true;
		}
		break;
	default: break;
	}
	return object_own_value(ev, o, key, ret);
}

bool object_has_own(struct eval *ev, struct object *o, const struct text *key)
{
	struct value ignored;

	if (o->class == CLASS_MAP || o->class == CLASS_SET)
		return object_own(ev, o, key);
	if (o->class == CLASS_REGEXP)
		return object_own(ev, o, key) || text_is(key, "lastIndex");
	return own(ev, o, key, &ignored);
}

static bool string_own(struct eval *ev, const struct text *t, const struct text *key,
	struct value *ret)
{
	uint32_t i;

	if (text_is(key, "length")) {
		*ret = value_number(t->len);
		return true;
	}
	if (!text_to_index(key, &i) || i >= t->len)
		return false;
	*ret = value_string(text_slice(&ev->heap, t, i, i + 1));
	return true;
}

static bool error_inherited(struct eval *ev, struct object *o, const struct text *key,
	struct value *ret)
{
	if (text_is(key, "name"))
		*ret = value_string(text_from(&ev->heap, error_type_name(o->error)));
	else if (text_is(key, "message"))
		*ret = value_string(&text_empty);
	else
		return false;
	return true;
}

bool value_get(struct eval *ev, struct value object, const struct text *key, struct value *ret)
{
	const struct builtin *method;

	switch (object.kind) {
	case VALUE_UNDEFINED:
	case VALUE_NULL:
		return throw_type(ev, "Cannot read properties of %s (reading '%s')",
			value_typeof(object)[0] == 'u' ? "undefined" : "null",
			text_utf8(&ev->heap, key, NULL));
	case VALUE_STRING:
		if (string_own(ev, object.string, key, ret))
			return true;
		break;
	case VALUE_OBJECT:
		if (own(ev, object.object, key, ret))
			return true;
		if (object.object->class == CLASS_ERROR &&
			error_inherited(ev, object.object, key, ret))
			return true;
		break;
	case VALUE_BUILTIN: return builtin_member(ev, object.builtin, key, ret);
	default: break;
	}
	method = method_of(object, key);
	*ret = method ? value_builtin(method) : value_undefined();
	return true;
}

/* A number that is an index, or false. */
static bool to_index(struct value key, uint32_t *ret)
{
	if (key.kind != VALUE_NUMBER || !(key.number >= 0 && key.number < UINT32_MAX))
		return false;
	*ret = (uint32_t)key.number;
	return *ret == key.number;
}

bool value_get_at(struct eval *ev, struct value object, struct value key, struct value *ret)
{
	const struct text *name;
	uint32_t i;

	if (to_index(key, &i)) {
		if (object.kind == VALUE_OBJECT && object.object->class == CLASS_ARRAY) {
			array_ready(ev, object.object);
			*ret = array_at(ev, object.object, i);
			return true;
		}
		if (object.kind == VALUE_STRING) {
			*ret = i < object.string->len ? value_string(text_slice(
								&ev->heap, object.string, i, i + 1))
						      : value_undefined();
			return true;
		}
	}
	if (value_is_nullish(object) && key.kind == VALUE_OBJECT)
		return throw_type(ev, "Cannot read properties of %s%s",
			object.kind == VALUE_NULL ? "null" : "undefined",
			value_is_class(key, CLASS_OBJECT) ? " (reading '#<Object>')" : "");
	return value_to_key(ev, key, &name) && value_get(ev, object, name, ret);
}

bool value_has(struct eval *ev, struct value object, const struct text *key)
{
	struct value v;

	if (object.kind == VALUE_OBJECT && object_has_own(ev, object.object, key))
		return true;
	if (object.kind == VALUE_BUILTIN)
		return builtin_member(ev, object.builtin, key, &v) && !value_is_undefined(v);
	return method_of(object, key) ||
	       (object.kind == VALUE_OBJECT && object.object->class == CLASS_ERROR &&
		       error_inherited(ev, object.object, key, &v)) ||
	       (object.kind == VALUE_OBJECT && own(ev, object.object, key, &v));
}

/* ---- writing ---- */

static bool fixed(struct eval *ev, const struct text *key)
{
	return throw_type(ev, "Cannot add property %s, object is not extensible",
		text_utf8(&ev->heap, key, NULL));
}

static bool read_only(struct eval *ev, struct value object, const struct text *key)
{
	bool callable = value_is_callable(object);

	return throw_type(ev, "Cannot assign to read only property '%s' of %s '%s'",
		text_utf8(&ev->heap, key, NULL), callable ? "function" : "object",
		value_label(ev, object));
}

/* False: it threw. */
static bool set_length(struct eval *ev, struct object *a, const struct text *key, struct value v)
{
	double len;

	if (a->flags & OBJECT_FROZEN)
		return read_only(ev, value_object(a), key);
	if (!value_to_number(ev, v, &len))
		return false;
	if (!(len >= 0 && len <= UINT32_MAX) || len != (uint32_t)len)
		return throw_range(ev, "Invalid array length");
	array_reserve(ev, a, (size_t)len);
	for (uint32_t i = a->len; i < (uint32_t)len; i++)
		a->items[i] = value_hole();
	a->len = (uint32_t)len;
	return true;
}

static bool set_item(struct eval *ev, struct object *a, uint32_t i, struct value v)
{
	bool there = i < a->len && a->items[i].kind != VALUE_HOLE;

	if (there && a->flags & OBJECT_FROZEN)
		return read_only(ev, value_object(a), number_to_text(ev, i));
	if (!there && a->flags & OBJECT_FIXED)
		return fixed(ev, number_to_text(ev, i));
	if (i >= a->len) {
		array_reserve(ev, a, (size_t)i + 1);
		eval_work(ev, i - a->len);
		while (a->len < i)
			a->items[a->len++] = value_hole();
		a->len++;
	}
	a->items[i] = v;
	return true;
}

static bool set_object(struct eval *ev, struct object *o, const struct text *key, struct value v)
{
	struct value ignored;
	struct prop *p;
	uint32_t i;

	if (o->source_kind != SOURCE_NONE)
		object_ready(ev, o);
	if (o->class == CLASS_ARRAY && text_to_index(key, &i))
		return set_item(ev, o, i, v);
	if (o->class == CLASS_ARRAY && text_is(key, "length"))
		return set_length(ev, o, key, v);
	if (o->class == CLASS_REGEXP && text_is(key, "lastIndex"))
		return o->flags & OBJECT_FROZEN ? read_only(ev, value_object(o), key)
						: regex_set_last_index(ev, o->regex, v);
	p = object_own(ev, o, key);
	if (p) {
		if (o->flags & OBJECT_FROZEN || p->constant)
			return read_only(ev, value_object(o), key);
		p->value = v;
		return true;
	}
	if ((o->class == CLASS_FUNCTION || o->class == CLASS_BOUND) &&
		(text_is(key, "name") || text_is(key, "length")))
		return read_only(ev, value_object(o), key);
	if (o->class == CLASS_REGEXP && regex_member(ev, o->regex, key, &ignored))
		return throw_type(ev,
			"Cannot set property %s of [object Object] which has only a getter",
			text_utf8(&ev->heap, key, NULL));
	if ((o->class == CLASS_MAP || o->class == CLASS_SET) && text_is(key, "size"))
		return throw_type(ev, "Cannot set property size of %s which has only a getter",
			value_label(ev, value_object(o)));
	if (o->flags & OBJECT_FIXED)
		return fixed(ev, key);
	/* there are no prototypes to set */
	if (!text_is(key, "__proto__"))
		object_put(ev, o, key, v);
	return true;
}

bool value_set(struct eval *ev, struct value object, const struct text *key, struct value v)
{
	struct value ignored;
	uint32_t i;

	switch (object.kind) {
	case VALUE_OBJECT: return set_object(ev, object.object, key, v);
	case VALUE_BUILTIN:
		if (!builtin_member(ev, object.builtin, key, &ignored))
			return false;
		return value_is_undefined(ignored) ? fixed(ev, key) : read_only(ev, object, key);
	case VALUE_UNDEFINED:
	case VALUE_NULL:
		return throw_type(ev, "Cannot set properties of %s (setting '%s')",
			object.kind == VALUE_NULL ? "null" : "undefined",
			text_utf8(&ev->heap, key, NULL));
	default: break;
	}
	if (object.kind == VALUE_STRING &&
		(text_is(key, "length") || (text_to_index(key, &i) && i < object.string->len)))
		return throw_type(ev, "Cannot assign to read only property '%s' of string '%s'",
			text_utf8(&ev->heap, key, NULL), text_utf8(&ev->heap, object.string, NULL));
	return throw_type(ev, "Cannot create property '%s' on %s '%s'",
		text_utf8(&ev->heap, key, NULL), value_typeof(object), describe_value(ev, object));
}

bool value_set_at(struct eval *ev, struct value object, struct value key, struct value v)
{
	const struct text *name;
	uint32_t i;

	if (to_index(key, &i) && object.kind == VALUE_OBJECT &&
		object.object->class == CLASS_ARRAY) {
		array_ready(ev, object.object);
		return set_item(ev, object.object, i, v);
	}
	return value_to_key(ev, key, &name) && value_set(ev, object, name, v);
}

static bool undeletable(struct eval *ev, struct value object, const struct text *key)
{
	return throw_type(ev, "Cannot delete property '%s' of %s", text_utf8(&ev->heap, key, NULL),
		value_label(ev, object));
}

bool value_delete(struct eval *ev, struct value object, const struct text *key)
{
	struct object *o = object.object;
	const struct prop *p;
	struct value v;
	uint32_t i;

	switch (object.kind) {
	case VALUE_UNDEFINED:
	case VALUE_NULL: return throw_type(ev, "Cannot convert undefined or null to object");
	case VALUE_BUILTIN:
		return (builtin_member(ev, object.builtin, key, &v) && value_is_undefined(v)) ||
		       undeletable(ev, object, key);
	case VALUE_STRING:
		return !string_own(ev, object.string, key, &v) || undeletable(ev, object, key);
	case VALUE_OBJECT: break;
	default: return true;
	}
	if (!object_has_own(ev, o, key))
		return true;
	p = object_own(ev, o, key);
	if (o->flags & OBJECT_SEALED || (p && p->fixed) ||
		(o->class == CLASS_ARRAY && text_is(key, "length")) ||
		(o->class == CLASS_REGEXP && text_is(key, "lastIndex")))
		return undeletable(ev, object, key);
	if (o->class == CLASS_ARRAY && text_to_index(key, &i))
		o->items[i] = value_hole();
	else
		object_remove(ev, o, key);
	return true;
}
