#include "cmd/migrate.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/migrate/import.h"

/* What is written to the ledger without running anything. */

static void show(struct app *app, const char *key, size_t count, const char *words)
{
	cJSON *document;

	if (!app->json) {
		app_note(app, "%s", words);
		return;
	}
	document = json_new_object();
	json_set_number(document, key, (double)count);
	app_json(app, document);
	json_free(document);
}

/* ---- repair ---- */

static const char *reason;

static const struct opt repair_options[] = {{.name = "reason",
						    .kind = OPT_TEXT,
						    .value = &reason,
						    .arg = "text",
						    .help = N_("why; it is kept with the ledger")},
	{0}};

static const struct migrate_item *find(const struct migrate_plan *p, const char *version)
{
	for (size_t i = 0; i < p->items.len; i++)
		if (version_compare(p->items.at[i].version, version) == 0)
			return &p->items.at[i];
	return NULL;
}

static bool choose(const struct migrate_item *item, const char *version, struct ledger_entry *ret,
	const char **ret_words, struct err *err)
{
	if (!item)
		return err_set(err, ERR_INPUT, "there is no version %s", version);
	*ret = (struct ledger_entry){
		.version = item->version, .name = item->name, .reason = reason};
	switch (item->state) {
	case MIGRATION_EDITED:
		ret->action = LEDGER_REPAIR;
		ret->checksum = item->m->checksum;
		*ret_words = tr("its file counts as it is now");
		return true;
	case MIGRATION_MISSING:
		ret->action = LEDGER_FORGET;
		*ret_words = tr("it counts as never applied");
		return true;
	case MIGRATION_PARTIAL:
		ret->action = LEDGER_FORGET;
		*ret_words = tr("what was done of it is forgotten: it begins anew");
		return true;
	default:
		err_set(err, ERR_INPUT, "version %s needs no repair: it is %s", version,
			migration_state_name(item->state));
		return err_hint(err, "'blokctl migrate verify' tells what does");
	}
}

static bool repair(struct migrate *m, const char *version, struct err *err)
{
	struct ledger_entry e;
	const char *words = "";

	if (!choose(find(&m->plan, version), version, &e, &words, err) || !target_begin(m->s, err))
		return false;
	if (!ledger_add(m->s, &m->ledger, &e, err)) {
		target_rollback(m->s);
		return false;
	}
	if (!target_commit(m->s, err))
		return false;
	show(m->app, "repaired", 1, words);
	return true;
}

static bool repair_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate m;
	bool ok;

	(void)argc;
	if (!migrate_version(argv[0], err))
		return false;
	if (!reason || !*reason)
		return err_set(err, ERR_USAGE, "--reason is missing: why is it as it should be?");
	if (!migrate_open(app, MIGRATE_FILES | MIGRATE_DATABASE | MIGRATE_LOCK, &m, err))
		return false;
	ok = repair(&m, argv[0], err);
	migrate_close(&m);
	return ok;
}

/* ---- baseline ---- */

static const char *to;

static const struct opt baseline_options[] = {
	{.name = "to",
		.kind = OPT_TEXT,
		.value = &to,
		.arg = "version",
		.help = N_("the last one that is there already")},
	{0}};

static bool baseline(struct migrate *m, struct err *err)
{
	const struct ledger_entry as = {.action = LEDGER_BASELINE};
	struct import_versions v = {0};
	bool ok = true;

	if (!history_find(&m->history, to)) {
		err_set(err, ERR_INPUT, "there is no version %s", to);
		return err_hint(err, "is --dir the right folder?");
	}
	for (size_t i = 0; i < m->history.list.len; i++)
		if (version_compare(m->history.list.at[i].version, to) <= 0)
			vec_push(&v.list, m->history.list.at[i].version);
	ok = import_adopt(m->s, &m->ledger, &m->history, &v, &as, err);
	if (ok)
		show(m->app, "baseline", v.list.len,
			arena_printf(&m->app->arena,
				tr_n("%zu counts as applied, up to %s",
					"%zu count as applied, up to %s", v.list.len),
				v.list.len, to));
	import_versions_release(&v);
	return ok;
}

