/* kill_sweep SHIM: kills a run at every durable call, resumes it until it is
 * done, and looks at what is left: the same state and response as an
 * undisturbed run, nothing recorded done twice, nothing lost, nothing stuck.
 * Prints TAP. */
#include "core/base/fs.h"
#include "core/base/map.h"
#include "core/base/mem.h"
#include "test/conformance/corpus.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Every acting step writes its own path into the ledger. */
#define WRITE(id, path)                                                                            \
	"{id: " id ", use: file-write, inputs: {append: true, path: js/ctx.env.LEDGER, content: "  \
	"\"" path "\\n\"}}"
/* The shim is for blokctl, not for its children. */
#define SHELL(id, path)                                                                            \
	"{id: " id ", use: shell, inputs: {script: 'echo \"$1\" >> \"$LEDGER\"', args: [\"" path "\"]," \
	" env: {LD_PRELOAD: null}}}"

static const char document[] =
	"name: sweep\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n"
	"- {id: begin, use: expr, inputs: {expression: \"({t: Date.now(), r: Math.random()})\"}}\n"
	"- " WRITE("w1", "w1") "\n"
	"- {id: coin, branch: {when: ctx.state.begin.r < 0.5, then: [" WRITE("heads", "coin/heads") "],"
	" else: [" WRITE("tails", "coin/tails") "]}}\n"
	"- {id: fan, forEach: {in: \"js/Array.from({length: 6}, (_, i) => i * ctx.state.begin.r)\", as: n,"
	" mode: parallel, concurrency: 3, do: ["
	WRITE("fw", "fan[${ctx.state.nIndex}]/fw") ","
	SHELL("fs", "fan[${ctx.state.nIndex}]/fs") ","
	"{id: fe, use: expr, inputs: {expression: ctx.state.n * 2}}]}}\n"
	"- {id: guard, tryCatch: {try: [" WRITE("tw", "guard/tw") ","
	"{id: bad, use: throw, retry: {maxAttempts: 3, minTimeoutInMs: 1}, inputs: {message: broken}},"
	WRITE("never", "guard/never") "], catch: [" WRITE("cw", "guard/cw") ","
	"{id: why, use: expr, inputs: {expression: ctx.error.message}}],"
	"finally: [" WRITE("fin", "guard/fin") "]}}\n"
	"- {id: many, tryCatch: {try: [{id: items, forEach: {in: \"js/[0, 1, 2, 3]\", as: k, mode: parallel,"
	" concurrency: 2, do: [" WRITE("kw", "many/items[${ctx.state.k}]/kw") ","
	"{id: odd, branch: {when: ctx.state.k === 2, then: [{id: stop-it, use: throw, inputs: {message: odd}}]}}]}}],"
	" catch: [" WRITE("mc", "many/mc") "]}}\n"
	"- {id: pick, switch: {on: \"js/ctx.state.begin.r < 2 ? 'a' : 'b'\", cases: [{when: a, do: ["
	WRITE("pa", "pick/pa") "]}]}}\n"
	"- {id: rounds, loop: {while: \"(ctx.state.roundsIndex ?? 0) < 3\", do: ["
	WRITE("rw", "rounds[${ctx.state.roundsIndex}]/rw") ","
	"{id: keep, use: in-memory-kv, inputs: {action: set, key: \"k${ctx.state.roundsIndex}\", value: 1}}]}}\n"
	"- {id: call, subworkflow: sweep-child, inputs: {x: js/ctx.state.begin.r}}\n"
	"- " SHELL("s1", "s1") "\n"
	"- {id: nap, wait: {for: 15ms}}\n"
	"- " SHELL("s2", "s2") "\n"
	"- {id: count, use: kv, inputs: {action: incr, namespace: sweep, key: total}}\n"
	"- {id: map, use: in-memory-kv, inputs: {action: list, prefix: k}}\n"
	"- " WRITE("w9", "w9") "\n"
	"- {id: answer, use: respond, inputs: {status: 201, body: {keys: js/ctx.state.map.length,"
	" why: js/ctx.state.why, child: js/ctx.state.call.data.ok}}}\n";

