#include "cmd/meter.h"

#include "core/base/clock.h"
#include "core/base/cond.h"
#include "core/base/tr.h"
#include "core/term/format.h"
#include "core/term/width.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Sooner nobody wonders; more often nobody reads it. */
#define FIRST_MS 1000
#define EACH_MS 200
/* Less than this of the work says nothing about the rest. */
#define SHARE_LEAST 0.02

static struct {
	bool is_on, is_drawn, ends;
	int depth; /* of meters within meters: the outermost is shown */
	const char *label;
	int width;
	bool unicode;
	int64_t began_us;
	_Atomic size_t done, total;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
} meter = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void send(const char *bytes, size_t len)
{
	(void)!write(STDERR_FILENO, bytes, len); /* what cannot be shown is not missed */
}

static void erase(void)
{
	if (meter.is_drawn)
		send("\r\033[K", 4);
	meter.is_drawn = false;
}

static void add_rest(struct str *line, int64_t ms)
{
	size_t done = meter.done, total = meter.total;
	double share = total ? (double)done / (double)total : 0;
	char took[FORMAT_MAX];

	if (total)
		str_addf(line, tr("  %zu of %zu"), done, total);
	if (share >= SHARE_LEAST && share < 1) {
		format_duration(took, (int64_t)((double)ms * (1 - share) / share));
		str_addf(line, tr(", %s left"), took);
	} else if (!total) {
		format_duration(took, ms);
		str_addf(line, "  %s", took);
	}
}

static void draw(void)
{
	int64_t ms = (clock_mono_us() - meter.began_us) / 1000;
	struct str line = {0}, cut = {0};

	str_add(&line, meter.label);
	add_rest(&line, ms / 1000 * 1000);
	str_add(&cut, "\r\033[K");
	width_cut(&cut, str_text(&line), (size_t)meter.width - 1, meter.unicode);
	send(cut.at, cut.len);
	meter.is_drawn = true;
	str_release(&line);
	str_release(&cut);
}

static void *show(void *self)
{
	int64_t pause_ms = FIRST_MS;

	pthread_mutex_lock(&meter.mutex);
	while (!meter.ends) {
		if (cond_wait_ms(&meter.wake, &meter.mutex, pause_ms))
			continue;
		draw();
		pause_ms = EACH_MS;
	}
	erase();
	pthread_mutex_unlock(&meter.mutex);
	return self;
}

/* Signals are for the others. */
static bool start(void)
{
	sigset_t all, before;
	bool ok;

	cond_init(&meter.wake);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ok = pthread_create(&meter.thread, NULL, show, NULL) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

void meter_begin(struct app *app, const char *label)
{
	const char *ci = getenv("CI"), *term = getenv("TERM");

	if (meter.is_on)
		meter.depth++;
	if (meter.is_on || app->quiet || app->json || !app->err.is_tty || (ci && *ci) || !term ||
		str_eq(term, "dumb"))
		return;
	meter.label = label;
	meter.width = app->err.width;
	meter.unicode = app->err.unicode;
	meter.began_us = clock_mono_us();
	meter.done = meter.total = 0;
	meter.ends = meter.is_drawn = false;
	meter.depth = 1;
	meter.is_on = start();
}

void meter_at(size_t done, size_t total)
{
	meter.done = done;
	meter.total = total;
}

void meter_end(void)
{
	if (!meter.is_on || --meter.depth)
		return;
	pthread_mutex_lock(&meter.mutex);
	meter.ends = true;
	pthread_cond_signal(&meter.wake);
	pthread_mutex_unlock(&meter.mutex);
	pthread_join(meter.thread, NULL);
	pthread_cond_destroy(&meter.wake);
	meter.is_on = false;
}

void meter_stop(void)
{
	meter.depth = 1;
	meter_end();
}

void meter_pause(void)
{
	if (!meter.is_on)
		return;
	pthread_mutex_lock(&meter.mutex);
	erase();
}

void meter_go_on(void)
{
	if (meter.is_on)
		pthread_mutex_unlock(&meter.mutex);
}
