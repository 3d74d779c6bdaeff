#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include "core/text/document.h"

/* The bytes of a document as UTF-8, added to `out`: what a byte order mark says, else
 * UTF-8 when it is valid, else the charset that is declared (`declared` by the document
 * itself, or NULL; then in->media_type), else the one that it looks like.  Bytes that
 * are no character become U+FFFD.  What holds NUL bytes or hardly any text is
 * ERR_INPUT.  The mark itself is left out. */
bool text_decode(
	struct str *out, const struct text_input *in, const char *declared, struct err *err);

/* How many bytes of valid UTF-8 text_decode() left out at the front: 3 or 0. */
size_t text_mark_length(const struct text_input *in);

/* The charset that an HTML or XML document declares in its first bytes, or false. */
bool text_declared_charset(const struct text_input *in, char *ret, size_t size);

#endif
