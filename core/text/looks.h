#ifndef TEXT_LOOKS_H
#define TEXT_LOOKS_H

#include "core/text/document.h"

/* A heading, a fence, a table, or two items or bold terms: what is read as Markdown when
 * nothing else says what it is. */
bool text_looks_like_markdown(const struct text_input *in);

#endif
