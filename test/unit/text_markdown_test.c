#include "test/unit/test.h"
#include "test/unit/text_blocks.h"

#include <stdlib.h>

#define READ(text) blocks_of(TEXT_FORMAT_MARKDOWN, text)
#define MARKS(text) marks_of(TEXT_FORMAT_MARKDOWN, text)

TEST(markdown_has_headings_and_paragraphs)
{
	CHECK_STR(READ("# One\n\nSome\ntext.\n\nTwo\n---\n> A *quote*\n\n    code  here\n"),
		"h1 One\np Some text.\nh2 Two\nq A quote\nc code  here\n");
	CHECK_STR(READ("a\\\nb  \nc<br>d"), "p a\nb\nc\nd\n");
	CHECK_STR(READ("Caf&eacute; &amp; &#8217;s &bogus; &#x41;"), "p Café & ’s &bogus; A\n");
}

TEST(markdown_has_terms_line_below_line)
{
	CHECK_STR(READ("**Ebb**: the fall of the water,\nagain.\n**Flood:** the rise of it.\n"),
		"d Ebb = the fall of the water, again.\nd Flood = the rise of it.\n");
	CHECK_STR(READ("Ebb: the fall of the water\nFlood: the rise of it\n"),
		"p Ebb: the fall of the water\np Flood: the rise of it\n");
	CHECK_STR(READ("As in the\nAlps: the snow is high.\nAndes: so is it there.\n"),
		"p As in the Alps: the snow is high. Andes: so is it there.\n");
}

TEST(markdown_has_lists)
{
	CHECK_STR(READ("- a\n  - b\n- c\n\n1. x\n2. y\n"), "- a\n-- b\n- c\n1 x\n1 y\n");
	CHECK_STR(READ("- a\n\n  more\n\n- [x] b\n"), "- a\n+- more\n- b\n");
	CHECK_STR(READ("> - in a quote\n"), "- in a quote\n");
}

TEST(markdown_has_tables)
{
	CHECK_STR(READ("|A|B|\n|-|-|\n|`x` \\| y|**b**|\n|z|\n"), "t A|B; x | y|b; z|\n");
}

TEST(what_is_marked_up_is_marked)
{
	CHECK_STR(MARKS("A **bold** and *it* with `code` [link](http://x) ~~old~~."),
		"strong:bold em:it code:code link:link");
	CHECK_STR(MARKS("The **cell**{: data-type=\"term\"} is a <dfn>unit</dfn> of <b>life</b>."),
		"term:cell term:unit strong:life");
	CHECK_STR(READ("The **cell**{: data-type=\"term\"}—small—divides."),
		"p The cell—small—divides.\n");
}

TEST(front_matter_gives_the_title)
{
	CHECK_STR(READ("---\ntitle: \"Cells: a tour\"\nlayout: page\n---\n\nText.\n"),
		"= Cells: a tour\np Text.\n");
	CHECK_STR(READ("+++\ntitle = 'Cells'\n+++\nText.\n"), "= Cells\np Text.\n");
	CHECK_STR(READ("---\n\nText: no front matter.\n\n---\n"), "p Text: no front matter.\n");
}

TEST(definition_lists_are_definitions)
{
	CHECK_STR(READ("# G\n\nosmosis\n: movement of water\n^\n\npermeable\n: letting *some* "
		       "pass\n^\n"),
		"h1 G\nd osmosis = movement of water\nd permeable = letting some pass\n");
	CHECK_STR(READ("Apple\n\n:   A fruit.\n\n    It grows.\n\nOrange\n:   A fruit.\n:   A "
		       "colour.\n"),
		"d Apple = A fruit.\np It grows.\nd Orange = A fruit.\nd Orange = A colour.\n");
	CHECK_STR(READ("one\ntwo\n: both\nthree\n: alone\n"),
		"d one = both\nd two = both\nd three = alone\n");
	CHECK_STR(READ("A paragraph.\n\n- list\n\nterm\n: - a\n  - b\n"),
		"p A paragraph.\n- list\np term\n- a\n- b\n");
	CHECK_STR(
		READ("Not a term: it is\n\na sentence.\n"), "p Not a term: it is\np a sentence.\n");
}

TEST(led_texts_are_definitions)
{
	CHECK_STR(READ("- **Latency** - time to act\n- **Load:** work *done*\n- `-v`: say more\n"),
		"-d Latency = time to act\n-d Load = work done\n-d -v = say more\n");
	CHECK_STR(READ("**ACID** (four properties): what transactions promise\n"),
		"d ACID (four properties) = what transactions promise\n");
	CHECK_STR(READ("**Note:** beware\n\n**bold** text\n\n**Figure 3**: a map\n"),
		"p Note: beware\np bold text\np Figure 3: a map\n");
	CHECK_STR(MARKS("- **Load:** work *done*"), "em:done");
}

