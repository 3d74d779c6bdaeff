#include "core/expr/parse.h"

bool parse_semicolon(struct parser *p)
{
	if (parse_at(p, TOKEN_SEMICOLON))
		return parse_next(p);
	if (parse_at(p, TOKEN_RBRACE) || parse_at(p, TOKEN_END) || p->lex.token.after_newline)
		return true;
	parse_unexpected(p);
	return false;
}

/* An expression that ends here: {a = 1} did not become a pattern. */
struct node *parse_full_expression(struct parser *p)
{
	struct node *n = parse_expression(p);

	if (n && p->cover_at != SIZE_MAX)
		return parse_fail(p, p->cover_at, "Invalid shorthand property initializer");
	return n;
}

/* Statements up to the closing brace, which is consumed. */
static bool parse_statements(struct parser *p, struct node *block)
{
	struct node **tail = &block->a;

	while (!parse_at(p, TOKEN_RBRACE)) {
		*tail = parse_statement(p);
		if (!*tail)
			return false;
		if ((*tail)->kind == NODE_FUNCTION_DECLARATION)
			block->flags |= NODE_HOISTS;
		tail = &(*tail)->next;
	}
	return parse_next(p);
}

struct node *parse_function_body(struct parser *p)
{
	struct node *n = parse_node(p, NODE_BLOCK, p->lex.token.start);
	size_t cover_at = p->cover_at;
	bool no_in = p->no_in;

	p->cover_at = SIZE_MAX;
	p->no_in = false;
	if (!parse_next(p) || !parse_statements(p, n))
		return NULL;
	p->cover_at = cover_at;
	p->no_in = no_in;
	return n;
}

static struct node *parse_block(struct parser *p)
{
	struct node *n = parse_node(p, NODE_BLOCK, p->lex.token.start);
	struct scope *around = p->scope;

	n->scope = parse_push_scope(p);
	if (!parse_expect(p, TOKEN_LBRACE) || !parse_statements(p, n))
		return NULL;
	p->scope = around;
	return n;
}

static struct node *parse_declarator(struct parser *p, enum token_kind kind)
{
	struct node *n = parse_node(p, NODE_DECLARATOR, p->lex.token.start);

	n->a = parse_binding(p);
	if (!n->a || !parse_declare(p, n->a, kind))
		return NULL;
	if (!parse_at(p, TOKEN_ASSIGN))
		return n;
	if (!parse_next(p))
		return NULL;
	n->b = parse_assign(p);
	if (n->b && n->a->kind == NODE_NAME)
		parse_name_function(n->b, n->a->text);
	return n->b ? n : NULL;
}

struct node *parse_variables(struct parser *p, enum token_kind kind)
{
	struct node *n = parse_node(p, NODE_VAR, p->lex.token.start), **tail = &n->a;

	n->op = (uint8_t)kind;
	if (kind == TOKEN_STRICT && !parse_at(p, TOKEN_NAME) && !parse_at(p, TOKEN_LBRACE) &&
		!parse_at(p, TOKEN_LBRACKET))
		return parse_fail(p, n->at, "Unexpected strict mode reserved word");
	for (;;) {
		*tail = parse_declarator(p, kind);
		if (!*tail)
			return NULL;
		tail = &(*tail)->next;
		if (!parse_at(p, TOKEN_COMMA))
			return n;
		if (!parse_next(p))
			return NULL;
	}
}

/* const and patterns must say a value, except in for…of and for…in. */
bool parse_check_initial(struct parser *p, const struct node *variables)
{
	for (const struct node *d = variables->a; d; d = d->next) {
		if (d->b || (variables->op != TOKEN_CONST && d->a->kind == NODE_NAME))
			continue;
		return parse_fail(p, d->a->at,
			d->a->kind == NODE_NAME
				? "Missing initializer in const declaration"
				: "Missing initializer in destructuring declaration");
	}
	return true;
}

bool parse_at_let(const struct parser *p)
{
	return parse_at(p, TOKEN_STRICT) && text_is(p->lex.token.text, "let");
}

/* What declares in a block of its own stands in one: not right behind if, a loop or a label. */
struct node *parse_single(struct parser *p)
{
	struct node *n;
	size_t at = p->lex.token.start;
	bool let = parse_at_let(p);

	if (parse_at(p, TOKEN_CONST))
		return parse_unexpected(p);
	if (parse_at(p, TOKEN_FUNCTION))
		return parse_fail(p, at,
			"In strict mode code, functions can only be declared at top level or "
			"inside a block.");
	n = parse_statement(p);
	if (n && let)
		return parse_fail(
			p, at, "Lexical declaration cannot appear in a single-statement context");
	return n;
}

/* (test) */
struct node *parse_test(struct parser *p)
{
	struct node *n;

	if (!parse_expect(p, TOKEN_LPAREN))
		return NULL;
	n = parse_full_expression(p);
	return n && parse_expect(p, TOKEN_RPAREN) ? n : NULL;
}

