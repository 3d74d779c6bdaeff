#include "core/base/redact.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* What the text becomes, and that JSON text comes back from it. */
static void check(const char *secret, const char *text, const char *want, int line)
{
	struct redactor r = {0};
	struct str s = {0};

	redact_add(&r, "N", secret);
	str_add(&s, text);
	redact_text(&r, &s);
	if (want && strcmp(str_text(&s), want) != 0)
		test_failed(__FILE__, line, "\"%s\" is \"%s\", want \"%s\"", text, str_text(&s), want);
	if (!want && (strstr(str_text(&s), text) || !strstr(str_text(&s), "[secret N")))
		test_failed(__FILE__, line, "\"%s\" was not found: \"%s\"", text, str_text(&s));
	redact_restore(&r, &s);
	if (strcmp(str_text(&s), text) != 0)
		test_failed(__FILE__, line, "\"%s\" comes back as \"%s\"", text, str_text(&s));
	str_release(&s);
	redact_release(&r);
}

#define CHECK_MARKED(secret, text, want) check(secret, text, want, __LINE__)
#define CHECK_FOUND(secret, text) check(secret, text, NULL, __LINE__)

TEST(a_secret_behind_brackets_comes_back)
{
	CHECK_MARKED("12345678", "{\"a\":[12345678]}", "{\"a\":[[secret N]]}");
	CHECK_MARKED("12345678", "[[12345678]]", "[[[secret N]]]");
	CHECK_MARKED("12345678", "[[[12345678[secret N]", "[[[[secret N][secret []N]");
}

TEST(a_text_of_the_user_is_no_mark)
{
	CHECK_MARKED("12345678", "[secret N]", "[secret []N]");
	CHECK_MARKED("12345678", "[[secret N]", "[[secret []N]");
	CHECK_MARKED("12345678", "[secret []N]", "[secret [][]N]");
	CHECK_MARKED("12345678", "[secret [secret ", "[secret [][secret []");
	CHECK_MARKED("12345678", "[secret 12345678]", "[secret [][secret N]]");
	/* a secret in the middle of the mark's own letters */
	CHECK_MARKED("cret N]", "[secret N]", "[se[secret N]");
}

TEST(a_secret_is_found_in_any_url_encoding)
{
	CHECK_FOUND("p!*'()/q", "p!*'()%2Fq");
	CHECK_FOUND("p!*'()/q", "p%21%2A%27%28%29%2Fq");
	CHECK_FOUND("p!*'()/q", "p%21%2a%27%28%29%2fq");
	CHECK_FOUND("p!*'()/q", "p%21%2A%27%28%29/q");
	CHECK_FOUND("p!*'()/q", "p%21*%27%28%29%2Fq");
	CHECK_FOUND("two words/~", "two+words%2F~");
	CHECK_FOUND("two words/~", "two+words%2f%7e");
	CHECK_FOUND("two words/~", "two%20words/~");
	CHECK_FOUND("a?b=c&d e", "a?b=c&d%20e");
}

TEST(a_secret_is_found_in_any_json)
{
	CHECK_FOUND("p\303\244ss\"w", "p\303\244ss\\\"w");
	CHECK_FOUND("p\303\244ss\"w", "p\\u00e4ss\\\"w");
	CHECK_FOUND("p\303\244ss\"w", "p\\u00E4ss\\\"w");
	CHECK_FOUND("p\303\244ss/w", "p\\u00e4ss\\/w");
	CHECK_FOUND("p\303\244ss/w", "p\303\244ss\\/w");
	CHECK_FOUND("key\360\237\224\221", "key\\ud83d\\udd11");
	CHECK_FOUND("a<b>&c", "a\\u003cb\\u003e\\u0026c");
	/* what a program wrote, as a string of our own JSON */
	CHECK_FOUND("p\303\244ss\"w", "p\\\\u00e4ss\\\\\\\"w");
	CHECK_FOUND("p\303\244ss/w", "p\\\\u00e4ss\\\\/w");
}

TEST(a_secret_is_found_in_the_other_case)
{
	struct redactor r = {0};
	struct str s = {0};

	CHECK_MARKED("p\"ss\\w", "{\"a\":\"P\\\"SS\\\\W\"}", "{\"a\":\"[secret N/upper]\"}");
	CHECK_FOUND("P\"ss\nW", "p\\\"ss\\nw");
	CHECK_FOUND("p\"ss\\w", "P\\\\\\\"SS\\\\\\\\W");
	redact_add(&r, "N", "p\"ss\\w");
	str_add(&s, "it is P\"SS\\W");
	redact_shown(&r, &s);
	CHECK_STR(str_text(&s), "it is [secret N/upper]");
	str_release(&s);
	redact_release(&r);
}

TEST(a_mark_can_name_no_bracket)
{
	CHECK(redact_is_name("API_KEY"));
	CHECK(redact_is_name("db.url-1 \303\244"));
	CHECK(!redact_is_name(""));
	CHECK(!redact_is_name("["));
	CHECK(!redact_is_name("a]"));
	CHECK(!redact_is_name("a/url"));
	CHECK(!redact_is_name("a\"b"));
}