TEST(a_bold_line_is_a_heading)
{
	CHECK_STR(READ("## Top\n\n**Below it**\n\nText.\n\n**Another**\n\n**A sentence.**\n"),
		"h2 Top\nh3 Below it\np Text.\nh3 Another\np A sentence.\n");
}

TEST(other_dialects_leave_no_residue)
{
	CHECK_STR(READ("1. a\n{: type=\"a\"}\n\n## H {#h .x}\n\n::: {.note}\nIn it.\n:::\n"),
		"1 a\nh2 H\np In it.\n");
	CHECK_STR(READ("Known.[^1] Text {: .cls}goes on.\n\n[^1]: A note.\n"),
		"p Known. Text goes on.\np A note.\n");
	CHECK_STR(READ("[^1]: Cases:\n    - one\n    - two\n\nContents:\n\n- [a](#a)\n- [b](#b)\n"),
		"p Cases:\n- one\n- two\np Contents:\n~- a\n~- b\n");
	CHECK_STR(READ("a <!-- b\n\nc --> d\n\n<!-- e -->\n"), "p a d\n");
	CHECK_STR(READ("See ([\\[link\\]](#f1)) it ([[link]](#f2){: target=\"w\"}). Call main()."),
		"p See it. Call main().\n");
	CHECK_STR(READ("[TOC]\n\n{% include x %}\n\n> [!NOTE]\n> Mind.\n"), "q Mind.\n");
	CHECK_STR(READ("`{: kept}` and\n\n```\n{: kept}\nterm\n: kept\n```\n"),
		"p {: kept} and\nc {: kept}\nterm\n: kept\n");
	CHECK_STR(READ("So $a_1 + b_1$ costs $5."), "p So $a_1 + b_1$ costs $5.\n");
	CHECK_STR(READ("*“*Some words*”*"), "p “Some words”\n");
}

TEST(pandoc_leaves_no_residue)
{
	CHECK_STR(READ("% A title\n% Me\n\n# Intro {-}\n\nSome [red]{.color} and "
		       "[it](x){target=_blank}^[no]"
		       " by [@doe99, p. 3]: x^2^.\n"),
		"= A title\nh1 Intro\np Some red and it by: x².\n");
	CHECK_STR(READ("+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+\n\n: "
		       "Caption\n\n\\newpage\n"),
		"t a|b; c|d\np Caption\n");
	CHECK_STR(READ("one\n  ~ meaning\n\n*[HTML]: a language\n"),
		"d one = meaning\nd HTML = a language\n");
}

TEST(html_in_markdown_is_read)
{
	CHECK_STR(READ("<div markdown=\"1\">\nIt is:\n* one\n\n</div>\n"), "p It is:\n- one\n");
	CHECK_STR(READ("<dl>\n<dt>mutex</dt>\n\n<dd>A lock.</dd>\n</dl>\n"), "d mutex = A lock.\n");
	CHECK_STR(READ("<table>\n<tr><th>A</th><th>B</th></tr>\n\n<tr><td>1</td><td>2</td></tr></"
		       "table>\n"),
		"t A|B; 1|2\n");
	CHECK_STR(
		READ("<p align=center><img src=x><br><i>Source: us</i></p>\n"), "~p Source: us\n");
	CHECK_STR(READ("10<sup>5</sup> H<sub>2</sub>O<sup><a href=\"#n\">3</a></sup>"),
		"p 10⁵ H2O\n");
	CHECK_STR(READ("<script>\nalert(1)\n</script>\n\nText<script>.\n"), "p Text.\n");
	CHECK_STR(READ("![alt text](x.png \"title\")\n\nText ![alt](y) here that is long enough to "
		       "be no "
		       "caption at all, as it goes on and on, for more than the thirty words that "
		       "one "
		       "may have in one of those.\n"),
		"p Text here that is long enough to be no caption at all, as it goes on and on, "
		"for more "
		"than the thirty words that one may have in one of those.\n");
}

TEST(lists_of_links_are_chrome)
{
	CHECK_STR(READ("- [A](#a)\n- [B](#b)\n\nMethods:\n\n- [C](c)\n- [D](d)\n\n- x\n"),
		"~- A\n~- B\np Methods:\n- C\n- D\n- x\n");
}

