#include "core/migrate/vars.h"
#include "test/unit/test.h"

#include <stdlib.h>

#define LEN(list) (sizeof(list) / sizeof *(list))

static const char *const given[] = {"A=first", "A=one", "LONG=a long value", "E=", "Q=${A}"};
static const struct vars vars = {given, LEN(given)};

TEST(migrate_vars_are_replaced)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{"plain $ text $1 {A}", "plain $ text $1 {A}"},
		{"${A}", "one"}, /* the last one that is given */
		{"x${A}y${E}z${LONG}", "xoneyza long value"},
		{"$${A}", "${A}"},
		{"$$${A}", "$${A}"},
		{"${Q}", "${A}"}, /* once */
		{"${A", "${A"},
		{"${}", "${}"},
		{"${1A}", "${1A}"},
		{"${A-B}", "${A-B}"},
		{"${ A }", "${ A }"},
		{"DO $$ BEGIN ${A} END $$", "DO $$ BEGIN one END $$"},
		{"${MIGRATE_VARS_TEST}", "of the environment"},
	};

	setenv("MIGRATE_VARS_TEST", "of the environment", 1);
	for (size_t i = 0; i < LEN(cases); i++) {
		struct filled f = {0};
		struct err err = {0};
		size_t offset;

		CHECK(vars_fill(&vars, cases[i].text, &f, &offset, &err));
		CHECK_STR(str_text(&f.text), cases[i].want);
		filled_release(&f);
	}
	unsetenv("MIGRATE_VARS_TEST");
}

TEST(migrate_vars_without_a_value_have_a_place)
{
	struct filled f = {0};
	struct err err = {0};
	size_t offset = 0;

	CHECK(!vars_fill(&vars, "${LONG} ${MIGRATE_NOSUCH}", &f, &offset, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK_STR(err.message, "'MIGRATE_NOSUCH' has no value");
	CHECK(strstr(err.hint, "--var MIGRATE_NOSUCH=VALUE"));
	CHECK_INT(offset, 8);
	filled_release(&f);
}

/* Every byte that is no value maps to itself; one of a value into its name, or behind it. */
TEST(migrate_vars_map_places_back)
{
	static const char text[] = "a${LONG}b$${c${E}d${A}";
	struct filled f = {0};
	struct err err = {0};
	const char *at;
	size_t offset;

	CHECK(vars_fill(&vars, text, &f, &offset, &err));
	for (const char *letter = "abcd"; *letter; letter++) {
		at = *letter == 'a' ? f.text.at : strrchr(str_text(&f.text), *letter);
		CHECK_INT(
			filled_origin(&f, (size_t)(at - f.text.at)), strrchr(text, *letter) - text);
	}
	for (size_t i = 0, last = 0, from; i <= f.text.len; i++, last = from) {
		from = filled_origin(&f, i);
		CHECK(from >= last && from <= sizeof text - 1);
	}
	filled_release(&f);
}
