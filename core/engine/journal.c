#include "core/engine/journal.h"

#include "core/base/clock.h"
#include "core/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A lost pure result costs its recomputation; these bound how much. */
#define LAZY_ROWS 1000
#define LAZY_US 100000

enum item_kind { ITEM_ATTEMPT, ITEM_LOG, ITEM_DOCUMENT };

struct item {
	enum item_kind kind;
	struct attempt_row attempt;
	struct log_row log;
	const struct workflow *workflow; /* ITEM_DOCUMENT; outlives the journal */
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
	const char *document; /* borrowed: the workflow outlives its run */
	size_t document_len;
	int64_t next_seq, next_log, ended;
};

/* Copies `count` texts into one block and points them there. */
static char *own_texts(const char **texts[], size_t count)
{
	size_t total = 0, at = 0;
	char *block;

	for (size_t i = 0; i < count; i++)
		total += *texts[i] ? strlen(*texts[i]) + 1 : 0;
	block = mem_resize(NULL, total + 1);
	for (size_t i = 0; i < count; i++) {
		size_t len;

		if (!*texts[i])
			continue;
		len = strlen(*texts[i]) + 1;
		memcpy(block + at, *texts[i], len);
		*texts[i] = block + at;
		at += len;
	}
	return block;
}

struct journal *journal_open(struct store *store, const struct run_new *run, const char *document,
	size_t document_len)
{
	struct journal *j = mem_alloc(sizeof *j);
	const char **texts[] = {&j->run.id, &j->run.workflow, &j->run.version, &j->run.file,
		&j->run.document_hash, &j->run.request, &j->run.parent, &j->run.replay_of};

	j->store = store;
	j->run = *run;
	j->run_text = own_texts(texts, sizeof texts / sizeof *texts);
	j->document = document;
	j->document_len = document_len;
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

int64_t journal_count(const struct journal *j)
{
	return j->ended;
}

static bool write_run(struct journal *j, struct err *err)
{
	if (j->run_no)
		return true;
	return store_blob_put(j->store, j->run.document_hash, j->document, j->document_len, err) &&
		runs_add(j->store, &j->run, &j->run_no, err);
}

static bool write_document(struct journal *j, const struct item *item, struct err *err)
{
	const struct source *source = &item->workflow->document.source;
	char hash[WORKFLOW_HASH_MAX];

	workflow_hash(item->workflow, hash);
	return store_blob_put(j->store, hash, str_text(&source->text), source->text.len, err) &&
		runs_add_document(j->store, j->run_no, item->log.message, source->path, hash, err);
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
		}
	}
	runs_writer_release(&writer);
	return ok;
}

/* One transaction with everything queued; under the mutex. */
static bool flush(struct journal *j, const struct run_end *end, struct err *err)
{
	int64_t run_no = j->run_no;

	if (!store_begin(j->store, err))
		return false;
	if (!write_run(j, err) || !write_queue(j, err) ||
		(end && !runs_end(j->store, j->run_no, end, err))) {
		store_rollback(j->store);
		j->run_no = run_no;
		return false;
	}
	if (!store_commit(j->store, err)) {
		j->run_no = run_no;
		return false;
	}
	clear_queue(j);
	return true;
}

static bool queued(struct journal *j, bool durable, struct err *err)
{
	int64_t now = clock_mono_us();

	if (j->queue.len == 1)
		j->first_queued_us = now;
	if (durable || j->queue.len >= LAZY_ROWS || now - j->first_queued_us >= LAZY_US)
		return flush(j, NULL, err);
	return true;
}

bool journal_attempt(struct journal *j, const struct attempt_row *row, bool durable, struct err *err)
{
	struct item item = {.kind = ITEM_ATTEMPT, .attempt = *row};
	struct attempt_row *r = &item.attempt;
	const char **texts[] = {&r->path, &r->step, &r->node, &r->middleware, &r->status, &r->inputs,
		&r->output, &r->effects, &r->error};
	bool ok;

	item.text = own_texts(texts, sizeof texts / sizeof *texts);
	pthread_mutex_lock(&j->mutex);
	j->ended += row->duration_us >= 0;
	vec_push(&j->queue, item);
	ok = queued(j, durable, err);
	pthread_mutex_unlock(&j->mutex);
	return ok;
}

bool journal_log(struct journal *j, struct log_row row, struct err *err)
{
	struct item item = {.kind = ITEM_LOG, .log = row};
	const char **texts[] = {&item.log.path, &item.log.level, &item.log.message, &item.log.attrs};
	bool ok;

	item.text = own_texts(texts, sizeof texts / sizeof *texts);
	pthread_mutex_lock(&j->mutex);
	item.log.seq = j->next_log++;
	vec_push(&j->queue, item);
	ok = queued(j, false, err);
	pthread_mutex_unlock(&j->mutex);
	return ok;
}

bool journal_document(struct journal *j, const struct workflow *wf, const char *name, struct err *err)
{
	struct item item = {.kind = ITEM_DOCUMENT, .workflow = wf, .log.message = name};
	const char **texts[] = {&item.log.message};
	bool ok;

	item.text = own_texts(texts, 1);
	pthread_mutex_lock(&j->mutex);
	vec_push(&j->queue, item);
	ok = queued(j, false, err);
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

bool journal_end(struct journal *j, const struct run_end *end, struct err *err)
{
	bool ok;

	pthread_mutex_lock(&j->mutex);
	ok = flush(j, end, err);
	pthread_mutex_unlock(&j->mutex);
	return ok;
}
