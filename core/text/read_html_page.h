#ifndef TEXT_READ_HTML_PAGE_H
#define TEXT_READ_HTML_PAGE_H

#include "core/text/flow.h"
#include "core/text/xml.h"

/* A page as a tree and the walk over it; private to read_html*.c. */

struct html_page {
	const struct xml_api *xml;
	struct text_flow *f;
	struct text_place place; /* lines count from its line */
	const xmlNode *root;     /* what is walked */
	size_t text;             /* bytes of text below the root, links left out */
};

void html_walk(struct html_page *p);
/* Whether an element is navigation or another thing around the text. */
bool html_is_chrome(const struct html_page *p, const xmlNode *element);
/* Script, style and the like: nothing in it is text. */
bool html_is_silent(const xmlNode *element);
/* Whether it is a table of data; else its cells are walked as content. */
bool html_is_grid(const xmlNode *table);
void html_table(struct html_page *p, const xmlNode *table);

struct text_place html_place(const struct html_page *p, const xmlNode *node);
/* Text below `node`, links left out; counting ends beyond `limit`. */
size_t html_text_size(const xmlNode *node, size_t limit);

#endif