static const char child[] =
	"name: sweep-child\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n"
	"- " WRITE("c1", "call/c1") "\n"
	"- {id: c2, use: expr, inputs: {expression: \"({ok: ctx.request.body.x >= 0})\"}}\n";

static char base[300], ledger[320], store[320], file[340];
static const char *shim;
static int tests, failures;

static void report(bool ok, const char *title)
{
	printf("%sok %d - %s\n", ok ? "" : "not ", ++tests, title);
	failures += !ok;
}

static void reset(void)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
	char path[340];

	unlink(ledger);
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof path, "%s%s", store, tails[i]);
		unlink(path);
	}
}

static const char *fail_errno; /* FAIL_ERRNO of the shim, or NULL: it kills */

static cJSON *environment(long kill_at, bool torn)
{
	cJSON *env = json_new_object();
	char text[24];

	json_set_string(env, "LEDGER", ledger);
	if (kill_at) {
		snprintf(text, sizeof text, "%ld", kill_at);
		json_set_string(env, "LD_PRELOAD", shim);
		json_set_string(env, "KILL_AT", text);
		if (torn)
			json_set_string(env, "KILL_TORN", "1");
		if (fail_errno)
			json_set_string(env, "FAIL_ERRNO", fail_errno);
	}
	return env;
}

static struct outcome blokctl(const char *verb, const char *what, const char *extra, long kill_at,
	bool torn)
{
	cJSON *env = environment(kill_at, torn);
	struct outcome o = corpus_run((const char *[]){"--store", store, "--json", "-q", "workflow",
					      verb, what, extra, NULL},
		env);

	json_free(env);
	return o;
}

