#include "core/engine/frame.h"

#include "core/base/mem.h"
#include "core/base/redact.h"

#include <stdlib.h>
#include <string.h>

static void default_object(cJSON *request, const char *key)
{
	if (!json_is_object(json_get(request, key)))
		json_set_take(request, key, json_new_object());
}

static void lower_case_headers(cJSON *request)
{
	cJSON *lowered = json_new_object();

	json_each(header, json_get(request, "headers")) {
		char *name = mem_strdup(header->string);

		for (char *p = name; *p; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p = (char)(*p - 'A' + 'a');
		json_set_take(lowered, name, json_copy(header));
		free(name);
	}
	json_set_take(request, "headers", lowered);
}

static void default_method(cJSON *request, const struct workflow *wf)
{
	const char *method = wf->method;

	if (json_get_string(request, "method"))
		return;
	if (!method || str_eq(method, "ANY") || str_eq(method, "*"))
		method = "POST";
	json_set_string(request, "method", method);
}

static void default_raw_body(cJSON *request)
{
	const cJSON *body = json_get(request, "body");
	char *text;

	if (json_get(request, "rawBody"))
		return;
	if (json_is_string(body)) {
		json_set_string(request, "rawBody", body->valuestring);
		return;
	}
	text = json_text(body);
	json_set_string(request, "rawBody", text);
	free(text);
}

static const char *trigger_path(const struct workflow *wf)
{
	const char *path = json_get_string(json_get(wf->trigger, "http"), "path");

	return path ? path : "/";
}

cJSON *run_request(const struct workflow *wf, cJSON *request)
{
	if (!request)
		request = json_new_object();
	default_object(request, "headers");
	default_object(request, "query");
	default_object(request, "params");
	lower_case_headers(request);
	default_method(request, wf);
	if (!json_get(request, "body"))
		json_set_take(request, "body", json_new_object());
	default_raw_body(request);
	if (!json_get_string(request, "path"))
		json_set_string(request, "path", trigger_path(wf));
	if (!json_get_string(request, "url"))
		json_set_string(request, "url", json_get_string(request, "path"));
	return request;
}

cJSON *request_wrap(const struct workflow *wf, const char *id, const cJSON *request)
{
	cJSON *wrapped = json_new_object(), *no_error = json_new_object();

	json_set_string(wrapped, "id", id);
	json_set_string(wrapped, "workflow_name", wf->name);
	json_set_string(wrapped, "workflow_path", wf->document.file.path);
	json_add_take(wrapped, "request", json_copy(request));
	json_add_take(no_error, "message", json_new_array());
	json_add_take(wrapped, "no_error", no_error);
	return wrapped;
}

bool run_stored_json(const char *text, const struct redactor *redactor, cJSON **ret,
	struct err *err)
{
	struct str whole = {0};
	bool ok;

	str_add(&whole, text ? text : "null");
	redact_restore(redactor, &whole);
	ok = json_parse(str_text(&whole), whole.len, ret, err);
	str_release(&whole);
	return ok;
}
