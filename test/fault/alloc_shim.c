/* Preloaded by alloc_sweep: the ALLOC_AT-th allocation fails; with
 * ALLOC_STICKY all from there on do. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static atomic_long calls;

static bool fails(void)
{
	static long at = -1;
	static bool sticky;
	long call = atomic_fetch_add(&calls, 1) + 1;

	/* getenv() does not allocate */
	if (at < 0) {
		at = getenv("ALLOC_AT") ? strtol(getenv("ALLOC_AT"), NULL, 10) : 0;
		sticky = getenv("ALLOC_STICKY");
	}
	if (!at || call < at || (call > at && !sticky))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
	return fails() ? NULL : __libc_realloc(block, size);
}
