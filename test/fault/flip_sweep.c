/* flip_sweep [FLIPS]: flips 1 to 16 bytes of a store, or cuts it, and has it checked:
 * no crash, and damage in the rows of steps is noticed.  Prints TAP. */
#include "core/base/fs.h"
#include "core/engine/run.h"
#include "core/node/kinds.h"
#include "core/store/verify.h"
#include "test/conformance/corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char document[] =
	"name: flip\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps:\n"
	"- {id: list, use: expr, inputs: {expression: \"Array.from({length: 20}, (_, i) => 'item ' "
	"+ i)\"}}\n"
	"- {id: each, forEach: {in: js/ctx.state.list, as: x, do: ["
	"{id: up, use: expr, inputs: {expression: \"ctx.state.x.toUpperCase()\"}}]}}\n";

/* splitmix64, as in core/base/id.c: the same flips every time */
static uint64_t state = 1;

static uint64_t next(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static void fill(const char *path)
{
	struct registry *registry = registry_new(&node_kinds_only);
	struct diags diags = {0};
	struct workflow *wf = workflow_load_text(
		"flip.yaml", document, strlen(document), &node_kinds_only, &diags);
	struct run_options o = {.registry = registry, .signal_fd = -1};
	struct run_result result;
	struct err err;

	if (!wf || !store_open(path, &o.store, &err))
		abort();
	o.request = run_request(wf, NULL);
	for (int i = 0; i < 20; i++) {
		if (!run_execute(wf, &o, &result, &err))
			abort();
		run_result_release(&result);
	}
	db_exec(store_db(o.store), "PRAGMA wal_checkpoint(TRUNCATE)", &err);
	store_close(o.store);
	json_free((cJSON *)o.request);
	workflow_free(wf);
	registry_free(registry);
}

/* Everything the rows of steps say; an error is a text of its own. */
static char *dump(struct store *s)
{
	struct db_stmt *q = NULL;
	struct str out = {0};
	struct err err;
	bool row = true;

	if (!db_prepare(store_db(s), "SELECT * FROM attempt ORDER BY id", &q, &err)) {
		str_add(&out, "cannot read");
		return str_take(&out);
	}
	while (row) {
		if (!db_step(q, &row, &err)) {
			str_add(&out, "cannot step");
			break;
		}
		for (int c = 0; row && c < 16; c++) {
			const char *text = db_text(q, c);

			str_addf(&out, "%s|", text ? text : "(null)");
		}
	}
	db_finalize(q);
	return str_take(&out);
}

static bool found(void *self, const char *run_id, const struct attempt_row *row, struct err *err)
{
	(void)run_id, (void)row, (void)err;
	++*(size_t *)self;
	return true;
}

static bool fault(void *self, const char *what, const char *message, struct err *err)
{
	(void)what, (void)message, (void)err;
	++*(size_t *)self;
	return true;
}

/* Whether checking the file finds anything; *ret_rows whether its steps differ. */
static bool noticed(const char *path, const char *want, bool *ret_rows)
{
	struct store *s;
	struct err err;
	size_t findings = 0;
	int64_t checked;
	char *got;

	*ret_rows = false;
	if (!store_open(path, &s, &err))
		return true;
	got = dump(s);
	*ret_rows = strcmp(got, want) != 0;
	free(got);
	if (!store_each_fault(s, fault, &findings, &err) ||
		!runs_each_damaged(s, found, &findings, &checked, &err))
		findings++;
	store_close(s);
	return findings;
}

static void flip(char *bytes, size_t len)
{
	size_t count = 1 + next() % 16, at = next() % len;

	for (size_t i = 0; i < count && at + i < len; i++)
		bytes[at + i] = (char)(bytes[at + i] ^ (char)(1 + next() % 255));
}

struct sweep {
	const struct str *original;
	const char *copy, *want; /* where the damaged store lies; the rows as they were */
	long in_rows, seen, any;
};

/* The bytes as a store without a journal, and what checking them says. */
static void try_bytes(struct sweep *w, const char *bytes, size_t len)
{
	char tail[340];
	struct err err;
	bool rows, was;

	fs_write_atomic(w->copy, bytes, len, 0600, &err);
	for (int t = 0; t < 2; t++) {
		snprintf(tail, sizeof tail, "%s%s", w->copy, t ? "-wal" : "-shm");
		unlink(tail);
	}
	was = noticed(w->copy, w->want, &rows);
	w->in_rows += rows;
	w->seen += rows && was;
	w->any += was;
}

static void sweep_flips(struct sweep w, long flips)
{
	for (long i = 0; i < flips; i++) {
		struct str bytes = {0};

		str_add_bytes(&bytes, w.original->at, w.original->len);
		flip(bytes.at, bytes.len);
		try_bytes(&w, bytes.at, bytes.len);
		str_release(&bytes);
	}
	printf("# %ld flips, %ld noticed; in rows of steps %ld, noticed %ld (%.2f %%)\n", flips,
		w.any, w.in_rows, w.seen,
		w.in_rows ? 100.0 * (double)w.seen / (double)w.in_rows : 0);
	printf("%sok 1 - 99 of 100 flips in rows of steps are noticed\n",
		w.in_rows > flips / 20 && w.seen * 100 >= w.in_rows * 99 ? "" : "not ");
	printf("ok 2 - no crash\n");
}

/* Cut at every 512 bytes; at 0 it is a new store. */
static void sweep_cuts(struct sweep w, size_t step)
{
	long cuts = 0;

	for (size_t len = 512; len < w.original->len; len += step, cuts++)
		try_bytes(&w, w.original->at, len);
	printf("# %ld cuts, %ld noticed, %ld with other rows\n", cuts, w.any, w.in_rows);
	printf("%sok 3 - a store that is cut is noticed\n", cuts && w.any == cuts ? "" : "not ");
}

int main(int argc, char **argv)
{
	long flips = argc > 1 ? strtol(argv[1], NULL, 10) : 10000;
	char path[320], copy[320];
	struct str original = {0};
	struct store *s;
	struct err err;
	char *want;

	snprintf(path, sizeof path, "%s/store.db", corpus_folder());
	snprintf(copy, sizeof copy, "%s/copy.db", corpus_folder());
	fill(path);
	if (!fs_read(path, (size_t)64 << 20, &original, &err) || !store_open(path, &s, &err))
		return 1;
	want = dump(s);
	store_close(s);
	sweep_flips((struct sweep){.original = &original, .copy = copy, .want = want}, flips);
	sweep_cuts((struct sweep){.original = &original, .copy = copy, .want = want},
		flips < 10000 ? 512 * 16 : 512);
	printf("1..3\n");
	free(want);
	str_release(&original);
	return 0;
}
