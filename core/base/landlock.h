#ifndef BASE_LANDLOCK_H
#define BASE_LANDLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* The kernel's Landlock (landlock(7)) by its raw calls: a ruleset names what may be
 * reached, and everything else is refused to the thread that is put under it and to
 * what it starts.  Several rulesets hold together. */

/* The version of it; 0: there is none, or it is switched off. */
int landlock_version(void);

/* From which version on what can be closed. */
enum {
	LANDLOCK_TRUNCATES = 3, /* cutting files off */
	LANDLOCK_PORTS = 4,     /* TCP, by port */
};

struct landlock {
	int fd;
	int version;
};

enum landlock_network {
	LANDLOCK_NETWORK_OPEN,
	/* No TCP but what landlock_allow_port() names, no abstract Unix socket of
	 * others, as far as the version knows how. */
	LANDLOCK_NETWORK_CLOSED,
};

/* False with errno; the descriptor is the caller's to close. */
bool landlock_open(enum landlock_network network, struct landlock *ret);

enum landlock_right {
	LANDLOCK_READ,  /* and execute */
	LANDLOCK_WRITE, /* the same, and everything but making devices */
};

/* A file, or a folder with all below it, as it is now.  Links are followed, but from a
 * relative path not out of the working folder (EXDEV): what could be written there may
 * have put one in its place.  False with errno. */
bool landlock_allow(const struct landlock *l, const char *path, enum landlock_right right);
/* To connect to it.  With versions that know none it does nothing. */
bool landlock_allow_port(const struct landlock *l, uint16_t port);

/* Async-signal-safe; needs PR_SET_NO_NEW_PRIVS.  False with errno. */
bool landlock_restrict(int fd);

#endif
