#include "core/data/schema_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

unsigned schema_type_of(const cJSON *value)
{
	switch (value->type & 0xff) {
	case cJSON_True:
	case cJSON_False: return TYPE_BOOLEAN;
	case cJSON_Number:
		/* mathematically: 1.0 is an integer */
		return floor(value->valuedouble) == value->valuedouble &&
				       isfinite(value->valuedouble)
			       ? TYPE_NUMBER | TYPE_INTEGER
			       : TYPE_NUMBER;
	case cJSON_String: return TYPE_STRING;
	case cJSON_Array: return TYPE_ARRAY;
	case cJSON_Object: return TYPE_OBJECT;
	default: return TYPE_NULL;
	}
}

static void add_pointer(const struct schema_at *at, struct str *out)
{
	if (!at->outer)
		return;
	add_pointer(at->outer, out);
	if (!at->key) {
		str_addf(out, "/%zu", at->index);
		return;
	}
	str_add_char(out, '/');
	for (const char *p = at->key; *p; p++) {
		if (*p == '~')
			str_add(out, "~0");
		else if (*p == '/')
			str_add(out, "~1");
		else
			str_add_char(out, *p);
	}
}

static void add_error(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, const char *keyword, struct str *message)
{
	struct str instance = {0}, path = {0};

	if (c->errors->list.len >= SCHEMA_MAX_ERRORS) {
		str_release(message);
		return;
	}
	add_pointer(at, &instance);
	schema_node_path(node, &path);
	str_addf(&path, "/%s", keyword);
	vec_push(&c->errors->list, ((struct schema_error){.instance_path = str_take(&instance),
					   .schema_path = str_take(&path),
					   .keyword = mem_strdup(keyword),
					   .message = str_take(message)}));
}

bool schema_fail(struct schema_check *c, const struct schema_rule *r, const struct schema_at *at,
	const char *format, ...)
{
	struct str message = {0};
	va_list args;

	if (!c->errors)
		return false;
	va_start(args, format);
	str_vaddf(&message, format, args);
	va_end(args);
	add_error(c, r->owner, at, r->keyword->name, &message);
	return false;
}

size_t schema_errors_mark(const struct schema_check *c)
{
	return c->errors ? c->errors->list.len : 0;
}

static void error_release(struct schema_error *e)
{
	free(e->instance_path);
	free(e->schema_path);
	free(e->keyword);
	free(e->message);
}

void schema_errors_reset(struct schema_check *c, size_t mark)
{
	while (c->errors && c->errors->list.len > mark)
		error_release(&c->errors->list.at[--c->errors->list.len]);
}

void schema_errors_release(struct schema_errors *e)
{
	for (size_t i = 0; i < e->list.len; i++)
		error_release(&e->list.at[i]);
	vec_release(&e->list);
}

bool schema_matches(struct schema_check *c, const pcre2_code *pattern, const char *text)
{
	if (!c->match)
		c->match = pcre2_match_data_create(1, NULL);
	if (!c->match)
		mem_exhausted();
	/* A match that takes too long is none; so is one in half a surrogate pair,
	 * which strings from expressions can hold. */
	return pcre2_match(pattern, (PCRE2_SPTR)text, strlen(text), 0, 0, c->match,
		       c->schema->limits) >= 0;
}

static bool holds_unknown(const cJSON *value)
{
	if (json_is_unknown(value))
		return true;
	json_each(item, value)
		if (holds_unknown(item))
			return true;
	return false;
}

bool schema_is_uncertain(const struct schema_check *c, const cJSON *value)
{
	return c->has_unknown && holds_unknown(value);
}

static bool give_up(struct schema_check *c, const char *why)
{
	if (!c->aborted)
		c->aborted = why;
	return false;
}

static bool run_rules(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, struct schema_marks *marks)
{
	unsigned type = schema_type_of(at->value);
	bool ok = true;

	for (size_t i = 0; i < node->count && !c->aborted; i++) {
		const struct schema_rule *r = &node->rules[i];

		if (r->keyword->group && !(r->keyword->group & type))
			continue;
		if (!r->keyword->check(c, r, at, marks))
			ok = false;
		if (!ok && !c->errors)
			break;
	}
	return ok;
}

static bool apply_object(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, struct schema_marks *marks)
{
	struct schema_scope scope = {.resource = node->resource, .outer = c->scope};
	const struct schema_scope *outer = c->scope;
	struct schema_marks own = {0};
	bool ok;

	if (!outer || outer->resource != node->resource)
		c->scope = &scope;
	if (!marks && node->needs_marks && at->value->child) {
		own.count = json_count(at->value);
		own.seen = mem_alloc(own.count);
		marks = &own;
	}
	ok = run_rules(c, node, at, marks);
	free(own.seen);
	c->scope = outer;
	return ok;
}

static bool apply(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, struct schema_marks *marks)
{
	struct str message = {0};
	bool ok;

	if (c->aborted)
		return false;
	if (json_is_unknown(at->value))
		return true;
	if (!json_is_object(node->json)) {
		ok = json_is_true(node->json);
		if (!ok && c->errors) {
			str_add(&message, "boolean schema is false");
			add_error(c, node, at, "false schema", &message);
		}
		return ok;
	}
	if (c->depth >= SCHEMA_MAX_DEPTH)
		return give_up(c, "must not be nested so deep, or its schema refers to itself "
				  "without end");
	if (++c->steps > SCHEMA_MAX_STEPS)
		return give_up(c, "must not need so many steps to check");
	c->depth++;
	ok = apply_object(c, node, at, marks);
	c->depth--;
	return ok;
}

bool schema_apply(
	struct schema_check *c, const struct schema_node *node, const struct schema_at *at)
{
	return apply(c, node, at, NULL);
}

static bool apply_apart(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, struct schema_marks *marks, bool keep_failed)
{
	struct schema_marks inner = {0};
	bool ok;

	if (!marks || !marks->count)
		return apply(c, node, at, NULL);
	inner.count = marks->count;
	inner.seen = mem_alloc(inner.count);
	ok = apply(c, node, at, &inner);
	for (size_t i = 0; (ok || keep_failed) && i < inner.count; i++)
		marks->seen[i] |= inner.seen[i];
	free(inner.seen);
	return ok;
}

bool schema_apply_here(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, struct schema_marks *marks)
{
	bool keep_failed = false;

	return apply_apart(c, node, at, marks, keep_failed);
}

bool schema_apply_firmly(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, struct schema_marks *marks)
{
	bool keep_failed = true;

	return apply_apart(c, node, at, marks, keep_failed);
}

bool schema_passes_here(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, struct schema_marks *marks)
{
	struct schema_errors *errors = c->errors;
	bool ok;

	c->errors = NULL;
	ok = schema_apply_here(c, node, at, marks);
	c->errors = errors;
	return ok;
}

bool schema_check(const struct schema *s, const cJSON *value, struct schema_errors *errors)
{
	struct schema_check c = {.schema = s, .errors = errors};
	struct schema_at root = {.value = value};
	struct str message = {0};
	bool ok;

	c.has_unknown = holds_unknown(value);
	ok = schema_apply(&c, s->root, &root);
	if (c.aborted && errors) {
		str_add(&message, c.aborted);
		add_error(&c, s->root, &root, "$ref", &message);
	}
	pcre2_match_data_free(c.match);
	return ok && !c.aborted;
}
