#include "core/cards/import.h"
#include "test/unit/read_exchange.h"
#include "test/unit/test.h"

#include <string.h>

/* Text of Anki and of spreadsheets, as it comes in practice. */

static bool has_problem(const struct exchange *x, const char *part)
{
	for (size_t i = 0; i < x->problems.len; i++)
		if (strstr(x->problems.at[i], part))
			return true;
	return false;
}

/* Spreadsheets fill each line up to the widest (anki#3853). */
TEST(headers_that_a_spreadsheet_has_saved)
{
	struct exchange x = read_anki("#separator:Comma,,\n#html:true,,\n#tags column:3,,\n"
				      "#deck:Sea,,\nebb,falling <b>water</b>,moon\n");

	CHECK_INT(x.notes.len, 1);
	CHECK_STR(x.notes.at[0].answer, "falling water");
	CHECK_STR(x.notes.at[0].tags, "moon");
	CHECK_STR(x.notes.at[0].deck, "Sea");
	exchange_release(&x);
	x = read_anki("\"#separator:Semicolon\"\n#html:false\nebb;falling <b>\n");
	CHECK_INT(x.notes.len, 1);
	CHECK_STR(x.notes.at[0].answer, "falling <b>");
	exchange_release(&x);
}

/* Rows that look like headers. */
TEST(a_quoted_row_is_no_header)
{
	struct exchange x = read_anki("#separator:tab\n\"#hash: tag\"\ta mark\n");

	CHECK_INT(x.notes.len, 1);
	CHECK_STR(x.notes.at[0].question, "#hash: tag");
	exchange_release(&x);
	x = read_anki("#separator:tab\n\"#html\"\ta sign\nebb\tfalling\n");
	CHECK_INT(x.notes.len, 2);
	CHECK_STR(x.notes.at[0].question, "#html");
	exchange_release(&x);
}

TEST(headers_say_no_html)
{
	struct exchange x = read_anki("#separator:tab\n#html:false\na<br>b\tc &amp; d\n");

	CHECK_STR(x.notes.at[0].question, "a<br>b");
	CHECK_STR(x.notes.at[0].answer, "c &amp; d");
	exchange_release(&x);
}

/* Before 2.1.54 the tags of all notes stood in a first line. */
TEST(a_first_line_of_tags)
{
	struct exchange x = read_anki("tags:sea moon\nebb\tfalling\n");

	CHECK_INT(x.notes.len, 1);
	CHECK_STR(x.notes.at[0].question, "ebb");
	CHECK_STR(x.notes.at[0].tags, "sea moon");
	exchange_release(&x);
}

TEST(what_has_no_place_is_named)
{
	struct exchange x = read_anki("#separator:tab\nebb\tfalling\ta picture\tmore\n"
				      "flood\trising\nneap\tsmall\tagain\n");

	CHECK_INT(x.notes.len, 3);
	CHECK(x.notes.at[0].extra && strstr(x.notes.at[0].extra, "a picture"));
	CHECK(!x.notes.at[1].extra);
	CHECK(has_problem(&x, "2 notes"));
	exchange_release(&x);
	x = read_csv("question,answer,hint\nebb,falling,what water does\n");
	CHECK_INT(x.notes.len, 1);
	CHECK(x.notes.at[0].extra && strstr(x.notes.at[0].extra, "\"hint\""));
	CHECK(has_problem(&x, "1 note"));
	exchange_release(&x);
	/* Nothing to say of columns that are empty. */
	x = read_csv("question,answer,hint\nebb,falling,\n");
	CHECK(!x.notes.at[0].extra);
	CHECK_INT(x.problems.len, 0);
	exchange_release(&x);
}

TEST(a_table_says_the_kind)
{
	struct exchange x = read_csv("question,answer,kind\nebb,falling,definition\n"
				     "flood,rising,nonsense\n");

	CHECK_STR(x.notes.at[0].kind, "definition");
	CHECK_STR(x.notes.at[1].kind, "note");
	CHECK_INT(x.problems.len, 0);
	exchange_release(&x);
}

TEST(columns_are_named_by_a_header)
{
	struct exchange x = read_anki("#separator:tab\n#columns:Front\tBack\tHint\n"
				      "ebb\tfalling\twater\n");

	CHECK_INT(x.notes.len, 1);
	CHECK_STR(x.notes.at[0].question, "ebb");
	CHECK(x.notes.at[0].extra && strstr(x.notes.at[0].extra, "\"Hint\":\"water\""));
	exchange_release(&x);
}

TEST(columns_that_cannot_be)
{
	struct exchange x = read_anki("#separator:tab\n#guid column:-3\n#deck column:0\n"
				      "#tags column:99999999999999\nebb\tfalling\n");

	CHECK_INT(x.notes.len, 1);
	CHECK_STR(x.notes.at[0].question, "ebb");
	CHECK_STR(x.notes.at[0].answer, "falling");
	exchange_release(&x);
}
