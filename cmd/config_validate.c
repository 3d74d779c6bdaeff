#include "cmd/config.h"
#include "cmd/output.h"
#include "cmd/report.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

static const struct opt options[] = {FINDINGS_OPTION, {0}};

/* Every layer's file, and the environment. */
static bool check_layers(struct app *app, struct diags *diags, int *ret_files, struct err *err)
{
	struct config_paths paths;
	struct config *c;

	app_config_paths(app, &paths);
	*ret_files = (paths.system && fs_exists(paths.system)) +
		     (paths.user && fs_exists(paths.user)) +
		     (paths.project && fs_exists(paths.project));
	c = config_load(&paths, diags, err);
	config_free(c);
	return c || err->kind == ERR_NONE;
}

static bool conclude(struct app *app, const struct reports *reports, const struct diags *diags,
	int files, struct err *err)
{
	const struct checked c = {diags, (size_t)files, !diags->errors};

	if (!report_checked(app, reports, &c, err))
		return false;
	if (diags->errors)
		return err_set(err, ERR_INPUT, "%zu error%s in the settings", diags->errors,
			diags->errors == 1 ? "" : "s");
	if (!app->json)
		app_note(app,
			tr_n("%d file checked: no errors", "%d files checked: no errors",
				(unsigned)files),
			files);
	return true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct diags diags = {0};
	struct reports reports;
	int files = argc;
	bool ok = reports_parse(app, REPORTS_OF_FINDINGS, &reports, err);

	if (ok && !argc)
		ok = check_layers(app, &diags, &files, err);
	for (int i = 0; ok && i < argc; i++)
		ok = config_check_file(argv[i], &diags, err);
	ok = ok && conclude(app, &reports, &diags, files, err);
	diags_release(&diags);
	return ok;
}

const struct cmd config_validate = {
	.name = "validate",
	.args = "[FILE]...",
	.summary = N_("Check settings: findings at file:line:column"),
	.opts = options,
	.details =
		N_("Without a file: the system's, the user's and the project's, and the variables of "
		"the environment."),
	.examples = (const char *const[]){"blokctl config validate", N_("is everything right?"),
		"blokctl config validate --json .blok/config.yaml",
		N_("one file, findings for a program"), NULL},
	.operands = WORDS_FILE,
	.run = run,
};
