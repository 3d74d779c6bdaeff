#include "core/base/err.h"
#include "core/base/markup.h"
#include "core/base/trace.h"
#include "core/base/utf8.h"
#include "core/base/zone_rule.h"
#include "core/text/entity.h"
#include "test/unit/test.h"

#include <errno.h>

TEST(a_trace_is_read_as_w3c_writes_it)
{
	static const char good[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
	static const char *const bad[] = {"", "00",
		"01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
		"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
		"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902bg-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-zz",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011"};
	struct trace t = {0}, own = {0}, again = {0};
	char span[TRACE_SPAN_MAX], parent[TRACE_PARENT_MAX];

	CHECK(trace_parse(good, &t));
	CHECK_STR(t.id, "4bf92f3577b34da6a3ce929d0e0e4736");
	CHECK_STR(t.parent, "00f067aa0ba902b7");
	CHECK(!trace_parse(NULL, &t));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (trace_parse(bad[i], &t))
			test_failed(__FILE__, __LINE__, "'%s' is taken", bad[i]);
	trace_of_run("run_1", good, &own);
	CHECK_STR(own.id, t.id);
	/* one of its own is the same every time, and another for another run */
	trace_of_run("run_1", "nothing", &own);
	trace_of_run("run_1", NULL, &again);
	CHECK(strcmp(own.id, again.id) == 0 && strlen(own.id) == 32 && !*own.parent);
	trace_of_run("run_2", NULL, &again);
	CHECK(strcmp(own.id, again.id) != 0);
	trace_span("run_1", "steps.a", span);
	trace_format(&own, span, parent);
	CHECK(trace_parse(parent, &t));
	CHECK(strcmp(t.id, own.id) == 0 && strcmp(t.parent, span) == 0);
}

/* Seconds east of Greenwich at an instant. */
static long long offset(const char *rule, long long at)
{
	struct zone_rule r;

	if (!zone_rule_parse(&r, rule)) {
		test_failed(__FILE__, __LINE__, "'%s' is refused", rule);
		return 0;
	}
	return (long long)zone_rule_offset(&r, at);
}

#define DAY 86400LL
/* 2023 is no leap year, 2024 is one. */
#define Y2023 1672531200LL
#define Y2024 1704067200LL

TEST(rules_of_years)
{
	struct zone_rule r;

	CHECK(zone_rule_parse(&r, "") && !r.set);
	CHECK(zone_rule_parse(&r, "\n") && !r.set);
	CHECK_INT(offset("UTC0", 0), 0);
	CHECK_INT(offset("<+0330>-3:30\n", 0), 12600);
	CHECK_INT(offset("EST+5:00:30", 0), -18030);
	/* summer by days that 29 February has no part in, and by days that it has */
	CHECK_INT(offset("AAA0BBB,J60/0,J300/0", Y2023 + 59 * DAY - 1), 0);
	CHECK_INT(offset("AAA0BBB,J60/0,J300/0", Y2023 + 59 * DAY), 3600);
	CHECK_INT(offset("AAA0BBB,J60/0,J300/0", Y2024 + 60 * DAY - 1), 0);
	CHECK_INT(offset("AAA0BBB,J60/0,J300/0", Y2024 + 60 * DAY), 3600);
	CHECK_INT(offset("AAA0BBB,J59/0,J300/0", Y2024 + 58 * DAY), 3600);
	CHECK_INT(offset("AAA0BBB,59/0,300/0", Y2024 + 59 * DAY), 3600);
	CHECK_INT(offset("AAA0BBB,59/0,300/0", Y2024 + 59 * DAY - 1), 0);
	CHECK_INT(offset("AAA0BBB,59/0,300/0", Y2023 + 300 * DAY), 0);
	/* another difference, a time before the day, the last week of a December */
	CHECK_INT(offset("AAA0BBB-2,J100,J200", Y2023 + 150 * DAY), 7200);
	CHECK_INT(offset("AAA0BBB,J100/-1,J200", Y2023 + 99 * DAY - 3600), 3600);
	CHECK_INT(offset("AAA0BBB,J100/-1,J200", Y2023 + 99 * DAY - 3601), 0);
	CHECK_INT(offset("AAA0BBB,M12.5.0/0,M3.1.0/0", Y2023 + 364 * DAY - 1), 0);
	CHECK_INT(offset("AAA0BBB,M12.5.0/0,M3.1.0/0", Y2023 + 364 * DAY), 3600);
	/* south of the equator */
	CHECK_INT(offset("AAA-10BBB,M10.1.0,M4.1.0/3", Y2023), 39600);
	CHECK_INT(offset("AAA-10BBB,M10.1.0,M4.1.0/3", Y2023 + 180 * DAY), 36000);
	/* before 1970 */
	CHECK_INT(offset("AAA0BBB,J100,J200", -200 * DAY), 3600);
	CHECK_INT(offset("AAA0BBB,J100,J200", -300 * DAY), 0);
}

TEST(rules_that_are_none)
{
	static const char *const bad[] = {"A", "AB", "ABC", "AB0", "<A0", "ABCx", "ABC168",
		"ABC0:60", "ABC0:", "ABC0:0:60", "ABC0D", "ABC0DEF", "ABC0DEF,", "ABC0DEF,J1",
		"ABC0DEF,J1,", "ABC0DEF,J0,J2", "ABC0DEF,J366,J2", "ABC0DEF,366,2", "ABC0DEF,x,2",
		"ABC0DEF,M1,J2", "ABC0DEF,M1.1,J2", "ABC0DEF,M0.1.0,J2", "ABC0DEF,M13.1.0,J2",
		"ABC0DEF,M1.0.0,J2", "ABC0DEF,M1.6.0,J2", "ABC0DEF,M1.1.7,J2", "ABC0DEF,J1/x,J2",
		"ABC0DEF,J1,J2x", "ABC0DEF,J1/168,J2", "ABC+", "ABC0DEF;J1,J2"};
	struct zone_rule r;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (zone_rule_parse(&r, bad[i]))
			test_failed(__FILE__, __LINE__, "'%s' is taken", bad[i]);
}

static void check_markup(const char *text, size_t len, const char *want)
{
	struct str out = {0};

	markup_text(&out, text, len);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
}

#define MARKUP(text, want) check_markup(text, sizeof text - 1, want)

TEST(texts_of_strangers_in_markup)
{
	MARKUP("a < b > c & \"d\" 'e'", "a &lt; b &gt; c &amp; &quot;d&quot; &#39;e&#39;");
	MARKUP("a\tb\nc\rd", "a\tb\ncd");
	MARKUP("\0\1\x1f\x7f", "");
	MARKUP("\xc2\x80\xc2\x9f\u00a0", "\u00a0");
	MARKUP("\ufffe\uffff\ufffd", "\ufffd");
	MARKUP("\u202a\u202e\u2066\u2069", "\ufffd\ufffd\ufffd\ufffd");
	MARKUP("\u2029\u202f\u2065\u206a", "\u2029\u202f\u2065\u206a");
	MARKUP("\xff\xc3", "\ufffd\ufffd");
	MARKUP("\u65e5\U0001f600", "\u65e5\U0001f600");
}

static uint32_t entity(const char *text)
{
	return text_entity(text, strlen(text));
}

TEST(references_of_html)
{
	CHECK_INT(entity("&amp;"), '&');
	CHECK_INT(entity("&hellip;"), 0x2026);
	CHECK_INT(entity("&eacute;"), 0xe9);
	CHECK_INT(entity("&#65;"), 'A');
	CHECK_INT(entity("&#x41;"), 'A');
	CHECK_INT(entity("&#X1f600;"), 0x1f600);
	CHECK_INT(entity("&#x110000;"), 0xfffd);
	CHECK_INT(entity("&#xd800;"), 0xfffd);
	CHECK_INT(entity("&#xdfff;"), 0xfffd);
	CHECK_INT(entity("&#xe000;"), 0xe000);
	CHECK_INT(entity("&#99999999999999999999;"), 0xfffd);
	CHECK_INT(entity("&#-5;"), 0);
	CHECK_INT(entity("&# 65;"), 0);
	CHECK_INT(entity("&#65x;"), 0);
	CHECK_INT(entity("&#xg;"), 0);
	CHECK_INT(entity("&#;"), 0);
	CHECK_INT(entity("&nothingofthekind;"), 0);
	CHECK_INT(entity("&;"), 0);
	CHECK_INT(entity("&amp"), 0);
	CHECK_INT(entity("amp;"), 0);
	CHECK_INT(entity("&averylongnamethatnobodywouldeveruse;"), 0);
}

static bool is_text(const char *message)
{
	return utf8_valid_prefix(message, strlen(message)) == strlen(message);
}

TEST(long_errors_end_between_characters)
{
	static char long_text[2000];
	struct err err = {0};

	for (size_t pad = 0; pad < 4; pad++) {
		size_t len = pad;

		memset(long_text, 'x', pad);
		while (len + 4 < sizeof long_text) {
			memcpy(long_text + len, "\u65e5", 3);
			len += 3;
		}
		long_text[len] = '\0';
		err_set(&err, ERR_WORK, "%s", long_text);
		CHECK(is_text(err.message) && strlen(err.message) > 1015);
		CHECK_STR(err.message + strlen(err.message) - 3, "...");
		err_hint(&err, "%s", long_text);
		CHECK(is_text(err.hint) && strlen(err.hint) > 500);
		err_wrap(&err, "because");
		CHECK(is_text(err.message) && strncmp(err.message, "because: ", 9) == 0);
		err_errno(&err, ENOENT, "%.*s", 1010, long_text);
		CHECK(strlen(err.message) < sizeof err.message);
	}
	err_errno(&err, 99999, "what");
	CHECK(strncmp(err.message, "what: ", 6) == 0 && strstr(err.message, "99999"));
}

TEST(kinds_of_errors_have_a_name)
{
	static const char *const names[] = {[ERR_NONE] = "none",
		[ERR_WORK] = "failed",
		[ERR_USAGE] = "usage",
		[ERR_INPUT] = "invalid_input",
		[ERR_RUN] = "run_failed",
		[ERR_REFUSED] = "refused",
		[ERR_NO_ANSWER] = "no_answer",
		[ERR_BUSY] = "not_now",
		[ERR_TIMEOUT] = "timeout",
		[ERR_INTERRUPTED] = "interrupted",
		[ERR_TERMINATED] = "terminated"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i])
			CHECK_STR(err_code((enum err_kind)i), names[i]);
}
