#ifndef EXPR_PARSE_H
#define EXPR_PARSE_H

#include "core/expr/ast.h"

/* A recursive-descent parser.  Every parse_* returns NULL after reporting the
 * first error in p->lex.bad. */
struct parser {
	struct lexer lex;
	struct function *function;
	struct scope *scope;
	struct label *labels;
	unsigned depth;
	unsigned loops, switches; /* around the statement, within the function */
	bool no_in;               /* in the head of a for: `in` is no operator */
	size_t arrow_at;          /* where an arrow function may begin */
	size_t cover_at;          /* the first {a = 1} that must become a pattern; SIZE_MAX: none */
	size_t regexes;
};

struct label {
	struct label *outer;
	const struct text *name;
	const struct text *target; /* of several in front of one statement, the first */
	size_t body_at;
	bool loop;
};

/* Deeper nesting of any kind is refused (a pair of parentheses counts as two
 * levels, one for each kind of operator): everything after the parser walks
 * the tree by recursion. */
#define PARSE_MAX_DEPTH 400
/* How high a tree may grow by chains: a + b + c … */
#define PARSE_MAX_HEIGHT 2000

struct node *parse_expression(struct parser *p); /* with comma */
struct node *parse_assign(struct parser *p);
struct node *parse_unary(struct parser *p);
struct node *parse_left_hand(struct parser *p); /* members, calls, new */
struct node *parse_primary(struct parser *p);
struct node *parse_parens(struct parser *p);
struct node *parse_object(struct parser *p);
struct node *parse_template(struct parser *p, struct node *tag);
/* The arguments from the ( on, up to and with the closing parenthesis. */
bool parse_arguments(struct parser *p, struct node **ret);

struct node *parse_statement(struct parser *p);
struct node *parse_variables(struct parser *p, enum token_kind kind); /* behind the keyword */
struct node *parse_for(struct parser *p);
struct node *parse_while(struct parser *p);
struct node *parse_do(struct parser *p);
struct node *parse_single(struct parser *p);          /* behind if, a loop's head, a label */
struct node *parse_test(struct parser *p);            /* with its parentheses */
struct node *parse_full_expression(struct parser *p); /* that becomes no pattern */
bool parse_check_initial(struct parser *p, const struct node *variables);
bool parse_at_let(const struct parser *p);
struct node *parse_function_body(struct parser *p);                 /* from the { on */
bool parse_semicolon(struct parser *p);

/* Functions: params is a list of patterns or, for an arrow, of expressions. */
struct node *parse_arrow(struct parser *p, struct node *params, size_t start); /* at the => */
struct node *parse_function(struct parser *p); /* behind `function` */
struct node *parse_method(struct parser *p, size_t start); /* from its ( on */
/* A function without a name gets the one of what it is assigned to. */
void parse_name_function(struct node *value, const struct text *name);

/* Patterns. */
bool parse_to_pattern(struct parser *p, struct node *n, bool binding);
struct node *parse_binding(struct parser *p); /* a name or pattern that is declared */
bool parse_declare(struct parser *p, const struct node *pattern, enum token_kind kind);

/* What is wrong with a regular expression, or NULL; the text lives in the arena. */
const char *parse_check_regex(struct parser *p, const struct text *source,
	const struct text *flags);

/* Small helpers. */
struct node *parse_node(struct parser *p, enum node_kind kind, size_t at);
bool parse_next(struct parser *p);
bool parse_expect(struct parser *p, enum token_kind kind);
bool parse_enter(struct parser *p); /* one level deeper */
struct scope *parse_push_scope(struct parser *p);
static inline bool parse_at(const struct parser *p, enum token_kind kind)
{
	return p->lex.token.kind == kind;
}
static inline bool parse_at_name(const struct parser *p, const char *word)
{
	return p->lex.token.kind == TOKEN_NAME && text_is(p->lex.token.text, word);
}
struct node *parse_fail(struct parser *p, size_t at, const char *message);
struct node *parse_unexpected(struct parser *p);
/* "async functions are not supported" and the like, or NULL: the current
 * token begins nothing of the kind. */
const char *parse_unsupported(const struct parser *p);

/* Binds every name to its place; see resolve.c. */
bool parse_resolve(struct parser *p, struct expr *e);

#endif
