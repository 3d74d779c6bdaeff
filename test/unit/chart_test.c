#include "core/base/clock.h"
#include "core/term/chart_impl.h"
#include "core/term/page.h"
#include "test/unit/test.h"

#include <math.h>
#include <stdlib.h>

static const char *const abc[] = {"a", "bb", "ccc", "d", "e", "f", "g", "h", "i", "j"};

static char shown[60000];

static const char *kept(struct str *out)
{
	snprintf(shown, sizeof shown, "%s", str_text(out));
	str_release(out);
	return shown;
}

static const char *drawn(const struct chart *c, int width, bool unicode)
{
	const struct term term = {.unicode = unicode, .width = width};
	struct str out = {0};
	struct err err = {0};

	CHECK(chart_check(c, &err));
	chart_text(c, &term, &out);
	return kept(&out);
}

static const char *svg(const struct chart *c)
{
	struct str out = {0};

	chart_svg(c, &out);
	return kept(&out);
}

static const char *short_number(double value)
{
	static char text[FORMAT_MAX];

	format_number(text, value);
	return text;
}

static const char *whole_number(double value)
{
	static char text[FORMAT_MAX];

	format_number_whole(text, value);
	return text;
}

TEST(numbers_are_written_for_people)
{
	CHECK_STR(short_number(0), "0");
	CHECK_STR(short_number(12.34), "12.3");
	CHECK_STR(short_number(-5), "-5");
	CHECK_STR(short_number(0.05), "0.05");
	CHECK_STR(short_number(999), "999");
	CHECK_STR(short_number(999.96), "1k");
	CHECK_STR(short_number(1234), "1.2k");
	CHECK_STR(short_number(123456), "123k");
	CHECK_STR(short_number(999999), "1M");
	CHECK_STR(short_number(3.4e6), "3.4M");
	CHECK_STR(short_number(-1e9), "-1B");
	CHECK_STR(short_number(2.5e12), "2.5T");
	CHECK_STR(short_number(1e18), "1e+18");
	CHECK_STR(short_number(1.25e-6), "1.25e-06");
	CHECK_STR(short_number(NAN), "-");
	CHECK_STR(whole_number(1234567.891), "1,234,567.89");
	CHECK_STR(whole_number(-1234), "-1,234");
	CHECK_STR(whole_number(123), "123");
	CHECK_STR(whole_number(0.0625), "0.0625");
}

/* The ticks of a scale, with blanks between. */
static const char *ticks(double lo, double hi, int want)
{
	struct chart_scale s = chart_scale_nice(lo, hi, want);
	struct str out = {0};

	for (int i = 0; i < s.ticks; i++) {
		char text[FORMAT_MAX];

		chart_tick_text(&s, i, text);
		str_addf(&out, "%s%s", i ? " " : "", text);
	}
	return kept(&out);
}

TEST(axes_have_nice_numbers)
{
	CHECK_STR(ticks(0, 10, 6), "0 2 4 6 8 10");
	CHECK_STR(ticks(0, 4500, 6), "0 1,000 2,000 3,000 4,000 5,000");
	CHECK_STR(ticks(-37, 80, 5), "-40 -20 0 20 40 60 80");
	CHECK_STR(ticks(0, 2.2e6, 5), "0 0.5M 1.0M 1.5M 2.0M 2.5M");
	CHECK_STR(ticks(0, 1e9, 3), "0 0.5B 1.0B");
	CHECK_STR(ticks(0, 0.3, 4), "0 0.1 0.2 0.3");
	CHECK_STR(ticks(0, 5e-6, 3), "0 2e-06 4e-06 6e-06");
	CHECK_STR(ticks(7, 7, 4), "2 4 6 8 10 12");
	CHECK_STR(ticks(0, 0, 3), "0 0.5 1.0");
	CHECK_STR(ticks(-5, -5, 3), "-8 -6 -4 -2");
	CHECK_STR(ticks(0, 1e300, 3), "0 5e+299 1e+300");
}

static int64_t at(const char *iso)
{
	int64_t ms = 0;

	CHECK(clock_parse_iso(iso, &ms));
	return ms;
}

static const char *ticks_of(const struct chart_span *span, int want)
{
	struct chart_time_ticks t;
	struct str out = {0};

	chart_time_ticks(span, want, &t);
	for (size_t i = 0; i < t.list.len; i++)
		str_addf(&out, "%s%s", i ? "|" : "", t.list.at[i].text);
	vec_release(&t.list);
	return kept(&out);
}