static struct node *parse_if(struct parser *p)
{
	struct node *n = parse_node(p, NODE_IF, p->lex.token.start);

	if (!parse_next(p) || !(n->a = parse_test(p)) || !(n->b = parse_single(p)))
		return NULL;
	if (!parse_at(p, TOKEN_ELSE))
		return n;
	if (!parse_next(p) || !(n->c = parse_single(p)))
		return NULL;
	return n;
}

/* A plain name may be a var of the body too (ECMA-262 B.3.4). */
static bool parse_catch_parameter(struct parser *p, struct node *n)
{
	return parse_next(p) && (n->b = parse_binding(p)) &&
	       parse_declare(p, n->b, n->b->kind == NODE_NAME ? TOKEN_CATCH : TOKEN_STRICT) &&
	       parse_expect(p, TOKEN_RPAREN);
}

static struct node *parse_try(struct parser *p)
{
	struct node *n = parse_node(p, NODE_TRY, p->lex.token.start);
	struct scope *around = p->scope;

	if (!parse_next(p) || !(n->a = parse_block(p)))
		return NULL;
	if (parse_at(p, TOKEN_CATCH)) {
		if (!parse_next(p))
			return NULL;
		n->scope = parse_push_scope(p);
		if (parse_at(p, TOKEN_LPAREN) && !parse_catch_parameter(p, n))
			return NULL;
		n->scope->is_catch = true;
		n->c = parse_block(p);
		p->scope = around;
		if (!n->c)
			return NULL;
	}
	if (parse_at(p, TOKEN_FINALLY) && (!parse_next(p) || !(n->d = parse_block(p))))
		return NULL;
	return n->c || n->d
		       ? n
		       : parse_fail(p, p->lex.token.start, "Missing catch or finally after try");
}

static struct node *parse_case(struct parser *p, bool *has_default)
{
	struct node *n = parse_node(p, NODE_CASE, p->lex.token.start), **tail = &n->b;

	if (parse_at(p, TOKEN_DEFAULT)) {
		if (*has_default)
			return parse_fail(
				p, n->at, "More than one default clause in switch statement");
		*has_default = true;
		if (!parse_next(p))
			return NULL;
	} else if (!parse_expect(p, TOKEN_CASE) || !(n->a = parse_full_expression(p))) {
		return NULL;
	}
	if (!parse_expect(p, TOKEN_COLON))
		return NULL;
	while (!parse_at(p, TOKEN_CASE) && !parse_at(p, TOKEN_DEFAULT) &&
		!parse_at(p, TOKEN_RBRACE)) {
		*tail = parse_statement(p);
		if (!*tail)
			return NULL;
		if ((*tail)->kind == NODE_FUNCTION_DECLARATION)
			return parse_fail(
				p, (*tail)->at, "functions in switch cases are not supported");
		tail = &(*tail)->next;
	}
	return n;
}

static struct node *parse_switch(struct parser *p)
{
	struct node *n = parse_node(p, NODE_SWITCH, p->lex.token.start), **tail = &n->b;
	struct scope *around = p->scope;
	bool has_default = false;

	if (!parse_next(p) || !(n->a = parse_test(p)))
		return NULL;
	n->scope = parse_push_scope(p);
	if (!parse_expect(p, TOKEN_LBRACE))
		return NULL;
	p->switches++;
	while (!parse_at(p, TOKEN_RBRACE)) {
		*tail = parse_case(p, &has_default);
		if (!*tail)
			return NULL;
		tail = &(*tail)->next;
	}
	p->switches--;
	p->scope = around;
	return parse_next(p) ? n : NULL;
}

static const struct label *find_label(const struct parser *p, const struct text *name)
{
	for (const struct label *l = p->labels; l; l = l->outer)
		if (text_eq(l->name, name))
			return l;
	return NULL;
}

static struct node *bad_label(struct parser *p, size_t at, const char *before,
	const struct text *name, const char *behind)
{
	lex_fail(&p->lex, at, "%s'%s'%s", before, text_utf8(&p->lex.heap, name, NULL), behind);
	return NULL;
}

static struct node *parse_jump(struct parser *p)
{
	bool loop = parse_at(p, TOKEN_CONTINUE);
	struct node *n = parse_node(p, loop ? NODE_CONTINUE : NODE_BREAK, p->lex.token.start);

	if (!parse_next(p))
		return NULL;
	if (parse_at(p, TOKEN_NAME) && !p->lex.token.after_newline) {
		const struct label *label = find_label(p, p->lex.token.text);

		if (!label)
			return bad_label(
				p, p->lex.token.start, "Undefined label ", p->lex.token.text, "");
		if (loop && !label->loop)
			return bad_label(p, p->lex.token.start,
				"Illegal continue statement: ", p->lex.token.text,
				" does not denote an iteration statement");
		n->text = label->target;
		if (!parse_next(p))
			return NULL;
	} else if (!p->loops && (loop || !p->switches)) {
		return parse_fail(p, n->at,
			loop ? "Illegal continue statement: no surrounding iteration statement"
			     : "Illegal break statement");
	}
	return parse_semicolon(p) ? n : NULL;
}

