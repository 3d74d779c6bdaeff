#include "cmd/pager.h"

#include "cmd/globals.h"
#include "core/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* There is one stdout. */
static struct {
	bool is_on;      /* bytes are held back */
	struct str kept; /* as long as they fit the screen */
	size_t lines;
	int rows, columns;
	pid_t pid;                  /* of the pager, or 0 */
	int out, err;               /* the terminal, while the pager has the others; -1 */
	struct sigaction interrupt; /* what was done at Ctrl-C */
} pager = {.out = -1, .err = -1};

static const char *command(void)
{
	const char *own = getenv("BLOKCTL_PAGER"), *common = getenv("PAGER");

	return own ? own : common ? common : "less";
}

void pager_begin(struct app *app)
{
	const char *term = getenv("TERM"), *ci = getenv("CI");
	struct winsize size = {0};

	if (pager.is_on || pager.pid || !app->out.is_tty || app->json || given.no_pager ||
		!*command() || str_eq(command(), "cat") || !term || str_eq(term, "dumb") ||
		(ci && *ci) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_row)
		return;
	pager.is_on = true;
	pager.rows = size.ws_row;
	pager.columns = size.ws_col ? size.ws_col : 80;
	pager.lines = 0;
}

static void print_kept(void)
{
	fwrite(str_text(&pager.kept), 1, pager.kept.len, stdout);
	str_release(&pager.kept);
	pager.is_on = false;
}

/* Our stdout, and a stderr on the same screen, go to the pager. */
static void divert(int to)
{
	fflush(stdout);
	pager.out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	dup2(to, STDOUT_FILENO);
	if (isatty(STDERR_FILENO)) {
		pager.err = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
		dup2(to, STDERR_FILENO);
	}
}

static bool start(void)
{
	const char *argv[] = {"sh", "-c", command(), NULL};
	posix_spawn_file_actions_t actions;
	int ends[2];
	bool ok;

	if (pipe(ends) != 0)
		return false;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	/* Quits by itself, leaves colours alone and the text on the screen: as git does. */
	setenv("LESS", "FRX", 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
	ok = posix_spawnp(&pager.pid, "sh", &actions, NULL, (char *const *)argv, environ) == 0;
	posix_spawn_file_actions_destroy(&actions);
	close(ends[0]);
	if (ok) {
		divert(ends[1]);
		/* Ctrl-C is the pager's: who quits it ends us, by its closed pipe. */
		sigaction(SIGINT, &(struct sigaction){.sa_handler = SIG_IGN}, &pager.interrupt);
	} else {
		pager.pid = 0;
	}
	close(ends[1]);
	return ok;
}

/* Also of lines that the terminal breaks; colours count as text, which is near enough. */
static void count_lines(const char *bytes, size_t len)
{
	const char *end = bytes + len, *newline;

	for (; bytes < end; bytes = newline + 1) {
		newline = memchr(bytes, '\n', (size_t)(end - bytes));
		if (!newline)
			break;
		pager.lines += 1 + (size_t)(newline - bytes) / ((size_t)pager.columns * 2);
	}
}

bool pager_take(const char *bytes, size_t len)
{
	if (!pager.is_on)
		return false;
	str_add_bytes(&pager.kept, bytes, len);
	count_lines(bytes, len);
	/* The shell's prompt wants a line, too. */
	if (pager.lines + 1 < (size_t)pager.rows)
		return true;
	start();
	print_kept();
	return true;
}

void pager_flush(void)
{
	if (pager.is_on)
		print_kept();
}

static void restore(int *saved, int fd)
{
	if (*saved < 0)
		return;
	dup2(*saved, fd);
	close(*saved);
	*saved = -1;
}

void pager_end(void)
{
	pager_flush();
	if (!pager.pid)
		return;
	fflush(stdout);
	restore(&pager.out, STDOUT_FILENO);
	restore(&pager.err, STDERR_FILENO);
	while (waitpid(pager.pid, NULL, 0) < 0 && errno == EINTR)
		;
	pager.pid = 0;
	sigaction(SIGINT, &pager.interrupt, NULL);
}
