#ifndef CMD_PROMPT_H
#define CMD_PROMPT_H

#include "cmd/app.h"
#include "cmd/cmd.h"
#include "core/ai/prompt.h"
#include "core/base/tr.h"

/* What the subcommands of 'blokctl prompt' share. */

extern const struct cmd prompt_list, prompt_show, prompt_render, prompt_run, prompt_lint;

/* --built-in of 'show': nothing else is looked at. */
extern bool prompt_built_in;

/* Where prompts lie, in the app's arena. */
void prompt_folders(struct app *app, struct ai_prompt_folders *ret);

/* By name, or by path when there is a '/' in it or it ends in ".yaml".  Findings
 * are shown; errors among them are ERR_INPUT. */
bool prompt_open(struct app *app, const char *name, struct ai_prompt **ret, struct err *err);

/* ---- values of variables (prompt_values.c) ---- */

struct prompt_given {
	struct opt_list vars, files;
	const char *all;
};
extern struct prompt_given prompt_given;

#define PROMPT_VALUE_OPTIONS                                                                       \
	{.name = "var", .kind = OPT_LIST, .value = &prompt_given.vars, .arg = "name=value",        \
		.help = N_("a variable: text as it is, other types as JSON (repeatable)")}, \
		{.name = "file", .letter = 'f', .kind = OPT_LIST, .value = &prompt_given.files,    \
			.arg = "name=path",                                                        \
			.help = N_("a variable's value is a file's text, '-' standard input " \
				"(repeatable)")},                                          \
		{.name = "vars", .kind = OPT_TEXT, .value = &prompt_given.all, .arg = "file|json", \
			.help = N_("variables: a JSON object, or a YAML or JSON file"),    \
			.words = WORDS_FILE}

/* --vars, then --file, then --var: the later one holds. */
bool prompt_values(const struct ai_prompt *p, cJSON **ret, struct err *err);

#endif
