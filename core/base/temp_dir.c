#define _XOPEN_SOURCE 700 /* mkdtemp */

#include "core/base/temp_dir.h"

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/vec.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whoever nests folders deeper has made them to be in our way; they stay. */
#define MAX_DEPTH 100

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static VEC(char *) live;

/* By descriptors: a program that is still running may put a link in the place of a
 * folder at any time. */
static void empty(int parent, const char *name, int depth)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(dir))) {
		if (str_eq(entry->d_name, ".") || str_eq(entry->d_name, ".."))
			continue;
		if (unlinkat(fd, entry->d_name, 0) == 0 || depth == MAX_DEPTH)
			continue;
		empty(fd, entry->d_name, depth + 1);
		unlinkat(fd, entry->d_name, AT_REMOVEDIR);
	}
	closedir(dir);
}

static void remove_folder(const char *path)
{
	/* Most have stayed empty. */
	if (rmdir(path) == 0)
		return;
	empty(AT_FDCWD, path, 0);
	rmdir(path);
}

static void remove_all(void)
{
	pthread_mutex_lock(&mutex);
	for (size_t i = 0; i < live.len; i++) {
		remove_folder(live.at[i]);
		free(live.at[i]);
	}
	vec_release(&live);
	pthread_mutex_unlock(&mutex);
}

static void at_exit(void)
{
	atexit(remove_all);
}

char *temp_dir_new(void)
{
	const char *base = getenv("TMPDIR");
	struct str path = {0};

	str_addf(&path, "%s/blokctl-sandbox-XXXXXX", base && *base == '/' ? base : "/tmp");
	if (!mkdtemp(path.at)) {
		str_release(&path);
		return NULL;
	}
	pthread_once(&once, at_exit);
	pthread_mutex_lock(&mutex);
	vec_push(&live, mem_strdup(path.at));
	pthread_mutex_unlock(&mutex);
	return str_take(&path);
}

void temp_dir_remove(char *path)
{
	if (!path)
		return;
	pthread_mutex_lock(&mutex);
	for (size_t i = 0; i < live.len; i++) {
		if (!str_eq(live.at[i], path))
			continue;
		free(live.at[i]);
		live.at[i] = live.at[--live.len];
		break;
	}
	pthread_mutex_unlock(&mutex);
	remove_folder(path);
	free(path);
}
