#include "core/ai/script.h"

#include "core/base/clock.h"
#include "core/base/num.h"
#include "core/data/document.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PIECE 12 /* bytes of text in an event, about: characters stay whole */

struct script_reply {
	const cJSON *at;
	int64_t times; /* left; -1: always */
};

struct ai_script {
	struct document document;
	pthread_mutex_t mutex;
	VEC(struct script_reply) replies;
};

/* ---- the file ---- */

static const char *const keys[] = {"match", "times", "text", "json", "calls", "embeddings", "usage",
	"finish", "delay", "status", "headers", "message", "code", "cut"};

static bool check_reply(struct ai_script *s, const cJSON *reply, struct diags *diags)
{
	size_t known = 0;

	json_each(member, reply)
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
			known += str_eq(member->string, keys[i]);
	if (json_is_object(reply) && known == json_count(reply))
		return true;
	document_report(&s->document, diags, DIAG_ERROR, reply, "reply",
		"match, times, text, json, calls, embeddings, usage, finish, delay, status, "
		"headers, message, code, cut",
		"a reply has other keys");
	return false;
}

static bool read_replies(struct ai_script *s, struct diags *diags)
{
	const cJSON *list = json_get(s->document.root, "replies");

	if (!json_is_array(list)) {
		document_report(&s->document, diags, DIAG_ERROR, s->document.root, "replies", NULL,
			"a script is an object with a list 'replies'");
		return false;
	}
	json_each(reply, list) {
		if (!check_reply(s, reply, diags))
			return false;
		vec_push(&s->replies,
			((struct script_reply){reply, json_get_int64(reply, "times", -1)}));
	}
	return true;
}

bool ai_script_load(const char *path, struct ai_script **ret, struct err *err)
{
	struct ai_script *s = mem_alloc(sizeof *s);
	struct diags diags = {0};
	bool ok;

	pthread_mutex_init(&s->mutex, NULL);
	ok = document_load(&s->document, path, &diags, err);
	if (!ok && err->kind == ERR_NONE)
		err_set(err, ERR_INPUT, "%s", path);
	if (ok && !read_replies(s, &diags))
		ok = err_set(err, ERR_INPUT, "%s", path);
	if (!ok && diags.list.len) {
		const struct diag *d = &diags.list.at[0];

		err_set(err, ERR_INPUT, "%s:%d:%d: %s", path, d->line, d->column, d->message);
	}
	diags_release(&diags);
	if (ok)
		*ret = s;
	else
		ai_script_free(s);
	return ok;
}

void ai_script_free(struct ai_script *s)
{
	if (!s)
		return;
	document_release(&s->document);
	vec_release(&s->replies);
	pthread_mutex_destroy(&s->mutex);
	free(s);
}

/* ---- which one ---- */

static const char *last_user_text(const struct ai_request *r)
{
	for (size_t i = r->messages_len; i > 0; i--)
		if (r->messages[i - 1].role == AI_USER && r->messages[i - 1].text)
			return r->messages[i - 1].text;
	return "";
}

/* Vectors reply to texts, errors to everything. */
static bool is_reply_to(const cJSON *reply, const struct ai_request *r)
{
	const char *match = json_get_string(reply, "match");
	bool vectors = json_get(reply, "embeddings");

	if (!json_get(reply, "status") && vectors != (r->inputs_len > 0))
		return false;
	for (size_t i = 0; i < r->inputs_len; i++)
		if (!match || strstr(r->inputs[i], match))
			return true;
	return !r->inputs_len && (!match || strstr(last_user_text(r), match));
}

static const cJSON *choose(struct ai_script *s, const struct ai_request *r)
{
	const cJSON *found = NULL;

	pthread_mutex_lock(&s->mutex);
	for (size_t i = 0; i < s->replies.len && !found; i++) {
		struct script_reply *reply = &s->replies.at[i];

		if (!reply->times || !is_reply_to(reply->at, r))
			continue;
		if (reply->times > 0)
			reply->times--;
		found = reply->at;
	}
	pthread_mutex_unlock(&s->mutex);
	return found;
}

/* ---- what a server would send ---- */

static cJSON *usage_json(const cJSON *usage)
{
	double input = json_get_number(usage, "input", 0), output = json_get_number(usage, "output", 0);
	cJSON *json = json_new_object(), *details = json_new_object();

	json_set_number(json, "prompt_tokens", input);
	json_set_number(json, "completion_tokens", output);
	json_set_number(details, "cached_tokens", json_get_number(usage, "cached", 0));
	json_add_take(json, "prompt_tokens_details", details);
	return json;
}

static bool send_event(struct ai_wire *wire, cJSON *event, struct err *err)
{
	struct str bytes = {0};
	bool ok;

	str_add(&bytes, "data: ");
	json_print(&bytes, event, JSON_COMPACT);
	str_add(&bytes, "\n\n");
	json_free(event);
	ok = ai_wire_feed(wire, bytes.at, bytes.len, err);
	str_release(&bytes);
	return ok;
}

static bool send_delta(struct ai_wire *wire, cJSON *delta, const char *finish, struct err *err)
{
	cJSON *event = json_new_object(), *choices = json_new_array(), *choice = json_new_object();

	json_set_number(choice, "index", 0);
	json_add_take(choice, "delta", delta);
	json_set_string(choice, "finish_reason", finish);
	json_append_take(choices, choice);
	json_set_string(event, "model", "script");
	json_add_take(event, "choices", choices);
	return send_event(wire, event, err);
}

static bool send_text(struct ai_wire *wire, const char *text, struct err *err)
{
	while (*text) {
		size_t len = strnlen(text, PIECE);
		cJSON *delta = json_new_object();

		while ((text[len] & 0xc0) == 0x80)
			len++;
		json_add_take(delta, "content", json_new_bytes(text, len));
		if (!send_delta(wire, delta, NULL, err))
			return false;
		text += len;
	}
	return true;
}

