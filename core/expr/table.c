#include "core/expr/table.h"

#include <string.h>

static uint32_t hash_of(struct value v)
{
	uint64_t bits = 0;

	switch (v.kind) {
	case VALUE_STRING: return text_hash(v.string);
	case VALUE_NUMBER:
		/* 0 and -0 are one key, and so are all NaNs */
		if (v.number == 0)
			return 1;
		if (v.number != v.number)
			return 2;
		memcpy(&bits, &v.number, sizeof bits);
		break;
	case VALUE_BOOL: return 3u + v.boolean;
	case VALUE_OBJECT: bits = (uintptr_t)v.object >> 4; break;
	case VALUE_BUILTIN: bits = (uintptr_t)v.builtin >> 4; break;
	default: return 5u + v.kind;
	}
	bits *= 0x9e3779b97f4a7c15u;
	return (uint32_t)(bits >> 32);
}

struct table *table_new(struct eval *ev)
{
	return heap_new(&ev->heap, struct table);
}

struct entry *table_find(const struct table *t, struct value key)
{
	uint32_t mask = t->index_cap - 1;

	if (!t->index)
		return NULL;
	for (uint32_t i = hash_of(key) & mask; t->index[i]; i = (i + 1) & mask) {
		struct entry *e = &t->at[t->index[i] - 1];

		if (e->key.kind != VALUE_HOLE && value_same(e->key, key, true))
			return e;
	}
	return NULL;
}

static void index_add(struct table *t, uint32_t position)
{
	uint32_t mask = t->index_cap - 1, i = hash_of(t->at[position].key) & mask;

	while (t->index[i])
		i = (i + 1) & mask;
	t->index[i] = position + 1;
}

static void grow(struct eval *ev, struct table *t)
{
	uint32_t cap = t->cap ? t->cap * 2 : 8;
	struct entry *at = heap_array(&ev->heap, struct entry, cap);

	if (t->len)
		memcpy(at, t->at, t->len * sizeof *at);
	t->at = at;
	t->cap = cap;
	t->index_cap = cap * 2;
	t->index = heap_array(&ev->heap, uint32_t, t->index_cap);
	for (uint32_t i = 0; i < t->len; i++)
		if (t->at[i].key.kind != VALUE_HOLE)
			index_add(t, i);
}

void table_put(struct eval *ev, struct table *t, struct value key, struct value value)
{
	struct entry *e = table_find(t, key);

	if (e) {
		e->value = value;
		return;
	}
	if (t->len == t->cap)
		grow(ev, t);
	if (key.kind == VALUE_NUMBER && key.number == 0)
		key.number = 0; /* -0 becomes 0 */
	t->at[t->len] = (struct entry){key, value};
	index_add(t, t->len++);
}

bool table_remove(struct table *t, struct value key)
{
	struct entry *e = table_find(t, key);

	if (!e)
		return false;
	e->key = value_hole();
	e->value = value_undefined();
	t->deleted++;
	return true;
}

void table_clear(struct table *t)
{
	for (uint32_t i = 0; i < t->len; i++) {
		t->at[i].key = value_hole();
		t->at[i].value = value_undefined();
	}
	t->deleted = t->len;
}
