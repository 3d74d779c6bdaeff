#include "core/data/schema_impl.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Up to this many names a scan is faster than a table. */
#define FEW_NAMES 8

static void add_segment(struct str *out, const char *text)
{
	static const char plain[] = "-_.!~*'()";

	/* JSON pointer inside a URI fragment, as Ajv writes it */
	str_add_char(out, '/');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '~')
			str_add(out, "~0");
		else if (c == '/')
			str_add(out, "~1");
		else if (c < 0x80 && (isalnum(c) || strchr(plain, c)))
			str_add_char(out, *text);
		else
			str_addf(out, "%%%02X", c);
	}
}

void schema_node_path(const struct schema_node *node, struct str *out)
{
	if (!node->parent) {
		str_add(out, node->location);
		return;
	}
	schema_node_path(node->parent, out);
	str_addf(out, "/%s", node->keyword);
	if (node->key)
		add_segment(out, node->key);
	else if (node->index >= 0)
		str_addf(out, "/%ld", node->index);
}

bool schema_wrong(struct schema_compiler *c, const struct schema_rule *r, const char *what)
{
	struct str path = {0};

	schema_node_path(r->owner, &path);
	err_set(c->err, ERR_INPUT, "invalid schema: '%s/%s' must be %s", str_text(&path),
		r->keyword->name, what);
	str_release(&path);
	return false;
}

static struct schema_node *new_node(struct schema_compiler *c, const cJSON *json)
{
	struct schema_node *node = arena_new(c->a, struct schema_node);

	node->json = json;
	node->index = -1;
	map_put_bytes(&c->nodes, (const char *)&node->json, sizeof json, node);
	vec_push(&c->queue, node);
	return node;
}

const struct schema_node *schema_node_for(
	struct schema_compiler *c, const cJSON *json, const struct schema_rule *r)
{
	struct schema_node *node = map_get_bytes(&c->nodes, (const char *)&json, sizeof json);

	if (!json_is_object(json) && !json_is_bool(json)) {
		schema_wrong(c, r, r->value == json ? "a schema" : "made of schemas");
		return NULL;
	}
	if (node)
		return node;
	node = new_node(c, json);
	node->resource = schema_owner(c, json, r->owner->resource);
	node->parent = r->owner;
	node->keyword = r->keyword->name;
	return node;
}

const struct schema_node *schema_node_at(
	struct schema_compiler *c, const struct schema_target *target)
{
	struct schema_node *node =
		map_get_bytes(&c->nodes, (const char *)&target->json, sizeof target->json);

	if (node)
		return node;
	if (!json_is_object(target->json) && !json_is_bool(target->json)) {
		err_set(c->err, ERR_INPUT, "invalid schema: '%s' is no schema", target->location);
		return NULL;
	}
	node = new_node(c, target->json);
	node->resource = target->resource;
	node->location = target->location;
	return node;
}

bool schema_names_has(const struct schema_names *names, const char *name)
{
	size_t i;

	if (!names->cap)
		return json_get(names->object, name);
	for (i = map_hash(name, strlen(name)) & (names->cap - 1); names->slots[i];
		i = (i + 1) & (names->cap - 1))
		if (strcmp(names->slots[i], name) == 0)
			return true;
	return false;
}

static void build_names(struct arena *a, const cJSON *object, struct schema_names *names)
{
	size_t count = json_count(object), i;

	names->object = object;
	/* anything but an object is refused where its own keyword is compiled */
	if (!json_is_object(object) || count <= FEW_NAMES)
		return;
	for (names->cap = 32; names->cap < count * 2;)
		names->cap *= 2;
	names->slots = arena_array(a, const char *, names->cap);
	json_each(item, object) {
		i = map_hash(item->string, strlen(item->string)) & (names->cap - 1);
		while (names->slots[i])
			i = (i + 1) & (names->cap - 1);
		names->slots[i] = item->string;
	}
}

/* Subschemas by the shape of the keyword's value. */
static bool compile_several(struct schema_compiler *c, struct schema_rule *r)
{
	bool list = json_is_array(r->value);
	long index = 0;

	r->count = json_count(r->value);
	r->nodes = arena_array(c->a, const struct schema_node *, r->count);
	json_each(item, r->value) {
		struct schema_node *node;

		if (r->keyword->shape == SHAPE_MAP_OR_NAMES && json_is_array(item)) {
			index++;
			continue;
		}
		node = (struct schema_node *)schema_node_for(c, item, r);
		if (!node)
			return false;
		if (!node->location) {
			node->key = list ? NULL : item->string;
			node->index = list ? index : -1;
		}
		r->nodes[index++] = node;
	}
	return true;
}

static bool compile_subschemas(struct schema_compiler *c, struct schema_rule *r)
{
	bool many = json_is_array(r->value) || json_is_object(r->value);

	switch (r->keyword->shape) {
	case SHAPE_OTHER: return true;
	case SHAPE_LIST:
		if (!json_is_array(r->value))
			return schema_wrong(c, r, "an array of schemas");
		break;
	case SHAPE_MAP:
	case SHAPE_MAP_OR_NAMES:
		if (!json_is_object(r->value))
			return schema_wrong(c, r, "an object of schemas");
		break;
	case SHAPE_SCHEMA_OR_LIST: many = json_is_array(r->value); break;
	case SHAPE_SCHEMA: many = false; break;
	}
	if (many)
		return compile_several(c, r);
	r->node = schema_node_for(c, r->value, r);
	return r->node;
}

