#include "core/migrate/plan.h"

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/tr.h"

#include <string.h>

const char *migration_state_name(enum migration_state state)
{
	static const char *const names[] = {
		N_("pending"), N_("partial"), N_("applied"), N_("edited"), N_("missing")};

	return names[state];
}

static enum migration_state state_of(const struct migration *m, const struct ledger_entry *e)
{
	if (!ledger_is_applied(e))
		return e && e->action == LEDGER_PART ? MIGRATION_PARTIAL : MIGRATION_PENDING;
	if (!m)
		return MIGRATION_MISSING;
	return !e->checksum || str_eq(e->checksum, m->checksum) ? MIGRATION_APPLIED
								: MIGRATION_EDITED;
}

static void add(struct migrate_plan *p, const struct migration *m, const struct ledger_entry *e)
{
	struct migrate_item item = {.version = m ? m->version : e->version,
		.name = m ? m->name : e->name,
		.state = state_of(m, e),
		.m = m,
		.e = e};

	if (!m && !ledger_is_applied(e) && e->action != LEDGER_PART)
		return; /* undone, and its file is gone, too */
	p->counts[item.state]++;
	vec_push(&p->items, item);
}

/* Both are in order: they are merged. */
static void merge(const struct history *h, const struct ledger *l, struct migrate_plan *p)
{
	size_t i = 0, k = 0;

	while (i < h->list.len || k < l->state.len) {
		const struct migration *m = i < h->list.len ? &h->list.at[i] : NULL;
		const struct ledger_entry *e =
			k < l->state.len ? &l->rows.at[l->state.at[k]] : NULL;
		int order = !m ? 1 : !e ? -1 : version_compare(m->version, e->version);

		add(p, order <= 0 ? m : NULL, order >= 0 ? e : NULL);
		i += order <= 0;
		k += order >= 0;
	}
}

void migrate_plan_make(const struct history *h, const struct ledger *l, struct migrate_plan *ret)
{
	bool later = false;

	memset(ret, 0, sizeof *ret);
	merge(h, l, ret);
	for (size_t i = ret->items.len; i-- > 0;) {
		struct migrate_item *item = &ret->items.at[i];

		if (item->state >= MIGRATION_APPLIED)
			later = true;
		else if (later && item->state == MIGRATION_PENDING) {
			item->is_late = true;
			ret->late++;
		}
	}
}

void migrate_plan_release(struct migrate_plan *p)
{
	vec_release(&p->items);
}

/* ---- what must not be ---- */

static void report(struct diags *findings, const struct migrate_item *item, const char *code,
	const char *hint, const char *what)
{
	struct str message = {0};

	str_addf(&message, "version %s %s", item->version, what);
	diags_add_take(findings,
		(struct diag){.severity = DIAG_ERROR,
			.path = mem_strdup(item->m ? item->m->up.path : "blokctl_migration"),
			.code = mem_strdup(code),
			.message = str_take(&message),
			.hint = mem_strdup(hint)});
}

void migrate_plan_check(const struct migrate_plan *p, bool allow_late, struct diags *findings)
{
	for (size_t i = 0; i < p->items.len; i++) {
		const struct migrate_item *item = &p->items.at[i];

		if (item->state == MIGRATION_EDITED)
			report(findings, item, "edited",
				"put the file back and write a new migration; if nothing of it "
				"matters, 'blokctl migrate repair VERSION --reason TEXT' takes it "
				"as it is",
				"was edited after it was applied");
		else if (item->state == MIGRATION_MISSING)
			report(findings, item, "missing",
				"put the file back; if it is gone for good, 'blokctl migrate "
				"repair "
				"VERSION --reason TEXT' forgets it",
				"was applied, and its file is gone");
		else if (item->state == MIGRATION_PARTIAL && !item->m)
			report(findings, item, "missing", "put the file back",
				"was begun, and its file is gone");
		else if (item->is_late && !allow_late)
			report(findings, item, "out-of-order",
				"give it a later version, or apply it with --allow-out-of-order",
				"comes before one that was applied already");
	}
}

/* ---- what is to be done ---- */

static bool check_target(const struct migrate_plan *p, const char *to, struct err *err)
{
	if (!to || version_compare(to, "0") == 0)
		return true;
	for (size_t i = 0; i < p->items.len; i++)
		if (version_compare(p->items.at[i].version, to) == 0)
			return true;
	err_set(err, ERR_INPUT, "there is no version %s", to);
	return err_hint(err, "'blokctl migrate status' lists them");
}

bool migrate_plan_up(const struct migrate_plan *p, size_t count, const char *to,
	struct migrate_steps *ret, struct err *err)
{
	if (!check_target(p, to, err))
		return false;
	for (size_t i = 0; i < p->items.len && ret->list.len < count; i++) {
		const struct migrate_item *item = &p->items.at[i];

		if (to && version_compare(item->version, to) > 0)
			break;
		if (item->state <= MIGRATION_PARTIAL)
			vec_push(&ret->list,
				((struct migrate_step){.m = item->m,
					.e = item->state == MIGRATION_PARTIAL ? item->e : NULL}));
	}
	return true;
}

static bool refuse_partial(const struct migrate_item *item, struct err *err)
{
	err_set(err, ERR_INPUT, "version %s has stopped in the middle: %zu statement%s done",
		item->version, item->e->statements, item->e->statements == 1 ? " is" : "s are");
	return err_hint(err,
		"'blokctl migrate up' finishes it; or take back by hand what was done, and "
		"'blokctl "
		"migrate repair %s --reason TEXT' forgets it",
		item->version);
}

static bool add_down(const struct migrate_item *item, struct migrate_steps *ret, struct err *err)
{
	if (!item->m)
		return err_set(err, ERR_INPUT, "version %s cannot be undone: its file is gone",
			item->version);
	if (!item->m->down.text || item->m->down.is_blank) {
		err_set(err, ERR_INPUT, "%s: it cannot be undone: there is no down",
			item->m->up.path);
		return err_hint(err, "write one ('-- migrate:down'), or go forward with a new "
				     "migration");
	}
	vec_push(&ret->list, ((struct migrate_step){.m = item->m, .is_down = true}));
	return true;
}

bool migrate_plan_down(const struct migrate_plan *p, size_t count, const char *to,
	struct migrate_steps *ret, struct err *err)
{
	if (!check_target(p, to, err))
		return false;
	for (size_t i = p->items.len; i-- > 0 && ret->list.len < count;) {
		const struct migrate_item *item = &p->items.at[i];

		if (to && version_compare(item->version, to) <= 0)
			break;
		if (item->state == MIGRATION_PARTIAL)
			return refuse_partial(item, err);
		if (item->state >= MIGRATION_APPLIED && !add_down(item, ret, err))
			return false;
	}
	return true;
}
