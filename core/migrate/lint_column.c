#include "core/migrate/lint_impl.h"

#include "core/base/str.h"

/* ADD COLUMN, by what follows its name. */
struct definition {
	struct lint *l;
	const struct action *a;
	size_t value; /* the word behind DEFAULT; end: none, or NULL */
	bool is_not_null, is_generated;
};

static bool has(const struct definition *d, const char *keyword)
{
	return action_find(&d->l->actions, d->a->body, d->a->end, 0, keyword) < d->a->end;
}

static void read(struct definition *d)
{
	const struct sql_script *s = &d->l->actions.script;
	const struct action *a = d->a;
	size_t at = action_find(&d->l->actions, a->body, a->end, 0, "DEFAULT");

	d->value = at + 1 < a->end ? at + 1 : a->end;
	if (d->value < a->end && word_is(s, d->value, "NULL"))
		d->value = a->end;
	for (size_t i = a->body; i + 1 < a->end; i++)
		d->is_not_null |=
			!s->words.at[i].depth && word_is(s, i, "NOT") && word_is(s, i + 1, "NULL");
	d->is_generated = has(d, "GENERATED") || has(d, "AS");
}

/* A name in a default is a function, or CURRENT_TIMESTAMP and its like. */
static bool is_constant(const struct definition *d)
{
	const struct sql_script *s = &d->l->actions.script;
	bool is_group = word_is_char(s, d->value, '(');
	size_t end = is_group ? action_close(&d->l->actions, d->value, d->a->end) : d->value + 1;

	for (size_t i = d->value; i < end; i++) {
		bool is_known =
			word_is(s, i, "TRUE") || word_is(s, i, "FALSE") || word_is(s, i, "NULL");

		if (word_is(s, i, "CURRENT_TIMESTAMP") || word_is(s, i, "CURRENT_DATE") ||
			word_is(s, i, "CURRENT_TIME"))
			return false;
		if (is_group && s->words.at[i].kind == WORD_NAME && !is_known)
			return false;
	}
	return true;
}

static void check_lite(struct definition *d)
{
	const struct action *a = d->a;

	if (has(d, "UNIQUE") || has(d, "PRIMARY") || has(d, "STORED"))
		lint_report(d->l, a, LINT_ADD_COLUMN_KEY, "SQLite cannot add '%s': it is %s",
			lint_name(a->column),
			has(d, "STORED")   ? "STORED"
			: has(d, "UNIQUE") ? "UNIQUE"
					   : "a PRIMARY KEY");
	if (!lint_is_old(d->l, a->table))
		return;
	if (d->value < a->end && !d->is_generated && !is_constant(d))
		lint_report(d->l, a, LINT_ADD_COLUMN_DEFAULT,
			"SQLite cannot add '%s' to a table with rows: its default is not constant",
			lint_name(a->column));
	else if (d->value < a->end && has(d, "REFERENCES"))
		lint_report(d->l, a, LINT_ADD_COLUMN_REFERENCE,
			"SQLite cannot add '%s' while foreign keys are on: it has REFERENCES and a "
			"default",
			lint_name(a->column));
}

static bool is_volatile(const struct definition *d)
{
	static const char *const functions[] = {"RANDOM", "GEN_RANDOM_UUID", "UUID_GENERATE_V1",
		"UUID_GENERATE_V1MC", "UUID_GENERATE_V4", "UUIDV4", "UUIDV7", "CLOCK_TIMESTAMP",
		"TIMEOFDAY", "NEXTVAL", "GEN_RANDOM_BYTES"};
	const struct sql_script *s = &d->l->actions.script;

	for (size_t i = d->value; i < d->a->end; i++)
		for (size_t f = 0; f < sizeof functions / sizeof *functions; f++)
			if (word_is(s, i, functions[f]))
				return true;
	return false;
}

static bool is_numbered(const struct definition *d)
{
	return has(d, "SERIAL") || has(d, "BIGSERIAL") || has(d, "SMALLSERIAL") ||
	       has(d, "SERIAL4") || has(d, "SERIAL8") || has(d, "IDENTITY");
}

static void check_postgres(struct definition *d)
{
	const struct action *a = d->a;

	if (d->l->is_down || !lint_is_old(d->l, a->table))
		return;
	if (is_numbered(d) || (d->is_generated && has(d, "STORED")) || is_volatile(d))
		lint_report(d->l, a, LINT_ADD_REWRITES,
			"'%s' differs row by row: all of '%s' is written anew",
			lint_name(a->column), lint_name(a->name));
	if (has(d, "UNIQUE") || has(d, "PRIMARY"))
		lint_report(d->l, a, LINT_CONSTRAINT_INDEX,
			"an index for '%s' is built while nobody can use '%s'",
			lint_name(a->column), lint_name(a->name));
	if (d->value < a->end && has(d, "REFERENCES"))
		lint_report(d->l, a, LINT_CONSTRAINT_SCAN,
			"all of '%s' is checked for its foreign key", lint_name(a->name));
	if (has(d, "CHECK"))
		lint_report(d->l, a, LINT_CONSTRAINT_SCAN, "all of '%s' is read for its CHECK",
			lint_name(a->name));
}

void lint_column(struct lint *l, const struct action *a)
{
	struct definition d = {.l = l, .a = a};

	read(&d);
	if (d.is_not_null && d.value == a->end && !d.is_generated && !is_numbered(&d) &&
		lint_is_old(l, a->table))
		lint_report(l, a, LINT_ADD_NOT_NULL,
			"'%s' is NOT NULL without a default: it fails when '%s' has rows",
			lint_name(a->column), lint_name(a->name));
	if (l->dialect == DIALECT_SQLITE)
		check_lite(&d);
	else
		check_postgres(&d);
}
