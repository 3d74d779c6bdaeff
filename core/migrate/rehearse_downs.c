#include "core/base/mem.h"
#include "core/migrate/rehearse.h"
#include "core/migrate/run_script.h"

/* ---- findings ---- */

struct testing {
	const struct rehearsal *r;
	struct target *s;
	const struct migration *m;
	struct diags *findings;
	struct rehearse_counts *counts;
	bool is_alone; /* each script is a transaction of its own, or none */
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

/* A line or two: the rest is seen when these are mended. */
#define DIFFERENCES_MAX 400

static void add_difference(void *self, const struct shape_part *want, const struct shape_part *got)
{
	struct str *text = self;
	const struct shape_part *part = want ? want : got;

	if (text->len > DIFFERENCES_MAX)
		return;
	if (text->len)
		str_add(text, ", ");
	str_addf(text, "%s '%s' %s", part->type, part->name,
		!want  ? "is left behind"
		: !got ? "is missing"
		       : "is another one");
}

/* True when both are the same. */
static bool compare(struct testing *t, const struct shape *want, const struct shape *got,
	const struct script_run *run, const char *code)
{
	struct str text = {0};
	bool same = shape_compare(want, got, add_difference, &text) == 0;
	struct script_run whole = *run;

	whole.line = whole.column = 0;
	if (!same)
		report(t, &whole, code, "what the up made is for the down to take back",
			str_text(&text));
	str_release(&text);
	return same;
}

/* ---- up, down, up ---- */

static bool run(struct testing *t, const struct migration_script *script, struct script_run *ret,
	struct err *err)
{
	*ret = (struct script_run){.s = t->s, .script = script, .vars = &t->r->vars};
	if (t->is_alone)
		return script_apply(ret, err);
	return script_run(ret, err) && target_reset(t->s, err);
}

/* Tells that a script has failed; false where it was the user who ended it. */
static bool told(struct testing *t, const struct script_run *run, const char *code,
	const struct err *why, struct err *err)
{
	if (why->kind == ERR_INTERRUPTED)
		return err_set(err, ERR_INTERRUPTED, "%s", why->message);
	report(t, run, code, why->hint, why->message);
	return true;
}

/* Behind the up: what goes wrong is told; *ret_clean when nothing did.  False for what has
 * nothing to do with the files. */
static bool down_and_up(struct testing *t, const struct shape *before, const struct shape *after,
	bool *ret_clean, struct err *err)
{
	struct shape now = {0};
	struct script_run r;
	struct err why = {0};
	bool undone, same;

	if (!run(t, &t->m->down, &r, &why)) {
		t->counts->failed += why.kind != ERR_INTERRUPTED;
		return told(t, &r, "down-fails", &why, err);
	}
	if (!shape_read(t->s, &now, err))
		return false;
	undone = compare(t, before, &now, &r, "down-differs");
	shape_release(&now);
	t->counts->undone += undone;
	t->counts->differ += !undone;
	if (!run(t, &t->m->up, &r, &why))
		return told(t, &r, "up-again-fails", &why, err);
	if (!shape_read(t->s, &now, err))
		return false;
	same = compare(t, after, &now, &r, "up-again-differs");
	shape_release(&now);
	*ret_clean = undone && same;
	return true;
}

/* In a transaction.  What was not clean is taken back, so that the next migration finds what the
 * up has made; the rest stays, for SQLite reads the whole schema anew behind a rollback. */
static bool test_within(
	struct testing *t, const struct shape *before, const struct shape *after, struct err *err)
{
	struct err ignored;
	bool clean = false;
	bool ok = target_begin(t->s, err) && down_and_up(t, before, after, &clean, err);

	if (!ok || !clean || !target_commit(t->s, &ignored))
		target_rollback(t->s);
	return ok;
}

/* Without one, for scripts that want none: a copy of what was before is put back. */
static bool test_alone(
	struct testing *t, const struct shape *before, const struct shape *after, struct err *err)
{
	bool lite = target_dialect(t->s) == DIALECT_SQLITE, clean = false, ok = true;
	struct target *copy = NULL;

	if (lite)
		ok = target_scratch(t->s, &copy, err) && target_copy(t->s, copy, err);
	ok = ok && down_and_up(t, before, after, &clean, err);
	if (ok && !clean)
		ok = lite ? target_copy(copy, t->s, err)
			  : err_set(err, ERR_WORK,
				    "%s: the history cannot be tested beyond it: what "
				    "transaction:false did cannot be taken back",
				    t->m->down.path);
	target_close(copy);
	return ok;
}

static bool test_down(
	struct testing *t, const struct shape *before, const struct shape *after, struct err *err)
{
	if (!t->m->down.text || t->m->down.is_blank)
		return true;
	t->counts->downs++;
	t->is_alone = t->m->up.no_transaction || t->m->down.no_transaction;
	return t->is_alone ? test_alone(t, before, after, err) : test_within(t, before, after, err);
}

/* `before` is the schema at the beginning, and becomes that behind the up. */
static bool test_one(struct testing *t, struct shape *before, struct err *err)
{
	struct shape after = {0};
	struct script_run r;
	bool ok;

	t->is_alone = true;
	ok = run(t, &t->m->up, &r, err);
	if (!ok && err->kind == ERR_INTERRUPTED)
		return false;
	if (!ok) {
		report(t, &r, "up-fails", err->hint, err->message);
		target_rollback(t->s);
		return err_set(
			err, ERR_WORK, "%s: the history cannot be tested beyond it", t->m->up.path);
	}
	ok = shape_read(t->s, &after, err) && test_down(t, before, &after, err) &&
	     target_reset(t->s, err);
	shape_release(before);
	*before = after;
	return ok;
}

static bool test_all(struct testing *t, struct shape *before, struct err *err)
{
	const struct rehearsal *r = t->r;
	bool ok = true;

	for (size_t i = 0; ok && i < r->history->list.len; i++) {
		t->m = &r->history->list.at[i];
		if (r->ledger && ledger_is_applied(ledger_find(r->ledger, t->m->version)))
			continue;
		t->counts->migrations++;
		ok = test_one(t, before, err);
		if (r->done)
			r->done(r->self, t->m, r->history->list.len);
	}
	return ok;
}

bool rehearse_downs(const struct rehearsal *r, struct diags *findings, struct rehearse_counts *ret,
	struct err *err)
{
	struct testing t = {.r = r, .s = r->scratch, .findings = findings, .counts = ret};
	struct shape before = {0};
	bool ok;

	*ret = (struct rehearse_counts){0};
	ok = shape_read(t.s, &before, err) && test_all(&t, &before, err);
	shape_release(&before);
	return ok;
}
