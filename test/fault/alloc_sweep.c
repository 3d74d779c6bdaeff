/* alloc_sweep SHIM [STEP]: each allocation of `validate`, of `run` and of a call
 * of a model fails once, then for good from some on.  The end is clean: exit status 1 with a
 * word, or 0 with the right result; never a signal, never a false 0.
 * Prints TAP. */
#include "core/base/mem.h"
#include "test/conformance/corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char document[] =
	"name: alloc\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n"
	"- {id: a, use: expr, inputs: {expression: \"({n: [1, 2, 3].map(x => x * 2), s: 'x'.repeat(20)})\"}}\n"
	"- {id: f, forEach: {in: js/ctx.state.a.n, as: i, mode: parallel, concurrency: 2, do: ["
	"{id: k, use: kv, inputs: {action: incr, key: \"k${ctx.state.i}\"}}]}}\n"
	"- {id: t, tryCatch: {try: [{id: b, use: throw, inputs: {message: m}}], catch: ["
	"{id: c, use: expr, inputs: {expression: ctx.error.message}}]}}\n"
	"- {id: r, use: respond, inputs: {body: {m: js/ctx.state.c, n: js/ctx.state.f.length}}}\n";

struct sweep {
	long points, signals, false_zero, silent;
};

static void reset(const char *store)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
	char path[360];

	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof path, "%s%s", store, tails[i]);
		unlink(path);
	}
}

static bool is_right(const char *verb, const struct outcome *o)
{
	const cJSON *body = json_get(json_get(o->json, "response"), "body");

	if (str_eq(verb, "ask"))
		return str_eq(json_get_string(o->json, "text"), "Paris");
	if (str_eq(verb, "validate"))
		return json_is_true(json_get(o->json, "ok"));
	return str_eq(json_get_string(body, "m"), "m") && json_get_number(body, "n", 0) == 3;
}

/* True while the failing allocation was reached. */
static bool fail_once(struct sweep *s, const char *const *words, const char *shim, long at,
	bool sticky)
{
	cJSON *env = json_new_object();
	struct outcome o;
	char number[24];
	bool reached;

	snprintf(number, sizeof number, "%ld", at);
	json_set_string(env, "LD_PRELOAD", shim);
	json_set_string(env, "ALLOC_AT", number);
	if (sticky)
		json_set_string(env, "ALLOC_STICKY", "1");
	o = corpus_run(words, env);
	reached = o.status != 0;
	s->points += reached;
	if (o.status > 124) {
		s->signals++;
		printf("# allocation %ld: signal %d\n", at, o.status - 128);
	} else if (o.status == 0 && !is_right(words[4], &o)) {
		s->false_zero++;
		printf("# allocation %ld: status 0 and '%.200s'\n", at, str_text(&o.out));
	} else if (o.status != 0 && !o.err.len && !o.out.len) {
		s->silent++;
		printf("# allocation %ld: status %d without a word\n", at, o.status);
	}
	outcome_release(&o);
	json_free(env);
	return reached;
}

static void sweep(const char *shim, const char *verb, bool sticky, long step)
{
	static int number;
	struct sweep s = {0};
	char store[320], file[340];
	long untouched = 0;

	snprintf(file, sizeof file, "%s", corpus_write("alloc.yaml", document));
	snprintf(store, sizeof store, "%s/store.db", corpus_folder());
	/* libraries do without some allocations: stop after many in a row */
	for (long at = 1; at < 100000 && untouched < 40; at += step) {
		bool ask = str_eq(verb, "ask");
		const char *words[] = {"--store", store, "--json", ask ? "ai" : "workflow", verb,
			ask ? "hello" : file, NULL};

		reset(store);
		if (fail_once(&s, words, shim, at, sticky))
			untouched = 0;
		else
			untouched++;
	}
	printf("%sok %d - %s, %s: %ld points, %ld signals, %ld false 0, %ld silent\n",
		s.points < 5 || s.signals || s.false_zero || s.silent ? "not " : "", ++number, verb,
		sticky ? "for good" : "once", s.points, s.signals, s.false_zero, s.silent);
}

int main(int argc, char **argv)
{
	long step = argc > 2 ? strtol(argv[2], NULL, 10) : 1;

	if (argc < 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	sweep(argv[1], "validate", false, step);
	sweep(argv[1], "run", false, step);
	sweep(argv[1], "run", true, step * 3);
	setenv("BLOKCTL_AI_PROVIDER", "script", 1);
	setenv("BLOKCTL_AI_SCRIPT", corpus_write("replies.yaml", "replies: [{text: Paris}]\n"), 1);
	sweep(argv[1], "ask", false, step);
	sweep(argv[1], "ask", true, step * 3);
	printf("1..5\n");
	return 0;
}
