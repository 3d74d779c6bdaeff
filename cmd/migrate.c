#include "cmd/migrate.h"

#include "cmd/commands.h"
#include "cmd/database.h"
#include "cmd/output.h"
#include "cmd/signals.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/config/config.h"

#include <string.h>

static struct opt_list databases;
static const char *folder;
static long long lock_timeout_ms = 60000;
static bool allow_late;
static struct opt_list variables;

static const struct opt options[] = {
	{.name = "db",
		.kind = OPT_LIST, /* so that a second one is seen */
		.value = &databases,
		.arg = "database",
		.help = N_("a file, postgres://…, a name of the "
			   "configuration, or store: for blokctl's own"),
		.words = WORDS_FILE},
	{.name = "dir",
		.letter = 'd',
		.kind = OPT_TEXT,
		.value = &folder,
		.arg = "folder",
		.help = N_("where the files are (default: migrations)"),
		.words = WORDS_FOLDER},
	{.name = "lock-timeout",
		.kind = OPT_DURATION,
		.value = &lock_timeout_ms,
		.arg = "duration",
		.help = N_("how long to wait for another process that migrates (default 60s)")},
	{.name = "allow-out-of-order",
		.kind = OPT_FLAG,
		.value = &allow_late,
		.help = N_("also what comes before something that is applied already")},
	{.name = "var",
		.kind = OPT_LIST,
		.value = &variables,
		.arg = "name=value",
		.help = N_("for ${NAME} in files that say vars:true (repeatable)")},
	{0}};

/* ---- where ---- */

static const char *given_database(void)
{
	return databases.len ? databases.at[0] : NULL;
}

/* Who names two expects both to be migrated. */
static bool is_one_database(struct err *err)
{
	if (databases.len < 2)
		return true;
	err_set(err, ERR_USAGE, "--db is given twice: '%s' and '%s'", databases.at[0],
		databases.at[1]);
	return err_hint(err, "one command migrates one database: run it once for each");
}

static const char *database_name(struct app *app)
{
	return databases.len ? given_database()
			     : config_text(app->config, "migrate.database", NULL);
}

static const char *folder_name(struct app *app, const char *name)
{
	const cJSON *own = name ? json_get(config_get(app->config, "databases"), name) : NULL;
	const char *dir = json_get_string(own, "migrations");

	if (folder)
		return folder;
	return dir ? dir : config_text(app->config, "migrate.dir", "migrations");
}

static bool find_spec(struct migrate *m, const char *name, struct err *err)
{
	struct str password = {0};
	bool ok;

	if (!name || !*name) {
		err_set(err, ERR_USAGE, "no database is named");
		return err_hint(err, "--db FILE, or 'blokctl config set migrate.database FILE'");
	}
	ok = database_spec(m->app, name, &password, &m->spec, err);
	if (ok && password.len)
		redact_add(&m->app->secrets.redactor, name, str_text(&password));
	str_release(&password);
	return ok;
}

bool migrate_is_store(void)
{
	return databases.len == 1 && strcmp(given_database(), "store:") == 0;
}

bool migrate_not_store(struct err *err)
{
	if (!migrate_is_store())
		return true;
	err_set(err, ERR_USAGE, "blokctl's own state has no files of migrations");
	return err_hint(err,
		"its steps are part of the program: 'migrate status --db store:' shows "
		"them, 'migrate up --db store:' brings it up to date");
}

bool migrate_dialect(struct app *app, enum source_dialect *ret, struct err *err)
{
	struct migrate m = {.app = app};
	const char *name;

	*ret = DIALECT_SQLITE;
	if (!is_one_database(err) || !app_load_config(app, err))
		return false;
	name = database_name(app);
	if (!name || !find_spec(&m, name, err))
		return !name;
	if (!target_file(m.spec))
		*ret = DIALECT_POSTGRES;
	return true;
}

/* ---- opening ---- */

static bool may_go_on(void *self)
{
	(void)self;
	return !atomic_load(&signals_received);
}

static void tell_waiting(void *self)
{
	struct migrate *m = self;

	app_note(m->app, tr("another process is migrating '%s': waiting for it"), m->name);
}

static bool open_target(struct migrate *m, unsigned needs, struct err *err)
{
	const char *spec = m->spec, *file = target_file(spec);
	bool reads = needs & MIGRATE_READ_ONLY || (needs & MIGRATE_REHEARSE && file);
	unsigned flags = TARGET_ALONE | (reads ? TARGET_READ_ONLY : 0);

	if (needs & MIGRATE_CREATE)
		flags |= TARGET_CREATE;
	if (reads && file && !fs_exists(file)) {
		spec = ":memory:";
		flags = TARGET_ALONE | TARGET_CREATE;
	}
	return migrate_open_target(m, spec, flags, needs, err);
}

bool migrate_open_target(
	struct migrate *m, const char *spec, unsigned flags, unsigned needs, struct err *err)
{
	const char *file = target_file(m->spec);

