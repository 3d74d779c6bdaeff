#include "cmd/migrate.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/migrate/run_script.h"

#include <string.h>

static const char *folder;
static bool has_vars;

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
	{0}};

struct seeding {
	struct migrate *m;
	cJSON *list;
	size_t count;
};

static bool fail(const struct script_run *run, struct err *err)
{
	if (run->line)
		return err_wrap(err, "%s:%d:%d: statement %zu", run->script->path, run->line,
			run->column, run->statement);
	return err_wrap(err, "%s", run->script->path);
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
	bool ok;

	if (!str_ends(path, ".sql"))
		return true;
	ok = fs_read_text(path, MIGRATION_MAX_BYTES, &text, err);
	script.text = str_text(&text);
	if (str_starts(script.text, "\xef\xbb\xbf"))
		script.text += 3;
	if (ok && !script_run(&run, err))
		ok = fail(&run, err);
	if (ok)
		show(s, path, run.rows);
	str_release(&text);
	return ok;
}

/* All of them or none. */
static bool seed(struct seeding *s, const char *dir, struct err *err)
{
	if (!target_begin(s->m->s, err))
		return false;
	if (fs_walk(dir, each, s, err))
		return target_commit(s->m->s, err);
	target_rollback(s->m->s);
	return false;
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
	ok = ok && seed(&s, dir, err);
	if (ok && app->json) {
		document = json_new_object();
		json_add_take(document, "seeds", s.list);
		app_json(app, document);
		json_free(document);
	} else {
		json_free(s.list);
	}
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
		"time does no harm (INSERT OR IGNORE, ON CONFLICT DO NOTHING)."),
	.opts = options,
	.examples = (const char *const[]){"blokctl migrate seed --db app.db",
		"migrations/seeds/*.sql", NULL},
	.run = run,
	.manual = "blokctl-migrate",
};
