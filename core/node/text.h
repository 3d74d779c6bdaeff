#ifndef NODE_TEXT_H
#define NODE_TEXT_H

#include "core/data/json.h"

/* Bytes as a string: what is no UTF-8, and NUL, becomes U+FFFD. */
cJSON *text_value(const char *bytes, size_t len);
/* An array of lines, without their ends (\n or \r\n). */
cJSON *text_lines(const char *text, size_t len);

#endif
