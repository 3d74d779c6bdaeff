#define _GNU_SOURCE /* vfork, pipe2, memfd_create */

#include "core/base/proc.h"

#include "core/base/fs.h"
#include "core/base/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child needs after vfork: it runs in our memory and may only make
 * system calls. */
struct launch {
	const struct proc_spec *spec;
	const char *path; /* the value of PATH */
	size_t slot;
	int in, out, err; /* its ends */
	volatile int failed; /* errno of the child */
	volatile bool in_cwd; /* it was the folder */
};

static void set_limit(int resource, int64_t value)
{
	/* At the soft limit of the time a signal tells why; at the hard one it is SIGKILL. */
	struct rlimit limit = {(rlim_t)value, (rlim_t)value + (resource == RLIMIT_CPU)};

	if (value > 0)
		setrlimit((__rlimit_resource_t)resource, &limit);
}

/* As a shell looks a command up; errno is that of the most telling attempt. */
static void execute(const struct launch *l)
{
	const char *name = l->spec->argv[0], *dir = l->path;
	size_t name_len = strlen(name);
	char path[PATH_MAX];
	int telling = ENOENT;

	if (strchr(name, '/')) {
		execve(name, (char *const *)l->spec->argv, l->spec->env);
		return;
	}
	for (;;) {
		size_t len = strcspn(dir, ":");

		if (len + name_len + 2 <= sizeof path) {
			memcpy(path, dir, len);
			path[len] = '/';
			memcpy(path + len + (len > 0), name, name_len + 1);
			execve(path, (char *const *)l->spec->argv, l->spec->env);
			if (errno != ENOENT && errno != ENOTDIR)
				telling = errno;
			if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
				break;
		}
		if (!dir[len])
			break;
		dir += len + 1;
	}
	errno = telling;
}

/* The descriptor of a file that is handed down. */
#define FILE_FD 4

/* 0, 1 and 2 are never among our ends (main fills them), 3 and 4 may be: they
 * are given their new meanings last. */
static bool place_files(const struct launch *l)
{
	bool worker = l->spec->is_worker;

	if (dup2(l->in, STDIN_FILENO) < 0 || dup2(l->err, STDERR_FILENO) < 0 ||
		dup2(worker ? l->err : l->out, STDOUT_FILENO) < 0)
		return false;
	if (l->spec->file)
		return l->spec->file == FILE_FD ? fcntl(FILE_FD, F_SETFD, 0) == 0
						: dup2(l->spec->file, FILE_FD) == FILE_FD;
	if (worker && l->out == 3)
		return fcntl(3, F_SETFD, 0) == 0;
	return !worker || dup2(l->out, 3) == 3;
}

static void child(struct launch *l)
{
	static const int to_default[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD,
		SIGWINCH, SIGUSR1, SIGUSR2};
	const struct proc_spec *spec = l->spec;
	sigset_t none;

	setpgid(0, 0);
	guard_note(l->slot, getpid());
	/* Before signals are let through: a handler of ours would run in our memory. */
	for (size_t i = 0; i < sizeof to_default / sizeof *to_default; i++)
		signal(to_default[i], SIG_DFL);
	if (place_files(l)) {
		l->in_cwd = spec->cwd && chdir(spec->cwd) != 0;
		if (!l->in_cwd) {
			set_limit(RLIMIT_CPU, spec->limits.cpu_s);
			set_limit(RLIMIT_AS, spec->limits.memory_bytes);
			set_limit(RLIMIT_NOFILE, spec->limits.files);
			sigemptyset(&none);
			sigprocmask(SIG_SETMASK, &none, NULL);
			execute(l);
		}
	}
	l->failed = errno;
	_exit(127);
}

/* Apart, so that no variable of a caller is kept in a register that the child
 * changes. */
__attribute__((noinline)) static pid_t launch(struct launch *l)
{
	pid_t pid = vfork();

	if (pid == 0)
		child(l);
	return pid;
}

