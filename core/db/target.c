#include "core/db/target_impl.h"

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/str.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool is_postgres(const char *spec)
{
	return str_starts(spec, "postgres://") || str_starts(spec, "postgresql://");
}

bool target_open(const char *spec, unsigned flags, struct target **ret, struct err *err)
{
	struct target *s = mem_alloc(sizeof *s);

	s->driver = is_postgres(spec) ? &target_postgres : &target_lite;
	if (s->driver->open(s, spec, flags, err)) {
		*ret = s;
		return true;
	}
	target_close(s);
	return false;
}

bool target_scratch(struct target *like, struct target **ret, struct err *err)
{
	struct target *s = mem_alloc(sizeof *s);

	s->driver = like ? like->driver : &target_lite;
	if (like) {
		s->may_go_on = like->may_go_on;
		s->self = like->self;
	}
	if (s->driver->scratch(like, s, err)) {
		*ret = s;
		return true;
	}
	target_close(s);
	return false;
}

void target_close(struct target *s)
{
	if (!s)
		return;
	if (s->state)
		s->driver->close(s);
	free(s->name);
	free(s);
}

enum source_dialect target_dialect(const struct target *s)
{
	return s->driver->dialect;
}

const char *target_name(const struct target *s)
{
	return s->name;
}

const char *target_file(const char *spec)
{
	if (is_postgres(spec))
		return NULL;
	if (str_starts(spec, "sqlite:"))
		spec += strlen("sqlite:");
	return *spec && !str_eq(spec, ":memory:") ? spec : NULL;
}

void target_watch(struct target *s, bool (*may_go_on)(void *self), void *self)
{
	s->may_go_on = may_go_on;
	s->self = self;
}

/* ---- the lock ---- */

/* Long enough to cost nothing, short enough that nobody notices. */
#define POLL_MIN_MS 1
#define POLL_MAX_MS 20

static void pause_ms(int64_t ms)
{
	const struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

bool target_lock(struct target *s, int64_t timeout_ms, void (*waits)(void *self), void *self,
	struct err *err)
{
	int64_t until = clock_mono_us() + timeout_ms * 1000, pause = POLL_MIN_MS;
	bool held = false, told = false;

	for (;;) {
		if (!s->driver->try_lock(s, &held, err))
			return false;
		if (held)
			return true;
		if (s->may_go_on && !s->may_go_on(s->self))
			return err_set(err, ERR_INTERRUPTED, "interrupted while waiting");
		if (clock_mono_us() >= until)
			break;
		if (!told && waits)
			waits(self);
		told = true;
		pause_ms(pause);
		pause = pause * 2 < POLL_MAX_MS ? pause * 2 : POLL_MAX_MS;
	}
	err_set(err, ERR_BUSY, "another process is migrating '%s'", s->name);
	return err_hint(err, "wait for its end, or give it more time with --lock-timeout");
}

void target_unlock(struct target *s)
{
	s->driver->unlock(s);
}

/* ---- through the driver ---- */

bool target_run(struct target *s, const struct target_query *q, struct err *err)
{
	return s->driver->run(s, q, err);
}

bool target_exec(struct target *s, const char *sql, struct err *err)
{
	return s->driver->run(s, &(struct target_query){.sql = sql}, err);
}

bool target_begin(struct target *s, struct err *err)
{
	return s->driver->begin(s, err);
}

bool target_changed(struct target *s)
{
	return !s->driver->changed || s->driver->changed(s);
}

bool target_commit(struct target *s, struct err *err)
{
	return s->driver->commit(s, err);
}

void target_rollback(struct target *s)
{
	s->driver->rollback(s);
}

bool target_in_transaction(const struct target *s)
{
	return s->driver->in_transaction(s);
}

bool target_reset(struct target *s, struct err *err)
{
	return s->driver->reset(s, err);
}

void target_guard(struct target *s, const char *table)
{
	s->guarded = table;
}

bool target_guarded(const char *table, struct err *err)
{
	err_set(err, ERR_INPUT, "'%s' is not for scripts to change", table);
	return err_hint(err, "what it says is true only if nothing else writes to it: see "
			     "'blokctl migrate repair' and 'baseline'");
}

bool target_next(struct target *s, const char *script, size_t from, struct target_statement *ret,
	bool *ret_found, size_t *ret_offset, struct err *err)
{
	return s->driver->next(s, script, from, ret, ret_found, ret_offset, err);
}

bool target_step(struct target *s, struct target_statement *st, size_t *ret_offset, struct err *err)
{
	return s->driver->step(s, st, ret_offset, err);
}

void target_skip(struct target *s)
{
	s->driver->skip(s);
}
