#ifndef MIGRATE_LINT_IMPL_H
#define MIGRATE_LINT_IMPL_H

#include "core/migrate/lint.h"
#include "core/migrate/lint_rules.h"
#include "core/migrate/sketch.h"

/* Neighbours of a table that are looked through for one finding; more has no schema that a
 * person wrote. */
#define NEIGHBOURS_MAX 1000

#define X(id, code, severity, help, hint) LINT_##id,
enum lint_code { LINT_RULES(X) LINT_CODES };
#undef X

/* A finding before its place is counted out; `order` keeps those of one offset as they came. */
struct finding {
	enum lint_code code;
	size_t at, order;
	const char *message;
};

/* One script being looked at.  All of its actions are applied to the schema before a rule sees
 * the first, so that rules know how it ends. */
struct lint {
	const struct migration *migration;
	const struct migration_script *script;
	struct actions actions;
	struct sketch *schema;
	struct arena *arena;
	enum source_dialect dialect;
	bool is_down;
	VEC(struct finding) findings;
};

/* A finding at an action, unless a comment allows it there. */
void lint_report(struct lint *l, const struct action *a, enum lint_code code, const char *format,
	...) __attribute__((format(printf, 4, 5)));
/* At an offset of the script; any comment outside of statements allows it. */
void lint_report_at(struct lint *l, size_t at, enum lint_code code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Places the findings and hands them over. */
void lint_flush(struct lint *l, struct diags *ret);

/* ---- the groups of rules ---- */

void lint_transaction(struct lint *l); /* what a transaction makes of statements */
void lint_change(struct lint *l);      /* rows */
void lint_table(struct lint *l);       /* tables, columns and what hangs on them */
void lint_rebuild(struct lint *l);
void lint_column(struct lint *l, const struct action *a); /* ADD COLUMN */
void lint_postgres(struct lint *l);                       /* locks */
/* Whether the down undoes what the up made; both have been applied. */
void lint_undo(struct lint *up, struct lint *down);

/* Whether an earlier migration may have rows in this table. */
static inline bool lint_is_old(const struct lint *l, const struct table *t)
{
	return table_is_old(l->schema, t) && !(t && t->is_temporary);
}
/* Whether the columns are unique already, or surely will be. */
bool lint_is_unique(
	const struct lint *l, const struct table *t, const char *const *columns, size_t len);
/* The copy of a rebuild. */
void lint_copy(struct lint *l, const struct action *a);
bool lint_copies_star(const struct lint *l, const struct action *a);
/* Whether rows that differ in the key differ in these columns. */
bool key_implies(const struct key *k, const char *const *columns, size_t len);
/* The rest of a rebuild: what took the place of this table and has its rows; or NULL. */
struct table *lint_heir(const struct lint *l, const struct table *t);
/* A name for messages. */
static inline const char *lint_name(const char *name)
{
	return name ? name : "?";
}

#endif
