#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include "core/base/err.h"
#include "core/base/str.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What a child process may touch.  Landlock holds it to files and TCP ports,
 * seccomp to system calls and sockets; both are inherited by whatever it starts and
 * cannot be left.  It gains no rights by executing (PR_SET_NO_NEW_PRIVS), and root
 * has lost those that reach around files. */

enum sandbox_mode {
	SANDBOX_OFF,
	SANDBOX_PREFERRED, /* as much of it as can be had */
	SANDBOX_REQUIRED,  /* all of it, or the process does not start */
};

enum sandbox_network {
	SANDBOX_NONE,  /* no socket */
	SANDBOX_PORTS, /* connections by TCP to some ports */
	SANDBOX_ANY,
};

struct sandbox_limits { /* 0: as ours */
	int64_t cpu_s, memory_bytes, files;
	int64_t file_bytes; /* the largest file it may write */
	int64_t processes;  /* of the user, all together */
};

struct sandbox {
	enum sandbox_mode mode;
	/* Files, and folders with all below them, ended by NULL; or NULL.  Besides the
	 * programs and libraries of the system, those of PATH, and a temporary folder.  What is
	 * written may be read and executed, too. */
	const char *const *read, *const *write;
	enum sandbox_network network;
	const uint16_t *ports;
	size_t ports_len;
	struct sandbox_limits limits;
	const struct sandbox *around; /* another one that holds as well; or NULL */
};

/* What of a sandbox cannot be had. */
enum {
	SANDBOX_LACKS_FILES = 1,
	SANDBOX_LACKS_NETWORK = 2,
	SANDBOX_LACKS_CALLS = 4,
	SANDBOX_LACKS_PROCESSES = 8,
};
unsigned sandbox_lacks(const struct sandbox *s);
/* "the kernel has no Landlock, which …; …" */
void sandbox_explain(unsigned lacks, struct str *out);

/* In words, which tell any two apart: "required; read '.'; write 'out'; network none". */
void sandbox_print(const struct sandbox *s, struct str *out);

/* ---- for proc.c ---- */

#define SANDBOX_MAX_LAYERS 2

/* A sandbox made ready, so that entering it takes system calls only. */
struct sandbox_entry {
	bool is_required;
	unsigned lacks;
	int rulesets[SANDBOX_MAX_LAYERS];
	size_t rulesets_len;
	struct seccomp *filters[SANDBOX_MAX_LAYERS];
	size_t filters_len;
	struct sandbox_limits limits;
};
/* `temp`: a folder that it may use.  ERR_REFUSED when the sandbox is required and
 * something of it cannot be had. */
bool sandbox_prepare(
	const struct sandbox *s, const char *temp, struct sandbox_entry *ret, struct err *err);
void sandbox_release(struct sandbox_entry *e);
/* Async-signal-safe.  False with errno when a required one cannot be entered; of
 * others e->lacks tells. */
bool sandbox_enter(struct sandbox_entry *e);

/* The smaller of each. */
struct sandbox_limits sandbox_smaller(struct sandbox_limits a, struct sandbox_limits b);
/* Async-signal-safe. */
void sandbox_limit(const struct sandbox_limits *limits);

#endif