static const char *path_of(char *const *env)
{
	for (; *env; env++)
		if (str_starts(*env, "PATH="))
			return *env + 5;
	return "/usr/local/bin:/usr/bin:/bin";
}

static bool not_started(const struct launch *l, struct err *err)
{
	const char *name = l->spec->argv[0];
	int failed = l->failed;

	if (l->in_cwd)
		return err_errno(err, failed, "cannot go to '%s'", l->spec->cwd);
	if (failed == ENOENT && !strchr(name, '/')) {
		err_set(err, ERR_INPUT, "there is no program '%s'", name);
		return err_hint(err, "it is looked for in the folders of PATH");
	}
	err_errno(err, failed, "cannot run '%s'", name);
	if (failed == ENOENT)
		err->kind = ERR_INPUT;
	if (failed == ENOEXEC)
		return err_hint(err, "a script begins with a line such as #!/bin/sh");
	if (failed == E2BIG)
		return err_hint(err, "hand long values over by stdin or in a file");
	return false;
}

/* ---- descriptors ---- */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int null_fd;

static void prepare(void)
{
	null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	/* Inherited as ignored, it would take the exit statuses away. */
	signal(SIGCHLD, SIG_DFL);
}

/* A file in memory: the child may read it when it likes, and nobody has to
 * feed it. */
static int input_file(const char *input, size_t len)
{
	int fd = memfd_create("stdin", MFD_CLOEXEC);

	if (fd >= 0 && !fs_write_fd(fd, input, len)) {
		close(fd);
		return -1;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static void close_end(int *fd)
{
	if (*fd >= 0 && *fd != null_fd)
		close(*fd);
	*fd = -1;
}

static bool open_pipe(int *ret_read, int *ret_write)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	*ret_read = ends[0];
	*ret_write = ends[1];
	return true;
}

static bool open_files(const struct proc_spec *spec, struct launch *l, struct proc *p)
{
	pthread_once(&once, prepare);
	if (!open_pipe(&p->out, &l->out) || !open_pipe(&p->err, &l->err))
		return false;
	/* What we write must never block: the child may be busy writing itself. */
	if (spec->is_worker)
		return open_pipe(&l->in, &p->in) && fcntl(p->in, F_SETFL, O_NONBLOCK) == 0;
	l->in = spec->input ? input_file(spec->input, spec->input_len) : null_fd;
	return l->in >= 0;
}

static void close_ours(struct proc *p)
{
	close_end(&p->in);
	close_end(&p->out);
	close_end(&p->err);
}

static pid_t launch_quietly(struct launch *l)
{
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = launch(l);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pid;
}

bool proc_start(const struct proc_spec *spec, struct proc *ret, struct err *err)
{
	struct launch l = {.spec = spec, .path = path_of(spec->env), .in = -1, .out = -1, .err = -1};
	struct proc p = {.pid = -1, .in = -1, .out = -1, .err = -1};

	if (!guard_enter(&l.slot, err))
		return false;
	p.slot = l.slot;
	if (open_files(spec, &l, &p))
		p.pid = launch_quietly(&l);
	if (p.pid < 0)
		err_errno(err, errno, "cannot start '%s'", spec->argv[0]);
	close_end(&l.in);
	close_end(&l.out);
	close_end(&l.err);
	if (p.pid > 0 && !l.failed) {
		*ret = p;
		return true;
	}
	close_ours(&p);
	guard_leave(p.slot);
	if (p.pid > 0) {
		waitpid(p.pid, NULL, 0);
		not_started(&l, err);
	}
	return false;
}

void proc_kill(struct proc *p, int *ret_status)
{
	siginfo_t ignored;

	close_ours(p);
	kill(-p->pid, SIGKILL);
	/* Until the leader is reaped its number is nobody else's. */
	while (waitid(P_PID, (id_t)p->pid, &ignored, WEXITED | WNOWAIT) != 0 && errno == EINTR)
		;
	kill(-p->pid, SIGKILL);
	guard_leave(p->slot);
	while (waitpid(p->pid, ret_status, 0) < 0 && errno == EINTR)
		;
}
