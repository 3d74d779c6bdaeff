#include "core/data/schema_impl.h"

#include <string.h>

/* Looking up more than this many keys of one object pays for a table. */
#define MANY_KEYS 16

SCHEMA_CHECK(max_properties)
{
	(void)marks;
	return (double)json_count(at->value) <= r->number ||
	       schema_fail(c, r, at, "must NOT have more than %.0f properties", r->number);
}

SCHEMA_CHECK(min_properties)
{
	(void)marks;
	return (double)json_count(at->value) >= r->number ||
	       schema_fail(c, r, at, "must NOT have fewer than %.0f properties", r->number);
}

/* Look-ups of a keyword's names in the value. */
struct lookup {
	const cJSON *object;
	struct map table; /* when there are many of both */
};

static void lookup_init(struct lookup *l, const cJSON *object, size_t names)
{
	*l = (struct lookup){.object = object};
	if (names > MANY_KEYS && json_count(object) > MANY_KEYS)
		for (cJSON *item = object->child; item; item = item->next)
			map_put(&l->table, item->string, item);
}

static const cJSON *lookup_get(const struct lookup *l, const char *key)
{
	return l->table.len ? map_get(&l->table, key) : json_get(l->object, key);
}

static void mark(struct schema_marks *marks, const cJSON *object, const cJSON *member)
{
	size_t index = 0;

	if (!marks)
		return;
	for (const cJSON *item = object->child; item != member; item = item->next)
		index++;
	if (index < marks->count)
		marks->seen[index] = 1;
}

static bool apply_member(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, const cJSON *member)
{
	struct schema_at inner = {.outer = at, .value = member, .key = member->string};

	return schema_apply(c, node, &inner);
}

SCHEMA_CHECK(required)
{
	struct lookup lookup;
	bool ok = true;

	(void)marks;
	lookup_init(&lookup, at->value, json_count(r->value));
	json_each(name, r->value)
		if (!lookup_get(&lookup, name->valuestring))
			ok = schema_fail(
				c, r, at, "must have required property '%s'", name->valuestring);
	map_release(&lookup.table);
	return ok;
}

/* A name is checked as a string that stands where its object stands. */
SCHEMA_CHECK(property_names)
{
	bool ok = true;

	(void)marks;
	for (const cJSON *item = at->value->child; item && (ok || c->errors); item = item->next) {
		cJSON name = {.type = cJSON_String, .valuestring = item->string};
		struct schema_at inner = *at;

		inner.value = &name;
		if (!schema_apply(c, r->node, &inner))
			ok = schema_fail(c, r, at, "property name must be valid");
	}
	return ok;
}

static bool is_additional(struct schema_check *c, const struct schema_rule *r, const char *key)
{
	if (schema_names_has(&r->names, key))
		return false;
	for (size_t i = 0; i < r->pattern_count; i++)
		if (schema_matches(c, r->patterns[i], key))
			return false;
	return true;
}

SCHEMA_CHECK(additional_properties)
{
	bool ok = true, never = json_is_bool(r->value) && !json_is_true(r->value);
	size_t index = 0;

	for (const cJSON *item = at->value->child; item && (ok || c->errors);
		item = item->next, index++) {
		if (!is_additional(c, r, item->string))
			continue;
		if (never)
			ok = schema_fail(c, r, at, "must NOT have additional properties");
		else
			ok &= apply_member(c, r->node, at, item);
		if (marks)
			marks->seen[index] = 1;
	}
	return ok;
}

static bool check_names(struct schema_check *c, const struct schema_rule *r,
	const struct schema_at *at, const cJSON *dependency)
{
	struct str names = {0};
	bool ok = true;

	json_each(name, dependency)
		str_addf(&names, "%s%s", name == dependency->child ? "" : ", ", name->valuestring);
	json_each(name, dependency)
		if (!json_get(at->value, name->valuestring))
			ok = schema_fail(c, r, at, "must have %s %s when property %s is present",
				json_count(dependency) == 1 ? "property" : "properties",
				str_text(&names), dependency->string);
	str_release(&names);
	return ok;
}

/* "dependencies", "dependentRequired" and "dependentSchemas": lists of names
 * first, as Ajv does. */
SCHEMA_CHECK(dependencies)
{
	size_t i = 0;
	bool ok = true;

	json_each(item, r->value)
		if (json_is_array(item) && json_get(at->value, item->string))
			ok &= check_names(c, r, at, item);
	json_each(item, r->value) {
		const struct schema_node *node = r->nodes ? r->nodes[i] : NULL;

		i++;
		if (node && json_get(at->value, item->string) && (ok || c->errors))
			ok &= schema_apply_here(c, node, at, marks);
	}
	return ok;
}

SCHEMA_CHECK(properties)
{
	struct lookup lookup;
	const cJSON *property = r->value->child;
	bool ok = true;

	lookup_init(&lookup, at->value, r->count);
	for (size_t i = 0; property && (ok || c->errors); property = property->next, i++) {
		const cJSON *member = lookup_get(&lookup, property->string);

		if (!member)
			continue;
		ok &= apply_member(c, r->nodes[i], at, member);
		mark(marks, at->value, member);
	}
	map_release(&lookup.table);
	return ok;
}

SCHEMA_CHECK(pattern_properties)
{
	bool ok = true;

	for (size_t i = 0; i < r->count; i++) {
		size_t index = 0;

		for (const cJSON *item = at->value->child; item && (ok || c->errors);
			item = item->next, index++) {
			if (!schema_matches(c, r->patterns[i], item->string))
				continue;
			ok &= apply_member(c, r->nodes[i], at, item);
			if (marks)
				marks->seen[index] = 1;
		}
	}
	return ok;
}

SCHEMA_CHECK(unevaluated_properties)
{
	bool ok = true, never = json_is_bool(r->value) && !json_is_true(r->value);
	size_t index = 0;

	if (!marks || schema_is_uncertain(c, at->value))
		return true;
	for (const cJSON *item = at->value->child; item && (ok || c->errors);
		item = item->next, index++) {
		if (marks->seen[index])
			continue;
		if (never)
			ok = schema_fail(c, r, at, "must NOT have unevaluated properties");
		else
			ok &= apply_member(c, r->node, at, item);
		marks->seen[index] = 1;
	}
	return ok;
}
