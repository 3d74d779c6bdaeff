#define _GNU_SOURCE /* RLIMIT_NPROC, prctl */

#include "core/base/sandbox.h"

#include "core/base/landlock.h"
#include "core/base/mem.h"
#include "core/base/seccomp.h"

#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* What programs need to run at all.  Of /etc what everybody may read and many do:
 * root could read the rest, too. */
static const char *const system_read[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64",
	"/nix/store", "/gnu/store", "/proc", "/sys/fs/cgroup", "/sys/devices/system/cpu",
	"/var/cache/fontconfig", "/etc/alternatives", "/etc/bash.bashrc", "/etc/ca-certificates",
	"/etc/crypto-policies", "/etc/fonts", "/etc/gai.conf", "/etc/group", "/etc/host.conf",
	"/etc/hosts", "/etc/inputrc", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
	"/etc/ld.so.preload", "/etc/localtime", "/etc/locale.alias", "/etc/locale.conf",
	"/etc/magic", "/etc/mime.types", "/etc/nsswitch.conf", "/etc/os-release", "/etc/passwd",
	"/etc/perl", "/etc/pki/tls", "/etc/profile", "/etc/protocols", "/etc/resolv.conf",
	"/etc/services", "/etc/shells", "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/terminfo",
	"/etc/timezone", NULL};
static const char *const system_write[] = {
	"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", NULL};

/* Rights of root that a step keeps: about files and users, which Landlock and the
 * filter hold to their places.  The others change the kernel, devices, networks,
 * limits, or look into other processes. */
#define CAP(n) (UINT64_C(1) << (n))
#define KEPT_CAPABILITIES                                                                          \
	(CAP(CAP_CHOWN) | CAP(CAP_DAC_OVERRIDE) | CAP(CAP_FOWNER) | CAP(CAP_FSETID) |              \
		CAP(CAP_KILL) | CAP(CAP_SETGID) | CAP(CAP_SETUID) | CAP(CAP_SETPCAP) |             \
		CAP(CAP_NET_BIND_SERVICE) | CAP(CAP_SETFCAP))

/* ---- what can be had ---- */

unsigned sandbox_lacks(const struct sandbox *s)
{
	int version = landlock_version();
	bool filter = seccomp_is_there();
	unsigned lacks = (version ? 0 : SANDBOX_LACKS_FILES) | (filter ? 0 : SANDBOX_LACKS_CALLS);

	for (; s; s = s->around) {
		if ((s->network != SANDBOX_ANY && !filter) ||
			(s->network == SANDBOX_PORTS && version < LANDLOCK_PORTS))
			lacks |= SANDBOX_LACKS_NETWORK;
		/* The kernel does not count those of root. */
		if (s->limits.processes && getuid() == 0)
			lacks |= SANDBOX_LACKS_PROCESSES;
	}
	return lacks;
}

void sandbox_explain(unsigned lacks, struct str *out)
{
	static const char *const texts[] = {
		"the kernel has no Landlock, which keeps it from files (Linux 5.13 and later)",
		"the kernel cannot close its network so (TCP ports: Linux 6.7 and later)",
		"the kernel has no seccomp, which keeps it from system calls",
		"the kernel does not count the processes of root",
	};
	const char *before = "";

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (!(lacks & 1U << i))
			continue;
		str_addf(out, "%s%s", before, texts[i]);
		before = "; ";
	}
}

static void print_paths(struct str *out, const char *verb, const char *const *paths)
{
	str_add(out, verb);
	for (bool first = true; paths && *paths; paths++, first = false)
		str_addf(out, "%s'%s'", first ? " " : ", ", *paths);
	str_add(out, "; ");
}

static void print_limits(struct str *out, const struct sandbox_limits *l)
{
	const struct {
		const char *name;
		int64_t value;
	} all[] = {{"cpu", l->cpu_s}, {"memory", l->memory_bytes}, {"filesize", l->file_bytes},
		{"files", l->files}, {"processes", l->processes}};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].value)
			str_addf(out, "; %s %lld", all[i].name, (long long)all[i].value);
}

void sandbox_print(const struct sandbox *s, struct str *out)
{
	str_add(out, s->mode == SANDBOX_REQUIRED ? "required; " : "preferred; ");
	print_paths(out, "read", s->read);
	print_paths(out, "write", s->write);
	str_add(out, s->network == SANDBOX_ANY    ? "network any"
		     : s->network == SANDBOX_NONE ? "network none"
						  : "network");
	for (size_t i = 0; i < s->ports_len; i++)
		str_addf(out, " %d", s->ports[i]);
	print_limits(out, &s->limits);
	if (s->around) {
		str_add(out, ", within: ");
		sandbox_print(s->around, out);
	}
}

