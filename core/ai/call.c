#include "core/ai/attempt.h"
#include "core/ai/builtin.h"
#include "core/ai/kept.h"
#include "core/ai/key.h"

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/net/backoff.h"
#include "core/store/lanes.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

/* A server that is silent for so long has stalled; models that think first
 * send pings meanwhile, or take less. */
#define IDLE_MS 60000

/* One call on its way through the chain. */
struct calling {
	struct ai *ai;
	const struct ai_ask *ask;
	struct ai_answer *answer;
	struct ai_request request;
	struct ai_entry entry;
	int64_t deadline_us;
	bool shown; /* some text: then nothing is tried again */
};

static void note(struct calling *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void note(struct calling *c, const char *format, ...)
{
	struct str text = {0};
	va_list args;

	if (!c->ask->on_note)
		return;
	va_start(args, format);
	str_vaddf(&text, format, args);
	va_end(args);
	c->ask->on_note(c->ask->self, str_text(&text));
	str_release(&text);
}

static bool may_go_on(void *self)
{
	const struct calling *c = self;

	return clock_mono_us() < c->deadline_us &&
		(!c->ask->may_go_on || c->ask->may_go_on(c->ask->self));
}

static void show(void *self, const char *text, size_t len)
{
	struct calling *c = self;

	c->shown = true;
	c->ask->on_text(c->ask->self, text, len);
}

static int64_t left_ms(const struct calling *c)
{
	return (c->deadline_us - clock_mono_us()) / 1000;
}

/* How long may_go_on() is not asked, should nothing wake us. */
#define SLICE_MS 100

/* False when the time is over, or somebody wants it to end. */
static bool sleep_ms(struct calling *c, int64_t ms)
{
	struct pollfd wake = {.fd = c->ask->wake_fd, .events = POLLIN};
	int64_t until = clock_mono_us() + ms * 1000, left;

	while ((left = until - clock_mono_us()) > 0) {
		int slice = left < SLICE_MS * 1000 ? (int)((left + 999) / 1000) : SLICE_MS;

		poll(&wake, 1, slice);
		if (!may_go_on(c))
			return false;
	}
	return true;
}

/* ---- the cache ---- */

static bool look_in_cache(struct calling *c, bool *ret_found, struct err *err)
{
	const struct config *config = c->ai->options.config;
	bool shared = str_eq(config_text(config, "cache.scope", "user"), "shared");
	const struct ai_key key = {c->entry.target, &c->request, c->ask->template_hash,
		shared ? "" : c->ai->options.user};

	*ret_found = false;
	ai_key_of(&key, c->answer->key);
	if (c->ask->cache != AI_CACHE_USE || !config_bool(config, "cache.enabled", true))
		return true;
	return ai_kept_get(&c->entry, c->answer->key, c->answer, ret_found, err);
}

static bool keep(struct calling *c, struct err *err)
{
	if (c->ask->cache == AI_CACHE_OFF ||
		!config_bool(c->ai->options.config, "cache.enabled", true))
		return true;
	return ai_kept_put(&c->entry, &c->request, c->answer, err);
}

/* ---- one model ---- */

/* Waits for a place in the rates that are set for it; *ret_passed false when
 * that takes longer than there is time. */
static bool take_place(struct calling *c, const struct ai_target *t, bool *ret_passed,
	struct err *err)
{
	struct lane_take take = {{t->lane, t->model}, t->requests_per_minute,
		t->tokens_per_minute, (double)(c->entry.prompt_tokens + c->entry.max_tokens), 0};
	int64_t wait;

	for (;;) {
		take.now_ms = clock_wall_ms();
		if (!lanes_take(c->ai->options.store, &take, &wait, err))
			return false;
		*ret_passed = !wait;
		if (!wait || wait > left_ms(c))
			return true;
		note(c, "%s/%s: its rate is used up, waiting %lld ms", t->provider, t->model,
			(long long)wait);
		if (!sleep_ms(c, wait))
			return true;
	}
}

/* A 400 about a field that this server does not know is mended once: which field
 * it was, or 0. */
static unsigned adapt(struct ai_target *t, const struct ai_problem *p)
{
	if (p->kind != AI_BAD_REQUEST)
		return 0;
	if (strstr(p->param, "stream_options") || strstr(p->message, "stream_options")) {
		bool had = t->stream_usage;

		t->stream_usage = false;
		return had ? LANE_STREAM_OPTIONS : 0;
	}
	if (str_eq(p->param, "max_tokens") || strstr(p->message, "max_completion_tokens")) {
		bool other = t->max_completion_tokens;

		if (other && str_eq(p->param, "max_tokens"))
			return 0;
		t->max_completion_tokens = !other;
		return other ? LANE_MAX_COMPLETION_TOKENS : LANE_MAX_TOKENS;
	}
	if (strstr(p->param, "response_format") || strstr(p->message, "response_format")) {
		bool had = t->json_schema;

		t->json_schema = false;
		return had ? LANE_RESPONSE_FORMAT : 0;
	}
	return 0;
}

/* A server may learn the field with its next version. */
#define LACKS_MS (7 * INT64_C(86400000))

/* It answers without the field: the next process does not ask with it. */
static bool remember(struct calling *c, const struct ai_target *t, unsigned fields, struct err *err)
{
	int64_t now = clock_wall_ms();
	const struct lane_lack lack = {{t->lane, t->model}, fields, now, now + LACKS_MS};

	return !fields || t->script || lanes_lack(c->ai->options.store, &lack, err);
}

/* Providers quote keys in their errors, and gateways in answers. */
static void hide_keys(struct calling *c)
{
	struct ai_problem *p = &c->answer->problem;
	struct str text = {0};

	str_add(&text, p->message);
	pthread_mutex_lock(&c->ai->mutex);
	redact_shown(&c->ai->keys, &text);
	redact_shown(&c->ai->keys, &c->answer->reply.text);
	for (size_t i = 0; i < c->answer->reply.calls.len; i++)
		redact_shown(&c->ai->keys, &c->answer->reply.calls.at[i].arguments);
	pthread_mutex_unlock(&c->ai->mutex);
	if (p->kind)
		ai_problem_say(p, str_text(&text));
	str_release(&text);
}

static bool attempt(struct calling *c, struct ai_target *t, struct err *err)
{
	const struct ai_attempt a = {.target = t,
		.request = &c->request,
		.policy = c->ai->options.policy,
		.stream = c->ask->on_text != NULL,
		.timeout_ms = left_ms(c),
		.idle_ms = IDLE_MS,
		.on_text = c->ask->on_text ? show : NULL,
		.may_go_on = may_go_on,
		.self = c,
		.wake_fd = c->ask->wake_fd};
	struct ai_problem *problem = &c->answer->problem;

	ai_reply_release(&c->answer->reply);
	c->entry.expires_ms = clock_wall_ms() + left_ms(c);
	if (!ai_ledger_reserve(&c->entry, err))
		return false;
	c->answer->attempts++;
	if (!ai_attempt_run(&a, &c->answer->reply, problem) && problem->kind == AI_CANCELLED &&
		clock_mono_us() >= c->deadline_us)
		problem->kind = AI_LATE;
	hide_keys(c);
	return ai_ledger_settle(&c->entry, &c->answer->reply, problem, &c->answer->cost, err);
}

/* How long until the next attempt; -1: not at this model. */
static int64_t wait_before_next(struct calling *c, int failed)
{
	const struct ai_problem *p = &c->answer->problem;
	int64_t wait = p->wait_ms ? p->wait_ms : backoff_delay_ms(failed, random_unit());

	if (!p->retry || c->shown ||
		failed > config_int(c->ai->options.config, "ai.retries", 2))
		return -1;
	return wait > BACKOFF_MAX_ASKED_MS || wait >= left_ms(c) ? -1 : wait;
}

/* The others learn that it wants to be left alone for a while. */
static bool close_lane(struct calling *c, const struct ai_target *t, struct err *err)
{
	const struct ai_problem *p = &c->answer->problem;
	const struct lane_key lane = {t->lane, t->model};

	if (!p->wait_ms || t->script || (p->kind != AI_LIMITED && p->kind != AI_OVERLOADED))
		return true;
	return lanes_close(c->ai->options.store, &lane, clock_wall_ms() + p->wait_ms,
		ai_problem_name(p->kind), err);
}

/* Whether another model may do what this one has not. */
static bool may_fall_back(const struct calling *c)
{
	enum ai_problem_kind kind = c->answer->problem.kind;

	return !c->shown && kind != AI_CANCELLED && kind != AI_BAD_REQUEST && kind != AI_LATE;
}

/* True: there is an answer, or answer->problem says why not; false: it ends here. */
static bool ask_model(struct calling *c, struct ai_target *t, struct err *err)
{
	struct ai_problem *p = &c->answer->problem;
	unsigned refused = 0;
	bool passed;

	if (!take_place(c, t, &passed, err))
		return false;
	if (!passed) {
		*p = (struct ai_problem){.kind = AI_LIMITED};
		ai_problem_say(p, "the rate that is set for it is used up");
		return true;
	}
	for (int failed = 0;;) {
		int64_t wait;

		if (!attempt(c, t, err))
			return false;
		if (!p->kind)
			return remember(c, t, refused, err);
		if (!refused && (refused = adapt(t, p))) {
			note(c, "%s: '%s'; asking once more without it", t->provider, p->message);
			continue;
		}
		wait = wait_before_next(c, ++failed);
		if (wait < 0)
			return close_lane(c, t, err);
		note(c, "%s/%s: %s; again in %lld ms", t->provider, t->model, p->message,
			(long long)wait);
		if (!sleep_ms(c, wait)) {
			p->kind = clock_mono_us() >= c->deadline_us ? AI_LATE : AI_CANCELLED;
			return true;
		}
	}
}

/* ---- the chain ---- */

static bool fail(const struct calling *c, struct err *err)
{
	const struct ai_problem *p = &c->answer->problem;
	/* Without a response it was not the key, but the rules of the network. */
	bool off_limits = p->kind == AI_DENIED && !p->status;
	enum err_kind kind = p->kind == AI_LATE ? ERR_TIMEOUT
		: p->kind == AI_CANCELLED	? ERR_INTERRUPTED
		: p->kind == AI_LIMITED		? ERR_BUSY
		: off_limits			? ERR_REFUSED
						: ERR_WORK;

	err_set(err, kind, "%s/%s: %s", c->answer->provider, c->answer->model, p->message);
	if (off_limits)
		return err_hint(err, "network.allow lets single addresses through, see blokctl-config(5)");
	if (p->kind == AI_DENIED)
		return err_hint(err, "check the key: ai.providers.%s.key, or its variable",
			c->answer->provider);
	if (p->kind == AI_TOO_LONG)
		return err_hint(err, "give a shorter prompt, or a model with a larger context");
	if (p->kind == AI_SPENT)
		return err_hint(err, "the account at the provider has no money left");
	if (c->answer->reply.text.len)
		return err_hint(err, "the answer broke off; what had come is counted");
	return err_hint(err, "'blokctl ai route --task %s' shows who could answer", c->ask->task);
}

static bool nobody(const struct calling *c, const struct ai_route *route, struct err *err)
{
	const struct ai_candidate *first = route->chain.at;

	if (!route->chain.len)
		err_set(err, ERR_INPUT, "no model is configured");
	else
		err_set(err, first->unready ? ERR_INPUT : ERR_WORK,
			"no model can serve this: %s/%s: %s", first->target.provider,
			first->target.model, first->reason);
	if (c->request.inputs_len && route->chain.len && !first->provider->protocol->embeddings)
		return ai_hint_embeddings(err);
	return err_hint(err, "'blokctl ai route --task %s' shows the chain", c->ask->task);
}

/* Nothing is kept of it, for it costs nothing to do again, nor reserved. */
static bool run_engine(struct calling *c, struct err *err)
{
	struct ai_reply *reply = &c->answer->reply;
	struct err failed = {0};

	ai_reply_release(reply);
	c->entry.begun_us = clock_mono_us();
	c->answer->attempts++;
	c->answer->offline = true;
	c->answer->cost = 0;
	c->answer->problem = (struct ai_problem){0};
	if (!ai_engine_serve(
		    c->entry.target->engine, &c->request, c->ask->material, reply, &failed)) {
		ai_ledger_note_own(&c->entry, failed.message, err);
		*err = failed;
		return false;
	}
	reply->finish = AI_STOP;
	reply->usage.reported = true;
	if (c->ask->on_text)
		show(c, str_text(&reply->text), reply->text.len);
	return ai_ledger_note_own(&c->entry, NULL, err);
}

/* The cache, then the model.  *ret_done: there is an answer; else a problem. */
static bool try_candidate(struct calling *c, struct ai_candidate *candidate, bool *ret_done,
	struct err *err)
{
	c->entry.target = &candidate->target;
	c->answer->provider = candidate->target.provider;
	c->answer->model = candidate->target.model;
	*ret_done = true;
	if (candidate->target.engine)
		return run_engine(c, err);
	if (!look_in_cache(c, ret_done, err) || *ret_done)
		return *ret_done;
	if (!ask_model(c, &candidate->target, err))
		return false;
	*ret_done = !c->answer->problem.kind;
	return !*ret_done || keep(c, err);
}

/* The first one that has a pause to end, when there is nobody else. */
static struct ai_candidate *first_to_open(struct ai_route *route)
{
	struct ai_candidate *first = NULL;

	for (size_t i = 0; i < route->chain.len; i++) {
		struct ai_candidate *c = &route->chain.at[i];

		if (c->usable && (!first || c->closed_until < first->closed_until))
			first = c;
	}
	return first;
}

/* Every model of the chain wants to be left alone. */
static bool wait_for_one(struct calling *c, struct ai_route *route, bool *ret_done, struct err *err)
{
	struct ai_candidate *first = first_to_open(route);
	int64_t wait = first ? first->closed_until - clock_wall_ms() : 0;

	if (!first)
		return nobody(c, route, err);
	if (wait > BACKOFF_MAX_ASKED_MS || wait >= left_ms(c)) {
		err_set(err, ERR_BUSY, "%s/%s: %s", first->target.provider, first->target.model,
			first->reason);
		return err_hint(err, "ask again then, or another model: --model, --provider");
	}
	note(c, "%s/%s: %s; waiting", first->target.provider, first->target.model, first->reason);
	if (wait > 0 && !sleep_ms(c, wait)) {
		c->answer->problem.kind = clock_mono_us() >= c->deadline_us ? AI_LATE : AI_CANCELLED;
		ai_problem_say(&c->answer->problem, "ended while waiting");
		c->answer->provider = first->target.provider;
		c->answer->model = first->target.model;
		return true;
	}
	return try_candidate(c, first, ret_done, err);
}

/* The first that can, in the order of the chain. */
static bool walk(struct calling *c, struct ai_route *route, struct err *err)
{
	bool asked = false, done = false;

	for (size_t i = 0; i < route->chain.len && !done; i++) {
		struct ai_candidate *candidate = &route->chain.at[i];

		if (!candidate->usable || candidate->closed_until)
			continue;
		/* Who has configured a model is to know that none has answered. */
		if (candidate->target.engine && i > 0 && !asked)
			note(c, "%s/%s: %s; using %s/%s", route->chain.at[i - 1].target.provider,
				route->chain.at[i - 1].target.model, route->chain.at[i - 1].reason,
				candidate->target.provider, candidate->target.model);
		if (asked)
			note(c, "%s/%s: %s; trying %s/%s", c->answer->provider, c->answer->model,
				c->answer->problem.message, candidate->target.provider,
				candidate->target.model);
		asked = true;
		if (!try_candidate(c, candidate, &done, err))
			return false;
		if (!done && !may_fall_back(c))
			break;
	}
	if (!asked && !wait_for_one(c, route, &done, err))
		return false;
	return done || fail(c, err);
}

static const char *run_id(char id[ID_ULID_LEN + 8])
{
	char ulid[ID_ULID_LEN + 1];

	id_ulid(ulid);
	snprintf(id, ID_ULID_LEN + 8, "call_%s", ulid);
	return id;
}

/* A run is one process's at a time: what it has under way before this process
 * has asked anything is left behind. */
static bool settle_left_behind(struct calling *c, struct err *err)
{
	struct ai *ai = c->ai;
	int64_t count = 0;
	bool known = false, ok = true;

	pthread_mutex_lock(&ai->mutex);
	for (size_t i = 0; i < ai->runs.len; i++)
		known |= str_eq(ai->runs.at[i], c->ask->run);
	if (!known) {
		ok = quota_expire(ai->options.store, clock_wall_ms(), c->ask->run, &count, err);
		vec_push(&ai->runs, mem_strdup(c->ask->run));
	}
	pthread_mutex_unlock(&ai->mutex);
	if (count)
		note(c, "%lld call%s of this run had not ended: counted as estimated",
			(long long)count, count == 1 ? "" : "s");
	return ok;
}

bool ai_call(struct ai *ai, const struct ai_ask *ask, struct ai_answer *ret, struct err *err)
{
	const struct config *config = ai->options.config;
	int64_t timeout = ask->timeout_ms ? ask->timeout_ms : config_int(config, "ai.timeout", 120000);
	int64_t begin = clock_mono_us();
	char id[ID_ULID_LEN + 8];
	struct ai_ask own = *ask;
	struct calling c = {.ai = ai, .ask = &own, .answer = ret, .request = *ask->request,
		.deadline_us = begin + timeout * 1000};
	struct ai_route route;
	bool ok;

	*ret = (struct ai_answer){.cost = -1};
	if (!own.run)
		own.run = run_id(id);
	if (!c.request.max_tokens && !c.request.inputs_len)
		c.request.max_tokens = config_int(config, "ai.max_tokens", 4096);
	own.request = &c.request;
	c.entry = (struct ai_entry){.ai = ai, .ask = &own,
		.prompt_tokens = ai_estimate_tokens(&c.request),
		.max_tokens = c.request.max_tokens};
	ok = (!ask->run || settle_left_behind(&c, err)) && ai_route_find(ai, &own, &route, err);
	if (ok) {
		ok = walk(&c, &route, err);
		ai_route_release(&route);
	}
	ret->duration_ms = (clock_mono_us() - begin) / 1000;
	return ok;
}

void ai_answer_release(struct ai_answer *a)
{
	ai_reply_release(&a->reply);
}
