#include "core/expr/lex.h"

#include "core/base/utf8.h"
#include "core/expr/lex_literal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

static const struct word {
	const char *text;
	enum token_kind kind;
} words[] = {
	{"break", TOKEN_BREAK},
	{"case", TOKEN_CASE},
	{"catch", TOKEN_CATCH},
	{"class", TOKEN_CLASS},
	{"const", TOKEN_CONST},
	{"continue", TOKEN_CONTINUE},
	{"debugger", TOKEN_DEBUGGER},
	{"default", TOKEN_DEFAULT},
	{"delete", TOKEN_DELETE},
	{"do", TOKEN_DO},
	{"else", TOKEN_ELSE},
	{"enum", TOKEN_ENUM},
	{"export", TOKEN_EXPORT},
	{"extends", TOKEN_EXTENDS},
	{"false", TOKEN_FALSE},
	{"finally", TOKEN_FINALLY},
	{"for", TOKEN_FOR},
	{"function", TOKEN_FUNCTION},
	{"if", TOKEN_IF},
	{"implements", TOKEN_STRICT},
	{"import", TOKEN_IMPORT},
	{"in", TOKEN_IN},
	{"instanceof", TOKEN_INSTANCEOF},
	{"interface", TOKEN_STRICT},
	{"let", TOKEN_STRICT},
	{"new", TOKEN_NEW},
	{"null", TOKEN_NULL},
	{"package", TOKEN_STRICT},
	{"private", TOKEN_STRICT},
	{"protected", TOKEN_STRICT},
	{"public", TOKEN_STRICT},
	{"return", TOKEN_RETURN},
	{"static", TOKEN_STRICT},
	{"super", TOKEN_SUPER},
	{"switch", TOKEN_SWITCH},
	{"this", TOKEN_THIS},
	{"throw", TOKEN_THROW},
	{"true", TOKEN_TRUE},
	{"try", TOKEN_TRY},
	{"typeof", TOKEN_TYPEOF},
	{"var", TOKEN_VAR},
	{"void", TOKEN_VOID},
	{"while", TOKEN_WHILE},
	{"with", TOKEN_WITH},
	{"yield", TOKEN_STRICT},
};

/* Longest first within a first character. */
static const struct word punctuators[] = {
	{"(", TOKEN_LPAREN},
	{")", TOKEN_RPAREN},
	{"[", TOKEN_LBRACKET},
	{"]", TOKEN_RBRACKET},
	{"{", TOKEN_LBRACE},
	{"}", TOKEN_RBRACE},
	{"`", TOKEN_BACKTICK},
	{";", TOKEN_SEMICOLON},
	{",", TOKEN_COMMA},
	{":", TOKEN_COLON},
	{"...", TOKEN_ELLIPSIS},
	{".", TOKEN_DOT},
	{"\?\?=", TOKEN_ASSIGN_NULLISH},
	{"\?\?", TOKEN_NULLISH},
	{"?.", TOKEN_QUESTION_DOT},
	{"?", TOKEN_QUESTION},
	{"===", TOKEN_EQ_STRICT},
	{"==", TOKEN_EQ},
	{"=>", TOKEN_ARROW},
	{"=", TOKEN_ASSIGN},
	{"!==", TOKEN_NE_STRICT},
	{"!=", TOKEN_NE},
	{"!", TOKEN_NOT},
	{"~", TOKEN_TILDE},
	{"++", TOKEN_INCREMENT},
	{"+=", TOKEN_ASSIGN_ADD},
	{"+", TOKEN_ADD},
	{"--", TOKEN_DECREMENT},
	{"-=", TOKEN_ASSIGN_SUB},
	{"-", TOKEN_SUB},
	{"**=", TOKEN_ASSIGN_POWER},
	{"**", TOKEN_POWER},
	{"*=", TOKEN_ASSIGN_MUL},
	{"*", TOKEN_MUL},
	{"/=", TOKEN_ASSIGN_DIV},
	{"/", TOKEN_DIV},
	{"%=", TOKEN_ASSIGN_MOD},
	{"%", TOKEN_MOD},
	{"<<=", TOKEN_ASSIGN_SHL},
	{"<<", TOKEN_SHL},
	{"<=", TOKEN_LE},
	{"<", TOKEN_LT},
	{">>>=", TOKEN_ASSIGN_USHR},
	{">>>", TOKEN_USHR},
	{">>=", TOKEN_ASSIGN_SHR},
	{">>", TOKEN_SHR},
	{">=", TOKEN_GE},
	{">", TOKEN_GT},
	{"&&=", TOKEN_ASSIGN_AND},
	{"&&", TOKEN_AND},
	{"&=", TOKEN_ASSIGN_BIT_AND},
	{"&", TOKEN_BIT_AND},
	{"||=", TOKEN_ASSIGN_OR},
	{"||", TOKEN_OR},
	{"|=", TOKEN_ASSIGN_BIT_OR},
	{"|", TOKEN_BIT_OR},
	{"^=", TOKEN_ASSIGN_BIT_XOR},
	{"^", TOKEN_BIT_XOR},
};