/* ---- made ready ---- */

/* What is not there needs no rule. */
static void allow_all(const struct landlock *l, const char *const *paths, enum landlock_right right)
{
	for (; paths && *paths; paths++)
		landlock_allow(l, *paths, right);
}

/* The libraries of programs in PREFIX/bin. */
static void allow_beside(const struct landlock *l, const char *bin)
{
	static const char *const names[] = {"lib", "lib64", "libexec"};
	size_t len = strlen(bin);
	char path[PATH_MAX + 16];

	/* Those of the system are allowed with it. */
	if (!str_ends(bin, "/bin") || str_starts(bin, "/usr/") || str_eq(bin, "/bin"))
		return;
	memcpy(path, bin, len);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		memcpy(path + len - strlen("bin"), names[i], strlen(names[i]) + 1);
		landlock_allow(l, path, LANDLOCK_READ);
	}
}

/* The folders of PATH or LD_LIBRARY_PATH: of ours, not of the step's, which may come
 * from data. */
static void allow_folders(const struct landlock *l, const char *variable)
{
	const char *list = getenv(variable);
	char dir[PATH_MAX];
	size_t len;

	for (; list && *list; list += len + (list[len] == ':')) {
		len = strcspn(list, ":");
		/* "/" and what is relative would be more than programs. */
		if (len < 2 || len >= sizeof dir || *list != '/' || strspn(list, "/.") >= len)
			continue;
		memcpy(dir, list, len);
		dir[len] = '\0';
		landlock_allow(l, dir, LANDLOCK_READ);
		allow_beside(l, dir);
	}
}

static bool not_opened(const char *path, const char *verb, int failed, struct err *err)
{
	if (failed == EXDEV || failed == ELOOP) {
		err_set(err, ERR_REFUSED,
			"'%s', which the sandbox may %s, leads out of the working folder", path,
			verb);
		return err_hint(err, "name the place that it leads to");
	}
	err_errno(err, failed, "cannot open '%s', which the sandbox may %s", path, verb);
	return err_hint(err, "make it first, or take it out of '%s'", verb);
}

/* What is to be written must be there: in the place of a missing one nothing could
 * be made.  What cannot be read without a sandbox is not read in it, either. */
static bool allow_listed(const struct landlock *l, const struct sandbox *s, struct err *err)
{
	for (const char *const *path = s->read; path && *path; path++)
		if (!landlock_allow(l, *path, LANDLOCK_READ) && (errno == EXDEV || errno == ELOOP))
			return not_opened(*path, "read", errno, err);
	for (const char *const *path = s->write; path && *path; path++)
		if (!landlock_allow(l, *path, LANDLOCK_WRITE))
			return not_opened(*path, "write", errno, err);
	return true;
}

static bool fill(
	const struct landlock *l, const struct sandbox *s, const char *temp, struct err *err)
{
	allow_all(l, system_read, LANDLOCK_READ);
	allow_all(l, system_write, LANDLOCK_WRITE);
	allow_folders(l, "PATH");
	allow_folders(l, "LD_LIBRARY_PATH");
	if (temp)
		landlock_allow(l, temp, LANDLOCK_WRITE);
	for (size_t i = 0; i < s->ports_len; i++)
		if (!landlock_allow_port(l, s->ports[i]))
			return err_errno(
				err, errno, "cannot open port %d to the sandbox", s->ports[i]);
	return allow_listed(l, s, err);
}

static bool add_ruleset(
	const struct sandbox *s, const char *temp, struct sandbox_entry *e, struct err *err)
{
	struct landlock l;

	if (e->lacks & SANDBOX_LACKS_FILES)
		return true;
	if (!landlock_open(
		    s->network == SANDBOX_ANY ? LANDLOCK_NETWORK_OPEN : LANDLOCK_NETWORK_CLOSED,
		    &l))
		return err_errno(err, errno, "cannot make a sandbox");
	e->rulesets[e->rulesets_len++] = l.fd;
	return fill(&l, s, temp, err);
}

