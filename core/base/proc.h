#ifndef BASE_PROC_H
#define BASE_PROC_H

#include "core/base/err.h"
#include "core/base/sandbox.h"
#include "core/base/str.h"

#include <stdint.h>
#include <sys/types.h>

/* Child processes.  Each leads a process group of its own, which the guard
 * knows (guard.h); it inherits no descriptor but the ones named here. */

struct proc_spec {
	const char *const *argv; /* argv[0] without a slash is looked up in env's PATH */
	char *const *env;        /* NAME=value, ended by NULL */
	const char *cwd;         /* NULL: ours */
	const char *input;       /* its standard input; NULL: /dev/null */
	size_t input_len;
	/* Its standard input is a pipe, proc.in; `out` is its descriptor 3, and
	 * what it writes to 1 and 2 comes together in `err`. */
	bool is_worker;
	int file; /* its descriptor 4; 0: none.  Not for workers. */
	struct sandbox_limits limits;
	/* With one, TMPDIR is a folder of its own, which goes with it.  NULL: none. */
	const struct sandbox *sandbox;
};

struct proc {
	pid_t pid; /* also its group */
	int in, out, err; /* our ends; -1: none */
	size_t slot;      /* of the guard */
	char *temp;       /* its folder, or NULL */
	unsigned lacks;   /* what of its sandbox was not to be had (sandbox.h) */
};

/* By vfork: what it costs does not depend on our size.  ERR_REFUSED when it has to
 * be in a sandbox that cannot be had. */
bool proc_start(const struct proc_spec *spec, struct proc *ret, struct err *err);


enum proc_stream { PROC_OUT, PROC_ERR };

struct proc_watch {
	size_t max_output;   /* bytes of each stream; more ends the group */
	int64_t deadline_us; /* monotonic; 0: none */
	int wake_fd;         /* readable when may_go_on() should be asked; -1: none */
	bool (*may_go_on)(void *self);
	/* A line of output as it comes, without its newline; or NULL. */
	void (*line)(void *self, enum proc_stream stream, const char *text, size_t len);
	void *self;
};

enum proc_end {
	PROC_ENDED,    /* by itself, or by somebody's signal */
	PROC_TOO_MUCH, /* it wrote more than max_output */
	PROC_LATE,     /* the deadline passed */
	PROC_STOPPED,  /* may_go_on() said no */
};

struct proc_result {
	enum proc_end end;
	int status; /* exit status; 128 and the signal's number */
	int signal; /* that ended it, or 0 */
	struct str out, err;
};

/* How long a group has between SIGTERM and SIGKILL. */
#define PROC_GRACE_MS 1000

/* Reads both outputs until the process ends, or ends its group; what the group
 * leaves running is killed.  Afterwards nothing of it is left. */
void proc_wait(struct proc *p, const struct proc_watch *watch, struct proc_result *ret);
void proc_result_release(struct proc_result *r);

/* Ends the group at once and reaps its leader, which may have ended before;
 * *ret_status as waitpid() has it. */
void proc_kill(struct proc *p, int *ret_status);
/* The same with SIGTERM first, and the grace. */
void proc_stop(struct proc *p, int *ret_status);

/* A line's end and what is before it leave the buffer through `line`;
 * *from is where the next line begins.  `final`: the rest is a line, too. */
void proc_lines(const struct str *bytes, size_t *from, bool final, enum proc_stream stream,
	const struct proc_watch *watch);

#endif
