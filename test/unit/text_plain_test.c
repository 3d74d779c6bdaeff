#include "core/text/document.h"
#include "test/unit/test.h"

static char shown[4000];

/* The blocks as "h2 Text", "p …", "- …", "term => …", "code …", a line each. */
static const char *blocks(const char *text)
{
	static const char *const kinds[] = {"h", "p", "-", "=", "t", "q", "code"};
	const struct text_input in = {.name = "a.txt", .bytes = text, .len = strlen(text)};
	struct text_document d;
	struct str out = {0};
	struct err err;

	CHECK(text_document_read(&d, &in, TEXT_FORMAT_PLAIN, &err));
	for (size_t i = 0; i < d.blocks.len; i++) {
		const struct text_block *b = &d.blocks.at[i];

		str_add(&out, kinds[b->kind]);
		if (b->kind == BLOCK_HEADING || (b->kind == BLOCK_ITEM && b->level > 1))
			str_addf(&out, "%d", b->level);
		str_addf(&out, "%s %s%s%s\n", b->goes_on ? "+" : "", b->term ? b->term : "",
			b->term ? " => " : "", b->text);
	}
	snprintf(shown, sizeof shown, "%s", str_text(&out));
	str_release(&out);
	text_document_release(&d);
	return shown;
}

TEST(paragraphs_are_joined_lines)
{
	CHECK_STR(blocks("One line\nand another.\n\nA second  one\xe2\x80\x90\nder.\n"),
		"p One line and another.\np A second oneder.\n");
	CHECK_STR(blocks("a self-\nmade word\n"), "p a self-made word\n");
}

TEST(terms_line_below_line_are_paragraphs)
{
	CHECK_STR(blocks("Ebb: the falling of the water that follows\nhigh water.\n"
			 "Flood: the rise of the water.\nSlack: a time when the water is still.\n"),
		"p Ebb: the falling of the water that follows high water.\n"
		"p Flood: the rise of the water.\np Slack: a time when the water is still.\n");
	CHECK_STR(blocks("Q: What is ebb?\nA: Falling water.\nQ: And flood?\nA: Rising water.\n"),
		"p Q: What is ebb?\np A: Falling water.\np Q: And flood?\np A: Rising water.\n");
	CHECK_STR(blocks("Package: sail\nVersion: 1.2\nPriority: optional\n"),
		"code Package: sail\nVersion: 1.2\nPriority: optional\n");
	CHECK_STR(blocks("Two are known, as in the\nAlps: one of them is high.\n"),
		"p Two are known, as in the Alps: one of them is high.\n");
}

TEST(a_manual_page_has_sections_and_terms)
{
	CHECK_STR(blocks("CP(1)                    User Commands                   CP(1)\n\n"
			 "NAME\n       cp - copies\n\nOPTIONS\n"
			 "       -f, --force\n              do not ask at all\n\n"
			 "       -v     say what is done, and\n              what is not\n\n"
			 "   Small print\n       None of it matters to anybody\n       at all.\n\n"
			 "GNU coreutils            March 2024                     CP(1)\n"),
		"h2 NAME\np cp - copies\nh2 OPTIONS\n= -f, --force => do not ask at all\n"
		"= -v => say what is done, and what is not\nh3 Small print\n"
		"p None of it matters to anybody at all.\n");
}

TEST(overstriking_of_terminals_goes)
{
	CHECK_STR(blocks("N\bNA\bAM\bME\bE is _\bb_\bi_\bg\n"), "p NAME is big\n");
	CHECK_STR(blocks("\x1b[1mbold\x1b[0m text\n"), "p bold text\n");
}

TEST(pages_of_an_rfc_are_one_text)
{
	const char *text =
		"1.  Introduction\n\n   The text goes on over the end of the\n\n"
		"Writer                   Info                    [Page 1]\n\f\n"
		"RFC 1             On pages             May 1999\n\n   page without a gap.\n\n"
		"Writer                   Info                    [Page 2]\n\f\n"
		"RFC 1             On pages             May 1999\n\n   Another paragraph of two\n"
		"   lines.\n\nWriter                   Info                    [Page 3]\n\f\n"
		"RFC 1             On pages             May 1999\n\n2.  End\n\n   That is all of "
		"it,\n"
		"   and no more.\n";

	CHECK_STR(blocks(text),
		"h2 1. Introduction\np The text goes on over the end of the page without a "
		"gap.\np Another paragraph of two lines.\nh2 2. End\np That is all of it, and "
		"no more.\n");
}

TEST(contents_are_left_out)
{
	CHECK_STR(blocks("1. Start . . . . . 3\n2. End ......... 17\n\nText of\nthe page.\n"),
		"p Text of the page.\n");
}

TEST(lists_nest_and_go_on)
{
	CHECK_STR(blocks("Two kinds:\n\n  * one\n    of them\n\n    more of it\n  * two\n      - "
			 "deep\n\nEnd of\nit.\n"),
		"p Two kinds:\n- one of them\n-+ more of it\n- two\n-2 deep\np End of it.\n");
	CHECK_STR(blocks("(a) first\n(b) second\n"), "- first\n- second\n");
}

TEST(headings_are_told_by_their_looks)
{
	CHECK_STR(blocks("Title\n=====\n\nPart\n----\n\nText of the part.\n"),
		"h1 Title\nh2 Part\np Text of the part.\n");
	CHECK_STR(blocks("7.1. What is it?\n\n    It is a thing of\n    its own.\n"),
		"h3 7.1. What is it?\np It is a thing of its own.\n");
	CHECK_STR(blocks("1. milk\n2. bread\n\nBuy both\nof them.\n"),
		"- milk\n- bread\np Buy both of them.\n");
}

TEST(code_and_fields_are_no_text)
{
	CHECK_STR(blocks("Say this\nto it:\n\n        x = f(a[1], &b);\n\nand wait\nfor it.\n"),
		"p Say this to it:\ncode x = f(a[1], &b);\np and wait for it.\n");
	CHECK_STR(blocks("Name: cat\nLegs: 4\nFur: yes\n\nThat was\nit.\n"),
		"code Name: cat\nLegs: 4\nFur: yes\np That was it.\n");
}

TEST(places_are_lines_and_bytes)
{
	const char *text = "One\nline.\n\nTwo.\n";
	const struct text_input in = {.name = "a", .bytes = text, .len = strlen(text)};
	struct text_document d;
	struct err err;

	CHECK(text_document_read(&d, &in, TEXT_FORMAT_PLAIN, &err));
	CHECK_INT(d.blocks.len, 2);
	CHECK_INT(d.blocks.at[1].place.line, 4);
	CHECK_INT(d.blocks.at[1].place.byte, 11);
	text_document_release(&d);
}

TEST(an_empty_text_has_no_blocks)
{
	CHECK_STR(blocks(""), "");
	CHECK_STR(blocks("\n\n   \n"), "");
}
