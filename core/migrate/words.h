#ifndef MIGRATE_WORDS_H
#define MIGRATE_WORDS_H

#include "core/base/vec.h"
#include "core/db/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A script of SQL as words and statements, as SQLite (tokenize.c) and PostgreSQL (scan.l, and
 * psql for what ends a statement) cut it.  Nothing is checked: what is no SQL gives words, too. */

enum word_kind {
	WORD_NAME,   /* a keyword, or a name without quotes; ${X} in it stands for itself */
	WORD_QUOTED, /* a name in "", `` or [] */
	WORD_STRING,
	WORD_NUMBER,
	WORD_OTHER, /* one character */
};

struct word {
	uint32_t at, len; /* in the text, with its quotes */
	uint16_t depth;   /* of the parentheses that it stands in; those themselves: outside */
	unsigned char kind;
};

/* A comment "lint: allow CODE …" and the statement it belongs to; SIZE_MAX: none is left. */
struct sql_note {
	uint32_t at, len; /* what stands behind "allow" */
	size_t statement;
};

struct sql_statement {
	size_t first, len; /* words, without the semicolon */
};

/* Of the rows of an INSERT only the words outside of parentheses are kept: they are data. */
struct sql_script {
	const char *text; /* borrowed, as the words are */
	enum source_dialect dialect;
	VEC(struct word) words;
	VEC(struct sql_statement) statements;
	VEC(struct sql_note) notes;
	size_t unclosed; /* where a string, name or comment begins that has no end; SIZE_MAX */
};

void sql_script_read(struct sql_script *ret, const char *text, enum source_dialect dialect);
void sql_script_release(struct sql_script *s);

/* Whether the word is this keyword, given in capitals. */
bool word_is(const struct sql_script *s, size_t word, const char *keyword);
bool word_is_char(const struct sql_script *s, size_t word, char c);

/* ---- for the script alone: the scanner ---- */

struct scanner {
	const char *text;
	enum source_dialect dialect;
	size_t at;
	enum word_kind kind;
	size_t start, len; /* of the word */
	size_t unclosed;
};

/* False at the end.  A comment is a word, too: *ret_comment. */
bool scanner_next(struct scanner *s, bool *ret_comment);

#endif
