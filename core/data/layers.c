#include "core/data/layers.h"

#include "core/base/mem.h"

#include <stdlib.h>

void layers_init(struct layers *l, const struct layers *outer)
{
	*l = (struct layers){.own = json_new_object(), .outer = outer};
}

void layers_release(struct layers *l)
{
	map_release(&l->index);
	json_free(l->own);
	*l = (struct layers){0};
}

const cJSON *layers_get(const struct layers *l, const char *key)
{
	for (; l; l = l->outer) {
		const cJSON *value = map_get(&l->index, key);

		if (value)
			return value;
	}
	return NULL;
}

void layers_set_take(struct layers *l, const char *key, cJSON *value)
{
	cJSON *before = map_get(&l->index, key);

	if (!before) {
		json_add_take(l->own, key, value);
		map_put(&l->index, value->string, value);
		return;
	}
	json_replace_take(l->own, before, value);
	map_put(&l->index, value->string, value); /* which borrows the key */
}

static void each_above(
	const struct layers *l, const struct layers *innermost, layers_visit *each, void *self)
{
	if (!l)
		return;
	each_above(l->outer, innermost, each, self);
	json_each(item, l->own)
		if (!layers_get(l->outer, item->string))
			each(self, item->string, layers_get(innermost, item->string));
}

void layers_each(const struct layers *l, layers_visit *each, void *self)
{
	each_above(l, l, each, self);
}

static void add_copy(void *object, const char *key, const cJSON *value)
{
	json_add_take(object, key, json_copy(value));
}

cJSON *layers_to_json(const struct layers *l)
{
	cJSON *object = json_new_object();

	layers_each(l, add_copy, object);
	return object;
}
