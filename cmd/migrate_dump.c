#include "cmd/migrate.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/migrate/shape.h"

static const char *output;

static const struct opt options[] = {{.name = "output",
					     .letter = 'o',
					     .kind = OPT_TEXT,
					     .value = &output,
					     .arg = "file",
					     .help = N_("write it there"),
					     .words = WORDS_FILE},
	{0}};

static bool print(struct app *app, const struct str *sql, struct err *err)
{
	cJSON *document;

	if (output && !fs_write_atomic(output, str_text(sql), sql->len, 0644, err))
		return false;
	if (app->json) {
		document = json_new_object();
		json_set_string(document, "file", output);
		json_set_string(document, "sql", str_text(sql));
		app_json(app, document);
		json_free(document);
	} else if (output) {
		app_note(app, tr("created %s"), output);
	} else {
		app_page(app);
		app_print_str(app, sql);
	}
	return true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate m;
	struct str sql = {0};
	bool ok;

	(void)argc, (void)argv;
	if (!migrate_open(app, MIGRATE_DATABASE | MIGRATE_READ_ONLY, &m, err))
		return false;
	if (target_file(m.spec) && !fs_exists(m.name)) {
		migrate_close(&m);
		return err_set(err, ERR_WORK, "there is no database '%s'", target_file(m.spec));
	}
	ok = shape_dump(m.s, &sql, err) && print(app, &sql, err);
	str_release(&sql);
	migrate_close(&m);
	return ok;
}

const struct cmd migrate_dump = {
	.name = "dump",
	.summary = N_("Print the schema as SQL, with what counts as applied"),
	.details =
		N_("A database that is made of it is where this one is: 'up' goes on from there. "
		   "The same schema is the same text."),
	.opts = options,
	.examples = (const char *const[]){"blokctl migrate dump --db app.db -o schema.sql",
		N_("to be kept beside the migrations"), NULL},
	.run = run,
	.manual = "blokctl-migrate",
};
