#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/net/http.h"
#include "core/node/nodes.h"
#include "core/node/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TIMEOUT_MS 30000
/* A response becomes a value in memory, ten times its size. */
#define MAX_RESPONSE ((size_t)16 * 1024 * 1024)

/* What one call owns while it is made. */
struct call_data {
	char *body;
	char *key; /* idempotency */
	char trace[TRACE_PARENT_MAX];
	VEC(struct http_header) headers;
	VEC(char *) texts;
};

static void release(struct call_data *d)
{
	for (size_t i = 0; i < d->texts.len; i++)
		free(d->texts.at[i]);
	vec_release(&d->texts);
	vec_release(&d->headers);
	free(d->body);
	free(d->key);
}

/* A scheme, a colon and something behind it, as `new URL()` wants it. */
static bool is_url(const char *url)
{
	const char *p = url;

	if (!isalpha((unsigned char)*p))
		return false;
	while (isalnum((unsigned char)*p) || (*p && strchr("+-.", *p)))
		p++;
	if (*p++ != ':')
		return false;
	if (strncasecmp(url, "http", 4) == 0)
		return p[0] == '/' && p[1] == '/' && p[2] && !strchr("/?# ", p[2]) && !strchr(url, ' ');
	return *p;
}

static bool bad_url(struct failure *failure)
{
	cJSON *list = json_new_array();

	failure_add_invalid(list, "url", "Must be a valid URL", "invalid_string");
	return failure_invalid_take(failure, list, "url (Must be a valid URL)");
}

static bool has_header(const struct call_data *d, const char *name)
{
	for (size_t i = 0; i < d->headers.len; i++)
		if (strcasecmp(d->headers.at[i].name, name) == 0)
			return true;
	return false;
}

static bool add_headers(struct node_call *call, struct call_data *d, struct failure *failure)
{
	json_each(header, json_get(call->inputs, "headers")) {
		char *text = json_is_string(header) ? mem_strdup(header->valuestring)
						    : json_text(header);

		vec_push(&d->texts, text);
		if (strpbrk(text, "\r\n") || strpbrk(header->string, "\r\n: "))
			return failure_set(failure, "Error", 400,
				"the header '%s' holds a line break or a colon", header->string);
		vec_push(&d->headers, ((struct http_header){header->string, text}));
	}
	return true;
}

static bool is_empty(const cJSON *body)
{
	return !body || json_is_null(body) ||
		((json_is_object(body) || json_is_array(body)) && !body->child);
}

/* The input's body, or the last output when there is none. */
static void add_body(struct node_call *call, struct call_data *d)
{
	const cJSON *body = json_get(call->inputs, "body");

	if (is_empty(body))
		body = call_previous(call);
	if (!body || (json_is_string(body) && !*body->valuestring))
		return;
	if (json_is_string(body)) {
		d->body = mem_strdup(body->valuestring);
		return;
	}
	d->body = json_text(body);
	if (!has_header(d, "content-type"))
		vec_push(&d->headers, ((struct http_header){"content-type", "application/json"}));
}

static void add_idempotency_key(struct node_call *call, struct call_data *d)
{
	if (has_header(d, "idempotency-key"))
		return;
	d->key = call_idempotency_key(call);
	if (d->key && !strpbrk(d->key, "\r\n"))
		vec_push(&d->headers, ((struct http_header){"Idempotency-Key", d->key}));
}

static void add_traceparent(struct node_call *call, struct call_data *d)
{
	if (has_header(d, "traceparent") || !call_is_traced(call))
		return;
	call_traceparent(call, d->trace);
	vec_push(&d->headers, ((struct http_header){"traceparent", d->trace}));
}

static cJSON *body_value(const struct http_response *r)
{
	const char *type = http_header(r, "content-type");
	cJSON *value;
	struct err err;

	if (type && strstr(type, "json") &&
		json_parse(str_text(&r->body), r->body.len, &value, &err))
		return value;
	return text_value(str_text(&r->body), r->body.len);
}

