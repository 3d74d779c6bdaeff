/* measure [-n RUNS] LABEL -- COMMAND...: times whole processes from outside and
 * prints "LABEL<tab>median_ms<tab>min_ms<tab>max_ms<tab>cpu_ms<tab>peak_kib<tab>status".
 * One run before the counted ones; standard streams of the command go to /dev/null. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_RUNS 1000

extern char **environ;

struct run {
	double wall_ms, cpu_ms;
	long peak_kib;
	int status;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct run run_once(char **argv)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	struct run r = {.status = 127};
	double start = now_ms();
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) == 0) {
		wait4(pid, &status, 0, &usage);
		r.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		r.cpu_ms = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
			(double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
		r.peak_kib = usage.ru_maxrss;
	}
	posix_spawn_file_actions_destroy(&actions);
	r.wall_ms = now_ms() - start;
	return r;
}

static int by_wall(const void *a, const void *b)
{
	double x = ((const struct run *)a)->wall_ms, y = ((const struct run *)b)->wall_ms;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	static struct run runs[MAX_RUNS];
	int count = 11, first = 1;

	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		count = (int)strtol(argv[2], NULL, 10);
		first = 3;
	}
	if (argc < first + 3 || count < 1 || count > MAX_RUNS) {
		fprintf(stderr, "usage: measure [-n RUNS] LABEL -- COMMAND...\n");
		return 2;
	}
	run_once(argv + first + 2);
	for (int i = 0; i < count; i++)
		runs[i] = run_once(argv + first + 2);
	qsort(runs, (size_t)count, sizeof *runs, by_wall);
	printf("%s\t%.2f\t%.2f\t%.2f\t%.2f\t%ld\t%d\n", argv[first], runs[count / 2].wall_ms,
		runs[0].wall_ms, runs[count - 1].wall_ms, runs[count / 2].cpu_ms,
		runs[count / 2].peak_kib, runs[count / 2].status);
	return 0;
}
