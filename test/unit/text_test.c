#include "core/text/letter.h"
#include "core/text/repair.h"
#include "core/text/sentence.h"
#include "test/unit/test.h"

static char shown[4000];

static const char *joined(struct str *out)
{
	snprintf(shown, sizeof shown, "%s", str_text(out));
	str_release(out);
	return shown;
}

static const char *words(const char *text)
{
	struct text_span word;
	struct str out = {0};

	for (size_t at = 0; text_next_word(text, strlen(text), &at, &word);)
		str_addf(&out, "%.*s|", (int)word.len, word.at);
	return joined(&out);
}

static const char *folded(const char *text)
{
	struct str out = {0};

	letter_fold(&out, text, strlen(text));
	return joined(&out);
}

static const char *sentences(const char *text)
{
	struct text_span s;
	struct str out = {0};

	for (size_t at = 0; text_next_sentence(text, strlen(text), &at, &s);)
		str_addf(&out, "%.*s|", (int)s.len, s.at);
	return joined(&out);
}

static const char *stems(enum text_language language, const char *text)
{
	struct text_stems s = {.language = language};
	struct text_numbers numbers = {0};
	struct str out = {0};

	text_stems_add(&s, text, strlen(text), &numbers);
	for (size_t i = 0; i < numbers.list.len; i++)
		str_addf(&out, "%s ", s.list.at[numbers.list.at[i]]);
	vec_release(&numbers.list);
	text_stems_release(&s);
	return joined(&out);
}

static const char *repaired(const char *text)
{
	struct str out = {0}, again = {0};

	text_repair(&out, text, strlen(text));
	text_repair(&again, str_text(&out), out.len);
	CHECK_STR(str_text(&again), str_text(&out));
	str_release(&again);
	return joined(&out);
}

TEST(text_becomes_words)
{
	CHECK_STR(words("Don't pay 1,250.50 for a well-known E-Mail."),
		"Don't|pay|1,250.50|for|a|well|known|E|Mail|");
	CHECK_STR(words("Müller’s Größe: 3. Mai…"), "Müller’s|Größe|3|Mai|");
	CHECK_STR(words("東京 is Tokyo"), "東|京|is|Tokyo|");
	CHECK_STR(words("Добрый день"), "Добрый|день|");
	CHECK_STR(words(" -- \xff ."), "");
	CHECK_INT(text_count_words("A well-known – fact.", 23), 3);
}

TEST(letters_are_folded)
{
	CHECK_STR(folded("GRÖSSE Größe Œuvre Ångström Ž Đ ŉ"), "grosse grosse oeuvre angstrom z d n");
	CHECK_STR(folded("ДОМ e\xcc\x81t\xc3\xa9"), "дом ete");
	CHECK_STR(folded("Ł ł Ÿ ẞ"), "l l y ss");
}

TEST(endings_are_cut)
{
	CHECK_STR(stems(TEXT_ENGLISH, "invoices invoice invoiced bills billing hopping agreed parties"),
		"invoic invoic invoic bill bill hop agre parti ");
	CHECK_STR(stems(TEXT_GERMAN, "Häuser Hauses Haus Rechnungen Rechnung schönsten"),
		"haus haus haus rechnung rechnung schon ");
	CHECK_STR(stems(TEXT_UNKNOWN, "the und houses 2024"), "houses 2024 ");
}

TEST(a_language_is_known_by_its_small_words)
{
	const char *de = "Der Hund ist nicht im Haus und bellt.", *en = "The dog is not in the house.";

	CHECK_INT(text_language_of(de, strlen(de)), TEXT_GERMAN);
	CHECK_INT(text_language_of(en, strlen(en)), TEXT_ENGLISH);
	CHECK_INT(text_language_of("Paris, 2024", 11), TEXT_UNKNOWN);
}

TEST(text_becomes_sentences)
{
	CHECK_STR(sentences("It rains. It pours! Does it? Yes."), "It rains.|It pours!|Does it?|Yes.|");
	CHECK_STR(sentences("Dr. Smith met J. Doe at 5 p.m. They left, e.g. by car."),
		"Dr. Smith met J. Doe at 5 p.m.|They left, e.g. by car.|");
	CHECK_STR(sentences("Am 3. Mai kam er, z. B. um 8 Uhr. Vgl. Abb. 3, S. 12. Gut."),
		"Am 3. Mai kam er, z. B. um 8 Uhr.|Vgl. Abb. 3, S. 12.|Gut.|");
	CHECK_STR(sentences("See chapter 5. The next is 3.14 long."), "See chapter 5.|The next is 3.14 long.|");
	CHECK_STR(sentences("He said: “Go.” Then he went (slowly.) Fine"),
		"He said: “Go.”|Then he went (slowly.)|Fine|");
	CHECK_STR(sentences("# Heading\nText goes\non.\n\n- one\n- two\n\nEnd"),
		"# Heading|Text goes\non.|- one|- two|End|");
	CHECK_STR(sentences("これは本です。あれもそうです。"), "これは本です。|あれもそうです。|");
	CHECK_STR(sentences("No. 5 is alive. No. It is not."), "No. 5 is alive.|No.|It is not.|");
	CHECK_STR(sentences(" \n "), "");
}

