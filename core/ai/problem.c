#include "core/ai/problem.h"

#include "core/net/backoff.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

const char *ai_problem_name(enum ai_problem_kind kind)
{
	static const char *const names[] = {
		[AI_NO_PROBLEM] = "none",
		[AI_UNREACHABLE] = "unreachable",
		[AI_OVERLOADED] = "overloaded",
		[AI_LIMITED] = "rate_limited",
		[AI_SPENT] = "account_limit",
		[AI_DENIED] = "denied",
		[AI_TOO_LONG] = "prompt_too_long",
		[AI_UNKNOWN_MODEL] = "unknown_model",
		[AI_BAD_REQUEST] = "bad_request",
		[AI_BAD_ANSWER] = "bad_answer",
		[AI_BROKEN] = "broken_stream",
		[AI_LATE] = "timeout",
		[AI_CANCELLED] = "cancelled",
	};

	return names[kind];
}

/* ---- what the body says ---- */

static void hide_keys(char *message)
{
	for (char *at = message; (at = strstr(at, "sk-")); at++) {
		size_t len = 3 + strspn(at + 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
						"0123456789_-*.");

		if (len >= 8 && (at == message || !isalnum((unsigned char)at[-1])))
			memset(at + 3, '*', len - 3);
	}
}

void ai_problem_say(struct ai_problem *p, const char *text)
{
	size_t len = 0;

	/* One line of text, whatever a proxy has sent. */
	for (; *text && len + 1 < sizeof p->message; text++) {
		bool space = (unsigned char)*text <= ' ';

		if (!space || (len && p->message[len - 1] != ' '))
			p->message[len++] = space ? ' ' : *text;
	}
	while (len && (p->message[len - 1] == ' ' || (*text && (p->message[len - 1] & 0x80))))
		len--;
	p->message[len] = '\0';
	hide_keys(p->message);
}

static void set_word(char *to, size_t size, const char *text)
{
	if (text)
		snprintf(to, size, "%s", text);
}

/* {message, type, code, param}, as nearly everybody has it. */
static void read_object(const cJSON *error, struct ai_problem *p)
{
	const char *message = json_get_string(error, "message");
	const char *spent = json_get_string(json_get(error, "details"), "error_code");

	if (message)
		ai_problem_say(p, message);
	set_word(p->code, sizeof p->code, json_get_string(error, "type"));
	set_word(p->code, sizeof p->code, json_get_string(error, "code"));
	set_word(p->code, sizeof p->code, spent);
	set_word(p->param, sizeof p->param, json_get_string(error, "param"));
}

/* FastAPI's {detail}: a text, or a list of {loc, msg}. */
static void read_detail(const cJSON *detail, struct ai_problem *p)
{
	const char *message = json_get_string(json_is_array(detail) ? detail->child : detail, "msg");

	if (json_is_string(detail))
		ai_problem_say(p, detail->valuestring);
	else if (message)
		ai_problem_say(p, message);
}

bool ai_problem_read(const cJSON *data, struct ai_problem *ret)
{
	const cJSON *error = json_get(data, "error"), *detail = json_get(data, "detail");

	*ret = (struct ai_problem){0};
	if (json_is_array(data))
		return data->child && ai_problem_read(data->child, ret);
	if (json_is_string(error))
		ai_problem_say(ret, error->valuestring);
	else if (json_is_object(error))
		read_object(error, ret);
	else if (str_eq(json_get_string(data, "object"), "error"))
		read_object(data, ret);
	else if (detail)
		read_detail(detail, ret);
	else
		return false;
	if (!ret->message[0])
		ai_problem_say(ret, ret->code[0] ? ret->code : "the provider gives no reason");
	ret->kind = AI_OVERLOADED;
	return true;
}

/* ---- what follows from it ---- */

static bool has_code(const struct ai_problem *p, const char *const *codes)
{
	for (; *codes; codes++)
		if (str_eq(p->code, *codes))
			return true;
	return false;
}

static enum ai_problem_kind kind_of(const struct ai_problem *p)
{
	static const char *const spent[] = {"insufficient_quota", "enforced_spend_limit_reached",
		"billing_error", "billing_hard_limit_reached", NULL};
	static const char *const too_long[] = {"context_length_exceeded", "request_too_large",
		"string_above_max_length", NULL};

	if (has_code(p, spent) || p->status == 402)
		return AI_SPENT;
	if (has_code(p, too_long) || p->status == 413)
		return AI_TOO_LONG;
	switch (p->status) {
	case 401:
	case 403: return AI_DENIED;
	case 404: return AI_UNKNOWN_MODEL;
	case 408:
	case 409: return AI_OVERLOADED;
	case 429: return AI_LIMITED;
	default: return p->status >= 500 ? AI_OVERLOADED : AI_BAD_REQUEST;
	}
}

void ai_problem_of_response(const struct http_response *r, int64_t now_ms, struct ai_problem *ret)
{
	const char *should = http_header(r, "x-should-retry");
	struct err ignored;
	cJSON *body = NULL;

	*ret = (struct ai_problem){0};
	if (!json_parse(str_text(&r->body), r->body.len, &body, &ignored) ||
		!ai_problem_read(body, ret)) {
		const char *text = str_text(&r->body);

		/* A proxy's page says less than its status. */
		ai_problem_say(ret, *text && *text != '<' && *text != '{' ? text
				: r->reason && *r->reason	      ? r->reason
								      : http_reason(r->status));
	}
	json_free(body);
	ret->status = r->status;
	ret->kind = kind_of(ret);
	ret->retry = ret->kind == AI_OVERLOADED || ret->kind == AI_LIMITED;
	if (str_eq(should, "true") && ret->kind != AI_SPENT)
		ret->retry = true;
	else if (str_eq(should, "false"))
		ret->retry = false;
	ret->wait_ms = backoff_asked_ms(r, now_ms);
}
