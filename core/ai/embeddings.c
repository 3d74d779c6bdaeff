#include "core/ai/embeddings.h"

#include "core/ai/context.h"
#include "core/ai/vectors.h"
#include "core/base/clock.h"
#include "core/base/id.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* OpenAI takes 2,048 texts and 300,000 tokens at once; an answer with so many
 * vectors of 3,072 numbers has 80 MB, one of these 10. */
#define BATCH_TEXTS 256
/* Half of these tokens and less: few texts have only two bytes in one. */
#define BATCH_BYTES ((size_t)512 * 1024)

struct embedding {
	struct ai *ai;
	struct ai_ask ask;
	struct ai_request request; /* of the next call */
	const struct ai_request *all;
	struct ai_answer *sum;
	struct str model;
	char run[ID_ULID_LEN + 8];
	int64_t deadline_us;
};

static bool check(const struct ai_request *r, struct err *err)
{
	if (!r->inputs_len)
		return err_set(err, ERR_INPUT, "there is no text");
	if (r->inputs_len > AI_EMBED_MAX_TEXTS)
		return err_set(err, ERR_INPUT, "%zu texts are too many: at most %d at once",
			r->inputs_len, AI_EMBED_MAX_TEXTS);
	for (size_t i = 0; i < r->inputs_len; i++)
		if (!r->inputs[i][0])
			return err_set(err, ERR_INPUT, "text %zu is empty", i);
	return true;
}

/* How many texts the next call takes; a text that is too long by itself is the
 * server's to refuse. */
static size_t next_batch(const struct ai_request *all, size_t from)
{
	size_t count = 0, bytes = 0;

	for (size_t i = from; i < all->inputs_len && count < BATCH_TEXTS; i++, count++) {
		bytes += strlen(all->inputs[i]);
		if (count && bytes > BATCH_BYTES)
			break;
	}
	return count;
}

static void add_usage(struct ai_usage *sum, const struct ai_usage *more)
{
	sum->input += more->input;
	sum->cache_read += more->cache_read;
	sum->cache_write += more->cache_write;
	sum->output += more->output;
	sum->reported = sum->reported && more->reported;
}

/* -1, when nobody knows one of them. */
static int64_t add_money(int64_t a, int64_t b)
{
	return a < 0 || b < 0 ? -1 : a + b;
}

/* The first answer begins the sum; its model is the one for the rest. */
static void begin_sum(struct embedding *e, struct ai_answer *part)
{
	*e->sum = *part;
	*part = (struct ai_answer){0};
	str_addf(&e->model, "%s/%s", e->sum->provider, e->sum->model);
	e->ask.model = str_text(&e->model);
	e->ask.provider = NULL;
}

static bool add_part(struct embedding *e, const struct ai_answer *part, struct err *err)
{
	struct ai_answer *sum = e->sum;

	if (!ai_vectors_append(&sum->reply.vectors, &part->reply.vectors, err))
		return err_wrap(err, "%s/%s", part->provider, part->model);
	add_usage(&sum->reply.usage, &part->reply.usage);
	sum->cached = sum->cached && part->cached;
	sum->cost = add_money(sum->cost, part->cost);
	sum->saved = add_money(sum->saved, part->saved);
	sum->attempts += part->attempts;
	return true;
}

static bool call(struct embedding *e, size_t from, size_t count, struct err *err)
{
	int64_t left = (e->deadline_us - clock_mono_us()) / 1000;
	struct ai_answer part;
	bool ok;

	e->request.inputs = e->all->inputs + from;
	e->request.inputs_len = count;
	e->ask.timeout_ms = left > 1 ? left : 1;
	ok = ai_call(e->ai, &e->ask, &part, err);
	if (ok && !from)
		begin_sum(e, &part);
	else if (ok)
		ok = add_part(e, &part, err);
	else
		e->sum->problem = part.problem;
	ai_answer_release(&part);
	return ok;
}

bool ai_call_embeddings(
	struct ai *ai, const struct ai_ask *ask, struct ai_answer *ret, struct err *err)
{
	struct embedding e = {
		.ai = ai, .ask = *ask, .request = *ask->request, .all = ask->request, .sum = ret};
	int64_t begin = clock_mono_us(),
		timeout = ask->timeout_ms ? ask->timeout_ms
					  : config_int(ai->options.config, "ai.timeout", 120000);
	char ulid[ID_ULID_LEN + 1];
	bool ok = check(ask->request, err);
	size_t count;

	*ret = (struct ai_answer){.cost = -1};
	e.ask.request = &e.request;
	e.deadline_us = begin + timeout * 1000;
	if (!ask->run) {
		id_ulid(ulid);
		snprintf(e.run, sizeof e.run, "call_%s", ulid);
		e.ask.run = e.run;
	}
	for (size_t from = 0; ok && from < ask->request->inputs_len; from += count) {
		count = next_batch(ask->request, from);
		ok = call(&e, from, count, err);
	}
	str_release(&e.model);
	ret->duration_ms = (clock_mono_us() - begin) / 1000;
	return ok;
}
