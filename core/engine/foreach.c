#include "core/engine/frame.h"

#include "core/base/mem.h"

#include <stdio.h>
#include <stdlib.h>

/* Threads of one process over all its loops: nested ones beyond it are run by
 * the thread that meets them. */
#define MAX_THREADS 256

/* A chain of 32 blocks and an expression in the innermost fit well. */
#define THREAD_STACK ((size_t)2 * 1024 * 1024)

/* One forEach, shared by the threads that work on it. */
struct fan {
	struct frame *parent;
	const struct step *step;
	const cJSON **items;
	cJSON **results; /* NULL: undefined */
	size_t len;
	char *index_name;
	pthread_mutex_t mutex;
	size_t next;
	atomic_bool broken;      /* a failure: no new item starts, the others end at the next step */
	enum failure_kind open;  /* an item waits or is paused */
	size_t failed_at;        /* the lowest index that failed */
	struct failure failure;
};

/* An item that waits ends nothing: the others of a parallel loop go on, and a
 * sequential one stops where it is. */
static void item_left_open(struct fan *fan, const struct failure *failure)
{
	fan->open = failure->kind;
	if (!fan->step->parallel)
		atomic_store(&fan->broken, true);
}

static void item_failed(struct fan *fan, size_t index, struct failure *failure)
{
	bool open = failure->kind == FAILURE_WAITING || failure->kind == FAILURE_PAUSED;

	pthread_mutex_lock(&fan->mutex);
	if (open)
		item_left_open(fan, failure);
	else
		atomic_store(&fan->broken, true);
	/* What was not reached because of a failure is none itself. */
	if (!open && failure->kind != FAILURE_ABANDONED &&
		(!fan->failure.message || index < fan->failed_at)) {
		failure_release(&fan->failure);
		fan->failure = *failure;
		*failure = (struct failure){0};
		fan->failed_at = index;
	}
	pthread_mutex_unlock(&fan->mutex);
	failure_release(failure);
}

/* One item: its own layer of state and its own response. */
static void run_item(struct fan *fan, struct frame *f, size_t index)
{
	struct response response = {0};
	struct failure failure = {0};
	struct layers state;
	size_t mark = f->path.len;

	layers_init(&state, fan->parent->state);
	layers_set_take(&state, fan->step->item, json_copy(fan->items[index]));
	layers_set_take(&state, fan->index_name, json_new_number((double)index));
	response_borrow(&response, fan->parent->response->data);
	f->state = &state;
	f->response = &response;
	f->iteration = (uint32_t)index;
	str_addf(&f->path, "[%zu]/", index);
	if (run_block(f, &fan->step->body, &failure) == FLOW_FAILED)
		item_failed(fan, index, &failure);
	else if (response.owned || response.data != fan->parent->response->data)
		fan->results[index] = response_copy(&response);
	frame_leave(f, mark);
	response_release(&response);
	layers_release(&state);
}

static bool take_item(struct fan *fan, size_t *ret)
{
	bool taken = false;

	pthread_mutex_lock(&fan->mutex);
	if ((!atomic_load(&fan->broken) || fan->parent->replays_failure) && fan->next < fan->len) {
		*ret = fan->next++;
		taken = true;
	}
	pthread_mutex_unlock(&fan->mutex);
	return taken;
}

static void *work(void *self)
{
	struct fan *fan = self;
	struct failure failure = {0}; /* a store that failed is the run's, too */
	struct arena scratch = {0};
	struct frame f;
	size_t index;

	frame_inherit(&f, fan->parent);
	f.scratch = &scratch;
	/* On replay each item says itself how far it had come. */
	f.broken = f.replays_failure ? NULL : &fan->broken;
	while (take_item(fan, &index))
		run_item(fan, &f, index);
	/* Nobody may come to commit the last item's result for a long time. */
	if (fan->step->parallel)
		(void)record_settle(&f, &failure);
	failure_release(&failure);
	frame_release(&f);
	arena_release(&scratch);
	return NULL;
}

