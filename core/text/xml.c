#include "core/text/xml.h"

#include "core/base/library.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

static struct xml_api api;
static bool loaded;
static char why[256];

static void load(void)
{
	static const struct library_symbol symbols[] = {
		{"xmlInitParser", &api.init},
		{"htmlNewParserCtxt", &api.new_html},
		{"htmlFreeParserCtxt", &api.free_html},
		{"htmlCtxtReadMemory", &api.read_html},
		{"htmlEntityLookup", &api.entity},
		{"xmlReadMemory", &api.read_memory},
		{"xmlFreeDoc", &api.free_doc},
		{"xmlGetLineNo", &api.line},
		{0},
	};

	loaded = library_load(LIBRARY_XML, symbols, why, sizeof why);
	if (loaded)
		api.init(); /* once, before threads use it */
}

const struct xml_api *xml_load(struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	if (loaded)
		return &api;
	err_set(err, ERR_WORK, "cannot load libxml2, which HTML is read with: %s", why);
	err_hint(err, "install it: apt-get install libxml2");
	return NULL;
}

xmlDocPtr xml_parse(const char *text, size_t len, const char *name, struct err *err)
{
	const int options = XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
			    XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES;
	const struct xml_api *xml = xml_load(err);
	xmlDocPtr doc;

	if (!xml)
		return NULL;
	doc = len <= INT_MAX ? xml->read_memory(text, (int)len, NULL, NULL, options) : NULL;
	if (doc && doc->children)
		return doc;
	if (doc)
		xml->free_doc(doc);
	err_set(err, ERR_INPUT, "'%s' is no XML", name);
	return NULL;
}

const char *xml_attribute(const xmlNode *element, const char *name)
{
	for (const xmlAttr *a = element->properties; a; a = a->next)
		if (strcmp((const char *)a->name, name) == 0)
			return a->children && a->children->content
				       ? (const char *)a->children->content
				       : "";
	return NULL;
}

bool xml_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

xmlNode *xml_next(xmlNode *node, const xmlNode *root, bool descends)
{
	if (descends && node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	while (node != root && !node->next)
		node = node->parent;
	return node == root ? NULL : node->next;
}
