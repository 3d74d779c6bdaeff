#define _GNU_SOURCE /* syscall, O_PATH */

#include "core/base/landlock.h"

#include "core/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Names and numbers of linux/landlock.h and of the calls (the same on every
 * architecture), of which older headers lack some or all. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif
#define ASK_VERSION 1U
enum { RULE_PATH = 1, RULE_PORT = 2 };

struct ruleset {
	uint64_t files, network, scopes;
};
struct path_rule {
	uint64_t rights;
	int32_t parent;
} __attribute__((packed));
struct port_rule {
	uint64_t rights, port;
};

#define FS(bit) (UINT64_C(1) << (bit))
enum { /* bits */
	FS_EXECUTE,
	FS_WRITE_FILE,
	FS_READ_FILE,
	FS_READ_DIR,
	FS_MAKE_CHAR = 6,
	FS_MAKE_BLOCK = 11,
	FS_REFER = 13, /* version 2 */
	FS_TRUNCATE,   /* 3 */
	FS_IOCTL_DEV,  /* 5 */
};
#define FS_OF_1 (FS(FS_REFER) - 1)
#define FS_READING (FS(FS_EXECUTE) | FS(FS_READ_FILE) | FS(FS_READ_DIR))
#define FS_DEVICES (FS(FS_MAKE_CHAR) | FS(FS_MAKE_BLOCK))
/* What a rule about a file that is no folder may say. */
#define FS_OF_FILE                                                                                 \
	(FS(FS_EXECUTE) | FS(FS_WRITE_FILE) | FS(FS_READ_FILE) | FS(FS_TRUNCATE) | FS(FS_IOCTL_DEV))

enum { NET_BIND = 1, NET_CONNECT = 2 };        /* version 4 */
enum { SCOPE_SOCKETS = 1, SCOPE_SIGNALS = 2 }; /* version 6 */

int landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, ASK_VERSION);

	return version > 0 ? (int)version : 0;
}

static uint64_t rights_of(int version)
{
	return FS_OF_1 | (version >= 2 ? FS(FS_REFER) : 0) |
	       (version >= LANDLOCK_TRUNCATES ? FS(FS_TRUNCATE) : 0) |
	       (version >= 5 ? FS(FS_IOCTL_DEV) : 0);
}

bool landlock_open(enum landlock_network network, struct landlock *ret)
{
	int version = landlock_version();
	bool close_network = network == LANDLOCK_NETWORK_CLOSED;
	struct ruleset r = {.files = rights_of(version)};
	/* A kernel takes no more of it than it knows of. */
	size_t size = offsetof(struct ruleset, network);

	if (version >= LANDLOCK_PORTS) {
		r.network = close_network ? NET_BIND | NET_CONNECT : 0;
		size = offsetof(struct ruleset, scopes);
	}
	if (version >= 6) {
		r.scopes = SCOPE_SIGNALS | (close_network ? SCOPE_SOCKETS : 0);
		size = sizeof r;
	}
	ret->version = version;
	ret->fd = (int)syscall(SYS_landlock_create_ruleset, &r, size, 0U);
	return ret->fd >= 0; /* it is closed on exec */
}

static int open_path(const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};

	/* Whoever writes ".." means it; "." is no link. */
	if (path[0] == '/' || str_starts(path, "..") || str_eq(path, "."))
		return open(path, O_PATH | O_CLOEXEC);
	return (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
}

bool landlock_allow(const struct landlock *l, const char *path, enum landlock_right right)
{
	struct path_rule rule = {.parent = open_path(path)};
	struct stat st;
	int failed;

	if (rule.parent < 0)
		return false;
	rule.rights = right == LANDLOCK_READ ? FS_READING : rights_of(l->version) & ~FS_DEVICES;
	failed = fstat(rule.parent, &st);
	if (!failed && !S_ISDIR(st.st_mode))
		rule.rights &= FS_OF_FILE;
	failed = failed                                                             ? errno
		 : syscall(SYS_landlock_add_rule, l->fd, RULE_PATH, &rule, 0U) != 0 ? errno
										    : 0;
	close(rule.parent);
	errno = failed;
	return !failed;
}

bool landlock_allow_port(const struct landlock *l, uint16_t port)
{
	const struct port_rule rule = {NET_CONNECT, port};

	return l->version < LANDLOCK_PORTS ||
	       syscall(SYS_landlock_add_rule, l->fd, RULE_PORT, &rule, 0U) == 0;
}

bool landlock_restrict(int fd)
{
	return syscall(SYS_landlock_restrict_self, fd, 0U) == 0;
}
