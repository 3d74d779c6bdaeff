#include "core/expr/parse.h"

/* Functions and the patterns of their parameters. */

/* More would be a generated text; the bound keeps look-ups by name linear. */
#define MAX_VARIABLES 1000

void parse_name_function(struct node *value, const struct text *name)
{
	if (value->kind == NODE_FUNCTION && !value->function->name && !(value->flags & NODE_PARENS))
		value->function->name = name;
}

/* ---- declarations ---- */

static const struct variable *find(const struct scope *s, const struct text *name)
{
	for (const struct variable *v = s->variables; v; v = v->next)
		if (text_eq(v->name, name))
			return v;
	return NULL;
}

static bool is_lexical(enum token_kind kind)
{
	return kind == TOKEN_CONST || kind == TOKEN_STRICT;
}

static bool clashes(const struct scope *s, const struct text *name, enum token_kind kind)
{
	const struct variable *v = find(s, name);

	/* the body of a catch does not declare its parameter again */
	if (kind != TOKEN_VAR && !s->is_function && s->outer->is_catch && find(s->outer, name))
		return true;
	if (!v)
		return false;
	/* at the top of a function var and function declare one thing */
	return is_lexical(kind) || is_lexical(v->kind) || (!s->is_function && kind != TOKEN_CATCH &&
								 v->kind != TOKEN_CATCH);
}

static bool declare_name(struct parser *p, const struct text *name, enum token_kind kind, size_t at)
{
	struct scope *s = p->scope;
	struct variable *v;
	size_t count = 0;

	if (text_is(name, "eval") || text_is(name, "arguments"))
		return parse_fail(p, at, "Unexpected eval or arguments in strict mode");
	/* a var passes through the blocks around it */
	while (kind == TOKEN_VAR && !s->is_function && !clashes(s, name, kind))
		s = s->outer;
	if (clashes(s, name, kind))
		return lex_fail(&p->lex, at, "Identifier '%s' has already been declared",
			text_utf8(&p->lex.heap, name, NULL));
	if (find(s, name))
		return true;
	for (v = s->variables; v; v = v->next)
		count++;
	if (count >= MAX_VARIABLES)
		return parse_fail(p, at, "too many variables");
	v = heap_new(&p->lex.heap, struct variable);
	*v = (struct variable){.next = s->variables, .name = name, .kind = (uint8_t)kind};
	s->variables = v;
	return true;
}

bool parse_declare(struct parser *p, const struct node *n, enum token_kind kind)
{
	switch (n->kind) {
	case NODE_NAME: return declare_name(p, n->text, kind, n->at);
	case NODE_DEFAULT:
	case NODE_REST: return parse_declare(p, n->a, kind);
	case NODE_PROPERTY: return parse_declare(p, n->b, kind);
	case NODE_OBJECT_PATTERN:
	case NODE_ARRAY_PATTERN:
		for (const struct node *item = n->a; item; item = item->next)
			if (!parse_declare(p, item, kind))
				return false;
		return true;
	default: return true;
	}
}

/* ---- patterns ---- */

static bool bad_target(struct parser *p, const struct node *n)
{
	return parse_fail(p, n->at, "Invalid destructuring assignment target");
}

/* An element that is last and spreads becomes the rest; of an object it is no pattern. */
static bool to_rest(struct parser *p, struct node *n, bool binding, bool of_object)
{
	if (n->next || n->flags & NODE_COMMA_BEHIND)
		return parse_fail(p, n->at, "Rest element must be last element");
	n->kind = NODE_REST;
	if (of_object && (n->a->kind == NODE_OBJECT || n->a->kind == NODE_ARRAY ||
				 n->a->kind == NODE_ASSIGN))
		return parse_fail(p, n->a->at,
			binding ? "`...` must be followed by an identifier in declaration contexts"
				: "`...` must be followed by an assignable reference in "
				  "assignment contexts");
	if (n->a->kind == NODE_ASSIGN || n->a->kind == NODE_DEFAULT)
		return bad_target(p, n->a);
	return parse_to_pattern(p, n->a, binding);
}

