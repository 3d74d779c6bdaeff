#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/embedded.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char config_text[] =
	"# Settings of this project. Everything has a default: an empty file is fine.\n";

/* The store and what SQLite puts beside it (-wal, -shm, .lock). */
static const char ignore_text[] = "/blokctl.db*\n";

struct result {
	struct app *app;
	const char *folder;
	cJSON *created, *kept; /* paths */
};

static void record(struct result *r, cJSON *list, const char *path)
{
	json_append_take(list, json_new_string(path));
	if (!r->app->json)
		app_note(r->app, "%s %s", list == r->created ? tr("created") : tr("kept   "), path);
}

/* A file that is there stays as it is, whoever wrote it. */
static bool add_file(
	struct result *r, const char *name, const char *bytes, size_t len, struct err *err)
{
	const char *path = fs_join(&r->app->arena, r->folder, name);
	struct stat st;

	if (lstat(path, &st) == 0) {
		record(r, r->kept, path);
		return true;
	}
	if (!fs_make_dirs(fs_dirname(&r->app->arena, path), 0755, err) ||
		!fs_write_atomic(path, bytes, len, 0644, err))
		return false;
	record(r, r->created, path);
	return true;
}

static bool stop_at_first(void *self, const char *path, struct err *err)
{
	(void)path;
	(void)err;
	*(bool *)self = true;
	return false;
}

/* Somebody with workflows of their own does not need our example. */
static bool has_workflows(struct app *app, const char *folder)
{
	struct err ignored = {0};
	bool found = false;

	fs_walk(fs_join(&app->arena, folder, "workflows"), stop_at_first, &found, &ignored);
	return found;
}

static void tell(struct result *r)
{
	cJSON *document;

	if (r->app->json) {
		document = json_new_object();
		json_set_string(document, "folder", r->folder);
		json_set_take(document, "created", r->created);
		json_set_take(document, "kept", r->kept);
		app_json(r->app, document);
		json_free(document);
		r->created = r->kept = NULL;
		return;
	}
	if (json_count(r->created) == 0)
		app_note(r->app, tr("nothing to do: '%s' is a project already"), r->folder);
	else
		app_note(r->app, tr("hint: 'blokctl help workflow' says how to run a workflow"));
}

static bool init_run(struct app *app, int argc, char **argv, struct err *err)
{
	const struct embedded *hello = embedded_find("workflows/hello.yaml");
	struct result r = {.app = app, .folder = argc ? argv[0] : "."};
	bool ok;

	r.created = json_new_array();
	r.kept = json_new_array();
	ok = add_file(&r, ".blok/config.yaml", config_text, strlen(config_text), err) &&
		add_file(&r, ".blok/.gitignore", ignore_text, strlen(ignore_text), err);
	if (ok && has_workflows(app, r.folder))
		record(&r, r.kept, fs_join(&app->arena, r.folder, "workflows"));
	else if (ok)
		ok = add_file(&r, "workflows/hello.yaml", hello->bytes, hello->len, err);
	if (ok)
		tell(&r);
	else
		err_wrap(err, "cannot make a project in '%s'", r.folder);
	json_free(r.created);
	json_free(r.kept);
	return ok;
}

const struct cmd cmd_init = {
	.name = "init",
	.args = "[FOLDER]",
	.summary = N_("Make a project: .blok/ and workflows/ with an example"),
	.details = N_(
		"Writes .blok/config.yaml, .blok/.gitignore and workflows/hello.yaml into FOLDER "
		"(the working folder) and says so. Files that are there already are kept as they "
		"are, so it can be run again. Commands run inside the project keep their records "
		"in .blok/blokctl.db."),
	.examples = (const char *const[]){"blokctl init", N_("make the working folder a project"),
		"blokctl init shop", N_("make one in the folder shop"), NULL},
	.run = init_run,
	.operands = WORDS_FOLDER,
};
