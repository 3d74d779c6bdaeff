#include "core/base/fs.h"
#include "core/base/utf8.h"
#include "core/migrate/section.h"
#include "test/unit/test.h"

#include <stdlib.h>

#define LEN(list) (sizeof(list) / sizeof *(list))

struct read {
	struct arena arena;
	struct diags findings;
	struct migration m;
};

static void read_bytes(struct read *r, enum file_kind kind, const char *text, size_t len)
{
	const struct file f = {.path = "1_x.sql", .kind = kind, .text = text, .len = len};

	*r = (struct read){0};
	sections_read(&r->arena, &f, &r->m, &r->findings);
}

static void read_text(struct read *r, enum file_kind kind, const char *text)
{
	read_bytes(r, kind, text, strlen(text));
}

static void read_end(struct read *r)
{
	diags_release(&r->findings);
	arena_release(&r->arena);
}

/* The first finding: "CODE LINE:COLUMN", or "". */
static const char *finding(const struct read *r)
{
	static char text[100];
	const struct diag *d = r->findings.list.at;

	if (!r->findings.list.len)
		return "";
	snprintf(text, sizeof text, "%s %d:%d", d->code, d->line, d->column);
	return text;
}

/* Without what is blank around it and between its words. */
static const char *squeezed(const char *text)
{
	static struct str out[2];
	static int turn;
	struct str *s = &out[turn = !turn];

	str_clear(s);
	if (!text)
		return "(none)";
	for (; *text; text++)
		if (!strchr(" \t\r\n", *text))
			str_add_char(s, *text);
		else if (s->len && s->at[s->len - 1] != ' ')
			str_add_char(s, ' ');
	while (s->len && s->at[s->len - 1] == ' ')
		str_truncate(s, s->len - 1);
	return str_text(s);
}

TEST(migrate_sections_of_files)
{
	static const struct {
		enum file_kind kind;
		const char *text, *up, *down, *finding;
	} cases[] = {
		{FILE_BOTH, "-- migrate:up\nA;\n-- migrate:down\nB;\n", "A;", "B;", ""},
		{FILE_BOTH, "-- migrate:up\nA;", "A;", "(none)", ""},
		{FILE_BOTH, "-- migrate:up", "", "(none)", ""},
		{FILE_BOTH, "-- migrate:up\r\nA;\r\n-- migrate:down\r\nB;", "A;", "B;", ""},
		{FILE_BOTH, "--migrate:up\nA\n\t --  migrate:down  \nB", "A", "B", ""},
		{FILE_BOTH, "-- MIGRATE:UP\nA\n-- Migrate:Down\nB", "A", "B", ""},
		{FILE_BOTH, "-- +goose Up\nA\n-- +goose Down\nB", "A", "B", ""},
		{FILE_BOTH, "-- +migrate Up\nA\n-- +migrate Down\nB", "A", "B", ""},
		{FILE_BOTH, "-- a word before\n\n-- migrate:up\nA", "A", "(none)", ""},
		{FILE_BOTH, "-- migrate:down\nB\n-- migrate:up\nA", "A", "B", ""},
		{FILE_BOTH,
			"-- migrate:up\nA\n-- migrate:down\nB\n-- migrate:up\nC\n"
			"-- migrate:down\nD",
			"A C", "B D", ""},
		{FILE_BOTH, "-- migrate:up\nA -- migrate:down\nB", "A -- migrate:down B", "(none)",
			""},
		{FILE_BOTH, "-- migrate:upper\nA", "(none)", "(none)", "unknown-section 1:1"},
		{FILE_BOTH, "", "(none)", "(none)", "no-section 0:0"},
		{FILE_BOTH, "SELECT 1;", "(none)", "(none)", "no-section 0:0"},
		{FILE_BOTH, "-- migrate:down\nB", "(none)", "B", "no-up 0:0"},
		{FILE_BOTH, "\n  SELECT 1;\n-- migrate:up\nA", "A", "(none)",
			"outside-sections 2:3"},
		{FILE_BOTH, "-- migrate:up vars:yes\nA", "A", "(none)", "unknown-option 1:15"},
		{FILE_BOTH, "-- migrate:up\nA\n-- migrate:up transaction:false\nB", "A B", "(none)",
			"transaction-differs 3:1"},
		{FILE_BOTH, "-- +goose Up\n-- +goose ENVSUB ON\nA", "-- +goose ENVSUB ON A",
			"(none)", "goose-envsub 2:1"},
		{FILE_UP, "A;\n", "A;", "(none)", ""},
		{FILE_UP, "", "", "(none)", ""},
		{FILE_UP, "-- migrate:up vars:true\nA;\n", "A;", "(none)", ""},
		{FILE_UP, "A;\n-- migrate:up\nB;", "B;", "(none)", "outside-sections 1:1"},
		{FILE_UP, "-- migrate:down\nB;", "", "B;", "wrong-section 1:1"},
		{FILE_DOWN, "B;", "(none)", "B;", ""},
		{FILE_DOWN, "-- +goose Down\nB;", "(none)", "B;", ""},
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct read r;

		read_text(&r, cases[i].kind, cases[i].text);
		CHECK_STR(finding(&r), cases[i].finding);
		if (!r.findings.errors || !strstr(cases[i].finding, "wrong-section"))
			CHECK_STR(squeezed(r.m.up.text), cases[i].up);
		CHECK_STR(squeezed(r.m.down.text), cases[i].down);
		read_end(&r);
	}
}

