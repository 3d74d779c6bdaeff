#include "core/base/fs.h"
#include "core/base/str.h"
#include "test/unit/migrate_folder.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEN(list) (sizeof(list) / sizeof *(list))

TEST(migrate_versions_are_numbers_of_any_length)
{
	static const char *const sorted[] = {"0", "1", "02", "9", "0010", "11",
		"18446744073709551615", "18446744073709551616", "20250131101500",
		"100000000000000000000000000000000000000000000"};

	/* In the order of their numbers, but for the two of 20 digits. */
	for (size_t i = 0; i < LEN(sorted); i++) {
		CHECK(version_is_valid(sorted[i]));
		CHECK_INT(version_compare(sorted[i], sorted[i]), 0);
	}
	CHECK_INT(version_compare("007", "7"), 0);
	CHECK_INT(version_compare("000", "0"), 0);
	CHECK_INT(version_compare("9", "0010"), -1);
	CHECK_INT(version_compare("18446744073709551616", "18446744073709551615"), 1);
	CHECK_INT(version_compare(sorted[9], sorted[8]), 1);
	CHECK(!version_is_valid("") && !version_is_valid("1a") && !version_is_valid("-1"));
	CHECK(!version_is_valid(" 1") && !version_is_valid("1.5"));
}

TEST(migrate_histories_are_in_the_order_of_versions)
{
	static const char *const names[] = {"10_b.sql", "9_a.sql", "0011-c.sql", "12.sql",
		"000000000000000000000013.d.sql", "14_e.up.sql", "14_e.down.sql"};
	static const char *const want[] = {
		"9 a", "10 b", "0011 c", "12 ", "000000000000000000000013 d", "14 e"};
	struct history h;
	char got[100];

	folder_begin();
	for (size_t i = 0; i < LEN(names); i++)
		folder_put(names[i], "-- migrate:up\nSELECT 1;\n");
	folder_put("14_e.down.sql", "SELECT 2;");
	folder_put("_1_left.sql", "no");
	folder_put(".1_hidden.sql", "no");
	folder_put("1_text.txt", "no");
	folder_put("1_dump.sql.gz", "no");
	folder_history(&h);
	CHECK_INT(h.list.len, LEN(want));
	for (size_t i = 0; i < h.list.len && i < LEN(want); i++) {
		snprintf(got, sizeof got, "%s %s", h.list.at[i].version, h.list.at[i].name);
		CHECK_STR(got, want[i]);
	}
	CHECK(history_find(&h, "011") == &h.list.at[2]);
	CHECK(history_find(&h, "13") == &h.list.at[4]);
	CHECK(!history_find(&h, "8") && !history_find(&h, "15"));
	CHECK_STR(fs_basename(h.list.at[5].up.path), "14_e.up.sql");
	CHECK_STR(fs_basename(h.list.at[5].down.path), "14_e.down.sql");
	history_release(&h);
	unlink(folder_path(".1_hidden.sql"));
	folder_end();
}

TEST(migrate_histories_tell_what_is_wrong)
{
	static const struct {
		const char *names[3], *want;
	} cases[] = {
		{{"1_a.sql", "01_b.sql"}, "1_a.sql duplicate-version"},
		{{"1_a.up.sql", "1_b.down.sql"}, "1_b.down.sql duplicate-version"},
		{{"1_a.up.sql", "1_a.down.sql", "1_a.sql"}, "1_a.up.sql duplicate-version"},
		{{"1_a.down.sql"}, "1_a.down.sql no-up"},
		{{"x.sql", "2_a.up.sql"}, "x.sql no-version"},
		{{"1_a.SQL", "2_a.up.sql"}, ""},
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct diags findings = {0};
		struct history h;
		struct err err;
		char got[200] = "";

		folder_begin();
		for (size_t k = 0; k < 3 && cases[i].names[k]; k++)
			folder_put(cases[i].names[k], strstr(cases[i].names[k], "down")
							      ? "SELECT 1;"
							      : "-- migrate:up\n");
		CHECK(history_read(folder_path("."), &h, &findings, &err));
		if (findings.list.len)
			snprintf(got, sizeof got, "%s %s", fs_basename(findings.list.at[0].path),
				findings.list.at[0].code);
		CHECK_STR(got, cases[i].want);
		CHECK((h.list.len > 0) != (i == 3));
		diags_release(&findings);
		history_release(&h);
		folder_end();
	}
}

TEST(migrate_histories_need_a_folder)
{
	struct diags findings = {0};
	struct history h;
	struct err err = {0};

	folder_begin();
	folder_put("file", "x");
	CHECK(!history_read(folder_path("nosuch"), &h, &findings, &err));
	CHECK_INT(err.kind, ERR_WORK);
	CHECK(strstr(err.hint, "migrate new"));
	CHECK(!history_read(folder_path("file"), &h, &findings, &err));
	CHECK(history_read(folder_path("."), &h, &findings, &err));
	CHECK_INT(h.list.len, 0);
	history_release(&h);
	folder_end();
}

/* A byte order mark is no part of a text: neither for its checksum nor for its places. */
TEST(migrate_histories_pass_over_a_byte_order_mark)
{
	static const char *const files[] = {"-- migrate:up vars:no\nA;", "A;\n"};

	for (int pair = 0; pair < 2; pair++) {
		const char *name = pair ? "1_a.up.sql" : "1_a.sql";
		char sums[2][65], text[100];
		int columns[2] = {0};

		folder_begin();
		for (int bom = 0; bom < 2; bom++) {
			struct diags findings = {0};
			struct history h;
			struct err err;

			snprintf(text, sizeof text, "%s%s", bom ? "\xef\xbb\xbf" : "", files[pair]);
			folder_put(name, text);
			CHECK(history_read(folder_path("."), &h, &findings, &err));
			CHECK_INT(h.list.len, 1);
			memcpy(sums[bom], h.list.at[0].checksum, 65);
			if (findings.list.len)
				columns[bom] = findings.list.at[0].column;
			diags_release(&findings);
			history_release(&h);
		}
		CHECK_STR(sums[1], sums[0]);
		CHECK_INT(columns[1], columns[0]);
		CHECK_INT(columns[1], pair ? 0 : 15);
		folder_end();
	}
}
