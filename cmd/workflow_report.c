#include "cmd/workflow.h"

#include "core/base/map.h"
#include "core/base/mem.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	uint32_t *order;
	size_t order_len;
	cJSON *json;
	int depth;
};

struct report {
	VEC(struct entry) entries;
	struct map by_path; /* path -> index + 1; keys are the entries' own */
};

struct report *report_new(void)
{
	return mem_alloc(sizeof(struct report));
}

void report_free(struct report *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->entries.len; i++) {
		free(r->entries.at[i].order);
		json_free(r->entries.at[i].json);
	}
	vec_release(&r->entries);
	map_release(&r->by_path);
	free(r);
}

static cJSON *error_of(const struct run_event *e)
{
	return e->failure && e->status == STEP_FAILED ? run_error_json(e->failure) : json_new_null();
}

/* {path, id, node, middleware, status, attempts, cached, duration_ms, error} */
static cJSON *entry_json(const struct run_event *e)
{
	cJSON *json = json_new_object();

	json_add_take(json, "path", json_new_string(e->path));
	json_add_take(json, "id", json_new_string(e->step->id));
	json_add_take(json, "node", json_new_string(e->step->use));
	json_add_take(json, "middleware",
		e->middleware ? json_new_string(e->middleware) : json_new_null());
	json_add_take(json, "status", json_new_string("running"));
	json_add_take(json, "attempts", json_new_number(1));
	json_add_take(json, "cached", json_new_bool(false));
	json_add_take(json, "duration_ms", json_new_null());
	json_add_take(json, "error", json_new_null());
	return json;
}

static void started(struct report *r, const struct run_event *e)
{
	struct entry entry = {.order_len = e->order_len, .depth = e->depth};

	entry.order = mem_alloc(e->order_len * sizeof *entry.order);
	memcpy(entry.order, e->order, e->order_len * sizeof *entry.order);
	entry.json = entry_json(e);
	vec_push(&r->entries, entry);
	map_put(&r->by_path, json_get_string(entry.json, "path"), (void *)(uintptr_t)r->entries.len);
}

static void ended(struct report *r, const struct run_event *e)
{
	uintptr_t index = (uintptr_t)map_get(&r->by_path, e->path);
	cJSON *json;

	if (!index)
		return;
	json = r->entries.at[index - 1].json;
	json_set_string(json, "status",
		e->kind == EVENT_STEP_WAITING ? "waiting" : step_status_name(e->status));
	json_set_number(json, "attempts", e->attempt);
	json_set_bool(json, "cached", e->cached);
	json_set_number(json, "duration_ms", (double)(e->duration_us / 10) / 100);
	json_set_take(json, "error", error_of(e));
}

static void on_event(void *self, const struct run_event *e)
{
	struct report *r = self;

	if (e->kind == EVENT_STEP_STARTED)
		started(r, e);
	else if (e->kind == EVENT_STEP_ENDED || e->kind == EVENT_STEP_WAITING)
		ended(r, e);
}

struct run_sink report_sink(struct report *r)
{
	return (struct run_sink){on_event, r};
}

static int by_order(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;

	for (size_t i = 0; i < a->order_len && i < b->order_len; i++)
		if (a->order[i] != b->order[i])
			return a->order[i] < b->order[i] ? -1 : 1;
	return (a->order_len > b->order_len) - (a->order_len < b->order_len);
}

/* Steps of a sub-workflow stand below the step that called it, under a key
 * "steps" of their own. */
static void add_entry(cJSON *list, cJSON *parents[], const struct entry *entry)
{
	cJSON *target = list;

	if (entry->depth > 0 && parents[entry->depth - 1]) {
		cJSON *parent = parents[entry->depth - 1];

		if (!json_get(parent, "steps"))
			json_add_take(parent, "steps", json_new_array());
		target = (cJSON *)json_get(parent, "steps");
	}
	parents[entry->depth] = entry->json;
	json_append_take(target, entry->json);
}

cJSON *report_steps(struct report *r)
{
	cJSON *list = json_new_array(), *parents[64] = {0};

	if (r->entries.len)
		qsort(r->entries.at, r->entries.len, sizeof *r->entries.at, by_order);
	for (size_t i = 0; i < r->entries.len; i++) {
		add_entry(list, parents, &r->entries.at[i]);
		r->entries.at[i].json = NULL;
	}
	map_release(&r->by_path);
	return list;
}

cJSON *workflow_result_json(const struct workflow *wf, const struct run_result *result,
	struct report *report)
{
	cJSON *document = json_new_object();
	bool failed = !str_eq(result->status, "completed") && !str_eq(result->status, "waiting");

	json_set_string(document, "run_id", result->id);
	json_set_string(document, "workflow", wf->name);
	json_set_string(document, "status", result->status);
	json_add_take(document, "response", json_copy(result->response));
	json_add_take(document, "state", json_copy(result->state));
	json_add_take(document, "steps", report ? report_steps(report) : json_new_array());
	json_add_take(document, "error", failed ? run_error_json(&result->failure) : json_new_null());
	json_set_number(document, "duration_ms", (double)result->duration_ms);
	return document;
}
