#include "core/data/json.h"

#include "core/base/map.h"
#include "core/base/mem.h"
#include "core/base/num.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* cJSON reports a failed allocation as NULL at each call; ours ends the
 * process in the one place instead. */
__attribute__((constructor)) static void use_our_allocator(void)
{
	cJSON_Hooks hooks = {.malloc_fn = mem_alloc, .free_fn = free};

	cJSON_InitHooks(&hooks);
}

cJSON *json_new_null(void)
{
	return cJSON_CreateNull();
}

cJSON *json_new_bool(bool value)
{
	return cJSON_CreateBool(value);
}

cJSON *json_new_number(double value)
{
	return cJSON_CreateNumber(value);
}

cJSON *json_new_string(const char *text)
{
	return cJSON_CreateString(text);
}

cJSON *json_new_bytes(const char *text, size_t len)
{
	cJSON *v = cJSON_CreateNull();

	v->type = cJSON_String;
	v->valuestring = mem_strndup(text, len);
	return v;
}

cJSON *json_new_array(void)
{
	return cJSON_CreateArray();
}

cJSON *json_new_object(void)
{
	return cJSON_CreateObject();
}

cJSON *json_new_unknown(void)
{
	return cJSON_CreateRaw("null");
}

cJSON *json_copy(const cJSON *value)
{
	return cJSON_Duplicate(value, true);
}

void json_free(cJSON *value)
{
	cJSON_Delete(value);
}

void json_append_take(cJSON *array, cJSON *value)
{
	cJSON_AddItemToArray(array, value);
}

void json_add_take(cJSON *object, const char *key, cJSON *value)
{
	cJSON_AddItemToObject(object, key, value);
}

static cJSON *find(const cJSON *object, const char *key)
{
	if (!json_is_object(object))
		return NULL;
	for (cJSON *item = object->child; item; item = item->next)
		if (strcmp(item->string, key) == 0)
			return item;
	return NULL;
}

cJSON *json_detach(cJSON *object, const char *key)
{
	cJSON *item = find(object, key);

	return item ? cJSON_DetachItemViaPointer(object, item) : NULL;
}

void json_replace_take(cJSON *object, cJSON *before, cJSON *value)
{
	free(value->string);
	value->string = before->string;
	value->type = (value->type & ~cJSON_StringIsConst) | (before->type & cJSON_StringIsConst);
	before->string = NULL;
	cJSON_ReplaceItemViaPointer(object, before, value);
}

void json_set_take(cJSON *object, const char *key, cJSON *value)
{
	cJSON *before = find(object, key);

	if (!value) {
		if (before)
			json_free(cJSON_DetachItemViaPointer(object, before));
		return;
	}
	if (!before) {
		json_add_take(object, key, value);
		return;
	}
	json_replace_take(object, before, value);
}

void json_set_string(cJSON *object, const char *key, const char *text)
{
	json_set_take(object, key, text ? json_new_string(text) : json_new_null());
}

void json_set_number(cJSON *object, const char *key, double value)
{
	json_set_take(object, key, json_new_number(value));
}

void json_set_bool(cJSON *object, const char *key, bool value)
{
	json_set_take(object, key, json_new_bool(value));
}

const cJSON *json_get(const cJSON *object, const char *key)
{
	return find(object, key);
}

const char *json_get_string(const cJSON *object, const char *key)
{
	const cJSON *v = find(object, key);

	return json_is_string(v) ? v->valuestring : NULL;
}

bool json_get_bool(const cJSON *object, const char *key, bool fallback)
{
	const cJSON *v = find(object, key);

	return json_is_bool(v) ? json_is_true(v) : fallback;
}

double json_get_number(const cJSON *object, const char *key, double fallback)
{
	const cJSON *v = find(object, key);

	return json_is_number(v) ? v->valuedouble : fallback;
}

static double between(double value, double min, double max)
{
	return value > max ? max : value > min ? value : min; /* NaN is the least */
}

int json_get_int(const cJSON *object, const char *key, int fallback)
{
	return (int)between(json_get_number(object, key, fallback), INT_MIN, INT_MAX);
}

int64_t json_get_int64(const cJSON *object, const char *key, int64_t fallback)
{
	const cJSON *v = find(object, key);

	return json_is_number(v) ? (int64_t)between(v->valuedouble, -0x1p53, 0x1p53) : fallback;
}

size_t json_count(const cJSON *container)
{
	size_t count = 0;

	json_each(item, container)
		count++;
	return count;
}

const char *json_type_name(const cJSON *v)
{
	switch (v ? v->type & 0xff : cJSON_NULL) {
	case cJSON_True:
	case cJSON_False: return "boolean";
	case cJSON_Number: return "number";
	case cJSON_String: return "string";
	case cJSON_Array: return "array";
	case cJSON_Object: return "object";
	default: return "null";
	}
}

