#include "core/migrate/rehearse.h"

#include "core/base/mem.h"
#include "core/migrate/run_script.h"

#include <stdlib.h>
#include <string.h>

/* ---- findings ---- */

struct testing {
	const struct rehearsal *r;
	struct target *s;
	const struct migration *m;
	struct diags *findings;
	struct rehearse_counts *counts;
};

static void report(struct testing *t, const struct script_run *run, const char *code,
	const char *hint, const char *message)
{
	struct diag d = {.severity = DIAG_ERROR,
		.path = mem_strdup(run->script->path),
		.line = run->line,
		.column = run->column,
		.code = mem_strdup(code),
		.message = mem_strdup(message),
		.hint = hint && *hint ? mem_strdup(hint) : NULL};

	diags_add_take(t->findings, d);
}

struct difference {
	struct str text;
	const struct testing *t;
};

static void add_difference(void *self, const struct shape_part *want, const struct shape_part *got)
{
	struct difference *d = self;
	const struct shape_part *part = want ? want : got;

	if (d->text.len > 400)
		return;
	if (d->text.len)
		str_add(&d->text, ", ");
	str_addf(&d->text, "%s '%s' %s", part->type, part->name,
		!want  ? "is left behind"
		: !got ? "is missing"
		       : "is another one");
}

/* True when both are the same. */
static bool compare(struct testing *t, const struct shape *want, const struct shape *got,
	const struct script_run *run, const char *code)
{
	struct difference d = {.t = t};
	bool same = shape_compare(want, got, add_difference, &d) == 0;
	struct script_run whole = *run;

	whole.line = whole.column = 0;
	if (!same)
		report(t, &whole, code, "what the up made is for the down to take back",
			str_text(&d.text));
	str_release(&d.text);
	return same;
}

/* ---- up, down, up ---- */

static bool run(struct testing *t, const struct migration_script *script, struct script_run *ret,
	struct err *err)
{
	*ret = (struct script_run){.s = t->s, .script = script, .vars = &t->r->vars};
	return script_run(ret, err);
}

/* Behind the up, all within one transaction: what goes wrong is told; *ret_clean when nothing
 * did.  False for what has nothing to do with the files. */
static bool down_and_up(struct testing *t, const struct shape *before, const struct shape *after,
	bool *ret_clean, struct err *err)
{
	struct shape now = {0};
	struct script_run r;
	struct err why = {0};
	bool undone, same;

	if (!run(t, &t->m->down, &r, &why)) {
		report(t, &r, "down-fails", why.hint, why.message);
		t->counts->failed++;
		return true;
	}
	if (!shape_read(t->s, &now, err))
		return false;
	undone = compare(t, before, &now, &r, "down-differs");
	shape_release(&now);
	t->counts->undone += undone;
	t->counts->differ += !undone;
	if (!run(t, &t->m->up, &r, &why)) {
		report(t, &r, "up-again-fails", why.hint, why.message);
		return true;
	}
	if (!shape_read(t->s, &now, err))
		return false;
	same = compare(t, after, &now, &r, "up-again-differs");
	shape_release(&now);
	*ret_clean = undone && same;
	return true;
}

/* What was not clean is taken back, so that the next migration finds what the up has made; the
 * rest stays, for SQLite reads the whole schema anew behind a rollback. */
static bool test_down(
	struct testing *t, const struct shape *before, const struct shape *after, struct err *err)
{
	struct err ignored;
	bool clean = false, ok;

	if (!t->m->down.text || t->m->down.is_blank)
		return true;
	t->counts->downs++;
	ok = target_begin(t->s, err) && down_and_up(t, before, after, &clean, err);
	if (!ok || !clean || !target_commit(t->s, &ignored))
		target_rollback(t->s);
	return ok;
}

/* `before` is the schema at the beginning, and becomes that behind the up. */
static bool test_one(struct testing *t, struct shape *before, struct err *err)
{
	struct shape after = {0};
	struct script_run r;
	bool ok = target_begin(t->s, err);

	if (ok && (!run(t, &t->m->up, &r, err) || !target_commit(t->s, err))) {
		report(t, &r, "up-fails", err->hint, err->message);
		err_set(err, ERR_WORK, "%s: the history cannot be tested beyond it", t->m->up.path);
		target_rollback(t->s);
		ok = false;
	}
	ok = ok && shape_read(t->s, &after, err) && test_down(t, before, &after, err) &&
	     target_reset(t->s, err);
	shape_release(before);
	*before = after;
	return ok;
}

