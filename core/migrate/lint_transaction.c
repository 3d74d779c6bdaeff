#include "core/migrate/lint_impl.h"

#include "core/base/str.h"

/* What runs in a transaction, and what cannot. */
struct transactions {
	struct lint *l;
	const struct action *begin;    /* of the file's own; NULL: not in one */
	const struct action *keys_off; /* by a pragma that worked; NULL: they are on */
	size_t last, count;            /* statements outside of any; the last one */
};

static bool is_inside(const struct transactions *t)
{
	return !t->l->script->no_transaction || t->begin;
}

static void check_own(struct transactions *t, const struct action *a)
{
	static const char *const words[] = {"BEGIN", "COMMIT", "ROLLBACK"};
	const char *word = words[a->kind - ACTION_BEGIN];

	if (!t->l->script->no_transaction && a->kind == ACTION_ROLLBACK)
		lint_report(t->l, a, LINT_OWN_ROLLBACK,
			"ROLLBACK in a file that runs in a transaction: 'up' refuses it");
	else if (!t->l->script->no_transaction)
		lint_report(t->l, a, LINT_OWN_TRANSACTION,
			"%s in a file that runs in a transaction is passed over: all of the file "
			"is kept, or nothing",
			word);
	else if (a->kind != ACTION_BEGIN && !t->begin)
		lint_report(t->l, a, LINT_OPEN_TRANSACTION, "%s without a BEGIN", word);
	else
		t->begin = a->kind == ACTION_BEGIN ? a : NULL;
}

static void check_pragma(struct transactions *t, const struct action *a)
{
	static const char *const useless[] = {"journal_mode", "synchronous", "auto_vacuum",
		"page_size", "encoding", "temp_store", "locking_mode", "wal_checkpoint",
		"secure_delete"};

	if (str_eq(a->name, "writable_schema") && a->other && !str_eq(a->other, "0") &&
		!str_eq(a->other, "off"))
		lint_report(t->l, a, LINT_WRITABLE_SCHEMA,
			"PRAGMA writable_schema: one slip and the database cannot be opened");
	if (!is_inside(t)) {
		if (str_eq(a->name, "foreign_keys") && a->other)
			t->keys_off = str_eq(a->other, "off") || str_eq(a->other, "0") ||
						      str_eq(a->other, "false")
					      ? a
					      : NULL;
		return;
	}
	if (str_eq(a->name, "foreign_keys") && a->other)
		lint_report(t->l, a, LINT_FOREIGN_KEYS,
			"PRAGMA foreign_keys = %s does nothing here, in a transaction", a->other);
	for (size_t i = 0; i < sizeof useless / sizeof *useless; i++)
		if (str_eq(a->name, useless[i]) && (a->other || i == 7))
			lint_report(t->l, a, LINT_PRAGMA,
				"PRAGMA %s fails or does nothing in a transaction", a->name);
}

static void check_alone(struct transactions *t, const struct action *a)
{
	bool is_index = a->kind == ACTION_CREATE_INDEX || a->kind == ACTION_DROP_INDEX ||
			a->kind == ACTION_REINDEX;

	if (!is_inside(t))
		return;
	if (a->kind == ACTION_VACUUM)
		lint_report(t->l, a, LINT_VACUUM, "VACUUM fails in a transaction");
	else if (a->kind == ACTION_ALONE)
		lint_report(t->l, a, LINT_ALONE, "%s fails in a transaction", a->other);
	else if (a->kind == ACTION_ALTER_SYSTEM)
		lint_report(t->l, a, LINT_ALONE, "ALTER SYSTEM fails in a transaction");
	else if (is_index && (a->flags & ACTION_CONCURRENTLY))
		lint_report(t->l, a, LINT_CONCURRENTLY, "CONCURRENTLY fails in a transaction");
}

/* Statements that can be run again, and those that only ask or set, do no harm. */
static void count(struct transactions *t, const struct action *a)
{
	switch (a->kind) {
	case ACTION_PRAGMA:
	case ACTION_SELECT:
	case ACTION_SET:
	case ACTION_VACUUM:
	case ACTION_ATTACH:
	case ACTION_REINDEX:
	case ACTION_BEGIN:
	case ACTION_COMMIT:
	case ACTION_ROLLBACK: return;
	default: break;
	}
	if (is_inside(t) || (a->flags & ACTION_IF_EXISTS) || (t->count && t->last == a->statement))
		return;
	t->last = a->statement;
	if (++t->count == 2)
		lint_report(t->l, a, LINT_NOT_ATOMIC,
			"what stands before this statement stays when it fails, as the file runs "
			"in no "
			"transaction");
}

void lint_transaction(struct lint *l)
{
	struct transactions t = {.l = l};

	for (size_t i = 0; i < l->actions.list.len; i++) {
		const struct action *a = &l->actions.list.at[i];

		if (a->kind == ACTION_BEGIN || a->kind == ACTION_COMMIT ||
			a->kind == ACTION_ROLLBACK)
			check_own(&t, a);
		else if (a->kind == ACTION_PRAGMA)
			check_pragma(&t, a);
		else if (a->kind == ACTION_ATTACH && l->dialect == DIALECT_SQLITE)
			lint_report(l, a, LINT_ATTACH,
				"another database is opened or closed by a path that differs from "
				"machine to "
				"machine");
		else
			check_alone(&t, a);
		count(&t, a);
	}
	if (t.keys_off)
		lint_report(l, t.keys_off, LINT_FOREIGN_KEYS,
			"foreign keys are switched off and not on again: what follows is "
			"unchecked");
	if (t.begin)
		lint_report(l, t.begin, LINT_OPEN_TRANSACTION, "BEGIN without a COMMIT");
}
