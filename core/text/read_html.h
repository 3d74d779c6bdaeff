#ifndef TEXT_READ_HTML_H
#define TEXT_READ_HTML_H

#include "core/text/flow.h"

/* HTML for the readers of other formats; private to core/text. */

/* A piece of HTML, UTF-8, as it stands in Markdown: its blocks go into the flow.  When it
 * cannot be read its tags are dropped. */
void read_html_fragment(struct text_flow *f, const char *html, size_t len, struct text_place place);

/* A page, UTF-8, of which `place` holds the part; sets the document's title when it has
 * none.  ERR_INPUT when nothing can be made of it. */
bool read_html_page(struct text_flow *f, const struct text_input *page, struct text_place place,
	struct err *err);

/* "&amp;", "&#8217;", "&hellip;" as its character, or as it stands when there is none. */
void html_entity(struct text_inline *i, const char *text, size_t len);

#endif
