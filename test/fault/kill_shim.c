/* Preloaded into blokctl by kill_sweep: counts the calls that change a file
 * and ends the process, as kill -9 would, at the KILL_AT-th: before the call,
 * or with KILL_TORN=1 after half of what was to be written.  With FAIL_ERRNO
 * the call fails with that error instead, and only the store's calls count: a
 * node that cannot write its file is no fault of the run; with FAIL_NAMES=1
 * also those that make, name and remove files, and that read folders.
 * COUNT_TO names a file for how many there were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

static bool is_last(void)
{
	static long at = -1;

	if (at < 0)
		at = getenv("KILL_AT") ? strtol(getenv("KILL_AT"), NULL, 10) : 0;
	return atomic_fetch_add(&calls, 1) + 1 == at;
}

static bool counts_names(void)
{
	return !getenv("FAIL_ERRNO") || getenv("FAIL_NAMES");
}

/* Ends the process, or makes the call fail. */
static int die(void)
{
	if (getenv("FAIL_ERRNO")) {
		errno = atoi(getenv("FAIL_ERRNO"));
		return -1;
	}
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

#define TORN(call)                                                                                 \
	do {                                                                                       \
		if (!is_last())                                                                    \
			break;                                                                     \
		if (getenv("KILL_TORN") && len > 1) {                                              \
			len /= 2;                                                                  \
			(void)!(call);                                                             \
		}                                                                                  \
		return die();                                                                      \
	} while (0)

ssize_t pwrite64(int fd, const void *bytes, size_t len, off64_t offset)
{
	ssize_t (*real)(int, const void *, size_t, off64_t) = next("pwrite64");

	TORN(real(fd, bytes, len, offset));
	return real(fd, bytes, len, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
	return pwrite64(fd, bytes, len, offset);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
	ssize_t (*real)(int, const void *, size_t) = next("write");

	/* not what goes to a screen, a pipe or a wake-up descriptor */
	if (fd > 2 && !getenv("FAIL_ERRNO") && lseek(fd, 0, SEEK_CUR) >= 0)
		TORN(real(fd, bytes, len));
	return real(fd, bytes, len);
}

int fsync(int fd)
{
	int (*real)(int) = next("fsync");

	if (is_last())
		return die();
	return real(fd);
}

int fdatasync(int fd)
{
	int (*real)(int) = next("fdatasync");

	if (is_last())
		return die();
	return real(fd);
}

__attribute__((destructor)) static void tell(void)
{
	const char *path = getenv("COUNT_TO");
	FILE *f = path ? fopen(path, "w") : NULL;

	if (!f)
		return;
	fprintf(f, "%ld\n", atomic_load(&calls));
	fclose(f);
}

/* Counted when it may make the file. */
int open64(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) = next("open64");
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	if (flags & O_CREAT && getenv("FAIL_ERRNO") && getenv("FAIL_NAMES") && is_last())
		return die();
	return real(path, flags, mode);
}

int mkstemp(char *template)
{
	int (*real)(char *) = next("mkstemp");

	if (getenv("FAIL_ERRNO") && getenv("FAIL_NAMES") && is_last())
		return die();
	return real(template);
}

/* A folder that cannot be read to its end is no shorter one. */
struct dirent *readdir(DIR *dir)
{
	struct dirent *(*real)(DIR *) = next("readdir");

	if (getenv("FAIL_ERRNO") && getenv("FAIL_NAMES") && is_last())
		return die(), NULL;
	return real(dir);
}

int ftruncate64(int fd, off64_t len)
{
	int (*real)(int, off64_t) = next("ftruncate64");

	if (is_last())
		return die();
	return real(fd, len);
}

int rename(const char *from, const char *to)
{
	int (*real)(const char *, const char *) = next("rename");

	if (counts_names() && is_last())
		return die();
	return real(from, to);
}

/* The end of a rollback journal is the commit. */
int unlink(const char *path)
{
	int (*real)(const char *) = next("unlink");

	if (counts_names() && is_last())
		return die();
	return real(path);
}

int link(const char *from, const char *to)
{
	int (*real)(const char *, const char *) = next("link");

	if (counts_names() && is_last())
		return die();
	return real(from, to);
}
