#define _GNU_SOURCE /* memfd_create, pipe2, posix_spawn_file_actions_addclosefrom_np */

#include "core/base/guard.h"

#include "core/base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* More at once is a mistake: a parallel forEach has at most 1,000 items under way. */
#define GUARD_MAX_GROUPS 4096

/* A line of the table: a number, right-aligned, and a newline; 0 is nobody. */
#define LINE_LEN 12
#define LINE_FREE "          0\n"

/* The guard.  A shell, not this program again: it is a tenth of its size, and
 * needs no hidden command.  3 is the pipe that ends with us, 4 the table. */
static const char script[] =
	"cd /; read -r _ <&3\n"
	"strike() { while read -r g; do\n"
	"[ \"$g\" -gt 1 ] && kill -s \"$1\" -- \"-$g\" 2>/dev/null && left=1\n"
	"done </proc/self/fd/4; }\n"
	"left=; strike TERM; [ \"$left\" ] || exit 0; sleep 1; strike KILL\n";

static struct {
	pthread_mutex_t mutex;
	bool started;
	int table, pipe;
	size_t len;          /* lines the table has */
	VEC(size_t) vacant;  /* of them, those that are free */
} guard = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void write_line(size_t slot, const char line[LINE_LEN])
{
	(void)!pwrite(guard.table, line, LINE_LEN, (off_t)(slot * LINE_LEN));
}

/* In a session of its own, so that neither Ctrl-C nor the end of the terminal
 * reaches it, with no file of ours but the two. */
static int spawn(int pipe_end)
{
	char *const argv[] = {"sh", "-c", (char *)script, "blokctl-guard", NULL};
	char *const env[] = {"PATH=/usr/bin:/bin", NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	pid_t pid;
	int failed;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes,
		POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO);
	posix_spawn_file_actions_adddup2(&actions, pipe_end, 3);
	posix_spawn_file_actions_adddup2(&actions, guard.table, 4);
	posix_spawn_file_actions_addclosefrom_np(&actions, 5);
	failed = posix_spawn(&pid, "/bin/sh", &actions, &attributes, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return failed;
}

/* A descriptor above those that spawn() gives new meanings to. */
static int lift(int fd)
{
	int lifted = fd < 0 ? fd : fcntl(fd, F_DUPFD_CLOEXEC, 5);

	if (fd >= 0)
		close(fd);
	return lifted;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool start(struct err *err)
{
	int ends[2], failed;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_errno(err, errno, "cannot start the guard of child processes");
	ends[0] = lift(ends[0]);
	guard.pipe = lift(ends[1]);
	guard.table = lift(memfd_create("blokctl-groups", MFD_CLOEXEC));
	failed = ends[0] < 0 || guard.pipe < 0 || guard.table < 0 ? errno : spawn(ends[0]);
	close_end(&ends[0]);
	if (failed) {
		close_end(&guard.pipe);
		close_end(&guard.table);
		return err_errno(err, failed, "cannot start the guard of child processes");
	}
	guard.started = true;
	return true;
}

bool guard_enter(size_t *ret_slot, struct err *err)
{
	bool ok;

	pthread_mutex_lock(&guard.mutex);
	ok = guard.started || start(err);
	if (ok && guard.vacant.len) {
		*ret_slot = guard.vacant.at[--guard.vacant.len];
	} else if (ok && guard.len == GUARD_MAX_GROUPS) {
		ok = err_set(err, ERR_WORK, "more than %d programs at once", GUARD_MAX_GROUPS);
	} else if (ok) {
		*ret_slot = guard.len++;
		/* No holes: the guard reads line by line. */
		write_line(*ret_slot, LINE_FREE);
	}
	pthread_mutex_unlock(&guard.mutex);
	return ok;
}

void guard_note(size_t slot, pid_t group)
{
	char line[LINE_LEN];

	memcpy(line, LINE_FREE, LINE_LEN);
	for (int i = LINE_LEN - 2; group; group /= 10)
		line[i--] = (char)('0' + group % 10);
	write_line(slot, line);
}

void guard_leave(size_t slot)
{
	write_line(slot, LINE_FREE);
	pthread_mutex_lock(&guard.mutex);
	vec_push(&guard.vacant, slot);
	pthread_mutex_unlock(&guard.mutex);
}