TEST(migrate_sections_keep_places)
{
	static const char text[] = "-- é\r\n-- migrate:up\r\n  CREATE\r\n-- migrate:down\r\n DROP";
	struct read r;

	read_text(&r, FILE_BOTH, text);
	CHECK_INT(strlen(r.m.up.text), strlen(text));
	CHECK_INT(strlen(r.m.down.text), strlen(text));
	CHECK_INT(strstr(r.m.up.text, "CREATE") - r.m.up.text, strstr(text, "CREATE") - text);
	CHECK_INT(strstr(r.m.down.text, "DROP") - r.m.down.text, strstr(text, "DROP") - text);
	CHECK(!strstr(r.m.up.text, "DROP") && !strstr(r.m.down.text, "CREATE"));
	read_end(&r);
}

TEST(migrate_sections_have_options)
{
	static const struct {
		const char *text;
		bool up_alone, up_vars, down_alone, down_vars;
	} cases[] = {
		{"-- migrate:up transaction:false\n-- migrate:down\n", true, false, false, false},
		{"-- migrate:up\n-- migrate:down vars:true\ttransaction:false", false, false, true,
			true},
		{"-- migrate:up vars:true\r\n-- migrate:down\r\n", false, true, false, false},
		{"-- migrate:up vars:true vars:false transaction:true", false, false, false, false},
		{"-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose Down\n", true, false, true,
			false},
		{"-- +migrate Up notransaction\n-- +migrate Down\n", true, false, false, false},
		/* Of several sections the first one says it for all. */
		{"-- migrate:up transaction:false\n-- migrate:down\n-- migrate:up\n", true, false,
			false, false},
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct read r;

		read_text(&r, FILE_BOTH, cases[i].text);
		CHECK_STR(finding(&r), "");
		CHECK_INT(r.m.up.no_transaction, cases[i].up_alone);
		CHECK_INT(r.m.up.has_vars, cases[i].up_vars);
		CHECK_INT(r.m.down.no_transaction, cases[i].down_alone);
		CHECK_INT(r.m.down.has_vars, cases[i].down_vars);
		read_end(&r);
	}
}

TEST(migrate_sections_may_be_empty)
{
	struct read r;

	read_text(&r, FILE_BOTH, "-- migrate:up\n-- nothing; yet\n/* ; */\n-- migrate:down\n\n");
	CHECK(r.m.up.is_empty && !r.m.up.is_blank);
	CHECK(r.m.down.is_empty && r.m.down.is_blank);
	read_end(&r);
}

