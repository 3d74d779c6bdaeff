#include "cmd/meter.h"
#include "cmd/output.h"
#include "cmd/store.h"
#include "core/base/tr.h"
#include "core/store/store.h"
#include "core/term/format.h"

/* Into the file with the log, the file anew, and that log into the file. */
static const char *const steps[] = {
	"PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"};

static bool shrink(struct store *store, struct err *err)
{
	bool ok = true;

	store_lock(store);
	for (size_t i = 0; ok && i < sizeof steps / sizeof *steps; i++)
		ok = db_exec(store_db(store), steps[i], err);
	store_unlock(store);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	char from[FORMAT_MAX], to[FORMAT_MAX];
	int64_t before, after;
	cJSON *document;

	(void)argc;
	(void)argv;
	if (!store_needed(app, err))
		return false;
	before = store_bytes(store_path(app->store));
	meter_begin(app, tr("shrinking the store"));
	if (!shrink(app->store, err))
		return false;
	meter_end();
	after = store_bytes(store_path(app->store));
	if (!app->json) {
		format_size(from, (uint64_t)before);
		format_size(to, (uint64_t)after);
		app_print(app, tr("%s before, %s after\n"), from, to);
		return true;
	}
	document = json_new_object();
	json_set_string(document, "path", store_path(app->store));
	json_set_number(document, "bytes_before", (double)before);
	json_set_number(document, "bytes_after", (double)after);
	app_json(app, document);
	json_free(document);
	return true;
}

const struct cmd store_vacuum = {
	.name = "vacuum",
	.summary = N_("Give back the space of removed runs"),
	.details =
		N_("Writes the file anew without its holes. It needs as much free space again, and "
		   "waits until no run is writing. 'workflow prune' removes runs."),
	.examples = (const char *const[]){"blokctl store vacuum",
		N_("make the file as small as it can be"), NULL},
	.needs = NEEDS_STORE_READ,
	.run = run,
};
