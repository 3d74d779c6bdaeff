#include "core/engine/journal.h"

#include "core/base/clock.h"
#include "core/base/map.h"
#include "core/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A lost pure result costs its recomputation; these bound how much. */
#define LAZY_ROWS 1000
#define LAZY_US 100000

enum item_kind { ITEM_ATTEMPT, ITEM_LOG, ITEM_DOCUMENT, ITEM_CHILD };

struct item {
	enum item_kind kind;
	struct attempt_row attempt;
	struct log_row log;
	const struct workflow *workflow; /* ITEM_DOCUMENT, ITEM_CHILD; outlives the journal */
	struct run_new child;
	char *text; /* one block behind all the row's texts */
};

struct journal {
	struct store *store;
	pthread_mutex_t mutex;
	VEC(struct item) queue;
	int64_t first_queued_us;
	bool acted;       /* a result in the queue must not wait long */
	int64_t run_no;   /* 0: the run's row is not written yet */
	struct run_new run;
	char *run_text;
	const struct workflow *workflow; /* outlives its run */
	const struct redactor *redactor;
	int64_t next_seq, next_log;
	bool closed;      /* for writing */
	bool reopened;    /* the run's row exists and says running only after a commit */
	struct map recorded; /* path -> struct recorded, in the arena */
	struct arena arena;
};

/* Copies `count` texts into one block, without the secrets in them, and points
 * them there. */
static char *own_texts(const struct journal *j, const char **texts[], size_t count)
{
	struct str block = {0}, text = {0};
	size_t starts[16];
	char *owned;

	for (size_t i = 0; i < count; i++) {
		starts[i] = block.len;
		if (!*texts[i])
			continue;
		if (redact_is_empty(j->redactor)) {
			str_add_bytes(&block, *texts[i], strlen(*texts[i]) + 1);
			continue;
		}
		str_clear(&text);
		str_add(&text, *texts[i]);
		redact_text(j->redactor, &text);
		str_add_bytes(&block, str_text(&text), text.len + 1);
	}
	str_release(&text);
	owned = str_take(&block);
	for (size_t i = 0; i < count; i++)
		if (*texts[i])
			*texts[i] = owned + starts[i];
	return owned;
}

struct journal *journal_open(struct store *store, const struct run_new *run,
	const struct workflow *wf, const struct redactor *redactor)
{
	struct journal *j = mem_alloc(sizeof *j);
	const char **texts[] = {&j->run.id, &j->run.workflow, &j->run.version, &j->run.file,
		&j->run.document_hash, &j->run.request, &j->run.parent, &j->run.replay_of};

	j->store = store;
	j->redactor = redactor;
	j->run = *run;
	j->run_text = own_texts(j, texts, sizeof texts / sizeof *texts);
	j->workflow = wf;
	pthread_mutex_init(&j->mutex, NULL);
	return j;
}

static void clear_queue(struct journal *j)
{
	for (size_t i = 0; i < j->queue.len; i++)
		free(j->queue.at[i].text);
	j->queue.len = 0;
	j->acted = false;
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	clear_queue(j);
	vec_release(&j->queue);
	map_release(&j->recorded);
	arena_release(&j->arena);
	free(j->run_text);
	pthread_mutex_destroy(&j->mutex);
	free(j);
}

int64_t journal_next_seq(struct journal *j)
{
	int64_t seq;

	pthread_mutex_lock(&j->mutex);
	seq = j->next_seq++;
	pthread_mutex_unlock(&j->mutex);
	return seq;
}

static bool write_run(struct journal *j, struct err *err)
{
	if (j->run_no)
		return !j->reopened || runs_reopen(j->store, j->run_no, err);
	return store_blob_put(j->store, j->run.document_hash,
		       str_text(&j->workflow->document.file.text),
		       j->workflow->document.file.text.len, err) &&
		runs_add(j->store, &j->run, &j->run_no, err);
}

static bool write_document(struct journal *j, const struct item *item, struct err *err)
{
	const struct user_file *file = &item->workflow->document.file;
	char hash[WORKFLOW_HASH_MAX];

	workflow_hash(item->workflow, hash);
	return store_blob_put(j->store, hash, str_text(&file->text), file->text.len, err) &&
		runs_add_document(j->store, j->run_no, item->log.message, file->path, hash, err);
}

/* Its row is written with the parent's step: a process that dies in between
 * cannot lose it. */
