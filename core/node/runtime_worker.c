#include "core/node/runtime.h"

#include "core/base/clock.h"
#include "core/base/embedded.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long call_may_go_on() is not asked, should nothing wake us. */
#define SLICE_MS 200
/* What was logged is kept that far, for the message of a worker that dies. */
#define LOG_KEEP ((size_t)64 * 1024)

bool worker_start(struct worker *w, const struct runtime_program *p, struct node_call *call,
	struct failure *failure)
{
	const struct runtime *runtime = p->runtime;
	const char *argv[8] = {0};
	struct proc_spec spec = {.argv = argv, .is_worker = true, .sandbox = p->sandbox};
	struct program_env env;
	struct err err;
	size_t len = 0;
	bool ok;

	for (; runtime->argv[len]; len++)
		argv[len] = runtime->argv[len];
	argv[len] = embedded_find(runtime->worker)->bytes;
	if (!program_env_init_worker(&env, call, failure))
		return false;
	spec.env = env.list.at;
	*w = (struct worker){0};
	ok = proc_start(&spec, &w->proc, &err) || program_not_started(&err, failure);
	program_env_release(&env);
	if (ok)
		program_tell_lacks(call, w->proc.lacks);
	return ok;
}

bool worker_is_alive(const struct worker *w)
{
	struct pollfd end = {.fd = w->proc.out, .events = 0};

	return poll(&end, 1, 0) == 0;
}

void worker_stop(struct worker *w)
{
	int ignored;

	proc_stop(&w->proc, &ignored);
	str_release(&w->answers);
	str_release(&w->log);
}

/* ---- one call ---- */

struct talk {
	struct worker *w;
	struct program_watch *watch;
	struct str request; /* what is left of it begins at `sent` */
	size_t sent;
	cJSON *answer;
	bool has_ended;
};

static void log_bytes(struct talk *t, const char *bytes, size_t len)
{
	struct worker *w = t->w;

	if (w->logged == w->log.len && w->log.len > LOG_KEEP) {
		str_clear(&w->log);
		w->logged = 0;
	}
	str_add_bytes(&w->log, bytes, len);
	/* A line without an end must not grow for ever. */
	proc_lines(&w->log, &w->logged, w->log.len - w->logged > LOG_KEEP, PROC_OUT,
		&t->watch->proc);
}

static void take_log(struct talk *t)
{
	char bytes[16384];
	ssize_t got = read(t->w->proc.err, bytes, sizeof bytes);

	if (got > 0) {
		log_bytes(t, bytes, (size_t)got);
	} else if (got == 0) {
		close(t->w->proc.err);
		t->w->proc.err = -1;
	}
}

static void log_message(struct talk *t, const cJSON *log)
{
	static const char *const levels[] = {"debug", "info", "warn", "error"};
	const char *level = json_get_string(log, "level");
	const char *message = json_get_string(log, "message"), *known = "info";

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (str_eq(level, levels[i]))
			known = levels[i];
	call_log(t->watch->call, known, message ? message : "", json_get(log, "attrs"));
}

/* One line of the answers: a log message, the answer, or what a child of the
 * node has written where it should not. */
static void take_line(struct talk *t, const char *line, size_t len)
{
	cJSON *message = NULL;
	struct err err;

	if (!json_parse(line, len, &message, &err) || !json_is_object(message)) {
		log_bytes(t, line, len);
		log_bytes(t, "\n", 1);
		json_free(message);
		return;
	}
	if ((unsigned long)json_get_number(message, "id", 0) == t->w->id && !t->answer) {
		if (json_get(message, "log")) {
			log_message(t, json_get(message, "log"));
		} else {
			t->answer = message;
			return;
		}
	}
	json_free(message);
}