/* Lines of the ledger, counted. */
static cJSON *read_ledger(void)
{
	cJSON *counts = json_new_object();
	struct str text = {0};
	struct err err;
	char *save = NULL;

	if (fs_exists(ledger) && fs_read(ledger, 1 << 20, &text, &err))
		for (char *line = strtok_r(text.at, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
			json_set_number(counts, line, json_get_number(counts, line, 0) + 1);
	str_release(&text);
	return counts;
}

/* What must be the same in every run: not the random numbers themselves. */
static cJSON *essence(const cJSON *result)
{
	cJSON *e = json_new_object(), *state = json_new_array(), *steps = json_new_array();

	json_add_take(e, "status", json_copy(json_get(result, "status")));
	json_add_take(e, "response", json_copy(json_get(result, "response")));
	json_each(member, json_get(result, "state"))
		if (!strstr("heads tails", member->string))
			json_append_take(state, json_new_string(member->string));
	json_each(step, json_get(result, "steps")) {
		struct str text = {0};

		if (strstr(json_get_string(step, "path"), "coin/"))
			continue;
		/* which items a failure cuts off depends on the threads */
		if (strstr(json_get_string(step, "path"), "many/items["))
			continue;
		str_addf(&text, "%s:%s", json_get_string(step, "path"), json_get_string(step, "status"));
		json_append_take(steps, json_new_string(str_text(&text)));
		str_release(&text);
	}
	json_add_take(e, "state", state);
	json_add_take(e, "steps", steps);
	return e;
}

/* Acting steps that the store has as completed. */
static cJSON *recorded(void)
{
	struct outcome o = blokctl("show", "last", NULL, 0, false);
	cJSON *paths = json_new_array();

	json_each(step, json_get(o.json, "steps"))
		if (str_eq(json_get_string(step, "status"), "completed") &&
			strstr("file-write shell", json_get_string(step, "node")))
			json_append_take(paths, json_copy(json_get(step, "path")));
	outcome_release(&o);
	return paths;
}

struct sweep {
	const char *title, *durability;
	bool torn;
	cJSON *want;
	long points, again, lost, different, stuck, in_flight;
};

static void compare_ledgers(struct sweep *s, const cJSON *done, const cJSON *before,
	const cJSON *after)
{
	json_each(path, done) {
		double was = json_get_number(before, path->valuestring, 0);
		double is = json_get_number(after, path->valuestring, 0);

		if (is != was) {
			s->again++;
			printf("# '%s' was recorded and ran again\n", path->valuestring);
		}
	}
	json_each(line, after)
		s->in_flight += line->valuedouble > 1;
}

static void check_end(struct sweep *s, const struct outcome *o, long at)
{
	cJSON *got = essence(o->json);

	if (o->status != 0) {
		s->stuck++;
		printf("# point %ld: resume ends with %d: %s\n", at, o->status, str_text(&o->err));
	} else if (!json_equal(got, s->want)) {
		char *a = json_text(got), *b = json_text(s->want);

		s->different++;
		printf("# point %ld: %s\n#   want %s\n", at, a, b);
		free(a);
		free(b);
	}
	json_free(got);
}

/* False when the run was not killed any more: the sweep is over. */
static bool kill_once(struct sweep *s, long at)
{
	struct outcome o, shown;
	cJSON *done, *before, *after;

	reset();
	o = blokctl("run", file, s->durability, at, s->torn);
	if (o.status == 0) {
		/* SQLite can do without some calls: the run is right, or it is not */
		bool over = !fail_errno || at > 400;

		if (!over)
			check_end(s, &o, at);
		outcome_release(&o);
		return !over;
	}
	if (fail_errno && (o.status != 1 && o.status != 4)) {
		s->stuck++;
		printf("# point %ld: exit status %d: %s\n", at, o.status, str_text(&o.err));
	}
	outcome_release(&o);
	s->points++;
	before = read_ledger();
	shown = blokctl("show", "last", NULL, 0, false);
	if (shown.status != 0) {
		/* nothing was committed: then nothing may have happened either */
		s->lost += json_count(before) > 0;
		outcome_release(&shown);
		json_free(before);
		return true;
	}
	outcome_release(&shown);
	done = recorded();
	o = blokctl("resume", "last", NULL, 0, false);
	check_end(s, &o, at);
	outcome_release(&o);
	after = read_ledger();
	compare_ledgers(s, done, before, after);
	json_free(done);
	json_free(before);
	json_free(after);
	return true;
}

static void sweep(const char *title, const char *durability, bool torn, long step)
{
	struct sweep s = {.title = title, .durability = durability, .torn = torn};
	char line[200];
	struct outcome o;

	reset();
	o = blokctl("run", file, durability, 0, false);
	s.want = essence(o.json);
	if (o.status != 0)
		printf("# undisturbed: %d %s\n", o.status, str_text(&o.err));
	outcome_release(&o);
	for (long at = 1; at < 5000 && kill_once(&s, at); at += step)
		;
	snprintf(line, sizeof line,
		"%s: %ld points, %ld recorded steps again, %ld lost, %ld different, %ld stuck", title,
		s.points, s.again, s.lost, s.different, s.stuck);
	printf("# steps in flight that ran twice: %ld\n", s.in_flight);
	report(s.points > 5 && !s.again && !s.lost && !s.different && !s.stuck, line);
	json_free(s.want);
}

int main(int argc, char **argv)
{
	long step = argc > 2 ? strtol(argv[2], NULL, 10) : 1;
	char number[16];

	if (argc < 2) {
		fprintf(stderr, "usage: kill_sweep SHIM [STEP]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	shim = argv[1];
	snprintf(base, sizeof base, "%s", corpus_folder());
	snprintf(ledger, sizeof ledger, "%s/ledger", base);
	snprintf(store, sizeof store, "%s/store.db", base);
	snprintf(file, sizeof file, "%s", corpus_write("sweep.yaml", document));
	corpus_write("child.yaml", child);
	sweep("kill -9, normal", "--durability=normal", false, step);
	sweep("kill -9, full", "--durability=full", false, step);
	sweep("torn write, normal", "--durability=normal", true, step);
	snprintf(number, sizeof number, "%d", EIO);
	fail_errno = number;
	sweep("I/O error", "--durability=full", false, step * 2);
	snprintf(number, sizeof number, "%d", ENOSPC);
	sweep("no space", "--durability=normal", false, step * 2);
	printf("1..%d\n", tests);
	return failures > 0;
}
