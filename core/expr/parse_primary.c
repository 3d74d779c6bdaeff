#include "core/expr/parse.h"

#include "core/base/num.h"

static struct node *parse_list_end(struct parser *p, struct node *n)
{
	return parse_next(p) ? n : NULL;
}

/* ... and what it spreads. */
static struct node *parse_spread(struct parser *p)
{
	struct node *n = parse_node(p, NODE_SPREAD, p->lex.token.start);

	if (!parse_next(p))
		return NULL;
	n->a = parse_assign(p);
	return n->a ? n : NULL;
}

static void mark_comma(const struct parser *p, struct node *item)
{
	if (item->kind == NODE_SPREAD && parse_at(p, TOKEN_COMMA))
		item->flags |= NODE_COMMA_BEHIND;
}

static struct node *parse_array(struct parser *p)
{
	struct node *n = parse_node(p, NODE_ARRAY, p->lex.token.start), **tail = &n->a;

	if (!parse_next(p))
		return NULL;
	while (!parse_at(p, TOKEN_RBRACKET)) {
		if (parse_at(p, TOKEN_COMMA))
			*tail = parse_node(p, NODE_HOLE, p->lex.token.start);
		else
			*tail = parse_at(p, TOKEN_ELLIPSIS) ? parse_spread(p) : parse_assign(p);
		if (!*tail)
			return NULL;
		mark_comma(p, *tail);
		tail = &(*tail)->next;
		if (!parse_at(p, TOKEN_RBRACKET) && !parse_expect(p, TOKEN_COMMA))
			return NULL;
	}
	return parse_list_end(p, n);
}

bool parse_arguments(struct parser *p, struct node **ret)
{
	if (!parse_next(p))
		return false;
	while (!parse_at(p, TOKEN_RPAREN)) {
		*ret = parse_at(p, TOKEN_ELLIPSIS) ? parse_spread(p) : parse_assign(p);
		if (!*ret)
			return false;
		ret = &(*ret)->next;
		if (parse_at(p, TOKEN_RPAREN))
			break;
		if (!parse_at(p, TOKEN_COMMA))
			return parse_fail(p, p->lex.token.start, "missing ) after argument list");
		if (!parse_next(p))
			return false;
	}
	return parse_next(p);
}

/* ---- objects ---- */

static bool is_word(const struct parser *p)
{
	return p->lex.token.kind == TOKEN_NAME || p->lex.token.kind >= TOKEN_IN;
}

/* The key of a property; a name may turn out to be a shorthand. */
static bool parse_key(struct parser *p, struct node *n)
{
	const struct token *t = &p->lex.token;
	char number[NUM_TEXT_MAX];

	if (t->kind == TOKEN_LBRACKET) {
		n->flags |= NODE_COMPUTED;
		if (!parse_next(p))
			return false;
		n->a = parse_assign(p);
		return n->a && parse_expect(p, TOKEN_RBRACKET);
	}
	if (t->kind == TOKEN_NUMBER)
		n->text = text_copy(&p->lex.heap, number, num_format(t->number, number));
	else if (t->kind == TOKEN_STRING || is_word(p))
		n->text = t->text;
	else
		return parse_unexpected(p);
	text_hash(n->text);
	return parse_next(p);
}

static bool ends_key(const struct parser *p)
{
	return parse_at(p, TOKEN_COMMA) || parse_at(p, TOKEN_RBRACE) || parse_at(p, TOKEN_COLON) ||
	       parse_at(p, TOKEN_LPAREN) || parse_at(p, TOKEN_ASSIGN);
}

/* {a} and {a = 1}; the latter is right only if it becomes a pattern. */
static struct node *parse_shorthand(struct parser *p, struct node *n, const struct token *key)
{
	struct node *name = parse_node(p, NODE_NAME, key->start), *with_default;

	if (key->kind != TOKEN_NAME) {
		p->lex.token = *key;
		return parse_unexpected(p);
	}
	name->text = n->text;
	n->b = name;
	if (!parse_at(p, TOKEN_ASSIGN))
		return n;
	if (p->cover_at == SIZE_MAX)
		p->cover_at = p->lex.token.start;
	with_default = parse_node(p, NODE_DEFAULT, key->start);
	with_default->a = name;
	if (!parse_next(p))
		return NULL;
	with_default->b = parse_assign(p);
	if (with_default->b)
		parse_name_function(with_default->b, name->text);
	n->b = with_default;
	return with_default->b ? n : NULL;
}

static struct node *parse_property(struct parser *p)
{
	struct node *n = parse_node(p, NODE_PROPERTY, p->lex.token.start);
	struct token key = p->lex.token;

