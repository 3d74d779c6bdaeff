#include "core/base/str.h"
#include "core/migrate/plan.h"
#include "test/unit/migrate_folder.h"
#include "test/unit/test.h"

#include <stdlib.h>

#define LEN(list) (sizeof(list) / sizeof *(list))

/* A ledger of words, "ACTION VERSION[=CHECKSUM]", beside a history of words, "VERSION[=CHECKSUM]"
 * with '-' behind those without a down; a checksum is the version where none is given. */
struct setting {
	struct target *s;
	struct history h;
	struct ledger l;
	struct migrate_plan p;
};

static void add_migration(struct history *h, const char *word)
{
	size_t len = strcspn(word, "=-");
	struct migration m = {.version = arena_strndup(&h->arena, word, len), .name = "n"};

	m.up.path = arena_printf(&h->arena, "%s_n.sql", m.version);
	m.up.text = "SELECT 1;";
	m.down = m.up;
	if (word[strlen(word) - 1] == '-')
		m.down.text = NULL;
	snprintf(
		m.checksum, sizeof m.checksum, "%s", word[len] == '=' ? word + len + 1 : m.version);
	vec_push(&h->list, m);
}

static void add_entry(struct setting *t, const char *action, const char *word)
{
	size_t len = strcspn(word, "=");
	struct ledger_entry e = {.version = arena_strndup(&t->h.arena, word, len),
		.name = "n",
		.checksum = word[len] ? word + len + 1 : arena_strndup(&t->h.arena, word, len),
		.statements = 2,
		.bytes = 20};
	struct err err = {0};

	for (enum ledger_action a = LEDGER_UP; a <= LEDGER_FORGET; a++)
		if (str_eq(ledger_action_name(a), action))
			e.action = a;
	if (str_eq(e.checksum, "NULL"))
		e.checksum = NULL;
	if (!target_begin(t->s, &err) || !ledger_add(t->s, &t->l, &e, &err) ||
		!target_commit(t->s, &err))
		test_failed(__FILE__, __LINE__, "%s", err.message);
}

/* The next word of a text; NULL behind the last one. */
static const char *word_of(struct arena *a, const char **at)
{
	const char *begin = *at + strspn(*at, " ");

	*at = begin + strcspn(begin, " ");
	return *begin ? arena_strndup(a, begin, (size_t)(*at - begin)) : NULL;
}

static void set(struct setting *t, const char *history, const char *ledger)
{
	const char *at = history;
	struct err err = {0};

	*t = (struct setting){.s = memory_target()};
	for (const char *word; (word = word_of(&t->h.arena, &at));)
		add_migration(&t->h, word);
	CHECK(ledger_read(t->s, &t->l, &err));
	at = ledger;
	for (const char *action; (action = word_of(&t->h.arena, &at));)
		add_entry(t, action, word_of(&t->h.arena, &at));
	ledger_release(&t->l);
	CHECK(ledger_read(t->s, &t->l, &err));
	migrate_plan_make(&t->h, &t->l, &t->p);
}

static void unset(struct setting *t)
{
	migrate_plan_release(&t->p);
	ledger_release(&t->l);
	vec_release(&t->h.list);
	arena_release(&t->h.arena);
	target_close(t->s);
}

