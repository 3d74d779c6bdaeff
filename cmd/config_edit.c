#define _GNU_SOURCE /* realpath */
#include "cmd/config.h"
#include "cmd/editor.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/data/user_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct opt options[] = {CONFIG_PLACE_OPTIONS, {0}};

static const char begin_text[] =
	"# Settings: 'man 5 blokctl-config' describes them. Everything has a default.\n";

struct edit {
	struct app *app;
	struct config_place place;
	struct str before, after;
	char *folder, *copy; /* the copy stands in a folder of its own */
};

static bool make_copy(struct edit *e, struct err *err)
{
	const char *temporary = getenv("TMPDIR");
	struct arena *a = &e->app->arena;

	if (!fs_exists(e->place.path))
		str_add(&e->before, begin_text);
	else if (!fs_read(e->place.path, USER_FILE_MAX_BYTES, &e->before, err))
		return false;
	e->folder = fs_join(
		a, temporary && temporary[0] == '/' ? temporary : "/tmp", "blokctl-config-XXXXXX");
	if (!mkdtemp(e->folder))
		return err_errno(err, errno, "cannot make a folder like '%s'", e->folder);
	e->copy = fs_join(a, e->folder, "config.yaml");
	return fs_write_atomic(e->copy, str_text(&e->before), e->before.len, 0600, err);
}

static bool same(const struct str *a, const struct str *b)
{
	return a->len == b->len && memcmp(str_text(a), str_text(b), a->len) == 0;
}

static bool check_copy(struct edit *e, struct err *err)
{
	struct diags diags = {0};
	bool ok = config_check_file(e->copy, &diags, err);

	if (ok && diags.errors) {
		ok = err_set(err, ERR_INPUT, "'%s' is as it was: the new text has %zu error%s",
			e->place.path, diags.errors, diags.errors == 1 ? "" : "s");
		err_hint(err, "your text is in '%s'", e->copy);
		app_refuse(e->app, &diags, err);
	}
	diags_release(&diags);
	return ok;
}

/* Somebody may have changed the file while the editor was open. */
static bool replace(struct edit *e, struct err *err)
{
	char *target = realpath(e->place.path, NULL);
	const char *path = target ? target : e->place.path;
	struct str now = {0};
	bool ok;

	ok = !target || fs_read(path, USER_FILE_MAX_BYTES, &now, err);
	if (ok && target && !same(&now, &e->before))
		ok = err_set(err, ERR_BUSY, "'%s' was changed in the meantime", path);
	ok = ok && fs_make_dirs(fs_dirname(&e->app->arena, path), 0700, err) &&
	     fs_write_atomic(path, str_text(&e->after), e->after.len, 0600, err);
	str_release(&now);
	free(target);
	return ok;
}

/* false: the copy stays, for it has the user's work. */
static bool take_over(struct edit *e, bool *ret_changed, struct err *err)
{
	bool ok = fs_read(e->copy, USER_FILE_MAX_BYTES, &e->after, err);

	*ret_changed = ok && !same(&e->before, &e->after);
	if (!ok || !*ret_changed)
		return ok;
	if (!check_copy(e, err))
		return false;
	return replace(e, err) || err_hint(err, "your text is in '%s'", e->copy);
}

static void tell(const struct edit *e, bool changed)
{
	cJSON *document;

	if (!e->app->json) {
		app_note(e->app, changed ? tr("wrote %s") : tr("nothing changed in %s"),
			e->place.path);
		return;
	}
	document = json_new_object();
	json_set_string(document, "file", e->place.path);
	json_set_bool(document, "changed", changed);
	app_json(e->app, document);
	json_free(document);
}

static void remove_copy(struct edit *e)
{
	if (e->copy)
		unlink(e->copy);
	if (e->folder)
		rmdir(e->folder); /* an editor's own files keep it */
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct edit e = {.app = app};
	bool changed = false, ok;
	const char *editor;

	(void)argc;
	(void)argv;
	if (!editor_choose("'blokctl config set' changes one setting", &editor, err) ||
		!config_place(app, &e.place, err))
		return false;
	app_flush(app);
	ok = make_copy(&e, err);
	if (ok && !editor_run(editor, e.copy, err)) {
		ok = false;
		err_hint(err, "'%s' is as it was; the copy is '%s'", e.place.path, e.copy);
	} else if (ok) {
		ok = take_over(&e, &changed, err);
	}
	if (ok) {
		remove_copy(&e);
		ok = !changed || config_note_change(app, "config.edit", NULL, e.place.path, err);
	}
	if (ok)
		tell(&e, changed);
	str_release(&e.before);
	str_release(&e.after);
	return ok;
}

const struct cmd config_edit = {
	.name = "edit",
	.args = "",
	.summary = N_("Edit the settings; what has errors is not taken over"),
	.opts = options,
	.details = N_("Runs $VISUAL, $EDITOR or vi on a copy, and replaces the file when the copy "
		      "is right. Otherwise the copy is kept, and its place told."),
	.examples = (const char *const[]){"blokctl config edit", N_("the project's settings"),
		"EDITOR=nano blokctl config edit --user", N_("the user's, in another editor"),
		NULL},
	.needs = NEEDS_STORE_READ,
	.run = run,
};
