#include "core/db/looks.h"
#include "test/unit/test.h"

#define LEN(list) (sizeof(list) / sizeof *(list))

/* What texts and declarations look like. */

TEST(texts_look_like_dates_times_numbers_or_texts)
{
	static const struct {
		const char *texts[28];
		enum source_type type;
	} groups[] = {
		{{"2025-06-18", "2024-02-29", "0001-01-01", "2025-12-31"}, TYPE_DATE},
		{{"2025-06-18 10:30", "2025-06-18T10:30:59", "2025-06-18 10:30:59.5",
			 "2025-06-18 10:30Z", "2025-06-18T10:30:00z", "2025-06-18 10:30:00 +02",
			 "2025-06-18 10:30:00+0200", "2025-06-18 10:30:00-02:00",
			 "2025-06-18 24:00", "2025-06-18 23:59:60",
			 "2025-06-18 10:30:00.123456789 Z"},
			TYPE_TIMESTAMP},
		{{"0", "-1", "42", "123456789012345678", "-0"}, TYPE_INTEGER},
		{{"0.5", "-1.25", "1e5", "1E+5", "2.5e-3", "12.0"}, TYPE_REAL},
		{{"", "x", "+1", "007", "-", "1.", "1.x", ".5", "1e", "1e+", "1e+x", "1 ", "1x",
			 "1234567890123456789", "12345678901234567890123456789012345678901"},
			TYPE_TEXT},
		{{"2025-13-01", "2025-00-10", "2025-06-31", "2025-06-00", "2025-6-18x",
			 "2025/06/18", "2025-06x18", "202x-06-18", "2025-0a-01", "2025-06-1a",
			 "2025-06-18x10:30"},
			TYPE_TEXT},
		{{"2025-06-18 1", "2025-06-18 10", "2025-06-18 25:00", "2025-06-18 10:60",
			 "2025-06-18 1a:30", "2025-06-18 10x30", "2025-06-18 10:3a",
			 "2025-06-18 10:30:", "2025-06-18 10:30:0", "2025-06-18 10:30:aa",
			 "2025-06-18 10:30:00.", "2025-06-18 10:30:00.x", "2025-06-18 10:30:61",
			 "2025-06-18 10:30:00 X", "2025-06-18 10:30:00+2", "2025-06-18 10:30:00+ab",
			 "2025-06-18 10:30:00+02:0", "2025-06-18 10:30:00+02x00",
			 "2025-06-18 10:30:00+02:ab", "2025-06-18 10:30:00+02ab",
			 "2025-06-18 10:30:00+020000"},
			TYPE_TEXT},
	};

	for (size_t g = 0; g < LEN(groups); g++)
		for (size_t i = 0; i < LEN(groups[g].texts) && groups[g].texts[i]; i++) {
			const char *text = groups[g].texts[i];
			enum source_type type = looks_text(text, strlen(text));

			if (type != groups[g].type)
				test_failed(__FILE__, __LINE__, "'%s' is of type %d, want %d", text,
					type, groups[g].type);
		}
}

TEST(values_have_a_type_in_common)
{
	static const struct {
		unsigned seen;
		enum source_type type;
	} cases[] = {
		{0, TYPE_OTHER},
		{LOOKS(TYPE_TEXT), TYPE_TEXT},
		{LOOKS(TYPE_INTEGER), TYPE_INTEGER},
		{LOOKS(TYPE_DATE), TYPE_DATE},
		{LOOKS(TYPE_OTHER), TYPE_OTHER},
		{LOOKS(TYPE_INTEGER) | LOOKS(TYPE_REAL), TYPE_REAL},
		{LOOKS(TYPE_DATE) | LOOKS(TYPE_TIMESTAMP), TYPE_TIMESTAMP},
		{LOOKS(TYPE_DATE) | LOOKS(TYPE_INTEGER), TYPE_TEXT},
		{LOOKS(TYPE_REAL) | LOOKS(TYPE_TEXT), TYPE_TEXT},
	};

	for (size_t i = 0; i < LEN(cases); i++)
		CHECK_INT(looks_common(cases[i].seen, TYPE_OTHER), cases[i].type);
}
