#include "core/base/mem.h"
#include "core/data/user_file.h"
#include "core/term/findings.h"
#include "core/term/format.h"
#include "core/term/table.h"
#include "core/term/term.h"
#include "core/term/width.h"
#include "test/unit/test.h"

static void width_is(const char *text, size_t want)
{
	size_t got = width_of(text, strlen(text));

	if (got != want)
		test_failed(__FILE__, __LINE__, "\"%s\" is %zu wide, want %zu", text, got, want);
}

TEST(widths)
{
	width_is("", 0);
	width_is("abc", 3);
	width_is("é", 1);
	width_is("e\xcc\x81", 1); /* e and a combining acute */
	width_is("日本語", 6);
	width_is("한국어", 6);
	width_is("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2); /* the same letters, decomposed */
	width_is("ｆｕｌｌ", 8);
	width_is("😀", 2);
	width_is("👨‍👩‍👧", 2); /* joined by ZWJ */
	width_is("👍🏽", 2);           /* with a skin tone */
	width_is("🇩🇪", 2);                 /* two regional indicators */
	width_is("❤️", 2);             /* a sign, made an emoji by U+FE0F */
	width_is("…", 1);
	width_is("\xff\xfe", 2);
	width_is("\xe2\x80\x8b", 0); /* zero width space */
}

static void cut_is(const char *text, size_t columns, bool unicode, const char *want)
{
	struct str out = {0};

	width_cut(&out, text, columns, unicode);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
}

TEST(cutting_never_splits_a_character)
{
	bool unicode = true, ascii = false;

	cut_is("abcdef", 6, unicode, "abcdef");
	cut_is("abcdef", 5, unicode, "abcd…");
	cut_is("abcdef", 5, ascii, "ab...");
	cut_is("日本語", 5, unicode, "日本…");
	cut_is("日本語", 4, unicode, "日…");
	cut_is("日本語", 1, unicode, "…");
	cut_is("abc", 0, unicode, "");
	cut_is("abcdef", 2, ascii, "..");
	cut_is("ae\xcc\x81iou", 4, unicode, "ae\xcc\x81i…");
}

static void escaped_is(const char *text, size_t len, enum escape_mode mode, const char *want)
{
	struct str out = {0};

	text_escape(&out, text, len, mode);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
}

TEST(control_characters_are_made_visible)
{
	escaped_is("a\033[31mb", 7, ESCAPE_ALL, "a\\x1b[31mb");
	escaped_is("a\nb\tc\r", 6, ESCAPE_ALL, "a\\nb\\tc\\r");
	escaped_is("a\nb\tc\r", 6, ESCAPE_LINES, "a\nb\tc\\r");
	escaped_is("\0x\x7f", 3, ESCAPE_ALL, "\\x00x\\x7f");
	escaped_is("\xc2\x9b", 2, ESCAPE_ALL, "\\x9b"); /* CSI as one C1 character */
	escaped_is("a\xe2\x80\xae"
		   "b",
		5, ESCAPE_ALL, "a\\u202eb"); /* right-to-left override */
	escaped_is("\xff\xc3", 2, ESCAPE_ALL, "\\xff\\xc3");
	escaped_is("日本 é", strlen("日本 é"), ESCAPE_ALL, "日本 é");
}

TEST(text_is_wrapped_at_blanks)
{
	struct str out = {0};

	text_wrap(&out, "one two three four", 9, 2);
	CHECK_STR(str_text(&out), "one two\n  three\n  four");
	str_clear(&out);
	text_wrap(&out, "averylongword a\nb", 5, 0);
	CHECK_STR(str_text(&out), "averylongword\na\nb");
	str_clear(&out);
	text_wrap(&out, "first\n\nsecond", 20, 0);
	CHECK_STR(str_text(&out), "first\n\nsecond");
	str_release(&out);
}

static void table_is(int width, bool unicode, const char *want)
{
	static const struct column columns[] = {
		{"NAME", COLUMN_TEXT}, {"STEPS", COLUMN_NUMBER}, {"TEXT", COLUMN_WIDE}, {0}};
	struct term term = {.width = width, .unicode = unicode};
	struct table t;
	struct str out = {0};

	table_init(&t, columns);
	table_add(&t, "日本");
	table_addf(&t, "%d", 7);
	table_add(&t, "the quick brown fox\n");
	table_add(&t, "a");
	table_addf(&t, "%d", 12345678);
	table_add(&t, NULL);
	table_render(&t, &term, &out);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
	table_release(&t);
}

TEST(tables_fit_the_width)
{
	bool unicode = true, ascii = false;

	table_is(0, unicode,
		"NAME     STEPS  TEXT\n"
		"日本         7  the quick brown fox\\n\n"
		"a     12345678  -\n");
	table_is(26, unicode,
		"NAME     STEPS  TEXT\n"
		"日本         7  the quick…\n"
		"a     12345678  -\n");
	table_is(26, ascii,
		"NAME     STEPS  TEXT\n"
		"日本         7  the qui...\n"
		"a     12345678  -\n");
}

TEST(a_narrow_terminal_gets_fewer_columns)
{
	bool unicode = true;

	table_is(20, unicode,
		"NAME     STEPS  TEXT\n"
		"日本         7  the…\n"
		"a     12345678  -\n");
	table_is(19, unicode,
		"NAME     STEPS\n"
		"日本         7\n"
		"a     12345678\n");
	table_is(5, unicode,
		"NAME     STEPS\n"
		"日本         7\n"
		"a     12345678\n");
}

TEST(titles_of_numbers_are_cut_before_names)
{
	static const struct column columns[] = {
		{"RUN", COLUMN_TEXT}, {"DURATION", COLUMN_NUMBER}, {"STATUS", COLUMN_TEXT}, {0}};
	struct term term = {.width = 20, .unicode = true};
	struct str out = {0};
	struct table t;

	table_init(&t, columns);
	table_add(&t, "01M8EF7Q");
	table_add(&t, "12");
	table_add(&t, "done");
	table_render(&t, &term, &out);
	CHECK_STR(str_text(&out), "RUN       DUR…  STA…\n01M8EF7Q    12  done\n");
	str_release(&out);
	table_release(&t);
}

TEST(a_table_without_rows_has_a_heading)
{
	static const struct column columns[] = {{"A", COLUMN_TEXT}, {"B", COLUMN_TEXT}, {0}};
	struct term term = {.colour = true};
	struct str out = {0};
	struct table t;

	table_init(&t, columns);
	table_render(&t, &term, &out);
	CHECK_STR(str_text(&out), "\033[1mA\033[0m  \033[1mB\033[0m\n");
	str_release(&out);
	table_release(&t);
}

static void duration_is(int64_t ms, const char *want)
{
	char text[FORMAT_MAX];

	format_duration(text, ms);
	CHECK_STR(text, want);
}

static void size_is(uint64_t bytes, const char *want)
{
	char text[FORMAT_MAX];

	format_size(text, bytes);
	CHECK_STR(text, want);
}

TEST(durations_and_sizes)
{
	char text[FORMAT_MAX];

	duration_is(0, "0ms");
	duration_is(999, "999ms");
	duration_is(1250, "1.2s");
	duration_is(59999, "59.9s");
	duration_is(60000, "1m00s");
	duration_is(3600000, "1h00m");
	duration_is(187200000, "2d4h");
	duration_is(-1500, "-1.5s");
	size_is(0, "0 B");
	size_is(1023, "1023 B");
	size_is(1024, "1 KiB");
	size_is(12 * 1024, "12 KiB");
	size_is(1536, "1.5 KiB");
	size_is(1024 * 1024 - 1, "1 MiB");
	size_is(UINT64_MAX, "16 EiB");
	format_age(text, 0, 2000);
	CHECK_STR(text, "just now");
	format_age(text, 0, 300000);
	CHECK_STR(text, "5m ago");
	format_age(text, 0, 40 * 86400000LL);
	CHECK_STR(text, "1970-01-01");
}

static void finding_is(const char *excerpt, int column, const char *hint, const char *want)
{
	struct term term = {0};
	struct diags d = {0};
	struct str out = {0};

	diags_add_take(&d, (struct diag){.path = mem_strdup("w.yaml"),
				   .line = 3,
				   .column = column,
				   .caret = column - 1,
				   .code = mem_strdup("bad-id"),
				   .message = mem_strdup("no 'id'"),
				   .hint = hint ? mem_strdup(hint) : NULL,
				   .excerpt = mem_strdup(excerpt)});
	findings_render(&d, &term, &out);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
	diags_release(&d);
}

TEST(findings_point_at_the_place)
{
	finding_is("  - id: a", 9, "give it one",
		"w.yaml:3:9: error: no 'id' [bad-id]\n"
		"    3 |   - id: a\n"
		"      |         ^\n"
		"hint: give it one\n");
	finding_is("\tä日本: x", 6, NULL,
		"w.yaml:3:6: error: no 'id' [bad-id]\n"
		"    3 | \tä日本: x\n"
		"      | \t      ^\n");
	finding_is("a\033b", 3, NULL, /* what is shown as \x1b takes four columns */
		"w.yaml:3:3: error: no 'id' [bad-id]\n"
		"    3 | a\\x1bb\n"
		"      |      ^\n");
	finding_is("ab", 99, NULL, /* beyond the end: at the end */
		"w.yaml:3:99: error: no 'id' [bad-id]\n"
		"    3 | ab\n"
		"      |   ^\n");
	finding_is("ab", 0, NULL, "w.yaml:3: error: no 'id' [bad-id]\n");
}

/* A line of `count` times `unit`, with a finding at the mark in its middle. */
static void long_line_is(const char *unit, int count, const char *want)
{
	struct term term = {0};
	struct user_file file;
	struct diags d = {0};
	struct str line = {0}, out = {0};
	const char *shown, *caret;
	size_t place = 0;

	for (int i = 0; i < count; i++) {
		str_add(&line, i == count / 2 ? "Y" : unit);
		place += i < count / 2 ? strlen(unit) : 0;
	}
	user_file_from_text(&file, "w", line.at, line.len);
	user_file_report(&file, &d, DIAG_WARNING, place, "x", NULL, "long");
	findings_render(&d, &term, &out);
	shown = strstr(out.at, " | ");
	caret = strrchr(out.at, '|');
	CHECK(out.len < 1000);
	CHECK(strstr(out.at, "warning: ") && !strstr(out.at, "\xef\xbf\xbd"));
	if (strncmp(shown + 3, want, strlen(want)) != 0)
		test_failed(__FILE__, __LINE__, "\"%s\" begins otherwise", shown);
	CHECK_INT(width_of(shown + 3, (size_t)(strchr(shown, 'Y') - shown) - 3),
		strlen(caret) - strlen("| ") - strlen("^\n"));
	str_release(&line);
	str_release(&out);
	user_file_release(&file);
	diags_release(&d);
}

TEST(long_lines_are_shown_around_the_place)
{
	long_line_is("x", 100, "xxx");
	long_line_is("x", 1000, "...xxx");
	long_line_is("x", 100000, "...xxx");
	long_line_is("\xe6\x97\xa5", 1001, "...\xe6\x97\xa5");
	long_line_is("\xf0\x9f\x94\x91", 999, "...\xf0\x9f\x94\x91");
}
