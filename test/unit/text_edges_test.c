#include "core/text/charset.h"
#include "core/text/repair.h"
#include "core/text/sentence.h"
#include "test/unit/test.h"
#include "test/unit/text_blocks.h"

/* Corners of Markdown, of sentences, of charsets and of texts that were taken out of a page. */

#define READ(text) blocks_of(TEXT_FORMAT_MARKDOWN, text)

static void check_table(const char *const (*table)[2], size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char *got = READ(table[i][0]);

		if (strcmp(got, table[i][1]) != 0)
			test_failed(__FILE__, __LINE__, "'%s' is '%s', want '%s'", table[i][0], got,
				table[i][1]);
	}
}

#define CHECK_TABLE(...)                                                                           \
	do {                                                                                       \
		static const char *const table[][2] = {__VA_ARGS__};                               \
		check_table(table, sizeof table / sizeof *table);                                  \
	} while (0)

TEST(front_matter_that_is_none)
{
	CHECK_TABLE({"---\ntitle: a\n", "p title: a\n"},
		{"---\ntitle: a\n...\nText.\n", "= a\np Text.\n"},
		{"...\ntitle: a\n---\n", "h2 ... title: a\n"},
		{"---  \ntitle = \"b\"  \n---\t\nText.\n", "= b\np Text.\n"},
		{"---\ntitle: |\n  long\n---\nText.\n", "p Text.\n"},
		{"---\ntitle: 'a\n---\nText.\n", "= 'a\np Text.\n"},
		{"---\ntitle:\n---\nText.\n", "p Text.\n"},
		{"---\ntitles: a\n---\nText.\n", "p Text.\n"},
		{"---\nx: 1\n+++\ny: 2\n---\nText.\n", "p Text.\n"}, {"% \nText.\n", "p Text.\n"},
		{"%a\nText.\n", "p %a Text.\n"});
}

TEST(terms_that_are_none)
{
	CHECK_TABLE({"term\n:x\n", "p term :x\n"}, {"term\n: \n", "p term :\n"},
		{"# head\n: meaning\n", "h1 head\np meaning\n"},
		{"a\nb\nc\nd\ne\n: meaning\n", "p a b c d e meaning\n"},
		{"a | b\n: meaning\n", "p a | b meaning\n"},
		{"term\n\n\n: meaning\n", "p term\np meaning\n"},
		{"term\n\n   :\tmeaning\n", "d term = meaning\n"},
		{"term\n    : meaning\n", "p term : meaning\n"});
}

TEST(markup_without_text)
{
	CHECK_TABLE({"\\newpage\n\ntext\n", "p text\n"}, {"\\newpage{}\n", "p \\newpage{}\n"},
		{"\\a\n", "p \\a\n"}, {"[[_TOC_]]\n\ntext\n", "p text\n"}, {"[toc]: x\n", ""},
		{"[TOC] more\n", "p [TOC] more\n"}, {"{: .a }  \n\ntext\n", "p text\n"},
		{"{.a} b {c}\n", "p {.a} b {c}\n"}, {"{x}\n", "p {x}\n"},
		{"^\n\ntext\n", "p text\n"}, {"<divx>\n\ntext\n", "p text\n"},
		{"<div>text</div>\n", "p text\n"}, {"<section><div>text\n", "p text\n"},
		{"text</div></section>\n", "p text\n"}, {"text <div\n", "p text <div\n"});
}

