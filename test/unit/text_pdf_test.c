#include "core/base/str.h"
#include "test/unit/test.h"
#include "test/unit/text_blocks.h"

#include <stdlib.h>

/* A PDF with the least in it: pages of lines in Helvetica (F1), its bold (F2), Courier
 * (F3).  Points from the lower left corner of a page of 600 by 800. */
static struct str pages[16], bytes;
static size_t page_count;

static void begin_pdf(void)
{
	page_count = 0;
}

static void page(void)
{
	str_clear(&pages[page_count++]);
}

static void line(int x, int y, const char *font, const char *text)
{
	str_addf(&pages[page_count - 1], "BT /%.2s %s Tf %d %d Td (", font, font + 3, x, y);
	for (; *text; text++)
		str_addf(&pages[page_count - 1], strchr("()\\", *text) ? "\\%c" : "%c", *text);
	str_add(&pages[page_count - 1], ") Tj ET\n");
}

static const char *read_pdf(const char *trailer)
{
	size_t offsets[64], count = 0, xref;

	str_clear(&bytes);
	str_add(&bytes, "%PDF-1.4\n");
#define OBJECT(...)                                                                                \
	(offsets[count++] = bytes.len, str_addf(&bytes, "%zu 0 obj\n", count),                     \
		str_addf(&bytes, __VA_ARGS__), str_add(&bytes, "\nendobj\n"))
	OBJECT("<</Type/Catalog/Pages 2 0 R>>");
	offsets[count++] = bytes.len;
	str_add(&bytes, "2 0 obj\n<</Type/Pages/MediaBox[0 0 600 800]/Kids[");
	for (size_t p = 0; p < page_count; p++)
		str_addf(&bytes, "%zu 0 R ", 6 + 2 * p);
	str_addf(&bytes,
		"]/Count %zu/Resources<</Font<</F1 3 0 R/F2 4 0 R/F3 5 0 R>>>>>>\nendobj\n",
		page_count);
	OBJECT("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	OBJECT("<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>");
	OBJECT("<</Type/Font/Subtype/Type1/BaseFont/Courier>>");
	for (size_t p = 0; p < page_count; p++) {
		OBJECT("<</Type/Page/Parent 2 0 R/Contents %zu 0 R>>", 7 + 2 * p);
		OBJECT("<</Length %zu>>stream\n%s\nendstream", pages[p].len, str_text(&pages[p]));
	}
	xref = bytes.len;
	str_addf(&bytes, "xref\n0 %zu\n0000000000 65535 f \n", count + 1);
	for (size_t o = 0; o < count; o++)
		str_addf(&bytes, "%010zu 00000 n \n", offsets[o]);
	str_addf(&bytes, "trailer\n<</Size %zu/Root 1 0 R%s>>\nstartxref\n%zu\n%%%%EOF\n",
		count + 1, trailer, xref);
	return blocks_of_bytes(TEXT_FORMAT_AUTO, str_text(&bytes), bytes.len);
}

__attribute__((destructor)) static void release(void)
{
	for (size_t p = 0; p < sizeof pages / sizeof *pages; p++)
		str_release(&pages[p]);
	str_release(&bytes);
}

static bool has_pdftohtml(void)
{
	if (system("pdftohtml -v >/dev/null 2>&1") == 0) /* a test may */
		return true;
	test_skip("pdftohtml (poppler-utils) is not installed");
	return false;
}

#define BODY "F1 11"

TEST(lines_of_a_pdf_become_paragraphs)
{
	if (!has_pdftohtml())
		return;
	begin_pdf();
	page();
	line(72, 740, "F2 20", "1 Membranes");
	line(72, 700, BODY,
		"A membrane lets certain substances enter and leave a cell, and it pre-");
	line(72, 686, BODY,
		"vents others from doing so; this is what we call selective permeability of it.");
	line(72, 672, BODY, "It is made of lipids.");
	line(72, 650, BODY,
		"The second paragraph begins behind a gap that is larger than the others are.");
	line(72, 636, BODY, "(It ends here.)");
	line(72, 610, "F2 11", "Kinds of them");
	line(72, 590, BODY,
		"There are these, which are told apart by what they let pass through them:");
	line(80, 574, BODY,
		"\xb7 thin ones, which are found in a great many places of the body and not");
	line(90, 560, BODY, "only there");
	line(80, 546, BODY, "\xb7 thick ones");
	line(90, 526, "F3 10", "int main(void)");
	line(102, 514, "F3 10", "return 0;");
	CHECK_STR(read_pdf(""),
		"h1 1 Membranes\n"
		"p A membrane lets certain substances enter and leave a cell, and it prevents "
		"others from "
		"doing so; this is what we call selective permeability of it. It is made of "
		"lipids.\n"
		"p The second paragraph begins behind a gap that is larger than the others are. "
		"(It ends "
		"here.)\n"
		"h2 Kinds of them\n"
		"p There are these, which are told apart by what they let pass through them:\n"
		"- thin ones, which are found in a great many places of the body and not only "
		"there\n"
		"- thick ones\n"
		"c int main(void)\n  return 0;\n");
}

TEST(words_are_put_together)
{
	if (!has_pdftohtml())
		return;
	begin_pdf();
	page();
	line(72, 740, BODY,
		"Words are divided at the ends of lines, as it is in the following exam-");
	line(72, 726, BODY,
		"ple, or they have their own, as the R-help of the mailing list and the X-");
	line(72, 712, BODY, "rays have, and in German there are the Vor-");
	line(72, 698, BODY, "und Nachteile of it; an address is https://example.org/a/");
	line(72, 684, BODY, "page.html and a note");
	line(176, 688, "F1 7", "12");
	line(190, 684, BODY, "has a mark, and 10");
	line(283, 688, "F1 7", "5");
	line(290, 684, BODY, "is large.");
	line(300, 30, BODY, "17");
	CHECK_STR(read_pdf(""), "p Words are divided at the ends of lines, as it is in the "
				"following example, or they have "
				"their own, as the R-help of the mailing list and the X-rays have, "
				"and in German there "
				"are the Vor- und Nachteile of it; an address is "
				"https://example.org/a/page.html and a "
				"note has a mark, and 10⁵ is large.\n");
}

TEST(indents_begin_paragraphs)
{
	if (!has_pdftohtml())
		return;
	begin_pdf();
	page();
	line(90, 740, BODY,
		"The first line of a paragraph is indented here, and the others are not so,");
	line(72, 726, BODY,
		"which is what books do, in which there are no gaps between the paragraphs of it.");
	line(90, 712, BODY,
		"So this is another one, although there is no room between these two of all.");
	line(110, 698, BODY,
		"A quotation has all of its lines indented, as one can see here and also");
	line(110, 684, BODY,
		"in this line of it, which is long enough to reach the right edge of that.");
	line(72, 670, BODY,
		"And here the text goes on, behind the quotation, in a paragraph of its own now.");
	CHECK_STR(read_pdf(""),
		"p The first line of a paragraph is indented here, and the others are not so, "
		"which is what "
		"books do, in which there are no gaps between the paragraphs of it.\n"
		"p So this is another one, although there is no room between these two of all.\n"
		"p A quotation has all of its lines indented, as one can see here and also in this "
		"line of "
		"it, which is long enough to reach the right edge of that.\n"
		"p And here the text goes on, behind the quotation, in a paragraph of its own "
		"now.\n");
}

TEST(columns_are_read_one_after_the_other)
{
	char text[80];

	if (!has_pdftohtml())
		return;
	begin_pdf();
	page();
	line(60, 740, "F2 18", "A title that goes across both of the columns");
	for (int l = 0; l < 10; l++) {
		snprintf(text, sizeof text, "left line %d of a column of running text%s", l,
			l == 9 ? "." : "");
		line(60, 700 - 14 * l, "F1 10", text);
		snprintf(text, sizeof text, "right line %d of a column of running text", l);
		line(320, 697 - 14 * l, "F1 10", text);
	}
	const char *got = read_pdf(""), *left = strstr(got, "left line 9"),
		   *right = strstr(got, "right line 0");

	CHECK(strncmp(got, "h1 A title that", 15) == 0);
	CHECK(left && right && left < right && !strstr(right, "left line"));
}

TEST(heads_and_page_numbers_are_left_out)
{
	char text[80];

	if (!has_pdftohtml())
		return;
	begin_pdf();
	for (int p = 0; p < 5; p++) {
		page();
		snprintf(text, sizeof text, "Chapter %d: A running head", 1 + p / 3);
		line(72, 770, "F1 9", text);
		snprintf(text, sizeof text,
			"Page %d has its own text, in which there are words enough.", p + 1);
		line(72, 700, BODY, text);
		line(72, 686, BODY,
			"The text goes on in a second line, and with more words than in the");
		line(72, 672, BODY, "first one of them, so that nobody takes this for a scan of");
		snprintf(text, sizeof text, "- %d -", p + 7);
		line(290, 30, BODY, text);
	}
	const char *got = read_pdf("");

	CHECK(!strstr(got, "running head") && !strstr(got, "- 8 -"));
	CHECK(strstr(got, "Page 1 has") && strstr(got, "Page 5 has"));
	CHECK(strncmp(places_of(TEXT_FORMAT_PDF, str_text(&bytes)), "p1", 2) == 0 || bytes.len);
}

TEST(tables_of_contents_are_left_out)
{
	if (!has_pdftohtml())
		return;
	begin_pdf();
	page();
	line(72, 740, "F2 18", "Contents");
	line(72, 700, BODY, "One thing . . . . . . . . . . . . . . . . . . . . 1");
	line(72, 686, BODY, "Another thing .......................... 2");
	line(72, 672, BODY, "The rest                                 3");
	page();
	line(72, 740, "F2 18", "One thing");
	for (int l = 0; l < 5; l++)
		line(72, 700 - 14 * l, BODY,
			"It has a text of some words, which go on from line to line of");
	const char *got = read_pdf("");

	CHECK(strncmp(got, "h1 One thing\np It has", 20) == 0);
}

TEST(tables_are_those_that_are_clear)
{
	static const char *const rows[][3] = {{"Material", "Density", "Melts"},
		{"Iron", "7.87", "1538"}, {"Copper", "8.96", "1085"}, {"Lead", "11.34", "327"}};

	if (!has_pdftohtml())
		return;
	begin_pdf();
	page();
	line(72, 740, BODY,
		"The following table, which has some rows, gives what is known of metals.");
	line(72, 726, BODY,
		"All of the numbers are rounded to what is needed for the work at hand.");
	for (int r = 0; r < 4; r++)
		for (int c = 0; c < 3; c++)
			line(72 + 150 * c, 700 - 16 * r, r ? BODY : "F2 11", rows[r][c]);
	CHECK_STR(read_pdf(""),
		"p The following table, which has some rows, gives what is known of metals. All of "
		"the "
		"numbers are rounded to what is needed for the work at hand.\n"
		"t Material|Density|Melts; Iron|7.87|1538; Copper|8.96|1085; Lead|11.34|327\n");
}

TEST(hanging_terms_are_definitions)
{
	if (!has_pdftohtml())
		return;
	begin_pdf();
	page();
	line(72, 740, BODY,
		"These options are known to the program, and each of them may be given once:");
	line(72, 716, "F2 11", "quiet");
	line(110, 702, BODY, "Says nothing but what has gone wrong with the work that was");
	line(110, 688, BODY, "asked for.");
	line(72, 664, "F2 11", "help");
	line(110, 650, BODY, "Says what the program does.");
	CHECK_STR(read_pdf(""),
		"p These options are known to the program, and each of them may be given once:\n"
		"d quiet = Says nothing but what has gone wrong with the work that was asked for.\n"
		"d help = Says what the program does.\n");
}

TEST(a_pdf_without_text_is_said_to_be_scanned)
{
	if (!has_pdftohtml())
		return;
	begin_pdf();
	page();
	line(72, 740, BODY, "Stamp");
	page();
	CHECK_STR(read_pdf(""),
		"error 3: 'a' has no text, but 1 words on 2 pages: it seems to be scanned");
	CHECK(strstr(blocks_notes, "ocrmypdf") != NULL);
}

TEST(a_pdf_that_cannot_be_read_is_an_error)
{
	if (!has_pdftohtml())
		return;
	CHECK_STR(blocks_of_bytes(TEXT_FORMAT_PDF, "%PDF-1.4 nothing", 16),
		"error 3: 'a' is no PDF that can be read: it is broken");
	begin_pdf();
	page();
	line(72, 740, BODY, "secret");
	CHECK_STR(
		read_pdf("/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4"
			 "/O<0000000000000000000000000000000000000000000000000000000000000000>"
			 "/U<0000000000000000000000000000000000000000000000000000000000000000>>>"),
		"error 3: 'a' is encrypted, or its text must not be copied");
}

TEST(without_pdftohtml_there_is_a_hint)
{
	char path[4096];

	snprintf(path, sizeof path, "%s", getenv("PATH") ? getenv("PATH") : "");
	setenv("PATH", "/nowhere", 1);
	CHECK_STR(blocks_of_bytes(TEXT_FORMAT_PDF, "%PDF-1.4 nothing", 16),
		"error 1: cannot run pdftohtml, which PDF is read with");
	setenv("PATH", path, 1);
	CHECK_STR(blocks_notes, "install it: apt-get install poppler-utils");
}
