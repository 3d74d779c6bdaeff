#include "core/text/nfc.h"

#include "core/base/library.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* libutf8proc puts marks in order by exchanging neighbours: a run of them costs the square
 * of its length. */
#define PIECE_MAX 4096

static struct {
	utf8proc_ssize_t (*map)(
		const utf8proc_uint8_t *, utf8proc_ssize_t, utf8proc_uint8_t **, utf8proc_option_t);
} api;
static bool loaded;

static void load(void)
{
	static const struct library_symbol symbols[] = {{"utf8proc_map", &api.map}, {0}};
	char why[256];

	loaded = library_load(LIBRARY_UTF8PROC, symbols, why, sizeof why);
}

/* All below U+0300, whose first byte is 0xcc, is in normal form. */
static bool is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0xcc)
			return false;
	return true;
}

/* Where a piece may end: before an ASCII sign, which no mark before it joins, or before
 * some other one when there is none for long. */
static size_t piece_of(const char *text, size_t len)
{
	size_t end = len < PIECE_MAX ? len : PIECE_MAX;

	if (end == len)
		return len;
	for (size_t i = end; i > 1; i--)
		if ((unsigned char)text[i] < 0x80)
			return i;
	while (end > 1 && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	return end;
}

static void add_piece(struct str *out, const char *text, size_t len)
{
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t n = api.map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len,
		&composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);

	if (n >= 0)
		str_add_bytes(out, (const char *)composed, (size_t)n);
	else
		str_add_bytes(out, text, len);
	free(composed);
}

static bool is_loaded(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return loaded;
}

void nfc_add(struct str *out, const char *text, size_t len)
{
	if (is_plain(text, len) || !is_loaded()) {
		str_add_bytes(out, text, len);
		return;
	}
	for (size_t at = 0, piece; at < len; at += piece) {
		piece = piece_of(text + at, len - at);
		add_piece(out, text + at, piece);
	}
}

const char *nfc_text(struct arena *a, const char *text)
{
	struct str out = {0};
	const char *kept;

	if (is_plain(text, strlen(text)))
		return text;
	nfc_add(&out, text, strlen(text));
	kept = arena_strdup(a, str_text(&out));
	str_release(&out);
	return kept;
}
