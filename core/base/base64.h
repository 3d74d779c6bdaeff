#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "core/base/str.h"

/* RFC 4648 section 4, with padding. */
void base64_encode(const void *bytes, size_t len, struct str *out);

#endif