static bool to_element(struct parser *p, struct node *item, bool binding, bool of_object)
{
	struct node *target = item;

	if (item->kind == NODE_HOLE)
		return true;
	if (item->kind == NODE_PROPERTY && item->flags & NODE_METHOD)
		return bad_target(p, item);
	if (item->kind == NODE_PROPERTY)
		target = item->b;
	else if (item->kind == NODE_SPREAD)
		target = item->a;
	if (binding && (target->kind == NODE_MEMBER || target->kind == NODE_INDEX))
		return parse_fail(p, target->at, "Illegal property in declaration context");
	return item->kind == NODE_SPREAD ? to_rest(p, item, binding, of_object)
					 : parse_to_pattern(p, target, binding);
}

/* The elements of a pattern. */
static bool to_patterns(struct parser *p, struct node *pattern, bool binding)
{
	for (struct node *item = pattern->a; item; item = item->next)
		if (!to_element(p, item, binding, pattern->kind == NODE_OBJECT_PATTERN))
			return false;
	return true;
}

bool parse_to_pattern(struct parser *p, struct node *n, bool binding)
{
	if (p->cover_at != SIZE_MAX && p->cover_at >= n->at)
		p->cover_at = SIZE_MAX;
	switch (n->kind) {
	case NODE_NAME:
		if (binding && n->flags & NODE_PARENS)
			return bad_target(p, n);
		if (text_is(n->text, "eval") || text_is(n->text, "arguments"))
			return parse_fail(p, n->at, "Unexpected eval or arguments in strict mode");
		return true;
	case NODE_MEMBER:
	case NODE_INDEX: return !binding || bad_target(p, n);
	case NODE_DEFAULT: return parse_to_pattern(p, n->a, binding);
	case NODE_ASSIGN:
		if (n->op != TOKEN_ASSIGN || n->flags & NODE_PARENS)
			return bad_target(p, n);
		n->kind = NODE_DEFAULT;
		return n->a->kind == NODE_OBJECT_PATTERN || n->a->kind == NODE_ARRAY_PATTERN
			       ? !binding || to_patterns(p, n->a, binding)
			       : parse_to_pattern(p, n->a, binding);
	case NODE_OBJECT_PATTERN:
	case NODE_ARRAY_PATTERN: return to_patterns(p, n, binding);
	case NODE_REST: return parse_to_pattern(p, n->a, binding);
	case NODE_OBJECT:
	case NODE_ARRAY:
		if (n->flags & NODE_PARENS)
			return bad_target(p, n);
		n->kind = n->kind == NODE_OBJECT ? NODE_OBJECT_PATTERN : NODE_ARRAY_PATTERN;
		return to_patterns(p, n, binding);
	default: return bad_target(p, n);
	}
}

struct node *parse_binding(struct parser *p)
{
	size_t cover_at = p->cover_at;
	struct node *n;

	if (parse_at(p, TOKEN_LBRACE) || parse_at(p, TOKEN_LBRACKET)) {
		p->cover_at = SIZE_MAX;
		p->arrow_at = SIZE_MAX;
		n = parse_primary(p);
		if (!n || !parse_to_pattern(p, n, true))
			return NULL;
		if (p->cover_at != SIZE_MAX)
			return parse_fail(p, p->cover_at, "Invalid shorthand property initializer");
		p->cover_at = cover_at;
		return n;
	}
	if (!parse_at(p, TOKEN_NAME))
		return parse_unexpected(p);
	n = parse_node(p, NODE_NAME, p->lex.token.start);
	n->text = p->lex.token.text;
	return parse_next(p) ? n : NULL;
}

/* ---- functions ---- */

/* What the parser knows about the function around, put back at the end. */
struct around {
	struct function *function;
	struct scope *scope;
	struct label *labels;
	unsigned loops, switches;
};

static struct function *begin(struct parser *p, struct around *around)
{
	struct function *f = heap_new(&p->lex.heap, struct function);

	*around = (struct around){p->function, p->scope, p->labels, p->loops, p->switches};
	p->function = f;
	f->scope = parse_push_scope(p);
	f->scope->is_function = true;
	p->labels = NULL;
	p->loops = p->switches = 0;
	return f;
}

static void end(struct parser *p, const struct around *around)
{
	p->function = around->function;
	p->scope = around->scope;
	p->labels = around->labels;
	p->loops = around->loops;
	p->switches = around->switches;
}

