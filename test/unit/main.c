#include "core/db/worker.h"
#include "test/unit/test.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	const char *file, *name;
	test_body *body;
} tests[2000];
static int count, failures;
static char skip_reason[200];

void test_register(const char *file, const char *name, test_body *body)
{
	if (count == sizeof tests / sizeof *tests)
		abort();
	tests[count].file = file;
	tests[count].name = name;
	tests[count++].body = body;
}

void test_failed(const char *file, int line, const char *format, ...)
{
	va_list args;

	failures++;
	printf("# %s:%d: ", file, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

void test_skip(const char *reason)
{
	snprintf(skip_reason, sizeof skip_reason, "%s", reason);
}

const char *test_shared(const char *below)
{
	static char path[4096];
	const char *shared = getenv("BLOKCTL_SHARED");
	struct stat st;

	snprintf(path, sizeof path, "%s/%s", shared ? shared : "../shared", below);
	if (stat(path, &st) == 0)
		return path;
	test_skip("the shared data is not there (BLOKCTL_SHARED)");
	return NULL;
}

/* Arguments choose tests: a part of "file:name". */
static bool chosen(int index, int argc, char **argv)
{
	char id[300];

	snprintf(id, sizeof id, "%s:%s", tests[index].file, tests[index].name);
	for (int i = 1; i < argc; i++)
		if (strstr(id, argv[i]))
			return true;
	return argc < 2;
}

int main(int argc, char **argv)
{
	int number = 0, failed = 0;

	/* The code under test starts itself as a child (core/db/lite_query.c). */
	if (argc == 2 && strcmp(argv[1], WORKER_COMMAND) == 0)
		return worker_run(STDIN_FILENO, STDOUT_FILENO);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 0; i < count; i++) {
		if (!chosen(i, argc, argv))
			continue;
		failures = 0;
		skip_reason[0] = '\0';
		tests[i].body();
		failed += failures > 0;
		printf("%sok %d - %s: %s%s%s\n", failures ? "not " : "", ++number, tests[i].file,
			tests[i].name, skip_reason[0] && !failures ? " # SKIP " : "",
			failures ? "" : skip_reason);
	}
	printf("1..%d\n", number);
	return failed > 0;
}
