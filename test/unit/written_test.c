#include "core/db/written.h"
#include "test/unit/test.h"

/* Numbers and dates as people write them. */

static unsigned as(const char *text)
{
	return written_as(text, strlen(text)) & ~(unsigned)WRITTEN_SURE;
}

TEST(numbers_for_people_are_read_in_every_way_they_may_be_meant)
{
	static const struct {
		const char *text;
		double point, comma; /* -1: not in this way */
	} cases[] = {
		{"1,200", 1200, 1.2},
		{"1,200.50", 1200.5, -1},
		{"1.200,50", -1, 1200.5},
		{"3,50", -1, 3.5},
		{"3.50", 3.5, -1},
		{"1.200", 1.2, 1200},
		{"1'234'567", 1234567, 1234567},
		{"1 234 567,5", -1, 1234567.5},
		{"1\u00a0234", 1234, 1234},
		{"$3.50", 3.5, -1},
		{"€ 3,50", -1, 3.5},
		{"3,50 €", -1, 3.5},
		{"12 USD", 12, 12},
		{"12 %", 12, 12},
		{"7", 7, 7},
		{"123456789012345", 123456789012345, 123456789012345},
		{"", -1, -1},
		{"$", -1, -1},
		{"007", -1, -1},
		{"12,34,567", -1, -1},
		{"1,2345", -1, 1.2345},
		{"1,200,30", -1, -1},
		{"1,200 300", -1, -1},
		{"1.", -1, -1},
		{"x1", -1, -1},
		{"12 apples", -1, -1},
		{"12345678901234567", -1, -1},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *text = cases[i].text;
		unsigned found = as(text);

		if ((cases[i].point >= 0) != !!(found & WRITTEN_POINT) ||
			(cases[i].comma >= 0) != !!(found & WRITTEN_COMMA))
			test_failed(__FILE__, __LINE__, "%s: %#x", text, found);
		if (found & WRITTEN_POINT)
			CHECK(written_number(text, strlen(text), WRITTEN_POINT) == cases[i].point);
		if (found & WRITTEN_COMMA)
			CHECK(written_number(text, strlen(text), WRITTEN_COMMA) == cases[i].comma);
	}
	CHECK(written_number("-$1,200", 7, WRITTEN_POINT) == -1200);
	CHECK(written_number("$-12", 4, WRITTEN_POINT) == -12);
}

TEST(dates_for_people_have_the_day_or_the_month_first)
{
	char date[11];

	CHECK(as("15.11.2018") == WRITTEN_DAY_FIRST);
	CHECK(as("1.3.2020") == WRITTEN_DAY_FIRST);
	CHECK(as("11/15/2018") == WRITTEN_MONTH_FIRST);
	CHECK(as("1/2/2018") == WRITTEN_EITHER_FIRST);
	CHECK(as("29.2.2024") == WRITTEN_DAY_FIRST);
	CHECK(as("29.2.2023") == 0);
	CHECK(as("1.3/2020") == 0);
	CHECK(as("1.3.20") == 0);
	CHECK(as("13/13/2020") == 0);
	written_date("1.3.2020", 8, WRITTEN_DAY_FIRST, date);
	CHECK_STR(date, "2020-03-01");
	written_date("11/15/2018", 10, WRITTEN_MONTH_FIRST, date);
	CHECK_STR(date, "2018-11-15");
}
