#ifndef TEST_UNIT_TEXT_BLOCKS_H
#define TEST_UNIT_TEXT_BLOCKS_H

#include "core/text/document.h"

/* The blocks of a document, a line each: "h2 Title", "p text", "- item", "-- deeper",
 * "1 of an ordered list", "d term = meaning" (a list's: "-d"), "t caption: head|head;
 * cell|cell", "q", "c"; "~" before chrome, "+" before an item that goes on.  The title
 * comes first, as "= title", when the document names one.  Of an error "error KIND:
 * message".  Valid until the next call. */
const char *blocks_of(enum text_format format, const char *text);
const char *blocks_of_bytes(enum text_format format, const char *bytes, size_t len);
/* The marks, "strong:words em:words", one block's behind the other's. */
const char *marks_of(enum text_format format, const char *text);
/* "3:17" for line and byte of each block, "p2" for its page, in their order. */
const char *places_of(enum text_format format, const char *text);
/* Joined by "|", with the hint behind an error. */
extern char blocks_notes[2048];

#endif
