#include "core/ai/kept.h"

#include "core/ai/vectors.h"
#include "core/base/clock.h"
#include "core/store/answers.h"

#include <stdlib.h>
#include <string.h>

static cJSON *reply_json(const struct ai_reply *reply)
{
	cJSON *json = json_new_object(), *usage = json_new_object();

	json_set_string(json, "text", str_text(&reply->text));
	json_set_string(json, "model", str_text(&reply->model));
	json_set_number(usage, "input", (double)reply->usage.input);
	json_set_number(usage, "cache_read", (double)reply->usage.cache_read);
	json_set_number(usage, "cache_write", (double)reply->usage.cache_write);
	json_set_number(usage, "output", (double)reply->usage.output);
	json_set_number(usage, "reasoning", (double)reply->usage.reasoning);
	json_set_bool(usage, "reported", reply->usage.reported);
	json_add_take(json, "usage", usage);
	if (reply->vectors.count) {
		cJSON *list = json_new_array();

		for (size_t i = 0; i < reply->vectors.count; i++)
			json_append_take(list, ai_vectors_json(&reply->vectors, i));
		json_add_take(json, "embeddings", list);
	}
	return json;
}

static void read_reply(const cJSON *json, struct ai_reply *reply)
{
	const cJSON *usage = json_get(json, "usage");

	ai_add_text(&reply->text, json, "text");
	ai_add_text(&reply->model, json, "model");
	reply->usage = (struct ai_usage){.input = ai_count(usage, "input"),
		.cache_read = ai_count(usage, "cache_read"),
		.cache_write = ai_count(usage, "cache_write"),
		.output = ai_count(usage, "output"),
		.reasoning = ai_count(usage, "reasoning"),
		.reported = json_get_bool(usage, "reported", false)};
	json_each(list, json_get(json, "embeddings"))
		ai_vectors_restore(&reply->vectors, list);
	reply->finish = AI_STOP;
}

static bool note_hit(const struct ai_entry *e, const struct answer_row *row,
	const struct ai_reply *reply, struct err *err)
{
	struct ai_usage usage = ai_ledger_usage(e, reply);
	struct ai_period period;
	struct usage_call call;

	ai_period_at(e->ai, clock_now_ms(), &period);
	ai_ledger_call(e, &period, &call);
	call.tokens = (struct usage_tokens){
		usage.input, usage.cache_read, usage.cache_write, usage.output};
	call.cost = row->cost;
	return quota_note_hit(e->ai->options.store, &call, err);
}

bool ai_kept_get(const struct ai_entry *e, const char *key, struct ai_answer *ret, bool *ret_found,
	struct err *err)
{
	struct arena a = {0};
	struct answer_row row;
	cJSON *body = NULL;
	bool ok = answers_get(e->ai->options.store, &a, key, clock_wall_ms(), &row, err);

	*ret_found = ok && row.key && json_parse(row.body, strlen(row.body), &body, err);
	if (*ret_found) {
		read_reply(body, &ret->reply);
		*ret_found = ret->reply.vectors.count == e->ask->request->inputs_len;
	}
	if (*ret_found) {
		ret->cached = true;
		ret->cost = 0;
		ret->saved = row.cost;
		ok = note_hit(e, &row, &ret->reply, err);
	}
	json_free(body);
	arena_release(&a);
	return ok;
}

/* Answers to chance are not the next one's answers, unless somebody says so. */
static bool is_to_keep(const struct ai_entry *e, const struct ai_request *request,
	const struct ai_answer *answer)
{
	bool chance = json_get_number(request->params, "temperature", 0) > 0;

	return answer->reply.finish == AI_STOP && !request->tools_len &&
		(!chance || e->ask->cache_ttl_ms);
}

bool ai_kept_put(const struct ai_entry *e, const struct ai_request *request,
	const struct ai_answer *answer, struct err *err)
{
	const struct config *c = e->ai->options.config;
	int64_t ttl = e->ask->cache_ttl_ms, now = clock_wall_ms();
	struct ai_usage usage = ai_ledger_usage(e, &answer->reply);
	struct answer_row row = {.key = answer->key, .provider = e->target->provider,
		.model = e->target->model, .task = e->ask->task, .created_at = now,
		.tokens = usage.input + usage.cache_read + usage.cache_write + usage.output,
		.cost = answer->cost};
	cJSON *body;
	char *text;
	bool ok;

	if (!is_to_keep(e, request, answer))
		return true;
	row.expires_at = now + (ttl ? ttl : config_int(c, "cache.ttl", 86400000));
	body = reply_json(&answer->reply);
	text = json_text(body);
	row.body = text;
	row.bytes = (int64_t)strlen(text);
	ok = answers_put(e->ai->options.store, &row, config_int(c, "cache.max_bytes", 67108864), err);
	free(text);
	json_free(body);
	return ok;
}
