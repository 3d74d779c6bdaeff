/* stress [PROCESSES RUNS]: many processes, each with many recorded runs of
 * five steps, on one store.  No lock error, exact totals, no long wait.
 * Prints TAP. */
#include "core/base/clock.h"
#include "core/engine/run.h"
#include "core/node/kinds.h"
#include "core/store/kv.h"
#include "test/conformance/corpus.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define STEPS 5
/* The figure to quote is in the comment line; this only says "not stuck". */
#define STUCK_MS 10000

static const char document[] =
	"name: stress\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n"
	"- {id: a, use: expr, inputs: {expression: \"1\"}}\n"
	"- {id: b, use: kv, inputs: {action: incr, namespace: s, key: total}}\n"
	"- {id: c, use: expr, inputs: {expression: \"ctx.state.b.value\"}}\n"
	"- {id: d, use: kv, inputs: {action: incr, namespace: s, key: total}}\n"
	"- {id: e, use: expr, inputs: {expression: \"ctx.state.c + 1\"}}\n";

/* One process: prints the longest run in milliseconds. */
static int work(const char *path, long runs)
{
	struct registry *registry = registry_new(&node_kinds_only);
	struct diags diags = {0};
	struct workflow *wf =
		workflow_load_text("stress.yaml", document, strlen(document), &node_kinds_only, &diags);
	struct run_options o = {.registry = registry, .signal_fd = -1};
	int64_t longest = 0;
	struct err err;
	int failed = 0;

	if (!wf || !store_open(path, &o.store, &err)) {
		fprintf(stderr, "%s\n", wf ? err.message : "the document does not load");
		return 1;
	}
	o.request = run_request(wf, NULL);
	for (long i = 0; i < runs && !failed; i++) {
		int64_t start = clock_mono_us();
		struct run_result result;

		if (!run_execute(wf, &o, &result, &err) || !str_eq(result.status, "completed")) {
			fprintf(stderr, "%s\n", err.message);
			failed = 1;
		}
		run_result_release(&result);
		if (clock_mono_us() - start > longest)
			longest = clock_mono_us() - start;
	}
	printf("%lld\n", (long long)longest / 1000);
	store_close(o.store);
	json_free((cJSON *)o.request);
	workflow_free(wf);
	registry_free(registry);
	return failed;
}

static pid_t start(const char *self, const char *path, const char *runs, int *ret_fd)
{
	char *argv[] = {(char *)self, "work", (char *)path, (char *)runs, NULL};
	posix_spawn_file_actions_t actions;
	int ends[2];
	pid_t pid = -1;

	if (pipe(ends) != 0)
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	if (posix_spawn(&pid, self, &actions, NULL, argv, environ) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	*ret_fd = ends[0];
	return pid;
}

static void check(struct store *s, const char *title, const char *sql, int64_t want, int *number)
{
	int64_t got = -1;
	struct err err;
	bool ok = db_query_int(store_db(s), sql, &got, &err) && got == want;

	printf("%sok %d - %s: %lld of %lld\n", ok ? "" : "not ", ++*number, title, (long long)got,
		(long long)want);
}

int main(int argc, char **argv)
{
	long processes = argc > 1 ? strtol(argv[1], NULL, 10) : 16;
	const char *runs = argc > 2 ? argv[2] : "1000";
	long total = processes * strtol(runs, NULL, 10), longest = 0, failed = 0;
	int64_t began = clock_mono_us();
	pid_t pids[64];
	int fds[64], number = 0;
	char path[320];
	struct store *s;
	struct err err;

	if (argc > 3 && strcmp(argv[1], "work") == 0)
		return work(argv[2], strtol(argv[3], NULL, 10));
	snprintf(path, sizeof path, "%s/store.db", corpus_folder());
	for (long i = 0; i < processes && i < 64; i++)
		pids[i] = start("/proc/self/exe", path, runs, &fds[i]);
	for (long i = 0; i < processes && i < 64; i++) {
		char text[32] = "";
		int status;

		waitpid(pids[i], &status, 0);
		failed += status != 0;
		if (read(fds[i], text, sizeof text - 1) > 0 && strtol(text, NULL, 10) > longest)
			longest = strtol(text, NULL, 10);
		close(fds[i]);
	}
	printf("# %ld processes, %s runs each, %.1f s, longest run %ld ms\n", processes, runs,
		(double)(clock_mono_us() - began) / 1e6, longest);
	printf("%sok %d - no process saw an error: %ld\n", failed ? "not " : "", ++number, failed);
	if (!store_open(path, &s, &err))
		return 1;
	check(s, "runs", "SELECT count(*) FROM run WHERE status = 'completed'", total, &number);
	check(s, "steps", "SELECT count(*) FROM attempt WHERE status = 'completed'", total * STEPS,
		&number);
	check(s, "total", "SELECT CAST(value AS INTEGER) FROM kv WHERE key = 'total'", total * 2,
		&number);
	printf("%sok %d - nobody starved\n", longest > STUCK_MS ? "not " : "", ++number);
	store_close(s);
	printf("1..%d\n", number);
	return 0;
}
