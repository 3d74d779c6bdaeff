#include "core/expr/eval.h"

#include <string.h>

/* Up to this many members a scan is faster than a table. */
#define SCAN_PROPS 8

static void index_add(struct props *p, const struct text *key, uint32_t position)
{
	uint32_t mask = p->index_cap - 1, i = text_hash(key) & mask;

	while (p->index[i])
		i = (i + 1) & mask;
	p->index[i] = position + 1;
}

static void build_index(struct eval *ev, struct props *p)
{
	p->index_cap = p->index_cap ? p->index_cap * 2 : 32;
	while (p->index_cap < p->len * 2)
		p->index_cap *= 2;
	p->index = heap_array(&ev->heap, uint32_t, p->index_cap);
	for (uint32_t i = 0; i < p->len; i++)
		if (p->at[i].key)
			index_add(p, p->at[i].key, i);
}

static struct prop *props_find(const struct props *p, const struct text *key)
{
	uint32_t hash, mask, i;

	if (!p->len)
		return NULL;
	if (!p->index) {
		for (i = 0; i < p->len; i++)
			if (p->at[i].key && text_eq(p->at[i].key, key))
				return &p->at[i];
		return NULL;
	}
	hash = text_hash(key);
	mask = p->index_cap - 1;
	for (i = hash & mask; p->index[i]; i = (i + 1) & mask) {
		struct prop *prop = &p->at[p->index[i] - 1];

		if (prop->key && text_eq(prop->key, key))
			return prop;
	}
	return NULL;
}

static struct prop *props_add(struct eval *ev, struct props *p, const struct text *key)
{
	struct prop *prop;
	uint32_t index;

	if (p->len == p->cap) {
		uint32_t cap = p->cap ? p->cap * 2 : 4;
		struct prop *at = heap_array(&ev->heap, struct prop, cap);

		if (p->len)
			memcpy(at, p->at, p->len * sizeof *at);
		p->at = at;
		p->cap = cap;
	}
	prop = &p->at[p->len++];
	*prop = (struct prop){.key = key};
	p->has_indices |= text_to_index(key, &index);
	if (p->len > SCAN_PROPS && p->len * 2 > p->index_cap)
		build_index(ev, p);
	else if (p->index)
		index_add(p, key, p->len - 1);
	return prop;
}

/* ---- what the scope gives ---- */

struct add_to {
	struct eval *ev;
	struct object *object;
};

static void add_layer_member(void *self, const char *key, const cJSON *value)
{
	const struct add_to *to = self;

	object_put(to->ev, to->object, text_from(&to->ev->heap, key),
		(struct value){.kind = VALUE_JSON, .json = value});
}

static void ready_json(struct eval *ev, struct object *o, const cJSON *node)
{
	json_each(item, node)
		object_put(ev, o, text_from(&ev->heap, item->string),
			(struct value){.kind = VALUE_JSON, .json = item});
}

void object_ready(struct eval *ev, struct object *o)
{
	struct add_to to = {ev, o};
	const void *source = o->source;
	int kind = o->source_kind;

	o->source_kind = SOURCE_NONE;
	if (kind == SOURCE_JSON && o->class == CLASS_ARRAY) {
		array_reserve(ev, o, json_count(source));
		json_each(item, (const cJSON *)source)
			o->items[o->len++] = (struct value){.kind = VALUE_JSON, .json = item};
	} else if (kind == SOURCE_JSON) {
		ready_json(ev, o, source);
	} else if (kind == SOURCE_LAYERS) {
		layers_each(source, add_layer_member, &to);
	} else if (kind == SOURCE_BINDS) {
		for (const struct expr_bind *b = source; b->name; b++)
			object_put(ev, o, text_from(&ev->heap, b->name),
				(struct value){.kind = VALUE_BIND, .bind = b});
	}
}

/* The first looks go to the source; who looks more often gets a table. */
#define LOOKS_WITHOUT_TABLE 4

static bool look_json(struct eval *ev, struct object *o, const char *key, struct value *ret)
{
	json_each(item, (const cJSON *)o->source) {
		if (strcmp(item->string, key) == 0) {
			*ret = object_of_json(ev, item);
			return true;
		}
	}
	return false;
}

static bool look_binds(struct eval *ev, struct object *o, const char *key, struct value *ret)
{
	for (const struct expr_bind *b = o->source; b->name; b++) {
		if (strcmp(b->name, key) != 0)
			continue;
		if (b->kind == EXPR_BIND_LAZY) {
			/* asked for once: the member keeps the answer */
			object_ready(ev, o);
			return object_own_value(ev, o, text_from(&ev->heap, key), ret);
		}
		*ret = object_of_bind(ev, b);
		return true;
	}
	return false;
}

static bool look_at_source(struct eval *ev, struct object *o, const struct text *key,
	struct value *ret)
{
	size_t len;
	const char *utf8 = text_utf8(&ev->heap, key, &len);
	const cJSON *value;

	if (strlen(utf8) != len)
		return false;
	if (o->source_kind == SOURCE_JSON)
		return look_json(ev, o, utf8, ret);
	if (o->source_kind == SOURCE_BINDS)
		return look_binds(ev, o, utf8, ret);
	value = layers_get(o->source, utf8);
	if (value)
		*ret = object_of_json(ev, value);
	return value;
}

