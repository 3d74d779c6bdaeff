#include "core/text/read_html.h"

#include "core/base/utf8.h"
#include "core/text/charset.h"
#include "core/text/entity.h"
#include "core/text/read_html_page.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void html_entity(struct text_inline *i, const char *text, size_t len)
{
	uint32_t cp = text_entity(text, len);
	char bytes[4];

	if (cp)
		text_inline_add(i, bytes, utf8_encode(cp, bytes));
	else
		text_inline_add(i, text, len);
}

/* ---- pages ---- */

/* The text up to a comment that never ends: libxml2 would look for the end of each anew,
 * in quadratic time. */
static size_t without_open_comment(const char *text, size_t len)
{
	const char *end = text + len, *at = end, *found;

	while (at > text && !(at[-1] == '>' && at - text >= 3 && memcmp(at - 3, "-->", 3) == 0))
		at--;
	for (; (found = memchr(at, '<', (size_t)(end - at))); at = found + 1)
		if (end - found >= 4 && memcmp(found, "<!--", 4) == 0)
			return (size_t)(found - text);
	return len;
}

static xmlDocPtr parse(const struct xml_api *xml, const char *text, size_t len, bool *ret_cut)
{
	const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
			    HTML_PARSE_NONET | HTML_PARSE_COMPACT | HTML_PARSE_IGNORE_ENC;
	htmlParserCtxtPtr parser = len <= INT_MAX ? xml->new_html() : NULL;
	xmlDocPtr doc;

	if (!parser)
		return NULL;
	len = without_open_comment(text, len);
	doc = xml->read_html(parser, text, (int)len, NULL, "UTF-8", options);
	/* libxml2 stops where elements are nested more than 256 deep */
	*ret_cut = parser->disableSAX != 0;
	xml->free_html(parser);
	return doc;
}

/* The one element of this name, or NULL when there are none or several. */
static xmlNode *only(xmlNode *root, const char *name, const char *role)
{
	xmlNode *found = NULL;

	for (xmlNode *at = root; at; at = xml_next(at, root, true)) {
		const char *is =
			at->type == XML_ELEMENT_NODE && role ? xml_attribute(at, "role") : NULL;

		if (!xml_is(at, name) && !(is && strcmp(is, role) == 0))
			continue;
		if (found) {
			const xmlNode *up = at;

			while (up && up != found)
				up = up->parent;
			if (!up)
				return NULL;
		} else
			found = at;
	}
	return found;
}

/* What holds the text: <main>, the only <article>, or the whole body. */
static xmlNode *text_root(xmlNode *root)
{
	enum { HARDLY_ANY = 200 };
	xmlNode *found = only(root, "main", "main");

	if (!found || html_text_size(found, HARDLY_ANY) < HARDLY_ANY)
		found = only(root, "article", NULL);
	if (found && html_text_size(found, HARDLY_ANY) >= HARDLY_ANY)
		return found;
	found = only(root, "body", NULL);
	return found ? found : root;
}

static void take_title(struct text_document *d, xmlNode *root)
{
	struct text_inline title = {0};

	for (xmlNode *at = root; at && !d->title; at = xml_next(at, root, true)) {
		if (!xml_is(at, "title") || !at->children || !at->children->content)
			continue;
		text_inline_add(&title, (const char *)at->children->content,
			strlen((const char *)at->children->content));
		inline_trim_front(&title);
		while (title.text.len && title.text.at[title.text.len - 1] == ' ')
			str_truncate(&title.text, title.text.len - 1);
		if (title.text.len)
			d->title = arena_strdup(&d->arena, str_text(&title.text));
		break;
	}
	text_inline_release(&title);
}

static xmlNode *root_of(xmlDocPtr doc)
{
	xmlNode *at = doc ? doc->children : NULL;

	while (at && at->type != XML_ELEMENT_NODE)
		at = at->next;
	return at;
}

bool read_html_page(struct text_flow *f, const struct text_input *page, struct text_place place,
	struct err *err)
{
	const struct xml_api *xml = xml_load(err);
	struct html_page p = {.xml = xml, .f = f, .place = place};
	bool is_cut = false;
	xmlNode *root;
	xmlDocPtr doc;

	if (!xml)
		return false;
	doc = parse(xml, page->bytes, page->len, &is_cut);
	root = root_of(doc);
	if (root) {
		if (!f->d->title)
			take_title(f->d, root);
		p.root = text_root(root);
		p.text = html_text_size(p.root, SIZE_MAX - 1);
		html_walk(&p);
		while (f->boxes.len)
			flow_leave(f);
		flow_drop_terms(f);
	}
	if (is_cut)
		text_document_note(f->d,
			"'%s': what is nested more than 256 elements deep is not read", page->name);
	if (doc)
		xml->free_doc(doc);
	return true;
}

void read_html_fragment(struct text_flow *f, const char *html, size_t len, struct text_place place)
{
	struct err err;
	const struct xml_api *xml = xml_load(&err);
	struct html_page p = {.xml = xml, .f = f, .place = place};
	bool is_cut = false;
	xmlDocPtr doc;

	if (!xml) {
		text_document_note(f->d, "line %zu: HTML is not read: %s", place.line, err.message);
		return;
	}
	doc = parse(xml, html, len, &is_cut);
	p.root = root_of(doc);
	if (p.root) {
		p.text = html_text_size(p.root, SIZE_MAX - 1);
		html_walk(&p);
	}
	if (doc)
		xml->free_doc(doc);
}

bool text_read_html(struct text_document *d, const struct text_input *in, struct err *err)
{
	struct text_flow f = {.d = d};
	struct str bytes = {0};
	char charset[64];
	bool ok = text_decode(&bytes, in,
		text_declared_charset(in, charset, sizeof charset) ? charset : NULL, err);

	if (ok) {
		const struct text_input page = {
			.name = in->name, .bytes = str_text(&bytes), .len = bytes.len};

		ok = read_html_page(&f, &page, (struct text_place){.line = 1}, err);
		flow_mark_link_lists(d, 0);
	}
	flow_release(&f);
	str_release(&bytes);
	return ok;
}