static bool write_child(struct journal *j, const struct item *item, struct err *err)
{
	const struct user_file *file = &item->workflow->document.file;
	struct run_new child = item->child;
	char hash[WORKFLOW_HASH_MAX];
	bool there = false;
	int64_t no;

	if (!runs_has(j->store, child.id, &there, err) || there)
		return there;
	workflow_hash(item->workflow, hash);
	child.document_hash = hash;
	child.workflow = item->workflow->name;
	child.version = item->workflow->version;
	child.file = file->path;
	child.parent = j->run.id;
	child.status = "pending";
	return store_blob_put(j->store, hash, str_text(&file->text), file->text.len, err) &&
		runs_add(j->store, &child, &no, err);
}

static bool write_queue(struct journal *j, struct err *err)
{
	struct runs_writer writer;
	bool ok = true;

	runs_writer_init(&writer, j->store, j->run_no);
	for (size_t i = 0; ok && i < j->queue.len; i++) {
		const struct item *item = &j->queue.at[i];

		switch (item->kind) {
		case ITEM_ATTEMPT: ok = runs_write_attempt(&writer, &item->attempt, err); break;
		case ITEM_LOG: ok = runs_write_log(&writer, &item->log, err); break;
		case ITEM_DOCUMENT: ok = write_document(j, item, err); break;
		case ITEM_CHILD: ok = write_child(j, item, err); break;
		}
	}
	runs_writer_release(&writer);
	return ok;
}

/* The last transaction; the row says how many steps there were. */
static bool write_end(struct journal *j, const struct run_end *end, struct err *err)
{
	struct run_end counted = *end;

	return runs_count_steps(j->store, j->run_no, &counted.steps, err) &&
		runs_end(j->store, j->run_no, &counted, err);
}

/* One transaction with everything queued; under the mutex. */
static bool flush(struct journal *j, const struct run_end *end, struct err *err)
{
	int64_t run_no = j->run_no;

	if (j->closed) {
		clear_queue(j);
		return true;
	}
	if (!store_begin(j->store, err))
		return false;
	if (!write_run(j, err) || !write_queue(j, err) ||
		(end && !write_end(j, end, err))) {
		store_rollback(j->store);
		j->run_no = run_no;
		return false;
	}
	if (!store_commit(j->store, err)) {
		j->run_no = run_no;
		return false;
	}
	clear_queue(j);
	j->reopened = false;
	return true;
}

static bool queued(struct journal *j, enum journal_when when, struct err *err)
{
	int64_t now = clock_mono_us();

	if (j->queue.len == 1)
		j->first_queued_us = now;
	if (when == JOURNAL_NOW || j->queue.len >= LAZY_ROWS || now - j->first_queued_us >= LAZY_US)
		return flush(j, NULL, err);
	return true;
}

bool journal_attempt(struct journal *j, const struct attempt_row *row, enum journal_when when,
	struct err *err)
{
	struct item item = {.kind = ITEM_ATTEMPT, .attempt = *row};
	struct attempt_row *r = &item.attempt;
	const char **texts[] = {&r->path, &r->step, &r->node, &r->middleware, &r->status, &r->inputs,
		&r->output, &r->effects, &r->error};
	bool ok;

	item.text = own_texts(j, texts, sizeof texts / sizeof *texts);
	pthread_mutex_lock(&j->mutex);
	vec_push(&j->queue, item);
	ok = queued(j, when, err);
	pthread_mutex_unlock(&j->mutex);
	return ok;
}

bool journal_log(struct journal *j, struct log_row row, struct err *err)
{
	struct item item = {.kind = ITEM_LOG, .log = row};
	const char **texts[] = {&item.log.path, &item.log.level, &item.log.message, &item.log.attrs};
	bool ok;

	item.text = own_texts(j, texts, sizeof texts / sizeof *texts);
	pthread_mutex_lock(&j->mutex);
	item.log.seq = j->next_log++;
	vec_push(&j->queue, item);
	ok = queued(j, JOURNAL_SOON, err);
	pthread_mutex_unlock(&j->mutex);
	return ok;
}

bool journal_document(struct journal *j, const struct workflow *wf, const char *name, struct err *err)
{
	struct item item = {.kind = ITEM_DOCUMENT, .workflow = wf, .log.message = name};
	const char **texts[] = {&item.log.message};
	bool ok;

	item.text = own_texts(j, texts, 1);
	pthread_mutex_lock(&j->mutex);
	vec_push(&j->queue, item);
	ok = queued(j, JOURNAL_SOON, err);
	pthread_mutex_unlock(&j->mutex);
	return ok;
}

