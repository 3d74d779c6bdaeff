#include "core/expr/parse.h"

#include "core/base/mem.h"

#include <string.h>

struct node *parse_fail(struct parser *p, size_t at, const char *message)
{
	lex_fail(&p->lex, at, "%s", message);
	return NULL;
}

struct node *parse_unexpected(struct parser *p)
{
	const char *unsupported = parse_unsupported(p);

	if (unsupported)
		return parse_fail(p, p->lex.token.start, unsupported);
	lex_unexpected(&p->lex);
	return NULL;
}

const char *parse_unsupported(const struct parser *p)
{
	switch (p->lex.token.kind) {
	case TOKEN_CLASS: return "classes are not supported";
	case TOKEN_IMPORT: return "import is not supported";
	case TOKEN_EXPORT: return "export is not supported";
	case TOKEN_DEBUGGER: return "debugger is not supported";
	case TOKEN_SUPER: return "'super' keyword unexpected here";
	case TOKEN_WITH: return "Strict mode code may not include a with statement";
	case TOKEN_STRICT:
		if (text_is(p->lex.token.text, "yield"))
			return "generators are not supported";
		break;
	default: break;
	}
	return NULL;
}

struct node *parse_node(struct parser *p, enum node_kind kind, size_t at)
{
	struct node *n = heap_new(&p->lex.heap, struct node);

	n->kind = (uint8_t)kind;
	n->at = (uint32_t)at;
	return n;
}

bool parse_next(struct parser *p)
{
	return lex_next(&p->lex);
}

bool parse_expect(struct parser *p, enum token_kind kind)
{
	if (!parse_at(p, kind)) {
		parse_unexpected(p);
		return false;
	}
	return parse_next(p);
}

bool parse_enter(struct parser *p)
{
	if (++p->depth <= PARSE_MAX_DEPTH)
		return true;
	return lex_fail(&p->lex, p->lex.token.start, "the expression is nested too deeply");
}

struct scope *parse_push_scope(struct parser *p)
{
	struct scope *s = heap_new(&p->lex.heap, struct scope);

	s->outer = p->scope;
	s->function = p->function;
	p->scope = s;
	return s;
}

/* ---- operators ---- */

static int precedence(const struct parser *p)
{
	switch (p->lex.token.kind) {
	case TOKEN_NULLISH: return 1;
	case TOKEN_OR: return 2;
	case TOKEN_AND: return 3;
	case TOKEN_BIT_OR: return 4;
	case TOKEN_BIT_XOR: return 5;
	case TOKEN_BIT_AND: return 6;
	case TOKEN_EQ:
	case TOKEN_NE:
	case TOKEN_EQ_STRICT:
	case TOKEN_NE_STRICT: return 7;
	case TOKEN_IN: return p->no_in ? 0 : 8;
	case TOKEN_LT:
	case TOKEN_GT:
	case TOKEN_LE:
	case TOKEN_GE:
	case TOKEN_INSTANCEOF: return 8;
	case TOKEN_SHL:
	case TOKEN_SHR:
	case TOKEN_USHR: return 9;
	case TOKEN_ADD:
	case TOKEN_SUB: return 10;
	case TOKEN_MUL:
	case TOKEN_DIV:
	case TOKEN_MOD: return 11;
	case TOKEN_POWER: return 12;
	default: return 0;
	}
}

static bool is_open_arrow(const struct node *n)
{
	return n->kind == NODE_FUNCTION && n->function->arrow && !(n->flags & NODE_PARENS);
}

/* `a ?? b || c` needs parentheses: which of the two binds is not obvious. */
static bool mixes(const struct node *n, enum token_kind op)
{
	if (n->kind != NODE_LOGICAL || n->flags & NODE_PARENS)
		return false;
	return op == TOKEN_NULLISH ? n->op != TOKEN_NULLISH : n->op == TOKEN_NULLISH;
}

static struct node *parse_binary(struct parser *p, int least);

static struct node *parse_operand(struct parser *p, struct node *left, int level)
{
	enum token_kind op = p->lex.token.kind;
	bool logical = op == TOKEN_AND || op == TOKEN_OR || op == TOKEN_NULLISH;
	size_t op_at = p->lex.token.start;
	struct node *n;

	if (op == TOKEN_POWER && left->kind == NODE_UNARY && !(left->flags & NODE_PARENS))
		return parse_fail(p, left->at,
			"Unary operator used immediately before exponentiation expression. "
			"Parenthesis must be used to disambiguate operator precedence");
	n = parse_node(p, logical ? NODE_LOGICAL : NODE_BINARY, left->at);
	n->op = (uint8_t)op;
	n->a = left;
	if (!parse_next(p))
		return NULL;
	/* ** groups to the right, all others to the left */
	n->b = parse_binary(p, op == TOKEN_POWER ? level : level + 1);
	if (!n->b)
		return NULL;
	n->number = (double)op_at;
	if (!logical || (!mixes(n->a, op) && !mixes(n->b, op)))
		return n;
	/* the later of the two is the one too many */
	if (mixes(n->b, op)) {
		op = n->b->op;
		op_at = (size_t)n->b->number;
	}
	lex_fail(&p->lex, op_at, "Unexpected token '%s'",
		op == TOKEN_NULLISH ? "\?\?" : op == TOKEN_OR ? "||" : "&&");
	return NULL;
}

