#include "core/workflow/failure.h"

#include "core/base/mem.h"

#include <stdarg.h>
#include <stdlib.h>

void failure_release(struct failure *f)
{
	free(f->name);
	free(f->message);
	json_free(f->body);
	free(f->step_id);
	free(f->outer_id);
	free(f->path);
	free(f->label);
	free(f->hint);
	*f = (struct failure){0};
}

bool failure_set(struct failure *f, const char *name, int code, const char *format, ...)
{
	struct str message = {0};
	va_list args;

	va_start(args, format);
	str_vaddf(&message, format, args);
	va_end(args);
	failure_release(f);
	f->name = mem_strdup(name);
	f->code = code;
	f->message = str_take(&message);
	return false;
}

bool failure_hint(struct failure *f, const char *format, ...)
{
	struct str hint = {0};
	va_list args;

	va_start(args, format);
	str_vaddf(&hint, format, args);
	va_end(args);
	free(f->hint);
	f->hint = str_take(&hint);
	return false;
}

void failure_add_invalid(cJSON *list, const char *path, const char *message, const char *code)
{
	cJSON *item = json_new_object();

	json_set_string(item, "path", path);
	json_set_string(item, "message", message);
	json_set_string(item, "code", code);
	json_append_take(list, item);
}

bool failure_invalid_take(struct failure *f, cJSON *list, const char *text)
{
	failure_set(f, "ValidationError", 400, "Validation failed: %s", text);
	f->body = json_new_object();
	json_add_take(f->body, "validation_errors", list);
	return false;
}

/* Names, not numbers: what is stored outlives the order of the list. */
static const char *const kind_names[] = {
	[FAILURE_ERROR] = "error",
	[FAILURE_TIMEOUT] = "timeout",
	[FAILURE_CANCELLED] = "cancelled",
	[FAILURE_WAITING] = "waiting",
	[FAILURE_MISSING] = "missing",
	[FAILURE_PAUSED] = "paused",
	[FAILURE_ABANDONED] = "abandoned",
	[FAILURE_REFUSED] = "refused",
	[FAILURE_EXPIRED] = "expired",
};
#define KINDS (sizeof kind_names / sizeof *kind_names)

/* The first stores had the number. */
static enum failure_kind kind_from(const cJSON *kind)
{
	if (json_is_number(kind) && kind->valuedouble >= 0 &&
		kind->valuedouble <= FAILURE_ABANDONED)
		return (enum failure_kind)kind->valuedouble;
	for (size_t i = 0; json_is_string(kind) && i < KINDS; i++)
		if (str_eq(kind->valuestring, kind_names[i]))
			return (enum failure_kind)i;
	return FAILURE_ERROR;
}

cJSON *failure_to_json(const struct failure *f)
{
	cJSON *json = json_new_object();

	json_set_string(json, "message", f->message);
	json_set_string(json, "name", f->name);
	json_set_number(json, "code", f->code);
	json_set_string(json, "step_id", f->outer_id ? f->outer_id : f->step_id);
	json_set_string(json, "path", f->path);
	json_set_string(json, "inner_id", f->step_id);
	json_set_string(json, "label", f->label);
	json_set_bool(json, "engine", f->engine);
	json_set_string(json, "kind", kind_names[f->kind]);
	if (f->body)
		json_add_take(json, "body", json_copy(f->body));
	return json;
}

static char *text_of(const cJSON *json, const char *key)
{
	const char *text = json_get_string(json, key);

	return text ? mem_strdup(text) : NULL;
}

void failure_from_json(struct failure *f, const cJSON *json)
{
	const cJSON *body = json_get(json, "body");

	failure_release(f);
	f->kind = kind_from(json_get(json, "kind"));
	f->message = text_of(json, "message");
	f->name = text_of(json, "name");
	f->code = json_get_int(json, "code", 500);
	f->step_id = text_of(json, "inner_id");
	f->outer_id = text_of(json, "step_id");
	f->path = text_of(json, "path");
	f->label = text_of(json, "label");
	f->engine = json_get_bool(json, "engine", false);
	f->body = body ? json_copy(body) : NULL;
	if (!f->message)
		f->message = mem_strdup("");
	if (!f->name)
		f->name = mem_strdup("Error");
}
