#include "core/expr/eval.h"

#include "core/base/num.h"

#include <math.h>

/* Prints a callee as V8's messages do (src/ast/prettyprinter.cc, CallPrinter):
 * names and members as written, everything without a short text as
 * "(intermediate value)". */

#define INTERMEDIATE "(intermediate value)"

struct printer {
	struct builder out;
	bool iterable; /* of something that is no iterable: calls lose their (...) */
};

static void put(struct printer *p, const char *text)
{
	builder_add_ascii(&p->out, text);
}

static void describe(struct printer *b, const struct node *n);

static const char *operator_text(int op)
{
	static const char *const texts[] = {
		[TOKEN_ADD] = "+",
		[TOKEN_SUB] = "-",
		[TOKEN_MUL] = "*",
		[TOKEN_DIV] = "/",
		[TOKEN_MOD] = "%",
		[TOKEN_POWER] = "**",
		[TOKEN_SHL] = "<<",
		[TOKEN_SHR] = ">>",
		[TOKEN_USHR] = ">>>",
		[TOKEN_BIT_AND] = "&",
		[TOKEN_BIT_OR] = "|",
		[TOKEN_BIT_XOR] = "^",
		[TOKEN_AND] = "&&",
		[TOKEN_OR] = "||",
		[TOKEN_NULLISH] = "\?\?",
		[TOKEN_EQ] = "==",
		[TOKEN_NE] = "!=",
		[TOKEN_EQ_STRICT] = "===",
		[TOKEN_NE_STRICT] = "!==",
		[TOKEN_LT] = "<",
		[TOKEN_GT] = ">",
		[TOKEN_LE] = "<=",
		[TOKEN_GE] = ">=",
		[TOKEN_IN] = "in",
		[TOKEN_INSTANCEOF] = "instanceof",
		[TOKEN_NOT] = "!",
		[TOKEN_TILDE] = "~",
		[TOKEN_TYPEOF] = "typeof ",
		[TOKEN_VOID] = "void ",
		[TOKEN_DELETE] = "delete ",
	};

	return texts[op] ? texts[op] : "";
}

static bool fold(int op, double x, double y, double *ret)
{
	int32_t a = number_to_int32(x), b = number_to_int32(y);

	switch (op) {
	case TOKEN_ADD: *ret = x + y; return true;
	case TOKEN_SUB: *ret = x - y; return true;
	case TOKEN_MUL: *ret = x * y; return true;
	case TOKEN_DIV: *ret = x / y; return true;
	case TOKEN_MOD: *ret = fmod(x, y); return true;
	case TOKEN_POWER: *ret = pow(x, y); return true;
	case TOKEN_SHL: *ret = (int32_t)((uint32_t)a << (b & 31)); return true;
	case TOKEN_SHR: *ret = a >> (b & 31); return true;
	case TOKEN_USHR: *ret = (uint32_t)a >> (b & 31); return true;
	case TOKEN_BIT_AND: *ret = a & b; return true;
	case TOKEN_BIT_OR: *ret = a | b; return true;
	case TOKEN_BIT_XOR: *ret = a ^ b; return true;
	default: return false;
	}
}

/* V8 folds numbers when it parses: (0.1 + 0.2)() names 0.30000000000000004. */
static bool folded(const struct node *n, double *ret)
{
	double x, y;

	if (n->kind == NODE_NUMBER) {
		*ret = n->number;
		return true;
	}
	if (n->kind == NODE_UNARY && folded(n->a, &x)) {
		*ret = n->op == TOKEN_SUB ? -x : n->op == TOKEN_TILDE ? ~number_to_int32(x) : x;
		return n->op == TOKEN_SUB || n->op == TOKEN_ADD || n->op == TOKEN_TILDE;
	}
	return n->kind == NODE_BINARY && folded(n->a, &x) && folded(n->b, &y) &&
	       fold(n->op, x, y, ret);
}

static void describe_number(struct printer *b, double n)
{
	char text[NUM_TEXT_MAX];

	text[num_format(n, text)] = '\0';
	put(b, text);
}

/* Whether V8 keeps a + b + c as one node of three. */
static bool is_chain(const struct node *n)
{
	switch (n->op) {
	case TOKEN_ADD:
	case TOKEN_SUB:
	case TOKEN_MUL:
	case TOKEN_DIV:
	case TOKEN_MOD:
	case TOKEN_SHL:
	case TOKEN_SHR:
	case TOKEN_USHR:
	case TOKEN_BIT_AND:
	case TOKEN_BIT_OR:
	case TOKEN_BIT_XOR:
	case TOKEN_AND:
	case TOKEN_OR: return n->kind != NODE_COMMA;
	default: return false;
	}
}

/* a !== b is !(a === b). */
static void describe_operands(struct printer *b, const struct node *n, int op)
{
	if (n->a->kind == n->kind && n->a->op == n->op && is_chain(n))
		describe_operands(b, n->a, op);
	else
		describe(b, n->a);
	put(b, " ");
	put(b, n->kind == NODE_COMMA ? "," : operator_text(op));
	put(b, " ");
	describe(b, n->b);
}