bool rehearse_downs(const struct rehearsal *r, struct diags *findings, struct rehearse_counts *ret,
	struct err *err)
{
	struct testing t = {.r = r, .findings = findings, .counts = ret};
	struct shape before = {0};
	bool ok = target_open("", TARGET_CREATE, &t.s, err);

	*ret = (struct rehearse_counts){0};
	if (!ok)
		return false;
	if (r->from)
		ok = target_copy(r->from, t.s, err);
	ok = ok && shape_read(t.s, &before, err);
	for (size_t i = 0; ok && i < r->history->list.len; i++) {
		t.m = &r->history->list.at[i];
		if (r->ledger && ledger_is_applied(ledger_find(r->ledger, t.m->version)))
			continue;
		ret->migrations++;
		ok = test_one(&t, &before, err);
		if (r->done)
			r->done(r->self, t.m, r->history->list.len);
	}
	shape_release(&before);
	target_close(t.s);
	return ok;
}

/* ---- what the history makes ---- */

bool rehearse_applied(const struct history *h, const struct ledger *l, const struct vars *vars,
	struct target **ret, struct err *err)
{
	struct target *s;
	bool ok = target_open("", TARGET_CREATE, &s, err);

	for (size_t i = 0; ok && i < h->list.len; i++) {
		const struct migration *m = &h->list.at[i];
		struct script_run run = {.s = s, .script = &m->up, .vars = vars};

		if (!ledger_is_applied(ledger_find(l, m->version)))
			continue;
		ok = target_begin(s, err) && script_run(&run, err) && target_commit(s, err) &&
		     target_reset(s, err);
		if (!ok)
			err_wrap(err, "%s:%d:%d", m->up.path, run.line, run.column);
	}
	if (ok)
		*ret = s;
	else
		target_close(s);
	return ok;
}

/* ---- rows ---- */

struct counting {
	struct rows_listing *l;
	int64_t rows;
};

static bool note_table(void *self, const char *const *c, struct err *err)
{
	struct rows_listing *l = self;

	(void)err;
	vec_push(&l->list, ((struct table_rows){arena_strdup(&l->arena, c[0]), 0}));
	return true;
}

static bool note_rows(void *self, const char *const *c, struct err *err)
{
	(void)err;
	*(int64_t *)self = strtoll(c[0], NULL, 10);
	return true;
}

static const char *quoted(struct arena *a, const char *name)
{
	struct str out = {0};
	const char *kept;

	str_add_char(&out, '"');
	for (; *name; name++) {
		if (*name == '"')
			str_add_char(&out, '"');
		str_add_char(&out, *name);
	}
	str_add_char(&out, '"');
	kept = arena_strdup(a, str_text(&out));
	str_release(&out);
	return kept;
}

bool rehearse_count_rows(struct target *s, struct rows_listing *ret, struct err *err)
{
	const char *lite =
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE"
		" 'sqlite\\_%' ESCAPE '\\' AND name <> 'blokctl_migration' ORDER BY name";
	const char *postgres = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
			       " AND tablename <> 'blokctl_migration' ORDER BY 1";
	struct target_query q = {.sql = target_dialect(s) == DIALECT_SQLITE ? lite : postgres,
		.each = note_table,
		.self = ret};
	bool ok = target_run(s, &q, err);

	for (size_t i = 0; ok && i < ret->list.len; i++) {
		q = (struct target_query){
			.sql = arena_printf(&ret->arena, "SELECT count(*) FROM %s",
				quoted(&ret->arena, ret->list.at[i].name)),
			.each = note_rows,
			.self = &ret->list.at[i].rows};
		ok = target_run(s, &q, err);
	}
	return ok;
}

void rows_listing_release(struct rows_listing *l)
{
	vec_release(&l->list);
	arena_release(&l->arena);
}