static const char *time_ticks(const char *from, const char *to, int want)
{
	return ticks_of(&(struct chart_span){at(from), at(to), 1}, want);
}

TEST(time_is_not_divided_finer_than_its_instants)
{
	const int64_t months[] = {at("2025-01-01"), at("2025-03-01"), at("2025-02-01")};
	const int64_t days[] = {at("2025-01-01"), at("2025-01-03")};
	struct chart_span span = chart_span_of(months, 3);

	CHECK_STR(ticks_of(&span, 12), "2025-01|2025-02|2025-03");
	span = chart_span_of(days, 2);
	CHECK_STR(ticks_of(&span, 12), "01-01|01-02|01-03");
}

TEST(time_is_divided_as_people_do)
{
	CHECK_STR(time_ticks("2020-03-01", "2026-02-01", 6), "2021|2022|2023|2024|2025|2026");
	CHECK_STR(time_ticks("2026-01-10", "2026-06-20", 6), "2026-02|2026-03|2026-04|2026-05|2026-06");
	CHECK_STR(time_ticks("2026-01-01", "2026-01-29", 5), "01-05|01-12|01-19|01-26");
	CHECK_STR(time_ticks("2026-01-01T00:00:00Z", "2026-01-01T23:00:00Z", 5),
		"00:00|06:00|12:00|18:00");
	CHECK_STR(time_ticks("2025-12-31T12:00:00Z", "2026-01-01T12:00:00Z", 3),
		"2025-12-31 12:00|2026-01-01 00:00|2026-01-01 12:00");
	CHECK_STR(time_ticks("2026-01-01T00:00:00Z", "2026-01-01T00:00:30Z", 3),
		"00:00:00|00:00:15|00:00:30");
	CHECK_STR(time_ticks("1969-12-20", "1970-01-10", 3), "1969-12-22|1970-01-05");
	CHECK_STR(time_ticks("2026-01-01", "2026-01-01", 3), "00:00:00");
}

TEST(a_bar_chart_in_a_terminal)
{
	const double values[] = {10, 5, 2.5, 0, NAN};
	const struct chart_series s = {.values = values};
	struct chart c = {CHART_BAR, "Title", NULL, NULL, abc, NULL, 5, &s, 1};

	CHECK_STR(drawn(&c, 20, true), "Title\n"
				       "  a ▏███████████ 10\n"
				       " bb ▏█████▌ 5\n"
				       "ccc ▏██▊ 2.5\n"
				       "  d ▏0\n"
				       "  e ▏-\n");
	CHECK_STR(drawn(&c, 20, false), "Title\n"
					"  a |########### 10\n"
					" bb |###### 5\n"
					"ccc |### 2.5\n"
					"  d |0\n"
					"  e |-\n");
}

TEST(bars_below_zero_go_to_the_left)
{
	const double values[] = {10, -10};
	const struct chart_series s = {.values = values};
	struct chart c = {CHART_BAR, NULL, NULL, NULL, abc, NULL, 2, &s, 1};

	CHECK_STR(drawn(&c, 20, true), " a       ▏██████ 10\n"
				       "bb ██████▏-10\n");
	CHECK_STR(drawn(&c, 20, false), " a       |###### 10\n"
					"bb ######|-10\n");
}

TEST(groups_are_told_apart)
{
	const double x[] = {4, 2}, y[] = {2, 1};
	const struct chart_series s[] = {{"x", x, NULL}, {"y", y, NULL}};
	struct chart c = {CHART_GROUPED_BAR, NULL, NULL, NULL, abc, NULL, 2, s, 2};

	CHECK_STR(drawn(&c, 20, true), "  █ x   ░ y\n"
				       " a ▏██████████████ 4\n"
				       "   ▏░░░░░░░ 2\n"
				       "\n"
				       "bb ▏███████ 2\n"
				       "   ▏░░░░ 1\n");
}

TEST(labels_fit_whatever_they_are)
{
	const char *const labels[] = {"日本語の長い名前", "a\nb\033[31m", "short"};
	const double values[] = {1, 2, 3};
	const struct chart_series s = {.values = values};
	struct chart c = {CHART_BAR, NULL, NULL, NULL, labels, NULL, 3, &s, 1};

	CHECK_STR(drawn(&c, 24, true), "日本語の… ▏███▋ 1\n"
				       "a\\nb\\x1b… ▏███████▍ 2\n"
				       "    short ▏███████████ 3\n");
}

