#include "core/migrate/apply.h"

#include "core/base/clock.h"
#include "core/migrate/backups.h"
#include "core/migrate/run_script.h"

#include <stdio.h>

struct applying {
	struct migrate_job *job;
	const struct migrate_step *step;
	int64_t begun_us;
};

static const char *hint_for(const struct applying *a, const struct script_run *run)
{
	if (!run->script->no_transaction)
		return "nothing of this file was kept: mend it and run the command again";
	if (a->step->is_down)
		return "what stands before it is kept, and is not recorded: take out of the file "
		       "what is done, mend it and run the command again";
	return "what stands before it is kept: mend it and run the command again, it goes on here";
}

static bool fail(struct applying *a, const struct script_run *run, struct err *err)
{
	struct migrate_failure *f = &a->job->failure;

	*f = (struct migrate_failure){.step = a->step, .path = run->script->path};
	if (!run->line || err->kind == ERR_BUSY || err->kind == ERR_INTERRUPTED)
		return err_wrap(err, "%s", f->path);
	f->line = run->line;
	f->column = run->column;
	f->statement = run->statement;
	err_wrap(err, "%s:%d:%d: statement %zu", f->path, f->line, f->column, f->statement);
	return *err->hint ? false : err_hint(err, "%s", hint_for(a, run));
}

static struct ledger_entry entry_of(const struct applying *a)
{
	const struct migration *m = a->step->m;

	return (struct ledger_entry){.version = m->version,
		.name = m->name,
		.action = a->step->is_down ? LEDGER_DOWN : LEDGER_UP,
		.checksum = m->checksum,
		.duration_ms = (double)(clock_mono_us() - a->begun_us) / 1000};
}

static void tell(struct applying *a, const struct script_run *run)
{
	const struct migrate_result result = {.duration_us = clock_mono_us() - a->begun_us,
		.statements = run->progress.statements,
		.rows = run->rows};

	if (a->job->done)
		a->job->done(a->job->self, a->step, &result);
}

static const struct migration_script *script_of(const struct migrate_step *step)
{
	return step->is_down ? &step->m->down : &step->m->up;
}

static struct script_run run_of(struct applying *a)
{
	a->begun_us = clock_mono_us();
	return (struct script_run){
		.s = a->job->s, .script = script_of(a->step), .vars = &a->job->vars, .self = a};
}

/* Where it stopped the last time. */
static void go_on(const struct ledger_entry *e, struct script_progress *ret)
{
	if (!e)
		return;
	*ret = (struct script_progress){
		.statements = e->statements, .bytes = e->bytes, .settings = e->reason};
	snprintf(ret->checksum, sizeof ret->checksum, "%s", e->checksum ? e->checksum : "");
}

/* ---- in a transaction ---- */

/* Of one that fails for another reason than its rows nobody knows what stays. */
static bool commit(struct migrate_job *job, struct err *err)
{
	bool ok = target_commit(job->s, err);

	job->kept |= ok || err->kind != ERR_INPUT;
	return ok;
}

static bool run_within(
	struct applying *a, struct script_run *run, struct ledger_entry *ret, struct err *err)
{
	*run = run_of(a);
	go_on(a->step->e, &run->progress); /* it had none when it was begun */
	if (!script_run(run, err))
		return fail(a, run, err);
	run->line = 0;
	if (!ledger_is_untouched(a->job->s, a->job->ledger, err))
		return fail(a, run, err);
	*ret = entry_of(a);
	return target_reset(a->job->s, err) || err_wrap(err, "%s", run->script->path);
}

static bool note_done(struct applying *a, const struct script_run *run,
	const struct ledger_entry *e, struct err *err)
{
	return ledger_add(a->job->s, a->job->ledger, e, err) ||
	       err_wrap(err, "%s", run->script->path);
}

static bool apply_one(struct applying *a, struct err *err)
{
	struct target *s = a->job->s;
	struct ledger_entry e;
	struct script_run run;

	if (!target_begin(s, err))
		return false;
	if (!run_within(a, &run, &e, err) || !note_done(a, &run, &e, err)) {
		target_rollback(s);
		return false;
	}
	run.line = 0;
	if (!commit(a->job, err))
		return fail(a, &run, err);
	tell(a, &run);
	return target_reset(s, err); /* what can only be given up outside */
}

