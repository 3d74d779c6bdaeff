#include "test/unit/test.h"
#include "test/unit/text_blocks.h"

#define READ(text) blocks_of(TEXT_FORMAT_HTML, text)

TEST(html_has_blocks)
{
	CHECK_STR(
		READ("<title> A  page </title><h1>Top</h1><p>One <b>two</b>\n three<p>Four<br>five"
		     "<h2>Low</h2><pre>\nx  y\n z</pre><blockquote><p>Said.</blockquote>"),
		"= A page\nh1 Top\np One two three\np Four\nfive\nh2 Low\nc x  y\n z\nq Said.\n");
	CHECK_STR(READ("text <div>in a div</div> after"), "p text\np in a div\np after\n");
	CHECK_STR(READ("<h2><div>In</div><div>two</div></h2>"), "h2 In two\n");
}

TEST(html_has_lists)
{
	CHECK_STR(READ("<ul><li>a<ul><li>b</ul><li>c<p>d</ul><ol><li>x</ol>"),
		"- a\n-- b\n- c\n+- d\n1 x\n");
	CHECK_STR(READ("<li>alone"), "p alone\n");
	CHECK_STR(READ("<ul><li><b>Term</b>: its meaning</ul>"), "-d Term = its meaning\n");
}

TEST(html_has_definitions)
{
	CHECK_STR(READ("<dl><dt>a<dt>b<dd>both<dd>more<dt><dfn>c</dfn>:<dd><p>one<p>two</dl>"),
		"d a = both\nd b = both\nd a = more\nd b = more\nd c = one\np two\n");
	CHECK_STR(READ("<dl><dt>a</dt><dt>lonely</dt></dl><p>x"), "p a\np lonely\np x\n");
	CHECK_STR(READ("<dl><dt>a</dt><dd><ul><li>x<li>y</ul></dd></dl>"), "p a\n- x\n- y\n");
}

TEST(html_has_tables)
{
	CHECK_STR(READ("<table><caption>Sizes</caption><tr><th>Name<th>mm<tr><td>A<br>4<td>210</"
		       "table>"),
		"t Sizes: Name|mm; A 4|210\n");
	CHECK_STR(
		READ("<table><thead><tr><td>A<td>B</thead><tr><td colspan=2>wide<tr><td rowspan=2>x"
		     "<td>1<tr><td>2</table>"),
		"t A|B; wide|wide; x|1; x|2\n");
	CHECK_STR(READ("<table><tr><th "
		       "colspan=2>Low<th>High<tr><th>a<th>b<th>c<tr><td>1<td>2<td>3</table>"),
		"t Low a|Low b|High c; 1|2|3\n");
	CHECK_STR(READ("<table><tr><td><h2>Laid</h2><p>out</table>"), "h2 Laid\np out\n");
	CHECK_STR(READ("<table role=presentation><tr><td>a<td>b</table>"), "p a\np b\n");
	CHECK_STR(READ("<table><tr><td></td><td> </td></tr></table>"), "");
}

TEST(html_is_marked)
{
	CHECK_STR(marks_of(TEXT_FORMAT_HTML,
			  "<p><strong>a</strong> <i>b</i> <kbd>c</kbd> <dfn>d</dfn> "
			  "<a href=x>e</a> <span class=term>f</span>"),
		"strong:a em:b code:c term:d link:e term:f");
	CHECK_STR(READ("<h2>Title<a href=\"#t\">¶</a></h2><p>Fact.<sup><a "
		       "href=\"#n1\">[1]</a></sup> 10"
		       "<sup>−3</sup>"),
		"h2 Title\np Fact. 10⁻³\n");
	CHECK_STR(
		READ("<h2>Steps<span class='mw-editsection'>[<a "
		     "href=e>edit</a>]</span></h2><p>So<sup>"
		     "<a href='#n'>[note 3]</a></sup><sup class=noprint>[<a>why?</a>]</sup> <math "
		     "alttext='{\\displaystyle E=mc^{2}}'><mi>E</mi></math>.<img src=x>"),
		"h2 Steps\np So $E=mc^{2}$.\n");
}

TEST(chrome_is_no_text)
{
	CHECK_STR(READ("<body class=has-sidebar><nav><a href=/>Home</a></nav><div "
		       "id=mainMenu>Menu</div>"
		       "<p>The text of the page, which is longer than what is around it.</p>"
		       "<p class=footer-note>Stays.<div class='site-footer'>2020</div>"),
		"~p Home\n~p Menu\np The text of the page, which is longer than what is around "
		"it.\n"
		"p Stays.\n~p 2020\n");
	CHECK_STR(
		READ("<script>bad()</script><style>p{}</style><!-- secret --><template>t</template>"
		     "<p hidden>h</p><p>ok<noscript>js</noscript>"),
		"p ok\n");
	CHECK_STR(READ("<ul><li><a href=a>A</a><li><a href=b>B</a></ul><p>x"), "~- A\n~- B\np x\n");
	CHECK_STR(READ("<figure><img src=x><figcaption>Of a cell.</figcaption></figure>"),
		"~p Of a cell.\n");
}