TEST(migrate_plans_know_every_state)
{
	static const struct {
		const char *history, *ledger, *states, *codes;
	} cases[] = {
		{"", "", "", ""},
		{"1 2", "", "1 pending, 2 pending, ", ""},
		{"1 2", "up 1", "1 applied, 2 pending, ", ""},
		{"1 2", "up 2", "1 late, 2 applied, ", "out-of-order "},
		{"1=x 2", "up 1 up 2", "1 edited, 2 applied, ", "edited "},
		{"2", "up 1 up 2", "1 missing, 2 applied, ", "missing "},
		{"1", "up 1 down 1", "1 pending, ", ""},
		{"", "up 1 down 1", "", ""},
		{"", "up 1 forget 1", "", ""},
		{"1", "up 1 down 1 up 1", "1 applied, ", ""},
		{"1", "part 1=y", "1 partial, ", ""},
		{"1 2", "part 1=y up 2", "1 partial, 2 applied, ", ""},
		{"", "part 1", "1 partial, ", "missing "},
		{"1", "part 1=y up 1", "1 applied, ", ""},
		{"1", "part 1=y forget 1", "1 pending, ", ""},
		{"1=new", "up 1 repair 1=new", "1 applied, ", ""},
		{"1", "baseline 1", "1 applied, ", ""},
		{"1", "baseline 1=NULL", "1 applied, ", ""},
		{"1", "import 1", "1 applied, ", ""},
		{"007", "up 7=007", "007 applied, ", ""},
		{"9 10", "up 9", "9 applied, 10 pending, ", ""},
		{"1 2 3 4", "up 3 up 2 down 3 down 2 up 1",
			"1 applied, 2 pending, 3 pending, "
			"4 pending, ",
			""},
		{"3 18446744073709551617", "", "3 pending, 18446744073709551617 pending, ", ""},
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct setting t;
		struct diags findings = {0}, lenient = {0};
		struct str states = {0}, codes = {0};

		set(&t, cases[i].history, cases[i].ledger);
		for (size_t k = 0; k < t.p.items.len; k++)
			str_addf(&states, "%s %s, ", t.p.items.at[k].version,
				t.p.items.at[k].is_late
					? "late"
					: migration_state_name(t.p.items.at[k].state));
		migrate_plan_check(&t.p, false, &findings);
		for (size_t k = 0; k < findings.list.len; k++)
			str_addf(&codes, "%s ", findings.list.at[k].code);
		CHECK_STR(str_text(&states), cases[i].states);
		CHECK_STR(str_text(&codes), cases[i].codes);
		migrate_plan_check(&t.p, true, &lenient);
		CHECK_INT(lenient.errors, findings.errors - t.p.late);
		diags_release(&findings);
		diags_release(&lenient);
		str_release(&states);
		str_release(&codes);
		unset(&t);
	}
}

/* "+VERSION" and "-VERSION" for each step, or the message. */
static const char *steps_of(
	const struct migrate_plan *p, const char *way, size_t count, const char *to)
{
	static struct str out;
	struct migrate_steps steps = {0};
	struct err err = {0};
	bool up = *way == 'u', ok;

	str_clear(&out);
	ok = up ? migrate_plan_up(p, count, to, &steps, &err)
		: migrate_plan_down(p, count, to, &steps, &err);
	for (size_t i = 0; ok && i < steps.list.len; i++) {
		CHECK_INT(steps.list.at[i].is_down, !up);
		str_addf(&out, "%c%s%s ", up ? '+' : '-', steps.list.at[i].m->version,
			steps.list.at[i].e ? "..." : "");
	}
	if (!ok) {
		CHECK_INT(err.kind, ERR_INPUT);
		str_addf(&out, "%s", err.message);
	}
	vec_release(&steps.list);
	return str_text(&out);
}

