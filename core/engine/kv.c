#include "core/engine/call.h"
#include "core/engine/frame.h"

#include <stdlib.h>
#include <string.h>

/* The key-value map of a run (in-memory-kv).  It dies with the process, so
 * every change is one of the step's effects, too: a list of {set: key, value},
 * {delete: key} and {clear: true} from which resume makes it anew. */

static void set_take(struct run *run, const char *key, cJSON *value)
{
	cJSON *before;

	if (!run->kv_values)
		run->kv_values = json_new_object();
	before = map_get(&run->kv, key);
	if (before) {
		map_put(&run->kv, key, NULL);
		json_free(cJSON_DetachItemViaPointer(run->kv_values, before));
	}
	json_add_take(run->kv_values, key, value);
	map_put(&run->kv, value->string, value);
}

static bool delete(struct run *run, const char *key)
{
	cJSON *before = map_get(&run->kv, key);

	if (!before)
		return false;
	cJSON_DetachItemViaPointer(run->kv_values, before);
	/* The map has no removal: the key stays with no value.  It is borrowed
	 * from the detached node, which therefore stays, too. */
	map_put(&run->kv, before->string, NULL);
	vec_push(&run->kv_removed, before);
	return true;
}

static void clear(struct run *run)
{
	map_release(&run->kv);
	json_free(run->kv_values);
	run->kv_values = NULL;
}

static void note(struct node_call *call, const char *what, const char *key, const cJSON *value)
{
	cJSON *change = json_new_object();

	if (!call->kv)
		call->kv = json_new_array();
	json_set_string(change, what, key);
	if (value)
		json_add_take(change, "value", json_copy(value));
	json_append_take(call->kv, change);
}

void kv_restore(struct run *run, const cJSON *changes)
{
	pthread_mutex_lock(&run->mutex);
	json_each(change, changes) {
		const cJSON *value = json_get(change, "value");

		if (json_get_string(change, "set"))
			set_take(run, json_get_string(change, "set"),
				value ? json_copy(value) : json_new_null());
		else if (json_get_string(change, "delete"))
			delete(run, json_get_string(change, "delete"));
		else
			clear(run);
	}
	pthread_mutex_unlock(&run->mutex);
}

cJSON *call_kv_get(struct node_call *call, const char *key)
{
	struct run *run = call->frame->run;
	const cJSON *value;
	cJSON *copy;

	pthread_mutex_lock(&run->mutex);
	value = map_get(&run->kv, key);
	copy = value ? json_copy(value) : NULL;
	pthread_mutex_unlock(&run->mutex);
	return copy;
}

void call_kv_set_take(struct node_call *call, const char *key, cJSON *value)
{
	struct run *run = call->frame->run;

	note(call, "set", key, value);
	pthread_mutex_lock(&run->mutex);
	set_take(run, key, value);
	pthread_mutex_unlock(&run->mutex);
}

bool call_kv_delete(struct node_call *call, const char *key)
{
	struct run *run = call->frame->run;
	bool deleted;

	note(call, "delete", key, NULL);
	pthread_mutex_lock(&run->mutex);
	deleted = delete(run, key);
	pthread_mutex_unlock(&run->mutex);
	return deleted;
}

static int by_key(const void *a, const void *b)
{
	return strcmp((*(cJSON *const *)a)->string, (*(cJSON *const *)b)->string);
}

cJSON *call_kv_list(struct node_call *call, const char *prefix)
{
	struct run *run = call->frame->run;
	VEC(const cJSON *) found = {0};
	cJSON *list = json_new_array();

	pthread_mutex_lock(&run->mutex);
	json_each(value, run->kv_values)
		if (str_starts(value->string, prefix))
			vec_push(&found, value);
	if (found.len)
		qsort(found.at, found.len, sizeof *found.at, by_key);
	for (size_t i = 0; i < found.len; i++) {
		cJSON *pair = json_new_object();

		json_set_string(pair, "key", found.at[i]->string);
		json_add_take(pair, "value", json_copy(found.at[i]));
		json_append_take(list, pair);
	}
	pthread_mutex_unlock(&run->mutex);
	vec_release(&found);
	return list;
}

int64_t call_kv_clear(struct node_call *call)
{
	struct run *run = call->frame->run;
	int64_t count;

	note(call, "clear", "all", NULL);
	pthread_mutex_lock(&run->mutex);
	count = (int64_t)json_count(run->kv_values);
	clear(run);
	pthread_mutex_unlock(&run->mutex);
	return count;
}
