#include "core/text/nfc.h"
#include "test/unit/test.h"

#include <string.h>

static void check_nfc(const char *text, const char *want)
{
	struct str out = {0};

	nfc_add(&out, text, strlen(text));
	CHECK_STR(str_text(&out), want);
	str_release(&out);
}

/* Cases of UAX #15, and what is no text at all. */
TEST(letters_and_marks_become_one_sign)
{
	check_nfc("plain", "plain");
	check_nfc("e\u0301", "\u00e9");
	check_nfc("\u212b", "\u00c5");        /* a sign that is another */
	check_nfc("s\u0307\u0323", "\u1e69"); /* whatever the order */
	check_nfc("s\u0323\u0307", "\u1e69");
	check_nfc("\u0958", "\u0915\u093c");       /* never put together */
	check_nfc("\u1100\u1161\u11a8", "\uac01"); /* Hangul */
	check_nfc("\uac00\u11a8", "\uac01");
	check_nfc("a\u0315\u0300\u05ae\u0300b", "\u00e0\u05ae\u0300\u0315b");
	check_nfc("e\xff\u0301\xc3", "e\xff\u0301\xc3");
	check_nfc("\u0301e", "\u0301e");
}

TEST(marks_without_end_cost_no_square)
{
	struct str text = {0}, out = {0};

	for (int i = 0; i < 250000; i++)
		str_add(&text, i % 2 ? "\u0301" : "\u0323");
	nfc_add(&out, str_text(&text), text.len);
	CHECK_INT(out.len, text.len);
	str_release(&text);
	str_release(&out);
}

static void check_form(const char *text, enum text_form form, const char *want)
{
	struct str out = {0};

	CHECK(text_form_add(&out, text, strlen(text), form));
	CHECK_STR(str_text(&out), want);
	str_release(&out);
}

TEST(the_four_forms)
{
	check_form("\u1e9b\u0323", FORM_C, "\u1e9b\u0323");
	check_form("\u1e9b\u0323", FORM_D, "\u017f\u0323\u0307");
	check_form("\u1e9b\u0323", FORM_KC, "\u1e69");
	check_form("\u1e9b\u0323", FORM_KD, "s\u0323\u0307");
	check_form("e\xff", FORM_D, "e\xff");
}

/* A long text in a script without ASCII is not cut within a sign. */
static void check_long(const char *sign, enum text_form form, const char *want_sign)
{
	struct str text = {0}, out = {0}, want = {0};

	for (int i = 0; i < 3000; i++) {
		str_add(&text, sign);
		str_add(&want, want_sign);
	}
	for (size_t at = 0, piece; at < text.len; at += piece) {
		piece = text_form_piece(text.at + at, text.len - at);
		CHECK(piece > 0 && piece <= text.len - at);
		text_form_add(&out, text.at + at, piece, form);
	}
	CHECK(strcmp(str_text(&out), str_text(&want)) == 0);
	str_release(&text);
	str_release(&out);
	str_release(&want);
}

TEST(long_texts_are_cut_between_signs)
{
	check_long("\u1100\u1161\u11a8", FORM_C, "\uac01"); /* Hangul */
	check_long("\uac01", FORM_D, "\u1100\u1161\u11a8");
	check_long("\u304b\u3099", FORM_C, "\u304c"); /* Kana */
	check_long("\u0438\u0306", FORM_C, "\u0439"); /* Cyrillic */
	check_long("\u03b1\u0301", FORM_C, "\u03ac"); /* Greek */
	check_long("\u0622", FORM_D, "\u0627\u0653"); /* Arabic */
}
