#include "core/migrate/lint_impl.h"

#include "core/base/str.h"

/* What came before in the script. */
struct locks {
	struct lint *l;
	struct map constraints, values; /* added here */
};

static void index_lock(struct lint *l, const struct action *a)
{
	const struct table *t = a->table;

	if (a->flags & ACTION_CONCURRENTLY)
		return;
	if (a->kind == ACTION_CREATE_INDEX && lint_is_old(l, t))
		lint_report(l, a, LINT_INDEX_LOCK,
			"nobody can write to '%s' until the index is built", lint_name(a->other));
	else if (a->kind == ACTION_DROP_INDEX && lint_is_old(l, t) &&
		 !(t && t->dropped == l->schema->now))
		lint_report(l, a, LINT_DROP_INDEX_LOCK,
			"dropping '%s' waits for everyone at its table, and all others wait behind "
			"it",
			lint_name(a->name));
}

/* text takes any varchar as it is. */
static bool is_free_change(const struct lint *l, const struct action *a)
{
	const char *from = a->of ? a->of->type : "";

	return a->body < a->end && word_is(&l->actions.script, a->body, "TEXT") &&
	       action_find(&l->actions, a->body, a->end, 0, "USING") == a->end &&
	       (str_eq(from, "varchar") || str_eq(from, "character") || str_eq(from, "text"));
}

static bool has(const struct lint *l, const struct action *a, const char *word)
{
	return action_find(&l->actions, a->body, a->end, 0, word) < a->end;
}

static void constraint(struct locks *k, const struct action *a)
{
	struct lint *l = k->l;
	bool is_index = has(l, a, "UNIQUE") || has(l, a, "PRIMARY") || has(l, a, "EXCLUDE");
	bool is_scan = has(l, a, "FOREIGN") || has(l, a, "CHECK");

	if (a->other)
		map_put(&k->constraints, a->other, k);
	if (!lint_is_old(l, a->table))
		return;
	if (is_index && !has(l, a, "USING"))
		lint_report(l, a, LINT_CONSTRAINT_INDEX,
			"an index is built while nobody can use '%s', and duplicates make it fail",
			lint_name(a->name));
	else if (has(l, a, "EXCLUDE"))
		lint_report(l, a, LINT_CONSTRAINT_INDEX,
			"an index is built while nobody can use '%s'", lint_name(a->name));
	else if (is_scan && !is_index && !has(l, a, "VALID"))
		lint_report(l, a, LINT_CONSTRAINT_SCAN,
			"all of '%s' is checked while nobody can write to it", lint_name(a->name));
}

static void validate(struct locks *k, const struct action *a)
{
	if (!k->l->script->no_transaction && a->other && map_has(&k->constraints, a->other))
		lint_report(k->l, a, LINT_VALIDATE,
			"'%s' was added in this transaction: its lock is kept while all rows are "
			"read",
			a->other);
}

static void enum_value(struct locks *k, const struct action *a)
{
	struct actions *s = &k->l->actions;

	if (!k->values.len)
		return;
	for (size_t i = a->first; i < a->end; i++) {
		const char *text;

		if (s->script.words.at[i].kind != WORD_STRING)
			continue;
		text = action_text(s, i, i + 1);
		if (!map_has(&k->values, text))
			continue;
		lint_report(k->l, a, LINT_ENUM_VALUE,
			"%s was added to its type in this transaction and cannot be used in it",
			text);
		return;
	}
}

/* What nobody is hurt by when it stays. */
static bool is_harmless(const char *name)
{
	static const char *const names[] = {"lock_timeout", "statement_timeout",
		"idle_in_transaction_session_timeout", "client_encoding", "client_min_messages",
		"standard_conforming_strings", "check_function_bodies", "xmloption", "row_security",
		"default_tablespace", "default_table_access_method", "default_with_oids",
		"escape_string_warning", "transaction_timeout", "maintenance_work_mem"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(name, names[i]))
			return true;
	return false;
}

static void whole_table(struct lint *l, const struct action *a)
{
	bool is_full = a->kind != ACTION_VACUUM || (a->flags & ACTION_FULL);
	const struct object *view = sketch_object(l->schema, ACTION_CREATE_VIEW, a->name);

	if ((a->flags & ACTION_CONCURRENTLY) || !is_full)
		return;
	if (a->kind == ACTION_REFRESH && view && view->made == l->schema->now)
		return;
	lint_report(l, a, LINT_REWRITE_LOCK, "nobody can use '%s' until all of it is written anew",
		lint_name(a->name));
}

static void check_table(struct locks *k, const struct action *a)
{
	struct lint *l = k->l;

	switch (a->kind) {
	case ACTION_CREATE_INDEX:
	case ACTION_DROP_INDEX: index_lock(l, a); break;
	case ACTION_ADD_CONSTRAINT: constraint(k, a); break;
	case ACTION_VALIDATE: validate(k, a); break;
	case ACTION_ALTER_TYPE_OF:
		if (lint_is_old(l, a->table) && !is_free_change(l, a))
			lint_report(l, a, LINT_ALTER_TYPE,
				"'%s' is written anew while nobody can read it, unless the types "
				"are alike",
				lint_name(a->name));
		break;
	case ACTION_SET_NOT_NULL:
		if (lint_is_old(l, a->table) && !(a->of && a->of->is_checked))
			lint_report(l, a, LINT_SET_NOT_NULL,
				"all of '%s' is read while nobody can use it, and a NULL in '%s' "
				"makes it fail",
				lint_name(a->name), lint_name(a->column));
		break;
	case ACTION_LOCK:
		if (lint_is_old(l, sketch_table(l->schema, a->name)))
			lint_report(l, a, LINT_LOCK_TABLE,
				"'%s' is locked until the end of the file", lint_name(a->name));
		break;
	default: break;
	}
}

static void check(struct locks *k, const struct action *a)
{
	struct lint *l = k->l;

	switch (a->kind) {
	case ACTION_VACUUM:
	case ACTION_REINDEX:
	case ACTION_CLUSTER:
	case ACTION_REFRESH: whole_table(l, a); break;
	case ACTION_SET:
		if (!is_harmless(a->name))
			lint_report(l, a, LINT_SESSION_SETTING, "%s stays set for later migrations",
				lint_name(a->name));
		break;
	case ACTION_ALTER_SYSTEM:
		lint_report(l, a, LINT_ALTER_SYSTEM, "the whole server is changed");
		break;
	case ACTION_DROP_SCHEMA:
		lint_report(l, a, LINT_DROP_SCHEMA, "schema '%s' is dropped", lint_name(a->name));
		break;
	case ACTION_DROP_DATABASE:
		lint_report(
			l, a, LINT_DROP_DATABASE, "database '%s' is dropped", lint_name(a->name));
		break;
	case ACTION_DROP_TYPE:
		lint_report(l, a, LINT_DROP_TYPE, "type '%s' is dropped", lint_name(a->name));
		break;
	case ACTION_RENAME_OTHER:
		lint_report(l, a, LINT_RENAME, "code that knows '%s' fails from now on",
			lint_name(a->name));
		break;
	default: check_table(k, a); break;
	}
	if (a->kind == ACTION_ADD_VALUE && a->other && !l->script->no_transaction)
		map_put(&k->values, a->other, k);
	else
		enum_value(k, a);
}

void lint_postgres(struct lint *l)
{
	struct locks k = {.l = l};

	for (size_t i = 0; i < l->actions.list.len; i++)
		check(&k, &l->actions.list.at[i]);
	map_release(&k.constraints);
	map_release(&k.values);
}
