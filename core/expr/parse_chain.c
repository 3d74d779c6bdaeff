#include "core/expr/parse.h"

/* Left-hand-side and unary expressions: members, calls, new, prefixes. */

static struct node *parse_member_name(struct parser *p, struct node *object)
{
	struct node *n = parse_node(p, NODE_MEMBER, object->at);

	if (!parse_at(p, TOKEN_NAME) && p->lex.token.kind < TOKEN_IN)
		return parse_unexpected(p);
	n->a = object;
	n->text = p->lex.token.text;
	return parse_next(p) ? n : NULL;
}

static struct node *parse_index(struct parser *p, struct node *object)
{
	struct node *n = parse_node(p, NODE_INDEX, object->at);
	bool no_in = p->no_in;

	if (!parse_next(p))
		return NULL;
	p->no_in = false;
	n->a = object;
	n->b = parse_expression(p);
	p->no_in = no_in;
	return n->b && parse_expect(p, TOKEN_RBRACKET) ? n : NULL;
}

static struct node *parse_call(struct parser *p, struct node *callee)
{
	struct node *n = parse_node(p, NODE_CALL, callee->at);
	bool no_in = p->no_in, ok;

	n->a = callee;
	p->no_in = false;
	ok = parse_arguments(p, &n->b);
	p->no_in = no_in;
	if (!ok)
		return NULL;
	if (parse_at(p, TOKEN_ARROW) && callee->kind == NODE_NAME && text_is(callee->text, "async"))
		return parse_fail(p, callee->at, "async functions are not supported");
	return n;
}

static struct node *parse_optional(struct parser *p, struct node *object)
{
	struct node *n;

	if (!parse_next(p))
		return NULL;
	if (parse_at(p, TOKEN_LPAREN))
		n = parse_call(p, object);
	else if (parse_at(p, TOKEN_LBRACKET))
		n = parse_index(p, object);
	else if (parse_at(p, TOKEN_BACKTICK))
		return parse_fail(p, p->lex.token.start,
			"Invalid tagged template on optional chain");
	else
		n = parse_member_name(p, object);
	if (n)
		n->flags |= NODE_OPTIONAL;
	return n;
}

static struct node *parse_new(struct parser *p)
{
	struct node *n = parse_node(p, NODE_NEW, p->lex.token.start), *callee;

	if (!parse_next(p))
		return NULL;
	if (parse_at(p, TOKEN_DOT))
		return parse_fail(p, n->at, "new.target is not supported");
	if (!parse_enter(p))
		return NULL;
	callee = parse_at(p, TOKEN_NEW) ? parse_new(p) : parse_primary(p);
	p->depth--;
	while (callee && (parse_at(p, TOKEN_DOT) || parse_at(p, TOKEN_LBRACKET))) {
		if (parse_at(p, TOKEN_LBRACKET))
			callee = parse_index(p, callee);
		else
			callee = parse_next(p) ? parse_member_name(p, callee) : NULL;
	}
	if (callee && parse_at(p, TOKEN_QUESTION_DOT))
		return parse_fail(
			p, p->lex.token.start, "Invalid optional chain from new expression");
	n->a = callee;
	if (!callee || (parse_at(p, TOKEN_LPAREN) && !parse_arguments(p, &n->b)))
		return NULL;
	return n;
}

struct node *parse_left_hand(struct parser *p)
{
	struct node *n = parse_at(p, TOKEN_NEW) ? parse_new(p) : parse_primary(p);
	bool optional = false;

	if (n && n->kind == NODE_FUNCTION && n->function->arrow && !(n->flags & NODE_PARENS))
		return n;
	while (n) {
		switch (p->lex.token.kind) {
		case TOKEN_DOT: n = parse_next(p) ? parse_member_name(p, n) : NULL; break;
		case TOKEN_LBRACKET: n = parse_index(p, n); break;
		case TOKEN_LPAREN: n = parse_call(p, n); break;
		case TOKEN_QUESTION_DOT:
			optional = true;
			n = parse_optional(p, n);
			break;
		case TOKEN_BACKTICK:
			if (optional)
				return parse_fail(p, p->lex.token.start,
					"Invalid tagged template on optional chain");
			n = parse_template(p, n);
			break;
		default:
			if (optional) {
				struct node *chain = parse_node(p, NODE_CHAIN, n->at);

				chain->a = n;
				return chain;
			}
			return n;
		}
	}
	return NULL;
}

static bool check_update(struct parser *p, const struct node *target, bool prefix)
{
	if (target->kind == NODE_MEMBER || target->kind == NODE_INDEX)
		return true;
	if (target->kind == NODE_NAME && !text_is(target->text, "eval") &&
		!text_is(target->text, "arguments"))
		return true;
	return parse_fail(p, target->at,
		target->kind == NODE_NAME ? "Unexpected eval or arguments in strict mode"
		: prefix ? "Invalid left-hand side expression in prefix operation"
			 : "Invalid left-hand side expression in postfix operation");
}

static struct node *parse_postfix(struct parser *p)
{
	struct node *target = parse_left_hand(p), *n;

	if (!target || p->lex.token.after_newline ||
		(!parse_at(p, TOKEN_INCREMENT) && !parse_at(p, TOKEN_DECREMENT)))
		return target;
	if (!check_update(p, target, false))
		return NULL;
	n = parse_node(p, NODE_UPDATE, target->at);
	n->op = (uint8_t)p->lex.token.kind;
	n->a = target;
	return parse_next(p) ? n : NULL;
}

static struct node *parse_prefix(struct parser *p)
{
	enum token_kind op = p->lex.token.kind;
	bool update = op == TOKEN_INCREMENT || op == TOKEN_DECREMENT;
	struct node *n = parse_node(p, update ? NODE_UPDATE : NODE_UNARY, p->lex.token.start);

	n->op = (uint8_t)op;
	n->flags = update ? NODE_PREFIX : 0;
	if (!parse_next(p) || !parse_enter(p))
		return NULL;
	n->a = parse_unary(p);
	p->depth--;
	if (!n->a || (update && !check_update(p, n->a, true)))
		return NULL;
	if (op == TOKEN_DELETE && n->a->kind == NODE_NAME)
		return parse_fail(
			p, n->a->at, "Delete of an unqualified identifier in strict mode.");
	return n;
}

struct node *parse_unary(struct parser *p)
{
	switch (p->lex.token.kind) {
	case TOKEN_NOT:
	case TOKEN_TILDE:
	case TOKEN_ADD:
	case TOKEN_SUB:
	case TOKEN_INCREMENT:
	case TOKEN_DECREMENT:
	case TOKEN_TYPEOF:
	case TOKEN_VOID:
	case TOKEN_DELETE: return parse_prefix(p);
	default: return parse_postfix(p);
	}
}
