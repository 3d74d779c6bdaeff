#define _GNU_SOURCE /* syscall */

#include "core/base/landlock.h"

#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/* LANDLOCK_CREATE_RULESET_VERSION of linux/landlock.h, which older headers lack. */
#define ASK_VERSION 1U

int landlock_version(void)
{
#ifdef SYS_landlock_create_ruleset
	long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, ASK_VERSION);

	return version > 0 ? (int)version : 0;
#else
	return 0;
#endif
}
