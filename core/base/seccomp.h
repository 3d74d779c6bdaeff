#ifndef BASE_SECCOMP_H
#define BASE_SECCOMP_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

/* A filter of system calls (seccomp(2)): what no program of a workflow has to do
 * with, and what Landlock cannot close. */

enum seccomp_network {
	SECCOMP_NETWORK_OPEN,
	SECCOMP_NETWORK_TCP,    /* sockets of TCP that connect, whose ports Landlock knows */
	SECCOMP_NETWORK_CLOSED, /* no socket at all; pairs of them stay */
};

struct seccomp_rules {
	enum seccomp_network network;
	/* Landlock does not know of cutting files off. */
	bool guard_truncate;
};

#define SECCOMP_MAX 224
struct seccomp {
	struct sock_filter at[SECCOMP_MAX];
	size_t len;
};

/* Whether the kernel has it, and we the numbers of its calls here. */
bool seccomp_is_there(void);
void seccomp_build(const struct seccomp_rules *rules, struct seccomp *ret);
/* Async-signal-safe; needs PR_SET_NO_NEW_PRIVS.  False with errno. */
bool seccomp_enter(const struct seccomp *s);

#endif
