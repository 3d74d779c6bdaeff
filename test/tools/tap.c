#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* tap [-j JOBS] [-t SECONDS] [-v] [LABEL=]PROGRAM...: runs programs that print
 * TAP (testanything.org), a *.t or *.sh with sh, and counts.  Quiet about what
 * is well; the last line is "N passed, N failed, N skipped". */

#define JOBS_MAX 8
/* A reason is kept once, with how often it came. */
#define REASONS_MAX 200

struct job {
	const char *label;
	pid_t pid; /* 0: free */
	FILE *output;
	struct timespec began;
	bool timed_out;
};

struct result {
	int passed, failed, skipped, todo, planned; /* planned -1: no plan yet */
	bool in_failure; /* comments belong to the failure above them */
};

static struct {
	int passed, failed, skipped;
} total;

static struct {
	char text[160];
	int count;
} reasons[REASONS_MAX];
static int reasons_len;

static bool verbose;
static int limit_seconds = 600;

static void add_reason(const char *text)
{
	int i;

	text += strspn(text, " ");
	for (i = 0; i < reasons_len; i++)
		if (strncmp(reasons[i].text, text, sizeof reasons[i].text - 1) == 0)
			break;
	if (i == REASONS_MAX)
		return;
	if (i == reasons_len) {
		snprintf(reasons[i].text, sizeof reasons[i].text, "%s", *text ? text : "no reason given");
		reasons_len++;
	}
	reasons[i].count++;
}

static double seconds_since(const struct timespec *began)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - began->tv_sec) + (double)(now.tv_nsec - began->tv_nsec) / 1e9;
}

/* The path behind "label=". */
static const char *path_of(const char *arg)
{
	const char *equals = strchr(arg, '=');

	return equals ? equals + 1 : arg;
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), tail = strlen(end);

	return len >= tail && strcmp(text + len - tail, end) == 0;
}

static void child(const char *path, int fd)
{
	int null = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	dup2(null, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (ends_with(path, ".t") || ends_with(path, ".sh"))
		execl("/bin/sh", "sh", path, (char *)NULL);
	else
		execl(path, path, (char *)NULL);
	fprintf(stderr, "cannot run '%s': %s\n", path, strerror(errno));
	_exit(127);
}

static void start(struct job *job, const char *arg)
{
	*job = (struct job){.label = arg, .output = tmpfile()};
	if (!job->output) {
		perror("tap");
		exit(2);
	}
	clock_gettime(CLOCK_MONOTONIC, &job->began);
	fflush(stdout);
	job->pid = fork();
	if (job->pid < 0) {
		perror("tap");
		exit(2);
	}
	if (job->pid == 0)
		child(path_of(arg), fileno(job->output));
	setpgid(job->pid, job->pid);
}

static void print_label(const struct job *job)
{
	const char *equals = strchr(job->label, '=');

	printf("%.*s", equals ? (int)(equals - job->label) : (int)strlen(job->label), job->label);
}

/* One line of TAP into the counts; comments before a failure are held back in
 * `held` until it is known that they belong to one. */
static void take_line(struct result *r, char *line, char **held, size_t *held_size)
{
	bool not_ok = strncmp(line, "not ok", 6) == 0, ok = strncmp(line, "ok", 2) == 0;
	char *directive = strstr(line, "# SKIP");
	size_t len = *held ? strlen(*held) : 0, more = strlen(line);

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "1..%d", &r->planned) == 1) {
		if (r->planned == 0) {
			r->skipped++;
			add_reason(directive ? directive + 6 : "");
		}
	} else if (strncmp(line, "Bail out!", 9) == 0) {
		r->failed++;
		printf("    %s\n", line);
	} else if (not_ok && strstr(line, "# TODO")) {
		r->todo++;
	} else if (not_ok) {
		r->failed++;
		printf("%s    %s\n", *held ? *held : "", line);
	} else if (ok && directive) {
		r->skipped++;
		add_reason(directive + 6);
	} else if (ok) {
		r->passed++;
	} else if (r->in_failure) {
		printf("    %s\n", line);
		return;
	} else if (len + more < 20000) {
		*held = realloc(*held, *held_size = len + more + 8);
		if (*held)
			snprintf(*held + len, *held_size - len, "    %s\n", line);
		return;
	}
	r->in_failure = not_ok;
	free(*held);
	*held = NULL;
}

