#define _GNU_SOURCE /* dl_iterate_phdr */

#include "core/db/lite.h"

#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/proc.h"
#include "core/base/vec.h"
#include "core/db/wire.h"
#include "core/db/worker.h"

#include <link.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What SQLite's own deadline is late by before the child is killed: it looks at
 * the clock between instructions, and only few of them take this long. */
#define GRACE_MS 150
/* Of the child's addresses: SQLite's heap, its pages, the libraries, rows. */
#define ADDRESSES_MAX ((int64_t)1024 * 1024 * 1024)
/* More than this no table shows and no program expects from a question. */
#define RESULT_MAX_BYTES ((size_t)64 * 1024 * 1024)

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
/* Its shadow alone takes terabytes of addresses, and it looks for leaks by ptrace(2). */
#define IS_SANITIZED 0
#endif

extern char **environ;

static void write_request(struct str *out, const struct lite *l, const struct source_query *q)
{
	wire_put_text(out, l->name);
	wire_put_text(out, l->path ? l->path : "");
	wire_put_int(out, (int64_t)l->image_len);
	wire_put_text(out, q->sql);
	wire_put_int(out, q->max_rows);
	wire_put_int(out, q->timeout_ms);
	wire_put_int(out, (int64_t)q->params_len);
	for (size_t i = 0; i < q->params_len; i++)
		wire_put_value(out, &q->params[i]);
}

/* The child reads where the database lies, for its other files may come any time, and
 * itself with its libraries, which are those that we have.  Of what it only reads it
 * writes the index of a log: there its readers note what they read. */
struct confinement {
	struct arena arena;
	const char *read[64], *write[2];
	size_t read_len;
	struct sandbox sandbox;
};

static int add_library(struct dl_phdr_info *info, size_t size, void *self)
{
	struct confinement *c = self;

	(void)size;
	if (info->dlpi_name && *info->dlpi_name == '/' && !str_starts(info->dlpi_name, "/usr/") &&
		!str_starts(info->dlpi_name, "/lib") &&
		c->read_len + 1 < sizeof c->read / sizeof *c->read)
		c->read[c->read_len++] = arena_strdup(&c->arena, info->dlpi_name);
	return 0;
}

static void confine(struct confinement *c, const struct lite *l)
{
	const char *index = l->path ? arena_printf(&c->arena, "%s-shm", l->path) : NULL;

	c->read[c->read_len++] = "/proc/self/exe";
	if (l->path)
		c->read[c->read_len++] = fs_dirname(&c->arena, l->path);
	dl_iterate_phdr(add_library, c);
	if (index && access(index, W_OK) == 0)
		c->write[0] = index;
	c->sandbox =
		(struct sandbox){.mode = SANDBOX_PREFERRED, .read = c->read, .write = c->write};
}

static bool start(
	const struct lite *l, const struct source_query *q, struct proc *ret, struct err *err)
{
	const char *const argv[] = {"/proc/self/exe", WORKER_COMMAND, NULL};
	struct proc_spec spec = {.argv = argv, .env = environ};
	struct confinement confinement = {0};
	struct str request = {0};
	bool ok;

	write_request(&request, l, q);
	spec.input = str_text(&request);
	spec.input_len = request.len;
	spec.file = l->image >= 0 ? l->image : 0;
	if (q->timeout_ms > 0)
		spec.limits.cpu_s = q->timeout_ms / 1000 + 2;
	if (!IS_SANITIZED) {
		confine(&confinement, l);
		spec.sandbox = &confinement.sandbox;
		spec.limits.memory_bytes = ADDRESSES_MAX + (int64_t)l->image_len;
	}
	ok = proc_start(&spec, ret, err) || err_wrap(err, "cannot query '%s'", l->name);
	str_release(&request);
	arena_release(&confinement.arena);
	return ok;
}

