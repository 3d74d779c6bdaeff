#include "core/expr/objects.h"

/* What may become of members: attributes of one, and of all of an object. */

bool object_missing(struct eval *ev)
{
	return throw_type(ev, "Cannot convert undefined or null to object");
}

/* ---- integrity ---- */

bool object_protect(struct eval *ev, const struct call *c, struct value *ret)
{
	(void)ev;
	*ret = call_arg(c, 0);
	if (ret->kind == VALUE_OBJECT)
		ret->object->flags |= c->builtin->magic;
	return true;
}

/* Sealed or frozen all the same: fixed, and nothing there to change. */
static bool members_protected(struct eval *ev, struct object *o, bool frozen)
{
	if (o->class == CLASS_FUNCTION || o->class == CLASS_BOUND)
		return false; /* name and length can go */
	if (frozen && o->class == CLASS_REGEXP)
		return false; /* lastIndex can change; V8 does not look at length */
	for (uint32_t i = 0; o->class == CLASS_ARRAY && i < o->len; i++)
		if (o->items[i].kind != VALUE_HOLE)
			return false;
	eval_work(ev, o->props.len);
	for (uint32_t i = 0; i < o->props.len; i++) {
		const struct prop *p = &o->props.at[i];

		if (p->key && !((p->fixed || o->flags & OBJECT_SEALED) && (p->constant || !frozen)))
			return false;
	}
	return true;
}

bool object_is_protected(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value v = call_arg(c, 0);
	unsigned flags = v.kind == VALUE_OBJECT ? v.object->flags : FREEZE;
	bool there = (flags & c->builtin->magic) == c->builtin->magic;

	if (!there && flags & OBJECT_FIXED)
		there = members_protected(ev, v.object, c->builtin->magic == FREEZE);
	return give_bool(ret, there);
}

bool object_is_extensible(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value v = call_arg(c, 0);

	(void)ev;
	return give_bool(ret, v.kind == VALUE_OBJECT && !(v.object->flags & OBJECT_FIXED));
}

/* ---- descriptors ---- */

/* What a descriptor says; what it does not say is -1. */
struct descriptor {
	struct value value;
	bool has_value;
	int enumerable, writable, configurable;
};

static bool flag_of(struct eval *ev, struct value how, const char *name, int *ret)
{
	const struct text *key = text_from(&ev->heap, name);
	struct value v;

	*ret = -1;
	if (!value_has(ev, how, key))
		return true;
	if (!value_get(ev, how, key, &v))
		return false;
	*ret = value_truth(v);
	return true;
}

static bool read_descriptor(struct eval *ev, struct value how, struct descriptor *ret)
{
	const struct text *value = text_from(&ev->heap, "value");
	int get, set;

	*ret = (struct descriptor){.value = value_undefined()};
	if (!value_is_object(how))
		return throw_type(
			ev, "Property description must be an object: %s", describe_value(ev, how));
	if (!flag_of(ev, how, "get", &get) || !flag_of(ev, how, "set", &set))
		return false;
	if (get > 0 || set > 0)
		return throw_type(ev, "getters and setters are not supported");
	ret->has_value = value_has(ev, how, value);
	return flag_of(ev, how, "enumerable", &ret->enumerable) &&
	       flag_of(ev, how, "writable", &ret->writable) &&
	       flag_of(ev, how, "configurable", &ret->configurable) &&
	       value_get(ev, how, value, &ret->value);
}

static bool cannot_redefine(struct eval *ev, const struct text *key)
{
	return throw_type(ev, "Cannot redefine property: %s", text_utf8(&ev->heap, key, NULL));
}

static bool cannot_define(struct eval *ev, const struct text *key)
{
	return throw_type(ev, "Cannot define property %s, object is not extensible",
		text_utf8(&ev->heap, key, NULL));
}

/* Elements of arrays and their length are plain values here: nothing hides or fixes one. */
static bool define_element(
	struct eval *ev, struct object *a, const struct text *key, const struct descriptor *d)
{
	bool length = text_is(key, "length"), there = object_has_own(ev, a, key);
	struct value before;

	if (there && a->flags & OBJECT_FROZEN) {
		if (!value_get(ev, value_object(a), key, &before))
			return false;
		return (!d->has_value || value_same(before, d->value, false)) ||
		       cannot_redefine(ev, key);
	}
	if (!there && a->flags & OBJECT_FIXED)
		return cannot_define(ev, key);
	if (length ? d->writable == 0
		   : (there ? !d->enumerable || !d->writable || !d->configurable
			    : d->enumerable < 1 || d->writable < 1 || d->configurable < 1))
		return throw_type(ev, "hidden and read-only elements of arrays are not supported");
	return (!d->has_value && there) || value_set(ev, value_object(a), key, d->value);
}

static bool may_redefine(
	struct eval *ev, const struct object *o, struct prop *p, const struct descriptor *d)
{
	bool constant = p->constant || o->flags & OBJECT_FROZEN;

