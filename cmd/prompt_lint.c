#include "cmd/output.h"
#include "cmd/prompt.h"
#include "cmd/report.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

static const struct opt options[] = {FINDINGS_OPTION, {0}};

struct linting {
	struct app *app;
	struct diags diags;
	struct reports reports;
	size_t files;
	bool walked; /* a folder's other files are no prompts */
};

static bool lint_file(void *self, const char *path, struct err *err)
{
	struct linting *l = self;
	struct ai_prompt *p = NULL;

	if (l->walked && !str_ends(path, ".yaml"))
		return true;
	l->files++;
	if (!ai_prompt_load(path, &l->diags, &p, err) && err->kind != ERR_NONE)
		return false;
	ai_prompt_free(p);
	return true;
}

static bool lint_place(struct linting *l, const struct ai_prompt_place *place, struct err *err)
{
	struct ai_prompt *p = NULL;
	bool ok = ai_prompt_open(place, &l->diags, &p, err) || err->kind == ERR_NONE;

	l->files++;
	ai_prompt_free(p);
	return ok;
}

/* The prompt that a name leads to; false with ERR_NONE when there is none. */
static bool lint_name(struct linting *l, const char *name, struct err *err)
{
	struct ai_prompt_folders folders;
	struct ai_prompt_places places = {0};
	bool found = false, ok;

	prompt_folders(l->app, &folders);
	ok = ai_prompt_list(&l->app->arena, &folders, &places, err);
	for (size_t i = 0; i < places.list.len && ok && !found; i++) {
		found = str_eq(places.list.at[i].name, name);
		if (found)
			ok = lint_place(l, &places.list.at[i], err);
	}
	ai_prompt_places_release(&places);
	return ok && found;
}

static bool lint_path(struct linting *l, const char *path, struct err *err)
{
	if (!fs_exists(path) && (lint_name(l, path, err) || err->kind != ERR_NONE))
		return err->kind == ERR_NONE;
	l->walked = fs_is_dir(path);
	return l->walked ? fs_walk(path, lint_file, l, err) : lint_file(l, path, err);
}

/* Everything that a name may lead to. */
static bool lint_all(struct linting *l, struct err *err)
{
	const struct ai_prompt_folders none = {0};
	struct ai_prompt_folders folders;
	struct ai_prompt_places places = {0};
	bool ok;

	prompt_folders(l->app, &folders);
	ok = (!folders.project || !fs_is_dir(folders.project) ||
		     lint_path(l, folders.project, err)) &&
	     (!folders.user || !fs_is_dir(folders.user) || lint_path(l, folders.user, err)) &&
	     ai_prompt_list(&l->app->arena, &none, &places, err);
	for (size_t i = 0; i < places.list.len && ok; i++)
		ok = lint_place(l, &places.list.at[i], err);
	ai_prompt_places_release(&places);
	return ok;
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static bool conclude(struct linting *l, struct err *err)
{
	const struct diags *d = &l->diags;
	const struct checked c = {d, l->files, !d->errors};

	if (!report_checked(l->app, &l->reports, &c, err))
		return false;
	if (d->errors)
		return err_set(err, ERR_INPUT, "%zu error%s, %zu warning%s in %zu prompt%s",
			d->errors, plural(d->errors), d->warnings, plural(d->warnings), l->files,
			plural(l->files));
	if (!l->app->json)
		app_note(l->app,
			d->warnings ? tr_n("%zu prompt checked: no error, see the warnings",
					      "%zu prompts checked: no error, see the warnings",
					      l->files)
				    : tr_n("%zu prompt checked: no error",
					      "%zu prompts checked: no error", l->files),
			l->files);
	return true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct linting l = {.app = app};
	bool ok = reports_parse(app, REPORTS_OF_FINDINGS, &l.reports, err) &&
		  (argc || lint_all(&l, err));

	for (int i = 0; i < argc && ok; i++)
		ok = lint_path(&l, argv[i], err);
	if (ok && !l.files)
		ok = err_set(err, ERR_WORK, "no prompt below '%s'", argv[0]);
	if (ok) {
		diags_sort(&l.diags);
		ok = conclude(&l, err);
	}
	diags_release(&l.diags);
	return ok;
}

const struct cmd prompt_lint = {
	.name = "lint",
	.args = "[NAME|PATH]...",
	.summary = N_("Check prompts: findings at file:line:column"),
	.opts = options,
	.details = N_("Without a path: the project's, the user's and the built-in ones."),
	.examples = (const char *const[]){"blokctl prompt lint",
		N_("everything that a name may lead to"), "blokctl prompt lint --json .blok/prompts",
		N_("a folder, findings for a program"), NULL},
	.operands = WORDS_PROMPT,
	.run = run,
};
