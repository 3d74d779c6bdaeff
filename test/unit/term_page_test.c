#include "core/term/chart.h"
#include "core/term/page.h"
#include "test/unit/test.h"

#include <math.h>
#include <stdlib.h>

/* Bars as SVG in all their shapes, pages with sections that fold, and what a terminal is taken for.
 */

static char shown[200000];

static const char *svg(const struct chart *c)
{
	struct str out = {0};
	struct err err = {0};

	CHECK(chart_check(c, &err));
	chart_svg(c, &out);
	snprintf(shown, sizeof shown, "%s", str_text(&out));
	str_release(&out);
	return shown;
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
		n++;
	return n;
}

/* The figure behind `what` in the first element that has it. */
static double figure(const char *text, const char *what)
{
	const char *at = strstr(text, what);

	return at ? strtod(at + strlen(what), NULL) : NAN;
}

static const char *const long_names[] = {"a category whose name is long enough for a row",
	"another one of them", "a third, which is even longer than the first one was, by far"};

TEST(long_names_make_rows)
{
	const double values[] = {3, -2, 5};
	const struct chart_series one = {"n", values, NULL};
	struct chart c = {CHART_BAR, "t", "x", "amount", long_names, NULL, 3, &one, 1};
	const char *out = svg(&c);

	CHECK_INT(count(out, "</title></rect>"), 3);
	CHECK(strstr(out, "<title>another one of them: -2</title>"));
	CHECK(strstr(out, ">-2</text>") && strstr(out, ">5</text>"));
	CHECK(strstr(out, ">amount</text>"));
	/* rows: the bars lie below each other and start at one line */
	CHECK_INT(figure(out, "height=\""), 44 + 26 * 3 + 46);
	c.y_title = "";
	CHECK(!strstr(svg(&c), ">amount</text>"));
}

TEST(rows_of_several_series_have_one_colour_each)
{
	const double a[] = {3, 2, 5}, b[] = {1, NAN, INFINITY};
	const struct chart_series two[] = {{"first", a, NULL}, {"second & last", b, NULL}};
	struct chart c = {CHART_GROUPED_BAR, NULL, NULL, NULL, long_names, NULL, 3, two, 2};
	const char *out = svg(&c);

	CHECK_INT(count(out, "class=\"f0\"><title>"), 3);
	CHECK_INT(count(out, "class=\"f1\"><title>"), 1);
	CHECK(strstr(out, ", second &amp; last: 1</title>"));
}

TEST(short_names_make_columns)
{
	static const char *const names[] = {"a", "b", "c"};
	const double values[] = {3, -2, NAN};
	const struct chart_series one = {"n", values, NULL};
	struct chart c = {CHART_BAR, "t", "kind", "amount", names, NULL, 3, &one, 1};
	const char *out = svg(&c);

	CHECK_INT(count(out, "</title></rect>"), 2);
	CHECK(strstr(out, ">kind</text>") && strstr(out, ">amount</text>"));
	CHECK(strstr(out, ">-2</text>"));
	CHECK_INT(figure(out, "height=\""), 360);
	c.x_title = c.y_title = NULL;
	CHECK(!strstr(svg(&c), ">kind</text>"));
	c.series = &(const struct chart_series){NULL, values, NULL};
	CHECK(strstr(svg(&c), "<title>a: 3</title>"));
}

TEST(numbers_stand_at_bars_that_have_room)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
	double values[10];
	struct chart_series series[8];
	struct chart c = {CHART_GROUPED_BAR, NULL, NULL, NULL, names, NULL, 10, series, 4};

	for (int i = 0; i < 10; i++)
		values[i] = 1234.5 + i;
	for (int k = 0; k < 8; k++)
		series[k] = (struct chart_series){"s", values, NULL};
	/* forty narrow columns: the numbers would not fit */
	CHECK_INT(count(svg(&c), "</title></rect>"), 40);
	CHECK(!strstr(shown, ">1.23k</text>") && !strstr(shown, ">1,235</text>"));
	/* more than forty have none in any case */
	c.series_len = 8;
	CHECK_INT(count(svg(&c), "</title></rect>"), 80);
}

