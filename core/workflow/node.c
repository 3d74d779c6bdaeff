#include "core/workflow/node.h"

#include "core/base/str.h"
#include "core/base/vec.h"

#include <string.h>

const char *node_bare_name(const char *use)
{
	static const char *const scopes[] = {"@blokjs/", "@nanoservice-ts/"};

	for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
		if (str_starts(use, scopes[i]))
			return use + strlen(scopes[i]);
	return use;
}

static bool is_named(const struct node_kind *kind, const char *name)
{
	size_t len = strlen(kind->name);

	if (kind->name[0] == '*')
		return str_ends(name, kind->name + 1);
	if (kind->name[len - 1] == '*')
		return strncmp(name, kind->name, len - 1) == 0;
	return strcmp(name, kind->name) == 0;
}

const struct node_kind *node_find(const struct node_kind *const *table, const char *use)
{
	const char *name = node_bare_name(use);

	for (; *table; table++)
		if (is_named(*table, name))
			return *table;
	return NULL;
}

const char *node_nearest(const struct node_kind *const *table, const char *use)
{
	VEC(const char *) names = {0};
	const char *nearest;

	for (; *table; table++)
		if (!strchr((*table)->name, '*'))
			vec_push(&names, (*table)->name);
	nearest = str_nearest(node_bare_name(use), names.at, names.len);
	vec_release(&names);
	return nearest;
}

const cJSON *node_mock(const struct node_set *nodes, const char *id, const char *use)
{
	struct mock *found = NULL;

	for (size_t i = 0; !found && i < nodes->mocks_len; i++)
		if (str_eq(nodes->mocks[i].target, id))
			found = &nodes->mocks[i];
	for (size_t i = 0; !found && use && i < nodes->mocks_len; i++)
		if (str_eq(node_bare_name(nodes->mocks[i].target), node_bare_name(use)))
			found = &nodes->mocks[i];
	if (!found)
		return NULL;
	found->used = true;
	return found->reply;
}

void node_schemas_release(struct node_schemas *s)
{
	for (size_t i = 0; i < s->documents.len; i++)
		json_free(s->documents.at[i]);
	vec_release(&s->documents);
	map_release(&s->by_name);
	arena_release(&s->arena);
}

const struct schema *node_schema(struct node_schemas *s, const struct node_kind *kind)
{
	const struct schema_options options = {
		.fallback = SCHEMA_DRAFT7, .check_formats = s->check_formats};
	const struct schema *schema = map_get(&s->by_name, kind->name);
	cJSON *document;
	struct err err;

	if (schema || !kind->inputs ||
		!json_parse(kind->inputs, strlen(kind->inputs), &document, &err))
		return schema;
	vec_push(&s->documents, document);
	if (!schema_compile(&s->arena, document, &options, &schema, &err))
		return NULL;
	map_put(&s->by_name, kind->name, (void *)schema);
	return schema;
}
