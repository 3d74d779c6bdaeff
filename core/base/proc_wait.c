#define _GNU_SOURCE /* syscall */

#include "core/base/proc.h"

#include "core/base/clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long may_go_on() is not asked, should nothing wake us. */
#define SLICE_MS 200
/* Without pidfds (a sandbox may forbid them) the process is looked at this often. */
#define LOOK_MS 10
/* Most programs of a workflow end at once: for so long only their end wakes us,
 * not each output that is closed: two context switches less. */
#define FRESH_MS 2
/* What still holds the outputs when the leader has ended may be the tail of a
 * pipeline, or a program left in the background: it has this long to finish. */
#define LINGER_MS 100

/* For proc_lines(). */
enum { MORE_COMES = false, STREAM_ENDED = true };

struct pump {
	struct proc *p;
	const struct proc_watch *watch;
	struct proc_result *r;
	size_t logged[2]; /* where the next line of each stream begins */
	int pidfd;        /* -1: not opened, or not to be had */
	bool has_ended;
	bool is_stopping;
	int64_t kill_at_us; /* of a group that was told to end */
};

void proc_lines(const struct str *bytes, size_t *from, bool final, enum proc_stream stream,
	const struct proc_watch *watch)
{
	const char *newline;

	while (*from < bytes->len &&
		(newline = memchr(bytes->at + *from, '\n', bytes->len - *from))) {
		watch->line(watch->self, stream, bytes->at + *from,
			(size_t)(newline - bytes->at) - *from);
		*from = (size_t)(newline - bytes->at) + 1;
	}
	if (final && *from < bytes->len) {
		watch->line(watch->self, stream, bytes->at + *from, bytes->len - *from);
		*from = bytes->len;
	}
}

static void stop(struct pump *m, enum proc_end why)
{
	if (m->is_stopping)
		return;
	m->is_stopping = true;
	m->r->end = why;
	m->kill_at_us = clock_mono_us() + PROC_GRACE_MS * 1000;
	kill(-m->p->pid, SIGTERM);
	kill(-m->p->pid, SIGCONT); /* a stopped process takes no SIGTERM */
}

/* One read of what poll() has announced; false at the end of the stream. */
static bool take(struct pump *m, enum proc_stream stream)
{
	struct str *to = stream == PROC_OUT ? &m->r->out : &m->r->err;
	int *fd = stream == PROC_OUT ? &m->p->out : &m->p->err;
	char small[4096];
	ssize_t got;

	/* Most output is short: no buffer is made for it before it is known. */
	got = read(*fd, small, sizeof small);
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (got <= 0) {
		close(*fd);
		*fd = -1;
		return false;
	}
	if (m->r->end == PROC_TOO_MUCH)
		return true;
	if (to->len + (size_t)got > m->watch->max_output) {
		got = (ssize_t)(m->watch->max_output - to->len);
		str_add_bytes(to, small, (size_t)got);
		stop(m, PROC_TOO_MUCH);
	} else {
		str_add_bytes(to, small, (size_t)got);
	}
	if (m->watch->line)
		proc_lines(to, &m->logged[stream], MORE_COMES, stream, m->watch);
	return true;
}

/* The first wait, on the end alone. */
static void wait_fresh(struct pump *m)
{
	struct pollfd fds[2] = {{.fd = m->pidfd, .events = POLLIN},
		{.fd = m->watch->wake_fd, .events = POLLIN}};

	if (m->pidfd >= 0 && poll(fds, 2, FRESH_MS) > 0)
		m->has_ended = fds[0].revents != 0;
}

static int wait_ms(const struct pump *m)
{
	int64_t now = clock_mono_us(), until = now + SLICE_MS * 1000;
	int64_t deadline = m->is_stopping ? m->kill_at_us : m->watch->deadline_us;

	if (m->pidfd < 0 && m->p->out < 0 && m->p->err < 0)
		until = now + LOOK_MS * 1000;
	if (deadline && deadline < until)
		until = deadline;
	return until > now ? (int)((until - now + 999) / 1000) : 0;
}

