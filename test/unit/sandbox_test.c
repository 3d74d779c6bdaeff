#include "core/base/landlock.h"
#include "core/base/proc.h"
#include "core/base/seccomp.h"
#include "core/base/temp_dir.h"
#include "core/data/sandbox_policy.h"
#include "test/unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* ---- policies ---- */

static cJSON *parse(const char *text)
{
	struct err err;
	cJSON *value = NULL;

	if (text && !json_parse(text, strlen(text), &value, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
	return value;
}

/* The policy of a configuration and a step in words; "off" without one. */
static const char *policy(const char *config, const char *step)
{
	static struct str text;
	cJSON *c = parse(config), *s = parse(step);
	struct arena a = {0};
	const struct sandbox *sandbox = sandbox_policy(&a, &(struct sandbox_sources){c, s, NULL});

	str_clear(&text);
	if (sandbox)
		sandbox_print(sandbox, &text);
	else
		str_add(&text, "off");
	arena_release(&a);
	json_free(c);
	json_free(s);
	return str_text(&text);
}

TEST(a_step_goes_over_the_configuration)
{
	CHECK_STR(policy(NULL, NULL), "off");
	CHECK_STR(policy("{\"mode\": \"off\"}", NULL), "off");
	CHECK_STR(policy(NULL, "false"), "off");
	CHECK_STR(policy(NULL, "true"), "required; read '.'; write '.'; network none");
	CHECK_STR(policy(NULL, "\"preferred\""), "preferred; read '.'; write '.'; network none");
	CHECK_STR(policy(NULL, "{}"), "required; read '.'; write '.'; network none");
	CHECK_STR(policy(NULL, "{\"mode\": \"off\", \"cpu\": 1}"), "off");
	CHECK_STR(policy("{\"mode\": \"preferred\"}", "{\"network\": [80, 53]}"),
		"preferred; read '.'; write '.'; network 80 53");
	CHECK_STR(policy("{\"mode\": \"preferred\"}", "\"off\""), "off");
	CHECK_STR(
		policy("{\"mode\": \"off\", \"network\": \"any\", \"cpu\": 5, \"read\": [\"/a\"]}",
			"{\"cpu\": 7, \"write\": [], \"files\": null}"),
		"required; read '/a'; write; network any; cpu 7");
	CHECK_STR(policy("{\"network\": \"any\"}", "{\"network\": []}"),
		"required; read '.'; write '.'; network none");
}

TEST(what_the_configuration_requires_is_around_every_step)
{
	const char *config = "{\"mode\": \"required\", \"write\": [\"out\"], \"memory\": 9}";

	CHECK_STR(policy(config, NULL), "required; read '.'; write 'out'; network none; memory 9");
	CHECK_STR(
		policy(config, "false"), "required; read '.'; write 'out'; network none; memory 9");
	CHECK_STR(policy(config, "\"off\""),
		"required; read '.'; write 'out'; network none; memory 9");
	CHECK_STR(policy(config, "{\"mode\": \"off\", \"write\": [\"/\"], \"memory\": 99}"),
		"required; read '.'; write '/'; network none; memory 99, within: required; read "
		"'.'; "
		"write 'out'; network none; memory 9");
}

TEST(a_tilde_is_the_home_folder)
{
	const char *home = getenv("HOME");
	char *before = home ? strdup(home) : NULL;

	setenv("HOME", "/home/me", 1);
	CHECK_STR(policy(NULL, "{\"read\": [\"~\", \"~/x\", \"~x\"], \"write\": []}"),
		"required; read '/home/me', '/home/me/x', '~x'; write; network none");
	if (before)
		setenv("HOME", before, 1);
	else
		unsetenv("HOME");
	free(before);
}

static void add_finding(void *self, const cJSON *at, const char *hint, const char *text)
{
	(void)at, (void)hint;
	str_addf(self, "%s\n", text);
}

static const char *findings(const char *step)
{
	static struct str text;
	cJSON *s = parse(step);

	str_clear(&text);
	sandbox_policy_check(s, add_finding, &text);
	json_free(s);
	return str_text(&text);
}

TEST(policies_are_checked)
{
	CHECK_STR(findings("true"), "");
	CHECK_STR(findings("null"), "");
	CHECK_STR(findings("{\"mode\": \"off\", \"read\": [], \"write\": [\"a\"], \"network\": [1, "
			   "65535], \"cpu\": 1, \"memory\": 1, \"filesize\": 1, \"files\": 1, "
			   "\"processes\": 1}"),
		"");
	CHECK_STR(findings("{\"cpu\": null}"), "");
	CHECK_STR(findings("1"), "'sandbox' must be off, preferred or required\n");
	CHECK_STR(findings("[]"), "'sandbox' must be off, preferred or required\n");
	CHECK_STR(findings("{\"cpu\": 1.5}"),
		"the sandbox's 'cpu' must be seconds, a whole number from 1 on\n");
	CHECK_STR(findings("{\"files\": 1e300}"),
		"the sandbox's 'files' must be a whole number from 1 on\n");
	CHECK_STR(findings("{\"network\": [65536]}"),
		"the sandbox's 'network' must be none, any or a list of TCP ports\n");
	CHECK_STR(findings("{\"network\": {}}"),
		"the sandbox's 'network' must be none, any or a list of TCP ports\n");
	CHECK_STR(findings("{\"read\": [1]}"),
		"the sandbox's 'read' must be a list of paths, as they stand\n");
	CHECK_STR(findings("{\"read\": [\"${ctx.state.x}\"]}"),
		"the sandbox's 'read' must be a list of paths, as they stand\n");
	CHECK_STR(findings("{\"x\": 1, \"y\": 2}"), "a sandbox has no 'x'\na sandbox has no 'y'\n");
}

TEST(the_smaller_limit_holds)
{
	struct sandbox_limits s =
		sandbox_smaller((struct sandbox_limits){.cpu_s = 5, .files = 7, .memory_bytes = 3},
			(struct sandbox_limits){.cpu_s = 6, .file_bytes = 2, .memory_bytes = 1});

	CHECK_INT(s.cpu_s, 5);
	CHECK_INT(s.files, 7);
	CHECK_INT(s.file_bytes, 2);
	CHECK_INT(s.memory_bytes, 1);
	CHECK_INT(s.processes, 0);
}

/* ---- filters ---- */

/* Calls `attempt` in a child under the filter; the errno it gives, 0 for none. */
static int under(const struct seccomp_rules *rules, int (*attempt)(void))
{
	struct seccomp filter;
	pid_t pid;
	int status;

	seccomp_build(rules, &filter);
	CHECK(filter.len < SECCOMP_MAX);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		_exit(seccomp_enter(&filter) ? attempt() : 255);
	}
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int cut_by_name(void)
{
	return truncate("/dev/null", 0) == 0 ? 0 : errno;
}

static int cut_by_opening(void)
{
	return open("/dev/null", O_RDONLY | O_TRUNC) >= 0 ? 0 : errno;
}

static int open_to_read(void)
{
	return open("/dev/null", O_RDONLY) >= 0 ? 0 : errno;
}

static int open_to_write(void)
{
	return open("/dev/null", O_WRONLY | O_TRUNC) >= 0 ? 0 : errno;
}

TEST(where_landlock_knows_no_truncation_a_filter_does)
{
	const struct seccomp_rules guard = {.guard_truncate = true};
	const struct seccomp_rules open = {0};

	if (!seccomp_is_there()) {
		test_skip("there is no seccomp");
		return;
	}
	CHECK_INT(under(&guard, cut_by_name), EACCES);
	CHECK_INT(under(&guard, cut_by_opening), EACCES);
	CHECK_INT(under(&guard, open_to_read), 0);
	CHECK_INT(under(&guard, open_to_write), 0);
	CHECK_INT(under(&open, cut_by_opening), 0);
	CHECK_INT(under(&open, open_to_read), 0);
}

/* ---- processes ---- */

static bool run_in(
	const struct sandbox *sandbox, const char *script, struct proc_result *ret, struct err *err)
{
	const char *argv[] = {"/bin/sh", "-c", script, NULL};
	const struct proc_watch watch = {.max_output = 1 << 20, .wake_fd = -1};
	struct proc_spec spec = {.argv = argv, .env = environ, .sandbox = sandbox};
	struct proc p;

	if (!proc_start(&spec, &p, err))
		return false;
	proc_wait(&p, &watch, ret);
	return true;
}

TEST(two_sandboxes_hold_together)
{
	const char *const etc[] = {"/", NULL};
	const struct sandbox outer = {.mode = SANDBOX_REQUIRED};
	const struct sandbox inner = {
		.mode = SANDBOX_PREFERRED, .read = etc, .network = SANDBOX_ANY, .around = &outer};
	struct proc_result r;
	struct err err;

	if (sandbox_lacks(&inner)) {
		test_skip("the kernel has no whole sandbox");
		return;
	}
	CHECK(run_in(&inner, "set -- /*; echo \"$1\"; test -d \"$TMPDIR\" && echo x >\"$TMPDIR/f\"",
		&r, &err));
	CHECK_INT(r.status, 0);
	CHECK_STR(str_text(&r.out), "/*\n");
	proc_result_release(&r);
}

TEST(root_is_not_held_to_a_count_of_processes)
{
	const struct sandbox s = {.mode = SANDBOX_REQUIRED, .limits = {.processes = 100}};
	struct proc_result r;
	struct err err;

	if (getuid() != 0) {
		test_skip("not root");
		return;
	}
	CHECK(sandbox_lacks(&s) & SANDBOX_LACKS_PROCESSES);
	CHECK(!run_in(&s, ":", &r, &err));
	CHECK_INT((int)err.kind, ERR_REFUSED);
}

TEST(a_temporary_folder_goes_with_what_is_in_it)
{
	char path[300], *dir, *copy;
	struct stat st;

	dir = temp_dir_new();
	CHECK(dir != NULL);
	copy = strdup(dir);
	CHECK(stat(copy, &st) == 0 && (st.st_mode & 0777) == 0700);
	snprintf(path, sizeof path, "%s/a", copy);
	CHECK(mkdir(path, 0700) == 0);
	snprintf(path, sizeof path, "%s/a/link", copy);
	CHECK(symlink("/tmp", path) == 0);
	temp_dir_remove(dir);
	CHECK(stat(copy, &st) != 0 && errno == ENOENT);
	CHECK(stat("/tmp", &st) == 0);
	temp_dir_remove(NULL);
	free(copy);
}
