#ifndef EXPR_REGEX_H
#define EXPR_REGEX_H

#include "core/expr/eval.h"

/* JavaScript's regular expressions on PCRE2.  Without the flag u a pattern
 * sees UTF-16 units: subject and pattern are encoded with each surrogate as a
 * character of its own (CESU-8); with it, as UTF-8. */
struct regex;

enum regex_flags {
	REGEX_INDICES = 1, /* d */
	REGEX_GLOBAL = 2,
	REGEX_IGNORE_CASE = 4,
	REGEX_MULTILINE = 8,
	REGEX_DOT_ALL = 16,
	REGEX_UNICODE = 32,
	REGEX_STICKY = 64,
};

/* A pattern in PCRE2's syntax.  `error` is V8's, NULL when all is well. */
struct regex_pattern {
	const char *error;
	char *text; /* NUL-terminated, in the heap */
	size_t len;
	unsigned groups; /* without the whole match */
	struct regex_name {
		const struct text *name;
		unsigned group;
	} *names;
	size_t names_len;
};
bool regex_flags_parse(const struct text *t, unsigned *ret);
/* With i and without u some characters match only themselves: another stands in for each,
 * in the pattern and in the subject. */
bool regex_folds_by_upper(unsigned flags);
uint32_t regex_stand_in(uint32_t c);
void regex_translate(struct heap *h, const struct text *source, unsigned flags,
	struct regex_pattern *ret);

/* Throws a SyntaxError. */
struct regex *regex_new(struct eval *ev, const struct text *source, const struct text *flags);
struct object *regex_object(struct eval *ev, struct regex *r);

/* The matches of one call: UTF-16 positions, -1 for groups that did not take part. */
struct regex_match {
	int32_t *at; /* start and end of each group, the whole match first */
	unsigned groups;
};
/* Looks for a match at or after `from`: 1 found, 0 not, -1 threw. */
int regex_exec(struct eval *ev, struct regex *r, const struct text *t, size_t from,
	struct regex_match *ret);
/* exec() with lastIndex as the program sees it. */
int regex_next(struct eval *ev, struct regex *r, const struct text *t, struct regex_match *ret);
struct object *regex_result(struct eval *ev, const struct regex *r, const struct text *t,
	const struct regex_match *m);
struct value regex_groups(struct eval *ev, const struct regex *r, const struct text *t,
	const struct regex_match *m); /* the named ones, or undefined */
struct value regex_group(struct eval *ev, const struct text *t, const struct regex_match *m,
	unsigned group);

unsigned regex_flags_of(const struct regex *r);
const struct text *regex_source(const struct regex *r);
const struct text *regex_flags_text(const struct regex *r);
double regex_last_index(const struct regex *r);
bool regex_set_last_index(struct eval *ev, struct regex *r, struct value v);
bool regex_member(struct eval *ev, struct regex *r, const struct text *key, struct value *ret);
const struct text *regex_to_text(struct eval *ev, const struct regex *r);
struct value regex_last_index_value(const struct regex *r);
/* The position behind `at`: a whole code point on with the flag u. */
size_t regex_advance(const struct regex *r, const struct text *t, size_t at);
const struct regex_pattern *regex_pattern_of(const struct regex *r);

#endif
