#ifndef EXPR_LEX_H
#define EXPR_LEX_H

#include "core/expr/expr.h"
#include "core/expr/text.h"

/* Punctuators first, longest of each family grouped; then words. */
enum token_kind {
	TOKEN_END,
	TOKEN_NAME,
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_TEMPLATE, /* a piece of a template, up to ${ or ` */
	TOKEN_REGEX,
	/* punctuators */
	TOKEN_LPAREN,
	TOKEN_RPAREN,
	TOKEN_LBRACKET,
	TOKEN_RBRACKET,
	TOKEN_LBRACE,
	TOKEN_RBRACE,
	TOKEN_BACKTICK,
	TOKEN_SEMICOLON,
	TOKEN_COMMA,
	TOKEN_COLON,
	TOKEN_DOT,
	TOKEN_ELLIPSIS,
	TOKEN_QUESTION,
	TOKEN_QUESTION_DOT,
	TOKEN_ARROW,
	TOKEN_NOT,
	TOKEN_TILDE,
	TOKEN_INCREMENT,
	TOKEN_DECREMENT,
	/* binary operators; TOKEN_X + (TOKEN_ASSIGN_ADD - TOKEN_ADD) is its assignment */
	TOKEN_ADD,
	TOKEN_SUB,
	TOKEN_MUL,
	TOKEN_DIV,
	TOKEN_MOD,
	TOKEN_POWER,
	TOKEN_SHL,
	TOKEN_SHR,
	TOKEN_USHR,
	TOKEN_BIT_AND,
	TOKEN_BIT_OR,
	TOKEN_BIT_XOR,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_NULLISH,
	TOKEN_ASSIGN_ADD,
	TOKEN_ASSIGN_SUB,
	TOKEN_ASSIGN_MUL,
	TOKEN_ASSIGN_DIV,
	TOKEN_ASSIGN_MOD,
	TOKEN_ASSIGN_POWER,
	TOKEN_ASSIGN_SHL,
	TOKEN_ASSIGN_SHR,
	TOKEN_ASSIGN_USHR,
	TOKEN_ASSIGN_BIT_AND,
	TOKEN_ASSIGN_BIT_OR,
	TOKEN_ASSIGN_BIT_XOR,
	TOKEN_ASSIGN_AND,
	TOKEN_ASSIGN_OR,
	TOKEN_ASSIGN_NULLISH,
	TOKEN_ASSIGN,
	TOKEN_EQ,
	TOKEN_NE,
	TOKEN_EQ_STRICT,
	TOKEN_NE_STRICT,
	TOKEN_LT,
	TOKEN_GT,
	TOKEN_LE,
	TOKEN_GE,
	/* words of the language; IN and INSTANCEOF are operators too */
	TOKEN_IN,
	TOKEN_INSTANCEOF,
	TOKEN_BREAK,
	TOKEN_CASE,
	TOKEN_CATCH,
	TOKEN_CLASS,
	TOKEN_CONST,
	TOKEN_CONTINUE,
	TOKEN_DEBUGGER,
	TOKEN_DEFAULT,
	TOKEN_DELETE,
	TOKEN_DO,
	TOKEN_ELSE,
	TOKEN_ENUM,
	TOKEN_EXPORT,
	TOKEN_EXTENDS,
	TOKEN_FALSE,
	TOKEN_FINALLY,
	TOKEN_FOR,
	TOKEN_FUNCTION,
	TOKEN_IF,
	TOKEN_IMPORT,
	TOKEN_NEW,
	TOKEN_NULL,
	TOKEN_RETURN,
	TOKEN_SUPER,
	TOKEN_SWITCH,
	TOKEN_THIS,
	TOKEN_THROW,
	TOKEN_TRUE,
	TOKEN_TRY,
	TOKEN_TYPEOF,
	TOKEN_VAR,
	TOKEN_VOID,
	TOKEN_WHILE,
	TOKEN_WITH,
	TOKEN_STRICT, /* implements interface let package private protected public static yield */
};

struct token {
	enum token_kind kind;
	size_t start, end;        /* byte offsets */
	bool after_newline;       /* a line ends between the token before and this one */
	bool tail;                /* TOKEN_TEMPLATE: ends with ` */
	double number;
	const struct text *text;  /* names and words; the value of strings and template pieces */
	const struct text *extra; /* a template piece as written, the flags of a regex */
	bool bad_escape;          /* a template piece with an escape that only a tag may see */
};

struct lexer {
	struct heap heap; /* in the caller's arena */
	const char *text;
	size_t len, at;
	struct token token; /* the one being looked at */
	size_t last_end;    /* where the one before ended */
	struct expr_syntax *bad;
};

/* All return false after filling lexer->bad. */
bool lex_next(struct lexer *l);
bool lex_regex(struct lexer *l);    /* reads the current '/' or '/=' again, as a literal */
bool lex_template(struct lexer *l); /* a piece that begins behind the current ` or } */
bool lex_fail(struct lexer *l, size_t offset, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* V8's words for the current token in a place where it cannot stand. */
bool lex_unexpected(struct lexer *l);

#endif
