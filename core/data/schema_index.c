#include "core/base/num.h"
#include "core/data/schema_impl.h"

#include <stdlib.h>
#include <string.h>

#define DRAFT7_URI "http://json-schema.org/draft-07/schema"
#define DRAFT_2020_12_URI "https://json-schema.org/draft/2020-12/schema"

static bool walk(
	struct schema_compiler *c, const cJSON *json, struct schema_resource *resource, int depth);

/* A pointer as the key of a map, which wants bytes that stay. */
static const char *pointer_key(struct schema_compiler *c, const cJSON *json)
{
	const cJSON **key = arena_new(c->a, const cJSON *);

	*key = json;
	return (const char *)key;
}

struct schema_resource *schema_owner(
	struct schema_compiler *c, const cJSON *json, const struct schema_resource *outer)
{
	struct schema_resource *own =
		c->owners.len ? map_get_bytes(&c->owners, (const char *)&json, sizeof json) : NULL;

	return own ? own : (struct schema_resource *)outer;
}

static const char *without_fragment(struct schema_compiler *c, const char *uri)
{
	size_t len = strcspn(uri, "#");

	return uri[len] ? arena_strndup(c->a, uri, len) : uri;
}

/* A meta-schema of somebody's own: "$vocabulary" says which keywords count. */
static void read_vocabulary(struct schema_compiler *c, struct schema_resource *r, const char *uri)
{
	const cJSON *meta = c->options->load ? c->options->load(c->options->self, uri) : NULL;
	const cJSON *vocabulary = json_get(meta, "$vocabulary");
	const char *base = json_get_string(meta, "$schema");

	if (base && strncmp(base, DRAFT7_URI, strlen(DRAFT7_URI)) == 0)
		r->draft = SCHEMA_DRAFT7;
	else if (base && strcmp(base, DRAFT_2020_12_URI) == 0)
		r->draft = SCHEMA_2020_12;
	if (!vocabulary)
		return;
	r->validation =
		json_get(vocabulary, "https://json-schema.org/draft/2020-12/vocab/validation");
	r->formats = json_get(
		vocabulary, "https://json-schema.org/draft/2020-12/vocab/format-assertion");
}

static void read_draft(struct schema_compiler *c, struct schema_resource *r)
{
	const char *uri = json_get_string(r->json, "$schema");

	if (!uri)
		return;
	uri = without_fragment(c, uri);
	r->validation = true;
	r->formats = false;
	if (strcmp(uri, DRAFT7_URI) == 0)
		r->draft = SCHEMA_DRAFT7;
	else if (strcmp(uri, DRAFT_2020_12_URI) == 0)
		r->draft = SCHEMA_2020_12;
	else
		read_vocabulary(c, r, uri);
}

static struct schema_resource *add_resource(struct schema_compiler *c, const cJSON *json,
	const char *uri, const struct schema_resource *like)
{
	struct schema_resource *r = arena_new(c->a, struct schema_resource);

	*r = *like;
	r->uri = uri;
	r->json = json;
	r->dynamic = NULL;
	read_draft(c, r);
	vec_push(&c->all, r);
	map_put(&c->resources, uri, r);
	map_put_bytes(&c->owners, pointer_key(c, json), sizeof json, r);
	return r;
}

static struct schema_anchor *add_anchor(
	struct schema_compiler *c, struct schema_resource *r, const cJSON *json, const char *name)
{
	struct schema_anchor *anchor = arena_new(c->a, struct schema_anchor);

	*anchor = (struct schema_anchor){.name = name, .json = json, .resource = r};
	map_put(&c->anchors, arena_printf(c->a, "%s#%s", r->uri, name), anchor);
	return anchor;
}

static void add_dynamic_anchor(
	struct schema_compiler *c, struct schema_resource *r, const cJSON *json, const char *name)
{
	struct schema_anchor *anchor = add_anchor(c, r, json, name);

	anchor->is_dynamic = true;
	anchor->next = r->dynamic;
	r->dynamic = anchor;
}

/* "$id", "$anchor" and "$dynamicAnchor"; the resource that the schema belongs to. */
static struct schema_resource *read_names(
	struct schema_compiler *c, const cJSON *json, struct schema_resource *r)
{
	const char *id = json_get_string(json, "$id"), *name;
	bool draft7 = r->draft == SCHEMA_DRAFT7, is_document = json == r->json;

	/* draft 7, section 8.3: what stands beside "$ref" does not count */
	if (draft7 && json_get_string(json, "$ref"))
		return r;
	if (id && !is_document && id[0] != '#')
		r = add_resource(
			c, json, without_fragment(c, schema_uri_resolve(c->a, r->uri, id)), r);
	if (id && draft7 && (name = strchr(id, '#')) && name[1])
		add_anchor(c, r, json, name + 1);
	if (draft7)
		return r;
	name = json_get_string(json, "$anchor");
	if (name)
		add_anchor(c, r, json, name);
	name = json_get_string(json, "$dynamicAnchor");
	if (name)
		add_dynamic_anchor(c, r, json, name);
	return r;
}

static bool walk_below(
	struct schema_compiler *c, const cJSON *value, struct schema_resource *resource, int depth)
{
	for (const cJSON *item = value->child; item; item = item->next)
		if (json_is_object(item) && !walk(c, item, resource, depth + 1))
			return false;
	return true;
}

/* Only where a keyword says that a schema stands: an "$id" in an enum is data. */
static bool walk(
	struct schema_compiler *c, const cJSON *json, struct schema_resource *resource, int depth)
{
	const struct schema_keyword *keyword;
	bool ok = true;

