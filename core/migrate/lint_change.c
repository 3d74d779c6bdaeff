#include "core/migrate/lint_impl.h"

#include "core/base/str.h"

static bool is_of_user(const struct action *a)
{
	return !a->name || (!str_starts(a->name, "sqlite_") && !str_starts(a->name, "pg_"));
}

/* A table that is gone at the end loses its rows once. */
static bool is_gone(const struct lint *l, const struct table *t)
{
	return t && t->dropped == l->schema->now && !l->is_down;
}

static void check_replace(struct lint *l, const struct action *a)
{
	if (a->flags & ACTION_REPLACE)
		lint_report(l, a, LINT_INSERT_OR_REPLACE,
			"a row of '%s' that is in the way is deleted, with what cascades from it "
			"and the "
			"values that are not given",
			lint_name(a->name));
}

void lint_change(struct lint *l)
{
	for (size_t i = 0; i < l->actions.list.len; i++) {
		const struct action *a = &l->actions.list.at[i];

		if (!is_of_user(a) || is_gone(l, a->table) || !lint_is_old(l, a->table))
			continue;
		if (a->kind == ACTION_DELETE && !(a->flags & ACTION_WHERE))
			lint_report(l, a, LINT_DELETE_ALL, "every row of '%s' is deleted",
				lint_name(a->name));
		else if (a->kind == ACTION_TRUNCATE)
			lint_report(l, a, LINT_TRUNCATE, "every row of '%s' is deleted",
				lint_name(a->name));
		else if (a->kind == ACTION_UPDATE && !(a->flags & (ACTION_WHERE | ACTION_ONLY_NEW)))
			lint_report(l, a, LINT_UPDATE_ALL, "every row of '%s' is changed",
				lint_name(a->name));
		if (a->kind == ACTION_INSERT || a->kind == ACTION_UPDATE)
			check_replace(l, a);
	}
}