TEST(places_are_those_of_the_source)
{
	CHECK_STR(places_of(TEXT_FORMAT_MARKDOWN, "---\ntitle: x\n---\n# H\n\n<!-- c\n -->\ntext\n"
						  "{: .a}\n\nterm\n: mean\n\n* [x](y) z\n"),
		"4:19 8:34 11:47 14:63 ");
	CHECK_STR(places_of(TEXT_FORMAT_MARKDOWN, "x\n\n|a|b|\n|-|-|\n|1|2|\n"), "1:0 3:4 ");
	CHECK_STR(places_of(TEXT_FORMAT_MARKDOWN, "\xef\xbb\xbf# H\r\n\r\np\r\n"), "1:5 3:10 ");
}

/* `count` times `piece`, read; "" when it went well. */
static const char *many(const char *piece, size_t count)
{
	struct str text = {0};
	const char *got;

	for (size_t i = 0; i < count; i++)
		str_add(&text, piece);
	got = blocks_of_bytes(TEXT_FORMAT_MARKDOWN, str_text(&text), text.len);
	str_release(&text);
	return strncmp(got, "error", 5) == 0 ? got : "";
}

TEST(hostile_markdown_is_read_in_time)
{
	static const char *const pieces[] = {">", "- ", "[", "[a](", "{:", "<!--", "*a **b ", "`",
		"<table>\n\n", "a\n: b\n", "([\\[link\\]](#a)) ", "[^", "$", "<b>", "&a", "|\n|-",
		"<!--\n\n", NULL};

	for (size_t p = 0; pieces[p]; p++)
		CHECK_STR(many(pieces[p], 20000), "");
}

TEST(tables_have_a_limit)
{
	struct str text = {0};

	for (int c = 0; c < 3000; c++)
		str_add(&text, "|a");
	str_add(&text, "|\n");
	for (int c = 0; c < 3000; c++)
		str_add(&text, "|-");
	str_add(&text, "|\n");
	for (int r = 0; r < 2000; r++)
		str_add(&text, "|x|\n");
	READ(str_text(&text));
	CHECK(strstr(blocks_notes, "cells are read|") && strstr(blocks_notes, "read as text|"));
	str_release(&text);
}

TEST(no_document_is_beyond_the_limit)
{
	char *bytes = malloc(TEXT_INPUT_MAX + 1);

	CHECK(bytes != NULL);
	if (bytes) {
		memset(bytes, 'a', TEXT_INPUT_MAX + 1);
		CHECK_STR(blocks_of_bytes(TEXT_FORMAT_MARKDOWN, bytes, TEXT_INPUT_MAX + 1),
			"error 3: 'a' has more than 64 MiB");
	}
	free(bytes);
	CHECK_STR(READ(""), "");
	CHECK(strstr(blocks_of_bytes(TEXT_FORMAT_MARKDOWN, "a\0b", 3), "binary") != NULL);
}

static const char *format_of(const char *name, const char *text)
{
	const struct text_input in = {.name = name, .bytes = text, .len = strlen(text)};
	struct text_document d;
	enum text_format f;
	struct err err;

	CHECK(text_document_read(&d, &in, TEXT_FORMAT_AUTO, &err));
	f = d.format;
	text_document_release(&d);
	return text_format_name(f);
}

TEST(markdown_is_known_by_its_look)
{
	static const char *const yes[] = {"Some text.\n\n# Cells\n\nA cell is small.\n",
		"\xef\xbb\xbf###### Cells\r\n", "Before:\n\n```\ncode\n```\n",
		"Before:\n\n~~~ c\ncode\n~~~\n", "| A | B |\n|---|:-:|\n| x | y |\n",
		"A | B\n--|--\nx | y\n", "- one\n- two\n", "* one\n+ two\n", "- the **Ebb**\n",
		"**Ebb**: water falls.\n\n**Flood**: it rises.\n"};
	static const char *const no[] = {"", "A cell is small.\n", "#cells\n", "####### Seven\n",
		"#\n", "#!/bin/sh\n# a comment\n", "    # indented\n    - one\n    - two\n",
		"Cells\n~~~~~\n\nText.\n", "1. Introduction\n\n2. Terms\n", "- only one\n",
		"---\n\n- - -\n\n* * *\n", "-a  all\n-b  both\n", "2**3 + 4**5 and a ** b ** c\n",
		"+---+---+\n| a | b |\n+---+---+\n", "a --|-- b\n", "--|--\n", "``two``\n"};

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		CHECK_STR(format_of("standard input", yes[i]), "markdown");
		CHECK_STR(format_of("README", yes[i]), "markdown");
		CHECK_STR(format_of("a.txt", yes[i]), "plain");
	}
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		CHECK_STR(format_of("standard input", no[i]), "plain");
}
