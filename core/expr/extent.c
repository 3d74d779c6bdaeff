#include "core/base/mem.h"
#include "core/expr/lex.h"

/* Deeper ones are nobody's text. */
#define MAX_DEPTH 500

/* Whether a '/' behind this token divides; else it begins a regular
 * expression.  (Behind "if (…)" it would begin one, too: statements at that
 * depth are not worth a parser.) */
static bool ends_value(const struct token *t)
{
	switch (t->kind) {
	case TOKEN_NAME:
	case TOKEN_NUMBER:
	case TOKEN_STRING:
	case TOKEN_TEMPLATE:
	case TOKEN_REGEX:
	case TOKEN_RPAREN:
	case TOKEN_RBRACKET:
	case TOKEN_RBRACE:
	case TOKEN_INCREMENT:
	case TOKEN_DECREMENT:
	case TOKEN_THIS:
	case TOKEN_NULL:
	case TOKEN_TRUE:
	case TOKEN_FALSE: return true;
	default: return false;
	}
}

/* The braces that are open, and which of them a template waits behind. */
struct braces {
	bool of_template[MAX_DEPTH];
	size_t depth;
};

static bool open_brace(struct braces *b, bool of_template)
{
	if (b->depth == MAX_DEPTH)
		return false;
	b->of_template[b->depth++] = of_template;
	return true;
}

/* A piece of a template up to its end, or to the brace that it opens. */
static bool read_piece(struct lexer *l, struct braces *b)
{
	return lex_template(l) && (l->token.tail || open_brace(b, true));
}

/* One token; false where the text is no expression's. */
static bool read_token(struct lexer *l, struct braces *b)
{
	bool divides = ends_value(&l->token);

	if (!lex_next(l))
		return false;
	switch (l->token.kind) {
	case TOKEN_DIV:
	case TOKEN_ASSIGN_DIV: return divides || lex_regex(l);
	case TOKEN_LBRACE: return open_brace(b, false);
	case TOKEN_BACKTICK: return read_piece(l, b);
	case TOKEN_RBRACE: return !b->depth || !b->of_template[--b->depth] || read_piece(l, b);
	default: return l->token.kind != TOKEN_END;
	}
}

static _Noreturn void no_memory(struct heap *h)
{
	(void)h;
	mem_exhausted();
}

bool expr_extent(const char *text, size_t len, size_t *ret)
{
	struct arena a = {0};
	struct expr_syntax ignored = {0};
	struct lexer l = {.heap = {.arena = &a, .left = SIZE_MAX, .exhausted = no_memory},
		.text = text, .len = len, .bad = &ignored, .token = {.kind = TOKEN_LPAREN}};
	struct braces b = {.depth = 0};
	bool ok, found = false;

	do {
		size_t depth = b.depth;

		ok = read_token(&l, &b);
		found = ok && !depth && l.token.kind == TOKEN_RBRACE;
	} while (ok && !found);
	if (found)
		*ret = l.token.start;
	arena_release(&a);
	return found;
}
