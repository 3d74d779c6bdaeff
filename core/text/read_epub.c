#include "core/text/archive.h"
#include "core/text/charset.h"
#include "core/text/flow.h"
#include "core/text/read_html.h"
#include "core/text/xml.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A book has a file for each chapter; more are left out, with a note. */
#define PARTS_MAX 2000

struct item {
	const char *id, *href, *type, *properties;
};
struct book {
	struct arena arena;
	struct archive *archive;
	const char *name;
	VEC(struct item) items;
	VEC(const char *) spine; /* ids, in the order of reading */
};

/* ---- names ---- */

static int hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* "%20" as the byte, up to a "#". */
static void add_decoded(struct str *out, const char *href)
{
	for (; *href && *href != '#'; href++)
		if (*href == '%' && hex(href[1]) >= 0 && hex(href[2]) >= 0 &&
			hex(href[1]) + hex(href[2])) {
			str_add_char(out, (char)(hex(href[1]) * 16 + hex(href[2])));
			href += 2;
		} else
			str_add_char(out, *href);
}

/* A member's name: `href` as seen from the folder of `base`, ".." resolved. */
static const char *resolve(struct arena *a, const char *base, const char *href)
{
	const char *slash = strrchr(base, '/');
	struct str path = {0}, out = {0};
	const char *result;
	size_t len;

	if (slash && *href != '/')
		str_add_bytes(&path, base, (size_t)(slash + 1 - base));
	add_decoded(&path, *href == '/' ? href + 1 : href);
	for (const char *at = str_text(&path); *at; at += len + (at[len] == '/')) {
		len = strcspn(at, "/");
		if (len == 2 && at[0] == '.' && at[1] == '.') {
			while (out.len && out.at[out.len - 1] != '/')
				str_truncate(&out, out.len - 1);
			if (out.len)
				str_truncate(&out, out.len - 1);
		} else if (len && !(len == 1 && *at == '.')) {
			if (out.len)
				str_add_char(&out, '/');
			str_add_bytes(&out, at, len);
		}
	}
	result = arena_strndup(a, str_text(&out), out.len);
	str_release(&path);
	str_release(&out);
	return result;
}

/* ---- the package ---- */

static xmlNode *root_of(xmlDocPtr doc)
{
	xmlNode *at = doc->children;

	while (at && at->type != XML_ELEMENT_NODE)
		at = at->next;
	return at;
}

/* Behind the prefix of a namespace that nobody declared. */
static bool is_named(const xmlNode *node, const char *name)
{
	const char *has, *colon;

	if (node->type != XML_ELEMENT_NODE)
		return false;
	has = (const char *)node->name;
	colon = strchr(has, ':');
	return strcmp(colon ? colon + 1 : has, name) == 0;
}

static xmlDocPtr read_xml(struct book *b, const char *member, struct err *err)
{
	struct str bytes = {0};
	xmlDocPtr doc = NULL;

	if (archive_read(b->archive, member, &bytes, err))
		doc = xml_parse(str_text(&bytes), bytes.len, member, err);
	str_release(&bytes);
	return doc;
}

/* What names the package: META-INF/container.xml. */
static const char *find_package(struct book *b, const struct xml_api *xml, struct err *err)
{
	xmlDocPtr doc = read_xml(b, "META-INF/container.xml", err);
	xmlNode *root = doc ? root_of(doc) : NULL;
	const char *path = NULL;

	for (xmlNode *at = root; at && !path; at = xml_next(at, root, true))
		if (is_named(at, "rootfile"))
			path = xml_attribute(at, "full-path");
	path = path ? resolve(&b->arena, "", path) : NULL;
	if (doc)
		xml->free_doc(doc);
	if (!path)
		err_set(err, ERR_INPUT, "'%s' is no EPUB: it has no META-INF/container.xml",
			b->name);
	return path;
}

static const char *copied(struct book *b, const xmlNode *element, const char *name)
{
	const char *text = xml_attribute(element, name);

	return text ? arena_strdup(&b->arena, text) : "";
}

static void take_title(struct text_document *d, const xmlNode *element)
{
	struct text_inline title = {0};

	if (d->title || !element->children || element->children->type != XML_TEXT_NODE)
		return;
	text_inline_add(&title, (const char *)element->children->content,
		strlen((const char *)element->children->content));
	inline_trim_front(&title);
	if (title.text.len)
		d->title = arena_strdup(&d->arena, str_text(&title.text));
	text_inline_release(&title);
}

static bool read_package(struct book *b, struct text_document *d, const char *path, struct err *err)
{
	const struct xml_api *xml = xml_load(err);
	xmlDocPtr doc = read_xml(b, path, err);
	xmlNode *root = doc ? root_of(doc) : NULL;

	if (!doc)
		return err_wrap(err, "'%s'", b->name);
	for (xmlNode *at = root; at; at = xml_next(at, root, true)) {
		const char *linear = is_named(at, "itemref") ? xml_attribute(at, "linear") : NULL;

		if (is_named(at, "title"))
			take_title(d, at);
		else if (is_named(at, "item"))
			vec_push(&b->items,
				((struct item){copied(b, at, "id"),
					resolve(&b->arena, path, copied(b, at, "href")),
					copied(b, at, "media-type"), copied(b, at, "properties")}));
		else if (is_named(at, "itemref") && !(linear && strcmp(linear, "no") == 0))
			vec_push(&b->spine, copied(b, at, "idref"));
	}
	xml->free_doc(doc);
	return b->spine.len > 0 || err_set(err, ERR_INPUT, "'%s' names no text to read", b->name);
}

