#ifndef EXPR_EXPR_H
#define EXPR_EXPR_H

#include "core/base/arena.h"
#include "core/data/json.h"
#include "core/data/layers.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The expression language: JavaScript's expressions (blokctl-expr(7)), with
 * no way out of the values that the caller hands in.
 *
 * A compiled expression is immutable: any number of threads may evaluate it
 * at once, each with its own scratch arena. */
struct expr;

/* What is wrong with a text, and at which byte of it. */
struct expr_syntax {
	size_t offset;
	char message[200]; /* V8's words: "Unexpected token ')'" */
};

/* Parses one expression (not statements; they live inside function bodies).
 * The result, and a copy of what it needs of the text, live in the arena. */
bool expr_compile(struct arena *a, const char *text, size_t len, const struct expr **ret,
	struct expr_syntax *ret_bad);

/* How much of a text is an expression that a brace ends, as in "${…} …" behind
 * its "${": *ret is where the brace stands.  False when there is none, or when
 * the text before it is made of no tokens. */
bool expr_extent(const char *text, size_t len, size_t *ret);

/* ---- what an evaluation can see ---- */

enum expr_bind_kind {
	EXPR_BIND_JSON,   /* a value, read in place; NULL: undefined */
	EXPR_BIND_LAYERS, /* an object of layers: ctx.state */
	EXPR_BIND_OBJECT, /* an object of further bindings: ctx itself */
	EXPR_BIND_LAZY,   /* a value that is asked for on first use: ctx.env */
};

/* A name and its value.  Everything reached through it is frozen. */
struct expr_bind {
	const char *name;
	enum expr_bind_kind kind;
	union {
		const cJSON *json;
		const struct layers *layers;
		const struct expr_bind *members; /* ended by a NULL name */
		const cJSON *(*load)(void *self);
	};
	void *self; /* for load */
};

/* Every limit ends the evaluation with a RangeError that names it. */
struct expr_limits {
	uint64_t steps;      /* nodes evaluated; 0: EXPR_DEFAULT_STEPS */
	size_t bytes;        /* memory of one evaluation; 0: EXPR_DEFAULT_BYTES */
	unsigned call_depth; /* nested calls; 0: EXPR_DEFAULT_DEPTH */
};

#define EXPR_DEFAULT_STEPS 10000000u
#define EXPR_DEFAULT_BYTES ((size_t)256 * 1024 * 1024)
#define EXPR_DEFAULT_DEPTH 200u

struct expr_scope {
	const struct expr_bind *globals; /* "ctx", "data", "vars", "func"; ended by a NULL name */
	const cJSON *(*load_env)(void *self); /* process.env, asked for on first use; NULL: empty */
	void *env_self;
	struct expr_limits limits;
	/* Looked at now and then: not zero ends the evaluation; or NULL. */
	const atomic_int *signal;
	int64_t deadline_us;             /* on clock_mono_us(), looked at as often; 0: none */
};

/* A thrown value, on its way out. */
struct expr_error {
	char *name;    /* "TypeError"; "Error" when something else than an Error was thrown */
	char *message; /* V8's words */
	cJSON *value;  /* what was thrown, as JSON, when it was no Error; else NULL */
	bool limit;    /* a limit or a cancellation, not the expression's own doing */
};
void expr_error_release(struct expr_error *e);

/* Evaluates.  The result is the caller's, NULL for undefined: a Date leaves as
 * its ISO string, NaN and infinities as null, members that are undefined are
 * left out (null in arrays), a RegExp, Map-like or Error leaves as JSON.stringify
 * would write it; a function, a cycle or a string with U+0000 is a TypeError.
 * `scratch` is reset before and after. */
bool expr_eval(const struct expr *e, const struct expr_scope *scope, struct arena *scratch,
	cJSON **ret, struct expr_error *ret_error);

/* The same, for conditions: the truth of the result. */
bool expr_eval_truth(const struct expr *e, const struct expr_scope *scope, struct arena *scratch,
	bool *ret, struct expr_error *ret_error);

/* The text that `${}` inserts: "" for null and undefined, strings as they are,
 * numbers and booleans as String() gives them, everything else as JSON. */
void expr_text_of(const cJSON *value, struct str *out);

/* ---- what a check can know without evaluating ---- */

/* A reference to a member path of a free name: ctx.state.user.name gives root
 * "ctx" and path {"state", "user", "name"}.  A computed member ends the path
 * unless it is a literal string, and so does a call; the name of a called
 * method is its last part. */
struct expr_reference {
	const char *root;
	const char *const *path;
	size_t path_len;
	size_t offset;     /* of the root in the text */
	bool optional;     /* absence is expected: guarded by ?., typeof, !, ||, ??, && or ?: */
};

/* Calls `each` for every free name (names of built-ins included, parameters and
 * local variables not). */
typedef void expr_visit_reference(void *self, const struct expr_reference *ref);
void expr_references(const struct expr *e, struct arena *scratch, expr_visit_reference *each,
	void *self);

/* Whether a free name is a built-in (Math, JSON, undefined, …). */
bool expr_is_builtin(const char *name);

#endif