static void describe_binary(struct printer *b, const struct node *n)
{
	bool negated = n->kind == NODE_BINARY && (n->op == TOKEN_NE || n->op == TOKEN_NE_STRICT);

	put(b, negated ? "(!(" : "(");
	if (negated)
		describe_operands(b, n, n->op == TOKEN_NE ? TOKEN_EQ : TOKEN_EQ_STRICT);
	else
		describe_operands(b, n, n->op);
	put(b, negated ? "))" : ")");
}

static void describe_list(struct printer *b, const struct node *n)
{
	bool array = n->kind == NODE_ARRAY;

	put(b, array ? "[" : "{");
	for (const struct node *item = n->a; item; item = item->next) {
		if (!array) {
			put(b, INTERMEDIATE);
			continue;
		}
		if (item->kind == NODE_SPREAD) {
			put(b, "(...");
			describe(b, item->a);
			put(b, ")");
		} else {
			describe(b, item);
		}
		if (item->next)
			put(b, ",");
	}
	put(b, array ? "]" : "}");
}

static void describe_member(struct printer *b, const struct node *n)
{
	const char *optional = n->flags & NODE_OPTIONAL ? "?" : "";
	const struct text *name = n->kind == NODE_MEMBER      ? n->text
				  : n->b->kind == NODE_STRING ? n->b->text
							      : NULL;

	describe(b, n->a);
	put(b, optional);
	if (name) {
		put(b, ".");
		builder_add(&b->out, name);
		return;
	}
	put(b, *optional ? ".[" : "[");
	describe(b, n->b);
	put(b, "]");
}

static void describe_quoted(struct printer *b, const char *quote, const struct text *t)
{
	put(b, quote);
	builder_add(&b->out, t);
	put(b, quote);
}

static void describe_template(struct printer *b, const struct node *n)
{
	size_t before = b->out.len;

	if (n->c) { /* with a tag it is a call */
		describe(b, n->c);
		put(b, "(...)");
		return;
	}
	for (const struct node *item = n->a; item; item = item->next)
		if (item->kind != NODE_PIECE)
			describe(b, item);
	if (!n->a->next)
		describe_quoted(b, "\"", n->a->text);
	else if (b->out.len == before)
		put(b, INTERMEDIATE);
}

static void describe_update(struct printer *b, const struct node *n)
{
	const char *op = n->op == TOKEN_INCREMENT ? "++" : "--";

	put(b, n->flags & NODE_PREFIX ? "(" : "");
	put(b, n->flags & NODE_PREFIX ? op : "(");
	describe(b, n->a);
	put(b, n->flags & NODE_PREFIX ? "" : op);
	put(b, ")");
}

/* Of a number or a string that stands in the text. */
static bool describes_truth(const struct node *n)
{
	double number;

	return folded(n, &number) ? number == number && number != 0 : n->text->len > 0;
}

static void describe(struct printer *b, const struct node *n)
{
	double number;

	if (folded(n, &number)) {
		describe_number(b, number);
		return;
	}
	switch (n->kind) {
	case NODE_NAME: builder_add(&b->out, n->text); break;
	case NODE_STRING: describe_quoted(b, "\"", n->text); break;
	case NODE_TRUE: put(b, "true"); break;
	case NODE_FALSE: put(b, "false"); break;
	case NODE_NULL: put(b, "null"); break;
	case NODE_THIS: put(b, "this"); break;
	case NODE_REGEX:
		describe_quoted(b, "/", n->text);
		builder_add(&b->out, n->extra);
		break;
	case NODE_TEMPLATE: describe_template(b, n); break;
	case NODE_MEMBER:
	case NODE_INDEX: describe_member(b, n); break;
	case NODE_CALL:
		describe(b, n->a);
		if (!b->iterable)
			put(b, "(...)");
		break;
	case NODE_ASSIGN: describe(b, n->a); break;
	case NODE_UPDATE: describe_update(b, n); break;
	case NODE_UNARY:
		if (n->op == TOKEN_NOT && (folded(n->a, &number) || n->a->kind == NODE_STRING)) {
			put(b, describes_truth(n->a) ? "false" : "true");
			break;
		}
		put(b, "(");
		put(b, operator_text(n->op));
		describe(b, n->a);
		put(b, ")");
		break;
	case NODE_BINARY:
	case NODE_LOGICAL:
	case NODE_COMMA: describe_binary(b, n); break;
	case NODE_CONDITIONAL: put(b, INTERMEDIATE INTERMEDIATE INTERMEDIATE); break;
	case NODE_ARRAY:
	case NODE_OBJECT: describe_list(b, n); break;
	default: put(b, INTERMEDIATE); break;
	}
}

const char *describe_node(struct eval *ev, const struct node *n)
{
	struct printer p = {.out = {.heap = &ev->heap}};

	eval_check_stack(ev);
	describe(&p, n);
	return text_utf8(&ev->heap, builder_text(&p.out), NULL);
}

const char *describe_not_iterable(struct eval *ev, const struct node *n)
{
	struct printer p = {.out = {.heap = &ev->heap}, .iterable = true};

	eval_check_stack(ev);
	describe(&p, n);
	put(&p, n->kind == NODE_CALL ? " is not a function or its return value is not iterable"
				     : " is not iterable");
	return text_utf8(&ev->heap, builder_text(&p.out), NULL);
}
