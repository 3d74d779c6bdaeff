#include "core/node/runtime.h"

#include "core/base/cond.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Workers of one kind: as many as a parallel forEach works on by default. */
#define POOL_MAX 10
/* How long a thread that waits for a worker goes without looking whether it
 * should stop. */
#define SLICE_MS 50

/* Of the process: they are started when they are needed, and end with it, by
 * the end of their standard input. */
static struct pool {
	const struct runtime *runtime;
	VEC(struct worker *) idle;
	unsigned count;
} pools[8];

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t given; /* made by the first to wait */
static bool is_made;

static struct pool *pool_of(const struct runtime *runtime)
{
	struct pool *p = pools;

	while (p->runtime && p->runtime != runtime)
		p++;
	p->runtime = runtime;
	return p;
}

struct taken {
	struct worker *worker; /* NULL: one may be started */
	struct worker *other;  /* of another environment, to be ended: it makes room */
	char env[SHA256_SIZE * 2 + 1];
};

/* With the mutex held. */
static void wait_slice(void)
{
	if (!is_made)
		cond_init(&given);
	is_made = true;
	cond_wait_ms(&given, &mutex, SLICE_MS);
}

/* With the mutex held: one of those who wait may go on. */
static void signal_given(void)
{
	if (is_made)
		pthread_cond_signal(&given);
}

static void free_worker(struct worker *w)
{
	worker_stop(w);
	free(w);
}

/* What makes one run's workers different from another's: the process's own
 * environment is the same for all.  And what one step's may touch another's may not. */
static void environment_of(
	const struct node_call *call, const struct sandbox *sandbox, char ret[SHA256_SIZE * 2 + 1])
{
	struct str text = {0};

	if (sandbox)
		sandbox_print(sandbox, &text);
	str_add_char(&text, '\n');
	if (call_env(call))
		json_print(&text, call_env(call), JSON_COMPACT);
	str_add_char(&text, '\n');
	if (call_secret_env(call))
		json_print(&text, call_secret_env(call), JSON_COMPACT);
	sha256_hex(str_text(&text), text.len, ret);
	str_release(&text);
}

/* An idle one of the environment; else NULL. */
static struct worker *take_idle(struct pool *p, const char *env)
{
	for (size_t i = p->idle.len; i > 0; i--) {
		struct worker *w = p->idle.at[i - 1];

		if (!str_eq(w->env, env))
			continue;
		p->idle.at[i - 1] = p->idle.at[--p->idle.len];
		return w;
	}
	return NULL;
}

/* An idle one, or the right to start one. */
static bool reserve(
	struct pool *p, struct node_call *call, struct taken *ret, struct failure *failure)
{
	bool ok = true;

	pthread_mutex_lock(&mutex);
	while (ok && !p->idle.len && p->count >= POOL_MAX) {
		wait_slice();
		pthread_mutex_unlock(&mutex);
		ok = call_may_go_on(call, failure);
		pthread_mutex_lock(&mutex);
	}
	if (ok)
		ret->worker = take_idle(p, ret->env);
	if (ok && !ret->worker && p->count >= POOL_MAX)
		ret->other = p->idle.at[--p->idle.len];
	else if (ok && !ret->worker)
		p->count++;
	pthread_mutex_unlock(&mutex);
	return ok;
}

static void release(struct pool *p)
{
	pthread_mutex_lock(&mutex);
	p->count--;
	signal_given();
	pthread_mutex_unlock(&mutex);
}

bool pool_take(const struct runtime_program *program, struct node_call *call, struct worker **ret,
	struct failure *failure)
{
	struct taken taken = {0};
	struct worker *w;
	struct pool *p;

	pthread_mutex_lock(&mutex);
	p = pool_of(program->runtime);
	pthread_mutex_unlock(&mutex);
	environment_of(call, program->sandbox, taken.env);
	if (!reserve(p, call, &taken, failure))
		return false;
	if (taken.other)
		free_worker(taken.other);
	w = taken.worker;
	if (w && worker_is_alive(w)) {
		*ret = w;
		return true;
	}
	if (w)
		free_worker(w);
	w = mem_alloc(sizeof *w);
	if (worker_start(w, program, call, failure)) {
		memcpy(w->env, taken.env, sizeof w->env);
		*ret = w;
		return true;
	}
	free(w);
	release(p);
	return false;
}

void pool_give(const struct runtime *runtime, struct worker *w)
{
	pthread_mutex_lock(&mutex);
	vec_push(&pool_of(runtime)->idle, w);
	signal_given();
	pthread_mutex_unlock(&mutex);
}

void pool_drop(const struct runtime *runtime, struct worker *w)
{
	struct pool *p;

	free_worker(w);
	pthread_mutex_lock(&mutex);
	p = pool_of(runtime);
	pthread_mutex_unlock(&mutex);
	release(p);
}
