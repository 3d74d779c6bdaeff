#ifndef EXPR_AST_H
#define EXPR_AST_H

#include "core/expr/lex.h"

/* The tree of an expression.  It is immutable once compiled and lives in the
 * arena of expr_compile(). */

enum node_kind {
	/* expressions                 a            b            others */
	NODE_NUMBER, /*                                     number */
	NODE_STRING, /*                                     text */
	NODE_TRUE,
	NODE_FALSE,
	NODE_NULL,
	NODE_THIS,
	NODE_NAME,        /*                                     text, hops, slot */
	NODE_TEMPLATE,    /* NODE_PIECE and expressions in turn  c: the tag or NULL */
	NODE_PIECE,       /*                                     text, extra: as written */
	NODE_REGEX,       /*                                     text, extra: flags; slot */
	NODE_ARRAY,       /* elements */
	NODE_OBJECT,      /* NODE_PROPERTY and NODE_SPREAD */
	NODE_PROPERTY,    /* computed key or NULL   value        text: the key */
	NODE_SPREAD,      /* the spread value */
	NODE_HOLE,        /* a missing array element */
	NODE_MEMBER,      /* object                              text */
	NODE_INDEX,       /* object       key */
	NODE_CHAIN,       /* a chain that has a ?. in it */
	NODE_CALL,        /* callee       arguments */
	NODE_NEW,         /* callee       arguments */
	NODE_UNARY,       /* operand                             op */
	NODE_UPDATE,      /* target                              op; NODE_PREFIX */
	NODE_BINARY,      /* left         right                  op */
	NODE_LOGICAL,     /* left         right                  op; number: where it stands */
	NODE_ASSIGN,      /* target       value                  op */
	NODE_CONDITIONAL, /* test         then         c: else */
	NODE_COMMA,       /* left         right */
	NODE_FUNCTION,    /*                                     function */
	/* patterns */
	NODE_OBJECT_PATTERN, /* NODE_PROPERTY, last maybe NODE_REST */
	NODE_ARRAY_PATTERN,  /* patterns and NODE_HOLE, last maybe NODE_REST */
	NODE_DEFAULT,        /* pattern      default */
	NODE_REST,           /* pattern */
	/* statements; two blanks part a, b and the others */
	NODE_EXPRESSION,           /* expression */
	NODE_VAR,                  /* NODE_DECLARATOR  op: TOKEN_VAR, _CONST or _STRICT (let) */
	NODE_DECLARATOR,           /* pattern  value or NULL */
	NODE_FUNCTION_DECLARATION, /* NODE_NAME  NODE_FUNCTION */
	NODE_BLOCK,                /* statements  scope */
	NODE_IF,                   /* test  then  c: else */
	NODE_FOR,                  /* first  test  c: update d: body; scope */
	NODE_FOR_OF,               /* NODE_VAR or target  value  d: body; scope */
	NODE_FOR_IN,               /* the same */
	NODE_WHILE,                /* test  d: body */
	NODE_DO,                   /* test  d: body */
	NODE_RETURN,               /* value or NULL */
	NODE_THROW,                /* value */
	NODE_TRY,                  /* block  pattern  c: handler d: finally; scope of the pattern */
	NODE_SWITCH,               /* value  NODE_CASE  scope */
	NODE_CASE,                 /* test or NULL statements */
	NODE_BREAK,                /* text: label or NULL */
	NODE_CONTINUE,             /* text: label or NULL */
	NODE_LABEL,                /* statement  text */
	NODE_EMPTY,
};

enum node_flags {
	NODE_PARENS = 1,    /* stands in parentheses of its own */
	NODE_OPTIONAL = 2,  /* follows ?. */
	NODE_PREFIX = 4,    /* ++x, not x++ */
	NODE_GLOBAL = 8,    /* a name that no scope declares: slot is its number */
	NODE_CONSTANT = 16, /* a name that const declares */
	NODE_COMPUTED = 32,
	NODE_METHOD = 64,
	NODE_HOISTS = 128,       /* a block with function declarations */
	NODE_PROTO = 256,        /* __proto__: value in an object literal */
	NODE_COMMA_BEHIND = 512, /* a spread that a comma follows: never a rest */
};

struct node {
	uint8_t kind;
	uint8_t op; /* a token_kind */
	uint16_t flags;
	uint32_t at;         /* byte offset */
	struct node *next;   /* in the list that it is in */
	struct node *a, *b, *c, *d;
	union {
		double number;
		const struct text *text;
		struct function *function;
		struct scope *scope;
	};
	const struct text *extra;
	uint16_t hops, slot;
};

struct variable {
	struct variable *next;
	const struct text *name;
	uint8_t kind; /* TOKEN_VAR, TOKEN_CONST, TOKEN_STRICT (let), TOKEN_FUNCTION */
	uint16_t slot;
};

/* A region of names.  At run time it is an environment of its own when a
 * closure may keep its variables; otherwise they lie in the environment of
 * the function around it. */
struct scope {
	struct scope *outer;
	struct function *function;
	struct variable *variables; /* newest first */
	struct scope *next_inner;   /* all block scopes of a function, for the layout */
	bool is_function;
	bool is_catch; /* of the parameter of a catch */
	bool captured; /* by a function inside */
	bool own;      /* has an environment */
	uint16_t slots;
	/* Slots that are empty until their declaration runs; of a scope without
	 * an environment they lie in the function's. */
	uint16_t lexical_from, lexical_to;
	uint16_t hops; /* environments from inside outwards to the one of the slots */
};

struct function {
	const struct text *name; /* or NULL */
	struct node *params;     /* patterns */
	struct node *body;       /* a NODE_BLOCK, or an expression */
	struct scope *scope;     /* parameters and the body's own variables */
	struct scope *blocks;    /* by next_inner */
	struct variable *self;   /* the name of a function expression, seen inside; or NULL */
	struct function *outer, *next; /* next: of all functions of the expression */
	bool arrow, has_closures, simple;
	bool block; /* the body is statements */
	uint16_t length; /* parameters before the first default or rest */
	uint32_t start, end; /* its text */
};

struct expr {
	const char *text;
	size_t len;
	struct node *root;
	struct function *top;            /* stands for the expression itself */
	const struct text **globals;     /* free names */
	size_t globals_len;
	size_t regexes;
};

#endif
