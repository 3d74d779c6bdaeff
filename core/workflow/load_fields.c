#include "core/workflow/load.h"

#include "core/base/num.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void report(struct loader *l, enum diag_severity severity, const cJSON *at, const char *code,
	const char *hint, const char *format, va_list args)
{
	struct str message = {0};

	str_vaddf(&message, format, args);
	document_report(l->c->document, l->c->diags, severity, at, code, hint, "%s",
		str_text(&message));
	str_release(&message);
}

void load_error(struct loader *l, const cJSON *at, const char *code, const char *hint,
	const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(l, DIAG_ERROR, at, code, hint, format, args);
	va_end(args);
}

void load_warning(struct loader *l, const cJSON *at, const char *code, const char *hint,
	const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(l, DIAG_WARNING, at, code, hint, format, args);
	va_end(args);
}

static void wrong_type(struct loader *l, const cJSON *value, const char *key, const char *wanted)
{
	load_error(l, value, "type", NULL, "'%s' must be %s, not %s", key, wanted,
		json_type_phrase(value));
}

const char *load_text(struct loader *l, const cJSON *object, const char *key)
{
	const cJSON *value = json_get(object, key);

	if (!value)
		return NULL;
	if (json_is_string(value))
		return value->valuestring;
	wrong_type(l, value, key, "a string");
	return NULL;
}

const cJSON *load_array(struct loader *l, const cJSON *object, const char *key)
{
	const cJSON *value = json_get(object, key);

	if (!value || json_is_array(value))
		return value;
	wrong_type(l, value, key, "an array");
	return NULL;
}

const cJSON *load_object(struct loader *l, const cJSON *object, const char *key)
{
	const cJSON *value = json_get(object, key);

	if (!value || json_is_object(value))
		return value;
	wrong_type(l, value, key, "an object");
	return NULL;
}

bool load_bool(struct loader *l, const cJSON *object, const char *key, bool fallback)
{
	const cJSON *value = json_get(object, key);

	if (!value)
		return fallback;
	if (json_is_bool(value))
		return json_is_true(value);
	wrong_type(l, value, key, "true or false");
	return fallback;
}

double load_number(struct loader *l, const cJSON *object, const char *key, double fallback,
	struct range range)
{
	const cJSON *value = json_get(object, key);

	if (!value)
		return fallback;
	if (!json_is_number(value)) {
		wrong_type(l, value, key, "a number");
		return fallback;
	}
	if (value->valuedouble < range.min || value->valuedouble > range.max) {
		load_error(l, value, "range", NULL, "'%s' must be between %.16g and %.16g", key, range.min,
			range.max);
		return fallback;
	}
	return value->valuedouble;
}

double load_integer(struct loader *l, const cJSON *object, const char *key, double fallback,
	struct range range)
{
	double number = load_number(l, object, key, fallback, range);

	if (floor(number) == number)
		return number;
	load_error(l, json_get(object, key), "type", NULL, "'%s' must be a whole number", key);
	return fallback;
}

int64_t load_duration(struct loader *l, const cJSON *object, const char *key)
{
	const cJSON *value = json_get(object, key);
	long long ms;

	if (!value)
		return 0;
	if (json_is_number(value) && value->valuedouble >= 0 && value->valuedouble < 0x1p53 &&
		floor(value->valuedouble) == value->valuedouble)
		return (int64_t)value->valuedouble;
	if (json_is_string(value) && num_parse_duration_ms(value->valuestring, &ms))
		return ms;
	load_error(l, value, "duration", "write milliseconds, or a number and a unit: 500ms, 30s, 5m, 2h, 1d",
		"'%s' is no duration", key);
	return 0;
}

void load_unknown_keys(struct loader *l, const cJSON *object, const char *const *known,
	const char *what)
{
	size_t count = 0;

	while (known[count])
		count++;
	json_each(item, object) {
		const char *nearest;
		char hint[100];
		size_t i = 0;

		while (i < count && strcmp(known[i], item->string) != 0)
			i++;
		if (i < count)
			continue;
		nearest = str_nearest(item->string, known, count);
		if (nearest)
			snprintf(hint, sizeof hint, "did you mean '%s'?", nearest);
		document_report_key(l->c->document, l->c->diags, DIAG_WARNING, item, "unknown-key",
			nearest ? hint : NULL, "%s has no key '%s'", what, item->string);
	}
}
