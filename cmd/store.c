#include "cmd/store.h"
#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/store/store.h"
#include "core/term/format.h"

#include <sys/stat.h>

bool store_needed(struct app *app, struct err *err)
{
	const char *path;

	if (app->store)
		return true;
	if (!app_store_path(app, &path, err))
		return false;
	err_set(err, ERR_WORK, "there is no store at '%s'", path);
	return err_hint(err, "the first run makes it; --store names another");
}

int64_t store_bytes(const char *path)
{
	struct str log = {0};
	struct stat st;
	int64_t bytes = stat(path, &st) == 0 ? st.st_size : 0;

	str_addf(&log, "%s-wal", path);
	if (stat(log.at, &st) == 0)
		bytes += st.st_size;
	str_release(&log);
	return bytes;
}

static bool count_runs(struct app *app, int64_t *ret, struct err *err)
{
	bool ok;

	*ret = 0;
	if (!app->store)
		return true;
	store_lock(app->store);
	ok = db_query_int(store_db(app->store), "SELECT count(*) FROM run", ret, err);
	store_unlock(app->store);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	const char *path;
	char size[FORMAT_MAX];
	int64_t runs, bytes;
	cJSON *document;

	(void)argc, (void)argv;
	if (!app_store_path(app, &path, err) || !count_runs(app, &runs, err))
		return false;
	bytes = store_bytes(path);
	format_size(size, (uint64_t)bytes);
	if (!app->json) {
		app_print(app, "%s\n", path);
		if (app->store)
			app_note(app,
				tr_n("%s, %lld run", "%s, %lld runs", (unsigned long long)runs),
				size, (long long)runs);
		else
			app_note(app, tr("it is not there yet: the first run makes it"));
		return true;
	}
	document = json_new_object();
	json_set_string(document, "path", path);
	json_set_bool(document, "exists", app->store);
	json_set_number(document, "bytes", (double)bytes);
	json_set_number(document, "runs", (double)runs);
	app_json(app, document);
	json_free(document);
	return true;
}

static bool path_run(struct app *app, int argc, char **argv, struct err *err)
{
	const char *path;
	cJSON *document;

	(void)argc;
	(void)argv;
	if (!app_store_path(app, &path, err))
		return false;
	if (!app->json) {
		app_print(app, "%s\n", path);
		return true;
	}
	document = json_new_object();
	json_set_string(document, "path", path);
	json_set_bool(document, "exists", fs_exists(path));
	app_json(app, document);
	json_free(document);
	return true;
}

const struct cmd store_path_cmd = {
	.name = "path",
	.summary = N_("Print the store's file"),
	.examples = (const char *const[]){"sqlite3 -readonly \"$(blokctl store path)\"",
		N_("look into it with SQL"), NULL},
	.run = path_run,
};

const struct cmd cmd_store = {
	.name = "store",
	.args = "[COMMAND]",
	.summary = N_("Back up, shrink and check the records of runs"),
	.details =
		N_("Without a subcommand: which file it is, how big, and how many runs are in it."),
	.subs = (const struct cmd *const[]){&store_path_cmd, &store_backup, &store_vacuum,
		&store_check, &store_metrics, &store_traces, NULL},
	.examples =
		(const char *const[]){
			"blokctl store backup runs.db",
			N_("a copy, while runs go on"),
			"blokctl store check",
			N_("is anything damaged?"),
			NULL,
		},
	.needs = NEEDS_STORE_READ,
	.run = run,
};