TEST(main_is_what_is_read)
{
	static const char text[] =
		"<header>Site</header><main><h1>T</h1><p>This is the text of the page. It is long "
		"enough to be taken for the content, which takes two hundred bytes. So there are a "
		"few "
		"more words here, and some more words, and after those words there are other "
		"words, too, "
		"until enough of them are here, and even a few more than that.</main><p>Around.";
	const char *got = READ(text);

	CHECK(strncmp(got, "h1 T\np This is", 13) == 0 && !strstr(got, "Around"));
}

TEST(lines_are_known)
{
	CHECK_STR(places_of(TEXT_FORMAT_HTML, "<h1>a</h1>\n\n<p>b\nc\n<ul>\n<li>d\n</ul>"),
		"1:0 3:0 6:0 ");
}

TEST(charsets_of_html_are_believed)
{
	CHECK_STR(READ("<meta charset=iso-8859-1><p>caf\xe9 \x80"), "p café €\n");
	CHECK_STR(READ("<meta charset=utf-16><p>caf\xc3\xa9"), "p café\n");
}

TEST(no_entity_reaches_a_file)
{
	CHECK_STR(READ("<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><p>a&x;b"),
		"p ]>\np a&x;b\n");
	CHECK_STR(READ("<p>&lt;b&gt; &amp;amp; &nbsp;x"), "p <b> &amp; x\n");
}

static const char *many(const char *before, const char *piece, size_t count)
{
	struct str text = {0};
	const char *got;

	str_add(&text, before);
	for (size_t i = 0; i < count; i++)
		str_add(&text, piece);
	got = blocks_of_bytes(TEXT_FORMAT_HTML, str_text(&text), text.len);
	str_release(&text);
	return strncmp(got, "error", 5) == 0 ? got : "";
}

TEST(hostile_html_is_read_in_time)
{
	static const char *const pieces[] = {"<div>", "<b>", "<!--", "<?", "<table><tr><td>x",
		"<ul><li>x", "</p>", "<a href=\"#x\">[1]</a>", "<sup>2</sup>", "<a b=\"",
		"<dl><dt>a", "&#", "<![CDATA[", "<td colspan=100000 rowspan=100000>x", NULL};

	for (size_t p = 0; pieces[p]; p++)
		CHECK_STR(many("<html><body>", pieces[p], 20000), "");
	many("", "<div>", 100000);
	CHECK(strstr(blocks_notes, "nested more than 256 elements") != NULL);
}

TEST(html_tables_have_odd_cells)
{
	/* notes, lists and breaks within a cell */
	CHECK_STR(READ("<table><tr><th>A<th>B<tr><td>x<sup><a href='#n'>[1]</a></sup>"
		       "<td>y<sup><a href='p.html'>2</a></sup></table>"),
		"t A|B; x|y2\n");
	CHECK_STR(READ("<table><tr><th>A<th>B<tr><td><ul><li>a<li>b</ul><td><p>c<p>d<script>x"
		       "</script></table>"),
		"t A|B; a; b|c d\n");
	/* spans that are no numbers, too small, too large */
	CHECK_STR(READ("<table><tr><th>A<th>B<tr><td colspan=0>x<td colspan=y>z</table>"),
		"t A|B; x|z\n");
	CHECK_STR(READ("<table><tr><th>A<th>B<tr><td rowspan=-3>x<td>y<tr><td>v<td>w</table>"),
		"t A|B; x|y; v|w\n");
	CHECK_STR(READ("<table><tr><th>A<th>B<tr><td rowspan=3 colspan=2>x<tr><tr></table>"),
		"t A|B; x|x; x|x; x|x\n");
	CHECK(strlen(READ("<table><tr><th>A<th>B<tr><td colspan=99999 rowspan=99999>x"
			  "<tr><td>y</table>")) > 0);
	/* a caption without text, a head of two rows */
	CHECK_STR(READ("<table><caption> </caption><tr><th>A<th>B<tr><td>x<td>y</table>"),
		"t A|B; x|y\n");
	CHECK_STR(READ("<table><tr><td>x<td>y</table>"), "t; x|y\n");
	CHECK_STR(READ("<table role=none><tr><th>a<th>b</table>"), "p a\np b\n");
	CHECK_STR(READ("<table role=grid><tr><th>a<th>b<tr><td>c<td>d</table>"), "t a|b; c|d\n");
	CHECK_STR(READ("<table><tr>text<th>a<th>b<tr><td>c<td>d</table>"), "t a|b; c|d\n");
}

TEST(the_title_is_the_first_with_words)
{
	CHECK_STR(READ("<title> \n </title><p>x"), "p x\n");
	CHECK_STR(READ("<title></title><p>x"), "p x\n");
	CHECK_STR(READ("<!-- open <p>x"), "");
	CHECK_STR(READ("<p>x<!-- open"), "p x\n");
	CHECK_STR(READ("<p>x<!-- a --> y <!-- open"), "p x y\n");
	CHECK_STR(READ(""), "");
	CHECK_STR(READ("<!doctype html>"), "");
}
