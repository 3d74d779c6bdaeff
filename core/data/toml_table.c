#include "core/data/toml_reader.h"

#include <stdlib.h>
#include <string.h>

/* Keys are compared one by one up to this many, then hashed. */
#define FEW_KEYS 12

struct toml_table *toml_table_new(cJSON *node, enum toml_origin origin, int section, int depth)
{
	struct toml_table *table = mem_alloc(sizeof *table);

	*table = (struct toml_table){
		.node = node, .origin = origin, .section = section, .depth = depth};
	return table;
}

void toml_table_free(struct toml_table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < table->entries.len; i++)
		toml_table_free(table->entries.at[i].table);
	vec_release(&table->entries);
	map_release(&table->index);
	free(table);
}

static struct toml_entry *find(struct toml_table *table, const char *key)
{
	if (table->index.len) {
		size_t position = (size_t)(uintptr_t)map_get(&table->index, key);

		return position ? &table->entries.at[position - 1] : NULL;
	}
	for (size_t i = 0; i < table->entries.len; i++)
		if (strcmp(table->entries.at[i].node->string, key) == 0)
			return &table->entries.at[i];
	return NULL;
}

static struct toml_entry *add(struct toml_table *table, const char *key, struct toml_entry entry)
{
	json_add_take(table->node, key, entry.node);
	vec_push(&table->entries, entry);
	if (table->entries.len > FEW_KEYS)
		for (size_t i = table->index.len; i < table->entries.len; i++)
			map_put(&table->index, table->entries.at[i].node->string,
				(void *)(uintptr_t)(i + 1));
	return &table->entries.at[table->entries.len - 1];
}

void toml_table_add_take(struct toml_table *table, const char *key, cJSON *value)
{
	add(table, key, (struct toml_entry){.node = value});
}

static bool taken(struct toml_reader *r, const struct toml_key *key, const cJSON *first)
{
	int line, column;

	user_file_place(&r->doc->file, r->doc->places.at[first->valueint].key, &line, &column);
	return toml_fail(r, key->offset, "duplicate-key", "keep one of the two",
		"the key '%.60s' is defined twice, first on line %d", key->text, line);
}

static bool closed(
	struct toml_reader *r, const struct toml_key *key, const cJSON *first, const char *what)
{
	int line, column;

	user_file_place(&r->doc->file, r->doc->places.at[first->valueint].key, &line, &column);
	return toml_fail(r, key->offset, "duplicate-key", "write its keys in one place",
		"'%.60s' is %s, defined on line %d, and takes no more keys", key->text, what, line);
}

static bool check_depth(struct toml_reader *r, const struct toml_key *key, int depth)
{
	if (depth > TOML_MAX_DEPTH)
		return toml_fail(r, key->offset, "depth", NULL, "nested deeper than %d levels",
			TOML_MAX_DEPTH);
	return true;
}

static bool add_table(struct toml_reader *r, struct toml_table *parent, const struct toml_key *key,
	enum toml_origin origin, struct toml_table **ret)
{
	cJSON *node;

	if (!check_depth(r, key, parent->depth + 1))
		return false;
	node = json_new_object();
	document_set_place(r->doc, node, key->offset, key->offset);
	*ret = toml_table_new(node, origin, r->section, parent->depth + 1);
	add(parent, key->text, (struct toml_entry){.node = node, .table = *ret});
	return true;
}

/* A header's way to its last part: through tables and the last elements of
 * arrays of tables. */
static bool walk(struct toml_reader *r, struct toml_table *table, const struct toml_path *path,
	struct toml_table **ret)
{
	for (size_t i = 0; i + 1 < path->parts.len; i++) {
		const struct toml_key *key = &path->parts.at[i];
		const struct toml_entry *entry = find(table, key->text);

		if (!entry) {
			if (!add_table(r, table, key, TOML_IMPLICIT, &table))
				return false;
		} else if (!entry->table) {
			return closed(r, key, entry->node,
				json_is_object(entry->node)  ? "an inline table"
				: json_is_array(entry->node) ? "an array"
							     : "a value");
		} else {
			table = entry->table;
		}
	}
	*ret = table;
	return true;
}

/* [a.b.c], section "Table". */
bool toml_table_header(struct toml_reader *r, struct toml_table *root, const struct toml_path *path,
	size_t offset, struct toml_table **ret)
{
	const struct toml_key *key = &path->parts.at[path->parts.len - 1];
	struct toml_table *table;
	struct toml_entry *entry;

	if (!walk(r, root, path, &table))
		return false;
	entry = find(table, key->text);
	if (!entry) {
		if (!add_table(r, table, key, TOML_HEADER, ret))
			return false;
		r->doc->places.at[(*ret)->node->valueint].value = (uint32_t)offset;
		return true;
	}
	if (!entry->table || entry->array || entry->table->origin != TOML_IMPLICIT)
		return taken(r, key, entry->node);
	entry->table->origin = TOML_HEADER;
	r->doc->places.at[entry->node->valueint] =
		(struct place){.value = (uint32_t)offset, .key = (uint32_t)key->offset};
	*ret = entry->table;
	return true;
}

/* [[a.b.c]], section "Array of Tables". */
bool toml_table_array(struct toml_reader *r, struct toml_table *root, const struct toml_path *path,
	size_t offset, struct toml_table **ret)
{
	const struct toml_key *key = &path->parts.at[path->parts.len - 1];
	struct toml_table *table;
	struct toml_entry *entry;
	cJSON *node;

	if (!walk(r, root, path, &table) || !check_depth(r, key, table->depth + 2))
		return false;
	entry = find(table, key->text);
	if (entry && !entry->array)
		return taken(r, key, entry->node);
	if (!entry) {
		node = json_new_array();
		document_set_place(r->doc, node, key->offset, offset);
		entry = add(table, key->text, (struct toml_entry){.node = node, .array = true});
	}
	node = json_new_object();
	document_set_place(r->doc, node, key->offset, offset);
	json_append_take(entry->node, node);
	/* nothing can reach the element before any more */
	toml_table_free(entry->table);
	entry->table = toml_table_new(node, TOML_HEADER, r->section, table->depth + 2);
	*ret = entry->table;
	return true;
}

bool toml_table_parent(struct toml_reader *r, struct toml_table *table,
	const struct toml_path *path, struct toml_table **ret)
{
	const struct toml_key *key = path->parts.at;
	const struct toml_entry *entry;

	for (; key < path->parts.at + path->parts.len - 1; key++) {
		entry = find(table, key->text);
		if (!entry) {
			if (!add_table(r, table, key, TOML_DOTTED, &table))
				return false;
			continue;
		}
		if (!entry->table)
			return taken(r, key, entry->node);
		if (entry->array)
			return closed(r, key, entry->node, "an array of tables");
		if (entry->table->origin == TOML_IMPLICIT) {
			entry->table->origin = TOML_DOTTED;
			entry->table->section = r->section;
		}
		if (entry->table->origin != TOML_DOTTED || entry->table->section != r->section)
			return closed(r, key, entry->node, "a table");
		table = entry->table;
	}
	entry = find(table, key->text);
	*ret = table;
	return !entry || taken(r, key, entry->node);
}
