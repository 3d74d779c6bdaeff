#define _GNU_SOURCE /* syscall, CLONE_* */

#include "core/base/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#define ARCH 0U /* nobody has looked at the numbers there */
#endif
/* Calls of x32 have this bit; with it a filter of numbers would be passed by. */
#define X32_BIT 0x40000000U

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif
#define NAMESPACES                                                                                 \
	((uint32_t)CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |   \
		CLONE_NEWPID | CLONE_NEWNET)

/* Numbers that older headers lack; they are the same on both architectures. */
#define NR_OPEN_TREE 428
#define NR_MOVE_MOUNT 429
#define NR_FSOPEN 430
#define NR_FSCONFIG 431
#define NR_FSMOUNT 432
#define NR_FSPICK 433
#define NR_CLONE3 435
#define NR_OPENAT2 437
#define NR_PIDFD_GETFD 438
#define NR_MOUNT_SETATTR 442
#define NR_OPEN_TREE_ATTR 467

/* Looking into other processes, rearranging what is mounted, and the parts of the
 * kernel that break most often and that no script needs. */
static const int refused[] = {
#ifdef SYS_iopl
	SYS_iopl, SYS_ioperm, SYS_modify_ldt,
#endif
#ifdef SYS_kexec_file_load
	SYS_kexec_file_load,
#endif
	SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, NR_PIDFD_GETFD, SYS_kcmp,
	SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, NR_OPEN_TREE, NR_MOVE_MOUNT, NR_FSOPEN,
	NR_FSCONFIG, NR_FSMOUNT, NR_FSPICK, NR_MOUNT_SETATTR, NR_OPEN_TREE_ATTR, SYS_setns, SYS_bpf,
	SYS_perf_event_open, SYS_userfaultfd, SYS_add_key, SYS_request_key, SYS_keyctl,
	SYS_kexec_load, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_reboot,
	SYS_swapon, SYS_swapoff, SYS_acct, SYS_quotactl, SYS_syslog, SYS_vhangup, SYS_sethostname,
	SYS_setdomainname, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime,
	SYS_open_by_handle_at};

/* As if the kernel were older: who finds them missing has another way.  What rings
 * do passes filters by, and of clone3 and openat2 a filter does not see the flags. */
static const int missing[] = {
	SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, NR_CLONE3};

static void add(struct seccomp *s, uint16_t code, uint32_t k, uint8_t then, uint8_t otherwise)
{
	/* One that is cut short the kernel does not take. */
	if (s->len < SECCOMP_MAX)
		s->at[s->len++] = (struct sock_filter){code, then, otherwise, k};
}

static void load(struct seccomp *s, size_t offset)
{
	add(s, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

/* The low half, where all flags are; both architectures have it first. */
static void load_argument(struct seccomp *s, size_t index)
{
	load(s, offsetof(struct seccomp_data, args) + index * sizeof(uint64_t));
}

static void load_number(struct seccomp *s)
{
	load(s, offsetof(struct seccomp_data, nr));
}

/* Goes on behind so many instructions unless it is equal. */
static void skip_unless(struct seccomp *s, uint32_t value, uint8_t count)
{
	add(s, BPF_JMP | BPF_JEQ | BPF_K, value, 0, count);
}

static void answer(struct seccomp *s, int error)
{
	add(s, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error, 0, 0);
}

static void refuse(struct seccomp *s, int number, int error)
{
	skip_unless(s, (uint32_t)number, 1);
	answer(s, error);
}

/* When the argument has one of the bits. */
static void refuse_bits(struct seccomp *s, int number, size_t argument, uint32_t bits)
{
	skip_unless(s, (uint32_t)number, 4);
	load_argument(s, argument);
	add(s, BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
	answer(s, EPERM);
	load_number(s);
}

/* Opening for reading with O_TRUNC cuts off as well, and asks for no right to write. */
static void guard_open(struct seccomp *s, int number, size_t argument)
{
	skip_unless(s, (uint32_t)number, 5);
	load_argument(s, argument);
	add(s, BPF_ALU | BPF_AND | BPF_K, O_ACCMODE | O_TRUNC, 0, 0);
	skip_unless(s, O_RDONLY | O_TRUNC, 1);
	answer(s, EACCES);
	load_number(s);
}

static void guard_truncate(struct seccomp *s)
{
	refuse(s, SYS_truncate, EACCES);
	refuse(s, NR_OPENAT2, ENOSYS);
	guard_open(s, SYS_openat, 2);
#ifdef SYS_open
	guard_open(s, SYS_open, 1);
#endif
}

/* A stream of IPv4 or IPv6 of protocol 0 or TCP: of all others (MPTCP, SCTP, UDP, …)
 * Landlock does not look at ports. */
static void allow_tcp(struct seccomp *s)
{
	skip_unless(s, SYS_socket, 11);
	load_argument(s, 0);
	add(s, BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 1, 0);
	skip_unless(s, AF_INET6, 6);
	load_argument(s, 1);
	add(s, BPF_ALU | BPF_AND | BPF_K, 0xf, 0, 0);
	skip_unless(s, SOCK_STREAM, 3);
	load_argument(s, 2);
	add(s, BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 0);
	add(s, BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 1, 0);
	answer(s, EACCES);
	load_number(s);
	refuse(s, SYS_listen, EACCES);
	/* It connects without connect(), which alone Landlock sees. */
	refuse_bits(s, SYS_sendto, 3, MSG_FASTOPEN);
	refuse_bits(s, SYS_sendmsg, 2, MSG_FASTOPEN);
	refuse_bits(s, SYS_sendmmsg, 3, MSG_FASTOPEN);
}

bool seccomp_is_there(void)
{
	const uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return ARCH && syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0U, &action) == 0;
}

void seccomp_build(const struct seccomp_rules *rules, struct seccomp *ret)
{
	ret->len = 0;
	load(ret, offsetof(struct seccomp_data, arch));
	add(ret, BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	add(ret, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
	load_number(ret);
	if (ARCH == AUDIT_ARCH_X86_64) {
		add(ret, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
		answer(ret, ENOSYS);
	}
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		refuse(ret, refused[i], EPERM);
	for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
		refuse(ret, missing[i], ENOSYS);
	refuse_bits(ret, SYS_unshare, 0, NAMESPACES | CLONE_NEWTIME);
	/* CLONE_NEWTIME is none of clone's: there these bits are a signal. */
	refuse_bits(ret, SYS_clone, 0, NAMESPACES);
	if (rules->network == SECCOMP_NETWORK_CLOSED)
		refuse(ret, SYS_socket, EACCES);
	else if (rules->network == SECCOMP_NETWORK_TCP)
		allow_tcp(ret);
	if (rules->guard_truncate)
		guard_truncate(ret);
	add(ret, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
}

bool seccomp_enter(const struct seccomp *s)
{
	const struct sock_fprog program = {(unsigned short)s->len, (struct sock_filter *)s->at};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
