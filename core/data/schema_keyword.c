#include "core/data/schema_impl.h"

#include <math.h>
#include <string.h>

static bool compile_number(struct schema_compiler *c, struct schema_rule *r)
{
	r->number = r->value->valuedouble;
	return json_is_number(r->value) || schema_wrong(c, r, "a number");
}

static bool compile_divisor(struct schema_compiler *c, struct schema_rule *r)
{
	r->number = r->value->valuedouble;
	return (json_is_number(r->value) && r->number > 0) ||
	       schema_wrong(c, r, "a number greater than 0");
}

static bool is_count(const cJSON *value)
{
	return json_is_number(value) && value->valuedouble >= 0 &&
	       floor(value->valuedouble) == value->valuedouble;
}

static bool compile_count(struct schema_compiler *c, struct schema_rule *r)
{
	r->number = r->value->valuedouble;
	return is_count(r->value) || schema_wrong(c, r, "a whole number of at least 0");
}

static bool compile_pattern(struct schema_compiler *c, struct schema_rule *r)
{
	if (!json_is_string(r->value))
		return schema_wrong(c, r, "a string");
	r->pattern = schema_pattern(c, r, r->value->valuestring);
	return r->pattern;
}

static bool compile_format(struct schema_compiler *c, struct schema_rule *r)
{
	if (!json_is_string(r->value))
		return schema_wrong(c, r, "a string");
	if (c->options->check_formats || r->owner->resource->formats)
		r->format = schema_format(r->value->valuestring);
	return true;
}

static bool compile_list(struct schema_compiler *c, struct schema_rule *r)
{
	return json_is_array(r->value) || schema_wrong(c, r, "an array");
}

static bool only_strings(const cJSON *list)
{
	json_each(item, list)
		if (!json_is_string(item))
			return false;
	return json_is_array(list);
}

static bool compile_required(struct schema_compiler *c, struct schema_rule *r)
{
	return only_strings(r->value) || schema_wrong(c, r, "an array of strings");
}

static bool compile_dependencies(struct schema_compiler *c, struct schema_rule *r)
{
	if (!json_is_object(r->value))
		return schema_wrong(c, r, "an object");
	json_each(item, r->value)
		if ((json_is_array(item) || r->keyword->shape == SHAPE_OTHER) &&
			!only_strings(item))
			return schema_wrong(c, r, "made of arrays of strings");
	return true;
}

static unsigned type_bit(const char *name)
{
	static const struct {
		const char *name;
		unsigned bit;
	} types[] = {
		{"null", TYPE_NULL},
		{"boolean", TYPE_BOOLEAN},
		{"integer", TYPE_INTEGER},
		{"number", TYPE_NUMBER},
		{"string", TYPE_STRING},
		{"array", TYPE_ARRAY},
		{"object", TYPE_OBJECT},
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].name, name) == 0)
			return types[i].bit;
	return 0;
}

static bool compile_type(struct schema_compiler *c, struct schema_rule *r)
{
	static const char wanted[] =
		"one or several of null, boolean, integer, number, string, array, object";

	if (json_is_string(r->value)) {
		r->types = type_bit(r->value->valuestring);
		return r->types || schema_wrong(c, r, wanted);
	}
	if (!only_strings(r->value) || !r->value->child)
		return schema_wrong(c, r, wanted);
	json_each(item, r->value) {
		unsigned bit = type_bit(item->valuestring);

		if (!bit)
			return schema_wrong(c, r, wanted);
		r->types |= bit;
	}
	return true;
}

/* For the order of Ajv's message: the types of "items" when all are scalar. */
static bool compile_unique(struct schema_compiler *c, struct schema_rule *r)
{
	const cJSON *type = json_get(json_get(r->owner->json, "items"), "type");

	if (json_is_string(type))
		r->types = type_bit(type->valuestring);
	else if (only_strings(type))
		json_each(item, type)
			r->types |= type_bit(item->valuestring);
	/* behind "prefixItems" it would leave out items that "items" does not see */
	if (r->types & (TYPE_ARRAY | TYPE_OBJECT) || json_get(r->owner->json, "prefixItems"))
		r->types = 0;
	return json_is_bool(r->value) || schema_wrong(c, r, "true or false");
}

