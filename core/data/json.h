#ifndef DATA_JSON_H
#define DATA_JSON_H

#include "core/base/err.h"
#include "core/base/str.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Run values are cJSON trees.  This header is the only door to them: cJSON's
 * own look-ups ignore case, its printer loses digits, its parser lets bad
 * UTF-8 and duplicate keys pass. */

/* Deeper values are refused: everything that walks a tree recurses. */
#define JSON_MAX_DEPTH 256

/* Payloads and responses ("data" mode of the scanner): of duplicate keys the
 * last wins; \u0000 is an error, for strings here end with a NUL; so are bad
 * UTF-8 and numbers beyond a double. */
bool json_parse(const char *text, size_t len, cJSON **ret, struct err *err);

/* Constructors never return NULL.  A value that stands nowhere yet belongs to
 * the caller; *_take hands it to its new parent. */
cJSON *json_new_null(void);
cJSON *json_new_bool(bool value);
cJSON *json_new_number(double value);
cJSON *json_new_string(const char *text);
cJSON *json_new_bytes(const char *text, size_t len);
cJSON *json_new_array(void);
cJSON *json_new_object(void);
cJSON *json_copy(const cJSON *value);
void json_free(cJSON *value); /* accepts NULL */

/* Adds or replaces.  A NULL value (undefined) removes the key. */
void json_set_take(cJSON *object, const char *key, cJSON *value);
/* Adds without looking for the key: linear time for a whole object. */
void json_add_take(cJSON *object, const char *key, cJSON *value);
/* `value` in place of `before`, which is freed; the key's memory stays, so
 * that who borrowed it keeps it. */
void json_replace_take(cJSON *object, cJSON *before, cJSON *value);
void json_append_take(cJSON *array, cJSON *value);
void json_set_string(cJSON *object, const char *key, const char *text); /* NULL text: null */
void json_set_number(cJSON *object, const char *key, double value);
void json_set_bool(cJSON *object, const char *key, bool value);
cJSON *json_detach(cJSON *object, const char *key); /* the caller's, or NULL */

/* NULL when there is no such key or `object` is NULL or no object. */
const cJSON *json_get(const cJSON *object, const char *key);
const char *json_get_string(const cJSON *object, const char *key); /* NULL unless a string */
bool json_get_bool(const cJSON *object, const char *key, bool fallback);
double json_get_number(const cJSON *object, const char *key, double fallback);
/* Without a fraction; a number that is too large is the largest. */
int json_get_int(const cJSON *object, const char *key, int fallback);
int64_t json_get_int64(const cJSON *object, const char *key, int64_t fallback); /* to 2^53 */

static inline bool json_is_null(const cJSON *v)
{
	return v && (v->type & 0xff) == cJSON_NULL;
}
static inline bool json_is_bool(const cJSON *v)
{
	return v && (v->type & (cJSON_True | cJSON_False));
}
static inline bool json_is_true(const cJSON *v)
{
	return v && (v->type & 0xff) == cJSON_True;
}
static inline bool json_is_number(const cJSON *v)
{
	return v && (v->type & 0xff) == cJSON_Number;
}
static inline bool json_is_string(const cJSON *v)
{
	return v && (v->type & 0xff) == cJSON_String;
}
static inline bool json_is_array(const cJSON *v)
{
	return v && (v->type & 0xff) == cJSON_Array;
}
static inline bool json_is_object(const cJSON *v)
{
	return v && (v->type & 0xff) == cJSON_Object;
}
size_t json_count(const cJSON *container);

#define json_each(item, container)                                                                 \
	for (const cJSON *item = json_first(container); item; item = item->next)
static inline const cJSON *json_first(const cJSON *container)
{
	return container ? container->child : NULL;
}

/* A value that is not known yet (an expression, before the run).  It passes
 * every schema, and prints as "…". */
cJSON *json_new_unknown(void);
static inline bool json_is_unknown(const cJSON *v)
{
	return v && (v->type & 0xff) == cJSON_Raw;
}

/* The key order of objects does not matter; 0 equals -0. */
bool json_equal(const cJSON *a, const cJSON *b);
const char *json_type_name(
	const cJSON *v); /* "null" "boolean" "number" "string" "array" "object" */
const char *json_type_phrase(const cJSON *v); /* the same in a sentence: "an array", "null" */

enum json_style { JSON_COMPACT, JSON_PRETTY /* two blanks a level */ };
/* Numbers print as JavaScript prints them; NaN and infinities as null. */
void json_print(struct str *out, const cJSON *value, enum json_style style);
char *json_text(const cJSON *value);                       /* compact, malloc'd */
void json_print_string(struct str *out, const char *text); /* with quotes */

#endif
