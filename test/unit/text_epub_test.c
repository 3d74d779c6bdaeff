#define _DEFAULT_SOURCE /* mkdtemp */
#include "core/base/fs.h"
#include "core/text/archive.h"
#include "test/unit/test.h"
#include "test/unit/text_blocks.h"

#include <stdlib.h>
#include <unistd.h>

static const char container[] =
	"<?xml version='1.0'?><container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'>"
	"<rootfiles><rootfile full-path='OEBPS/book.opf' "
	"media-type='application/oebps-package+xml'/></rootfiles></container>";
static const char package[] =
	"<package xmlns='http://www.idpf.org/2007/opf'><metadata "
	"xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>A small\n book</dc:title></metadata>"
	"<manifest><item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' "
	"properties='nav'/>"
	"<item id='two' href='text/ch%202.xhtml' media-type='application/xhtml+xml'/>"
	"<item id='one' href='text/one.xhtml' media-type='application/xhtml+xml'/>"
	"<item id='pic' href='p.svg' media-type='image/svg+xml'/></manifest>"
	"<spine><itemref idref='nav'/><itemref idref='one'/><itemref idref='pic'/><itemref "
	"idref='two'/><itemref idref='none'/></spine></package>";
static const char one[] =
	"<?xml version='1.0' encoding='UTF-8'?><html xmlns='http://www.w3.org/1999/xhtml'><head>"
	"<title>ignored</title></head><body><h1>One</h1><p><a id='x'/>Text &amp; "
	"more.</p><dl><dt>cell</dt>"
	"<dd>unit of life</dd></dl></body></html>";
static const char two[] = "<html><body><h1>Two</h1>\n<ul><li>a</li></ul></body></html>";

struct member {
	const char *name, *text;
	size_t len; /* 0: a string's */
};

/* What the reader makes of such an archive. */
static const char *read_book(const struct member *members)
{
	char folder[] = "/tmp/blokctl-epub-XXXXXX", path[64];
	struct archive_writer *w = NULL;
	struct str bytes = {0};
	struct err err = {0};
	const char *got = "not written";

	if (!mkdtemp(folder))
		return got;
	snprintf(path, sizeof path, "%s/a.epub", folder);
	if (archive_create(path, &w, &err)) {
		for (; members->name; members++)
			if (members->text)
				archive_add(w, members->name, members->text,
					members->len ? members->len : strlen(members->text), &err);
		if (archive_finish(w, &err) && fs_read(path, (size_t)64 << 20, &bytes, &err))
			got = blocks_of_bytes(TEXT_FORMAT_AUTO, str_text(&bytes), bytes.len);
	}
	unlink(path);
	rmdir(folder);
	str_release(&bytes);
	return got;
}

TEST(a_book_is_read_in_its_order)
{
	const struct member members[] = {{"mimetype", "application/epub+zip", 0},
		{"META-INF/container.xml", container, 0}, {"OEBPS/book.opf", package, 0},
		{"OEBPS/text/ch 2.xhtml", two, 0}, {"OEBPS/text/one.xhtml", one, 0},
		{"OEBPS/nav.xhtml", "<html><body><p>Contents</p></body></html>", 0},
		{"OEBPS/p.svg", "<svg/>", 0}, {0}};

	CHECK_STR(read_book(members),
		"= A small book\nh1 One\np Text & more.\nd cell = unit of life\nh1 Two\n- a\n");
	CHECK_STR(blocks_notes, "'none' is not in the book|");
}

TEST(a_protected_book_is_refused)
{
	const struct member members[] = {{"META-INF/container.xml", container, 0},
		{"OEBPS/book.opf", package, 0}, {"OEBPS/text/one.xhtml", one, 0},
		{"META-INF/encryption.xml",
			"<encryption "
			"xmlns:enc='http://www.w3.org/2001/04/xmlenc#'><enc:EncryptedData>"
			"<enc:CipherData><enc:CipherReference "
			"URI='OEBPS/text/one.xhtml'/></enc:CipherData>"
			"</enc:EncryptedData></encryption>",
			0},
		{0}};

	CHECK_STR(read_book(members), "error 3: 'a' is protected (DRM): its text is encrypted");
}

TEST(what_is_no_book_is_an_error)
{
	const struct member no_container[] = {{"x", "y", 0}, {0}};
	const struct member no_package[] = {{"META-INF/container.xml", container, 0}, {0}};
	const struct member outside[] = {
		{"META-INF/container.xml",
			"<container><rootfile full-path='../../etc/passwd'/></container>", 0},
		{0}};

	CHECK_STR(read_book(no_container),
		"error 3: 'a' is no EPUB: it has no META-INF/container.xml");
	CHECK_STR(read_book(no_package), "error 3: 'a': 'a' has no 'OEBPS/book.opf'");
	CHECK_STR(read_book(outside), "error 3: 'a': 'a' has no 'etc/passwd'");
	CHECK(strncmp(blocks_of_bytes(TEXT_FORMAT_AUTO, "PK\3\4nothing", 11), "error 3", 7) == 0);
}

TEST(entities_of_a_book_reach_nothing)
{
	const struct member members[] = {{"META-INF/container.xml", container, 0},
		{"OEBPS/book.opf",
			"<!DOCTYPE package [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b "
			"'&a;&a;&a;&a;&a;&a;&a;&a;'>"
			"<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d "
			"'&c;&c;&c;&c;&c;&c;&c;&c;'>"
			"<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
			"<package><metadata><title>&d;&f;</title></metadata><manifest>"
			"<item id='one' href='text/one.xhtml' "
			"media-type='application/xhtml+xml'/></manifest>"
			"<spine><itemref idref='one'/></spine></package>",
			0},
		{"OEBPS/text/one.xhtml", one, 0}, {0}};
	const char *got = read_book(members);

	CHECK(!strstr(got, "root:") && !strstr(got, "aaaaaaaaaaaa"));
	/* libxml2 may read on behind what it refuses, or not */
	CHECK(strstr(got, "h1 One") || strcmp(got, "error 3: 'a' names no text to read") == 0);
}

TEST(a_bomb_names_the_limit)
{
	size_t len = (size_t)20 << 20;
	char *blanks = malloc(len);
	const struct member members[] = {{"META-INF/container.xml", container, 0},
		{"OEBPS/book.opf", package, 0}, {"OEBPS/text/one.xhtml", blanks, len}, {0}};

	if (blanks)
		memset(blanks, ' ', len);
	CHECK_STR(read_book(members),
		"error 3: 'a': 'OEBPS/text/one.xhtml' in 'a' unpacks to more than 200 "
		"times its size (the limit)");
	free(blanks);
}
