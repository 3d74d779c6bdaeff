#include "core/base/clock.h"
#include "core/base/proc.h"
#include "test/unit/test.h"

#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

extern char **environ;

static const struct proc_watch plain = {.max_output = 1 << 20, .wake_fd = -1};

/* Runs a script of sh with the watch. */
static bool run_script(const char *script, const struct proc_watch *watch, struct proc_result *ret)
{
	const char *argv[] = {"/bin/sh", "-c", script, NULL};
	struct proc_spec spec = {.argv = argv, .env = environ};
	struct proc p;
	struct err err;

	if (!proc_start(&spec, &p, &err)) {
		test_failed(__FILE__, __LINE__, "%s", err.message);
		return false;
	}
	proc_wait(&p, watch, ret);
	return true;
}

/* Alive and no zombie that init has not come to yet. */
static bool is_running(pid_t pid)
{
	char path[64], text[256] = "";
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	(void)!fread(text, 1, sizeof text - 1, f);
	fclose(f);
	return !strstr(text, ") Z");
}

static bool ends_within(pid_t pid, int64_t ms)
{
	int64_t until = clock_mono_us() + ms * 1000;

	while (is_running(pid) && clock_mono_us() < until)
		poll(NULL, 0, 5);
	return !is_running(pid);
}

static int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count;
}

TEST(both_outputs_and_the_status_are_kept)
{
	struct proc_result r;

	if (!run_script("printf out; printf err >&2; exit 7", &plain, &r))
		return;
	CHECK_INT(r.end, PROC_ENDED);
	CHECK_INT(r.status, 7);
	CHECK_STR(str_text(&r.out), "out");
	CHECK_STR(str_text(&r.err), "err");
	proc_result_release(&r);
	if (!run_script("kill -SEGV $$", &plain, &r))
		return;
	CHECK_INT(r.signal, SIGSEGV);
	CHECK_INT(r.status, 128 + SIGSEGV);
	proc_result_release(&r);
}

TEST(input_folder_and_environment_are_the_callers)
{
	const char *argv[] = {"sh", "-c", "cat; pwd; echo \"$X|$HOME\"; ulimit -n", NULL};
	char *const env[] = {"PATH=/nonexistent:/usr/bin:/bin", "X=a b", NULL};
	struct proc_spec spec = {.argv = argv, .env = env, .cwd = "/usr", .input = "in\n", .input_len = 3,
		.limits = {.files = 33}};
	struct proc_result r;
	struct proc p;
	struct err err;

	CHECK(proc_start(&spec, &p, &err));
	proc_wait(&p, &plain, &r);
	CHECK_STR(str_text(&r.out), "in\n/usr\na b|\n33\n");
	proc_result_release(&r);
}

TEST(a_large_input_and_a_large_output_do_not_block)
{
	const char *argv[] = {"/bin/cat", NULL};
	size_t len = 3 << 20;
	char *input = malloc(len);
	struct proc_spec spec = {.argv = argv, .env = environ, .input = input, .input_len = len};
	struct proc_watch w = {.max_output = len, .wake_fd = -1};
	struct proc_result r;
	struct proc p;
	struct err err;

	memset(input, 'x', len);
	CHECK(proc_start(&spec, &p, &err));
	proc_wait(&p, &w, &r);
	CHECK_INT(r.end, PROC_ENDED);
	CHECK_INT(r.out.len, len);
	proc_result_release(&r);
	free(input);
}

TEST(what_cannot_start_says_why)
{
	const char *argv[] = {"no-such-program-here", NULL}, *folder[] = {"/usr", NULL};
	struct proc_spec spec = {.argv = argv, .env = environ};
	struct proc p;
	struct err err;

	CHECK(!proc_start(&spec, &p, &err));
	CHECK_STR(err.message, "there is no program 'no-such-program-here'");
	spec.argv = folder;
	CHECK(!proc_start(&spec, &p, &err));
	CHECK_STR(err.message, "cannot run '/usr': Permission denied");
	spec.cwd = "/no/such/folder";
	CHECK(!proc_start(&spec, &p, &err));
	CHECK_STR(err.message, "cannot go to '/no/such/folder': No such file or directory");
}

TEST(too_much_output_ends_it)
{
	struct proc_watch w = {.max_output = 1000, .wake_fd = -1};
	int64_t begin = clock_mono_us();
	struct proc_result r;

	if (!run_script("while :; do echo yyyyyyyyyyyyyyyyyyyyyyy; done", &w, &r))
		return;
	CHECK_INT(r.end, PROC_TOO_MUCH);
	CHECK_INT(r.out.len, 1000);
	CHECK(clock_mono_us() - begin < 20000000);
	proc_result_release(&r);
}

