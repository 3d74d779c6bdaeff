#ifndef TEXT_NFC_H
#define TEXT_NFC_H

#include "core/base/arena.h"
#include "core/base/str.h"

#include <stdbool.h>

/* Unicode's normal form C (UAX #15): letters and their marks as one sign where there is one.
 * Bytes that are no UTF-8 stay as they are, and so does all text where libutf8proc is not
 * installed.  Time is linear: a text without any ASCII is taken in pieces of some kilobytes. */
void nfc_add(struct str *out, const char *text, size_t len);
/* The text itself when it is in normal form by its bytes alone, as most is. */
const char *nfc_text(struct arena *a, const char *text);

/* The four forms of UAX #15. */
enum text_form { FORM_C, FORM_D, FORM_KC, FORM_KD };
/* How much of a text may be put into a form by itself; a text is taken piece by piece. */
size_t text_form_piece(const char *text, size_t len);
/* Adds one piece in a form; false: libutf8proc is not installed. */
bool text_form_add(struct str *out, const char *text, size_t len, enum text_form form);

#endif