TEST(a_line_in_a_terminal)
{
	const double values[] = {0, 1, 2, NAN, 4};
	const struct chart_series s = {.values = values};
	struct chart c = {CHART_LINE, NULL, "x", "y", abc, NULL, 5, &s, 1};

	CHECK_STR(drawn(&c, 24, false), "y\n"
					"4 +                    *\n"
					"  |\n"
					"  |\n"
					"  |\n"
					"2 +        ..*\n"
					"  |    ....\n"
					"  |  ..\n"
					"0 +*.\n"
					"  ++---------+---------+\n"
					"   a        ccc        e\n"
					"                       x\n");
	CHECK_STR(drawn(&c, 24, true), "y\n"
				       "4 ┤                    ⠈\n"
				       "  │\n"
				       "  │\n"
				       "  │\n"
				       "2 ┤        ⣀⠔⠊\n"
				       "  │     ⡠⠔⠉\n"
				       "  │  ⢀⠔⠊\n"
				       "0 ┤⡠⠒⠁\n"
				       "  └┬─────────┬─────────┬\n"
				       "   a        ccc        e\n"
				       "                       x\n");
}

TEST(a_pie_is_a_list_of_shares)
{
	const double values[] = {1, 8, 2, 3, 4, 5, 6, 0.5, 0.25, 0.25};
	const struct chart_series s = {.values = values};
	struct chart c = {CHART_PIE, NULL, NULL, NULL, abc, NULL, 10, &s, 1};

	CHECK_STR(drawn(&c, 40, true), "      bb  26.7 % ██████████████ 8\n"
				       "       g  20.0 % ██████████▌ 6\n"
				       "       f  16.7 % ████████▊ 5\n"
				       "       e  13.3 % ███████ 4\n"
				       "       d  10.0 % █████▎ 3\n"
				       "     ccc   6.7 % ███▌ 2\n"
				       "4 others   6.7 % ███▌ 2\n");
}

TEST(figures_are_written_out)
{
	const double values[] = {1234567, -0.5};
	const struct chart_series s = {.values = values};
	struct chart c = {CHART_KPI, "Sum", NULL, NULL, NULL, NULL, 1, &s, 1};

	CHECK_STR(drawn(&c, 40, true), "Sum\n1,234,567\n");
	c.labels = abc;
	c.len = 2;
	CHECK_STR(drawn(&c, 40, true), "Sum\na   1,234,567\nbb  -0.5\n");
}

TEST(what_is_no_chart_is_said)
{
	const double values[] = {1};
	const struct chart_series s = {.values = values};
	struct chart c = {CHART_SCATTER, NULL, NULL, NULL, abc, NULL, 1, &s, 1};
	struct err err = {0};

	CHECK(!chart_check(&c, &err));
	CHECK_STR(err.message, "a scatter chart needs an x for each value");
	c.kind = CHART_BAR;
	CHECK(chart_check(&c, &err));
	c.labels = NULL;
	CHECK(!chart_check(&c, &err));
	c.series_len = 0;
	CHECK(!chart_check(&c, &err));
	c.series_len = 9;
	CHECK(!chart_check(&c, &err));
	CHECK_STR(err.message, "9 series are too many for a chart: at most 8");
}

/* Every kind with every sort of number: nothing is drawn beyond the width, and no
 * SVG has a number that is none. */
TEST(no_number_breaks_a_chart)
{
	static const double sets[][4] = {{0, 0, 0, 0}, {7, 7, 7, 7}, {NAN, NAN, NAN, NAN},
		{1e308, -1e308, INFINITY, 1}, {1e-300, 2e-300, 0, 3e-300}, {-1, -2, -3, -4},
		{NAN, 5, NAN, NAN}, {1e9, 2e9, 3e9, 1}};
	const int64_t times[] = {0, INT64_C(-99999999999999), 86400000, INT64_MAX};

	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		for (int kind = CHART_KPI; kind <= CHART_SCATTER; kind++) {
			const struct chart_series s[] = {{"one", sets[i], sets[0]}, {"two", sets[i], sets[i]}};
			struct chart c = {(enum chart_kind)kind, "T", "x", "y", abc, NULL, 4, s, 2};

			for (int width = 20; width <= 120; width += 50)
				CHECK(*drawn(&c, width, width > 20));
			CHECK(!strstr(svg(&c), "nan") && !strstr(svg(&c), "inf"));
			c.labels = NULL;
			c.times = times;
			CHECK(*drawn(&c, 60, true));
			CHECK(!strstr(svg(&c), "nan") && !strstr(svg(&c), "inf"));
		}
	}
}