bool lex_fail(struct lexer *l, size_t offset, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(l->bad->message, sizeof l->bad->message, format, args);
	va_end(args);
	l->bad->offset = offset;
	return false;
}

bool lex_unexpected(struct lexer *l)
{
	const struct token *t = &l->token;
	int len = t->end - t->start > 100 ? 100 : (int)(t->end - t->start);
	const char *source = l->text + t->start;

	switch (t->kind) {
	case TOKEN_END: return lex_fail(l, t->start, "Unexpected end of input");
	case TOKEN_NUMBER: return lex_fail(l, t->start, "Unexpected number");
	case TOKEN_STRING: return lex_fail(l, t->start, "Unexpected string");
	case TOKEN_BACKTICK:
	case TOKEN_TEMPLATE: return lex_fail(l, t->start, "Unexpected template string");
	case TOKEN_STRICT: return lex_fail(l, t->start, "Unexpected strict mode reserved word");
	case TOKEN_ENUM: return lex_fail(l, t->start, "Unexpected reserved word");
	case TOKEN_NAME: return lex_fail(l, t->start, "Unexpected identifier '%.*s'", len, source);
	default: return lex_fail(l, t->start, "Unexpected token '%.*s'", len, source);
	}
}

static bool is_line_end(uint32_t c)
{
	return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

static size_t code_at(const struct lexer *l, size_t at, uint32_t *ret)
{
	size_t n;

	if (at >= l->len) {
		*ret = 0;
		return 0;
	}
	n = utf8_decode(l->text + at, l->len - at, ret);
	if (!n)
		*ret = 0xfffd;
	return n ? n : 1;
}

/* Letters outside ASCII: what Unicode calls ID_Start is close to what the C
 * library calls a letter; a stray one is an error in any case. */
static bool is_name_start(uint32_t c)
{
	if (c < 128)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
	return c >= 0xaa && c != 0xd7 && c != 0xf7 && !text_is_space(c) && !is_line_end(c) &&
	       !(c >= 0x2000 && c <= 0x206f) && c != 0xfffd && c != 0xab && c != 0xbb &&
	       !(c >= 0x1f000 && c <= 0x1faff) && !(c >= 0x2190 && c <= 0x2bff) && c != 0xb7 &&
	       !(c >= 0xac && c <= 0xbf && c != 0xb5 && c != 0xba) &&
	       !(c >= 0x20a0 && c <= 0x20cf) && !(c >= 0x3001 && c <= 0x3004) &&
	       !(c >= 0x3008 && c <= 0x3020) && !(c >= 0xff01 && c <= 0xff20);
}

static bool is_name_part(uint32_t c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == 0x200c || c == 0x200d ||
	       c == 0xb7;
}

/* False when a comment has no end. */
static bool skip_comment(struct lexer *l, bool *newline)
{
	size_t start = l->at;
	bool block = l->text[l->at + 1] == '*';
	uint32_t c;

	for (l->at += 2; l->at < l->len;) {
		size_t n = code_at(l, l->at, &c);

		if (!block && is_line_end(c))
			return true;
		if (block && c == '*' && l->at + 1 < l->len && l->text[l->at + 1] == '/') {
			l->at += 2;
			return true;
		}
		*newline |= is_line_end(c);
		l->at += n;
	}
	return !block || lex_fail(l, start, "Invalid or unexpected token");
}

static bool skip_blanks(struct lexer *l, bool *newline)
{
	*newline = false;
	while (l->at < l->len) {
		uint32_t c;
		size_t n = code_at(l, l->at, &c);

		if (c == '/' && l->at + 1 < l->len &&
			(l->text[l->at + 1] == '/' || l->text[l->at + 1] == '*')) {
			if (!skip_comment(l, newline))
				return false;
			continue;
		}
		if (!text_is_space(c) && !is_line_end(c))
			return true;
		*newline |= is_line_end(c);
		l->at += n;
	}
	return true;
}

static int compare_words(const void *key, const void *element)
{
	return strcmp(key, ((const struct word *)element)->text);
}

static bool lex_name(struct lexer *l)
{
	struct token *t = &l->token;
	size_t step, len;
	uint32_t c;

	while ((step = code_at(l, l->at, &c)) && is_name_part(c))
		l->at += step;
	if (l->at < l->len && l->text[l->at] == '\\')
		return lex_fail(l, l->at, "escapes in names are not supported");
	len = l->at - t->start;
	t->kind = TOKEN_NAME;
	t->text = text_copy(&l->heap, l->text + t->start, len);
	text_hash(t->text);
	if (len <= 10 && !t->text->wide) {
		const struct word *w = bsearch(t->text->ascii, words, sizeof words / sizeof *words,
			sizeof *words, compare_words);

		if (w)
			t->kind = w->kind;
	}
	return true;
}

static bool lex_punctuator(struct lexer *l)
{
	const char *at = l->text + l->at;
	size_t left = l->len - l->at;

	for (size_t i = 0; i < sizeof punctuators / sizeof *punctuators; i++) {
		const struct word *w = &punctuators[i];
		size_t len = strlen(w->text);

		if (*w->text != *at || len > left || memcmp(w->text, at, len) != 0)
			continue;
		/* `a?.5:b` is a conditional */
		if (w->kind == TOKEN_QUESTION_DOT && left > 2 && at[2] >= '0' && at[2] <= '9')
			continue;
		l->token.kind = w->kind;
		l->at += len;
		return true;
	}
	if (*at == '#')
		return lex_fail(l, l->at, "private names are not supported");
	if (*at == '\\' && left > 1 && at[1] == 'u')
		return lex_fail(l, l->at, "escapes in names are not supported");
	return lex_fail(l, l->at, "Invalid or unexpected token");
}

bool lex_next(struct lexer *l)
{
	struct token *t = &l->token;
	bool newline, ok;
	uint32_t c;

	l->last_end = t->end;
	if (!skip_blanks(l, &newline))
		return false;
	*t = (struct token){.start = l->at, .after_newline = newline};
	code_at(l, l->at, &c);
	if (l->at >= l->len)
		ok = true;
	else if ((c >= '0' && c <= '9') ||
		 (c == '.' && l->at + 1 < l->len && l->text[l->at + 1] >= '0' &&
			 l->text[l->at + 1] <= '9'))
		ok = lex_number(l);
	else if (c == '"' || c == '\'')
		ok = lex_string(l);
	else if (is_name_start(c))
		ok = lex_name(l);
	else
		ok = lex_punctuator(l);
	t->end = l->at;
	if (ok && t->kind == TOKEN_NUMBER) {
		code_at(l, l->at, &c);
		if (l->at < l->len && is_name_part(c))
			return lex_fail(l, t->start, "Invalid or unexpected token");
	}
	return ok;
}