bool journal_child(struct journal *j, const struct workflow *wf, const char *run_id,
	const char *request, struct err *err)
{
	struct item item = {.kind = ITEM_CHILD, .workflow = wf,
		.child = {.id = run_id, .request = request, .started_at = clock_wall_ms()}};
	const char **texts[] = {&item.child.id, &item.child.request};
	bool ok;

	item.text = own_texts(j, texts, 2);
	pthread_mutex_lock(&j->mutex);
	vec_push(&j->queue, item);
	ok = queued(j, JOURNAL_SOON, err);
	pthread_mutex_unlock(&j->mutex);
	return ok;
}

void journal_mark_acted(struct journal *j)
{
	pthread_mutex_lock(&j->mutex);
	j->acted = true;
	pthread_mutex_unlock(&j->mutex);
}

bool journal_settle(struct journal *j, struct err *err)
{
	bool ok;

	pthread_mutex_lock(&j->mutex);
	ok = !j->acted || flush(j, NULL, err);
	pthread_mutex_unlock(&j->mutex);
	return ok;
}

void journal_close_for_writing(struct journal *j)
{
	j->closed = true;
}

bool journal_commit(struct journal *j, struct err *err)
{
	bool ok;

	pthread_mutex_lock(&j->mutex);
	ok = flush(j, NULL, err);
	pthread_mutex_unlock(&j->mutex);
	return ok;
}

bool journal_end(struct journal *j, const struct run_end *end, struct err *err)
{
	struct run_end clean = *end;
	const char **texts[] = {&clean.response, &clean.error};
	char *text = own_texts(j, texts, 2);
	bool ok;

	pthread_mutex_lock(&j->mutex);
	ok = flush(j, &clean, err);
	pthread_mutex_unlock(&j->mutex);
	free(text);
	return ok;
}

/* ---- what is there already ---- */

struct reader {
	struct journal *journal;
	journal_keep *keep;
	void *self;
	bool own; /* of this very run: its numbers go on */
};

static enum recorded_status status_of(const char *name)
{
	static const struct {
		const char *name;
		enum recorded_status status;
	} names[] = {{"completed", RECORDED_COMPLETED}, {"failed", RECORDED_FAILED},
		{"skipped", RECORDED_SKIPPED}, {"waiting", RECORDED_WAITING}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i].name, name))
			return names[i].status;
	return RECORDED_RUNNING;
}

/* A text of a record, with its secrets again. */
static const char *keep_text(const struct journal *j, struct arena *a, const char *text)
{
	struct str whole = {0};
	char *kept;

	if (!text || redact_is_empty(j->redactor))
		return text ? arena_strdup(a, text) : NULL;
	str_add(&whole, text);
	redact_restore(j->redactor, &whole);
	kept = arena_strdup(a, str_text(&whole));
	str_release(&whole);
	return kept;
}

static bool read_row(void *self, const struct attempt_row *row, struct err *err)
{
	struct reader *r = self;
	struct arena *a = &r->journal->arena;
	struct recorded *rec;

	(void)err;
	if (r->keep && !r->keep(r->self, row->path))
		return true;
	rec = map_get(&r->journal->recorded, row->path);
	if (!rec) {
		rec = arena_new(a, struct recorded);
		map_put(&r->journal->recorded, arena_strdup(a, row->path), rec);
	}
	*rec = (struct recorded){.status = status_of(row->status),
		.seq = row->seq,
		.attempt = row->attempt,
		.cached = row->cached,
		.own = r->own,
		.started_ms = row->started_at,
		.duration_us = row->duration_us,
		.wake_at = row->wake_at,
		.inputs = keep_text(r->journal, a, row->inputs),
		.output = keep_text(r->journal, a, row->output),
		.effects = keep_text(r->journal, a, row->effects),
		.error = keep_text(r->journal, a, row->error)};
	if (r->own && row->seq >= r->journal->next_seq)
		r->journal->next_seq = row->seq + 1;
	return true;
}

static bool count_log(void *self, const struct log_row *row, struct err *err)
{
	(void)err;
	*(int64_t *)self = row->seq + 1;
	return true;
}

bool journal_reopen(struct journal *j, int64_t run_no, struct err *err)
{
	struct reader r = {.journal = j, .own = true};

	j->run_no = run_no;
	j->reopened = true;
	return runs_each_attempt(j->store, run_no, read_row, &r, err) &&
		runs_each_log(j->store, run_no, -1, count_log, &j->next_log, err);
}

bool journal_adopt(struct journal *j, int64_t run_no, journal_keep *keep, void *self,
	struct err *err)
{
	struct reader r = {.journal = j, .keep = keep, .self = self};

	return runs_each_attempt(j->store, run_no, read_row, &r, err);
}

const struct recorded *journal_recorded(const struct journal *j, const char *path)
{
	return j && j->recorded.len ? map_get(&j->recorded, path) : NULL;
}
