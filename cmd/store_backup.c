#include "cmd/meter.h"
#include "cmd/output.h"
#include "cmd/store.h"
#include "core/base/tr.h"
#include "core/store/store.h"
#include "core/term/format.h"

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	char size[FORMAT_MAX];
	cJSON *document;
	bool ok;

	(void)argc;
	if (!store_needed(app, err))
		return false;
	meter_begin(app, tr("copying the store"));
	store_lock(app->store);
	ok = db_backup(store_db(app->store), argv[0], err);
	store_unlock(app->store);
	meter_end();
	if (!ok)
		return false;
	if (!app->json) {
		format_size(size, (uint64_t)store_bytes(argv[0]));
		app_note(app, tr("created %s, %s"), argv[0], size);
		return true;
	}
	document = json_new_object();
	json_set_string(document, "file", argv[0]);
	json_set_number(document, "bytes", (double)store_bytes(argv[0]));
	app_json(app, document);
	json_free(document);
	return true;
}

const struct cmd store_backup = {
	.name = "backup",
	.args = "FILE",
	.summary = N_("Copy the store to a new file while others use it"),
	.details =
		N_("The copy holds what was committed when it began; runs go on meanwhile. A file "
		   "that is there is not overwritten. '--store FILE' uses the copy."),
	.examples = (const char *const[]){"blokctl store backup runs.db", N_("a copy in runs.db"),
		"blokctl --store runs.db workflow runs", N_("look into the copy"), NULL},
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_FILE,
	.run = run,
};