static bool declare_params(struct parser *p, struct function *f)
{
	f->simple = true;
	for (struct node *n = f->params; n; n = n->next) {
		f->simple &= n->kind == NODE_NAME;
		if (n->kind == NODE_REST && n->next)
			return parse_fail(p, n->at, "Rest parameter must be last formal parameter");
		if (n->kind == NODE_NAME && find(f->scope, n->text))
			return parse_fail(p, n->at,
				"Duplicate parameter name not allowed in this context");
		if (!parse_declare(p, n, TOKEN_VAR))
			return false;
	}
	for (struct node *n = f->params; n && n->kind != NODE_DEFAULT && n->kind != NODE_REST;
		n = n->next)
		f->length++;
	return true;
}

struct node *parse_arrow(struct parser *p, struct node *params, size_t start)
{
	struct node *n = parse_node(p, NODE_FUNCTION, start);
	struct around around;
	struct function *f = n->function = begin(p, &around);

	f->arrow = true;
	f->start = (uint32_t)start;
	f->params = params;
	for (struct node *param = params; param; param = param->next)
		if (param->kind == NODE_SPREAD ? !to_rest(p, param, true, false)
					       : !parse_to_pattern(p, param, true))
			return NULL;
	if (p->cover_at != SIZE_MAX && p->cover_at >= start)
		p->cover_at = SIZE_MAX;
	if (!declare_params(p, f) || !parse_next(p))
		return NULL;
	f->block = parse_at(p, TOKEN_LBRACE);
	f->body = f->block ? parse_function_body(p) : parse_assign(p);
	f->end = (uint32_t)p->lex.last_end;
	end(p, &around);
	return f->body ? n : NULL;
}

/* (a, {b}, c = 1, ...d) */
static bool parse_params(struct parser *p, struct node **tail)
{
	if (!parse_expect(p, TOKEN_LPAREN))
		return false;
	while (!parse_at(p, TOKEN_RPAREN)) {
		struct node *n = NULL, *inner;

		if (parse_at(p, TOKEN_ELLIPSIS)) {
			n = parse_node(p, NODE_REST, p->lex.token.start);
			if (!parse_next(p))
				return false;
		}
		inner = parse_binding(p);
		if (!inner)
			return false;
		if (n) {
			n->a = inner;
		} else if (parse_at(p, TOKEN_ASSIGN)) {
			n = parse_node(p, NODE_DEFAULT, inner->at);
			n->a = inner;
			if (!parse_next(p) || !(n->b = parse_assign(p)))
				return false;
			if (inner->kind == NODE_NAME)
				parse_name_function(n->b, inner->text);
		} else {
			n = inner;
		}
		*tail = n;
		tail = &n->next;
		if (!parse_at(p, TOKEN_RPAREN) && !parse_expect(p, TOKEN_COMMA))
			return false;
	}
	return parse_next(p);
}

static struct node *parse_rest_of_function(struct parser *p, struct node *n, struct function *f)
{
	if (!parse_params(p, &f->params) || !declare_params(p, f))
		return NULL;
	if (!parse_at(p, TOKEN_LBRACE))
		return parse_unexpected(p);
	f->block = true;
	f->body = parse_function_body(p);
	f->end = (uint32_t)p->lex.last_end;
	return f->body ? n : NULL;
}

struct node *parse_function(struct parser *p)
{
	struct node *n = parse_node(p, NODE_FUNCTION, p->lex.token.start);
	struct around around;
	struct function *f = n->function = begin(p, &around);

	f->start = (uint32_t)n->at;
	if (!parse_next(p))
		return NULL;
	if (parse_at(p, TOKEN_MUL))
		return parse_fail(p, n->at, "generators are not supported");
	if (parse_at_name(p, "eval") || parse_at_name(p, "arguments"))
		return parse_fail(
			p, p->lex.token.start, "Unexpected eval or arguments in strict mode");
	if (parse_at(p, TOKEN_NAME)) {
		f->name = p->lex.token.text;
		f->self = heap_new(&p->lex.heap, struct variable);
		*f->self = (struct variable){.name = f->name, .kind = TOKEN_CONST};
		if (!parse_next(p))
			return NULL;
	}
	n = parse_rest_of_function(p, n, f);
	end(p, &around);
	return n;
}

struct node *parse_method(struct parser *p, size_t start)
{
	struct node *n = parse_node(p, NODE_FUNCTION, start);
	struct around around;
	struct function *f = n->function = begin(p, &around);

	f->start = (uint32_t)start;
	n = parse_rest_of_function(p, n, f);
	end(p, &around);
	return n;
}
