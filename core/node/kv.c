#include "core/base/clock.h"
#include "core/base/str.h"
#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/kv_common.h"
#include "core/node/nodes.h"
#include "core/store/kv.h"

#include <stdlib.h>
#include <string.h>

static bool store_failed(const struct err *err, struct failure *failure)
{
	return failure_set(failure, "StoreError", 500, "%s", err->message);
}

/* A stored text as a value, with its secrets again. */
static bool parse(struct node_call *call, const char *text, cJSON **ret, struct err *err)
{
	struct str whole = {0};
	bool ok;

	str_add(&whole, text);
	call_restore(call, &whole);
	ok = json_parse(str_text(&whole), whole.len, ret, err);
	str_release(&whole);
	return ok;
}

/* A key's text as the store has it: its secrets are names there, so that the
 * same key finds the same value when a secret was changed. */
static char *stored_name(const struct node_call *call, const char *name)
{
	struct str text = {0};

	str_add(&text, name ? name : "");
	call_redact(call, &text);
	return str_take(&text);
}

/* The reverse; what is put back is put back into JSON. */
static cJSON *shown_name(struct node_call *call, const char *stored)
{
	cJSON *name = json_new_string(stored), *shown = NULL;
	char *text = json_text(name);
	struct err err;

	if (!parse(call, text, &shown, &err))
		shown = json_copy(name);
	free(text);
	json_free(name);
	return shown;
}

struct listing {
	struct node_call *call;
	cJSON *list;
};

static bool add_pair(void *self, const char *key, const char *value, struct err *err)
{
	struct listing *l = self;
	cJSON *parsed = NULL, *name;

	if (!parse(l->call, value, &parsed, err))
		return false;
	name = shown_name(l->call, key);
	json_append_take(l->list, kv_pair_take(name->valuestring, parsed));
	json_free(name);
	return true;
}

static bool kv_get_run(struct node_call *call, struct store *s, const struct kv_key *key,
	cJSON **ret, struct err *err)
{
	struct arena a = {0};
	const char *text = NULL;
	cJSON *value = NULL;
	bool ok = kv_get(s, &a, key, clock_wall_ms(), &text, err) &&
		(!text || parse(call, text, &value, err));

	if (ok) {
		*ret = kv_pair_take(json_get_string(call->inputs, "key"), value);
		json_set_bool(*ret, "exists", text);
	}
	arena_release(&a);
	return ok;
}

/* 0: never. */
static int64_t expiry(const struct node_call *call)
{
	double ttl = json_get_number(call->inputs, "ttlMs", 0);

	return ttl > 0 ? clock_wall_ms() + (int64_t)ttl : 0;
}

static bool kv_set_run(struct node_call *call, struct store *s, const struct kv_key *key,
	cJSON **ret, struct err *err)
{
	const cJSON *value = json_get(call->inputs, "value");
	struct str text = {0};
	bool ok;

	if (value)
		json_print(&text, value, JSON_COMPACT);
	else
		str_add(&text, "null");
	call_redact(call, &text);
	ok = kv_set(s, key, text.at, expiry(call), err);
	if (ok)
		*ret = kv_pair_take(json_get_string(call->inputs, "key"),
			value ? json_copy(value) : NULL);
	str_release(&text);
	return ok;
}

static bool kv_list_run(struct node_call *call, struct store *s, const struct kv_key *key,
	cJSON **ret, struct err *err)
{
	struct listing listing = {call, *ret = json_new_array()};
	char *prefix = stored_name(call, kv_prefix(call));
	bool ok = kv_list(s, key->namespace_, prefix, clock_wall_ms(), add_pair, &listing, err);

	free(prefix);
	return ok;
}

/* One that has expired is not there any more, though its row still is. */
static bool kv_delete_run(struct store *s, const struct kv_key *key, const char *name, cJSON **ret,
	struct err *err)
{
	const char *value = NULL;
	struct arena a = {0};
	bool deleted, ok = kv_get(s, &a, key, clock_wall_ms(), &value, err) &&
		kv_delete(s, key, &deleted, err);

	if (ok) {
		*ret = kv_pair_take(name, NULL);
		json_set_bool(*ret, "deleted", deleted && value);
	}
	arena_release(&a);
	return ok;
}

static bool kv_act(struct node_call *call, struct store *s, const struct kv_key *key, cJSON **ret,
	struct err *err)
{
	const char *action = json_get_string(call->inputs, "action");
	const char *name = json_get_string(call->inputs, "key");
	double sum;

	if (str_eq(action, "list"))
		return kv_list_run(call, s, key, ret, err);
	if (str_eq(action, "get"))
		return kv_get_run(call, s, key, ret, err);
	if (str_eq(action, "set"))
		return kv_set_run(call, s, key, ret, err);
	if (str_eq(action, "incr")) {
		if (!kv_increment(s, key,
			    &(struct kv_addition){json_get_number(call->inputs, "value", 1),
				    clock_wall_ms(), expiry(call)},
			    &sum, err))
			return false;
		*ret = kv_pair_take(name, json_new_number(sum));
		return true;
	}
	return kv_delete_run(s, key, name, ret, err);
}

static bool kv_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	struct store *s = call_store(call);
	char *space, *name;
	struct err err;
	bool ok;

	if (!s) {
		failure_set(failure, "StoreError", 500, "kv keeps its values in the store, and this run has none");
		return failure_hint(failure, "run without --no-store, or use in-memory-kv");
	}
	if (!str_eq(json_get_string(call->inputs, "action"), "list") && !kv_need(call, "key", failure))
		return false;
	space = stored_name(call, json_get_string(call->inputs, "namespace"));
	name = stored_name(call, json_get_string(call->inputs, "key"));
	ok = kv_act(call, s, &(struct kv_key){space, name}, ret, &err);
	free(space);
	free(name);
	if (ok)
		return true;
	json_free(*ret);
	*ret = NULL;
	return store_failed(&err, failure);
}

const struct node_kind node_kv = {
	.name = "kv",
	.summary = N_("Keep values by key in the store, across runs"),
	.inputs = "{\"type\":\"object\",\"required\":[\"action\"],\"properties\":{"
		  "\"action\":{\"enum\":[\"get\",\"set\",\"delete\",\"list\",\"incr\"]},"
		  "\"key\":{\"type\":\"string\"},\"value\":{},\"prefix\":{\"type\":\"string\"},"
		  "\"ttlMs\":{\"type\":\"number\",\"minimum\":0},\"namespace\":{\"type\":"
		  "\"string\"}}}",
	.output = N_("get: {key, value, exists}; set, incr: {key, value}; delete: {key, deleted}; "
		     "list: [{key, value}]"),
	.effect = NODE_ACTS,
	.run = kv_run,
};