static bool compile_ref(struct schema_compiler *c, struct schema_rule *r)
{
	bool dynamic = strcmp(r->keyword->name, "$dynamicRef") == 0;
	struct schema_target target;

	if (!json_is_string(r->value))
		return schema_wrong(c, r, "a string");
	if (!schema_find(c, r->owner->resource, r->value->valuestring, &target))
		return false;
	r->node = schema_node_at(c, &target);
	if (dynamic && target.anchor && target.anchor->is_dynamic) {
		r->dynamic = target.anchor->name;
		c->has_dynamic_ref = true;
	}
	return r->node;
}

static const struct schema_node *sibling(
	struct schema_compiler *c, const struct schema_rule *r, const char *name)
{
	const cJSON *value = json_get(r->owner->json, name);
	struct schema_rule rule = *r;

	rule.keyword = schema_keyword_find(name, r->owner->resource->draft);
	rule.value = value;
	return value ? schema_node_for(c, value, &rule) : NULL;
}

static bool compile_if(struct schema_compiler *c, struct schema_rule *r)
{
	r->then = sibling(c, r, "then");
	r->otherwise = sibling(c, r, "else");
	return true;
}

/* draft 7 knows no "minContains" and "maxContains" */
static bool compile_contains(struct schema_compiler *c, struct schema_rule *r)
{
	const cJSON *least = json_get(r->owner->json, "minContains");
	const cJSON *most = json_get(r->owner->json, "maxContains");
	bool counts = r->owner->resource->draft != SCHEMA_DRAFT7 && r->owner->resource->validation;

	(void)c;
	r->number = counts && is_count(least) ? least->valuedouble : 1;
	r->other = counts && is_count(most) ? most->valuedouble : INFINITY;
	return true;
}

static bool compile_items(struct schema_compiler *c, struct schema_rule *r)
{
	if (r->owner->resource->draft == SCHEMA_DRAFT7)
		return true;
	if (json_is_array(r->value))
		return schema_wrong(c, r, "a schema (a list of schemas is 'prefixItems')");
	r->number = (double)json_count(json_get(r->owner->json, "prefixItems"));
	return true;
}

static bool compile_additional_items(struct schema_compiler *c, struct schema_rule *r)
{
	const cJSON *items = json_get(r->owner->json, "items");

	(void)c;
	/* it counts only behind a list; -1 says so to the check */
	r->number = json_is_array(items) ? (double)json_count(items) : -1;
	return true;
}

static bool compile_unevaluated(struct schema_compiler *c, struct schema_rule *r)
{
	(void)c;
	((struct schema_node *)r->owner)->needs_marks = true;
	return true;
}

#define NUMBERS (TYPE_INTEGER | TYPE_NUMBER)
#define ANY 0

/* Vocabulary "validation" or another one. */
#define VALIDATION true
#define APPLICATOR false