	if (parse_at(p, TOKEN_ELLIPSIS))
		return parse_spread(p);
	if (parse_at(p, TOKEN_MUL))
		return parse_fail(p, key.start, "generators are not supported");
	if (!parse_key(p, n))
		return NULL;
	if (key.kind == TOKEN_NAME && !ends_key(p)) {
		if (text_is(key.text, "get") || text_is(key.text, "set"))
			return parse_fail(p, key.start, "getters and setters are not supported");
		if (text_is(key.text, "async"))
			return parse_fail(p, key.start, "async functions are not supported");
	}
	if (parse_at(p, TOKEN_LPAREN)) {
		n->flags |= NODE_METHOD;
		n->b = parse_method(p, key.start);
	} else if (parse_at(p, TOKEN_COLON)) {
		if (!parse_next(p))
			return NULL;
		n->b = parse_assign(p);
		if (n->text && text_is(n->text, "__proto__"))
			n->flags |= NODE_PROTO;
	} else if (n->flags & NODE_COMPUTED || key.kind == TOKEN_NUMBER ||
		   key.kind == TOKEN_STRING) {
		if (parse_at(p, TOKEN_COMMA) || parse_at(p, TOKEN_RBRACE))
			p->lex.token = key; /* that is what lacks its colon */
		return parse_unexpected(p);
	} else {
		return parse_shorthand(p, n, &key);
	}
	if (n->b && n->text)
		parse_name_function(n->b, n->text);
	return n->b ? n : NULL;
}

struct node *parse_object(struct parser *p)
{
	struct node *n = parse_node(p, NODE_OBJECT, p->lex.token.start), **tail = &n->a;
	bool has_proto = false;

	if (!parse_next(p))
		return NULL;
	while (!parse_at(p, TOKEN_RBRACE)) {
		*tail = parse_property(p);
		if (!*tail)
			return NULL;
		if ((*tail)->flags & NODE_PROTO && has_proto)
			return parse_fail(p, (*tail)->at,
				"Duplicate __proto__ fields are not allowed in object literals");
		has_proto |= (bool)((*tail)->flags & NODE_PROTO);
		mark_comma(p, *tail);
		tail = &(*tail)->next;
		if (!parse_at(p, TOKEN_RBRACE) && !parse_expect(p, TOKEN_COMMA))
			return NULL;
	}
	return parse_list_end(p, n);
}

/* ---- templates ---- */

static struct node *parse_piece(struct parser *p, const struct node *tag)
{
	struct node *n;

	if (!lex_template(&p->lex))
		return NULL;
	if (p->lex.token.bad_escape && !tag)
		return NULL;
	n = parse_node(p, NODE_PIECE, p->lex.token.start);
	n->text = p->lex.token.bad_escape ? NULL : p->lex.token.text;
	n->extra = p->lex.token.extra;
	return n;
}

struct node *parse_template(struct parser *p, struct node *tag)
{
	struct node *n = parse_node(p, NODE_TEMPLATE, tag ? tag->at : p->lex.token.start);
	struct node **tail = &n->a;
	bool no_in = p->no_in;

	n->c = tag;
	p->no_in = false;
	for (;;) {
		*tail = parse_piece(p, tag);
		if (!*tail)
			return NULL;
		tail = &(*tail)->next;
		if (p->lex.token.tail)
			break;
		if (!parse_next(p))
			return NULL;
		*tail = parse_expression(p);
		if (!*tail)
			return NULL;
		if (!parse_at(p, TOKEN_RBRACE))
			return parse_fail(p, parse_at(p, TOKEN_END) ? n->at : p->lex.token.start,
				parse_at(p, TOKEN_END) ? "Unterminated template literal"
						       : "Missing } in template expression");
		tail = &(*tail)->next;
	}
	p->no_in = no_in;
	return parse_list_end(p, n);
}

/* ---- parentheses ---- */

/* What stands in parentheses: an expression, or the parameters of an arrow. */
struct cover {
	struct node *list;
	size_t rest_at, comma_at; /* what only an arrow may have; SIZE_MAX: not there */
};

static bool parse_cover(struct parser *p, struct cover *cover)
{
	struct node **tail = &cover->list;

	while (!parse_at(p, TOKEN_RPAREN)) {
		bool rest = parse_at(p, TOKEN_ELLIPSIS);

		if (rest)
			cover->rest_at = p->lex.token.start;
		*tail = rest ? parse_spread(p) : parse_assign(p);
		if (!*tail)
			return false;
		tail = &(*tail)->next;
		if (parse_at(p, TOKEN_RPAREN))
			break;
		cover->comma_at = p->lex.token.start;
		if (rest && parse_at(p, TOKEN_COMMA))
			return parse_fail(p, cover->rest_at,
				"Rest parameter must be last formal parameter");
		if (!parse_expect(p, TOKEN_COMMA))
			return false;
		if (!parse_at(p, TOKEN_RPAREN))
			cover->comma_at = SIZE_MAX;
	}
	return parse_next(p);
}

static struct node *join(struct parser *p, struct node *list)
{
	struct node *n = list, *next = list->next;