static bool too_late(const struct source_query *q, struct err *err)
{
	err_set(err, ERR_TIMEOUT, "the query took longer than %g s", (double)q->timeout_ms / 1000);
	return err_hint(err, "it was stopped; ask for less, or give it more time");
}

/* What ended the child, when it was not the end of its work. */
static bool ended_well(const struct proc_result *r, const struct source_query *q, struct err *err)
{
	if (r->end == PROC_LATE || (r->signal == SIGXCPU && q->timeout_ms > 0))
		return too_late(q, err);
	if (r->end == PROC_STOPPED)
		return err_set(err, ERR_INTERRUPTED, "the query was interrupted");
	if (r->end == PROC_TOO_MUCH) {
		err_set(err, ERR_REFUSED, "the result is larger than %zu MiB",
			RESULT_MAX_BYTES >> 20);
		return err_hint(err, "ask for fewer rows or columns");
	}
	if (r->status == 0 && r->out.len)
		return true;
	if (r->status == ERR_WORK)
		return err_set(err, ERR_REFUSED, "the query needs too much memory");
	return err_set(err, ERR_WORK, "the query failed: its process ended with %s %d",
		r->signal ? "signal" : "status", r->signal ? r->signal : r->status);
}

static bool read_error(struct wire *w, const struct source_query *q, struct err *err)
{
	enum err_kind kind = (enum err_kind)wire_int(w);
	const char *message = wire_text(w), *hint = wire_text(w);

	if (w->bad)
		return err_set(err, ERR_WORK, "the query failed: its process ended early");
	if (kind == ERR_TIMEOUT)
		return too_late(q, err);
	err_set(err, kind, "%s", message);
	return err_hint(err, "%s", hint);
}

/* Texts stay where they lie, in bytes that the arena owns. */
static bool read_result(struct wire *w, const struct source_query *q, struct arena *a,
	struct source_result *ret, struct err *err)
{
	VEC(struct source_value) values = {0};
	struct source_result result = {0};
	struct source_value *copy;
	const char **names;
	enum wire_tag tag = wire_tag(w);

	if (tag != WIRE_NAMES)
		return read_error(w, q, err);
	result.columns = (size_t)wire_int(w);
	result.names = names = arena_array(a, const char *, result.columns + 1);
	for (size_t i = 0; i < result.columns; i++)
		names[i] = wire_text(w);
	while ((tag = wire_tag(w)) == WIRE_ROW) {
		for (size_t i = 0; i < result.columns; i++)
			wire_value(w, vec_add(&values));
		result.rows++;
	}
	copy = arena_array(a, struct source_value, values.len + 1);
	if (values.len)
		memcpy(copy, values.at, values.len * sizeof *copy);
	vec_release(&values);
	result.values = copy;
	result.truncated = tag == WIRE_MORE;
	if (tag == WIRE_ERROR)
		return read_error(w, q, err);
	*ret = result;
	return true;
}

bool lite_query(struct source *s, const struct source_query *q, struct arena *a,
	struct source_result *ret, struct err *err)
{
	struct proc_watch watch = {.max_output = RESULT_MAX_BYTES,
		.wake_fd = -1,
		.may_go_on = s->options.may_go_on,
		.self = s->options.self};
	struct proc_result r;
	struct wire w;
	struct proc p;
	char *bytes;
	bool ok;

	if (q->timeout_ms > 0)
		watch.deadline_us = clock_mono_us() + (q->timeout_ms + GRACE_MS) * 1000;
	if (!start(s->state, q, &p, err))
		return false;
	proc_wait(&p, &watch, &r);
	ok = ended_well(&r, q, err);
	if (ok) {
		bytes = arena_alloc(a, r.out.len);
		memcpy(bytes, r.out.at, r.out.len);
		w = (struct wire){.at = bytes, .end = bytes + r.out.len};
		ok = read_result(&w, q, a, ret, err);
	}
	proc_result_release(&r);
	return ok;
}