TEST(migrate_plans_have_steps)
{
	static const struct {
		const char *way;
		size_t count;
		const char *to, *want;
	} cases[] = {
		{"up", SIZE_MAX, NULL, "+4... +5 +6 "},
		{"up", 1, NULL, "+4... "},
		{"up", 0, NULL, ""},
		{"up", SIZE_MAX, "5", "+4... +5 "},
		{"up", SIZE_MAX, "005", "+4... +5 "},
		{"up", 1, "6", "+4... "},
		{"up", SIZE_MAX, "3", ""},
		{"up", SIZE_MAX, "0", ""},
		{"up", SIZE_MAX, "9", "there is no version 9"},
		{"down", 1, NULL, "version 4 has stopped in the middle: 2 statements are done"},
		{"down", SIZE_MAX, "0", "version 4 has stopped in the middle: 2 statements are done"},
		{"down", SIZE_MAX, "3", "version 4 has stopped in the middle: 2 statements are done"},
		{"down", SIZE_MAX, "4", ""},
		{"down", SIZE_MAX, "6", ""},
		{"down", SIZE_MAX, "7", "there is no version 7"},
	}, applied[] = {
		{"down", 1, NULL, "-3 "},
		{"down", 2, NULL, "-3 -2 "},
		{"down", SIZE_MAX, "2", "-3 "},
		{"down", SIZE_MAX, "1", "-3 -2 "},
		{"down", SIZE_MAX, "0", "1_n.sql: it cannot be undone: there is no down"},
	};
	struct setting t;

	set(&t, "1- 2 3 4 5 6", "up 1 up 2 up 3 part 4=y");
	for (size_t i = 0; i < LEN(cases); i++)
		CHECK_STR(steps_of(&t.p, cases[i].way, cases[i].count, cases[i].to), cases[i].want);
	unset(&t);
	set(&t, "1- 2 3 4 5 6", "up 1 up 2 up 3");
	for (size_t i = 0; i < LEN(applied); i++)
		CHECK_STR(steps_of(&t.p, applied[i].way, applied[i].count, applied[i].to),
			applied[i].want);
	unset(&t);
	set(&t, "2", "up 1 up 2");
	CHECK_STR(steps_of(&t.p, "down", 2, NULL), "version 1 cannot be undone: its file is gone");
	unset(&t);
	set(&t, "1 2 3", "up 2");
	CHECK_STR(steps_of(&t.p, "up", SIZE_MAX, NULL), "+1 +3 ");
	CHECK_STR(steps_of(&t.p, "down", 5, NULL), "-2 ");
	unset(&t);
}

/* ---- the ledger ---- */

TEST(migrate_ledgers_hold_what_was_done)
{
	struct setting t;

	set(&t, "", "up 2 up 10 down 2 part 007=y up 10 up 7");
	CHECK_INT(t.l.rows.len, 6);
	CHECK_INT(t.l.state.len, 3);
	CHECK_INT(t.l.last, 6);
	CHECK_INT(ledger_find(&t.l, "2")->action, LEDGER_DOWN);
	CHECK_INT(ledger_find(&t.l, "0007")->action, LEDGER_UP);
	CHECK(ledger_find(&t.l, "10") == &t.l.rows.at[4]);
	CHECK(!ledger_find(&t.l, "1") && !ledger_is_applied(NULL));
	CHECK_INT(t.l.rows.at[3].statements, 2);
	CHECK_INT(t.l.rows.at[3].bytes, 20);
	CHECK_INT(t.l.rows.at[0].bytes, 0); /* only of a part */
	unset(&t);
}

TEST(migrate_ledgers_are_not_written_by_two)
{
	const struct ledger_entry e = {.version = "1", .name = ""};
	struct target *s = memory_target();
	struct ledger a, b;
	struct err err = {0};

	CHECK(ledger_read(s, &a, &err) && ledger_read(s, &b, &err));
	CHECK(!a.exists && !a.rows.len);
	CHECK(target_begin(s, &err) && ledger_add(s, &a, &e, &err));
	CHECK(ledger_add(s, &a, &e, &err)); /* it knows its own */
	CHECK(!ledger_add(s, &b, &e, &err));
	CHECK_INT(err.kind, ERR_BUSY);
	target_rollback(s);
	ledger_release(&a);
	ledger_release(&b);
	target_close(s);
}

static bool add_one(struct target *s, struct ledger *l, struct err *err)
{
	const struct ledger_entry e = {.version = "1", .name = ""};

	return target_begin(s, err) && ledger_add(s, l, &e, err) && target_commit(s, err);
}