	if (!target_open(spec, flags, &m->s, err))
		return false;
	m->name = file ? file : target_name(m->s);
	signals_catch();
	target_watch(m->s, may_go_on, NULL);
	return !(needs & MIGRATE_LOCK) || target_lock(m->s, lock_timeout_ms, tell_waiting, m, err);
}

bool migrate_read_files(struct migrate *m, struct err *err)
{
	struct diags findings = {0};
	bool ok = history_read(m->dir, &m->history, &findings, err);

	if (ok && findings.errors) {
		err_set(err, ERR_INPUT, "the migrations in '%s' cannot be used: %zu problem%s",
			m->dir, findings.errors, findings.errors == 1 ? "" : "s");
		ok = app_refuse(m->app, &findings, err);
	}
	diags_release(&findings);
	return ok;
}

void migrate_findings(const struct migrate *m, struct diags *findings)
{
	migrate_plan_check(&m->plan, allow_late, findings);
}

bool migrate_check(struct migrate *m, struct err *err)
{
	struct diags findings = {0};
	bool ok = true;

	migrate_findings(m, &findings);
	if (findings.errors) {
		err_set(err, ERR_INPUT,
			"the files do not fit what '%s' says was applied: %zu "
			"problem%s; nothing was done",
			m->name, findings.errors, findings.errors == 1 ? "" : "s");
		ok = app_refuse(m->app, &findings, err);
	}
	diags_release(&findings);
	return ok;
}

static bool look_at_ledger(struct migrate *m, struct err *err)
{
	if (!ledger_read(m->s, &m->ledger, err))
		return false;
	migrate_plan_make(&m->history, &m->ledger, &m->plan);
	return true;
}

static bool check_variables(struct err *err)
{
	for (size_t i = 0; i < variables.len; i++)
		if (!strchr(variables.at[i], '=') || *variables.at[i] == '=')
			return err_set(err, ERR_USAGE, "'%s' is not NAME=VALUE", variables.at[i]);
	return true;
}

static bool open_all(struct migrate *m, unsigned needs, struct err *err)
{
	const char *name;

	if (!is_one_database(err) || !migrate_not_store(err) || !app_load_config(m->app, err))
		return false;
	name = database_name(m->app);
	m->dir = folder_name(m->app, name);
	m->vars = (struct vars){(const char *const *)variables.at, variables.len};
	if (!check_variables(err))
		return false;
	if (needs & (MIGRATE_DATABASE | MIGRATE_NAME) && !find_spec(m, name, err))
		return false;
	if (needs & MIGRATE_FILES && !migrate_read_files(m, err))
		return false;
	if (needs & MIGRATE_DATABASE && (!open_target(m, needs, err) || !look_at_ledger(m, err)))
		return false;
	return !(needs & MIGRATE_CHECK) || migrate_check(m, err);
}

bool migrate_open(struct app *app, unsigned needs, struct migrate *ret, struct err *err)
{
	*ret = (struct migrate){.app = app};
	if (open_all(ret, needs, err))
		return true;
	migrate_close(ret);
	return false;
}

void migrate_close(struct migrate *m)
{
	migrate_plan_release(&m->plan);
	ledger_release(&m->ledger);
	history_release(&m->history);
	target_close(m->s);
}

/* ---- words ---- */

const char *migrate_title(struct arena *a, const char *version, const char *name)
{
	return *name ? arena_printf(a, "%s_%s", version, name) : version;
}

bool migrate_version(const char *text, struct err *err)
{
	if (version_is_valid(text))
		return true;
	err_set(err, ERR_USAGE, "'%s' is no version", text);
	return err_hint(err, "a version is the number that a file's name begins with");
}

const struct cmd cmd_migrate = {
	.name = "migrate",
	.args = NULL,
	.summary = N_("Bring the schema of a database to another version"),
	.details = N_("A migration is a file VERSION_name.sql with '-- migrate:up' and "
		   "'-- migrate:down', or a pair VERSION_name.up.sql and VERSION_name.down.sql. "
		   "What was applied stands in the database's table blokctl_migration."),
	.opts = options,
	.subs = (const struct cmd *const[]){&migrate_up, &migrate_down, &migrate_redo,
		&migrate_goto, &migrate_status, &migrate_plan, &migrate_new, &migrate_verify,
		&migrate_repair, &migrate_baseline, &migrate_lint_cmd, &migrate_test, &migrate_dump,
		&migrate_drift, &migrate_seed, &migrate_restore, &migrate_import, NULL},
	.examples =
		(const char *const[]){
			"blokctl migrate new create_users",
			N_("a file to write SQL into"),
			"blokctl migrate up --db app.db",
			N_("apply what is pending"),
			"blokctl migrate status --db app.db --exit-code",
			N_("in CI: exit status 1 when something is pending"),
			NULL,
		},
};
