#ifndef EXPR_OBJECT_H
#define EXPR_OBJECT_H

#include "core/expr/value.h"

struct env;
struct regex;
struct table;

enum object_class {
	CLASS_OBJECT,
	CLASS_ARRAY,
	CLASS_FUNCTION,
	CLASS_ERROR,
	CLASS_DATE,
	CLASS_REGEXP,
	CLASS_MAP,
	CLASS_SET,
	CLASS_ITERATOR, /* over values that are collected already */
	CLASS_BOUND,    /* a function with its this and first arguments */
};

enum error_type {
	ERROR_ERROR,
	ERROR_TYPE,
	ERROR_RANGE,
	ERROR_SYNTAX,
	ERROR_REFERENCE,
	ERROR_EVAL,
	ERROR_URI,
};

enum object_flags {
	OBJECT_FIXED = 1,   /* no new members */
	OBJECT_SEALED = 2,  /* none go away */
	OBJECT_FROZEN = 4,  /* none change */
	OBJECT_BUSY = 8,    /* being printed: a cycle when met again */
	OBJECT_FROM_SCOPE = 16,
	OBJECT_BARE = 32,   /* inherits nothing: Object.create(null), the groups of a match */
};

/* Where the members of an object of the scope are read from on first need. */
enum source_kind { SOURCE_NONE, SOURCE_JSON, SOURCE_LAYERS, SOURCE_BINDS };

struct prop {
	const struct text *key; /* NULL: deleted */
	struct value value;
	bool hidden;   /* not enumerable */
	bool constant; /* not writable */
	bool fixed;    /* not configurable */
};

/* Members in the order of their creation, with a hash table when many. */
struct props {
	struct prop *at;
	uint32_t len, cap, deleted;
	uint32_t *index; /* positions + 1, or NULL */
	uint32_t index_cap;
	bool has_indices; /* a key is an array index: those come first in order */
};

struct closure {
	const struct function *code;
	struct env *env;
	struct value self; /* of an arrow */
};

struct bound {
	struct value function, self;
	struct value *args;
	size_t argc;
};

struct object {
	uint8_t class;
	uint8_t flags;
	uint8_t error; /* error_type */
	uint8_t source_kind;
	uint8_t looks; /* members read from the source without keeping them */
	const void *source;
	struct props props;
	union {
		struct { /* CLASS_ARRAY, CLASS_ITERATOR */
			struct value *items;
			uint32_t len, cap;
			uint32_t at; /* CLASS_ITERATOR: the next */
			const char *iterator; /* "Array Iterator" */
		};
		struct closure closure;
		struct bound *bound;
		double time;
		struct regex *regex;
		struct table *table;
	};
};

struct object *object_new(struct eval *ev, enum object_class class);
struct object *array_new(struct eval *ev, size_t cap);
void array_push_value(
	struct eval *ev, struct object *a, struct value v); /* unchecked, for new ones */
/* An array of the scope is read on first touch; after this items can be used,
 * each through object_slot(). */
void array_ready(struct eval *ev, struct object *a);
struct value array_at(struct eval *ev, struct object *a, size_t i); /* holes read as undefined */
void array_reserve(struct eval *ev, struct object *a, size_t cap);
/* The object (or primitive) of a scope value; one object for one node. */
struct value object_of_json(struct eval *ev, const cJSON *node);
struct value object_of_bind(struct eval *ev, const struct expr_bind *bind);
struct value object_slot(struct eval *ev, struct value *slot);

/* Own members by text key; NULL when there is none. Reads the source. */
void object_ready(struct eval *ev, struct object *o); /* all members are in props (items) now */
struct prop *object_own(struct eval *ev, struct object *o, const struct text *key);
bool object_has_own(struct eval *ev, struct object *o, const struct text *key);
bool object_own_value(struct eval *ev, struct object *o, const struct text *key, struct value *ret);
/* Sets without any check: for objects that are being made. */
struct prop *object_put(struct eval *ev, struct object *o, const struct text *key, struct value v);
void object_put_ascii(struct eval *ev, struct object *o, const char *key, struct value v);
bool object_remove(struct eval *ev, struct object *o, const struct text *key); /* unchecked */

/* Own enumerable keys in JavaScript's order, into a new array of strings. */
struct object *object_keys(struct eval *ev, struct value v, bool with_hidden);

/* ---- checked access, as a program sees it ---- */

bool value_get(struct eval *ev, struct value object, const struct text *key, struct value *ret);
bool value_get_at(struct eval *ev, struct value object, struct value key, struct value *ret);
bool value_set(struct eval *ev, struct value object, const struct text *key, struct value v);
bool value_set_at(struct eval *ev, struct value object, struct value key, struct value v);
bool value_delete(struct eval *ev, struct value object, const struct text *key);
bool value_has(struct eval *ev, struct value object, const struct text *key);
/* How V8's messages name an object: "#<Object>", "[object Array]". */
const char *value_label(struct eval *ev, struct value v);

#endif
