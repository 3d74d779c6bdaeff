#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Decodes one code point at `text` (len bytes left, at least 1) into *ret_cp
 * and returns its length, or 0 when the bytes are no valid UTF-8 (overlong,
 * surrogate, above U+10FFFF, cut short; RFC 3629). */
size_t utf8_decode(const char *text, size_t len, uint32_t *ret_cp);

/* Writes up to 4 bytes and returns how many.  Surrogates are written too
 * (WTF-8), for callers that keep JavaScript strings. */
size_t utf8_encode(uint32_t cp, char out[4]);

/* Code points of a text, which is valid. */
size_t utf8_count(const char *text);

/* Offset of the first invalid byte, or len when all is valid. */
size_t utf8_valid_prefix(const char *text, size_t len);

#endif