/* What "additionalProperties" and "unevaluated…" need to know of their siblings. */
static bool compile_siblings(struct schema_compiler *c, struct schema_rule *r)
{
	const cJSON *patterns = json_get(r->owner->json, "patternProperties");

	if (strcmp(r->keyword->name, "additionalProperties") == 0)
		build_names(c->a, json_get(r->owner->json, "properties"), &r->names);
	else if (strcmp(r->keyword->name, "patternProperties") != 0)
		return true;
	if (!json_is_object(patterns))
		return true;
	r->patterns = arena_array(c->a, pcre2_code *, json_count(patterns));
	json_each(item, patterns) {
		pcre2_code *code = schema_pattern(c, r, item->string);

		if (!code)
			return false;
		r->patterns[r->pattern_count++] = code;
	}
	return true;
}

static bool has_group(const cJSON *json, const struct schema_resource *resource, unsigned group)
{
	json_each(item, json) {
		const struct schema_keyword *k = schema_keyword_find(item->string, resource->draft);

		if (k && k->group & group)
			return true;
	}
	return false;
}

/* Where Ajv evaluates a keyword: "type" comes first, or with the first keyword
 * of its one type. */
static size_t order_of(const struct schema_rule *r)
{
	const struct schema_keyword *k = schema_keywords;

	if (strcmp(r->keyword->name, "type") != 0)
		return (size_t)(r->keyword - k) * 2 + 2;
	/* one bit: one type; no keyword is for integers alone */
	if (r->types & (r->types - 1) || r->types == TYPE_INTEGER ||
		!has_group(r->owner->json, r->owner->resource, r->types))
		return 0;
	while (k->name && !(k->group & r->types))
		k++;
	return (size_t)(k - schema_keywords) * 2 + 1;
}

static bool skips(const struct schema_node *node, const struct schema_keyword *k)
{
	if (!k || (!k->check && k->shape == SHAPE_OTHER))
		return true;
	if (k->validation && !node->resource->validation)
		return true;
	/* draft 7, section 8.3: what stands beside "$ref" does not count */
	return node->resource->draft == SCHEMA_DRAFT7 && json_get_string(node->json, "$ref") &&
	       strcmp(k->name, "$ref") != 0;
}

static bool add_rule(struct schema_compiler *c, struct schema_node *node, struct schema_rule rule)
{
	size_t at;

	if (!compile_subschemas(c, &rule) || !compile_siblings(c, &rule))
		return false;
	if (rule.keyword->compile && !rule.keyword->compile(c, &rule))
		return false;
	if (!rule.keyword->check)
		return true;
	rule.order = order_of(&rule);
	for (at = node->count++; at > 0 && node->rules[at - 1].order > rule.order; at--)
		node->rules[at] = node->rules[at - 1];
	node->rules[at] = rule;
	return true;
}

static bool compile_node(struct schema_compiler *c, struct schema_node *node)
{
	if (!json_is_object(node->json))
		return true;
	node->rules = arena_array(c->a, struct schema_rule, json_count(node->json));
	json_each(item, node->json) {
		const struct schema_keyword *k =
			schema_keyword_find(item->string, node->resource->draft);
		struct schema_rule rule = {.keyword = k, .owner = node, .value = item};

		if (!skips(node, k) && !add_rule(c, node, rule))
			return false;
	}
	return true;
}

/* Any resource on the way may own the anchor that a "$dynamicRef" means. */
static bool add_dynamic(struct schema_compiler *c)
{
	for (size_t i = 0; i < c->all.len; i++)
		for (struct schema_anchor *a = c->all.at[i]->dynamic; a; a = a->next) {
			struct schema_target target = {.json = a->json,
				.resource = a->resource,
				.location = arena_printf(c->a, "%s#%s",
					a->resource->is_root ? "" : a->resource->uri, a->name)};

			if (!a->node)
				a->node = schema_node_at(c, &target);
			if (!a->node)
				return false;
		}
	return true;
}

static bool compile_all(struct schema_compiler *c)
{
	for (size_t i = 0; i < c->queue.len; i++) {
		if (!compile_node(c, c->queue.at[i]))
			return false;
		if (c->has_dynamic_ref && i + 1 == c->queue.len && !add_dynamic(c))
			return false;
	}
	return true;
}

static void release(struct schema_compiler *c)
{
	map_release(&c->resources);
	map_release(&c->owners);
	map_release(&c->anchors);
	map_release(&c->nodes);
	map_release(&c->patterns);
	vec_release(&c->queue);
	vec_release(&c->all);
}

bool schema_compile(struct arena *a, const cJSON *document, const struct schema_options *options,
	const struct schema **ret, struct err *err)
{
	struct schema_compiler c = {.a = a, .options = options, .err = err};
	struct schema_resource like = {
		.draft = options->fallback, .is_root = true, .validation = true};
	struct schema_target root = {.json = document, .location = "#"};
	bool ok;

	c.schema = arena_new(a, struct schema);
	ok = schema_index(&c, document, "", &like, &root.resource);
	root.resource->is_root = true;
	if (ok)
		c.schema->root = schema_node_at(&c, &root);
	ok = ok && c.schema->root && compile_all(&c);
	release(&c);
	if (ok)
		*ret = c.schema;
	return ok;
}
