#include "core/db/lite.h"

#include "core/base/clock.h"
#include "core/base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* SQLite's own way to files with two changes: what is "now" where BLOKCTL_NOW
 * fixes it, and an index of the write-ahead log that no other process sees,
 * kept in memory, for a log that nobody has open. */

/* Milliseconds of the Julian day of 1970-01-01, which SQLite counts from. */
#define JULIAN_1970_MS ((sqlite3_int64)210866760000000)

static int now(sqlite3_vfs *vfs, sqlite3_int64 *ret)
{
	(void)vfs;
	*ret = JULIAN_1970_MS + clock_now_ms();
	return SQLITE_OK;
}

static int now_days(sqlite3_vfs *vfs, double *ret)
{
	sqlite3_int64 ms;

	now(vfs, &ms);
	*ret = (double)ms / 86400000.0;
	return SQLITE_OK;
}

/* ---- the index in memory ---- */

struct index {
	sqlite3_file *file;
	void volatile **regions;
	int len;
	struct index *next;
};

/* One connection each: a list of a handful. */
static struct index *indexes;
static pthread_mutex_t indexes_mutex = PTHREAD_MUTEX_INITIALIZER;

static struct index *index_of(sqlite3_file *file)
{
	struct index *i;

	pthread_mutex_lock(&indexes_mutex);
	for (i = indexes; i && i->file != file; i = i->next)
		;
	if (!i) {
		i = mem_alloc(sizeof *i);
		i->file = file;
		i->next = indexes;
		indexes = i;
	}
	pthread_mutex_unlock(&indexes_mutex);
	return i;
}

static int index_map(sqlite3_file *file, int region, int size, int extend, void volatile **ret)
{
	struct index *i = index_of(file);

	*ret = NULL;
	if (region >= i->len && !extend)
		return SQLITE_OK;
	while (region >= i->len) {
		i->regions =
			mem_resize((void *)i->regions, ((size_t)i->len + 1) * sizeof *i->regions);
		i->regions[i->len++] = mem_alloc((size_t)size);
	}
	*ret = i->regions[region];
	return SQLITE_OK;
}

static int index_lock(sqlite3_file *file, int offset, int count, int flags)
{
	(void)file, (void)offset, (void)count, (void)flags;
	return SQLITE_OK;
}

static void index_barrier(sqlite3_file *file)
{
	(void)file;
	__sync_synchronize();
}

static int index_unmap(sqlite3_file *file, int delete)
{
	struct index **at = &indexes, *i;

	(void)delete;
	pthread_mutex_lock(&indexes_mutex);
	while (*at && (*at)->file != file)
		at = &(*at)->next;
	i = *at;
	if (i)
		*at = i->next;
	pthread_mutex_unlock(&indexes_mutex);
	for (int r = 0; i && r < i->len; r++)
		free((void *)i->regions[r]);
	if (i)
		free((void *)i->regions);
	free(i);
	return SQLITE_OK;
}

/* ---- the two of them ---- */

static sqlite3_vfs clock_vfs, index_vfs;
static sqlite3_io_methods index_methods;

/* The methods of SQLite's own file, but for those of the index. */
static int open_with_index(
	sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
	int code;

	/* The log is read; SQLite asks for more, and would make the file. */
	if (flags & SQLITE_OPEN_WAL)
		flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) |
			SQLITE_OPEN_READONLY;
	code = sqlite3_vfs_find(NULL)->xOpen(vfs, name, file, flags, ret_flags);
	if (code == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB)) {
		pthread_mutex_lock(&indexes_mutex);
		index_methods = *file->pMethods;
		index_methods.xShmMap = index_map;
		index_methods.xShmLock = index_lock;
		index_methods.xShmBarrier = index_barrier;
		index_methods.xShmUnmap = index_unmap;
		file->pMethods = &index_methods;
		pthread_mutex_unlock(&indexes_mutex);
	}
	return code;
}

static void prepare(void)
{
	clock_vfs = *sqlite3_vfs_find(NULL);
	clock_vfs.zName = "blokctl-clock";
	clock_vfs.xCurrentTime = now_days;
	clock_vfs.xCurrentTimeInt64 = now;
	index_vfs = clock_vfs;
	index_vfs.zName = "blokctl-index";
	index_vfs.xOpen = open_with_index;
	sqlite3_vfs_register(&clock_vfs, 0);
	sqlite3_vfs_register(&index_vfs, 0);
}

const char *lite_vfs_name(bool own_index)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int64_t ms;

	if (!own_index && !clock_fixed_ms(&ms))
		return NULL;
	sqlite3_initialize();
	pthread_once(&once, prepare);
	return own_index ? index_vfs.zName : clock_vfs.zName;
}
