#ifndef DB_POSTGRES_WORDS_H
#define DB_POSTGRES_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* PostgreSQL's SQL as words, as its own scanner cuts it (scan.l), with
 * standard_conforming_strings on. */

enum postgres_token {
	TOKEN_END,
	TOKEN_NAME,   /* a keyword, or a name without quotes */
	TOKEN_QUOTED, /* "a name" */
	TOKEN_STRING, /* of any kind */
	TOKEN_NUMBER,
	TOKEN_PARAMETER, /* ?1 */
	TOKEN_OTHER,     /* one character */
	TOKEN_STRANGE,   /* what could be read in two ways, or does not end */
};

struct postgres_words {
	const char *at; /* set to the text */
	enum postgres_token token;
	const char *text; /* of the token */
	size_t len;
};

void postgres_next(struct postgres_words *w);
/* Whether the token is this keyword, given in capitals. */
bool postgres_is(const struct postgres_words *w, const char *keyword);

#endif