static void take_answers(struct talk *t)
{
	struct str *buffer = &t->w->answers;
	size_t from = 0, before = buffer->len;
	const char *newline;
	ssize_t got;

	str_reserve(buffer, 65536);
	got = read(t->w->proc.out, buffer->at + buffer->len, buffer->cap - buffer->len - 1);
	if (got <= 0) {
		t->has_ended = got == 0;
		return;
	}
	buffer->len += (size_t)got;
	while ((newline = memchr(buffer->at + before, '\n', buffer->len - before))) {
		size_t end = (size_t)(newline - buffer->at);

		take_line(t, buffer->at + from, end - from);
		from = before = end + 1;
	}
	memmove(buffer->at, buffer->at + from, buffer->len - from);
	str_truncate(buffer, buffer->len - from);
}

static void send(struct talk *t)
{
	ssize_t done = write(t->w->proc.in, t->request.at + t->sent, t->request.len - t->sent);

	if (done > 0)
		t->sent += (size_t)done;
	else if (errno == EPIPE)
		t->has_ended = true;
}

static int wait_ms(const struct talk *t)
{
	int64_t until = t->watch->proc.deadline_us, left = until - clock_mono_us();

	if (!until || left > SLICE_MS * 1000)
		return SLICE_MS;
	return left > 0 ? (int)((left + 999) / 1000) : 0;
}

static void turn(struct talk *t)
{
	struct proc *p = &t->w->proc;
	struct pollfd fds[4] = {{.fd = p->out, .events = POLLIN}, {.fd = p->err, .events = POLLIN},
		{.fd = t->sent < t->request.len ? p->in : -1, .events = POLLOUT},
		{.fd = t->watch->proc.wake_fd, .events = POLLIN}};

	if (poll(fds, 4, wait_ms(t)) < 0)
		return;
	if (fds[1].revents)
		take_log(t);
	if (fds[2].revents)
		send(t);
	if (fds[0].revents)
		take_answers(t);
}

/* What the node has printed before it answered is in the pipe by now. */
static void drain_log(struct talk *t)
{
	for (;;) {
		struct pollfd fd = {.fd = t->w->proc.err, .events = POLLIN};

		if (t->w->proc.err < 0 || poll(&fd, 1, 0) <= 0)
			break;
		take_log(t);
	}
	proc_lines(&t->w->log, &t->w->logged, t->has_ended || t->answer, PROC_OUT,
		&t->watch->proc);
}

static bool died(struct talk *t)
{
	struct proc_result r = {0};
	siginfo_t info = {0};
	struct str what = {0};

	drain_log(t);
	/* Its answers have ended, and so will it. */
	for (int i = 0; i < 20 && !info.si_pid; i++)
		if (waitid(P_PID, (id_t)t->w->proc.pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
			!info.si_pid)
			poll(NULL, 0, 5);
	if (info.si_pid && info.si_code != CLD_EXITED)
		r.signal = info.si_status;
	r.status = info.si_status;
	r.err = t->w->log;
	str_addf(&what, "the worker of '%s'", t->watch->call->step->use);
	program_failed(str_text(&what), &r, t->watch->failure);
	str_release(&what);
	return false;
}

bool worker_call(struct worker *w, cJSON *request, struct program_watch *watch, cJSON **ret_answer)
{
	struct talk t = {.w = w, .watch = watch};
	bool ok = true;

	json_set_number(request, "id", (double)++w->id);
	json_print(&t.request, request, JSON_COMPACT);
	str_add_char(&t.request, '\n');
	if (t.request.len > PROGRAM_MAX_OUTPUT)
		ok = failure_set(watch->failure, "InputLimitError", 413,
			"the inputs are larger than %zu bytes", PROGRAM_MAX_OUTPUT);
	else
		send(&t);
	while (ok && !t.answer && !t.has_ended) {
		turn(&t);
		if (w->answers.len > PROGRAM_MAX_OUTPUT)
			ok = failure_set(watch->failure, "OutputLimitError", 500,
				"the output is larger than %zu bytes", PROGRAM_MAX_OUTPUT);
		else if (!t.answer)
			ok = call_may_go_on(watch->call, watch->failure);
	}
	if (ok && !t.answer)
		ok = died(&t);
	else
		drain_log(&t);
	str_release(&t.request);
	*ret_answer = t.answer;
	return ok;
}