TEST(codes_and_notes_within_a_line)
{
	CHECK_TABLE({"a ``b ` c`` d\n", "p a b ` c d\n"}, {"a `b c\n", "p a `b c\n"},
		{"x^2^ y^10^ z^-1^ ^3^\n", "p x² y¹⁰ z^-1^ ³\n"}, {"a ^b\n", "p a ^b\n"},
		{"2^10 and 3^x^\n", "p 2^10 and 3^x^\n"}, {"a^[note] b\n", "p a b\n"},
		{"a^[note b\n", "p a^[note b\n"}, {"a [^n] b[^m].\n", "p a b.\n"},
		{"a [^n](x) b\n", "p a ^n b\n"}, {"a [@b] c\n", "p a c\n"}, {"[@b] c\n", "p c\n"},
		{"a [! b] c\n", "p a [! b] c\n"}, {"a [^long note] b\n", "p a [^long note] b\n"},
		{"a {{ x }} b {% y %} c {{< z >}} d\n", "p a {{ x }} b c d\n"},
		{"a {% open\n", "p a {% open\n"}, {"[a]{.b} c\n", "p a c\n"},
		{"**a**{.b} c\n", "p a c\n"}, {"a]{.b} c\n", "p a] c\n"},
		{"a {b} c\n", "p a {b} c\n"}, {"# a {#id .b}\n", "h1 a\n"},
		{"a{x=1} [b](c){y=2}\n", "p a{x=1} b\n"}, {"a <!-- b --> c\n", "p a c\n"},
		{"a <!-- b\n", "p a <!-- b\n"}, {"a <b>c</b> <i>d</b> e\n", "p a c d e\n"},
		{"a <img src=x> b\n", "p a b\n"}, {"a<br/>b\n", "p a\nb\n"},
		{"H<sup>+</sup> x<sup>-12</sup> n<sup>th</sup>\n", "p H⁺ x⁻¹² nth\n"});
}

/* ---- sentences ---- */

/* The sentences of a text with bars between. */
static const char *sentences(const char *text)
{
	static char out[2000];
	struct text_span span;
	size_t at = 0, len = 0;

	out[0] = '\0';
	while (text_next_sentence(text, strlen(text), &at, &span))
		len += (size_t)snprintf(out + len, sizeof out - len, "%s%.*s", len ? "|" : "",
			(int)span.len, span.at);
	return out;
}

TEST(where_sentences_end)
{
	CHECK_STR(sentences("One. Two! Three? Four"), "One.|Two!|Three?|Four");
	CHECK_STR(sentences("He said \"Stop.\" Then he left."), "He said \"Stop.\"|Then he left.");
	CHECK_STR(sentences("(In brackets.) Out of them."), "(In brackets.)|Out of them.");
	CHECK_STR(sentences("Sagt er: „Halt.“ Er ging."), "Sagt er: „Halt.“|Er ging.");
	CHECK_STR(sentences("«Non.» Il part."), "«Non.»|Il part.");
	CHECK_STR(sentences("一つ。二つ！三つ？四つ"), "一つ。|二つ！|三つ？|四つ");
	CHECK_STR(sentences("Wait… What?"), "Wait…|What?");
	CHECK_STR(sentences("Dr. A. B. Smith came at 3.30 p.m. to No. 5."),
		"Dr. A. B. Smith came at 3.30 p.m. to No. 5.");
	CHECK_STR(sentences("Am 3. Mai kam z. B. Anna. Am 4. ging sie."),
		"Am 3. Mai kam z. B. Anna.|Am 4. ging sie.");
	CHECK_STR(sentences("One\n\ntwo\n- three\n* four\n• five\n1. six\n2) seven\na) eight\n# "
			    "Nine\nten"),
		"One|two|- three|* four|• five|1. six|2) seven|a) eight|# Nine|ten");
	CHECK_STR(sentences("See example.com. Then go."), "See example.com.|Then go.");
	CHECK_STR(sentences("  \n\n "), "");
	CHECK_STR(sentences(""), "");
	CHECK_STR(sentences("..."), "...");
}

TEST(marks_of_lists)
{
	static const struct {
		const char *text;
		int want;
	} table[] = {{"- a", 2}, {"* a", 2}, {"+ a", 2}, {"\u2022 a", 4}, {"1. a", 3}, {"12) a", 4},
		{"123. a", 5}, {"1234. a", 0}, {"a) b", 3}, {"ab) c", 0}, {"A) b", 0}, {"-a", 0},
		{"-", 0}, {"1.", 0}, {"1 a", 0}, {"", 0}, {"\u2022", 0}};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t got = text_list_mark(table[i].text, strlen(table[i].text));

		if ((int)got != table[i].want)
			test_failed(__FILE__, __LINE__, "'%s' has %zu", table[i].text, got);
	}
}

/* ---- charsets ---- */

