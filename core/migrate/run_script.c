#include "core/migrate/run_script.h"

#include "core/migrate/section.h"

#include <string.h>

struct running {
	struct script_run *r;
	const char *text;
	struct filled filled;
	struct str settings;
	struct checksum sum; /* of what is recorded as done */
};

/* `offset`: in what is run. */
static void set_place(struct running *run, size_t offset)
{
	if (run->filled.pieces.len)
		offset = filled_origin(&run->filled, offset);
	script_place(run->r->script->text, offset, &run->r->line, &run->r->column);
	run->r->statement = run->r->progress.statements + 1;
}

static bool refuse(const struct script_run *r, const struct target_statement *st, struct err *err)
{
	if (st->kind == STATEMENT_ROLLBACK) {
		err_set(err, ERR_INPUT, "a ROLLBACK would take back what is kept of the file");
		return err_hint(err, "leave it out: a file that fails leaves nothing behind");
	}
	err_set(err, ERR_INPUT, "this statement cannot be run in a transaction");
	if (r->is_seed)
		return err_hint(err, "seeds are one transaction: it belongs into a migration that "
				     "says '-- migrate:up transaction:false'");
	return err_hint(err,
		"it needs a file of its own that says '-- migrate:%s transaction:false'%s",
		r->script->is_down ? "down" : "up",
		target_dialect(r->s) == DIALECT_SQLITE ? "" : ": then it is not undone by halves");
}

/* In the caller's transaction. */
static bool run_within(
	struct running *run, struct target_statement *st, size_t *ret_offset, struct err *err)
{
	struct target *s = run->r->s;

	switch (st->kind) {
	case STATEMENT_ROLLBACK:
	case STATEMENT_ALONE: *ret_offset = st->at; return refuse(run->r, st, err);
	case STATEMENT_BEGIN:
	case STATEMENT_COMMIT:
	case STATEMENT_KEYS: target_skip(s); return true;
	default: return target_step(s, st, ret_offset, err);
	}
}

static bool advance(struct running *run, const struct target_statement *st, struct err *err)
{
	struct script_progress *p = &run->r->progress;

	p->statements++;
	checksum_add(&run->sum, run->text + p->bytes, st->end - p->bytes);
	p->bytes = st->end;
	checksum_so_far(&run->sum, p->checksum);
	return run->r->record(run->r, err);
}

static void keep_setting(struct running *run, const struct target_statement *st)
{
	str_add_bytes(&run->settings, run->text + st->at, st->end - st->at);
	str_add(&run->settings, ";\n");
	run->r->progress.settings = str_text(&run->settings);
}

/* Outside of all transactions, or within one that the script has begun. */
static bool run_alone(
	struct running *run, struct target_statement *st, size_t *ret_offset, struct err *err)
{
	struct target *s = run->r->s;
	bool within = target_in_transaction(s);

	if (st->kind == STATEMENT_KEYS || st->kind == STATEMENT_SETTING)
		keep_setting(run, st);
	if (st->kind == STATEMENT_COMMIT && within)
		return advance(run, st, err) && target_step(s, st, ret_offset, err);
	if (within || st->kind == STATEMENT_BEGIN) {
		if (!target_step(s, st, ret_offset, err))
			return false;
		run->r->progress.statements++;
		return true;
	}
	if (st->kind != STATEMENT_PLAIN)
		return target_step(s, st, ret_offset, err) && target_begin(s, err) &&
		       advance(run, st, err) && target_commit(s, err);
	return target_begin(s, err) && target_step(s, st, ret_offset, err) &&
	       advance(run, st, err) && target_commit(s, err);
}

static bool run_one(
	struct running *run, struct target_statement *st, size_t *ret_offset, struct err *err)
{
	size_t before = run->r->progress.statements;
	bool ok;

	if (run->r->record) { /* each statement is its own */
		ok = run_alone(run, st, ret_offset, err);
	} else {
		ok = run_within(run, st, ret_offset, err);
		if (ok) {
			run->r->progress.statements++;
			run->r->progress.bytes = st->end;
		}
	}
	run->r->rows += ok ? st->rows : 0;
	if (!ok) /* also when it was the commit behind it that failed */
		run->r->progress.statements = before;
	return ok;
}

static bool run_all(struct running *run, struct err *err)
{
	struct target *s = run->r->s;
	struct target_statement st;
	size_t offset = run->r->progress.bytes;
	bool found = true, ok = true;

	for (size_t from = offset; ok && found; from = st.end) {
		offset = from;
		ok = target_next(s, run->text, from, &st, &found, &offset, err);
		if (ok && found)
			ok = run_one(run, &st, &offset, err);
		if (!ok)
			set_place(run, offset);
	}
	if (!ok || !run->r->record || !target_in_transaction(s))
		return ok;
	set_place(run, strlen(run->text));
	err_set(err, ERR_INPUT, "the file begins a transaction that it does not end");
	return err_hint(err, "write its COMMIT, or leave BEGIN out");
}

static bool fill(struct running *run, struct err *err)
{
	struct script_run *r = run->r;
	size_t offset = 0;

	if (!r->script->has_vars)
		return true;
	if (!vars_fill(r->vars, r->script->text, &run->filled, &offset, err)) {
		script_place(r->script->text, offset, &r->line, &r->column);
		r->statement = r->progress.statements + 1;
		return false;
	}
	run->text = str_text(&run->filled.text);
	return true;
}

/* Where it stopped the last time, if what was done then is as it was. */
static bool go_on(struct running *run, struct err *err)
{
	struct script_progress *p = &run->r->progress;
	char sum[65] = "";

	if (!p->bytes)
		return true;
	if (p->bytes <= strlen(run->text)) {
		checksum_add(&run->sum, run->text, p->bytes);
		checksum_so_far(&run->sum, sum);
	}
	if (strcmp(sum, p->checksum) != 0) {
		err_set(err, ERR_INPUT, "its first %zu statements were done, and are others now",
			p->statements);
		return err_hint(err,
			"put them back; or, when the database is as it was before them, 'blokctl "
			"migrate repair VERSION --reason TEXT' forgets them");
	}
	if (!p->settings)
		return true;
	str_add(&run->settings, p->settings);
	return target_exec(run->r->s, p->settings, err);
}

bool script_run(struct script_run *r, struct err *err)
{
	struct running run = {.r = r, .text = r->script->text};
	bool ok;

	target_guard(r->s, r->fills_ledger ? NULL : "blokctl_migration");
	r->line = r->column = 0;
	r->rows = 0;
	checksum_begin(&run.sum);
	ok = fill(&run, err) && go_on(&run, err) && run_all(&run, err);
	if (!ok)
		target_rollback(r->s);
	r->progress.settings = NULL;
	checksum_release(&run.sum);
	filled_release(&run.filled);
	str_release(&run.settings);
	return ok;
}

static bool record_nothing(struct script_run *r, struct err *err)
{
	(void)r, (void)err;
	return true;
}

bool script_apply(struct script_run *r, struct err *err)
{
	if (r->script->no_transaction) {
		r->record = record_nothing;
		return script_run(r, err) && target_reset(r->s, err);
	}
	return target_begin(r->s, err) && script_run(r, err) && target_commit(r->s, err) &&
	       target_reset(r->s, err);
}