/* Fonts may be scrambled; when a text is, it is not for us to read. */
static bool check_encryption(struct book *b, const struct xml_api *xml, struct err *err)
{
	static const char member[] = "META-INF/encryption.xml";
	xmlDocPtr doc;
	xmlNode *root;
	bool ok = true;

	if (!archive_has(b->archive, member))
		return true;
	doc = read_xml(b, member, err);
	root = doc ? root_of(doc) : NULL;
	for (xmlNode *at = root; at && ok; at = xml_next(at, root, true)) {
		const char *uri = is_named(at, "CipherReference") ? xml_attribute(at, "URI") : NULL;
		const char *dot = uri ? strrchr(uri, '.') : NULL;

		ok = !uri ||
		     (dot && (strcasecmp(dot, ".ttf") == 0 || strcasecmp(dot, ".otf") == 0 ||
				     strcasecmp(dot, ".woff") == 0 ||
				     strcasecmp(dot, ".woff2") == 0 ||
				     strcasecmp(dot, ".ttc") == 0));
	}
	if (doc)
		xml->free_doc(doc);
	if (doc && ok)
		return true;
	err_set(err, ERR_INPUT, "'%s' is protected (DRM): its text is encrypted", b->name);
	return err_hint(err, "take an edition without it");
}

/* ---- the text ---- */

static const struct item *find_item(const struct book *b, const char *id)
{
	for (size_t i = 0; i < b->items.len; i++)
		if (strcmp(b->items.at[i].id, id) == 0)
			return &b->items.at[i];
	return NULL;
}

static bool read_part(struct book *b, struct text_flow *f, const char *member, struct err *err)
{
	struct str bytes = {0}, text = {0};
	char charset[64];
	bool ok = archive_read(b->archive, member, &bytes, err);

	if (ok) {
		const struct text_input in = {
			.name = member, .bytes = str_text(&bytes), .len = bytes.len};

		ok = text_decode(&text, &in,
			text_declared_charset(&in, charset, sizeof charset) ? charset : NULL, err);
	}
	if (ok) {
		const struct text_input page = {
			.name = member, .bytes = str_text(&text), .len = text.len};
		const struct text_place place = {
			.line = 1, .part = arena_strdup(&f->d->arena, member)};

		ok = read_html_page(f, &page, place, err);
	}
	str_release(&bytes);
	str_release(&text);
	return ok || err_wrap(err, "'%s'", b->name);
}

/* A part that is not there is no reason to read none. */
static bool read_spine(struct book *b, struct text_document *d, struct err *err)
{
	struct text_flow f = {.d = d};
	bool ok = true;
	size_t count = b->spine.len < PARTS_MAX ? b->spine.len : PARTS_MAX;

	if (count < b->spine.len)
		text_document_note(
			d, "only the first %d of %zu parts are read", PARTS_MAX, b->spine.len);
	for (size_t s = 0; s < count && ok; s++) {
		const struct item *item = find_item(b, b->spine.at[s]);

		if (!item || !archive_has(b->archive, item->href))
			text_document_note(
				d, "'%s' is not in the book", item ? item->href : b->spine.at[s]);
		else if (!strstr(item->type, "html") || strstr(item->properties, "nav"))
			continue; /* a picture, or the table of contents */
		else
			ok = read_part(b, &f, item->href, err);
	}
	if (ok)
		flow_mark_link_lists(d, 0);
	flow_release(&f);
	return ok;
}

/* Of the other documents that are archives the usual ones are told by their name. */
static bool check_kind(const struct book *b, struct err *err)
{
	static const char odt[] = "application/vnd.oasis.opendocument.text";
	struct str type = {0};
	const char *kind = NULL;
	struct err other;

	if (archive_has(b->archive, "word/document.xml"))
		kind = "a Word document";
	else if (archive_has(b->archive, "mimetype") &&
		 archive_read(b->archive, "mimetype", &type, &other) &&
		 str_starts(str_text(&type), odt))
		kind = "an OpenDocument text";
	str_release(&type);
	if (!kind)
		return true;
	err_set(err, ERR_INPUT, "'%s' is %s, which is not read", b->name, kind);
	return err_hint(err,
		"Markdown, HTML, EPUB, PDF and plain text are: save it as PDF, HTML or Markdown");
}

bool text_read_epub(struct text_document *d, const struct text_input *in, struct err *err)
{
	struct book b = {.name = in->name};
	const struct xml_api *xml = xml_load(err);
	const char *package;
	bool ok = false;

	if (!xml || !archive_open_bytes(in->name, in->bytes, in->len, NULL, &b.archive, err))
		return false;
	package = check_kind(&b, err) ? find_package(&b, xml, err) : NULL;
	ok = package && check_encryption(&b, xml, err) && read_package(&b, d, package, err) &&
	     read_spine(&b, d, err);
	archive_close(b.archive);
	vec_release(&b.items);
	vec_release(&b.spine);
	arena_release(&b.arena);
	return ok;
}