static bool send_calls(struct ai_wire *wire, const cJSON *calls, struct err *err)
{
	cJSON *delta = json_new_object(), *list = json_new_array();
	int index = 0;

	json_each(call, calls) {
		cJSON *item = json_new_object(), *function = json_new_object();
		char *arguments = json_text(json_get(call, "arguments"));
		struct str id = {0};

		str_addf(&id, "call_%d", index);
		json_set_number(item, "index", index++);
		json_set_string(item, "id", str_text(&id));
		json_set_string(function, "name", json_get_string(call, "name"));
		json_set_string(function, "arguments", arguments);
		json_add_take(item, "function", function);
		json_append_take(list, item);
		str_release(&id);
		free(arguments);
	}
	json_add_take(delta, "tool_calls", list);
	return send_delta(wire, delta, NULL, err);
}

static const char *finish_of(const cJSON *reply)
{
	const char *finish = json_get_string(reply, "finish");

	if (str_eq(finish, "refused"))
		return "content_filter";
	return finish ? finish : json_get(reply, "calls") ? "tool_calls" : "stop";
}

static bool send_answer(struct ai_wire *wire, const cJSON *reply, struct err *err)
{
	const cJSON *json = json_get(reply, "json"), *calls = json_get(reply, "calls");
	const char *text = json_get_string(reply, "text");
	char *printed = json ? json_text(json) : NULL;
	bool ok = send_text(wire, printed ? printed : text ? text : "", err);

	free(printed);
	ok = ok && (!calls || send_calls(wire, calls, err));
	if (!ok || json_get_bool(reply, "cut", false))
		return ok && ai_wire_end(wire, err);
	if (!send_delta(wire, json_new_object(), finish_of(reply), err))
		return false;
	if (json_get(reply, "usage")) {
		cJSON *event = json_new_object();

		json_add_take(event, "choices", json_new_array());
		json_add_take(event, "usage", usage_json(json_get(reply, "usage")));
		if (!send_event(wire, event, err))
			return false;
	}
	return ai_wire_feed(wire, "data: [DONE]\n\n", 14, err) && ai_wire_end(wire, err);
}

static bool send_vectors(struct ai_wire *wire, const cJSON *reply, struct err *err)
{
	cJSON *body = json_new_object(), *data = json_new_array();
	struct str bytes = {0};
	int index = 0;
	bool ok;

	json_each(vector, json_get(reply, "embeddings")) {
		cJSON *item = json_new_object();

		json_set_number(item, "index", index++);
		json_add_take(item, "embedding", json_copy(vector));
		json_append_take(data, item);
	}
	json_set_string(body, "model", "script");
	json_add_take(body, "data", data);
	if (json_get(reply, "usage"))
		json_add_take(body, "usage", usage_json(json_get(reply, "usage")));
	json_print(&bytes, body, JSON_COMPACT);
	if (json_get_bool(reply, "cut", false))
		str_truncate(&bytes, bytes.len / 2);
	ok = ai_wire_feed(wire, bytes.at, bytes.len, err) && ai_wire_end(wire, err);
	str_release(&bytes);
	json_free(body);
	return ok;
}

/* The same way as a server's. */
static bool send_error(struct ai_wire *wire, const cJSON *reply)
{
	struct http_response r = {.status = json_get_int(reply, "status", 500)};
	cJSON *body = json_new_object(), *error = json_new_object();

	json_set_string(error, "message", json_get_string(reply, "message"));
	json_set_string(error, "code", json_get_string(reply, "code"));
	json_add_take(body, "error", error);
	json_print(&r.body, body, JSON_COMPACT);
	json_each(header, json_get(reply, "headers")) {
		char *value = json_is_string(header) ? mem_strdup(header->valuestring) : json_text(header);

		vec_push(&r.headers, ((struct http_header){mem_strdup(header->string), value}));
	}
	ai_problem_of_response(&r, clock_wall_ms(), wire->problem);
	http_response_release(&r);
	json_free(body);
	return false;
}

/* False when somebody wanted it to stop. */
static bool pause_for(const struct ai_attempt *a, int64_t ms)
{
	int64_t until = clock_mono_us() + ms * 1000;

	while (clock_mono_us() < until) {
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
		if (a->may_go_on && !a->may_go_on(a->self))
			return false;
	}
	return true;
}

static int64_t delay_of(const cJSON *reply)
{
	const cJSON *delay = json_get(reply, "delay");
	long long ms = 0;

	if (json_is_string(delay) && !num_parse_duration_ms(delay->valuestring, &ms))
		ms = 0;
	return json_is_string(delay) ? ms : json_get_int64(reply, "delay", 0);
}

bool ai_script_play(const struct ai_attempt *a, struct ai_wire *wire)
{
	const cJSON *reply = choose(a->target->script, a->request);
	int64_t delay = reply ? delay_of(reply) : 0;
	struct err err;

	if (!reply) {
		wire->problem->kind = AI_BAD_REQUEST;
		ai_problem_say(wire->problem, "the script has no reply to this");
		return false;
	}
	if (delay > a->timeout_ms) {
		pause_for(a, a->timeout_ms);
		wire->problem->kind = AI_LATE;
		ai_problem_say(wire->problem, "the script's reply comes too late");
		return false;
	}
	if (!pause_for(a, delay)) {
		wire->problem->kind = AI_CANCELLED;
		ai_problem_say(wire->problem, "cancelled");
		return false;
	}
	if (json_get(reply, "status"))
		return send_error(wire, reply);
	return a->request->inputs_len ? send_vectors(wire, reply, &err)
				      : send_answer(wire, reply, &err);
}
