#include "core/text/nfc.h"

#include "core/base/library.h"
#include "core/base/utf8.h"

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

/* Scripts whose letters begin a sign of their own: no mark, no second half of a sign.  Enough
 * of them that texts are cut there. */
static bool begins_sign(uint32_t c)
{
	static const uint32_t ranges[][2] = {{0, 0x2ff}, {0x370, 0x482}, {0x5d0, 0x5ea},
		{0x621, 0x64a}, {0x1100, 0x1112}, {0x3041, 0x3096}, {0x30a1, 0x30fa},
		{0x3400, 0x9fff}, {0xac00, 0xd7a3}, {0x1f000, 0x1faff}};

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return false;
}

/* The last one that fits ends before the beginning of a sign, or before some character when
 * there is none for long. */
size_t text_form_piece(const char *text, size_t len)
{
	size_t end = len < PIECE_MAX ? len : PIECE_MAX;
	uint32_t c;

	if (end == len)
		return len;
	for (size_t i = end; i > 1; i--)
		if (utf8_decode(text + i, len - i, &c) && begins_sign(c))
			return i;
	while (end > 1 && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	return end;
}

static bool is_loaded(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return loaded;
}

bool text_form_add(struct str *out, const char *text, size_t len, enum text_form form)
{
	static const int options[] = {
		[FORM_C] = UTF8PROC_COMPOSE,
		[FORM_D] = UTF8PROC_DECOMPOSE,
		[FORM_KC] = UTF8PROC_COMPOSE | UTF8PROC_COMPAT,
		[FORM_KD] = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT,
	};
	utf8proc_uint8_t *made = NULL;
	utf8proc_ssize_t n;

	if (!is_loaded())
		return false;
	n = api.map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &made,
		(utf8proc_option_t)(UTF8PROC_STABLE | options[form]));
	if (n >= 0)
		str_add_bytes(out, (const char *)made, (size_t)n);
	else
		str_add_bytes(out, text, len);
	free(made);
	return true;
}

void nfc_add(struct str *out, const char *text, size_t len)
{
	if (is_plain(text, len) || !is_loaded()) {
		str_add_bytes(out, text, len);
		return;
	}
	for (size_t at = 0, piece; at < len; at += piece) {
		piece = text_form_piece(text + at, len - at);
		text_form_add(out, text + at, piece, FORM_C);
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