TEST(instants_are_columns_whatever_their_number)
{
	int64_t times[30];
	double values[30];
	const struct chart_series one = {"n", values, NULL};
	struct chart c = {CHART_BAR, NULL, NULL, NULL, NULL, times, 30, &one, 1};

	for (int i = 0; i < 30; i++) {
		times[i] = 1714521600000 + (int64_t)i * 86400000;
		values[i] = i;
	}
	CHECK_INT(count(svg(&c), "</title></rect>"), 30);
	/* from left to right, each for itself */
	CHECK(figure(strstr(shown, "class=\"f0\""), "<rect x=\"") > figure(shown, "<rect x=\""));
}

TEST(a_chart_without_values_is_drawn)
{
	const double none[] = {NAN, NAN, NAN}, zero[] = {0, 0, 0};
	struct chart_series one = {"n", none, NULL};
	struct chart c = {CHART_BAR, NULL, NULL, NULL, long_names, NULL, 3, &one, 1};

	CHECK_INT(count(svg(&c), "</title></rect>"), 0);
	one.values = zero;
	CHECK_INT(count(svg(&c), "</title></rect>"), 3);
	CHECK(!strstr(shown, "nan") && !strstr(shown, "inf"));
}

/* ---- pages ---- */

static const char *page(const struct page *p)
{
	struct str out = {0};

	page_html(p, &out);
	snprintf(shown, sizeof shown, "%s", str_text(&out));
	str_release(&out);
	return strstr(shown, "<body");
}

static const char *const titles[] = {"name", "n"}, *const cells[] = {"a", NULL};
static const struct page_table table = {titles, NULL, 2, cells, 1, 1};

TEST(a_section_folds_what_stands_behind_its_chart)
{
	static const char *const names[] = {"a", "b"};
	const double values[] = {1, 2};
	const struct chart_series one = {"n", values, NULL};
	const struct chart chart = {CHART_BAR, NULL, NULL, NULL, names, NULL, 2, &one, 1};
	struct page_section s = {
		.title = "T", .code = "SELECT 1", .chart = &chart, .table = &table, .folds = true};
	const struct page p = {.title = "P", .sections = &s, .sections_len = 1};
	const char *out = page(&p);

	CHECK_INT(count(out, "<svg"), 1);
	CHECK(strstr(
		out, "<details><summary>Rows and query</summary>\n<div class=\"scroll\"><table>"));
	CHECK(strstr(out, "<pre><code>SELECT 1</code></pre>\n</details>"));
	CHECK_INT(count(out, "<table>"), 1);
	CHECK(strstr(out, "<td class=\"none\">"));
	CHECK(strstr(out, "… and 1 more row</p>"));
	s.code = NULL;
	CHECK(strstr(page(&p), "<summary>Rows</summary>"));
	s.code = "SELECT 2";
	s.table = NULL;
	CHECK(strstr(page(&p), "<summary>Query</summary>"));
	s.chart = NULL;
	s.table = &table;
	out = page(&p);
	CHECK(strstr(out, "<summary>Query</summary>") && count(out, "<table>") == 1);
	s.code = NULL;
	CHECK(!strstr(page(&p), "<details>"));
	s.folds = false;
	s.code = "SELECT 3";
	out = page(&p);
	CHECK(strstr(out, "<pre><code>SELECT 3") && !strstr(out, "<details>"));
}

