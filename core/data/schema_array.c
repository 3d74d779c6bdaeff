#include "core/data/schema_impl.h"

#include <stdlib.h>
#include <string.h>

SCHEMA_CHECK(max_items)
{
	(void)marks;
	return (double)json_count(at->value) <= r->number ||
	       schema_fail(c, r, at, "must NOT have more than %.0f items", r->number);
}

SCHEMA_CHECK(min_items)
{
	(void)marks;
	return (double)json_count(at->value) >= r->number ||
	       schema_fail(c, r, at, "must NOT have fewer than %.0f items", r->number);
}

static void mark(struct schema_marks *marks, size_t index)
{
	if (marks && index < marks->count)
		marks->seen[index] = 1;
}

static bool apply_item(struct schema_check *c, const struct schema_node *node,
	const struct schema_at *at, const cJSON *item, size_t index)
{
	struct schema_at inner = {.outer = at, .value = item, .index = index};

	return schema_apply(c, node, &inner);
}

/* A list of schemas for the first items. */
static bool check_list(struct schema_check *c, const struct schema_rule *r,
	const struct schema_at *at, struct schema_marks *marks)
{
	const cJSON *item = at->value->child;
	bool ok = true;

	for (size_t i = 0; i < r->count && item && (ok || c->errors); i++, item = item->next) {
		ok &= apply_item(c, r->nodes[i], at, item, i);
		mark(marks, i);
	}
	return ok;
}

/* One schema for all items from `first` on. */
static bool check_rest(struct schema_check *c, const struct schema_rule *r,
	const struct schema_at *at, struct schema_marks *marks, size_t first)
{
	size_t i = 0;
	bool ok = true;

	for (const cJSON *item = at->value->child; item && (ok || c->errors);
		item = item->next, i++) {
		if (i < first)
			continue;
		ok &= apply_item(c, r->node, at, item, i);
		mark(marks, i);
	}
	return ok;
}

/* As Ajv words `false` behind a list. */
static bool check_behind(struct schema_check *c, const struct schema_rule *r,
	const struct schema_at *at, struct schema_marks *marks, size_t first)
{
	if (json_is_bool(r->value) && !json_is_true(r->value))
		return json_count(at->value) <= first ||
		       schema_fail(c, r, at, "must NOT have more than %zu items", first);
	return check_rest(c, r, at, marks, first);
}

SCHEMA_CHECK(prefix_items)
{
	return check_list(c, r, at, marks);
}

SCHEMA_CHECK(items)
{
	if (json_is_array(r->value))
		return check_list(c, r, at, marks);
	if (r->number > 0)
		return check_behind(c, r, at, marks, (size_t)r->number);
	return check_rest(c, r, at, marks, 0);
}

SCHEMA_CHECK(rest_items)
{
	return r->number < 0 || check_behind(c, r, at, marks, (size_t)r->number);
}

static bool fail_contains(
	struct schema_check *c, const struct schema_rule *r, const struct schema_at *at)
{
	if (r->other > SCHEMA_MAX_STEPS)
		return schema_fail(c, r, at, "must contain at least %.0f valid item(s)", r->number);
	return schema_fail(c, r, at,
		"must contain at least %.0f and no more than %.0f valid item(s)", r->number,
		r->other);
}

SCHEMA_CHECK(contains)
{
	size_t before = schema_errors_mark(c), index = 0;
	double found = 0;

	for (const cJSON *item = at->value->child; item; item = item->next, index++) {
		if (!apply_item(c, r->node, at, item, index))
			continue;
		mark(marks, index);
		found++;
		if (!marks && (found > r->other || (found >= r->number && r->other > found &&
							   r->other > SCHEMA_MAX_STEPS)))
			break;
	}
	if (found < r->number || (found > r->other && !schema_is_uncertain(c, at->value)))
		return fail_contains(c, r, at);
	schema_errors_reset(c, before);
	return true;
}

