#include "core/text/read_pdf.h"

#include "core/text/xml.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* More text than in any book: what is behind it is left out, with a note. */
#define PIECES_MAX 4000000

struct font {
	int size;
	unsigned style;
};
struct parsing {
	struct pdf *pdf;
	VEC(struct font) fonts;
};

static int number(const xmlNode *element, const char *name)
{
	const char *text = xml_attribute(element, name);
	double value = text ? strtod(text, NULL) : 0;

	return value > 1e6 || value < -1e6 || value != value ? 0 : (int)value;
}

static bool has_word(const char *text, const char *const *words)
{
	for (; *words; words++)
		for (const char *at = text; *at; at++)
			if (strncasecmp(at, *words, strlen(*words)) == 0)
				return true;
	return false;
}

static void add_font(struct parsing *g, const xmlNode *element)
{
	/* TeX's Computer Modern says it in its own way */
	static const char *const bold[] = {
		"bold", "black", "heavy", "cmbx", "sfbx", "-bd", "demi", NULL};
	static const char *const italic[] = {"ital", "obliq", "cmti", "cmsl", "sfti", NULL};
	static const char *const mono[] = {"mono", "courier", "cmtt", "sltt", "cmsltt", "sftt",
		"consol", "menlo", "typewriter", NULL};
	const char *family = xml_attribute(element, "family");
	struct font font = {.size = number(element, "size")};
	size_t id = (size_t)(unsigned)number(element, "id");

	family = family ? family : "";
	font.style = (has_word(family, bold) ? PDF_BOLD : 0) |
		     (has_word(family, italic) ? PDF_ITALIC : 0) |
		     (has_word(family, mono) ? PDF_MONO : 0);
	if (id > 100000)
		return;
	while (g->fonts.len <= id)
		vec_push(&g->fonts, ((struct font){0}));
	g->fonts.at[id] = font;
}

/* Styles of <b>, <i>, <a> around a text node. */
static unsigned style_around(const xmlNode *node, const xmlNode *text)
{
	unsigned style = 0;

	for (node = node->parent; node && node != text; node = node->parent)
		style |= xml_is(node, "b")   ? PDF_BOLD
			 : xml_is(node, "i") ? PDF_ITALIC
			 : xml_is(node, "a") ? PDF_LINK
					     : 0u;
	return style;
}

static void add_text(struct parsing *g, const xmlNode *element)
{
	struct pdf *p = g->pdf;
	size_t font = (size_t)(unsigned)number(element, "font");
	struct pdf_piece piece = {.left = number(element, "left"), .top = number(element, "top")};
	unsigned style = font < g->fonts.len ? g->fonts.at[font].style : 0;

	piece.right = piece.left + number(element, "width");
	piece.bottom = piece.top + number(element, "height");
	piece.size = font < g->fonts.len ? g->fonts.at[font].size : 0;
	if (piece.size <= 0)
		piece.size = piece.bottom - piece.top;
	if (piece.right <= piece.left || piece.bottom <= piece.top)
		return;
	for (xmlNode *at = (xmlNode *)element; at; at = xml_next(at, element, true)) {
		if (at->type != XML_TEXT_NODE || !at->content || !*at->content)
			continue;
		if (p->pieces.len >= PIECES_MAX) {
			p->is_cut = true;
			return;
		}
		piece.text = arena_strdup(p->a, (const char *)at->content);
		piece.len = strlen(piece.text);
		piece.order = p->pieces.len;
		piece.style = style | style_around(at, element);
		vec_push(&p->pieces, piece);
		piece.is_joined = true;
	}
}

static void add_page(struct parsing *g, const xmlNode *page)
{
	struct pdf *p = g->pdf;
	struct pdf_page added = {.first = p->pieces.len,
		.width = number(page, "width"),
		.height = number(page, "height")};

	for (const xmlNode *at = page->children; at; at = at->next)
		if (xml_is(at, "fontspec"))
			add_font(g, at);
		else if (xml_is(at, "text"))
			add_text(g, at);
	added.end = p->pieces.len;
	vec_push(&p->pages, added);
}

static void add_outline(struct pdf *p, xmlNode *outline)
{
	struct pdf_entry entry;

	for (xmlNode *at = outline; at; at = xml_next(at, outline, true)) {
		if (!xml_is(at, "item") || !at->children || !at->children->content)
			continue;
		entry = (struct pdf_entry){
			.title = arena_strdup(p->a, (const char *)at->children->content),
			.page = (size_t)(unsigned)number(at, "page")};
		for (const xmlNode *up = at->parent; up && up != outline->parent; up = up->parent)
			entry.level++;
		vec_push(&p->outline, entry);
	}
}

bool pdf_parse(struct pdf *p, const char *xml, size_t len, const char *name, struct err *err)
{
	struct parsing g = {.pdf = p};
	const struct xml_api *api = xml_load(err);
	xmlDocPtr doc = api ? xml_parse(xml, len, name, err) : NULL;
	xmlNode *root;

	if (!doc)
		return false;
	for (root = doc->children; root && root->type != XML_ELEMENT_NODE;)
		root = root->next;
	for (xmlNode *at = root ? root->children : NULL; at; at = at->next)
		if (xml_is(at, "page"))
			add_page(&g, at);
		else if (xml_is(at, "outline"))
			add_outline(p, at);
	api->free_doc(doc);
	vec_release(&g.fonts);
	return true;
}

size_t pdf_words(const struct pdf *p)
{
	size_t words = 0;

	for (size_t i = 0; i < p->pieces.len; i++)
		words += text_count_words(p->pieces.at[i].text, p->pieces.at[i].len);
	return words;
}