static struct node *parse_binary(struct parser *p, int least)
{
	struct node *n;
	int level;

	if (!parse_enter(p))
		return NULL;
	n = parse_unary(p);
	while (n && !is_open_arrow(n) && (level = precedence(p)) && level >= least)
		n = parse_operand(p, n, level);
	p->depth--;
	return n;
}

static struct node *parse_conditional(struct parser *p)
{
	struct node *test = parse_binary(p, 1), *n;
	bool no_in = p->no_in;

	if (!test || !parse_at(p, TOKEN_QUESTION) || is_open_arrow(test))
		return test;
	n = parse_node(p, NODE_CONDITIONAL, test->at);
	n->a = test;
	if (!parse_next(p))
		return NULL;
	p->no_in = false;
	n->b = parse_assign(p);
	p->no_in = no_in;
	if (!n->b || !parse_expect(p, TOKEN_COLON))
		return NULL;
	n->c = parse_assign(p);
	return n->c ? n : NULL;
}

static bool check_target(struct parser *p, struct node *target)
{
	if (target->kind == NODE_NAME) {
		if (!text_is(target->text, "eval") && !text_is(target->text, "arguments"))
			return true;
		return parse_fail(p, target->at, "Unexpected eval or arguments in strict mode");
	}
	if (target->kind == NODE_MEMBER || target->kind == NODE_INDEX)
		return true;
	return parse_fail(p, target->at, "Invalid left-hand side in assignment");
}

static struct node *parse_assignment(struct parser *p, struct node *target)
{
	struct node *n = parse_node(p, NODE_ASSIGN, target->at);
	bool pattern = (target->kind == NODE_OBJECT || target->kind == NODE_ARRAY) &&
		       !(target->flags & NODE_PARENS);

	n->op = (uint8_t)p->lex.token.kind;
	n->a = target;
	if (pattern && n->op == TOKEN_ASSIGN) {
		if (!parse_to_pattern(p, target, false))
			return NULL;
	} else if (!check_target(p, target)) {
		return NULL;
	}
	if (!parse_next(p))
		return NULL;
	n->b = parse_assign(p);
	if (n->b && target->kind == NODE_NAME)
		parse_name_function(n->b, target->text);
	return n->b ? n : NULL;
}

struct node *parse_assign(struct parser *p)
{
	enum token_kind kind;
	struct node *n;

	if (!parse_enter(p))
		return NULL;
	p->arrow_at = p->lex.token.start;
	n = parse_conditional(p);
	kind = p->lex.token.kind;
	if (n && kind == TOKEN_ARROW && n->kind != NODE_NAME)
		return parse_fail(p, n->at, "Malformed arrow function parameter list");
	if (n && kind >= TOKEN_ASSIGN_ADD && kind <= TOKEN_ASSIGN && !is_open_arrow(n))
		n = parse_assignment(p, n);
	p->depth--;
	return n;
}

struct node *parse_expression(struct parser *p)
{
	struct node *n = parse_assign(p);

	while (n && parse_at(p, TOKEN_COMMA)) {
		struct node *comma = parse_node(p, NODE_COMMA, n->at);

		comma->a = n;
		if (!parse_next(p))
			return NULL;
		comma->b = parse_assign(p);
		n = comma->b ? comma : NULL;
	}
	return n;
}

/* ---- the whole ---- */

static _Noreturn void no_memory(struct heap *h)
{
	(void)h;
	mem_exhausted();
}

/* The text of a node's function is kept for String(f). */
static struct node *parse_whole(struct parser *p)
{
	struct node *root;

	if (!parse_next(p))
		return NULL;
	root = parse_expression(p);
	if (!root)
		return NULL;
	if (p->cover_at != SIZE_MAX)
		return parse_fail(p, p->cover_at, "Invalid shorthand property initializer");
	return parse_at(p, TOKEN_END) ? root : parse_unexpected(p);
}

/* Offsets in nodes have 32 bits; no readable expression comes near this. */
#define MAX_TEXT ((size_t)4 * 1024 * 1024)

bool expr_compile(struct arena *a, const char *text, size_t len, const struct expr **ret,
	struct expr_syntax *ret_bad)
{
	struct parser p = {
		.lex = {.heap = {.arena = a, .left = SIZE_MAX, .exhausted = no_memory}, .len = len,
			.bad = ret_bad},
		.cover_at = SIZE_MAX,
	};
	struct expr *e = arena_new(a, struct expr);

	*ret_bad = (struct expr_syntax){0};
	if (len > MAX_TEXT)
		return lex_fail(&p.lex, 0, "the expression is longer than %zu bytes", MAX_TEXT);
	p.lex.text = e->text = arena_strndup(a, text, len);
	e->len = len;
	e->top = p.function = arena_new(a, struct function);
	e->top->scope = parse_push_scope(&p);
	e->top->scope->is_function = true;
	e->root = parse_whole(&p);
	if (!e->root || !parse_resolve(&p, e))
		return false;
	e->regexes = p.regexes;
	*ret = e;
	return true;
}
