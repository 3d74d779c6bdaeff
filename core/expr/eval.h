#ifndef EXPR_EVAL_H
#define EXPR_EVAL_H

#include "core/expr/object.h"

#include <setjmp.h>

/* Environments of fewer variables are used again. */
#define ENV_SPARE_SIZES 12

/* The state of one evaluation.  It lives on the C stack; everything it makes
 * lives in the scratch arena, and the little that does not (the cJSON result,
 * compiled regular expressions' contexts) is released in expr_eval().
 *
 * An error of the program is a thrown value: functions return false and
 * ev->thrown holds it.  A limit is not: it leaves by longjmp, so that no
 * try/catch of the program can hold it up. */
struct eval {
	struct heap heap; /* first: heap.exhausted finds the eval by it */
	const struct expr *expr;
	const struct expr_scope *scope;
	uint64_t steps_left;
	uint32_t fuel; /* steps until the next look at the clock of limits */
	unsigned calls_left;
	const char *stack_end; /* the C stack must not go below */
	struct value thrown;
	bool chain_ended; /* a ?. met undefined: its chain gives undefined */
	struct env *env;
	struct value self;            /* this */
	const struct function *function; /* the one being run, for messages */
	struct value *globals;        /* by number of the free name; a hole: not asked for yet */
	struct regex **regexes;       /* of the literals */
	struct env *spare[ENV_SPARE_SIZES]; /* environments that no closure holds */
	struct pointers {
		struct pointer_slot {
			const void *key;
			struct object *object;
		} *slots, first[16];
		size_t len, cap;
	} pointers; /* scope value -> its object */
	struct object *env_object;    /* process.env */
	void *regex_context;
	cJSON *result;                /* owned until it is handed over */
	struct str held;              /* what a built-in works on outside the heap */
	jmp_buf out;
	char limit_message[160];
};

#define EVAL_FUEL 1024

struct env {
	struct env *outer;
	uint16_t count;
	bool pinned; /* a closure may hold it */
	struct value slots[];
};

/* ---- limits ---- */

/* Ends the evaluation. */
_Noreturn void eval_limit(struct eval *ev, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void eval_refuel(struct eval *ev);

static inline void eval_step(struct eval *ev)
{
	if (--ev->fuel == 0)
		eval_refuel(ev);
}
/* Work that a built-in does item by item. */
void eval_work(struct eval *ev, size_t items);
/* Everything that recurses on the C stack calls this. */
static inline void eval_check_stack(struct eval *ev)
{
	if ((const char *)__builtin_frame_address(0) < ev->stack_end)
		eval_limit(ev, "Maximum call stack size exceeded");
}

/* ---- running ---- */

bool eval_node(struct eval *ev, const struct node *n, struct value *ret);
bool eval_call_node(struct eval *ev, const struct node *n, struct value *ret);
bool eval_new_node(struct eval *ev, const struct node *n, struct value *ret);
bool eval_tagged(struct eval *ev, const struct node *n, struct value *ret);
bool eval_array(struct eval *ev, const struct node *n, struct value *ret);
bool eval_object(struct eval *ev, const struct node *n, struct value *ret);
bool eval_assign(struct eval *ev, const struct node *n, struct value *ret);
bool eval_update(struct eval *ev, const struct node *n, struct value *ret);
bool eval_binary(struct eval *ev, const struct node *n, struct value *ret);
bool eval_operator(struct eval *ev, int op, const struct value operands[2], struct value *ret);
bool eval_unary(struct eval *ev, const struct node *n, struct value *ret);
bool eval_regex(struct eval *ev, const struct node *n, struct value *ret);
bool eval_global(struct eval *ev, const struct node *n, struct value *ret);
bool eval_key(struct eval *ev, const struct node *property, const struct text **ret);
struct value eval_closure(struct eval *ev, const struct node *n);
struct value *eval_variable(struct eval *ev, const struct node *name);

/* Patterns.  `declares`: the names are new, constants may be set. */
bool eval_assign_to(struct eval *ev, const struct node *pattern, struct value v, bool declares);

/* The same for a declaration and an assignment, with the node of the value for
 * messages. */
bool eval_assign_pattern(struct eval *ev, const struct node *pattern, struct value v,
	const struct node *from);
bool eval_assign_source(struct eval *ev, const struct node *pattern, struct value v,
	const struct node *from);

enum flow { FLOW_ON, FLOW_RETURN, FLOW_BREAK, FLOW_CONTINUE, FLOW_THROW };
/* `ret` gets the value of a return; *label the label of a break or continue. */
struct completion {
	struct value value;
	const struct text *label;
};
enum flow eval_statement(struct eval *ev, const struct node *n, struct completion *c);
enum flow eval_statements(struct eval *ev, const struct node *block, struct completion *c);
enum flow eval_loop(struct eval *ev, const struct node *n, const struct text *label,
	struct completion *c);

/* Environments. */
struct env *env_push(struct eval *ev, size_t count, bool pinned);
void env_pop(struct eval *ev, struct env *before);
void eval_enter_scope(struct eval *ev, const struct scope *s, bool pinned);

/* ---- calls ---- */

struct call {
	struct value self;
	const struct value *args;
	size_t argc;
	const struct builtin *builtin;
	bool construct;
};

static inline struct value call_arg(const struct call *c, size_t i)
{
	return i < c->argc ? c->args[i] : value_undefined();
}

bool eval_call(struct eval *ev, struct value function, const struct call *c, struct value *ret);
bool eval_construct(struct eval *ev, struct value function, const struct call *c,
	struct value *ret);

/* ---- going through an iterable ---- */

struct iteration {
	struct value over;
	size_t at;
};
/* Throws V8's "x is not iterable"; `n` is what the text calls it, or NULL. */
bool iterate(struct eval *ev, struct value v, const struct node *n, struct iteration *ret);
/* 1: *ret is the next value; 0: the end. */
bool iterate_next(struct eval *ev, struct iteration *it, struct value *ret);

/* ---- errors ---- */

void raise_value(struct eval *ev, struct value v);
void raise_error(struct eval *ev, enum error_type type, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Each is false, so that a failing function can `return throw_type(…)`; macros,
 * so that the compiler knows it too. */
#define throw_value(ev, v) (raise_value((ev), (v)), false)
#define throw_error(ev, ...) (raise_error((ev), __VA_ARGS__), false)
#define throw_type(ev, ...) throw_error((ev), ERROR_TYPE, __VA_ARGS__)
#define throw_range(ev, ...) throw_error((ev), ERROR_RANGE, __VA_ARGS__)
struct object *error_new(struct eval *ev, enum error_type type, const struct text *message);
const char *error_type_name(enum error_type type);
const struct text *error_to_text(struct eval *ev, struct object *error); /* "TypeError: …" */
/* The text of a callee as V8 prints it in messages. */
const char *describe_node(struct eval *ev, const struct node *n);
const char *describe_not_iterable(struct eval *ev, const struct node *n);
/* A value in messages: "abc", 12, #<Object>, [object Array]. */
const char *describe_value(struct eval *ev, struct value v);
/* The same where V8 has no text to call it by: string "abc", number 12, object null. */
const char *describe_call_site(struct eval *ev, struct value v);

/* ---- leaving ---- */

/* The value as JSON, NULL for undefined; false: it threw. */
bool eval_to_json(struct eval *ev, struct value v, cJSON **ret);
bool json_parse_text(struct eval *ev, const struct text *t, struct value *ret);

#endif