/* Between two files, in either journal mode: a row more, and a row less. */
TEST(migrate_ledgers_see_what_another_connection_did)
{
	static const char *const others[] = {
		"INSERT INTO blokctl_migration (id, version, name, action, at)"
		" VALUES (3, '2', '', 'up', '')",
		"DELETE FROM blokctl_migration WHERE id = 2"};

	for (size_t i = 0; i < 4; i++) {
		struct target *s, *other;
		struct ledger l;
		struct err err = {0};

		folder_begin();
		CHECK(target_open(folder_path("a.db"), TARGET_CREATE, &s, &err));
		CHECK(target_open(folder_path("a.db"), 0, &other, &err));
		CHECK(target_exec(s, i / 2 ? "PRAGMA journal_mode = WAL" : "SELECT 1", &err));
		CHECK(ledger_read(s, &l, &err));
		CHECK(add_one(s, &l, &err) && add_one(s, &l, &err));
		CHECK(target_exec(other, others[i % 2], &err));
		CHECK(!add_one(s, &l, &err));
		CHECK_INT(err.kind, ERR_BUSY);
		target_rollback(s);
		ledger_release(&l);
		target_close(other);
		target_close(s);
		folder_end();
	}
}

TEST(migrate_ledgers_refuse_what_they_do_not_know)
{
	static const char *const rows[] = {"'1', '', 'squash'", "'x', '', 'up'", "'', '', 'up'"};

	for (size_t i = 0; i < LEN(rows); i++) {
		struct setting t;
		struct ledger l;
		struct err err = {0};
		char sql[200];

		set(&t, "", "up 1");
		snprintf(sql, sizeof sql,
			"INSERT INTO blokctl_migration (version, name, action, at) VALUES (%s, '')",
			rows[i]);
		CHECK_STR(run_text(t.s, sql), "");
		CHECK(!ledger_read(t.s, &l, &err));
		CHECK_INT(err.kind, ERR_REFUSED);
		CHECK_STR(err.message, "row 2 of blokctl_migration is not known");
		unset(&t);
	}
}

/* A table of that name that somebody else has made. */
TEST(migrate_ledgers_refuse_rows_without_a_version)
{
	struct target *s = memory_target();
	struct ledger l;
	struct err err = {0};

	CHECK_STR(run_text(s, "CREATE TABLE blokctl_migration (id, version, name, action, checksum,"
			      " at, duration_ms, statements, bytes, reason);"
			      "INSERT INTO blokctl_migration (id, action) VALUES (4, 'up')"),
		"");
	CHECK(!ledger_read(s, &l, &err));
	CHECK_INT(err.kind, ERR_REFUSED);
	CHECK_STR(err.message, "row 4 of blokctl_migration is not known");
	target_close(s);
}

TEST(migrate_plans_undo_more_than_a_few)
{
	struct setting t;

	set(&t, "1 2 3 4 5 6 7 8 9 10", "up 1 up 2 up 3 up 4 up 5 up 6 up 7 up 8 up 9 up 10");
	t.h.list.at[9].down.is_blank = true;
	CHECK_STR(steps_of(&t.p, "down", SIZE_MAX, NULL),
		"10_n.sql: it cannot be undone: there is no down");
	t.h.list.at[9].down.is_blank = false;
	CHECK_STR(steps_of(&t.p, "down", SIZE_MAX, NULL), "-10 -9 -8 -7 -6 -5 -4 -3 -2 -1 ");
	unset(&t);
}

TEST(migrate_plans_of_ten_thousand_rows)
{
	struct setting t;
	struct str history = {0};

	for (int i = 1; i <= 10000; i++)
		str_addf(&history, "%d ", i);
	set(&t, str_text(&history), "");
	CHECK_STR(run_text(t.s, "CREATE TABLE blokctl_migration (id INTEGER PRIMARY KEY, version, "
				"name, action, checksum, at, duration_ms, statements, bytes, "
				"reason); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
				"FROM n WHERE i < 10000) INSERT INTO blokctl_migration (version, "
				"name, action, checksum) SELECT 10001 - i, '', 'up', 10001 - i "
				"FROM n"),
		"");
	migrate_plan_release(&t.p);
	ledger_release(&t.l);
	CHECK(ledger_read(t.s, &t.l, &(struct err){0}));
	migrate_plan_make(&t.h, &t.l, &t.p);
	CHECK_INT(t.p.counts[MIGRATION_APPLIED], 10000);
	str_release(&history);
	unset(&t);
}