const char *json_type_phrase(const cJSON *v)
{
	switch (v ? v->type & 0xff : cJSON_NULL) {
	case cJSON_True:
	case cJSON_False: return "a boolean";
	case cJSON_Number: return "a number";
	case cJSON_String: return "a string";
	case cJSON_Array: return "an array";
	case cJSON_Object: return "an object";
	default: return "null";
	}
}

/* Up to this many keys a scan is faster than building a table. */
#define SCAN_KEYS 16

static bool objects_equal(const cJSON *a, const cJSON *b)
{
	size_t count = json_count(a);
	struct map keys = {0};
	bool equal = count == json_count(b);

	if (equal && count > SCAN_KEYS)
		for (cJSON *item = b->child; item; item = item->next)
			map_put(&keys, item->string, item);
	for (const cJSON *item = a->child; equal && item; item = item->next) {
		const cJSON *other =
			count > SCAN_KEYS ? map_get(&keys, item->string) : find(b, item->string);

		equal = other && json_equal(item, other);
	}
	map_release(&keys);
	return equal;
}

bool json_equal(const cJSON *a, const cJSON *b)
{
	if ((a->type & 0xff) != (b->type & 0xff))
		return false;
	switch (a->type & 0xff) {
	case cJSON_Number: return a->valuedouble == b->valuedouble;
	case cJSON_String: return strcmp(a->valuestring, b->valuestring) == 0;
	case cJSON_Object: return objects_equal(a, b);
	case cJSON_Array: break;
	default: return true;
	}
	a = a->child;
	b = b->child;
	for (; a && b; a = a->next, b = b->next)
		if (!json_equal(a, b))
			return false;
	return !a && !b;
}

void json_print_string(struct str *out, const char *text)
{
	static const char hex[] = "0123456789abcdef";
	const char *plain = text;

	str_add_char(out, '"');
	for (const char *p = text;; p++) {
		unsigned char c = (unsigned char)*p;
		char escape = c == '"' || c == '\\' ? (char)c
			      : c == '\n'           ? 'n'
			      : c == '\t'           ? 't'
			      : c == '\r'           ? 'r'
			      : c == '\b'           ? 'b'
			      : c == '\f'           ? 'f'
						    : 0;

		if (c >= 0x20 && !escape)
			continue;
		str_add_bytes(out, plain, (size_t)(p - plain));
		plain = p + 1;
		if (!c)
			break;
		str_add_char(out, '\\');
		if (escape) {
			str_add_char(out, escape);
		} else {
			str_add(out, "u00");
			str_add_char(out, hex[c >> 4]);
			str_add_char(out, hex[c & 15]);
		}
	}
	str_add_char(out, '"');
}

static void indent(struct str *out, enum json_style style, int depth)
{
	if (style != JSON_PRETTY)
		return;
	str_add_char(out, '\n');
	for (int i = 0; i < depth; i++)
		str_add(out, "  ");
}

static void print(struct str *out, const cJSON *value, enum json_style style, int depth);

static void print_container(struct str *out, const cJSON *value, enum json_style style, int depth)
{
	bool object = json_is_object(value);

	str_add_char(out, object ? '{' : '[');
	for (const cJSON *item = value->child; item; item = item->next) {
		indent(out, style, depth + 1);
		if (object) {
			json_print_string(out, item->string);
			str_add(out, style == JSON_PRETTY ? ": " : ":");
		}
		print(out, item, style, depth + 1);
		if (item->next)
			str_add_char(out, ',');
	}
	if (value->child)
		indent(out, style, depth);
	str_add_char(out, object ? '}' : ']');
}

static void print(struct str *out, const cJSON *value, enum json_style style, int depth)
{
	char number[NUM_TEXT_MAX];

	switch (value->type & 0xff) {
	case cJSON_True: str_add(out, "true"); break;
	case cJSON_False: str_add(out, "false"); break;
	case cJSON_String: json_print_string(out, value->valuestring); break;
	case cJSON_Array:
	case cJSON_Object: print_container(out, value, style, depth); break;
	case cJSON_Raw: str_add(out, "\"\xe2\x80\xa6\""); break;
	case cJSON_Number:
		if (isfinite(value->valuedouble)) {
			str_add_bytes(out, number, num_format(value->valuedouble, number));
			break;
		}
		/* fall through */
	default: str_add(out, "null"); break;
	}
}

void json_print(struct str *out, const cJSON *value, enum json_style style)
{
	print(out, value, style, 0);
}

char *json_text(const cJSON *value)
{
	struct str out = {0};

	json_print(&out, value, JSON_COMPACT);
	return str_take(&out);
}