SCHEMA_CHECK(unevaluated_items)
{
	size_t index = 0, first = 0;
	bool ok = true, never = json_is_bool(r->value) && !json_is_true(r->value);

	if (!marks || schema_is_uncertain(c, at->value))
		return true;
	while (first < marks->count && marks->seen[first])
		first++;
	for (const cJSON *item = at->value->child; item && (ok || c->errors);
		item = item->next, index++) {
		if (marks->seen[index])
			continue;
		if (never)
			return schema_fail(c, r, at, "must NOT have more than %zu items", first);
		ok &= apply_item(c, r->node, at, item, index);
		marks->seen[index] = 1;
	}
	return ok;
}

/* Equal values have equal hashes; the order of keys does not matter. */
static uint64_t hash_of(const cJSON *value)
{
	uint64_t hash = (uint64_t)(value->type & 0xff) * 0x9e3779b97f4a7c15u;
	double number = value->valuedouble == 0 ? 0 : value->valuedouble; /* -0 equals 0 */

	if (json_is_string(value))
		return hash ^ map_hash(value->valuestring, strlen(value->valuestring));
	if (json_is_number(value))
		return hash ^ map_hash((const char *)&number, sizeof number);
	json_each(item, value) {
		uint64_t inner = hash_of(item);

		if (json_is_object(value))
			hash += (inner ^ map_hash(item->string, strlen(item->string))) *
				0xff51afd7ed558ccdu;
		else
			hash = (hash ^ inner) * 0x100000001b3u;
	}
	return hash;
}

struct unique {
	const cJSON **items;
	uint64_t *hashes;
	size_t *slots; /* the latest equal item's index + 1 */
	size_t count, mask;
};

/* The item before that equals item `i`, or SIZE_MAX; remembers `i`. */
static size_t equal_before(struct unique *u, size_t i)
{
	size_t slot = u->hashes[i] & u->mask, before;

	for (; u->slots[slot]; slot = (slot + 1) & u->mask) {
		before = u->slots[slot] - 1;
		if (u->hashes[before] != u->hashes[i] || !json_equal(u->items[before], u->items[i]))
			continue;
		u->slots[slot] = i + 1;
		return before;
	}
	u->slots[slot] = i + 1;
	return SIZE_MAX;
}

/* Of several pairs Ajv names the one found first from the end; with scalar
 * types it takes the items the other way round and passes over other ones. */
static bool find_pair(struct unique *u, unsigned types, size_t *ret_i, size_t *ret_j)
{
	bool found = false;

	for (size_t i = 0; i < u->count; i++) {
		size_t j;

		if (types && !(schema_type_of(u->items[i]) & types))
			continue;
		j = equal_before(u, i);
		if (j == SIZE_MAX || (types && found && j < *ret_i))
			continue;
		*ret_i = types ? j : i;
		*ret_j = types ? i : j;
		found = true;
	}
	return found;
}

SCHEMA_CHECK(unique_items)
{
	struct unique u = {.count = json_count(at->value)};
	size_t i = 0, j = 0;
	bool found;

	(void)marks;
	if (!json_is_true(r->value) || u.count < 2 || schema_is_uncertain(c, at->value))
		return true;
	for (u.mask = 8; u.mask < u.count * 2;)
		u.mask *= 2;
	u.items = mem_alloc(u.count * sizeof *u.items);
	u.hashes = mem_alloc(u.count * sizeof *u.hashes);
	u.slots = mem_alloc(u.mask-- * sizeof *u.slots);
	json_each(item, at->value) {
		u.items[i] = item;
		u.hashes[i++] = hash_of(item);
	}
	found = find_pair(&u, r->types, &i, &j);
	free(u.items);
	free(u.hashes);
	free(u.slots);
	return !found ||
	       schema_fail(c, r, at,
		       "must NOT have duplicate items (items ## %zu and %zu are identical)", j, i);
}
