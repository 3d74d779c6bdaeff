#include "cmd/prompt.h"

#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/config/config.h"

#include <string.h>

bool prompt_built_in;

void prompt_folders(struct app *app, struct ai_prompt_folders *ret)
{
	const char *project = app_project(app);
	struct config_paths paths;

	if (prompt_built_in) {
		*ret = (struct ai_prompt_folders){0};
		return;
	}
	app_config_paths(app, &paths);
	ret->project = project ? fs_join(&app->arena, project, ".blok/prompts") : NULL;
	ret->user = paths.user ? fs_join(&app->arena, fs_dirname(&app->arena, paths.user), "prompts")
			       : NULL;
}

bool prompt_open(struct app *app, const char *name, struct ai_prompt **ret, struct err *err)
{
	struct ai_prompt_folders folders;
	struct diags diags = {0};
	bool ok;

	if (strchr(name, '/') || str_ends(name, ".yaml")) {
		ok = ai_prompt_load(name, &diags, ret, err);
	} else {
		prompt_folders(app, &folders);
		ok = ai_prompt_find(name, &folders, &diags, ret, err);
	}
	diags_sort(&diags);
	if (!ok && err->kind == ERR_NONE) {
		err_set(err, ERR_INPUT, "the prompt '%s' has %zu error%s", name, diags.errors,
			diags.errors == 1 ? "" : "s");
		app_refuse(app, &diags, err);
	} else if (diags.list.len) {
		app_diags(app, &diags, &app->err);
	}
	diags_release(&diags);
	return ok;
}

const struct cmd cmd_prompt = {
	.name = "prompt",
	.summary = N_("Prompt templates: list, show, fill, ask, check"),
	.details =
		N_("A prompt is a YAML file with variables, texts, an output schema and examples. "
		   "NAME.yaml in the project's .blok/prompts/ goes before the user's "
		   "prompts/ beside config.yaml, and both before the built-in ones."),
	.subs = (const struct cmd *const[]){&prompt_list, &prompt_show, &prompt_render, &prompt_run,
		&prompt_lint, NULL},
};