static void fail_file(struct result *r, const char *held, const char *format, int number)
{
	r->failed++;
	fputs(held ? held : "", stdout);
	printf("    not ok - ");
	printf(format, number);
	putchar('\n');
}

static void read_output(struct job *job, struct result *r, int status)
{
	char *line = NULL, *held = NULL;
	size_t size = 0, held_size = 0;
	int seen;

	rewind(job->output);
	while (getline(&line, &size, job->output) > 0) {
		if (verbose)
			fputs(line, stdout);
		take_line(r, line, &held, &held_size);
	}
	seen = r->passed + r->failed + r->skipped + r->todo;
	if (job->timed_out)
		fail_file(r, held, "it took longer than %d s", limit_seconds);
	else if (WIFSIGNALED(status))
		fail_file(r, held, "it was killed by signal %d", WTERMSIG(status));
	else if (r->planned < 0)
		fail_file(r, held, "it ended without a plan, exit status %d", WEXITSTATUS(status));
	else if (r->planned > 0 && seen != r->planned)
		fail_file(r, held, "it planned %d tests and ran another number", r->planned);
	else if (WEXITSTATUS(status) && !r->failed)
		fail_file(r, held, "exit status %d", WEXITSTATUS(status));
	free(line);
	free(held);
}

static void finish(struct job *job, int status)
{
	struct result r = {.planned = -1};

	/* What it left running in the background would hold the machine. */
	kill(-job->pid, SIGKILL);
	read_output(job, &r, status);
	printf("%s  ", r.failed ? "FAIL" : "ok  ");
	print_label(job);
	printf(": %d passed", r.passed);
	if (r.failed)
		printf(", %d failed", r.failed);
	if (r.skipped)
		printf(", %d skipped", r.skipped);
	printf(" (%.1f s)\n", seconds_since(&job->began));
	total.passed += r.passed;
	total.failed += r.failed;
	total.skipped += r.skipped;
	fclose(job->output);
	job->pid = 0;
}

/* Waits until one job has ended. */
static void wait_for_one(struct job *jobs, int count)
{
	struct timespec pause = {0, 10 * 1000 * 1000};

	for (;;) {
		for (int i = 0; i < count; i++) {
			int status;

			if (!jobs[i].pid)
				continue;
			if (waitpid(jobs[i].pid, &status, WNOHANG) == jobs[i].pid) {
				finish(&jobs[i], status);
				return;
			}
			if (seconds_since(&jobs[i].began) > limit_seconds) {
				jobs[i].timed_out = true;
				kill(-jobs[i].pid, SIGKILL);
			}
		}
		nanosleep(&pause, NULL);
	}
}

static void run_all(char **args, int count, int jobs_len)
{
	struct job jobs[JOBS_MAX] = {0};
	int running = 0;

	for (int next = 0; next < count || running;) {
		int slot = 0;

		while (slot < jobs_len && jobs[slot].pid)
			slot++;
		if (next < count && slot < jobs_len) {
			start(&jobs[slot], args[next++]);
			running++;
		} else {
			wait_for_one(jobs, jobs_len);
			running--;
		}
	}
}

int main(int argc, char **argv)
{
	int letter, jobs = 2;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((letter = getopt(argc, argv, "j:t:v")) != -1) {
		if (letter == 'j')
			jobs = (int)strtol(optarg, NULL, 10);
		else if (letter == 't')
			limit_seconds = (int)strtol(optarg, NULL, 10);
		else if (letter == 'v')
			verbose = true;
		else
			return 2;
	}
	if (jobs < 1 || jobs > JOBS_MAX)
		jobs = 2;
	run_all(argv + optind, argc - optind, jobs);
	for (int i = 0; i < reasons_len; i++)
		printf("skipped %d: %s\n", reasons[i].count, reasons[i].text);
	printf("%d passed, %d failed, %d skipped\n", total.passed, total.failed, total.skipped);
	return total.failed > 0 || total.passed == 0;
}