/* ---- without one ---- */

static bool record(struct script_run *run, struct err *err)
{
	struct applying *a = run->self;
	struct ledger_entry e = entry_of(a);

	if (a->step->is_down) /* what is half undone is looked at by its owner */
		return true;
	e.action = LEDGER_PART;
	e.checksum = run->progress.checksum;
	e.statements = run->progress.statements;
	e.bytes = run->progress.bytes;
	e.reason = run->progress.settings;
	return ledger_add(a->job->s, a->job->ledger, &e, err);
}

static bool apply_alone(struct applying *a, struct err *err)
{
	struct target *s = a->job->s;
	struct script_run run = run_of(a);
	struct ledger_entry e;

	run.record = record;
	a->job->kept = true; /* each of its statements is */
	go_on(a->step->e, &run.progress);
	if (!script_run(&run, err))
		return fail(a, &run, err);
	e = entry_of(a);
	if (!target_reset(s, err) || !target_begin(s, err))
		return false;
	if (!note_done(a, &run, &e, err)) {
		target_rollback(s);
		return false;
	}
	if (!target_commit(s, err))
		return false;
	tell(a, &run);
	return true;
}

/* ---- all ---- */

/* All in one transaction: what cannot be in one is told before anything runs. */
static bool check_atomic(struct migrate_job *job, struct err *err)
{
	for (size_t i = 0; i < job->steps->list.len; i++) {
		const struct migration_script *script = script_of(&job->steps->list.at[i]);

		if (!script->no_transaction)
			continue;
		err_set(err, ERR_INPUT, "%s: it says transaction:false", script->path);
		return err_hint(
			err, "apply it without --atomic, or up to the one before it with --to");
	}
	return true;
}

/* The rows of the ledger come last: no change of the schema is between them, for which
 * SQLite would prepare each anew. */
static bool apply_together(struct migrate_job *job, struct err *err)
{
	VEC(struct ledger_entry) entries = {0};
	struct applying a = {.job = job};
	bool ok = target_begin(job->s, err);

	for (size_t i = 0; ok && i < job->steps->list.len; i++) {
		struct script_run run;

		a.step = &job->steps->list.at[i];
		if (job->rehearsal && script_of(a.step)->no_transaction) {
			if (job->left_out)
				job->left_out(job->self, a.step);
			continue;
		}
		ok = run_within(&a, &run, vec_add(&entries), err);
		if (ok)
			tell(&a, &run);
	}
	for (size_t i = 0; ok && i < entries.len; i++)
		ok = ledger_add(job->s, job->ledger, &entries.at[i], err);
	vec_release(&entries);
	if (ok && job->rehearsal && job->look)
		ok = job->look(job->self, err);
	if (ok && !job->rehearsal)
		return commit(job, err);
	target_rollback(job->s);
	return ok;
}

static bool apply_each(struct migrate_job *job, struct err *err)
{
	struct applying a = {.job = job};
	bool ok = true;

	for (size_t i = 0; ok && i < job->steps->list.len; i++) {
		a.step = &job->steps->list.at[i];
		ok = script_of(a.step)->no_transaction ? apply_alone(&a, err) : apply_one(&a, err);
	}
	return ok;
}

bool migrate_apply(struct migrate_job *job, struct err *err)
{
	job->failure = (struct migrate_failure){0};
	job->kept = false;
	if (!job->steps->list.len)
		return true;
	if (job->rehearsal)
		return apply_together(job, err);
	if (job->atomic)
		return check_atomic(job, err) && apply_together(job, err);
	return apply_each(job, err);
}

bool migrate_apply_copied(
	struct migrate_job *job, struct arena *a, const char **ret_copy, struct err *err)
{
	bool ok;

	*ret_copy = NULL;
	if (job->steps->list.len && !backup_make(job->s, a, ret_copy, err))
		return false;
	ok = migrate_apply(job, err);
	if (job->kept)
		backup_done(job->s, NULL, a);
	else
		backup_drop(ret_copy);
	return ok;
}