/* Starts up to `count` helpers; the caller works, too. */
static size_t start_threads(struct fan *fan, pthread_t *threads, size_t count)
{
	struct run *run = fan->parent->run;
	pthread_attr_t attr;
	size_t started = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, THREAD_STACK);
	while (started < count && atomic_load(&run->threads) < MAX_THREADS) {
		atomic_fetch_add(&run->threads, 1);
		if (pthread_create(&threads[started], &attr, work, fan) != 0) {
			atomic_fetch_sub(&run->threads, 1);
			break;
		}
		started++;
	}
	pthread_attr_destroy(&attr);
	return started;
}

static void run_parallel(struct fan *fan)
{
	size_t count = fan->step->concurrency < fan->len ? fan->step->concurrency : fan->len;
	pthread_t *threads = mem_alloc((count + 1) * sizeof *threads);
	size_t started = count > 1 ? start_threads(fan, threads, count - 1) : 0;

	work(fan);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	atomic_fetch_sub(&fan->parent->run->threads, (unsigned)started);
	free(threads);
}

static bool not_a_list(const struct step *step, const cJSON *value, struct failure *failure)
{
	failure_set(failure, "TypeError", 500, "forEach.in of '%s' is not an array but %s", step->id,
		value ? json_type_name(value) : "undefined");
	failure->engine = true;
	return failure_hint(failure, "give it an array; an object's parts are Object.entries(…)");
}

/* Results in the order of the items, whoever finished first. */
static cJSON *collect(struct fan *fan)
{
	cJSON *list = json_new_array();

	for (size_t i = 0; i < fan->len; i++) {
		json_append_take(list, fan->results[i] ? fan->results[i] : json_new_null());
		fan->results[i] = NULL;
	}
	return list;
}

static void fan_release(struct fan *fan)
{
	for (size_t i = 0; i < fan->len; i++)
		json_free(fan->results[i]);
	free(fan->results);
	free(fan->items);
	free(fan->index_name);
	pthread_mutex_destroy(&fan->mutex);
}

/* The list: decided before, or resolved now. */
static bool resolve_list(struct frame *f, struct progress *p, struct ending *end,
	struct failure *failure)
{
	cJSON *decided = recorded_inputs(p), *list = NULL;

	if (!json_is_array(json_get(decided, "items"))) {
		json_free(decided);
		if (!resolve(f, p->step->subject, &list, failure))
			return false;
		if (!json_is_array(list)) {
			not_a_list(p->step, list, failure);
			json_free(list);
			return false;
		}
		decided = json_new_object();
		json_add_take(decided, "items", list);
	}
	end->inputs = decided;
	return record_decision(f, p, decided, NULL, failure);
}

static void fan_init(struct fan *fan, struct frame *f, const struct step *step, const cJSON *list)
{
	struct str index_name = {0};
	size_t i = 0;

	*fan = (struct fan){.parent = f, .step = step, .len = json_count(list)};
	fan->items = mem_alloc(fan->len * sizeof *fan->items);
	fan->results = mem_alloc(fan->len * sizeof *fan->results);
	pthread_mutex_init(&fan->mutex, NULL);
	str_addf(&index_name, "%sIndex", step->item);
	fan->index_name = str_take(&index_name);
	json_each(item, list)
		fan->items[i++] = item;
}

static void fan_failure(struct fan *fan, struct failure *failure)
{
	if (fan->failure.message) {
		*failure = fan->failure;
		return;
	}
	failure_set(failure, "Open", 500, "not finished");
	failure->kind = fan->open ? fan->open : FAILURE_ABANDONED;
}

bool run_foreach(struct frame *f, struct progress *p, cJSON **ret, struct ending *end,
	struct failure *failure)
{
	struct fan fan;
	bool ok;

	if (!resolve_list(f, p, end, failure))
		return false;
	fan_init(&fan, f, p->step, json_get(end->inputs, "items"));
	if (p->step->parallel)
		run_parallel(&fan);
	else
		work(&fan);
	ok = !atomic_load(&fan.broken) && !fan.open;
	if (ok)
		*ret = collect(&fan);
	else
		fan_failure(&fan, failure);
	fan_release(&fan);
	return ok;
}
