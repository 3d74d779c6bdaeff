#include "cmd/migrate.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/migrate/backups.h"
#include "core/migrate/run_script.h"

#include <string.h>

static const char *folder;
static bool has_vars, no_backup;

static const struct opt options[] = {
	{.name = "seeds",
		.kind = OPT_TEXT,
		.value = &folder,
		.arg = "folder",
		.help = N_("where they are (default: seeds in the folder of the migrations)"),
		.words = WORDS_FOLDER},
	{.name = "vars",
		.kind = OPT_FLAG,
		.value = &has_vars,
		.help = N_("replace ${NAME} by --var and the environment")},
	{.name = "no-backup",
		.kind = OPT_FLAG,
		.value = &no_backup,
		.help = N_("make no copy of the file before")},
	{0}};

struct seeding {
	struct migrate *m;
	cJSON *list;
	size_t count;
	const char *path, *backup; /* the file that was run last */
};

static bool fail(const struct script_run *run, struct err *err)
{
	if (run->line)
		err_wrap(err, "%s:%d:%d: statement %zu", run->script->path, run->line, run->column,
			run->statement);
	else
		err_wrap(err, "%s", run->script->path);
	return *err->hint || err->kind == ERR_BUSY || err->kind == ERR_INTERRUPTED
		       ? false
		       : err_hint(err, "nothing of any seed was kept: mend it and run them again");
}

static void show(struct seeding *s, const char *path, int64_t rows)
{
	cJSON *json;

	s->count++;
	if (!s->list) {
		app_note(s->m->app, tr_n("%s: %lld row", "%s: %lld rows", (unsigned long long)rows),
			path, (long long)rows);
		return;
	}
	json = json_new_object();
	json_set_string(json, "file", path);
	json_set_number(json, "rows", (double)rows);
	json_append_take(s->list, json);
}

static bool each(void *self, const char *path, struct err *err)
{
	struct seeding *s = self;
	struct str text = {0};
	struct migration_script script = {.path = path, .has_vars = has_vars};
	struct script_run run = {
		.s = s->m->s, .script = &script, .vars = &s->m->vars, .is_seed = true};
	const struct ledger *l = &s->m->ledger;
	bool ok;

	if (!str_ends(path, ".sql"))
		return true;
	ok = fs_read_text(path, MIGRATION_MAX_BYTES, &text, err);
	script.text = str_text(&text);
	if (str_starts(script.text, "\xef\xbb\xbf"))
		script.text += 3;
	s->path = arena_strdup(&s->m->app->arena, path);
	/* What 'dump' prints makes a ledger where none says anything yet. */
	run.fills_ledger = !l->rows.len;
	if (ok && !script_run(&run, err))
		ok = fail(&run, err);
	run.line = 0;
	if (ok && !run.fills_ledger && !ledger_is_untouched(s->m->s, l, err))
		ok = fail(&run, err);
	if (ok && !target_reset(s->m->s, err)) /* as up does: no seed sees what another has set */
		ok = fail(&run, err);
	if (ok)
		show(s, path, run.rows);
	str_release(&text);
	return ok;
}

/* All of them or none. */
static bool seed(struct seeding *s, const char *dir, bool *ret_kept, struct err *err)
{
	if (!target_begin(s->m->s, err))
		return false;
	if (!fs_walk(dir, each, s, err)) {
		target_rollback(s->m->s);
		return false;
	}
	*ret_kept = true;
	if (target_commit(s->m->s, err))
		return true;
	*ret_kept = err->kind != ERR_INPUT; /* else its rows refer to nothing, and nothing stays */
	if (err->kind != ERR_INPUT || !s->path)
		return false;
	err_wrap(err, "%s", s->count == 1 ? s->path : dir);
	return err_hint(
		err, "'%s' was left as it was: mend the seeds and run them again", s->m->name);
}

static bool seed_copied(struct seeding *s, const char *dir, struct err *err)
{
	struct arena *a = &s->m->app->arena;
	bool kept = false, ok;

	if (!no_backup && !backup_make(s->m->s, a, &s->backup, err))
		return false;
	ok = seed(s, dir, &kept, err);
	if (kept && s->count)
		backup_done(s->m->s, NULL, a);
	else
		backup_drop(&s->backup);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate m;
	struct seeding s = {.m = &m};
	const char *dir;
	cJSON *document;
	bool ok;

	(void)argc, (void)argv;
	if (!migrate_open(app, MIGRATE_DATABASE | MIGRATE_LOCK, &m, err))
		return false;
	dir = folder ? folder : fs_join(&app->arena, m.dir, "seeds");
	s.list = app->json ? json_new_array() : NULL;
	ok = fs_is_dir(dir) || err_set(err, ERR_WORK, "there is no folder '%s'", dir);
	ok = ok && seed_copied(&s, dir, err);
	if (ok && app->json) {
		document = json_new_object();
		json_add_take(document, "seeds", s.list);
		json_set_string(document, "backup", s.backup);
		app_json(app, document);
		json_free(document);
	} else {
		json_free(s.list);
	}
	if (s.backup && !app->json)
		app_note(app, tr("the file as it was before: %s"), s.backup);
	if (ok && !app->json)
		app_note(app, tr_n("%zu file", "%zu files", s.count), s.count);
	migrate_close(&m);
	return ok;
}

const struct cmd migrate_seed = {
	.name = "seed",
	.summary = N_("Run the files with first rows, all in one transaction"),
	.details = N_(
		"They are run in the order of their names, each time: write them so that a second "
		"time does no harm (INSERT OR IGNORE, ON CONFLICT DO NOTHING). A file of SQLite's "
		"is "
		"copied before, as 'up' does."),
	.opts = options,
	.examples = (const char *const[]){"blokctl migrate seed --db app.db",
		"migrations/seeds/*.sql", NULL},
	.run = run,
	.manual = "blokctl-migrate",
};
