#include "core/migrate/action_impl.h"

#include "core/base/str.h"

/* The value behind = or in parentheses; without one the pragma only asks. */
static void read_pragma(struct reader *r)
{
	struct action *a = reader_add(r, ACTION_PRAGMA, reader_name(r));

	if ((reader_take_char(r, '=') || reader_take_char(r, '(')) && r->at < r->end)
		a->other = action_text(r->out, r->at, r->at + 1);
}

static void read_rollback(struct reader *r)
{
	while (reader_take(r, "TRANSACTION") || reader_take(r, "WORK"))
		;
	/* To a savepoint: the transaction goes on. */
	if (reader_is(r, "TO"))
		reader_add(r, ACTION_OTHER, NULL);
	else
		reader_add(r, ACTION_ROLLBACK, NULL);
}

static void read_set(struct reader *r)
{
	struct action *a;

	/* Until the transaction ends, or about it: nothing stays. */
	if (reader_is(r, "LOCAL") || reader_is(r, "CONSTRAINTS") || reader_is(r, "TRANSACTION")) {
		reader_add(r, ACTION_OTHER, NULL);
		return;
	}
	if (reader_take(r, "SESSION") && reader_is(r, "CHARACTERISTICS")) {
		reader_add(r, ACTION_OTHER, NULL);
		return;
	}
	a = reader_add(r, ACTION_SET, NULL);
	a->name = reader_name(r);
}

static void read_vacuum(struct reader *r)
{
	struct action *a = reader_add(r, ACTION_VACUUM, NULL);

	if (action_find(r->out, r->at, r->end, 0, "FULL") < r->end ||
		action_find(r->out, r->at, r->end, 1, "FULL") < r->end)
		a->flags |= ACTION_FULL;
}

static void read_reindex(struct reader *r)
{
	if (action_find(r->out, r->at, r->end, 0, "CONCURRENTLY") < r->end ||
		action_find(r->out, r->at, r->end, 1, "CONCURRENTLY") < r->end)
		r->flags |= ACTION_CONCURRENTLY;
	if (reader_take_char(r, '('))
		r->at = action_close(r->out, r->at - 1, r->end);
	if (reader_take(r, "SYSTEM") || reader_take(r, "DATABASE") || reader_take(r, "SCHEMA") ||
		reader_take(r, "TABLE") || reader_take(r, "INDEX"))
		reader_options(r);
	reader_add(r, ACTION_REINDEX, reader_name(r));
}

static void read_refresh(struct reader *r)
{
	reader_take(r, "MATERIALIZED");
	reader_take(r, "VIEW");
	reader_options(r);
	reader_add(r, ACTION_REFRESH, reader_name(r));
}

static void read_lock(struct reader *r)
{
	reader_take(r, "TABLE");
	reader_options(r);
	reader_add(r, ACTION_LOCK, reader_name(r));
}

static bool read_transaction(struct reader *r)
{
	if (reader_take(r, "BEGIN") || (reader_take(r, "START") && reader_is(r, "TRANSACTION")))
		reader_add(r, ACTION_BEGIN, NULL);
	else if (reader_take(r, "COMMIT") || reader_take(r, "END"))
		reader_add(r, ACTION_COMMIT, NULL);
	else if (reader_take(r, "ROLLBACK") || reader_take(r, "ABORT"))
		read_rollback(r);
	else
		return false;
	return true;
}

static bool read_of_postgres(struct reader *r)
{
	if (reader_take(r, "SET"))
		read_set(r);
	else if (reader_take(r, "LOCK"))
		read_lock(r);
	else if (reader_take(r, "CLUSTER"))
		reader_add(r, ACTION_CLUSTER, reader_name(r));
	else if (reader_take(r, "REFRESH"))
		read_refresh(r);
	else if (reader_take(r, "DO") || reader_take(r, "CALL"))
		reader_add(r, ACTION_DO, NULL);
	else
		return false;
	return true;
}

void reader_other(struct reader *r)
{
	if (read_transaction(r))
		return;
	if (r->out->script.dialect == DIALECT_POSTGRES && read_of_postgres(r))
		return;
	if (reader_take(r, "PRAGMA"))
		read_pragma(r);
	else if (reader_take(r, "VACUUM"))
		read_vacuum(r);
	else if (reader_take(r, "ATTACH") || reader_take(r, "DETACH"))
		reader_add(r, ACTION_ATTACH, NULL);
	else if (reader_take(r, "REINDEX"))
		read_reindex(r);
	else
		reader_add(r, ACTION_OTHER, NULL);
}