TEST(migrate_sections_hold_no_nul)
{
	static const char text[] = "-- migrate:up\nSELECT\0 1;";
	struct read r;

	read_bytes(&r, FILE_BOTH, text, sizeof text - 1);
	CHECK_STR(finding(&r), "nul-byte 2:7");
	CHECK(!r.m.up.text);
	read_end(&r);
}

TEST(migrate_findings_show_a_piece_of_a_long_line)
{
	struct str text = {0};
	struct read r;
	const struct diag *d;

	str_add(&text, "-- migrate:up ");
	for (int i = 0; i < 300; i++)
		str_add(&text, "é");
	for (int i = 0; i < 3000; i++)
		str_add(&text, " é");
	read_text(&r, FILE_BOTH, str_text(&text));
	CHECK_INT(r.findings.errors, 20);
	for (size_t i = 0; i < r.findings.list.len; i++) {
		d = &r.findings.list.at[i];
		CHECK(utf8_count(d->excerpt) <= 200 + 2 * strlen("..."));
		CHECK(d->caret < (int)utf8_count(d->excerpt));
		CHECK_INT(utf8_valid_prefix(d->excerpt, strlen(d->excerpt)), strlen(d->excerpt));
		CHECK(!strstr(d->excerpt, "\xef\xbf\xbd"));
	}
	CHECK_INT(r.findings.list.at[0].caret, 14);
	read_end(&r);
	str_release(&text);
}

static void sum_of(enum file_kind kind, const char *text, char out[65])
{
	struct read r;

	read_text(&r, kind, text);
	memcpy(out, r.m.checksum, 65);
	read_end(&r);
}

TEST(migrate_checksums_are_of_what_is_applied)
{
	static const struct {
		const char *text;
		bool same;
	} cases[] = {
		{"-- migrate:up\nA;\n\nB;\n-- migrate:down\nC;\n", true},
		{"-- migrate:up\r\nA;\r\n\r\nB;\r\n-- migrate:down\r\nC;\r\n", true},
		{"-- migrate:up\nA;\n\nB;", true},
		{"-- migrate:up\nA;\n\nB; \t\n\n\n", true},
		{"-- +goose Up\nA;\n\nB;\n", true},
		{"-- other words\n-- migrate:up transaction:false\nA;\n\nB;\n", true},
		{"-- migrate:up\nA;\n\n-- migrate:down\nX;\n-- migrate:up\nB;", false},
		{"-- migrate:up\nA;\nB;\n", false},
		{"-- migrate:up\nA; \n\nB;\n", false},
		{"-- migrate:up\n\nA;\n\nB;\n", false},
		{"-- migrate:up\nA;\n\nb;\n", false},
		{"-- migrate:up\nA;\r\r\n\nB;\n", false},
		{"-- migrate:up\n", false},
	};
	char want[65], got[65];

	sum_of(FILE_UP, "A;\n\nB;\n", want);
	CHECK_INT(strlen(want), 64);
	for (size_t i = 0; i < LEN(cases); i++) {
		sum_of(FILE_BOTH, cases[i].text, got);
		if ((strcmp(got, want) == 0) != cases[i].same)
			test_failed(__FILE__, __LINE__, "the checksum of: %s", cases[i].text);
	}
	sum_of(FILE_UP, "", got);
	sum_of(FILE_BOTH, "-- migrate:up\n \n", want);
	CHECK_STR(got, want);
}

/* In one piece or in many: the same, and never more than what was added. */
TEST(migrate_checksums_grow)
{
	static const char text[] = "A ;\r\n\n  B\rC;\r\n\t";
	struct checksum all, grown;
	char want[65], got[65];

	checksum_begin(&grown);
	for (size_t len = 0; len < sizeof text; len++) {
		if (len)
			checksum_add(&grown, text + len - 1, 1);
		checksum_begin(&all);
		checksum_add(&all, text, len);
		checksum_so_far(&all, want);
		checksum_so_far(&grown, got);
		CHECK_STR(got, want);
		checksum_release(&all);
	}
	checksum_release(&grown);
}
