#include "core/ask/chart.h"
#include "test/unit/test.h"

#include <math.h>
#include <stdlib.h>

/* Results as short texts: columns by ',', rows by '\n', the first of names; what
 * looks like a number is one, "" is NULL. */
#define CELLS_MAX 200

struct table {
	char text[2000];
	const char *names[8];
	struct source_value values[CELLS_MAX];
	struct source_result result;
};

static struct source_value cell_of(char *text)
{
	char *end;
	double number = strtod(text, &end);

	if (!*text)
		return (struct source_value){.kind = VALUE_NULL};
	if (*end)
		return (struct source_value){.kind = VALUE_TEXT, .text = text, .len = strlen(text)};
	if (number == floor(number))
		return (struct source_value){.kind = VALUE_INTEGER, .integer = (int64_t)number};
	return (struct source_value){.kind = VALUE_REAL, .real = number};
}

static const struct source_result *result_of(struct table *t, const char *text)
{
	size_t cells = 0, columns = 0;

	snprintf(t->text, sizeof t->text, "%s", text);
	t->result = (struct source_result){.names = t->names, .values = t->values};
	for (char *line = t->text, *next; line; line = next) {
		size_t column = 0;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		for (char *cell = line, *comma; cell; cell = comma) {
			comma = strchr(cell, ',');
			if (comma)
				*comma++ = '\0';
			if (!t->result.columns)
				t->names[column] = cell;
			else
				t->values[cells++] = cell_of(cell);
			column++;
		}
		if (!t->result.columns)
			t->result.columns = columns = column;
		else
			t->result.rows++;
	}
	CHECK_INT(cells, t->result.rows * columns);
	return &t->result;
}

static void chart_is(const char *text, const char *question, const char *want)
{
	struct table t;

	CHECK_STR(ask_chart_name(ask_chart_of(result_of(&t, text), question)), want);
}

TEST(the_chart_follows_from_the_shape)
{
	chart_is("n\n7", NULL, "kpi");
	chart_is("low,high\n1,9", NULL, "kpi");
	chart_is("a,b,c,d\n1,2,3,4", NULL, "table");
	chart_is("name\nAda", NULL, "table");
	chart_is("name,n\nAda,3", NULL, "table");
	chart_is("month,n\n2024-01,3\n2024-02,4", NULL, "line");
	chart_is("year,n\n2023,3\n2024,4", NULL, "line");
	chart_is("quarter,n,total\n2024-Q1,3,4.5\n2024-Q2,4,7.5", NULL, "line");
	chart_is("country,n\nItaly,3\nSpain,4", NULL, "bar");
	chart_is("customer_id,name,total\n7,Ada,3\n8,Bob,4", NULL, "bar");
	chart_is("first,last,total\nAda,King,3\nBob,Hay,4", NULL, "bar");
	chart_is("x,y\n1.5,3\n2,4\n3,1\n4,4\n5,6\n6,7", NULL, "scatter");
	chart_is("x,y\n1.5,3\n2,4", NULL, "table");
	chart_is("name,mail\na,b\nc,d", NULL, "table");
	chart_is("n", NULL, "table");
}

TEST(shares_of_few_are_a_pie)
{
	chart_is("kind,n\na,3\nb,4", "What share has each kind?", "pie");
	chart_is("status,n\na,3\nb,4", "Orders by status", "pie");
	chart_is("kind,n\na,3\nb,0", "What share has each kind?", "bar");
	chart_is("kind,n\na,1\nb,1\nc,1\nd,1\ne,1\nf,1\ng,1", "share of each kind", "bar");
}

TEST(a_list_with_dates_is_no_line)
{
	chart_is("day,total\n2024-01-03,3\n2024-01-04,7\n2024-01-03,4", NULL, "table");
}

static bool make(
	struct table *t, const char *text, enum ask_chart kind, struct arena *a, struct chart *ret)
{
	return ask_chart_make(result_of(t, text), kind, NULL, a, ret);
}

TEST(two_categories_are_groups_of_bars)
{
	static const char text[] = "region,kind,n\nNorth,a,1\nNorth,b,2\nSouth,a,3\nWest,b,4";
	struct arena a = {0};
	struct chart c;
	struct table t;
	struct err err;

	chart_is(text, NULL, "bar");
	CHECK(make(&t, text, ASK_CHART_BAR, &a, &c));
	CHECK(chart_check(&c, &err));
	CHECK_INT(c.kind, CHART_GROUPED_BAR);
	CHECK_INT(c.len, 3);
	CHECK_STR(c.labels[2], "West");
	CHECK_INT(c.series_len, 2);
	CHECK_STR(c.series[0].name, "a");
	CHECK(c.series[0].values[1] == 3 && isnan(c.series[0].values[2]));
	CHECK(c.series[1].values[0] == 2 && c.series[1].values[2] == 4);
	/* The fewer are the series, whichever column they stand in. */
	CHECK(make(&t, "k,r,n\na,N,1\na,S,2\na,W,3\nb,N,4\nb,S,5\nb,W,6", ASK_CHART_BAR, &a, &c));
	CHECK_INT(c.len, 3);
	CHECK_INT(c.series_len, 2);
	CHECK(c.series[1].values[2] == 6);
	arena_release(&a);
}

TEST(a_time_and_a_category_are_lines_in_order)
{
	static const char text[] = "region,month,n\nNorth,2024-02,1\nNorth,2024-03,2\n"
				   "South,2024-01,3\nSouth,2024-03,4";
	struct arena a = {0};
	struct chart c;
	struct table t;

	chart_is(text, NULL, "line");
	CHECK(make(&t, text, ASK_CHART_LINE, &a, &c));
	CHECK_INT(c.kind, CHART_LINE);
	CHECK_INT(c.len, 3);
	CHECK_INT(c.series_len, 2);
	CHECK(c.times[0] < c.times[1] && c.times[1] < c.times[2]);
	CHECK(isnan(c.series[0].values[0]) && c.series[0].values[1] == 1);
	CHECK(c.series[1].values[0] == 3 && c.series[1].values[2] == 4);
	CHECK(make(&t, "month,n\n2024-03,9\n2024-01,5", ASK_CHART_LINE, &a, &c));
	CHECK(c.times[0] < c.times[1] && c.series[0].values[0] == 5);
	arena_release(&a);
}

TEST(rows_that_do_not_fit_make_no_chart)
{
	struct arena a = {0};
	struct chart c;
	struct table t;

	CHECK(!make(&t, "name\nAda", ASK_CHART_BAR, &a, &c));
	CHECK(!make(&t, "name,n", ASK_CHART_BAR, &a, &c));
	CHECK(!make(&t, "name,n\nAda,1", ASK_CHART_SCATTER, &a, &c));
	CHECK(!make(&t, "name,n\nAda,1", ASK_CHART_TABLE, &a, &c));
	CHECK(!make(&t, "name,n\nAda,1", ASK_CHART_KPI, &a, &c));
	arena_release(&a);
}
