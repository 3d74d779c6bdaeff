#include "core/data/schema_impl.h"

#include <string.h>

SCHEMA_CHECK(ref)
{
	return schema_apply_firmly(c, r->node, at, marks);
}

/* 2020-12 core section 8.2.3.2: the outermost resource on the way here that
 * has the anchor decides. */
SCHEMA_CHECK(dynamic_ref)
{
	const struct schema_node *node = r->node;

	for (const struct schema_scope *s = r->dynamic ? c->scope : NULL; s; s = s->outer)
		for (const struct schema_anchor *a = s->resource->dynamic; a; a = a->next)
			if (strcmp(a->name, r->dynamic) == 0)
				node = a->node;
	return schema_apply_firmly(c, node, at, marks);
}

SCHEMA_CHECK(type)
{
	struct str names = {0};

	(void)marks;
	if (schema_type_of(at->value) & r->types)
		return true;
	if (json_is_string(r->value))
		return schema_fail(c, r, at, "must be %s", r->value->valuestring);
	json_each(item, r->value)
		str_addf(&names, "%s%s", item == r->value->child ? "" : ",", item->valuestring);
	schema_fail(c, r, at, "must be %s", str_text(&names));
	str_release(&names);
	return false;
}

SCHEMA_CHECK(const)
{
	(void)marks;
	return json_equal(at->value, r->value) || schema_is_uncertain(c, at->value) ||
	       schema_fail(c, r, at, "must be equal to constant");
}

SCHEMA_CHECK(enum)
{
	(void)marks;
	json_each(item, r->value)
		if (json_equal(at->value, item))
			return true;
	return schema_is_uncertain(c, at->value) ||
	       schema_fail(c, r, at, "must be equal to one of the allowed values");
}

SCHEMA_CHECK(not )
{
	(void)marks;
	return !schema_passes_here(c, r->node, at, NULL) || schema_is_uncertain(c, at->value) ||
	       schema_fail(c, r, at, "must NOT be valid");
}

SCHEMA_CHECK(any_of)
{
	size_t before = schema_errors_mark(c);
	bool ok = false;

	for (size_t i = 0; i < r->count && !(ok && !marks); i++)
		ok |= schema_apply_here(c, r->nodes[i], at, marks);
	if (!ok)
		return schema_fail(c, r, at, "must match a schema in anyOf");
	schema_errors_reset(c, before);
	return true;
}

SCHEMA_CHECK(one_of)
{
	size_t before = schema_errors_mark(c), passed = 0;

	for (size_t i = 0; i < r->count && passed < 2; i++)
		passed += schema_apply_here(c, r->nodes[i], at, passed ? NULL : marks);
	if (passed != 1 && !(passed > 1 && schema_is_uncertain(c, at->value)))
		return schema_fail(c, r, at, "must match exactly one schema in oneOf");
	schema_errors_reset(c, before);
	return true;
}

SCHEMA_CHECK(all_of)
{
	bool ok = true;

	for (size_t i = 0; i < r->count && (ok || c->errors); i++)
		ok &= schema_apply_firmly(c, r->nodes[i], at, marks);
	return ok;
}

SCHEMA_CHECK(if)
{
	bool condition = schema_passes_here(c, r->node, at, marks);
	const struct schema_node *branch = condition ? r->then : r->otherwise;

	if (!branch || schema_is_uncertain(c, at->value))
		return true;
	return schema_apply_here(c, branch, at, marks) ||
	       schema_fail(c, r, at, "must match \"%s\" schema", condition ? "then" : "else");
}
