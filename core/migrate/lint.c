#include "core/migrate/lint_impl.h"

#include <string.h>

/* From so many migrations on, none of which has a down, nobody means to go back. */
#define FORWARD_ONLY 3

struct run {
	const struct history *h;
	struct arena arena;
	struct sketch schema; /* of the ups */
	enum source_dialect dialect;
	bool wants_downs;
	struct diags *ret;
};

static bool has_down(const struct migration *m)
{
	return m->down.text && !m->down.is_empty;
}

static bool wants_downs(const struct history *h)
{
	size_t ups = 0;

	for (size_t i = 0; i < h->list.len; i++) {
		if (has_down(&h->list.at[i]))
			return true;
		ups += h->list.at[i].up.text && !h->list.at[i].up.is_empty;
	}
	return ups < FORWARD_ONLY;
}

static void read_script(
	struct run *r, struct lint *l, const struct migration_script *script, struct sketch *schema)
{
	*l = (struct lint){
		.script = script, .schema = schema, .arena = &r->arena, .dialect = r->dialect};
	actions_read(&l->actions, &r->arena, script->text ? script->text : "", r->dialect);
	schema->now++;
	for (size_t i = 0; i < l->actions.list.len; i++)
		sketch_apply(schema, &l->actions, &l->actions.list.at[i]);
}

static void release(struct lint *l)
{
	actions_release(&l->actions);
	vec_release(&l->findings);
}

static void check_syntax(struct lint *l)
{
	if (l->actions.script.unclosed != SIZE_MAX)
		lint_report_at(l, l->actions.script.unclosed, LINT_UNCLOSED,
			"what begins here has no end");
}

static void check_up(struct lint *l)
{
	check_syntax(l);
	lint_transaction(l);
	lint_change(l);
	lint_table(l);
	lint_rebuild(l);
	if (l->dialect == DIALECT_POSTGRES)
		lint_postgres(l);
}

/* To drop what the up made is what a down is for. */
static void check_down(struct lint *l)
{
	l->is_down = true;
	check_syntax(l);
	lint_transaction(l);
	lint_change(l);
	lint_rebuild(l);
	for (size_t i = 0; i < l->actions.list.len; i++)
		if (l->actions.list.at[i].kind == ACTION_ADD_COLUMN)
			lint_column(l, &l->actions.list.at[i]);
}

/* The line "-- migrate:down" is blank in both texts: the first line behind the up that is as
 * long as it. */
static size_t down_line(const struct migration *m)
{
	const char *text = m->down.text;
	size_t at = 0, end;

	if (strcmp(m->up.path ? m->up.path : "", m->down.path ? m->down.path : "") != 0)
		return 0;
	for (size_t i = 0; m->up.text && m->up.text[i]; i++)
		if (!strchr(" \t\r\n", m->up.text[i]))
			at = i + 1;
	end = at;
	at += strcspn(text + at, "\n");
	while (text[at]) {
		size_t line = at + 1, len = strcspn(text + line, "\n");

		if (len >= strlen("--migrate:down"))
			return line;
		at = line + len;
	}
	return end;
}

static void check_no_down(struct run *r, const struct migration *m, struct lint *up)
{
	struct lint down;
	struct sketch none = {.arena = &r->arena};

	if (!r->wants_downs || !up->actions.list.len)
		return;
	if (!m->down.text) {
		lint_report_at(up, 0, LINT_MISSING_DOWN, "'%s' has no down", m->version);
		return;
	}
	read_script(r, &down, &m->down, &none);
	lint_report_at(
		&down, down_line(m), LINT_EMPTY_DOWN, "the down of '%s' does nothing", m->version);
	lint_flush(&down, r->ret);
	release(&down);
	sketch_release(&none);
}

static void check_migration(struct run *r, const struct migration *m, struct lint *up)
{
	struct lint down;
	struct sketch schema = {.arena = &r->arena};

	check_up(up);
	if (!has_down(m)) {
		check_no_down(r, m, up);
		lint_flush(up, r->ret);
		return;
	}
	read_script(r, &down, &m->down, &schema);
	check_down(&down);
	lint_undo(up, &down);
	lint_flush(up, r->ret);
	lint_flush(&down, r->ret);
	release(&down);
	sketch_release(&schema);
}

bool migrate_lint(const struct history *h, enum source_dialect dialect, const char *from,
	struct diags *ret, struct err *err)
{
	struct run r = {.h = h, .dialect = dialect, .ret = ret, .wants_downs = wants_downs(h)};

	if (from && !version_is_valid(from))
		return err_set(err, ERR_USAGE, "'%s' is no version", from);
	r.schema.arena = &r.arena;
	for (size_t i = 0; i < h->list.len; i++) {
		const struct migration *m = &h->list.at[i];
		struct lint up;

		read_script(&r, &up, &m->up, &r.schema);
		if (!from || version_compare(m->version, from) >= 0)
			check_migration(&r, m, &up);
		release(&up);
	}
	sketch_release(&r.schema);
	arena_release(&r.arena);
	return true;
}
