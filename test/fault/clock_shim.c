/* Preloaded by test/cli/clock.t: the clock on the wall shows CLOCK_AT (seconds since 1970) when the
 * process begins, and from its CLOCK_JUMP_FROM-th reading on CLOCK_JUMP seconds more. Durations are
 * measured with the monotonic clock, which goes on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

typedef int read_clock(clockid_t id, struct timespec *ts);

static atomic_long readings;

static read_clock *real(void)
{
	return (read_clock *)dlsym(RTLD_NEXT, "clock_gettime");
}

static long long number(const char *name)
{
	return getenv(name) ? strtoll(getenv(name), NULL, 10) : 0;
}

static long long begun(void)
{
	static atomic_llong at;
	struct timespec now;

	if (!at) {
		real()(CLOCK_MONOTONIC, &now);
		at = now.tv_sec;
	}
	return at;
}

int clock_gettime(clockid_t id, struct timespec *ts)
{
	long long from = number("CLOCK_JUMP_FROM");
	int code;

	if (id != CLOCK_REALTIME || !getenv("CLOCK_AT"))
		return real()(id, ts);
	code = real()(CLOCK_MONOTONIC, ts);
	ts->tv_sec += (time_t)(number("CLOCK_AT") - begun());
	if (from && atomic_fetch_add(&readings, 1) + 1 >= from)
		ts->tv_sec += (time_t)number("CLOCK_JUMP");
	return code;
}

int gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec ts;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &ts);
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = ts.tv_nsec / 1000;
	return 0;
}

time_t time(time_t *ret)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	if (ret)
		*ret = ts.tv_sec;
	return ts.tv_sec;
}