static bool baseline_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate m;
	bool ok;

	(void)argc, (void)argv;
	if (!to)
		return err_set(err, ERR_USAGE, "--to is missing: the last version that is there");
	if (!migrate_version(to, err) ||
		!migrate_open(app, MIGRATE_FILES | MIGRATE_DATABASE | MIGRATE_LOCK, &m, err))
		return false;
	ok = baseline(&m, err);
	migrate_close(&m);
	return ok;
}

/* ---- import ---- */

static const char *from;

static const struct opt import_options[] = {{.name = "from",
						    .kind = OPT_CHOICE,
						    .value = &from,
						    .arg = "tool",
						    .help = N_("whose ledger it is"),
						    .choices = "dbmate|golang-migrate|goose"},
	{0}};

static bool adopt(struct migrate *m, struct err *err)
{
	static const char *const names[] = {[IMPORT_DBMATE] = "dbmate",
		[IMPORT_GOLANG_MIGRATE] = "golang-migrate",
		[IMPORT_GOOSE] = "goose"};
	const struct ledger_entry as = {.action = LEDGER_IMPORT, .reason = from};
	struct import_versions v;
	enum import_tool tool = IMPORT_DBMATE;
	bool ok;

	while (!str_eq(names[tool], from))
		tool++;
	if (!import_read(m->s, tool, &m->history, &v, err))
		return false;
	ok = import_adopt(m->s, &m->ledger, &m->history, &v, &as, err);
	if (ok)
		show(m->app, "imported", v.list.len,
			arena_printf(&m->app->arena,
				tr_n("%zu counts as applied, as %s says; its table stays as it is",
					"%zu count as applied, as %s says; its table stays as it "
					"is",
					v.list.len),
				v.list.len, from));
	import_versions_release(&v);
	return ok;
}

static bool import_run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate m;
	bool ok;

	(void)argc, (void)argv;
	if (!from)
		return err_set(
			err, ERR_USAGE, "--from is missing: dbmate, golang-migrate or goose");
	if (!migrate_open(app, MIGRATE_FILES | MIGRATE_DATABASE | MIGRATE_LOCK, &m, err))
		return false;
	ok = adopt(&m, err);
	migrate_close(&m);
	return ok;
}

const struct cmd migrate_repair = {
	.name = "repair",
	.args = "VERSION",
	.summary = N_("Take one edited file as it is, or forget one that is gone"),
	.details = N_("Nothing is run. What was done, when and why stays in the ledger."),
	.opts = repair_options,
	.examples = (const char *const[]){"blokctl migrate repair 20250101000000 --reason 'only a "
					  "comment' --db app.db",
		N_("an edit that does not matter"), NULL},
	.run = repair_run,
	.manual = "blokctl-migrate",
};

const struct cmd migrate_baseline = {
	.name = "baseline",
	.summary = N_("Let migrations count as applied in a database that was there before"),
	.opts = baseline_options,
	.examples =
		(const char *const[]){"blokctl migrate baseline --to 20250101000000 --db app.db",
			N_("its schema is that of this version"), NULL},
	.run = baseline_run,
	.manual = "blokctl-migrate",
};

const struct cmd migrate_import = {
	.name = "import",
	.summary = N_("Take over the ledger of dbmate, golang-migrate or goose"),
	.details =
		N_("Their files are read as they are: '-- migrate:up' and '-- +goose Up', or pairs "
		   "NAME.up.sql and NAME.down.sql. Nothing is run, and their table stays."),
	.opts = import_options,
	.examples =
		(const char *const[]){
			"blokctl migrate import --from dbmate --dir db/migrations --db app.db",
			N_("what dbmate has applied is applied"), NULL},
	.run = import_run,
	.manual = "blokctl-migrate",
};