TEST(no_categories_are_no_values)
{
	const struct chart_series s = {.values = (const double[]){0}};
	struct chart c = {CHART_LINE, NULL, NULL, NULL, abc, NULL, 0, &s, 1};

	for (int kind = CHART_KPI; kind <= CHART_PIE; kind++) {
		c.kind = (enum chart_kind)kind;
		CHECK_STR(drawn(&c, 40, true), "no values\n");
		CHECK(strstr(svg(&c), "no values") != NULL);
	}
}

TEST(an_svg_escapes_what_it_is_given)
{
	const char *const labels[] = {"<script>alert(1)</script>", "a & \"b\"\001"};
	const double values[] = {1, 2};
	const struct chart_series s = {"<s>", values, NULL};
	struct chart c = {CHART_BAR, "1 < 2 & 3", NULL, NULL, labels, NULL, 2, &s, 1};
	const char *out = svg(&c);

	CHECK(strstr(out, "role=\"img\" aria-labelledby=\"chart-") != NULL);
	CHECK(strstr(out, ">1 &lt; 2 &amp; 3</title>") != NULL);
	CHECK(strstr(out, ">bar chart of 2 categories. &lt;s&gt;: 2 values from 1 to 2.</desc>") != NULL);
	CHECK(strstr(out, "a &amp; &quot;b&quot;</text>") != NULL);
	CHECK(!strstr(out, "<script"));
	CHECK(!strchr(out, '\001'));
	CHECK(strstr(out, "prefers-color-scheme:dark") != NULL);
}

TEST(a_label_turns_no_text_around)
{
	const char *const labels[] = {"a\xe2\x80\xae" "b", "c\nd"};
	const double values[] = {1, 2};
	const struct chart_series s = {"s", values, NULL};
	struct chart c = {CHART_BAR, "t", NULL, NULL, labels, NULL, 2, &s, 1};
	const char *out = svg(&c);

	CHECK(strstr(out, "a\xef\xbf\xbd" "b</text>") != NULL);
	CHECK(strstr(out, "c d</text>") != NULL);
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
		n++;
	return n;
}

TEST(an_svg_has_its_marks)
{
	const double values[] = {1, 2, NAN, 4};
	const struct chart_series s[] = {{"a", values, values}, {"b", values, values}};
	struct chart c = {CHART_LINE, NULL, NULL, NULL, abc, NULL, 4, s, 2};

	CHECK_INT(count(svg(&c), "class=\"line"), 2);
	CHECK_INT(count(svg(&c), "<circle"), 6);
	CHECK(strstr(svg(&c), "M") != NULL);
	c.kind = CHART_SCATTER;
	CHECK_INT(count(svg(&c), "<circle"), 6);
	c.kind = CHART_GROUPED_BAR;
	CHECK_INT(count(svg(&c), "</title></rect>"), 6);
	c.kind = CHART_PIE;
	CHECK_INT(count(svg(&c), "class=\"slice"), 3);
}

TEST(a_page_is_one_document)
{
	const char *const titles[] = {"name", "n"}, *const cells[] = {"<b>", "1", NULL, "2"};
	const bool numbers[] = {false, true};
	const struct page_table table = {titles, numbers, 2, cells, 2, 5};
	const struct page_section section = {"S & T", "one\ntwo\n\nthree", "SELECT 1 < 2", NULL, &table};
	const struct page page = {"P", NULL, "en", &section, 1, "end"};
	struct str out = {0};
	const char *html;

	page_html(&page, &out);
	html = kept(&out);
	CHECK(strncmp(html, "<!doctype html>\n<html lang=\"en\">", 32) == 0);
	CHECK(strstr(html, "<section>\n<h2>S &amp; T</h2>\n<p>one\ntwo</p>\n<p>three</p>\n"
			   "<pre><code>SELECT 1 &lt; 2</code></pre>\n") != NULL);
	CHECK(strstr(html, "<tr><td>&lt;b&gt;</td><td class=\"n\">1</td></tr>\n"
			   "<tr><td class=\"none\">–</td><td class=\"n\">2</td></tr>\n") != NULL);
	CHECK(strstr(html, "… and 5 more rows") != NULL);
	CHECK(!strstr(html, "<script") && !strstr(html, "http://") && !strstr(html, "https://"));
}