/* The leader, not its output: a program may close that, or leave it to others. */
static bool leader_ended(const struct pump *m)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)m->p->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		info.si_pid == m->p->pid;
}

static void look_after(struct pump *m)
{
	const struct proc_watch *w = m->watch;
	int64_t now;

	if (!m->is_stopping && w->may_go_on && !w->may_go_on(w->self))
		stop(m, PROC_STOPPED);
	if (!m->is_stopping && !w->deadline_us)
		return;
	now = clock_mono_us();
	if (!m->is_stopping && now >= w->deadline_us)
		stop(m, PROC_LATE);
	else if (m->is_stopping && now >= m->kill_at_us)
		kill(-m->p->pid, SIGKILL);
}

/* Waits for any news and takes them in. */
static void turn(struct pump *m)
{
	struct pollfd fds[4] = {{.fd = m->p->out, .events = POLLIN},
		{.fd = m->p->err, .events = POLLIN}, {.fd = m->pidfd, .events = POLLIN},
		{.fd = m->is_stopping ? -1 : m->watch->wake_fd, .events = POLLIN}};

	if (poll(fds, 4, wait_ms(m)) < 0)
		return;
	if (fds[0].revents)
		take(m, PROC_OUT);
	if (fds[1].revents)
		take(m, PROC_ERR);
	if (fds[2].revents)
		m->has_ended = true;
	look_after(m);
}

/* What is still written once the leader has ended, until a monotonic time. */
static void drain(struct pump *m, int64_t until_us)
{
	while (m->p->out >= 0 || m->p->err >= 0) {
		struct pollfd fds[2] = {{.fd = m->p->out, .events = POLLIN},
			{.fd = m->p->err, .events = POLLIN}};
		int64_t left = until_us - clock_mono_us();

		if (poll(fds, 2, left > 0 ? (int)(left / 1000) + 1 : 0) <= 0)
			return;
		if (fds[0].revents)
			take(m, PROC_OUT);
		if (fds[1].revents)
			take(m, PROC_ERR);
		if (m->r->end == PROC_TOO_MUCH)
			return;
	}
}

static void finish(struct pump *m)
{
	int status = 0;

	if (m->pidfd >= 0)
		close(m->pidfd);
	if (m->watch->line) {
		proc_lines(&m->r->out, &m->logged[PROC_OUT], STREAM_ENDED, PROC_OUT, m->watch);
		proc_lines(&m->r->err, &m->logged[PROC_ERR], STREAM_ENDED, PROC_ERR, m->watch);
	}
	proc_kill(m->p, &status);
	m->r->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	m->r->status = m->r->signal ? 128 + m->r->signal : WEXITSTATUS(status);
}

void proc_wait(struct proc *p, const struct proc_watch *watch, struct proc_result *ret)
{
	struct pump m = {.p = p, .watch = watch, .r = ret, .pidfd = -1};

	*ret = (struct proc_result){.end = PROC_ENDED};
	m.pidfd = (int)syscall(SYS_pidfd_open, p->pid, 0);
	wait_fresh(&m);
	while (!m.has_ended) {
		turn(&m);
		if (m.pidfd < 0)
			m.has_ended = leader_ended(&m);
	}
	drain(&m, clock_mono_us() + LINGER_MS * 1000);
	if (p->out >= 0 || p->err >= 0) {
		kill(-p->pid, SIGKILL);
		drain(&m, 0);
	}
	finish(&m);
}

void proc_stop(struct proc *p, int *ret_status)
{
	struct pollfd end = {.fd = (int)syscall(SYS_pidfd_open, p->pid, 0), .events = POLLIN};

	kill(-p->pid, SIGTERM);
	kill(-p->pid, SIGCONT);
	poll(&end, 1, end.fd >= 0 ? PROC_GRACE_MS : LOOK_MS);
	if (end.fd >= 0)
		close(end.fd);
	proc_kill(p, ret_status);
}

void proc_result_release(struct proc_result *r)
{
	str_release(&r->out);
	str_release(&r->err);
	*r = (struct proc_result){0};
}
