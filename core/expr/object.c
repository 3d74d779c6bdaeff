#include "core/expr/eval.h"

#include <string.h>

struct object *object_new(struct eval *ev, enum object_class class)
{
	struct object *o = heap_new(&ev->heap, struct object);

	o->class = (uint8_t)class;
	return o;
}

/* ---- arrays ---- */

/* V8's longest array is 2^32 - 1; ours must fit into memory at once. */
void array_reserve(struct eval *ev, struct object *a, size_t cap)
{
	struct value *items;
	size_t room = a->cap ? a->cap : 4;

	if (cap <= a->cap)
		return;
	if (cap > UINT32_MAX / 2)
		ev->heap.exhausted(&ev->heap);
	if (!a->cap)
		room = cap;
	while (room < cap)
		room *= 2;
	items = heap_array(&ev->heap, struct value, room);
	if (a->len)
		memcpy(items, a->items, a->len * sizeof *items);
	a->items = items;
	a->cap = (uint32_t)room;
}

struct object *array_new(struct eval *ev, size_t cap)
{
	struct object *a = object_new(ev, CLASS_ARRAY);

	if (cap)
		array_reserve(ev, a, cap);
	return a;
}

void array_push_value(struct eval *ev, struct object *a, struct value v)
{
	if (a->len == a->cap)
		array_reserve(ev, a, a->len ? (size_t)a->len * 2 : 4);
	a->items[a->len++] = v;
}

void array_ready(struct eval *ev, struct object *a)
{
	if (a->source_kind != SOURCE_NONE)
		object_ready(ev, a);
}

struct value array_at(struct eval *ev, struct object *a, size_t i)
{
	struct value v;

	if (i >= a->len)
		return value_undefined();
	v = object_slot(ev, &a->items[i]);
	return v.kind == VALUE_HOLE ? value_undefined() : v;
}

/* ---- values of the scope ---- */

static struct pointer_slot *pointer_slot(struct pointers *p, const void *key)
{
	size_t mask = p->cap - 1, i = ((uintptr_t)key >> 4) * 0x9e3779b1u & mask;

	while (p->slots[i].key && p->slots[i].key != key)
		i = (i + 1) & mask;
	return &p->slots[i];
}

static void grow_pointers(struct eval *ev)
{
	struct pointers old = ev->pointers, *p = &ev->pointers;

	if (!p->cap) {
		p->slots = p->first;
		p->cap = sizeof p->first / sizeof *p->first;
		return;
	}
	p->cap *= 4;
	p->slots = heap_array(&ev->heap, struct pointer_slot, p->cap);
	for (size_t i = 0; i < old.cap; i++) {
		/* the first table lies within the struct itself */
		const struct pointer_slot *s =
			old.slots == p->first ? &p->first[i] : &old.slots[i];

		if (s->key)
			*pointer_slot(p, s->key) = *s;
	}
}

/* The one object that stands for something of the scope. */
static struct object *object_for(struct eval *ev, const void *key, enum source_kind kind,
	enum object_class class)
{
	struct pointers *p = &ev->pointers;
	struct pointer_slot *slot;

	if (p->len * 4 >= p->cap * 3)
		grow_pointers(ev);
	slot = pointer_slot(p, key);
	if (slot->key)
		return slot->object;
	slot->object = object_new(ev, class);
	slot->key = key;
	p->len++;
	slot->object->source = key;
	slot->object->source_kind = (uint8_t)kind;
	slot->object->flags = OBJECT_FIXED | OBJECT_SEALED | OBJECT_FROZEN | OBJECT_FROM_SCOPE;
	return slot->object;
}

struct value object_of_json(struct eval *ev, const cJSON *node)
{
	switch (node ? node->type & 0xff : cJSON_Invalid) {
	case cJSON_NULL: return value_null();
	case cJSON_True: return value_bool(true);
	case cJSON_False: return value_bool(false);
	case cJSON_Number: return value_number(node->valuedouble);
	case cJSON_String: return value_string(text_from(&ev->heap, node->valuestring));
	case cJSON_Array: return value_object(object_for(ev, node, SOURCE_JSON, CLASS_ARRAY));
	case cJSON_Object: return value_object(object_for(ev, node, SOURCE_JSON, CLASS_OBJECT));
	default: return value_undefined();
	}
}

struct value object_of_bind(struct eval *ev, const struct expr_bind *bind)
{
	switch (bind->kind) {
	case EXPR_BIND_JSON: return object_of_json(ev, bind->json);
	case EXPR_BIND_LAZY: return object_of_json(ev, bind->load(bind->self));
	case EXPR_BIND_LAYERS:
		return value_object(object_for(ev, bind->layers, SOURCE_LAYERS, CLASS_OBJECT));
	case EXPR_BIND_OBJECT:
		return value_object(object_for(ev, bind->members, SOURCE_BINDS, CLASS_OBJECT));
	}
	return value_undefined();
}

struct value object_slot(struct eval *ev, struct value *slot)
{
	if (slot->kind == VALUE_JSON)
		*slot = object_of_json(ev, slot->json);
	else if (slot->kind == VALUE_BIND)
		*slot = object_of_bind(ev, slot->bind);
	return *slot;
}
