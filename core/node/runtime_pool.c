#include "core/node/runtime.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

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
static pthread_cond_t given = PTHREAD_COND_INITIALIZER;

static struct pool *pool_of(const struct runtime *runtime)
{
	struct pool *p = pools;

	while (p->runtime && p->runtime != runtime)
		p++;
	p->runtime = runtime;
	return p;
}

static void wait_slice(void)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += SLICE_MS * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_cond_timedwait(&given, &mutex, &until);
}

static void free_worker(struct worker *w)
{
	worker_stop(w);
	free(w);
}

/* An idle one, or the right to start one: *ret NULL. */
static bool reserve(struct pool *p, struct node_call *call, struct worker **ret,
	struct failure *failure)
{
	bool ok = true;

	pthread_mutex_lock(&mutex);
	while (ok && !p->idle.len && p->count >= POOL_MAX) {
		wait_slice();
		pthread_mutex_unlock(&mutex);
		ok = call_may_go_on(call, failure);
		pthread_mutex_lock(&mutex);
	}
	*ret = ok && p->idle.len ? p->idle.at[--p->idle.len] : NULL;
	if (ok && !*ret)
		p->count++;
	pthread_mutex_unlock(&mutex);
	return ok;
}

static void release(struct pool *p)
{
	pthread_mutex_lock(&mutex);
	p->count--;
	pthread_cond_signal(&given);
	pthread_mutex_unlock(&mutex);
}

bool pool_take(const struct runtime *runtime, struct node_call *call, struct worker **ret,
	struct failure *failure)
{
	struct worker *w;
	struct pool *p;

	pthread_mutex_lock(&mutex);
	p = pool_of(runtime);
	pthread_mutex_unlock(&mutex);
	if (!reserve(p, call, &w, failure))
		return false;
	if (w && worker_is_alive(w)) {
		*ret = w;
		return true;
	}
	if (w)
		free_worker(w);
	w = mem_alloc(sizeof *w);
	if (worker_start(w, runtime, call, failure)) {
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
	pthread_cond_signal(&given);
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
