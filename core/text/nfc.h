#ifndef TEXT_NFC_H
#define TEXT_NFC_H

#include "core/base/arena.h"
#include "core/base/str.h"

/* Unicode's normal form C (UAX #15): letters and their marks as one sign where there is one.
 * Bytes that are no UTF-8 stay as they are, and so does all text where libutf8proc is not
 * installed.  Time is linear: a text without any ASCII is taken in pieces of some kilobytes. */
void nfc_add(struct str *out, const char *text, size_t len);
/* The text itself when it is in normal form by its bytes alone, as most is. */
const char *nfc_text(struct arena *a, const char *text);

#endif
