#include "core/net/backoff.h"
#include "core/net/sse.h"
#include "test/unit/test.h"

#include <string.h>

/* What a reader makes of a stream, in pieces of `step` bytes:
 * "name|data" for each event. */
static bool note_event(void *self, const struct sse_event *event, struct err *err)
{
	struct str *out = self;

	(void)err;
	str_addf(out, "%s%s|%s", out->len ? " " : "", event->name, event->data);
	return true;
}

static const char *read_in(enum sse_format format, const char *stream, size_t step)
{
	static struct str out;
	struct sse s = {.format = format, .each = note_event, .self = &out};
	size_t len = strlen(stream);
	struct err err = {0};
	bool ok = true;

	str_clear(&out);
	for (size_t i = 0; i < len && ok; i += step)
		ok = sse_feed(&s, stream + i, len - i < step ? len - i : step, &err);
	ok = ok && sse_end(&s, &err);
	if (!ok)
		str_addf(&out, " error: %s", err.message);
	sse_release(&s);
	return str_text(&out);
}

static void check_stream(const char *stream, const char *want)
{
	size_t len = strlen(stream);

	for (size_t step = 1; step <= len; step++)
		CHECK_STR(read_in(SSE_EVENTS, stream, step), want);
}

TEST(events_are_read_whatever_ends_their_lines)
{
	check_stream("data: a\n\ndata: b\n\n", "|a |b");
	check_stream("data: a\r\n\r\ndata: b\r\n\r\n", "|a |b");
	check_stream("data: a\r\rdata: b\r\r", "|a |b");
	check_stream("\xef\xbb\xbf" "data: a\n\n", "|a");
	check_stream("data: \xef\xbb\xbf" "a\n\n", "|\xef\xbb\xbf" "a");
}

TEST(fields_comments_and_unknown_names)
{
	check_stream("event: delta\ndata: x\nid: 7\nretry: 3000\n\n", "delta|x");
	check_stream(": keep-alive\n\ndata:x\n\n: more\n\n", "|x");
	check_stream("data:  two blanks\n\n", "| two blanks");
	check_stream("data: {\"a\":1,\ndata: \"b\":2}\n\n", "|{\"a\":1,\n\"b\":2}");
	check_stream("data\n\n", "|");
	check_stream("event: alone\n\ndata: x\n\n", "|x");
	check_stream("datax: no\nfuture\n\n", "");
}

TEST(what_has_not_ended_is_discarded)
{
	check_stream("data: a\n\ndata: b\n", "|a");
	check_stream("data: a\n\ndata: b", "|a");
	check_stream("data: a\n\ndata: [DONE]", "|a |[DONE]");
	check_stream("data: a\n\ndata: [DONE]\n", "|a |[DONE]");
}

TEST(lines_of_json)
{
	for (size_t step = 1; step < 12; step++) {
		CHECK_STR(read_in(SSE_LINES, "{\"a\":1}\n\n  \r\n{\"b\":2}\r\n{\"c\":3}", step),
			"|{\"a\":1} |{\"b\":2} |{\"c\":3}");
		CHECK_STR(read_in(SSE_LINES, "data: x\n", step), "|data: x");
	}
}

TEST(a_line_without_end_is_refused)
{
	struct str long_line = {0};

	str_add(&long_line, "data: ");
	for (size_t i = 0; i < SSE_MAX_LINE; i++)
		str_add_char(&long_line, 'x');
	CHECK_STR(read_in(SSE_EVENTS, str_text(&long_line), 4096),
		" error: the stream has a line of more than 1048576 bytes");
	str_release(&long_line);
}

/* 2015-10-21T07:28:00Z */
#define NOW INT64_C(1445412480000)

TEST(retry_after_in_all_its_spellings)
{
	static const struct {
		const char *text;
		int64_t want_ms;
	} cases[] = {
		{"2", 2000},
		{"0.25", 250},
		{" 7", 7000},
		{"2.", 2000},
		{"Wed, 21 Oct 2015 07:28:30 GMT", 30000},
		{"Wednesday, 21-Oct-15 07:28:30 GMT", 30000},
		{"Wed Oct 21 07:28:30 2015", 30000},
		{"Wed, 21 Oct 2015 07:27:59 GMT", 0},
		{"0", 0},
		{"-5", 0},
		{"1e9", 0},
		{"soon", 0},
		{"", 0},
		{"NaN", 0},
		{"inf", 0},
		{"0x10", 0},
		{"2 seconds", 0},
		{"99999999999999999999", 32000000000},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (backoff_parse_seconds(cases[i].text, NOW) != cases[i].want_ms)
			test_failed(__FILE__, __LINE__, "'%s' gives %lld", cases[i].text,
				(long long)backoff_parse_seconds(cases[i].text, NOW));
}

TEST(milliseconds_go_before_seconds)
{
	struct http_header both[] = {{"retry-after-ms", "300"}, {"retry-after", "7"}};
	struct http_header junk[] = {{"retry-after-ms", "soon"}, {"retry-after", "7"}};
	struct http_response r = {.status = 429, .headers = {both, 2, 2}};

	CHECK_INT(backoff_asked_ms(&r, NOW), 300);
	r.headers.at = junk;
	CHECK_INT(backoff_asked_ms(&r, NOW), 7000);
	r.headers.len = 0;
	CHECK_INT(backoff_asked_ms(&r, NOW), 0);
}

TEST(backoff_doubles_up_to_a_limit)
{
	CHECK_INT(backoff_delay_ms(1, 0), 500);
	CHECK_INT(backoff_delay_ms(2, 0), 1000);
	CHECK_INT(backoff_delay_ms(3, 1), 1500);
	CHECK_INT(backoff_delay_ms(5, 0), 8000);
	CHECK_INT(backoff_delay_ms(1000000, 1), 6000);
}
