/* without [landlock] [seccomp] -- COMMAND...: runs a command in a kernel that seems to
 * lack something: a filter answers its calls as an older one would. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LANDLOCK_CREATE 444

static struct sock_filter program[32];
static unsigned short len;

static void add(unsigned short code, unsigned k, unsigned char then, unsigned char otherwise)
{
	program[len++] = (struct sock_filter){code, then, otherwise, k};
}

static void load(size_t offset)
{
	add(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset, 0, 0);
}

static void answer(int number, int error)
{
	load(offsetof(struct seccomp_data, nr));
	add(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 1);
	add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error, 0, 0);
}

/* Of a call only one operation: whether seccomp is there is asked by it. */
static void answer_operation(int number, unsigned operation, int error)
{
	load(offsetof(struct seccomp_data, nr));
	add(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 3);
	load(offsetof(struct seccomp_data, args));
	add(BPF_JMP | BPF_JEQ | BPF_K, operation, 0, 1);
	add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error, 0, 0);
}

int main(int argc, char **argv)
{
	struct sock_fprog f = {0, program};
	int i = 1;

	for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "landlock") == 0)
			answer(LANDLOCK_CREATE, ENOSYS);
		else if (strcmp(argv[i], "seccomp") == 0)
			answer_operation(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, EOPNOTSUPP);
		else
			break;
	}
	if (i >= argc - 1 || strcmp(argv[i], "--") != 0) {
		fprintf(stderr, "usage: without [landlock] [seccomp] -- COMMAND...\n");
		return 2;
	}
	add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	f.len = len;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &f) != 0) {
		perror("without");
		return 125;
	}
	execvp(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 127;
}