const struct schema_keyword schema_keywords[] = {
	{"$dynamicRef", ANY, IN_2020_12, APPLICATOR, SHAPE_OTHER, compile_ref,
		schema_check_dynamic_ref},
	{"$ref", ANY, IN_BOTH, APPLICATOR, SHAPE_OTHER, compile_ref, schema_check_ref},
	{"type", ANY, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_type, schema_check_type},
	{"const", ANY, IN_BOTH, VALIDATION, SHAPE_OTHER, NULL, schema_check_const},
	{"enum", ANY, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_list, schema_check_enum},
	{"not", ANY, IN_BOTH, APPLICATOR, SHAPE_SCHEMA, NULL, schema_check_not},
	{"anyOf", ANY, IN_BOTH, APPLICATOR, SHAPE_LIST, NULL, schema_check_any_of},
	{"oneOf", ANY, IN_BOTH, APPLICATOR, SHAPE_LIST, NULL, schema_check_one_of},
	{"allOf", ANY, IN_BOTH, APPLICATOR, SHAPE_LIST, NULL, schema_check_all_of},
	{"if", ANY, IN_BOTH, APPLICATOR, SHAPE_SCHEMA, compile_if, schema_check_if},
	{"then", ANY, IN_BOTH, APPLICATOR, SHAPE_SCHEMA, NULL, NULL},
	{"else", ANY, IN_BOTH, APPLICATOR, SHAPE_SCHEMA, NULL, NULL},

	{"maximum", NUMBERS, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_number,
		schema_check_maximum},
	{"minimum", NUMBERS, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_number,
		schema_check_minimum},
	{"exclusiveMaximum", NUMBERS, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_number,
		schema_check_exclusive_maximum},
	{"exclusiveMinimum", NUMBERS, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_number,
		schema_check_exclusive_minimum},
	{"multipleOf", NUMBERS, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_divisor,
		schema_check_multiple_of},

	{"maxLength", TYPE_STRING, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_count,
		schema_check_max_length},
	{"minLength", TYPE_STRING, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_count,
		schema_check_min_length},
	{"pattern", TYPE_STRING, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_pattern,
		schema_check_pattern},
	{"format", TYPE_STRING, IN_BOTH, APPLICATOR, SHAPE_OTHER, compile_format,
		schema_check_format},

	{"maxItems", TYPE_ARRAY, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_count,
		schema_check_max_items},
	{"minItems", TYPE_ARRAY, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_count,
		schema_check_min_items},
	{"additionalItems", TYPE_ARRAY, IN_DRAFT7, APPLICATOR, SHAPE_SCHEMA,
		compile_additional_items, schema_check_rest_items},
	{"prefixItems", TYPE_ARRAY, IN_2020_12, APPLICATOR, SHAPE_LIST, NULL,
		schema_check_prefix_items},
	{"items", TYPE_ARRAY, IN_BOTH, APPLICATOR, SHAPE_SCHEMA_OR_LIST, compile_items,
		schema_check_items},
	{"contains", TYPE_ARRAY, IN_BOTH, APPLICATOR, SHAPE_SCHEMA, compile_contains,
		schema_check_contains},
	{"uniqueItems", TYPE_ARRAY, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_unique,
		schema_check_unique_items},
	{"unevaluatedItems", TYPE_ARRAY, IN_2020_12, APPLICATOR, SHAPE_SCHEMA, compile_unevaluated,
		schema_check_unevaluated_items},

	{"maxProperties", TYPE_OBJECT, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_count,
		schema_check_max_properties},
	{"minProperties", TYPE_OBJECT, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_count,
		schema_check_min_properties},
	{"required", TYPE_OBJECT, IN_BOTH, VALIDATION, SHAPE_OTHER, compile_required,
		schema_check_required},
	{"propertyNames", TYPE_OBJECT, IN_BOTH, APPLICATOR, SHAPE_SCHEMA, NULL,
		schema_check_property_names},
	{"additionalProperties", TYPE_OBJECT, IN_BOTH, APPLICATOR, SHAPE_SCHEMA, NULL,
		schema_check_additional_properties},
	{"dependencies", TYPE_OBJECT, IN_BOTH, APPLICATOR, SHAPE_MAP_OR_NAMES, compile_dependencies,
		schema_check_dependencies},
	{"properties", TYPE_OBJECT, IN_BOTH, APPLICATOR, SHAPE_MAP, NULL, schema_check_properties},
	{"patternProperties", TYPE_OBJECT, IN_BOTH, APPLICATOR, SHAPE_MAP, NULL,
		schema_check_pattern_properties},
	{"dependentRequired", TYPE_OBJECT, IN_2020_12, VALIDATION, SHAPE_OTHER,
		compile_dependencies, schema_check_dependencies},
	{"dependentSchemas", TYPE_OBJECT, IN_2020_12, APPLICATOR, SHAPE_MAP, NULL,
		schema_check_dependencies},
	{"unevaluatedProperties", TYPE_OBJECT, IN_2020_12, APPLICATOR, SHAPE_SCHEMA,
		compile_unevaluated, schema_check_unevaluated_properties},

	{"definitions", ANY, IN_BOTH, APPLICATOR, SHAPE_MAP, NULL, NULL},
	{"$defs", ANY, IN_2020_12, APPLICATOR, SHAPE_MAP, NULL, NULL},
	{NULL, ANY, 0, APPLICATOR, SHAPE_OTHER, NULL, NULL},
};

const struct schema_keyword *schema_keyword_find(const char *name, enum schema_draft draft)
{
	unsigned wanted = draft == SCHEMA_DRAFT7 ? IN_DRAFT7 : IN_2020_12;

	for (const struct schema_keyword *k = schema_keywords; k->name; k++)
		if (k->name[0] == name[0] && k->drafts & wanted && strcmp(k->name, name) == 0)
			return k;
	return NULL;
}
