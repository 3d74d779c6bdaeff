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

/* A book of one part, whose href is this; it lies at `member`. */
static const char *book_with(const char *href, const char *member)
{
	static char opf[1000];
	const struct member members[] = {{"META-INF/container.xml", container, 0},
		{"OEBPS/book.opf", opf, 0}, {member, one, 0}, {0}};

	snprintf(opf, sizeof opf,
		"<package><manifest><item id='one' href='%s' media-type='application/xhtml+xml'/>"
		"</manifest><spine><itemref idref='one'/></spine></package>",
		href);
	return read_book(members);
}

TEST(parts_are_found_by_their_names)
{
	static const char *const table[][2] = {
		{"a.xhtml", "OEBPS/a.xhtml"},
		{"./a.xhtml", "OEBPS/a.xhtml"},
		{"t/./a.xhtml", "OEBPS/t/a.xhtml"},
		{"t/../a.xhtml", "OEBPS/a.xhtml"},
		{"../a.xhtml", "a.xhtml"},
		{"../../../a.xhtml", "a.xhtml"},
		{"/x/a.xhtml", "x/a.xhtml"},
		{"t//a.xhtml", "OEBPS/t/a.xhtml"},
		{"a.xhtml#part", "OEBPS/a.xhtml"},
		{"%C3%a9%2F1.xhtml", "OEBPS/\u00e9/1.xhtml"},
		{"100%.xhtml", "OEBPS/100%.xhtml"},
		{"%zz%4.xhtml", "OEBPS/%zz%4.xhtml"},
		{"a%00b.xhtml", "OEBPS/a%00b.xhtml"},
		{".hidden.xhtml", "OEBPS/.hidden.xhtml"},
		{"..x/a.xhtml", "OEBPS/..x/a.xhtml"},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const char *got = book_with(table[i][0], table[i][1]);

		if (!strstr(got, "h1 One\n"))
			test_failed(
				__FILE__, __LINE__, "%s: %s (%s)", table[i][0], got, blocks_notes);
	}
	book_with("b.xhtml", "OEBPS/a.xhtml");
	CHECK_STR(blocks_notes, "'OEBPS/b.xhtml' is not in the book|");
}

TEST(scrambled_fonts_are_no_protection)
{
	static const char *const fonts[] = {
		"f/a.ttf", "f/a.OTF", "f/a.woff", "f/a.Woff2", "f/a.ttc"};
	static const char *const texts[] = {"OEBPS/a.xhtml", "nothing", "f/a.ttf.xhtml"};
	char xml[400];
	struct member members[] = {{"META-INF/container.xml", container, 0},
		{"OEBPS/book.opf", package, 0}, {"OEBPS/text/one.xhtml", one, 0},
		{"META-INF/encryption.xml", xml, 0}, {0}};

	for (size_t i = 0; i < 8; i++) {
		const char *got;

		snprintf(xml, sizeof xml,
			"<encryption><enc:EncryptedData xmlns:enc='e'><enc:CipherReference "
			"URI='%s'/>"
			"</enc:EncryptedData></encryption>",
			i < 5 ? fonts[i] : texts[i - 5]);
		got = read_book(members);
		CHECK((strstr(got, "h1 One") != NULL) == (i < 5));
		CHECK((strstr(got, "is protected (DRM)") != NULL) == (i >= 5));
	}
	/* what cannot be read may protect anything */
	members[3].text = " ";
	CHECK(strstr(read_book(members), "is protected (DRM)"));
	members[3].text = "<encryption/>";
	CHECK(strstr(read_book(members), "h1 One"));
}

TEST(what_a_package_may_leave_out)
{
	struct member members[] = {{"META-INF/container.xml", container, 0},
		{"OEBPS/book.opf", NULL, 0}, {"OEBPS/text/one.xhtml", one, 0}, {0}};

	members[1].text = "<package><manifest><item/></manifest><spine/></package>";
	CHECK_STR(read_book(members), "error 3: 'a' names no text to read");
	members[1].text = "<package><metadata><title> </title><title>Second</title></metadata>"
			  "<manifest><item id='one' href='text/one.xhtml' media-type='text/html'/>"
			  "</manifest><spine><itemref idref='one' linear='yes'/>"
			  "<itemref idref='one' linear='no'/></spine></package>";
	CHECK_STR(read_book(members), "= Second\nh1 One\np Text & more.\nd cell = unit of life\n");
	members[1].text = "no xml";
	CHECK(strncmp(read_book(members), "error 3: 'a': ", 14) == 0);
	members[0].text = "<container><rootfile/></container>";
	CHECK(strstr(read_book(members), "is no EPUB"));
}

TEST(other_documents_are_told_by_their_name)
{
	struct member word[] = {{"[Content_Types].xml", "<Types/>", 0},
		{"word/document.xml", "<document/>", 0}, {0}};
	struct member odt[] = {{"mimetype", "application/vnd.oasis.opendocument.text", 0},
		{"content.xml", "<content/>", 0}, {0}};

	CHECK_STR(read_book(word), "error 3: 'a' is a Word document, which is not read");
	CHECK_STR(read_book(odt), "error 3: 'a' is an OpenDocument text, which is not read");
}
