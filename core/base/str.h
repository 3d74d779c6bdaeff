#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* A growing byte string, always ended by a NUL that len does not count.
 * A zeroed struct is the empty string; at is NULL until something is added,
 * str_text() never is. */
struct str {
	char *at;
	size_t len, cap;
};

void str_release(struct str *s);
void str_clear(struct str *s); /* keeps the memory */
void str_reserve(struct str *s, size_t more);
void str_add(struct str *s, const char *text);
void str_add_bytes(struct str *s, const char *bytes, size_t len);
void str_add_char(struct str *s, char c);
/* Bytes as text: what is no UTF-8, and NUL, becomes U+FFFD. */
void str_add_utf8(struct str *s, const char *bytes, size_t len);
void str_addf(struct str *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_vaddf(struct str *s, const char *format, va_list args);
void str_truncate(struct str *s, size_t len);
char *str_take(struct str *s); /* malloc'd, the caller's; s is empty after */

static inline const char *str_text(const struct str *s)
{
	return s->at ? s->at : "";
}

bool str_eq(const char *a, const char *b);           /* NULL equals only NULL */
/* Whether the text is one of these words, which a NULL ends. */
bool str_in(const char *text, const char *const *words);
bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);

/* The nearest of `count` words by edit distance, or NULL when none is within
 * two edits (Damerau-Levenshtein, optimal string alignment). */
const char *str_nearest(const char *word, const char *const *words, size_t count);

#endif