TEST(a_letter_ends_a_sentence_or_begins_a_name)
{
	CHECK_STR(sentences("Scurvy is a lack of vitamin C. Sailors had it."),
		"Scurvy is a lack of vitamin C.|Sailors had it.|");
	CHECK_STR(sentences("Iron melts at 1538 °C. Lead melts sooner."),
		"Iron melts at 1538 °C.|Lead melts sooner.|");
	CHECK_STR(sentences("It falls at 9 m/s. Feathers fall slower, at 1 m. Stones do not."),
		"It falls at 9 m/s.|Feathers fall slower, at 1 m.|Stones do not.|");
	CHECK_STR(sentences("Blei schmilzt bei 327 °C. Zinn schmilzt früher."),
		"Blei schmilzt bei 327 °C.|Zinn schmilzt früher.|");
	CHECK_STR(sentences("Die Programmiersprache C. Andere folgten ihr."),
		"Die Programmiersprache C.|Andere folgten ihr.|");
	CHECK_STR(
		sentences(
			"Take the line through A. The other one ends at the lens L. Light bends."),
		"Take the line through A.|The other one ends at the lens L.|Light bends.|");
	CHECK_STR(sentences("John F. Kennedy met J. Doe and the chemist M. Curie."),
		"John F. Kennedy met J. Doe and the chemist M. Curie.|");
	CHECK_STR(sentences("J. S. Bach (v. Chr. nicht) und J.-P. Sartre, z. B. Briefe."),
		"J. S. Bach (v. Chr. nicht) und J.-P. Sartre, z. B. Briefe.|");
}

TEST(lines_become_paragraphs)
{
	CHECK_STR(repaired("The mito-\nchondrion is the site\nof respiration."),
		"The mitochondrion is the site of respiration.\n");
	CHECK_STR(repaired("It is well-known here, and well-\nknown there."),
		"It is well-known here, and well-known there.\n");
	CHECK_STR(repaired("Vor-\nund Nachteile der Nord-\nSüd-Achse"),
		"Vor- und Nachteile der Nord-Süd-Achse\n");
	CHECK_STR(repaired("A first paragraph that goes on and on,\nand ends.\nAnother one, that is as long as\nit."),
		"A first paragraph that goes on and on, and ends.\n\nAnother one, that is as long as it.\n");
	CHECK_STR(repaired("It was broken by\n\n\na page.\n\n\n\nNext."), "It was broken by a page.\n\nNext.\n");
	CHECK_STR(repaired("# Title\nText\n- one\n- two\n  goes on\n1. first"),
		"# Title\nText\n- one\n- two goes on\n1. first\n");
	CHECK_STR(repaired("Introduction\nThe text of it fills the lines until\nthey end."),
		"Introduction\n\nThe text of it fills the lines until they end.\n");
	CHECK_STR(repaired("```\n  code-\n  goes\n```\n"), "```\n  code-\n  goes\n```\n");
	CHECK_STR(repaired("a   b   c\nd   e   f\n"), "a   b   c\nd   e   f\n");
	CHECK_STR(repaired(""), "");
}

TEST(what_typesetters_leave_goes)
{
	CHECK_STR(repaired("e\xef\xac\x83\x63ient o\xef\xac\x83\x63\x65\xc2\xa0X soft\xc2\xadly"),
		"efficient office X softly\n");
	CHECK_STR(repaired("``So'' said ,,er\"  to  me\r\nhere\rthere"), "“So” said „er\" to me here there\n");
	CHECK_STR(repaired("14 Chapter 2\nText of it.\n\nPage 3 of 10\n\n- 4 -\n\nMore."),
		"Text of it.\n\nMore.\n");
	CHECK_STR(repaired("In the year\n\n1914\n\nit began."), "In the year\n\n1914\n\nit began.\n");
	CHECK_STR(repaired("One.\n\n7\n\nTwo.\n\n8\n\nThree."), "One.\n\nTwo.\n\nThree.\n");
	CHECK_STR(repaired("Ada's Book\nOne.\n1\f\nAda's Book\nTwo\n2\f\nAda's Book\ngoes on.\n3\n"),
		"One.\n\nTwo goes on.\n");
}
