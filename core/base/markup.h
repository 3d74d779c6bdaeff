#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

#include "core/base/str.h"

#include <stddef.h>

/* Text of strangers in HTML and XML, between tags and in quoted attributes.  Line
 * ends and tabs stay, other control characters go; what is no UTF-8, and marks that
 * turn the direction of what follows (CVE-2021-42574), become U+FFFD. */
void markup_text(struct str *out, const char *text, size_t len);

#endif
