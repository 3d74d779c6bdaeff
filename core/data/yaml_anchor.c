#include "core/data/yaml_reader.h"

#include <string.h>

bool yaml_anchor_open(struct yaml_reader *r, const yaml_char_t *name, size_t *ret_id)
{
	struct anchor anchor = {0};

	*ret_id = 0;
	if (!name)
		return true;
	if (r->anchors.len == YAML_MAX_ANCHORS)
		return yaml_fail(
			r, yaml_here(r), "limit", NULL, "more than %d anchors", YAML_MAX_ANCHORS);
	anchor.name = mem_strdup((const char *)name);
	vec_push(&r->anchors, anchor);
	*ret_id = r->anchors.len;
	/* of two anchors with one name an alias means the nearer one before it */
	map_put(&r->names, anchor.name, (void *)(uintptr_t)*ret_id);
	return true;
}

void yaml_anchor_close(struct yaml_reader *r, size_t id, const cJSON *node, const char *text)
{
	if (!id)
		return;
	r->anchors.at[id - 1].node = node;
	r->anchors.at[id - 1].text = text ? mem_strdup(text) : NULL;
}

const struct anchor *yaml_anchor_find(struct yaml_reader *r)
{
	const char *name = (const char *)r->event.data.alias.anchor;
	size_t id = (size_t)(uintptr_t)map_get(&r->names, name);

	if (!id) {
		yaml_fail(r, yaml_here(r), "alias", "a text that begins with '*' needs quotes",
			"no anchor '&%.60s' stands before this alias", name);
		return NULL;
	}
	if (!r->anchors.at[id - 1].node) {
		yaml_fail(r, yaml_here(r), "alias", NULL, "the alias '*%.60s' stands inside itself",
			name);
		return NULL;
	}
	if (++r->aliases > YAML_MAX_ALIASES) {
		yaml_fail(r, yaml_here(r), "limit", NULL, "more than %d aliases", YAML_MAX_ALIASES);
		return NULL;
	}
	return &r->anchors.at[id - 1];
}

/* A shallow copy that keeps the place of the original. */
static cJSON *copy_one(const cJSON *node)
{
	cJSON *copy = cJSON_Duplicate(node, false);

	if (!copy)
		mem_exhausted();
	return copy;
}

static bool expand(struct yaml_reader *r, const cJSON *node, int depth, cJSON **ret)
{
	cJSON *copy, *child;

	if (++r->expanded > YAML_MAX_EXPANDED)
		return yaml_fail(r, yaml_here(r), "limit", NULL,
			"the aliases expand to more than %d values", YAML_MAX_EXPANDED);
	if ((json_is_array(node) || json_is_object(node)) && depth >= YAML_MAX_DEPTH)
		return yaml_fail(r, yaml_here(r), "depth", NULL,
			"nested deeper than %d levels, counting what aliases stand for",
			YAML_MAX_DEPTH);
	copy = copy_one(node);
	for (const cJSON *item = node->child; item; item = item->next) {
		if (!expand(r, item, depth + 1, &child)) {
			json_free(copy);
			return false;
		}
		if (json_is_object(node))
			json_add_take(copy, item->string, child);
		else
			json_append_take(copy, child);
	}
	*ret = copy;
	return true;
}

bool yaml_expand(struct yaml_reader *r, const struct anchor *anchor, cJSON **ret)
{
	return expand(r, anchor->node, r->depth, ret);
}
