#include "cmd/migrate.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/migrate/backups.h"

static bool list, no_backup;

static const struct opt options[] = {
	{.name = "list", .kind = OPT_FLAG, .value = &list, .help = N_("only show what there is")},
	{.name = "no-backup",
		.kind = OPT_FLAG,
		.value = &no_backup,
		.help = N_("keep nothing of what is there now")},
	{0}};

static void print_list(struct app *app, const struct backups *b)
{
	cJSON *document, *files;

	if (!app->json) {
		for (size_t i = 0; i < b->list.len; i++)
			app_print(app, "%s\n", b->list.at[i]);
		return;
	}
	document = json_new_object();
	files = json_new_array();
	for (size_t i = 0; i < b->list.len; i++)
		json_append_take(files, json_new_string(b->list.at[i]));
	json_add_take(document, "backups", files);
	app_json(app, document);
	json_free(document);
}

static void print_done(struct app *app, const char *from, const char *before)
{
	cJSON *document;

	if (!app->json) {
		app_note(app, tr("put back: %s"), from);
		if (before)
			app_note(app, tr("as it was before: %s"), before);
		return;
	}
	document = json_new_object();
	json_set_string(document, "restored", from);
	json_set_string(document, "backup", before);
	app_json(app, document);
	json_free(document);
}

/* What is there is a database: its content is replaced, and who has it open sees that.  `before`
 * is its copy, or NULL. */
static bool put_back(struct migrate *m, const char *from, const char *before, struct err *err)
{
	if (!backup_restore(m->s, from, err)) {
		backup_drop(&before);
		return false;
	}
	backup_done(m->s, from, &m->app->arena);
	print_done(m->app, from, before);
	return true;
}

/* It is lost, or nothing can read it. */
static bool replace(struct migrate *m, const char *from, struct err *err)
{
	const char *aside;

	target_close(m->s);
	m->s = NULL;
	*err = (struct err){0};
	if (!migrate_open_target(m, m->spec, TARGET_ALONE | TARGET_UNREAD, MIGRATE_LOCK, err) ||
		!backup_replace(m->s, from, !no_backup, &m->app->arena, &aside, err))
		return false;
	backup_done(m->s, from, &m->app->arena);
	print_done(m->app, from, aside);
	return true;
}

/* Whether it may be that the file is damaged: somebody who has it, or a name that is none, is
 * no reason to put another one in its place. */
static bool may_be_damaged(const struct migrate *m, const struct err *why)
{
	return why->kind != ERR_BUSY && why->kind != ERR_INTERRUPTED && why->kind != ERR_USAGE &&
	       !fs_is_dir(target_file(m->spec));
}

static bool restore(struct migrate *m, const char *from, struct err *err)
{
	const char *before = NULL;

	if (!fs_exists(from))
		return err_set(err, ERR_WORK, "there is no backup '%s'", from);
	if (!backup_check(from, err))
		return false;
	if (migrate_open_target(m, m->spec, TARGET_ALONE, MIGRATE_LOCK, err) &&
		(no_backup || backup_make(m->s, &m->app->arena, &before, err)))
		return put_back(m, from, before, err);
	return may_be_damaged(m, err) && replace(m, from, err);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate m;
	struct backups b = {0};
	bool ok;

	if (!migrate_open(app, MIGRATE_NAME, &m, err))
		return false;
	if (!target_file(m.spec))
		ok = err_set(err, ERR_USAGE, "only a file of SQLite's has copies");
	else
		ok = backups_list(target_file(m.spec), &app->arena, &b, err);
	if (ok && list)
		print_list(app, &b);
	else if (ok && !argc && !b.list.len)
		ok = err_set(err, ERR_WORK, "there is no backup of '%s'", target_file(m.spec));
	else if (ok)
		ok = restore(&m, argc ? argv[0] : b.list.at[0], err);
	vec_release(&b.list);
	migrate_close(&m);
	return ok;
}

const struct cmd migrate_restore = {
	.name = "restore",
	.args = "[BACKUP]",
	.summary = N_("Put back the copy that was made before the last change"),
	.details = N_("The newest one, or the one that is named. It is checked before, and what is "
		      "there now is copied, too: a restore can be taken back. Where the file is "
		      "lost, or nothing "
		      "can read it, the copy takes its place, and what is left of it stays as "
		      "FILE.damaged-TIME."),
	.opts = options,
	.examples = (const char *const[]){"blokctl migrate restore --db app.db",
		N_("as it was before the last 'up'"), "blokctl migrate restore --list --db app.db",
		N_("which copies are there"), NULL},
	.operands = WORDS_FILE,
	.run = run,
	.manual = "blokctl-migrate",
};