TEST(a_deadline_ends_the_group_with_its_grandchildren)
{
	struct proc_watch w = plain;
	struct proc_result r;
	pid_t grandchild;

	w.deadline_us = clock_mono_us() + 200000;
	if (!run_script("sh -c 'trap \"\" TERM; echo $$; while :; do sleep 0.1; done' & wait", &w, &r))
		return;
	CHECK_INT(r.end, PROC_LATE);
	grandchild = (pid_t)strtol(str_text(&r.out), NULL, 10);
	CHECK(grandchild > 1 && ends_within(grandchild, 500));
	proc_result_release(&r);
}

TEST(a_leader_that_ignores_sigterm_is_killed)
{
	int64_t begin = clock_mono_us();
	struct proc_watch w = plain;
	struct proc_result r;

	w.deadline_us = begin + 100000;
	if (!run_script("trap '' TERM; while :; do sleep 0.1; done", &w, &r))
		return;
	CHECK_INT(r.signal, SIGKILL);
	CHECK(clock_mono_us() - begin < 20000000);
	proc_result_release(&r);
}

static bool say_no(void *self)
{
	return clock_mono_us() < *(int64_t *)self;
}

TEST(cancelling_ends_it)
{
	int64_t until = clock_mono_us() + 100000, begin = clock_mono_us();
	struct proc_watch w = {.max_output = 100, .wake_fd = -1, .may_go_on = say_no, .self = &until};
	struct proc_result r;

	if (!run_script("sleep 30", &w, &r))
		return;
	CHECK_INT(r.end, PROC_STOPPED);
	CHECK(clock_mono_us() - begin < 20000000);
	proc_result_release(&r);
}

TEST(what_stays_in_the_background_neither_blocks_nor_stays)
{
	int64_t begin = clock_mono_us();
	struct proc_result r;
	pid_t pid;

	if (!run_script("sleep 30 & echo $!", &plain, &r))
		return;
	CHECK_INT(r.end, PROC_ENDED);
	CHECK_INT(r.status, 0);
	CHECK(clock_mono_us() - begin < 20000000);
	pid = (pid_t)strtol(str_text(&r.out), NULL, 10);
	CHECK(pid > 1 && ends_within(pid, 500));
	proc_result_release(&r);
	/* Closed outputs are no end either. */
	begin = clock_mono_us();
	if (!run_script("exec >&- 2>&-; sleep 0.2; exit 5", &plain, &r))
		return;
	CHECK_INT(r.status, 5);
	CHECK(clock_mono_us() - begin > 150000);
	proc_result_release(&r);
}

static void count_line(void *self, enum proc_stream stream, const char *text, size_t len)
{
	struct str *out = self;

	str_addf(out, "%c<%.*s>", stream == PROC_OUT ? 'o' : 'e', (int)len, text);
}

TEST(lines_come_one_by_one)
{
	struct str seen = {0};
	struct proc_watch w = {.max_output = 100, .wake_fd = -1, .line = count_line, .self = &seen};
	struct proc_result r;

	if (!run_script("echo a; echo; printf b; sleep 0.05; echo c; printf d", &w, &r))
		return;
	CHECK_STR(str_text(&seen), "o<a>o<>o<bc>o<d>");
	proc_result_release(&r);
	str_release(&seen);
}

TEST(signals_are_as_in_a_fresh_process)
{
	struct proc_result r;
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);

	/* yes would say that it cannot write, were SIGPIPE still ignored. */
	if (!run_script("yes | head -1", &plain, &r))
		return;
	CHECK_STR(str_text(&r.out), "y\n");
	CHECK_STR(str_text(&r.err), "");
	proc_result_release(&r);
	signal(SIGPIPE, before);
}

/* How many descriptors a child has. */
static long child_files(void)
{
	struct proc_result r;
	long count;

	if (!run_script("ls /proc/self/fd | wc -l", &plain, &r))
		return -1;
	count = strtol(str_text(&r.out), NULL, 10);
	proc_result_release(&r);
	return count;
}

struct spawning {
	long want;
	atomic_int bad;
};

static void *spawn_many(void *self)
{
	struct spawning *s = self;

	for (int i = 0; i < 50; i++)
		if (child_files() != s->want)
			atomic_fetch_add(&s->bad, 1);
	return NULL;
}

TEST(no_descriptor_leaks_here_or_into_children)
{
	/* A runner may have left more than 0, 1 and 2 open: all have the same. */
	struct spawning s = {.want = child_files()};
	pthread_t threads[4];
	int before = open_files();

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, spawn_many, &s);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	CHECK_INT(atomic_load(&s.bad), 0);
	CHECK_INT(open_files(), before);
}
