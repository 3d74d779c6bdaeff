#ifndef EXPR_VALUE_H
#define EXPR_VALUE_H

#include "core/data/json.h"
#include "core/expr/ast.h"

#include <stdint.h>

struct eval;
struct object;
struct builtin;

enum value_kind {
	VALUE_UNDEFINED,
	VALUE_NULL,
	VALUE_BOOL,
	VALUE_NUMBER,
	VALUE_STRING,
	VALUE_OBJECT,
	VALUE_BUILTIN, /* a function, or a namespace such as Math, of ours */
	/* never seen by a program: */
	VALUE_HOLE,    /* a missing array element; a variable before its declaration */
	VALUE_JSON,    /* a member of a scope value that was not read yet */
	VALUE_BIND,    /* the same, of an expr_bind */
};

struct value {
	enum value_kind kind;
	union {
		bool boolean;
		double number;
		const struct text *string;
		struct object *object;
		const struct builtin *builtin;
		const cJSON *json;
		const struct expr_bind *bind;
	};
};

static inline struct value value_undefined(void)
{
	return (struct value){.kind = VALUE_UNDEFINED};
}
static inline struct value value_null(void)
{
	return (struct value){.kind = VALUE_NULL};
}
static inline struct value value_hole(void)
{
	return (struct value){.kind = VALUE_HOLE};
}
static inline struct value value_bool(bool b)
{
	return (struct value){.kind = VALUE_BOOL, .boolean = b};
}
static inline struct value value_number(double n)
{
	return (struct value){.kind = VALUE_NUMBER, .number = n};
}
static inline struct value value_string(const struct text *t)
{
	return (struct value){.kind = VALUE_STRING, .string = t};
}
static inline struct value value_object(struct object *o)
{
	return (struct value){.kind = VALUE_OBJECT, .object = o};
}
static inline struct value value_builtin(const struct builtin *b)
{
	return (struct value){.kind = VALUE_BUILTIN, .builtin = b};
}
static inline bool value_is_nullish(struct value v)
{
	return v.kind == VALUE_UNDEFINED || v.kind == VALUE_NULL;
}
static inline bool value_is_undefined(struct value v)
{
	return v.kind == VALUE_UNDEFINED;
}
static inline bool value_is_string(struct value v)
{
	return v.kind == VALUE_STRING;
}
static inline bool value_is_number(struct value v)
{
	return v.kind == VALUE_NUMBER;
}
bool value_is_class(struct value v, int object_class);
bool value_is_array(struct value v);
bool value_is_callable(struct value v);
bool value_is_object(struct value v); /* typeof gives "object" or "function" */

/* ---- conversions (ECMA-262 section 7.1); false: an error was thrown ---- */

bool value_truth(struct value v);
bool value_to_number(struct eval *ev, struct value v, double *ret);
bool value_to_integer(struct eval *ev, struct value v, double *ret); /* NaN gives 0 */
bool value_to_int32(struct eval *ev, struct value v, int32_t *ret);
bool value_to_string(struct eval *ev, struct value v, const struct text **ret);
enum value_hint { HINT_DEFAULT, HINT_NUMBER, HINT_STRING };
bool value_to_primitive(struct eval *ev, struct value v, enum value_hint hint, struct value *ret);
/* What a computed member name stands for; numbers go through their text. */
bool value_to_key(struct eval *ev, struct value v, const struct text **ret);
int32_t number_to_int32(double n);
double text_to_number(struct eval *ev, const struct text *t);
const struct text *number_to_text(struct eval *ev, double n);

const char *value_typeof(struct value v);
bool value_strict_equal(struct value a, struct value b);
bool value_same(struct value a, struct value b, bool zeros_equal); /* Object.is; SameValueZero */
bool value_loose_equal(struct eval *ev, struct value a, struct value b, bool *ret);

#endif
