#define _GNU_SOURCE /* explicit_bzero */
#include "core/ai/listing.h"

#include "core/ai/builtin.h"
#include "core/ai/context.h"
#include "core/base/clock.h"
#include "core/net/backoff.h"

#include <stdlib.h>
#include <string.h>

/* A server that needs longer for a list is no server to wait for. */
#define TIMEOUT_MS 5000
#define MAX_BYTES ((size_t)16 * 1024 * 1024)

/* Where each protocol keeps its list, and how a model is called in it. */
static const struct list_form {
	const struct ai_protocol *protocol;
	const char *path, *list, *name;
} forms[] = {{&ai_openai, "/models", "data", "id"},
	{&ai_anthropic, "/v1/models", "data", "id"},
	{&ai_ollama, "/api/tags", "models", "name"}};

static const struct list_form *form_of(const struct ai_protocol *protocol)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (forms[i].protocol == protocol)
			return &forms[i];
	return &forms[0];
}

static int64_t skew_of(const struct http_response *r)
{
	const char *date = http_header(r, "date");
	int64_t theirs, skew;

	if (!date || !backoff_parse_date(date, &theirs))
		return 0;
	skew = clock_wall_ms() - theirs;
	/* It tells whole seconds. */
	return skew > -1000 && skew < 2000 ? 0 : skew;
}

static bool read_list(const struct list_form *form, const struct http_response *r, cJSON *names,
	struct err *err)
{
	struct ai_problem problem;
	cJSON *body = NULL;
	bool ok;

	if (r->status >= 400) {
		ai_problem_of_response(r, clock_wall_ms(), &problem);
		return err_set(err, ERR_WORK, "%s", problem.message);
	}
	ok = json_parse(str_text(&r->body), r->body.len, &body, err) || err_wrap(err, "the answer");
	if (ok && !json_is_array(json_get(body, form->list)))
		ok = err_set(err, ERR_WORK, "the answer is no list of models");
	json_each(model, ok ? json_get(body, form->list) : NULL)
		if (json_get_string(model, form->name))
			json_append_take(names, json_copy(json_get(model, form->name)));
	json_free(body);
	return ok;
}

static bool fetch(const struct ai *ai, const struct ai_provider *p, struct ai_listing *ret, struct err *err)
{
	const struct list_form *form = form_of(p->protocol);
	struct http_header headers[2];
	struct http_request request = {.method = "GET", .headers = headers,
		.timeout_ms = TIMEOUT_MS, .max_bytes = MAX_BYTES, .policy = ai->options.policy,
		.wake_fd = -1};
	int64_t begin = clock_mono_us();
	struct str url = {0}, key = {0};
	struct http_response response;
	enum http_failure why;
	bool ok;

	str_addf(&url, "%s%s", p->base_url, form->path);
	request.url = str_text(&url);
	if (p->key) {
		str_addf(&key, "%s%s", p->protocol->key_prefix, p->key);
		headers[request.headers_len++] =
			(struct http_header){p->protocol->key_header, str_text(&key)};
	}
	if (p->api_version)
		headers[request.headers_len++] =
			(struct http_header){"anthropic-version", p->api_version};
	ok = http_send(&request, &response, &why, err);
	ret->duration_ms = (clock_mono_us() - begin) / 1000;
	if (ok) {
		ret->skew_ms = skew_of(&response);
		ok = read_list(form, &response, ret->models, err);
		http_response_release(&response);
	}
	if (key.at)
		explicit_bzero(key.at, key.len);
	str_release(&key);
	str_release(&url);
	return ok;
}

bool ai_list_models(struct ai *ai, const char *provider, struct ai_listing *ret, struct err *err)
{
	struct ai_provider *p = NULL;
	bool ok;

	*ret = (struct ai_listing){.models = json_new_array()};
	pthread_mutex_lock(&ai->mutex);
	ok = ai_provider_find(ai, provider, &p, err) && ai_provider_ready(ai, p, err);
	pthread_mutex_unlock(&ai->mutex);
	if (!ok)
		return false;
	ret->base_url = p->base_url;
	for (size_t i = 0; p->is_builtin && ai_engines[i]; i++)
		json_append_take(ret->models, json_new_string(ai_engines[i]->task));
	if (p->is_builtin)
		return true;
	if (p->is_script) {
		json_append_take(ret->models, json_new_string("script"));
		return true;
	}
	return fetch(ai, p, ret, err) || err_wrap(err, "%s", provider);
}

void ai_listing_release(struct ai_listing *l)
{
	json_free(l->models);
	l->models = NULL;
}

static bool has(const cJSON *names, const char *name)
{
	json_each(item, names)
		if (str_eq(item->valuestring, name))
			return true;
	return false;
}

static bool is_set(const char *variable)
{
	const char *value = variable ? getenv(variable) : NULL;

	return value && *value;
}

cJSON *ai_provider_names(struct ai *ai)
{
	const char *chosen = config_text(ai->options.config, "ai.provider", NULL);
	cJSON *names = json_new_array();

	json_each(provider, config_get(ai->options.config, "ai.providers"))
		json_append_take(names, json_new_string(provider->string));
	if (chosen && !has(names, chosen))
		json_append_take(names, json_new_string(chosen));
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		const struct ai_protocol *p = forms[i].protocol;

		if ((is_set(p->key_variable) || is_set(p->url_variable)) && !has(names, p->name))
			json_append_take(names, json_new_string(p->name));
	}
	if (!has(names, "builtin") && config_bool(ai->options.config, "ai.builtin", true))
		json_append_take(names, json_new_string("builtin"));
	return names;
}
