#include "cmd/output.h"
#include "cmd/report.h"
#include "cmd/workflow.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/workflow/fixture.h"

static bool strict;

static const struct opt options[] = {
	{.name = "strict", .kind = OPT_FLAG, .value = &strict, .help = N_("warnings count as errors")},
	FINDINGS_OPTION,
	WORKFLOW_WITH_OPTION,
	WORKFLOW_MOCK_OPTION,
	{0},
};

struct validation {
	struct app *app;
	struct node_set nodes;
	struct diags diags;
	struct reports reports;
	size_t files;
	bool walked; /* a folder's other files are no workflows */
	/* The files of one folder are looked up in the same places. */
	struct registry *registry;
	const char *folder;
	struct arena arena;
};

static bool use_folder(struct validation *v, const char *path, struct err *err)
{
	const char *folder = fs_dirname(&v->arena, path);

	if (str_eq(folder, v->folder))
		return true;
	registry_free(v->registry);
	v->registry = NULL;
	v->folder = folder;
	return workflow_registry(path, &v->nodes, &v->registry, err);
}

static bool validate_file(void *self, const char *path, struct err *err)
{
	struct validation *v = self;
	struct workflow *wf;

	/* What lies among workflows and is none: their tests, and ./dir nodes. */
	if (v->walked && (fixture_is_one(path) || str_eq(fs_basename(path), "node.yaml")))
		return true;
	/* XML documents of a folder are told about, too: they were workflows once. */
	if (v->walked && document_format_of(path) == FORMAT_UNKNOWN &&
		!str_eq(fs_extension(path), "xml"))
		return true;
	if (!use_folder(v, path, err) || !workflow_open(path, v->registry, &v->diags, &wf, err))
		return false;
	v->files++;
	/* Below a folder a mock may be another file's. */
	if (wf && !v->walked && !workflow_nodes_check(&v->nodes, wf, err)) {
		workflow_free(wf);
		return false;
	}
	workflow_free(wf);
	return true;
}

static bool validate_path(struct validation *v, const char *path, struct err *err)
{
	const char *file;

	v->walked = fs_is_dir(path);
	if (v->walked)
		return fs_walk(path, validate_file, v, err);
	return workflow_locate(v->app, path, &file, err) && validate_file(v, file, err);
}

static bool is_ok(const struct validation *v)
{
	return !v->diags.errors && !(strict && v->diags.warnings);
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static bool conclude(struct validation *v, struct err *err)
{
	const struct diags *d = &v->diags;
	const struct checked c = {d, v->files, is_ok(v)};

	if (!report_checked(v->app, &v->reports, &c, err))
		return false;
	if (c.ok) {
		if (!v->app->json)
			app_note(v->app,
				d->warnings
					? tr_n("%zu workflow checked: no error, see the warnings",
						  "%zu workflows checked: no error, see the "
						  "warnings",
						  v->files)
					: tr_n("%zu workflow checked: no error",
						  "%zu workflows checked: no error", v->files),
				v->files);
		return true;
	}
	return err_set(err, ERR_INPUT, "%zu error%s, %zu warning%s in %zu file%s", d->errors,
		plural(d->errors), d->warnings, plural(d->warnings), v->files, plural(v->files));
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct validation v = {.app = app};
	bool ok = reports_parse(app, REPORTS_OF_FINDINGS, &v.reports, err) && workflow_nodes_load(&v.nodes, err);

	for (int i = 0; ok && i < argc; i++)
		ok = validate_path(&v, argv[i], err);
	if (ok && !v.files)
		ok = err_set(err, ERR_WORK, "no workflow below '%s'", argv[0]);
	if (ok) {
		diags_sort(&v.diags);
		ok = conclude(&v, err);
	}
	registry_free(v.registry);
	workflow_nodes_release(&v.nodes);
	arena_release(&v.arena);
	diags_release(&v.diags);
	return ok;
}

const struct cmd workflow_validate = {
	.name = "validate",
	.args = "PATH...",
	.summary = N_("Check documents: findings at file:line:column"),
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl workflow validate workflows",
			N_("every document below the folder"),
			"blokctl workflow validate --strict --json workflows/hello.yaml",
			N_("warnings fail, too; findings for a program"),
			NULL,
		},
	.operands = WORDS_FILE,
	.run = run,
};
