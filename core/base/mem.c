#include "core/base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void mem_exhausted(void)
{
	static const char text[] = "blokctl: out of memory\n"
				   "hint: recorded steps are kept; run it again with more memory\n";

	/* No stdio: it may allocate.  No exit handlers: they may too. */
	(void)!write(STDERR_FILENO, text, sizeof text - 1);
	_exit(1);
}

void *mem_alloc(size_t size)
{
	void *block = calloc(1, size ? size : 1);

	if (!block)
		mem_exhausted();
	return block;
}

void *mem_resize(void *block, size_t size)
{
	void *moved = realloc(block, size ? size : 1);

	if (!moved)
		mem_exhausted();
	return moved;
}

char *mem_strndup(const char *text, size_t len)
{
	char *copy = mem_resize(NULL, len + 1);

	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *mem_strdup(const char *text)
{
	return mem_strndup(text, strlen(text));
}
