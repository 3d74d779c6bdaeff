#include "core/text/charset.h"
#include "test/unit/test.h"

static char text[4096];

static const char *decoded(const char *bytes, size_t len, const char *declared)
{
	const struct text_input in = {.name = "a.txt", .bytes = bytes, .len = len};
	struct str out = {0};
	struct err err = {0};

	if (text_decode(&out, &in, declared, &err))
		snprintf(text, sizeof text, "%s", str_text(&out));
	else
		snprintf(text, sizeof text, "error %d: %s", err.kind, err.message);
	str_release(&out);
	return text;
}
#define DECODED(bytes, declared) decoded(bytes, sizeof(bytes) - 1, declared)

TEST(a_byte_order_mark_decides)
{
	CHECK_STR(DECODED("\xef\xbb\xbfGr\xc3\xbc\xc3\x9f", "cp1251"), "Grüß");
	CHECK_STR(DECODED("\xff\xfeG\0\xfc\0", NULL), "Gü");
	CHECK_STR(DECODED("\xfe\xff\0G\0\xfc", NULL), "Gü");
	CHECK_STR(DECODED("\xff\xfe\0\0G\0\0\0", NULL), "G");
	CHECK_STR(DECODED("\xfe\xff\0G\xd8\0", NULL), "G\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(wide_text_needs_no_mark)
{
	CHECK_STR(DECODED("W\0i\0d\0e\0 \0o\0n\0e\0", NULL), "Wide one");
	CHECK_STR(DECODED("\0W\0i\0d\0e\0 \0o\0n\0e", NULL), "Wide one");
}

TEST(valid_utf8_is_what_it_is)
{
	CHECK_STR(DECODED("", NULL), "");
	CHECK_STR(DECODED("plain", "utf-16"), "plain");
	CHECK_STR(DECODED("na\xc3\xafve \xe6\x9d\xb1", "latin1"), "naïve 東");
}

TEST(a_declared_charset_is_believed)
{
	CHECK_STR(DECODED("Gr\xfc\xdf", "ISO-8859-1"), "Grüß");
	CHECK_STR(DECODED("\x93so\x94", "us-ascii"), "“so”");
	CHECK_STR(DECODED("\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251"), "Привет");
	CHECK_STR(DECODED("\x81 a", "windows-1252"), "\xef\xbf\xbd a");
}

TEST(an_undeclared_one_is_guessed)
{
	CHECK_STR(DECODED("Die Gr\xf6\xdf"
			  "e der T\xfcr ist f\xfcr uns nicht wichtig, sch\xf6n w\xe4re es.",
			  NULL),
		"Die Größe der Tür ist für uns nicht wichtig, schön wäre es.");
	CHECK_STR(DECODED("\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0? "
			  "\xdd\xf2\xee \xef\xf0\xee\xf1\xf2\xee\xe9 \xf2\xe5\xea\xf1\xf2.",
			  "no-such-charset"),
		"Привет, как дела? Это простой текст.");
}

TEST(slips_in_utf8_stay_slips)
{
	CHECK_STR(DECODED("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6 \xff \xc3\xbc", NULL),
		"äöüäö \xef\xbf\xbd ü");
}

TEST(what_is_no_text_is_refused)
{
	CHECK_STR(DECODED("\x7f"
			  "ELF\2\1\1\0\0\0\0\0\0\0\3\0\x3e",
			  NULL),
		"error 3: 'a.txt' is no text: it holds binary data");
	CHECK_STR(DECODED("some\0text", NULL), "error 3: 'a.txt' is no text: it holds binary data");
	CHECK_STR(
		DECODED("\1\2\3\4\5\6", NULL), "error 3: 'a.txt' is no text: it holds binary data");
	CHECK_STR(DECODED("\xff\xfe"
			  "a\0\0\0",
			  NULL),
		"error 3: 'a.txt' is no text: it holds binary data");
}

static const char *declared_in(const char *html)
{
	const struct text_input in = {.name = "a", .bytes = html, .len = strlen(html)};

	return text_declared_charset(&in, text, sizeof text) ? text : "none";
}

TEST(documents_declare_their_charset)
{
	CHECK_STR(declared_in("<html><head><meta charset=koi8-r></head>"), "koi8-r");
	CHECK_STR(
		declared_in("<META http-equiv='Content-Type' content='text/html; charset=Big5'/>"),
		"Big5");
	CHECK_STR(declared_in("<?xml version='1.0' encoding='euc-jp'?><html>"), "euc-jp");
	CHECK_STR(declared_in("<p>charset=koi8-r</p><meta"), "none");
}
