#define _GNU_SOURCE /* vfork, pipe2, memfd_create */

#include "core/base/proc.h"

#include "core/base/fs.h"
#include "core/base/guard.h"
#include "core/base/mem.h"
#include "core/base/temp_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child does; where it failed. */
enum stage { STAGE_FILES, STAGE_CWD, STAGE_SANDBOX, STAGE_EXECUTE };

/* What the child needs after vfork: it runs in our memory and may only make
 * system calls. */
struct launch {
	const struct proc_spec *spec;
	char *const *env; /* the spec's, and what a sandbox adds */
	const char *path; /* the value of PATH */
	size_t slot;
	int in, out, err; /* its ends */
	struct sandbox_limits limits;
	struct sandbox_entry sandbox;
	volatile int failed; /* errno of the child */
	volatile enum stage stage;
};

/* As a shell looks a command up; errno is that of the most telling attempt. */
static void execute(const struct launch *l)
{
	const char *name = l->spec->argv[0], *dir = l->path;
	size_t name_len = strlen(name);
	char path[PATH_MAX];
	int telling = ENOENT;

	if (strchr(name, '/')) {
		execve(name, (char *const *)l->spec->argv, l->env);
		return;
	}
	for (;;) {
		size_t len = strcspn(dir, ":");

		if (len + name_len + 2 <= sizeof path) {
			memcpy(path, dir, len);
			path[len] = '/';
			memcpy(path + len + (len > 0), name, name_len + 1);
			execve(path, (char *const *)l->spec->argv, l->env);
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

/* Where it works, and within which bounds. */
static bool settle(struct launch *l)
{
	l->stage = STAGE_CWD;
	if (l->spec->cwd && chdir(l->spec->cwd) != 0)
		return false;
	l->stage = STAGE_SANDBOX;
	sandbox_limit(&l->limits);
	return !l->spec->sandbox || sandbox_enter(&l->sandbox);
}

static void child(struct launch *l)
{
	static const int to_default[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD,
		SIGWINCH, SIGUSR1, SIGUSR2};
	sigset_t none;

	setpgid(0, 0);
	guard_note(l->slot, getpid());
	/* Before signals are let through: a handler of ours would run in our memory. */
	for (size_t i = 0; i < sizeof to_default / sizeof *to_default; i++)
		signal(to_default[i], SIG_DFL);
	if (place_files(l) && settle(l)) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		l->stage = STAGE_EXECUTE;
		execute(l);
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

	if (l->stage == STAGE_CWD)
		return err_errno(err, failed, "cannot go to '%s'", l->spec->cwd);
	if (l->stage == STAGE_SANDBOX) {
		err_errno(err, failed, "cannot put '%s' into its sandbox", name);
		err->kind = ERR_REFUSED;
		return false;
	}
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
	if (failed == EACCES && l->spec->sandbox)
		return err_hint(err, "its sandbox may not read it: 'read' names what it may");
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

/* ---- the sandbox ---- */

static bool has_port(const struct sandbox *s, uint16_t port)
{
	for (size_t i = 0; i < s->ports_len; i++)
		if (s->ports[i] == port)
			return true;
	return false;
}

/* The spec's variables stay where they are; `temp` holds the one that is new. */
static void make_env(struct launch *l, struct str *temp, const char *folder)
{
	size_t len = 0, i = 0;
	char **env;

	while (l->spec->env[len])
		len++;
	env = mem_alloc((len + 3) * sizeof *env);
	if (folder) {
		str_addf(temp, "TMPDIR=%s", folder);
		env[i++] = temp->at;
	}
	/* Names are looked up by TCP: it has no UDP. */
	if (has_port(l->spec->sandbox, 53))
		env[i++] = (char *)"RES_OPTIONS=use-vc";
	/* SQLite looks at a variable of its own first. */
	for (char *const *variable = l->spec->env; *variable; variable++)
		if (!str_starts(*variable, "TMPDIR=") && !str_starts(*variable, "SQLITE_TMPDIR="))
			env[i++] = *variable;
	l->env = env;
}

static bool prepare_sandbox(struct launch *l, struct proc *p, struct str *temp, struct err *err)
{
	if (!l->spec->sandbox)
		return true;
	/* Where none can be made, it goes without. */
	p->temp = temp_dir_new();
	if (!sandbox_prepare(l->spec->sandbox, p->temp, &l->sandbox, err))
		return false;
	l->limits = sandbox_smaller(l->limits, l->sandbox.limits);
	make_env(l, temp, p->temp);
	return true;
}

static void release_sandbox(struct launch *l, struct str *temp)
{
	if (l->env != l->spec->env)
		free((void *)l->env);
	sandbox_release(&l->sandbox);
	str_release(temp);
}

static void start(struct launch *l, struct proc *p, struct err *err)
{
	if (open_files(l->spec, l, p))
		p->pid = launch_quietly(l);
	if (p->pid < 0)
		err_errno(err, errno, "cannot start '%s'", l->spec->argv[0]);
	p->lacks = l->sandbox.lacks;
	close_end(&l->in);
	close_end(&l->out);
	close_end(&l->err);
}

bool proc_start(const struct proc_spec *spec, struct proc *ret, struct err *err)
{
	struct launch l = {.spec = spec,
		.env = spec->env,
		.path = path_of(spec->env),
		.in = -1,
		.out = -1,
		.err = -1,
		.limits = spec->limits};
	struct proc p = {.pid = -1, .in = -1, .out = -1, .err = -1};
	struct str temp = {0};

	if (!guard_enter(&l.slot, err))
		return false;
	p.slot = l.slot;
	if (prepare_sandbox(&l, &p, &temp, err))
		start(&l, &p, err);
	release_sandbox(&l, &temp);
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
	temp_dir_remove(p.temp);
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
	temp_dir_remove(p->temp);
	p->temp = NULL;
}