static struct node *parse_label(struct parser *p, struct node *name)
{
	struct node *n = parse_node(p, NODE_LABEL, name->at);
	struct label *outer = p->labels;
	struct label label = {.outer = outer, .name = name->text, .target = name->text};

	if (find_label(p, name->text))
		return bad_label(p, n->at, "Label ", name->text, " has already been declared");
	/* all labels of one statement are the first one */
	if (outer && outer->body_at == name->at)
		label.target = outer->target;
	n->text = label.target;
	if (!parse_next(p))
		return NULL;
	label.body_at = p->lex.token.start;
	if (parse_at(p, TOKEN_FOR) || parse_at(p, TOKEN_WHILE) || parse_at(p, TOKEN_DO))
		for (struct label *l = &label; l && l->target == label.target; l = l->outer)
			l->loop = true;
	p->labels = &label;
	n->a = parse_single(p);
	p->labels = outer;
	return n->a ? n : NULL;
}

static struct node *parse_return(struct parser *p)
{
	bool is_throw = parse_at(p, TOKEN_THROW);
	struct node *n = parse_node(p, is_throw ? NODE_THROW : NODE_RETURN, p->lex.token.start);

	if (!parse_next(p))
		return NULL;
	if (is_throw && p->lex.token.after_newline)
		return parse_fail(p, p->lex.token.start, "Illegal newline after throw");
	if (is_throw || (!p->lex.token.after_newline && !parse_at(p, TOKEN_SEMICOLON) &&
				!parse_at(p, TOKEN_RBRACE) && !parse_at(p, TOKEN_END))) {
		n->a = parse_full_expression(p);
		if (!n->a)
			return NULL;
	}
	return parse_semicolon(p) ? n : NULL;
}

static struct node *parse_function_declaration(struct parser *p)
{
	struct node *n = parse_node(p, NODE_FUNCTION_DECLARATION, p->lex.token.start);

	n->b = parse_function(p);
	if (!n->b)
		return NULL;
	if (!n->b->function->self)
		return parse_fail(p, n->at, "Function statements require a function name");
	n->a = parse_node(p, NODE_NAME, n->at);
	n->a->text = n->b->function->name;
	/* the name is seen through the block's variable */
	n->b->function->self = NULL;
	return parse_declare(p, n->a, TOKEN_FUNCTION) ? n : NULL;
}

static struct node *parse_variable_statement(struct parser *p)
{
	enum token_kind kind = p->lex.token.kind;
	struct node *n;

	if (!parse_next(p))
		return NULL;
	n = parse_variables(p, kind);
	if (!n || !parse_check_initial(p, n) || !parse_semicolon(p))
		return NULL;
	if (p->cover_at != SIZE_MAX)
		return parse_fail(p, p->cover_at, "Invalid shorthand property initializer");
	return n;
}

static struct node *parse_expression_statement(struct parser *p)
{
	struct node *n = parse_node(p, NODE_EXPRESSION, p->lex.token.start);

	n->a = parse_full_expression(p);
	if (!n->a)
		return NULL;
	if (n->a->kind == NODE_NAME && !(n->a->flags & NODE_PARENS) && parse_at(p, TOKEN_COLON))
		return parse_label(p, n->a);
	return parse_semicolon(p) ? n : NULL;
}

static struct node *parse_one(struct parser *p)
{
	struct node *n;

	switch (p->lex.token.kind) {
	case TOKEN_LBRACE: return parse_block(p);
	case TOKEN_IF: return parse_if(p);
	case TOKEN_FOR: return parse_for(p);
	case TOKEN_WHILE: return parse_while(p);
	case TOKEN_DO: return parse_do(p);
	case TOKEN_TRY: return parse_try(p);
	case TOKEN_SWITCH: return parse_switch(p);
	case TOKEN_BREAK:
	case TOKEN_CONTINUE: return parse_jump(p);
	case TOKEN_RETURN:
	case TOKEN_THROW: return parse_return(p);
	case TOKEN_FUNCTION: return parse_function_declaration(p);
	case TOKEN_SEMICOLON:
		n = parse_node(p, NODE_EMPTY, p->lex.token.start);
		return parse_next(p) ? n : NULL;
	default: break;
	}
	if (parse_at(p, TOKEN_VAR) || parse_at(p, TOKEN_CONST) || parse_at_let(p))
		return parse_variable_statement(p);
	return parse_expression_statement(p);
}

struct node *parse_statement(struct parser *p)
{
	struct node *n;

	if (!parse_enter(p))
		return NULL;
	n = parse_one(p);
	p->depth--;
	return n;
}
