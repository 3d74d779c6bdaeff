#ifndef EXPR_BUILTINS_H
#define EXPR_BUILTINS_H

#include "core/expr/eval.h"

#include <math.h>

/* Built-ins are static tables: an evaluation sets nothing up. */

typedef bool builtin_fn(struct eval *ev, const struct call *c, struct value *ret);

struct members {
	const struct builtin *at; /* sorted by name */
	size_t len;
};

struct builtin {
	const char *name;
	builtin_fn *call;                /* NULL: a namespace or a constant */
	uint8_t length;                  /* parameters */
	uint8_t magic;                   /* tells functions with one body apart */
	bool constructor;
	bool constant;                   /* `number` is the value */
	double number;
	const struct members *statics;   /* of a constructor or namespace */
	const struct members *prototype; /* of a constructor */
};

extern const struct members string_members, number_members, boolean_members, array_members,
	object_members, function_members, error_members, date_members, regexp_members, map_members,
	set_members, iterator_members;
extern const struct members string_statics, number_statics, array_statics, object_statics,
	math_statics, json_statics, date_statics, map_statics, crypto_statics, error_statics;

/* Constructors that others test for. */
extern const struct builtin builtin_prototypes[];

const struct builtin *members_find(const struct members *m, const struct text *name);
const struct builtin *builtin_global(const struct text *name); /* NULL: no such */
const struct builtin *builtin_error(enum error_type type);
/* The methods that values of a kind have. */
const struct members *members_of(struct value v);
/* A method found on a primitive or an object's class, hidden names left out. */
const struct builtin *method_of(struct value v, const struct text *name);
bool builtin_member(struct eval *ev, const struct builtin *b, const struct text *name,
	struct value *ret);
bool builtin_instance_of(struct eval *ev, struct value v, const struct builtin *constructor);
bool builtins_sorted(void); /* for the test that keeps the tables right */

/* The built-in globals that are constructors or functions. */
builtin_fn global_string, global_number, global_boolean, global_array, global_object, global_error,
	global_date, global_regexp, global_map, global_set, global_parse_int, global_parse_float,
	global_is_nan, global_is_finite, global_uri, global_structured_clone, global_btoa,
	global_atob, global_function;

/* ---- help for methods ---- */

bool arg_integer(struct eval *ev, const struct call *c, size_t i, double *ret);
bool arg_text(struct eval *ev, const struct call *c, size_t i, const struct text **ret);
bool arg_number(struct eval *ev, const struct call *c, size_t i, double *ret);
/* A position counted from the end when negative, cut to 0 … len; `missing`
 * when the argument is undefined. */
bool arg_position(struct eval *ev, const struct call *c, size_t i, size_t len, size_t missing,
	size_t *ret);
/* The function of a callback, or V8's "x is not a function". */
bool arg_function(struct eval *ev, const struct call *c, size_t i, struct value *ret);

static inline bool give_number(struct value *ret, double n)
{
	*ret = value_number(n);
	return true;
}
static inline bool give_bool(struct value *ret, bool b)
{
	*ret = value_bool(b);
	return true;
}
static inline bool give_text(struct value *ret, const struct text *t)
{
	*ret = value_string(t);
	return true;
}
static inline bool give_object(struct value *ret, struct object *o)
{
	*ret = value_object(o);
	return true;
}

#define MEMBERS(name, table)                                                                       \
	struct members const name = {table, sizeof table / sizeof *table}

#endif