static bool bad_status(const struct http_response *r, const char *url, struct failure *failure)
{
	const char *retry_after = http_header(r, "retry-after");
	cJSON *body = json_new_object();
	char *end;
	double seconds;

	failure_set(failure, "Error", r->status, "API call to %s failed: %d %s", url, r->status,
		r->reason);
	json_set_number(body, "status", r->status);
	json_set_string(body, "statusText", r->reason);
	json_set_string(body, "url", url);
	if (retry_after) {
		json_set_string(body, "retryAfter", retry_after);
		seconds = strtod(retry_after, &end);
		if (end != retry_after && !*end)
			json_set_number(body, "retryAfterSeconds", seconds);
	}
	if (r->body.len)
		json_add_take(body, "body", body_value(r));
	failure->body = body;
	return false;
}

static bool no_response(struct node_call *call, enum http_failure why, const struct err *err,
	struct failure *failure)
{
	/* Cancelled, or past the step's own deadline: that says more. */
	if (!call_may_go_on(call, failure))
		return false;
	if (why == HTTP_TIMED_OUT) {
		failure_set(failure, "TimeoutError", 504, "fetch failed");
		failure->kind = FAILURE_TIMEOUT;
	} else {
		failure_set(failure, "Error", why == HTTP_DENIED ? 403 : 500, "%s",
			why == HTTP_FAILED ? "fetch failed" : err->message);
	}
	if (why == HTTP_DENIED)
		return failure_hint(failure,
			"network.allow in the configuration lets requests through to a host");
	return failure_hint(failure, "%s", err->message);
}

static int64_t timeout_of(struct node_call *call)
{
	int64_t deadline = call_deadline_us(call), left;
	int64_t input = json_get_int64(call->inputs, "timeout", TIMEOUT_MS);

	if (!deadline)
		return input;
	left = (deadline - clock_mono_us() + 999) / 1000;
	return left < input ? left : input;
}

static bool api_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *method = json_get_string(call->inputs, "method");
	struct call_data data = {0};
	struct call_watch watch = {call, failure};
	struct http_request request = {.method = method && *method ? method : "GET",
		.url = json_get_string(call->inputs, "url"),
		.timeout_ms = timeout_of(call),
		.max_bytes = MAX_RESPONSE,
		.policy = call_policy(call),
		.may_go_on = call_watch_may_go_on,
		.self = &watch,
		.wake_fd = call_wake_fd(call)};
	bool reads = strcasecmp(request.method, "GET") == 0 || strcasecmp(request.method, "HEAD") == 0;
	struct http_response response;
	enum http_failure why;
	struct err err;
	bool ok = false;

	if (!is_url(request.url))
		return bad_url(failure);
	if (add_headers(call, &data, failure)) {
		if (!reads) {
			add_body(call, &data);
			add_idempotency_key(call, &data);
		}
		add_traceparent(call, &data);
		request.headers = data.headers.at;
		request.headers_len = data.headers.len;
		request.body = data.body;
		request.body_len = data.body ? strlen(data.body) : 0;
		if (!http_send(&request, &response, &why, &err)) {
			no_response(call, why, &err, failure);
		} else {
			ok = response.status < 400 || bad_status(&response, request.url, failure);
			if (ok)
				*ret = body_value(&response);
			http_response_release(&response);
		}
	}
	release(&data);
	return ok;
}

const struct node_kind node_api_call = {
	.name = "api-call",
	.summary = N_("Make an HTTP request"),
	.inputs = "{\"type\":\"object\",\"required\":[\"url\"],\"properties\":{"
		  "\"url\":{\"type\":\"string\"},\"method\":{\"type\":\"string\"},"
		  "\"headers\":{\"type\":\"object\"},\"body\":{},"
		  "\"timeout\":{\"type\":\"number\",\"minimum\":1},\"responseType\":{}}}",
	.output = N_("the response's body: JSON by its content type, else text; fails from status "
		     "400 on"),
	.effect = NODE_ACTS,
	.run = api_run,
};
