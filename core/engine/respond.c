#include "core/engine/frame.h"

#include "core/base/mem.h"

#include <stdio.h>
#include <stdlib.h>

#define JSON_TYPE "application/json"

static cJSON *new_response(int status, cJSON *headers, const char *type, cJSON *body)
{
	cJSON *response = json_new_object();

	json_set_number(response, "status", status);
	json_add_take(response, "headers", headers ? headers : json_new_object());
	json_set_string(response, "content_type", type);
	json_add_take(response, "body", body ? body : json_new_null());
	return response;
}

/* One Set-Cookie line (RFC 6265 section 4.1) from {name, value, path, …}. */
static cJSON *cookie_line(const cJSON *cookie)
{
	static const char *const texts[][2] = {{"path", "Path"}, {"domain", "Domain"},
		{"expires", "Expires"}, {"sameSite", "SameSite"}};
	const cJSON *options = json_get(cookie, "options") ? json_get(cookie, "options") : cookie;
	const char *name = json_get_string(cookie, "name");
	struct str line = {0};
	cJSON *value;

	str_addf(&line, "%s=", name ? name : "");
	resolve_string(json_get(cookie, "value"), &line);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (json_get_string(options, texts[i][0]))
			str_addf(&line, "; %s=%s", texts[i][1], json_get_string(options, texts[i][0]));
	if (json_is_number(json_get(options, "maxAge")))
		str_addf(&line, "; Max-Age=%.0f", json_get_number(options, "maxAge", 0));
	if (json_get_bool(options, "httpOnly", false))
		str_add(&line, "; HttpOnly");
	if (json_get_bool(options, "secure", false))
		str_add(&line, "; Secure");
	value = json_new_string(str_text(&line));
	str_release(&line);
	return value;
}

/* The envelope of the node `respond`. */
static cJSON *response_of_envelope(const cJSON *data)
{
	const cJSON *headers = json_get(data, "headers"), *cookies = json_get(data, "cookies");
	const char *type = json_get_string(data, "contentType");
	const cJSON *body = json_get(data, "body");
	cJSON *copy = json_is_object(headers) ? json_copy(headers) : json_new_object();

	if (json_count(cookies)) {
		cJSON *lines = json_new_array();

		json_each(cookie, cookies)
			json_append_take(lines, cookie_line(cookie));
		json_set_take(copy, "set-cookie", lines);
	}
	if (!type)
		type = json_get_string(headers, "content-type");
	if (!type)
		type = json_get_string(headers, "Content-Type");
	return new_response(json_get_int(data, "status", 200), copy, type ? type : JSON_TYPE,
		body ? json_copy(body) : NULL);
}

cJSON *response_of_output(const cJSON *data)
{
	if (json_is_true(json_get(data, "__blokRespond__")))
		return response_of_envelope(data);
	return new_response(200, NULL, JSON_TYPE, data ? json_copy(data) : NULL);
}

cJSON *response_of_failure(const struct failure *failure)
{
	struct str message = {0};
	cJSON *body, *response;

	if (failure->body)
		return new_response(failure->code, NULL, JSON_TYPE, json_copy(failure->body));
	if (failure->engine && failure->label)
		str_addf(&message, "%s failed: ", failure->label);
	str_add(&message, failure->message);
	body = json_new_object();
	json_set_string(body, "error", str_text(&message));
	response = new_response(failure->code, NULL, JSON_TYPE, body);
	str_release(&message);
	return response;
}

cJSON *run_error_json(const struct failure *f)
{
	cJSON *error = json_new_object();

	json_set_string(error, "message", f->message);
	json_set_string(error, "name", f->name);
	json_set_number(error, "code", f->code);
	json_set_string(error, "step_id", f->outer_id ? f->outer_id : f->step_id);
	json_set_string(error, "path", f->path);
	return error;
}