TEST(sections_stand_beside_each_other_on_a_wide_page)
{
	struct page_section s[2] = {{.title = "left", .span = 4, .problem = "no <table>"},
		{.title = "right", .span = 12, .note = "\n\none\n\n\n\ntwo"}};
	const struct page p = {.title = "a < b",
		.subtitle = "sub",
		.sections = s,
		.sections_len = 2,
		.footer = "",
		.language = "de"};
	const char *out = page(&p);

	CHECK(strncmp(out, "<body class=\"wide\">", 19) == 0);
	CHECK(strstr(out, "<section style=\"--span:4\">\n<h2>left</h2>\n"
			  "<p class=\"problem\">no &lt;table&gt;</p>"));
	CHECK(strstr(out, "<section class=\"full\" style=\"--span:12\">\n<h2>right</h2>\n"
			  "<p>one</p>\n<p>two</p>\n"));
	CHECK(strstr(out, "<p class=\"subtitle\">sub</p>") && !strstr(out, "<footer>"));
	CHECK(strstr(shown, "<html lang=\"de\">") && strstr(shown, "<title>a &lt; b</title>"));
	s[0].span = s[1].span = 0;
	CHECK(strncmp(page(&p), "<body>", 6) == 0);
}

/* ---- terminals ---- */

struct variable {
	const char *name, *value;
	char *before;
};

static void set_all(struct variable *v)
{
	for (; v->name; v++) {
		v->before = getenv(v->name) ? strdup(getenv(v->name)) : NULL;
		if (v->value)
			setenv(v->name, v->value, 1);
		else
			unsetenv(v->name);
	}
}

static void put_back(struct variable *v)
{
	for (; v->name; v++) {
		if (v->before)
			setenv(v->name, v->before, 1);
		else
			unsetenv(v->name);
		free(v->before);
	}
}

/* Of no terminal: the descriptor is none. */
static struct term detect(
	const char *no_color, const char *force, const char *locale, enum term_choice choice)
{
	struct variable all[] = {{"NO_COLOR", no_color}, {"CLICOLOR_FORCE", force},
		{"TERM", "xterm"}, {"LC_ALL", NULL}, {"LC_CTYPE", ""}, {"LANG", locale}, {0}};
	struct term t;

	set_all(all);
	term_detect(&t, -1, choice);
	put_back(all);
	return t;
}

TEST(colours_follow_the_environment)
{
	CHECK(!detect(NULL, NULL, NULL, COLOUR_AUTO).colour);
	CHECK(detect(NULL, "1", NULL, COLOUR_AUTO).colour);
	CHECK(!detect(NULL, "0", NULL, COLOUR_AUTO).colour);
	CHECK(!detect("1", "1", NULL, COLOUR_AUTO).colour);
	CHECK(detect("", "1", NULL, COLOUR_AUTO).colour);
	CHECK(detect("1", NULL, NULL, COLOUR_ALWAYS).colour);
	CHECK(!detect(NULL, "1", NULL, COLOUR_NEVER).colour);
}

TEST(letters_follow_the_locale)
{
	CHECK(detect(NULL, NULL, "de_DE.UTF-8", COLOUR_AUTO).unicode);
	CHECK(detect(NULL, NULL, "C.utf8", COLOUR_AUTO).unicode);
	CHECK(!detect(NULL, NULL, "de_DE.ISO-8859-1", COLOUR_AUTO).unicode);
	CHECK(!detect(NULL, NULL, "C", COLOUR_AUTO).unicode);
	CHECK(!detect(NULL, NULL, NULL, COLOUR_AUTO).unicode);
	CHECK_INT(detect(NULL, NULL, NULL, COLOUR_AUTO).width, 0);
}

TEST(roles_have_their_colours)
{
	struct term t = {.colour = true};
	struct str out = {0};

	term_styled(&t, &out, ROLE_ERROR, "e");
	term_styled(&t, &out, ROLE_PLAIN, "p");
	term_styled(&t, &out, ROLE_HINT, "h");
	CHECK_STR(str_text(&out), "\033[1;31me\033[0mp\033[36mh\033[0m");
	t.colour = false;
	str_clear(&out);
	term_styled(&t, &out, ROLE_ERROR, "e");
	CHECK_STR(str_text(&out), "e");
	str_release(&out);
}
