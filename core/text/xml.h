#ifndef TEXT_XML_H
#define TEXT_XML_H

#include "core/base/err.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <stdbool.h>

/* libxml2, loaded on first use; private to core/text.  The members are its functions
 * without their xml. */
struct xml_api {
	void (*init)(void);
	htmlParserCtxtPtr (*new_html)(void);
	void (*free_html)(htmlParserCtxtPtr);
	htmlDocPtr (*read_html)(
		htmlParserCtxtPtr, const char *, int, const char *, const char *, int);
	const htmlEntityDesc *(*entity)(const xmlChar *);
	xmlDocPtr (*read_memory)(const char *, int, const char *, const char *, int);
	void (*free_doc)(xmlDocPtr);
	long (*line)(const xmlNode *);
};

const struct xml_api *xml_load(struct err *err); /* NULL: it is not there */

/* A document of somebody else as a tree: nothing is fetched, no entity and no DTD is
 * followed; what is broken is repaired.  NULL with ERR_INPUT when nothing is left.  The
 * caller's, for free_doc(). */
xmlDocPtr xml_parse(const char *text, size_t len, const char *name, struct err *err);

/* The element's attribute as it stands in the tree, or NULL. */
const char *xml_attribute(const xmlNode *element, const char *name);
bool xml_is(const xmlNode *node, const char *name); /* an element of this local name */
/* The node behind it in document order below `root`, or NULL; no recursion. */
xmlNode *xml_next(xmlNode *node, const xmlNode *root, bool descends);

#endif