static void add_filter(const struct sandbox *s, struct sandbox_entry *e)
{
	static const enum seccomp_network networks[] = {[SANDBOX_NONE] = SECCOMP_NETWORK_CLOSED,
		[SANDBOX_PORTS] = SECCOMP_NETWORK_TCP,
		[SANDBOX_ANY] = SECCOMP_NETWORK_OPEN};
	int version = landlock_version();
	const struct seccomp_rules rules = {.network = networks[s->network],
		.guard_truncate = version && version < LANDLOCK_TRUNCATES};

	if (e->lacks & SANDBOX_LACKS_CALLS)
		return;
	e->filters[e->filters_len] = mem_alloc(sizeof **e->filters);
	seccomp_build(&rules, e->filters[e->filters_len++]);
}

static bool refuse(unsigned lacks, struct err *err)
{
	struct str why = {0};

	sandbox_explain(lacks, &why);
	err_set(err, ERR_REFUSED, "the sandbox is required and cannot be had: %s", str_text(&why));
	str_release(&why);
	return err_hint(err, "'blokctl doctor' tells more; mode: preferred runs without");
}

bool sandbox_prepare(
	const struct sandbox *s, const char *temp, struct sandbox_entry *ret, struct err *err)
{
	struct sandbox_entry e = {.lacks = sandbox_lacks(s)};
	size_t layers = 0;

	for (const struct sandbox *layer = s; layer; layer = layer->around, layers++)
		e.is_required |= layer->mode == SANDBOX_REQUIRED;
	if (e.is_required && e.lacks)
		return refuse(e.lacks, err);
	if (layers > SANDBOX_MAX_LAYERS)
		return err_set(err, ERR_WORK, "more than %d sandboxes around each other",
			SANDBOX_MAX_LAYERS);
	for (const struct sandbox *layer = s; layer; layer = layer->around) {
		if (!add_ruleset(layer, temp, &e, err)) {
			sandbox_release(&e);
			return false;
		}
		add_filter(layer, &e);
		e.limits = sandbox_smaller(e.limits, layer->limits);
	}
	*ret = e;
	return true;
}

void sandbox_release(struct sandbox_entry *e)
{
	for (size_t i = 0; i < e->rulesets_len; i++)
		close(e->rulesets[i]);
	for (size_t i = 0; i < e->filters_len; i++)
		free(e->filters[i]);
	*e = (struct sandbox_entry){0};
}

/* ---- in the child ---- */

/* Others have none that could be dropped. */
static void drop_capabilities(void)
{
	for (int cap = 0; cap < 64; cap++)
		if (!(KEPT_CAPABILITIES & CAP(cap)) && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0)
			return;
}

bool sandbox_enter(struct sandbox_entry *e)
{
	drop_capabilities();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 && e->is_required)
		return false;
	for (size_t i = 0; i < e->rulesets_len; i++)
		if (!landlock_restrict(e->rulesets[i])) {
			if (e->is_required)
				return false;
			e->lacks |= SANDBOX_LACKS_FILES;
		}
	for (size_t i = 0; i < e->filters_len; i++)
		if (!seccomp_enter(e->filters[i])) {
			if (e->is_required)
				return false;
			e->lacks |= SANDBOX_LACKS_CALLS;
		}
	return true;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return !a || (b && b < a) ? b : a;
}

struct sandbox_limits sandbox_smaller(struct sandbox_limits a, struct sandbox_limits b)
{
	return (struct sandbox_limits){.cpu_s = smaller(a.cpu_s, b.cpu_s),
		.memory_bytes = smaller(a.memory_bytes, b.memory_bytes),
		.files = smaller(a.files, b.files),
		.file_bytes = smaller(a.file_bytes, b.file_bytes),
		.processes = smaller(a.processes, b.processes)};
}

static void set_limit(__rlimit_resource_t resource, int64_t value)
{
	/* At the soft limit of the time a signal tells why; at the hard one it is SIGKILL. */
	struct rlimit limit = {(rlim_t)value, (rlim_t)value + (resource == RLIMIT_CPU)};

	if (value > 0)
		setrlimit(resource, &limit);
}

void sandbox_limit(const struct sandbox_limits *limits)
{
	set_limit(RLIMIT_CPU, limits->cpu_s);
	set_limit(RLIMIT_AS, limits->memory_bytes);
	set_limit(RLIMIT_NOFILE, limits->files);
	set_limit(RLIMIT_FSIZE, limits->file_bytes);
	set_limit(RLIMIT_NPROC, limits->processes);
}