	if (depth > JSON_MAX_DEPTH)
		return err_set(c->err, ERR_INPUT, "invalid schema: nested deeper than %d levels",
			JSON_MAX_DEPTH);
	resource = read_names(c, json, resource);
	for (const cJSON *item = json->child; ok && item; item = item->next) {
		if (!item->child)
			continue;
		keyword = schema_keyword_find(item->string, resource->draft);
		if (!keyword || keyword->shape == SHAPE_OTHER)
			continue;
		if (json_is_object(item) &&
			(keyword->shape == SHAPE_SCHEMA || keyword->shape == SHAPE_SCHEMA_OR_LIST))
			ok = walk(c, item, resource, depth + 1);
		else
			ok = walk_below(c, item, resource, depth + 1);
	}
	return ok;
}

bool schema_index(struct schema_compiler *c, const cJSON *json, const char *uri,
	struct schema_resource *like, struct schema_resource **ret)
{
	struct schema_resource *r = add_resource(c, json, uri, like);
	const char *id = json_get_string(json, "$id");

	*ret = r;
	if (!json_is_object(json))
		return true;
	if (id && id[0] != '#' && !(r->draft == SCHEMA_DRAFT7 && json_get(json, "$ref"))) {
		r->uri = without_fragment(c, schema_uri_resolve(c->a, uri, id));
		map_put(&c->resources, r->uri, r);
	}
	return walk(c, json, r, 1);
}

static bool find_document(struct schema_compiler *c, const struct schema_resource *from,
	const char *uri, struct schema_resource **ret)
{
	struct schema_resource like = {.draft = from->draft, .validation = true};
	const cJSON *json;

	*ret = map_get(&c->resources, uri);
	if (*ret)
		return true;
	json = schema_meta(uri);
	if (!json && c->options->load)
		json = c->options->load(c->options->self, uri);
	if (!json)
		return false;
	if (++c->documents > SCHEMA_MAX_DOCUMENTS)
		return err_set(c->err, ERR_INPUT,
			"invalid schema: refers to more than %d documents", SCHEMA_MAX_DOCUMENTS);
	return schema_index(c, json, uri, &like, ret);
}

/* Percent escapes of a fragment. */
static char *decoded(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text), *to = copy;

	for (const char *p = text; *p; p++) {
		if (*p == '%' && num_hex_digit(p[1]) >= 0 && num_hex_digit(p[2]) >= 0) {
			*to++ = (char)(num_hex_digit(p[1]) * 16 + num_hex_digit(p[2]));
			p += 2;
		} else {
			*to++ = *p;
		}
	}
	*to = '\0';
	return copy;
}

static void unescape(char *segment)
{
	char *to = segment;

	for (const char *p = segment; *p; p++) {
		if (p[0] == '~' && (p[1] == '0' || p[1] == '1'))
			*to++ = *++p == '0' ? '~' : '/';
		else
			*to++ = *p;
	}
	*to = '\0';
}

static const cJSON *child_at(const cJSON *json, const char *segment)
{
	size_t digits = strspn(segment, "0123456789");
	unsigned long index;
	const cJSON *item;

	if (json_is_object(json))
		return json_get(json, segment);
	if (!json_is_array(json) || !digits || digits > 9 || segment[digits])
		return NULL;
	index = strtoul(segment, NULL, 10);
	for (item = json->child; item && index; item = item->next)
		index--;
	return item;
}

/* RFC 6901; the resource changes where the way crosses an "$id". */
static const cJSON *follow(struct schema_compiler *c, char *pointer, struct schema_target *target)
{
	const cJSON *json = target->resource->json;

	while (json && *pointer == '/') {
		char *segment = pointer + 1, *end = segment + strcspn(segment, "/");
		char after = *end;

		*end = '\0';
		unescape(segment);
		json = child_at(json, segment);
		if (json)
			target->resource = schema_owner(c, json, target->resource);
		pointer = end;
		*pointer = after;
	}
	return json;
}

bool schema_find(struct schema_compiler *c, const struct schema_resource *from, const char *ref,
	struct schema_target *ret)
{
	char *uri = schema_uri_resolve(c->a, from->uri, ref);
	char *hash = strchr(uri, '#');
	const char *fragment = hash ? hash + 1 : "";
	struct schema_resource *resource;

	if (hash)
		*hash = '\0';
	c->err->kind = ERR_NONE;
	if (!find_document(c, from, uri, &resource)) {
		if (c->err->kind == ERR_NONE)
			err_set(c->err, ERR_INPUT,
				"invalid schema: the reference '%s' leads nowhere (no document "
				"'%s')",
				ref, uri);
		return false;
	}
	*ret = (struct schema_target){.resource = resource,
		.location = arena_printf(c->a, "%s#%s", resource->is_root ? "" : uri, fragment)};
	if (!*fragment)
		ret->json = resource->json;
	else if (*fragment == '/')
		ret->json = follow(c, decoded(c->a, fragment), ret);
	else
		ret->anchor = map_get(&c->anchors,
			arena_printf(c->a, "%s#%s", resource->uri, decoded(c->a, fragment)));
	if (ret->anchor) {
		ret->json = ret->anchor->json;
		ret->resource = ret->anchor->resource;
	}
	return ret->json ||
	       err_set(c->err, ERR_INPUT, "invalid schema: the reference '%s' leads nowhere", ref);
}
