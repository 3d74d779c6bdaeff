#include "cmd/output.h"
#include "cmd/store.h"
#include "cmd/telemetry.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

static const char *out_file;

static const struct opt options[] = {
	{.name = "out",
		.letter = 'o',
		.kind = OPT_TEXT,
		.value = &out_file,
		.arg = "file",
		.help = N_("write it there instead of to stdout"),
		.words = WORDS_FILE},
	{0},
};

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct str text = {0};
	cJSON *document;
	bool ok;

	(void)argc, (void)argv;
	if (!store_needed(app, err))
		return false;
	ok = telemetry_metrics(app, &text, err) &&
	     (!out_file || fs_write_atomic(out_file, str_text(&text), text.len, 0644, err));
	if (ok && app->json) {
		document = json_new_object();
		json_set_string(document, "file", out_file);
		json_set_string(document, "metrics", str_text(&text));
		app_json(app, document);
		json_free(document);
	} else if (ok && !out_file) {
		app_print_str(app, &text);
	}
	str_release(&text);
	return ok;
}

const struct cmd store_metrics = {
	.name = "metrics",
	.summary = N_("Print sums over runs, steps, model calls and quotas for Prometheus"),
	.opts = options,
	.examples = (const char *const[]){"blokctl store metrics -o blokctl.prom",
		N_("for the textfile collector of the node exporter"), NULL},
	.needs = NEEDS_STORE_READ,
	.run = run,
};