	if (!p->fixed && !(o->flags & OBJECT_SEALED))
		return true;
	if (d->configurable == 1 || (d->enumerable >= 0 && d->enumerable == p->hidden))
		return false;
	return !constant ||
	       (d->writable != 1 &&
		       (!d->has_value || value_same(object_slot(ev, &p->value), d->value, false)));
}

static bool define(struct eval *ev, struct object *o, const struct text *key, struct value how)
{
	struct descriptor d;
	struct prop *p;
	uint32_t i;

	if (!read_descriptor(ev, how, &d))
		return false;
	if (o->class == CLASS_ARRAY && (text_to_index(key, &i) || text_is(key, "length")))
		return define_element(ev, o, key, &d);
	if (o->class == CLASS_REGEXP && text_is(key, "lastIndex"))
		return !d.has_value || value_set(ev, value_object(o), key, d.value);
	p = object_own(ev, o, key);
	if (p && !may_redefine(ev, o, p, &d))
		return cannot_redefine(ev, key);
	if (!p && o->flags & OBJECT_FIXED)
		return cannot_define(ev, key);
	if (!p) {
		p = object_put(ev, o, key, value_undefined());
		p->hidden = p->constant = p->fixed = true;
	}
	if (d.has_value)
		p->value = d.value;
	if (d.enumerable >= 0)
		p->hidden = !d.enumerable;
	if (d.writable >= 0)
		p->constant = !d.writable;
	if (d.configurable >= 0)
		p->fixed = !d.configurable;
	return true;
}

bool object_define(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *keys;
	const struct text *key;

	*ret = call_arg(c, 0);
	if (ret->kind != VALUE_OBJECT)
		return throw_type(ev, "Object.%s called on non-object", c->builtin->name);
	if (!c->builtin->magic)
		return value_to_key(ev, call_arg(c, 1), &key) &&
		       define(ev, ret->object, key, call_arg(c, 2));
	if (value_is_nullish(call_arg(c, 1)))
		return object_missing(ev);
	keys = object_keys(ev, call_arg(c, 1), false);
	for (uint32_t i = 0; i < keys->len; i++) {
		struct value how;

		if (!value_get(ev, call_arg(c, 1), keys->items[i].string, &how) ||
			!define(ev, ret->object, keys->items[i].string, how))
			return false;
	}
	return true;
}

/* The attributes of a member that is there. */
static struct descriptor attributes(struct eval *ev, struct value o, const struct text *key)
{
	struct descriptor d = {.enumerable = 1, .writable = 1, .configurable = 1};
	struct prop *p = o.kind == VALUE_OBJECT ? object_own(ev, o.object, key) : NULL;
	unsigned flags = o.kind == VALUE_OBJECT ? o.object->flags : FREEZE;

	if (p) {
		d.enumerable = !p->hidden;
		d.writable = !p->constant;
		d.configurable = !p->fixed;
	} else if (text_is(key, "length") || text_is(key, "name") || text_is(key, "lastIndex")) {
		/* of a function these are read-only, of others they stay */
		bool function = value_is_callable(o);

		d.enumerable = 0;
		d.writable = !function;
		d.configurable = function;
	}
	d.writable &= !(flags & OBJECT_FROZEN);
	d.configurable &= !(flags & OBJECT_SEALED);
	return d;
}

static bool has_own(struct eval *ev, struct value o, const struct text *key)
{
	struct value v;
	uint32_t i;

	switch (o.kind) {
	case VALUE_OBJECT: return object_has_own(ev, o.object, key);
	case VALUE_BUILTIN: return value_get(ev, o, key, &v) && !value_is_undefined(v);
	case VALUE_STRING:
		return text_is(key, "length") || (text_to_index(key, &i) && i < o.string->len);
	default: return false;
	}
}

bool object_descriptor(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value o = call_arg(c, 0), v;
	struct descriptor how;
	struct object *d;
	const struct text *key;

	if (value_is_nullish(o))
		return object_missing(ev);
	if (!value_to_key(ev, call_arg(c, 1), &key))
		return false;
	if (!has_own(ev, o, key))
		return true;
	if (!value_get(ev, o, key, &v))
		return false;
	how = attributes(ev, o, key);
	d = object_new(ev, CLASS_OBJECT);
	object_put_ascii(ev, d, "value", v);
	object_put_ascii(ev, d, "writable", value_bool(how.writable));
	object_put_ascii(ev, d, "enumerable", value_bool(how.enumerable));
	object_put_ascii(ev, d, "configurable", value_bool(how.configurable));
	return give_object(ret, d);
}

/* hasOwnProperty; Object.hasOwn with magic 1 */
bool object_has(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value o = c->builtin->magic ? call_arg(c, 0) : c->self;
	const struct text *key;

	if (value_is_nullish(o))
		return object_missing(ev);
	return value_to_key(ev, call_arg(c, c->builtin->magic), &key) &&
	       give_bool(ret, has_own(ev, o, key));
}

bool object_is_enumerable(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *key;

	if (!value_to_key(ev, call_arg(c, 0), &key))
		return false;
	if (value_is_nullish(c->self))
		return object_missing(ev);
	return give_bool(ret, has_own(ev, c->self, key) && attributes(ev, c->self, key).enumerable);
}
