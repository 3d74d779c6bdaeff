#include "core/text/read_html_page.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool in_list(const char *word, size_t len, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == len && strncasecmp(word, *list, len) == 0)
			return true;
	return false;
}

static bool named(const xmlNode *element, const char *const *list)
{
	return element->type == XML_ELEMENT_NODE &&
	       in_list((const char *)element->name, strlen((const char *)element->name), list);
}

bool html_is_silent(const xmlNode *element)
{
	static const char *const silent[] = {"script", "style", "template", "noscript", "svg",
		"iframe", "object", "embed", "select", "button", "input", "textarea", "canvas",
		"audio", "video", "head", "title", "map", "datalist", "dialog", "math", NULL};
	const char *style = xml_attribute(element, "style");

	return named(element, silent) || xml_attribute(element, "hidden") ||
	       (style && (strstr(style, "display:none") || strstr(style, "display: none")));
}

size_t html_text_size(const xmlNode *node, size_t limit)
{
	size_t size = 0;
	bool descends;

	for (xmlNode *at = (xmlNode *)node; at && size <= limit;
		at = xml_next(at, node, descends)) {
		descends =
			!(at->type == XML_ELEMENT_NODE && (html_is_silent(at) || xml_is(at, "a")));
		if (at->type == XML_TEXT_NODE)
			for (const char *c = (const char *)at->content; *c && size <= limit; c++)
				size += (unsigned char)*c > ' ';
	}
	return size;
}

/* Words of a class or an id: at signs and where capitals begin. */
static bool has_word(const char *names, const char *const *list)
{
	size_t len;

	for (const char *at = names; *at; at += len ? len : 1) {
		for (len = 0; isalnum((unsigned char)at[len]); len++)
			if (len && isupper((unsigned char)at[len]) &&
				islower((unsigned char)at[len - 1]))
				break;
		if (len && in_list(at, len, list))
			return true;
	}
	return false;
}

static bool inside(const xmlNode *node, const char *const *list)
{
	for (node = node->parent; node; node = node->parent)
		if (named(node, list))
			return true;
	return false;
}

/* Whether it holds what must be content. */
static bool holds_content(const xmlNode *element)
{
	static const char *const content[] = {"main", "article", "h1", NULL};

	for (xmlNode *at = (xmlNode *)element; at; at = xml_next(at, element, true))
		if (at != element && named(at, content))
			return true;
	return false;
}

bool html_is_chrome(const struct html_page *p, const xmlNode *element)
{
	static const char *const always[] = {"nav", "aside", "form", "menu", "figcaption", NULL};
	static const char *const of_pages[] = {"header", "footer", NULL};
	static const char *const parts[] = {"article", "section", "main", "li", "blockquote", NULL};
	static const char *const roles[] = {"navigation", "banner", "contentinfo", "search",
		"complementary", "menu", "menubar", "toolbar", "dialog", "alertdialog", "doc-toc",
		"doc-bibliography", "doc-index", "doc-pagelist", NULL};
	static const char *const words[] = {"nav", "navbar", "navbox", "navigation", "menu",
		"footer", "sidebar", "breadcrumb", "breadcrumbs", "cookie", "cookies", "toc",
		"pagination", "pager", "share", "sharing", "social", "advert", "advertisement",
		"ads", "newsletter", "noprint", "editsection", "reflist", "references", "catlinks",
		"hatnote", "comments", "related", "skip", "topbar", "masthead", "copyright",
		"license", NULL};
	static const char *const never[] = {"html", "body", "main", "article", "p", "h1", "h2",
		"h3", "h4", "h5", "h6", "li", "dt", "dd", "td", "th", "tr", "a", "b", "i", "em",
		"strong", "code", "pre", NULL};
	const char *role = xml_attribute(element, "role"), *names = xml_attribute(element, "class");
	const char *id = xml_attribute(element, "id");

	if (named(element, always) || (role && in_list(role, strlen(role), roles)))
		return !holds_content(element);
	if (named(element, of_pages) && !inside(element, parts))
		return !holds_content(element);
	if (named(element, never) ||
		!((names && has_word(names, words)) || (id && has_word(id, words))))
		return false;
	/* a body with class="has-sidebar" is none: what holds much of the text is the text */
	return html_text_size(element, p->text / 3) <= p->text / 3 && !holds_content(element);
}
