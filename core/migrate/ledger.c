#define _GNU_SOURCE /* strcasestr */

#include "core/migrate/ledger.h"

#include "core/base/clock.h"
#include "core/base/str.h"
#include "core/migrate/migration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const actions[] = {
	"up", "down", "part", "baseline", "import", "repair", "forget"};
#define ACTIONS (sizeof actions / sizeof *actions)

const char *ledger_action_name(enum ledger_action action)
{
	return actions[action];
}

bool ledger_is_applied(const struct ledger_entry *e)
{
	return e && e->action != LEDGER_DOWN && e->action != LEDGER_PART &&
	       e->action != LEDGER_FORGET;
}

/* ---- reading ---- */

static bool note_table(void *self, const char *const *columns, struct err *err)
{
	struct ledger *l = self;

	(void)err;
	l->exists = columns[0] != NULL;
	if (columns[1])
		l->table = arena_printf(&l->arena, "\"%s\".blokctl_migration", columns[1]);
	return true;
}

/* With its schema on PostgreSQL, whatever search path a script sets. */
static bool find_table(struct target *s, struct ledger *l, struct err *err)
{
	bool lite = target_dialect(s) == DIALECT_SQLITE;
	const struct target_query q = {
		.sql = lite ? "SELECT name, NULL FROM sqlite_schema"
			      " WHERE type = 'table' AND name = 'blokctl_migration'"
			    : "SELECT to_regclass(quote_ident(current_schema()) ||"
			      " '.blokctl_migration')::text, current_schema()",
		.each = note_table,
		.self = l};

	l->table = "blokctl_migration";
	return target_run(s, &q, err);
}

static const char *kept(struct ledger *l, const char *text)
{
	return text ? arena_strdup(&l->arena, text) : NULL;
}

static size_t number(const char *text)
{
	return text ? (size_t)strtoull(text, NULL, 10) : 0;
}

static bool note_row(void *self, const char *const *c, struct err *err)
{
	struct ledger *l = self;
	struct ledger_entry e = {.version = kept(l, c[1]),
		.name = kept(l, c[2]),
		.action = ACTIONS,
		.checksum = kept(l, c[4]),
		.at = kept(l, c[5]),
		.duration_ms = c[6] ? strtod(c[6], NULL) : 0,
		.statements = number(c[7]),
		.bytes = number(c[8]),
		.reason = kept(l, c[9])};

	l->last = strtoll(c[0], NULL, 10);
	for (size_t i = 0; i < ACTIONS; i++)
		if (str_eq(c[3], actions[i]))
			e.action = (enum ledger_action)i;
	if (e.action == ACTIONS || !e.version || !version_is_valid(e.version)) {
		err_set(err, ERR_REFUSED, "row %s of blokctl_migration is not known", c[0]);
		return err_hint(err, "a newer blokctl may have written it");
	}
	l->last_is_part = e.action == LEDGER_PART;
	l->last_version = e.version;
	l->count++;
	vec_push(&l->rows, e);
	return true;
}

/* Of one version the row that was written last is the last one. */
static int by_version(const void *a, const void *b)
{
	const struct ledger_entry *x = *(const struct ledger_entry *const *)a;
	const struct ledger_entry *y = *(const struct ledger_entry *const *)b;
	int order = version_compare(x->version, y->version);

	return order ? order : (x > y) - (x < y);
}

static void find_state(struct ledger *l)
{
	VEC(const struct ledger_entry *) sorted = {0};

	for (size_t i = 0; i < l->rows.len; i++)
		vec_push(&sorted, &l->rows.at[i]);
	if (sorted.len)
		qsort(sorted.at, sorted.len, sizeof *sorted.at, by_version);
	for (size_t i = 0; i < sorted.len; i++)
		if (i + 1 == sorted.len ||
			version_compare(sorted.at[i]->version, sorted.at[i + 1]->version) != 0)
			vec_push(&l->state, (size_t)(sorted.at[i] - l->rows.at));
	vec_release(&sorted);
}

bool ledger_read(struct target *s, struct ledger *ret, struct err *err)
{
	struct target_query q = {.each = note_row, .self = ret};
	bool ok;

	memset(ret, 0, sizeof *ret);
	ok = find_table(s, ret, err);
	ret->insert = arena_printf(&ret->arena,
		"INSERT INTO %s (id, version, name, action, checksum, at, duration_ms, statements,"
		" bytes, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
		ret->table);
	if (ok && ret->exists) {
		q.sql = arena_printf(&ret->arena,
			"SELECT id, version, name, action, checksum, at, duration_ms, statements,"
			" bytes, reason FROM %s ORDER BY id",
			ret->table);
		ok = target_run(s, &q, err);
	}
	if (ok)
		find_state(ret);
	else
		ledger_release(ret);
	return ok;
}

void ledger_release(struct ledger *l)
{
	vec_release(&l->rows);
	vec_release(&l->state);
	arena_release(&l->arena);
	memset(l, 0, sizeof *l);
}