static const char *decoded(const char *bytes, size_t len, const char *declared, const char *media)
{
	static char out[1100];
	const struct text_input in = {.name = "a", .bytes = bytes, .len = len, .media_type = media};
	struct str text = {0};
	struct err err = {0};

	snprintf(out, sizeof out, "%s",
		text_decode(&text, &in, declared, &err) ? str_text(&text) : err.message);
	str_release(&text);
	return out;
}

#define DECODED(bytes, declared, media) decoded(bytes, sizeof bytes - 1, declared, media)

TEST(bytes_become_text)
{
	CHECK_STR(DECODED("plain", NULL, NULL), "plain");
	CHECK_STR(DECODED("\xef\xbb\xbf"
			  "caf\u00e9",
			  NULL, NULL),
		"caf\u00e9");
	CHECK_STR(DECODED("\xff\xfe"
			  "a\0\xe9\0",
			  NULL, NULL),
		"a\u00e9");
	CHECK_STR(DECODED("\xfe\xff\0a\0\xe9", NULL, NULL), "a\u00e9");
	CHECK_STR(DECODED("caf\xe9", "iso-8859-1", NULL), "caf\u00e9");
	CHECK_STR(DECODED("\xe4", "windows-1251", NULL), "\u0434");
	CHECK_STR(DECODED("caf\xe9", NULL, "text/plain; charset=iso-8859-1"), "caf\u00e9");
	CHECK_STR(DECODED("caf\xe9", NULL, "text/plain; charset=\"iso-8859-1\""), "caf\u00e9");
	/* valid UTF-8 is believed whatever is declared */
	CHECK_STR(DECODED("caf\u00e9", "iso-8859-1", NULL), "caf\u00e9");
	CHECK(strstr(DECODED("a\0b\0c", NULL, NULL), "binary"));
	CHECK(strstr(DECODED("\1\2\3\4\5\6\7", NULL, NULL), "binary"));
}

static const char *declared(const char *text)
{
	static char name[40];
	const struct text_input in = {.name = "a", .bytes = text, .len = strlen(text)};

	return text_declared_charset(&in, name, sizeof name) ? name : "-";
}

TEST(charsets_are_declared)
{
	CHECK_STR(declared("<?xml version='1.0' encoding='koi8-r'?><a/>"), "koi8-r");
	CHECK_STR(declared("<?xml version='1.0'?><a/>"), "-");
	CHECK_STR(declared("<meta charset=latin1>"), "latin1");
	CHECK_STR(declared("<meta charset = \"utf-8\" >"), "utf-8");
	CHECK_STR(declared("<META http-equiv=Content-Type content='text/html; charset=big5'>"),
		"big5");
	CHECK_STR(declared("<meta charset=>"), "-");
	CHECK_STR(declared("<meta name=x>"), "-");
	CHECK_STR(declared("no markup"), "-");
}

/* ---- repair ---- */

static const char *repaired(const char *text)
{
	static char out[2000];
	struct str s = {0};

	text_repair(&s, text, strlen(text));
	snprintf(out, sizeof out, "%s", str_text(&s));
	str_release(&s);
	return out;
}

TEST(divided_words_and_lines_are_joined)
{
	CHECK_STR(
		repaired(
			"The long sen-\ntence of a page that goes on over\nseveral lines of it.\n"),
		"The long sentence of a page that goes on over several lines of it.\n");
	CHECK_STR(
		repaired(
			"A well-known thing is known as a well-\nknown thing to all of us here.\n"),
		"A well-known thing is known as a well-known thing to all of us here.\n");
	CHECK_STR(repaired("One paragraph that ends here.\n\nAnother one.\n"),
		"One paragraph that ends here.\n\nAnother one.\n");
	CHECK_STR(repaired("- one\n- two\n"), "- one\n- two\n");
	CHECK_STR(repaired("```\na\nb\n```\n"), "```\na\nb\n```\n");
	CHECK_STR(repaired("    code\n    more\n"), "    code\n    more\n");
	CHECK_STR(repaired("# Head\ntext of it\n"), "# Head\ntext of it\n");
	CHECK_STR(repaired(""), "");
	CHECK_STR(repaired("\n\n"), "");
}
