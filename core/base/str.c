#include "core/base/str.h"

#include "core/base/mem.h"
#include "core/base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void str_release(struct str *s)
{
	free(s->at);
	*s = (struct str){0};
}

void str_clear(struct str *s)
{
	str_truncate(s, 0);
}

void str_truncate(struct str *s, size_t len)
{
	if (len >= s->len)
		return;
	s->len = len;
	s->at[len] = '\0';
}

void str_reserve(struct str *s, size_t more)
{
	size_t need = s->len + more + 1, cap = s->cap ? s->cap : 32;

	if (need < s->len)
		mem_exhausted();
	if (need <= s->cap)
		return;
	while (cap < need)
		cap = cap > (size_t)-1 / 2 ? need : cap * 2;
	s->at = mem_resize(s->at, cap);
	s->cap = cap;
	s->at[s->len] = '\0';
}

void str_add_bytes(struct str *s, const char *bytes, size_t len)
{
	str_reserve(s, len);
	if (len)
		memcpy(s->at + s->len, bytes, len);
	s->len += len;
	s->at[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
	str_add_bytes(s, text, strlen(text));
}

void str_add_char(struct str *s, char c)
{
	if (s->len + 1 >= s->cap)
		str_reserve(s, 1);
	s->at[s->len++] = c;
	s->at[s->len] = '\0';
}

void str_vaddf(struct str *s, const char *format, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len <= 0)
		return;
	str_reserve(s, (size_t)len);
	vsnprintf(s->at + s->len, (size_t)len + 1, format, args);
	s->len += (size_t)len;
}

void str_add_utf8(struct str *s, const char *bytes, size_t len)
{
	size_t valid;

	for (const char *end = bytes + len; bytes < end; bytes += valid) {
		const char *nul;

		valid = utf8_valid_prefix(bytes, (size_t)(end - bytes));
		nul = memchr(bytes, '\0', valid);
		valid = nul ? (size_t)(nul - bytes) : valid;
		str_add_bytes(s, bytes, valid);
		if (bytes + valid < end) {
			str_add(s, "\xef\xbf\xbd");
			valid++;
		}
	}
}

void str_addf(struct str *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	str_vaddf(s, format, args);
	va_end(args);
}

char *str_take(struct str *s)
{
	char *text;

	str_reserve(s, 0);
	text = s->at;
	*s = (struct str){0};
	return text;
}

bool str_eq(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool str_in(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (str_eq(text, *words))
			return true;
	return false;
}

bool str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *text, const char *suffix)
{
	size_t len = strlen(text), tail = strlen(suffix);

	return len >= tail && memcmp(text + len - tail, suffix, tail) == 0;
}

/* Longer words are not worth guessing at, and the rows stay on the stack. */
#define WORD_MAX 64

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

static size_t edit_distance(const char *a, const char *b)
{
	size_t rows[3][WORD_MAX + 1], la = strlen(a), lb = strlen(b);

	if (la > WORD_MAX || lb > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= lb; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			row[j] = min3(up[j] + 1, row[j - 1] + 1, up[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
				up2[j - 2] + 1 < row[j])
				row[j] = up2[j - 2] + 1;
		}
	}
	return rows[la % 3][lb];
}

const char *str_nearest(const char *word, const char *const *words, size_t count)
{
	const char *nearest = NULL;
	size_t best = 3;

	for (size_t i = 0; i < count; i++) {
		size_t distance = edit_distance(word, words[i]);

		/* Two edits on a word of two letters would suggest anything. */
		if (distance < best && distance < strlen(word)) {
			best = distance;
			nearest = words[i];
		}
	}
	return nearest;
}
