#ifndef AI_CLEAN_H
#define AI_CLEAN_H

#include "core/base/str.h"

/* Text of strangers, before a model reads it: without what people do not see
 * in it.  Terminal sequences, control characters but newline and tab,
 * characters that turn the direction of writing, tag characters, and blanks
 * of no width go; joiners stay, for scripts and emoji need them. */
void ai_clean(struct str *out, const char *text);

#endif