	for (n->next = NULL; next;) {
		struct node *comma = parse_node(p, NODE_COMMA, n->at);

		comma->a = n;
		comma->b = next;
		n = comma;
		next = comma->b->next;
		comma->b->next = NULL;
	}
	n->flags |= NODE_PARENS;
	return n;
}

struct node *parse_parens(struct parser *p)
{
	struct cover cover = {.rest_at = SIZE_MAX, .comma_at = SIZE_MAX};
	size_t start = p->lex.token.start;
	bool may_be_arrow = p->arrow_at == start, no_in = p->no_in;

	p->no_in = false;
	if (!parse_next(p) || !parse_cover(p, &cover))
		return NULL;
	p->no_in = no_in;
	if (parse_at(p, TOKEN_ARROW) && !p->lex.token.after_newline) {
		if (!may_be_arrow)
			return parse_fail(p, start, "Malformed arrow function parameter list");
		return parse_arrow(p, cover.list, start);
	}
	if (cover.rest_at != SIZE_MAX)
		return parse_fail(p, cover.rest_at, "Unexpected token '...'");
	if (parse_at(p, TOKEN_ARROW))
		return parse_unexpected(p);
	if (!cover.list || cover.comma_at != SIZE_MAX)
		return parse_fail(p, p->lex.last_end - 1, "Unexpected token ')'");
	return join(p, cover.list);
}

/* ---- the rest ---- */

/* What may stand behind await, and never behind a name that is called so. */
static bool begins_operand(const struct parser *p)
{
	static const enum token_kind kinds[] = {TOKEN_NAME, TOKEN_LPAREN, TOKEN_NUMBER, TOKEN_STRING,
		TOKEN_LBRACE, TOKEN_NEW, TOKEN_THIS, TOKEN_FUNCTION, TOKEN_NULL, TOKEN_TRUE,
		TOKEN_FALSE};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (parse_at(p, kinds[i]))
			return true;
	return false;
}

static struct node *parse_name(struct parser *p)
{
	struct node *n = parse_node(p, NODE_NAME, p->lex.token.start);
	size_t start = p->lex.token.start;

	n->text = p->lex.token.text;
	if (!parse_next(p))
		return NULL;
	if (parse_at(p, TOKEN_ARROW) && !p->lex.token.after_newline) {
		if (p->arrow_at != start)
			return parse_fail(p, start, "Malformed arrow function parameter list");
		return parse_arrow(p, n, start);
	}
	if (p->lex.token.after_newline)
		return n;
	if (text_is(n->text, "async") && (parse_at(p, TOKEN_FUNCTION) || parse_at(p, TOKEN_NAME)))
		return parse_fail(p, start, "async functions are not supported");
	if (text_is(n->text, "await") && begins_operand(p))
		return parse_fail(p, start, "await is not supported");
	return n;
}

static struct node *parse_regex(struct parser *p)
{
	struct node *n = parse_node(p, NODE_REGEX, p->lex.token.start);
	const char *wrong;

	if (!lex_regex(&p->lex))
		return NULL;
	n->text = p->lex.token.text;
	n->extra = p->lex.token.extra;
	n->slot = (uint16_t)p->regexes;
	wrong = parse_check_regex(p, n->text, n->extra);
	if (wrong)
		return parse_fail(p, n->at, wrong);
	if (++p->regexes > UINT16_MAX)
		return parse_fail(p, n->at, "too many regular expressions");
	return parse_list_end(p, n);
}

static struct node *parse_constant(struct parser *p, enum node_kind kind)
{
	struct node *n = parse_node(p, kind, p->lex.token.start);

	if (kind == NODE_NUMBER)
		n->number = p->lex.token.number;
	else
		n->text = p->lex.token.text;
	return parse_list_end(p, n);
}

struct node *parse_primary(struct parser *p)
{
	struct node *n;
	bool no_in = p->no_in;

	switch (p->lex.token.kind) {
	case TOKEN_NAME: return parse_name(p);
	case TOKEN_NUMBER: return parse_constant(p, NODE_NUMBER);
	case TOKEN_STRING: return parse_constant(p, NODE_STRING);
	case TOKEN_TRUE: return parse_constant(p, NODE_TRUE);
	case TOKEN_FALSE: return parse_constant(p, NODE_FALSE);
	case TOKEN_NULL: return parse_constant(p, NODE_NULL);
	case TOKEN_THIS: return parse_constant(p, NODE_THIS);
	case TOKEN_BACKTICK: return parse_template(p, NULL);
	case TOKEN_LPAREN: return parse_parens(p);
	case TOKEN_FUNCTION: return parse_function(p);
	case TOKEN_DIV:
	case TOKEN_ASSIGN_DIV: return parse_regex(p);
	case TOKEN_LBRACKET:
	case TOKEN_LBRACE:
		p->no_in = false;
		n = parse_at(p, TOKEN_LBRACE) ? parse_object(p) : parse_array(p);
		p->no_in = no_in;
		return n;
	default: return parse_unexpected(p);
	}
}