/* ---- own members ---- */

struct prop *object_own(struct eval *ev, struct object *o, const struct text *key)
{
	if (o->source_kind != SOURCE_NONE)
		object_ready(ev, o);
	return props_find(&o->props, key);
}

bool object_own_value(struct eval *ev, struct object *o, const struct text *key, struct value *ret)
{
	struct prop *p;

	if (o->source_kind != SOURCE_NONE && o->class == CLASS_OBJECT) {
		if (o->source_kind == SOURCE_LAYERS || o->looks++ < LOOKS_WITHOUT_TABLE)
			return look_at_source(ev, o, key, ret);
		object_ready(ev, o);
	}
	p = props_find(&o->props, key);
	if (p)
		*ret = object_slot(ev, &p->value);
	return p;
}

struct prop *object_put(struct eval *ev, struct object *o, const struct text *key, struct value v)
{
	struct prop *p = props_find(&o->props, key);

	if (!p)
		p = props_add(ev, &o->props, key);
	p->value = v;
	return p;
}

void object_put_ascii(struct eval *ev, struct object *o, const char *key, struct value v)
{
	object_put(ev, o, text_from(&ev->heap, key), v);
}

bool object_remove(struct eval *ev, struct object *o, const struct text *key)
{
	struct prop *p = object_own(ev, o, key);

	if (!p)
		return false;
	p->key = NULL;
	o->props.deleted++;
	return true;
}

/* ---- keys in order ---- */

static void push_indices(struct eval *ev, struct object *o, struct object *keys)
{
	for (uint32_t i = 0; i < o->len; i++)
		if (o->items[i].kind != VALUE_HOLE)
			array_push_value(ev, keys, value_string(number_to_text(ev, i)));
}

static uint32_t index_of_key(struct value key)
{
	uint32_t index = 0;

	text_to_index(key.string, &index);
	return index;
}

/* The index keys among the members, sorted by their number: a merge sort from
 * the bottom up, for keys that come from outside. */
static void sort_indices(struct eval *ev, struct value *keys, size_t len)
{
	struct value *other = heap_array(&ev->heap, struct value, len);

	for (size_t width = 1; width < len; width *= 2) {
		for (size_t from = 0; from < len; from += 2 * width) {
			size_t a = from, mid = from + width < len ? from + width : len;
			size_t b = mid, end = mid + width < len ? mid + width : len;

			for (size_t i = from; i < end; i++)
				other[i] = a < mid && (b >= end || index_of_key(keys[a]) <=
									   index_of_key(keys[b]))
						   ? keys[a++]
						   : keys[b++];
		}
		memcpy(keys, other, len * sizeof *keys);
	}
}

static void push_named(struct eval *ev, struct object *o, struct object *keys, bool with_hidden)
{
	size_t first = keys->len;
	uint32_t index;

	if (o->props.has_indices) {
		for (uint32_t i = 0; i < o->props.len; i++) {
			const struct prop *p = &o->props.at[i];

			if (p->key && (with_hidden || !p->hidden) && text_to_index(p->key, &index))
				array_push_value(ev, keys, value_string(p->key));
		}
		sort_indices(ev, keys->items + first, keys->len - first);
	}
	for (uint32_t i = 0; i < o->props.len; i++) {
		const struct prop *p = &o->props.at[i];

		if (p->key && (with_hidden || !p->hidden) &&
			!(o->props.has_indices && text_to_index(p->key, &index)))
			array_push_value(ev, keys, value_string(p->key));
	}
}

static void push_name(struct eval *ev, struct object *keys, const char *name)
{
	array_push_value(ev, keys, value_string(text_from(&ev->heap, name)));
}

/* Hidden members that are no props. */
static void push_inborn(struct eval *ev, struct object *o, struct object *keys)
{
	bool function = o->class == CLASS_FUNCTION || o->class == CLASS_BOUND;
	const struct text *length = text_from(&ev->heap, "length");
	const struct text *name = text_from(&ev->heap, "name");

	if (o->class == CLASS_ARRAY || (function && !props_find(&o->props, length)))
		array_push_value(ev, keys, value_string(length));
	if (function && !props_find(&o->props, name))
		array_push_value(ev, keys, value_string(name));
	if (o->class == CLASS_REGEXP)
		push_name(ev, keys, "lastIndex");
}

struct object *object_keys(struct eval *ev, struct value v, bool with_hidden)
{
	struct object *keys = array_new(ev, 8);

	if (v.kind == VALUE_STRING) {
		for (uint32_t i = 0; i < v.string->len; i++)
			array_push_value(ev, keys, value_string(number_to_text(ev, i)));
		if (with_hidden)
			push_name(ev, keys, "length");
	} else if (v.kind == VALUE_OBJECT) {
		if (v.object->source_kind != SOURCE_NONE)
			object_ready(ev, v.object);
		if (v.object->class == CLASS_ARRAY)
			push_indices(ev, v.object, keys);
		if (with_hidden)
			push_inborn(ev, v.object, keys);
		push_named(ev, v.object, keys, with_hidden);
	}
	eval_work(ev, keys->len);
	return keys;
}
