#ifndef EXPR_LEX_LITERAL_H
#define EXPR_LEX_LITERAL_H

#include "core/expr/lex.h"

/* The literals that lex_next() meets; the lexer stands at their first byte. */
bool lex_number(struct lexer *l);
bool lex_string(struct lexer *l);

#endif
