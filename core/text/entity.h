#ifndef TEXT_ENTITY_H
#define TEXT_ENTITY_H

#include <stddef.h>
#include <stdint.h>

/* The character of one of HTML's references as it stands, "&amp;", "&#8217;", "&hellip;";
 * 0: it is none, or not a known one.  Numbers beyond Unicode are U+FFFD. */
uint32_t text_entity(const char *text, size_t len);

#endif
