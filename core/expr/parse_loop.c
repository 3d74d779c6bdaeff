#include "core/expr/parse.h"

/* Loops. */

static struct node *parse_body(struct parser *p)
{
	struct node *n;

	p->loops++;
	n = parse_single(p);
	p->loops--;
	return n;
}

static bool may_be_target(const struct node *n)
{
	return n->kind == NODE_NAME || n->kind == NODE_MEMBER || n->kind == NODE_INDEX ||
	       n->kind == NODE_OBJECT || n->kind == NODE_ARRAY;
}

static struct node *parse_for_each(struct parser *p, struct node *n, struct node *first)
{
	const char *word = parse_at(p, TOKEN_IN) ? "in" : "of";

	n->kind = parse_at(p, TOKEN_IN) ? NODE_FOR_IN : NODE_FOR_OF;
	if (first->kind == NODE_VAR && (first->a->next || first->a->b)) {
		lex_fail(&p->lex, first->at,
			first->a->next
				? "Invalid left-hand side in for-%s loop: Must have a single "
				  "binding."
				: "for-%s loop variable declaration may not have an initializer.",
			word);
		return NULL;
	}
	if (first->kind != NODE_VAR && !may_be_target(first))
		return parse_fail(p, first->at, "Invalid left-hand side in for-loop");
	if (first->kind != NODE_VAR && !parse_to_pattern(p, first, false))
		return NULL;
	n->a = first;
	if (!parse_next(p))
		return NULL;
	n->b = n->kind == NODE_FOR_IN ? parse_full_expression(p) : parse_assign(p);
	if (!n->b || !parse_expect(p, TOKEN_RPAREN))
		return NULL;
	n->d = parse_body(p);
	return n->d ? n : NULL;
}

static struct node *parse_for_rest(struct parser *p, struct node *n)
{
	if (n->a && n->a->kind == NODE_VAR && !parse_check_initial(p, n->a))
		return NULL;
	if (n->a && p->cover_at != SIZE_MAX)
		return parse_fail(p, p->cover_at, "Invalid shorthand property initializer");
	if (!parse_expect(p, TOKEN_SEMICOLON))
		return NULL;
	if (!parse_at(p, TOKEN_SEMICOLON) && !(n->b = parse_full_expression(p)))
		return NULL;
	if (!parse_expect(p, TOKEN_SEMICOLON))
		return NULL;
	if (!parse_at(p, TOKEN_RPAREN) && !(n->c = parse_full_expression(p)))
		return NULL;
	if (!parse_expect(p, TOKEN_RPAREN))
		return NULL;
	n->d = parse_body(p);
	return n->d ? n : NULL;
}

struct node *parse_for(struct parser *p)
{
	struct node *n = parse_node(p, NODE_FOR, p->lex.token.start), *first = NULL;
	struct scope *around = p->scope;
	enum token_kind kind;

	n->scope = parse_push_scope(p);
	if (!parse_next(p))
		return NULL;
	if (parse_at_name(p, "await"))
		return parse_fail(p, n->at, "for await is not supported");
	if (!parse_expect(p, TOKEN_LPAREN))
		return NULL;
	kind = p->lex.token.kind;
	p->no_in = true;
	if (kind == TOKEN_VAR || kind == TOKEN_CONST || parse_at_let(p))
		first = parse_next(p) ? parse_variables(p, kind) : NULL;
	else if (kind != TOKEN_SEMICOLON)
		first = parse_expression(p);
	p->no_in = false;
	if (!first && kind != TOKEN_SEMICOLON)
		return NULL;
	if (first && (parse_at(p, TOKEN_IN) || parse_at_name(p, "of"))) {
		n = parse_for_each(p, n, first);
	} else {
		n->a = first;
		n = parse_for_rest(p, n);
	}
	p->scope = around;
	return n;
}

struct node *parse_while(struct parser *p)
{
	struct node *n = parse_node(p, NODE_WHILE, p->lex.token.start);

	if (!parse_next(p) || !(n->a = parse_test(p)))
		return NULL;
	n->d = parse_body(p);
	return n->d ? n : NULL;
}

struct node *parse_do(struct parser *p)
{
	struct node *n = parse_node(p, NODE_DO, p->lex.token.start);

	if (!parse_next(p) || !(n->d = parse_body(p)) || !parse_expect(p, TOKEN_WHILE) ||
		!(n->a = parse_test(p)))
		return NULL;
	if (parse_at(p, TOKEN_SEMICOLON) && !parse_next(p))
		return NULL;
	return n;
}