const struct ledger_entry *ledger_find(const struct ledger *l, const char *version)
{
	size_t low = 0, high = l->state.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct ledger_entry *e = &l->rows.at[l->state.at[middle]];
		int order = version_compare(e->version, version);

		if (order == 0)
			return e;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* ---- writing ---- */

static bool make_table(struct target *s, struct ledger *l, struct err *err)
{
	bool lite = target_dialect(s) == DIALECT_SQLITE;

	if (l->exists)
		return true;
	return target_exec(s,
		arena_printf(&l->arena,
			"CREATE TABLE IF NOT EXISTS %s (id %s PRIMARY KEY, version TEXT NOT NULL,"
			" name TEXT NOT NULL, action TEXT NOT NULL, checksum TEXT, at TEXT NOT "
			"NULL,"
			" duration_ms DOUBLE PRECISION, statements BIGINT, bytes BIGINT, reason "
			"TEXT)",
			l->table, lite ? "INTEGER" : "BIGINT"),
		err);
}

static bool busy(struct target *s, struct err *err)
{
	err_set(err, ERR_BUSY, "somebody else has migrated '%s' meanwhile", target_name(s));
	return err_hint(err, "nothing was changed; see 'blokctl migrate status'");
}

/* Others who migrate wait for the server's lock: it was the script, by a function or a DO,
 * whose statements nobody sees. */
static bool touched(struct target *s, struct err *err)
{
	if (target_dialect(s) == DIALECT_SQLITE)
		return busy(s, err);
	return target_guarded("blokctl_migration", err);
}

struct extent {
	int64_t last, count;
};

static bool note_extent(void *self, const char *const *columns, struct err *err)
{
	struct extent *e = self;

	(void)err;
	e->last = columns[0] ? strtoll(columns[0], NULL, 10) : 0;
	e->count = columns[1] ? strtoll(columns[1], NULL, 10) : 0;
	return true;
}

/* The second look, inside of the transaction: the last row is the one that was read, and none
 * is gone. */
static bool check_last(struct target *s, const struct ledger *l, struct arena *a, struct err *err)
{
	struct extent e = {0};
	struct target_query q = {.each = note_extent, .self = &e};

	if (!target_changed(s))
		return true;
	q.sql = arena_printf(a, "SELECT max(id), count(*) FROM %s", l->table);
	return target_run(s, &q, err) &&
	       ((e.last == l->last && e.count == l->count) || touched(s, err));
}

static bool note_gone(void *self, const char *const *columns, struct err *err)
{
	(void)err;
	*(bool *)self = !columns[0];
	return true;
}

bool ledger_is_untouched(struct target *s, const struct ledger *l, struct err *err)
{
	struct arena a = {0};
	bool gone = false, ok = true;
	struct target_query q = {.each = note_gone, .self = &gone};

	if (l->exists && target_dialect(s) != DIALECT_SQLITE) {
		q.sql = arena_printf(&a, "SELECT to_regclass('%s')", l->table);
		ok = target_run(s, &q, err) && (gone ? touched(s, err) : check_last(s, l, &a, err));
	}
	arena_release(&a);
	return ok;
}

static bool insert(struct target *s, const struct ledger *l, const struct ledger_entry *e,
	struct arena *a, struct err *err)
{
	const char *const params[] = {arena_printf(a, "%lld", (long long)l->last + 1), e->version,
		e->name, actions[e->action], e->checksum, e->at,
		arena_printf(a, "%.3f", e->duration_ms),
		e->action == LEDGER_PART ? arena_printf(a, "%zu", e->statements) : NULL,
		e->action == LEDGER_PART ? arena_printf(a, "%zu", e->bytes) : NULL, e->reason};
	const struct target_query q = {
		.sql = l->insert, .params = params, .params_len = sizeof params / sizeof *params};

	if (target_run(s, &q, err))
		return true;
	if (strcasestr(err->message, "unique") && strstr(err->message, "blokctl_migration"))
		return busy(s, err);
	return false;
}

/* How far a script came is told by its last row: a file of many statements has one. */
static bool drop_part(struct target *s, const struct ledger *l, const struct ledger_entry *e,
	struct arena *a, struct err *err)
{
	const char *params[] = {NULL, e->version};
	struct target_query q = {.params = params, .params_len = 2};

	if (!l->last_is_part)
		return true;
	params[0] = arena_printf(a, "%lld", (long long)l->last);
	q.sql = arena_printf(
		a, "DELETE FROM %s WHERE id = ?1 AND version = ?2 AND action = 'part'", l->table);
	return target_run(s, &q, err);
}

bool ledger_add(struct target *s, struct ledger *l, const struct ledger_entry *e, struct err *err)
{
	struct ledger_entry row = *e;
	struct arena a = {0};
	char at[CLOCK_ISO_MAX];
	bool ok;

	clock_format_iso(clock_now_ms(), at);
	row.at = arena_strdup(&l->arena, at);
	ok = make_table(s, l, err) && check_last(s, l, &a, err) && insert(s, l, &row, &a, err) &&
	     drop_part(s, l, e, &a, err);
	arena_release(&a);
	l->exists |= ok;
	l->last += ok;
	if (ok) {
		l->count += !(l->last_is_part && str_eq(l->last_version, e->version));
		l->last_is_part = e->action == LEDGER_PART;
		l->last_version = e->version;
	}
	return ok;
}
