#include "cmd/audit.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

struct writer {
	struct app *app;
	struct str text; /* of the file */
	bool to_file;
	int64_t rows;
};

static bool write_row(void *self, const struct audit_row *row, struct err *err)
{
	struct writer *w = self;
	cJSON *json = audit_row_json(row);
	struct str line = {0};

	(void)err;
	json_print(w->to_file ? &w->text : &line, json, JSON_COMPACT);
	if (w->to_file)
		str_add_char(&w->text, '\n');
	else
		app_print(w->app, "%s\n", str_text(&line));
	w->rows++;
	str_release(&line);
	json_free(json);
	return true;
}

static void tell(struct app *app, const char *file, int64_t rows)
{
	cJSON *document;

	if (!app->json) {
		app_note(app,
			tr_n("wrote %lld row to %s", "wrote %lld rows to %s",
				(unsigned long long)rows),
			(long long)rows, file);
		return;
	}
	document = json_new_object();
	json_set_string(document, "file", file);
	json_set_number(document, "rows", (double)rows);
	app_json(app, document);
	json_free(document);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct writer w = {.app = app, .to_file = argc && !str_eq(argv[0], "-")};
	bool ok;

	if (app->json && !w.to_file) {
		err_set(err, ERR_USAGE,
			"--json needs a FILE: the rows themselves are on stdout else");
		return err_hint(err, "'blokctl audit list --limit 0 --json' is one document");
	}
	ok = !app->store || audit_each(app->store, write_row, &w, err);
	/* Only for its owner, as the store is. */
	if (ok && w.to_file)
		ok = fs_write_atomic(argv[0], str_text(&w.text), w.text.len, 0600, err);
	if (ok && w.to_file)
		tell(app, argv[0], w.rows);
	str_release(&w.text);
	return ok;
}

const struct cmd audit_export = {
	.name = "export",
	.args = "[FILE]",
	.summary = N_("Write every row as a line of JSON, to stdout or a file"),
	.details = N_("The file is there as a whole or not at all."),
	.needs = NEEDS_STORE_READ,
	.operands = WORDS_FILE,
	.examples = (const char *const[]){"blokctl audit export audit.ndjson", N_("a copy to keep"),
		NULL},
	.run = run,
};
