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
