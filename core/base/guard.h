#ifndef BASE_GUARD_H
#define BASE_GUARD_H

#include "core/base/err.h"

#include <stddef.h>
#include <sys/types.h>

/* A small process that outlives this one and ends the process groups that are
 * left: SIGTERM at once, SIGKILL a second later.  It is started with the first
 * group and sleeps until the pipe it reads from is closed, which the kernel
 * does however this process ends.  It learns the groups from a table in
 * memory that both share, so a group costs two small writes and no wake-up. */

/* Room for one group; starts the guard when there is none yet. */
bool guard_enter(size_t *ret_slot, struct err *err);
/* Async-signal-safe: called by the new process itself, before it executes
 * anything, so that no group is ever unknown. */
void guard_note(size_t slot, pid_t group);
/* While the group's leader is not reaped yet: afterwards the number may be
 * another's. */
void guard_leave(size_t slot);

#endif
