#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/tr.h"

#include <string.h>

/* The scripts are thin: on TAB they hand the words so far to the hidden
 * 'completion words', which answers from the command tables.  So they are
 * right for the program that is installed, and cost one start of it (2 ms).
 *
 * Each line it prints is a word, a tab and a description; the last line may be
 * ":file" or ":folder": names of files or folders are to be added. */

static const char bash_script[] =
	"# bash completion of blokctl: eval \"$(blokctl completion bash)\"\n"
	"_blokctl()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} word\n"
	"\tlocal -a names words=(\"${COMP_WORDS[@]:1:COMP_CWORD-1}\")\n"
	"\t# readline splits --name=value into three words\n"
	"\tif [[ $cur == = ]]; then\n"
	"\t\tcur=\n"
	"\telif [[ $COMP_CWORD -gt 2 && ${COMP_WORDS[COMP_CWORD-1]} == = ]]; then\n"
	"\t\twords=(\"${COMP_WORDS[@]:1:COMP_CWORD-2}\")\n"
	"\tfi\n"
	"\tCOMPREPLY=()\n"
	"\twhile IFS= read -r word; do\n"
	"\t\tcase $word in\n"
	"\t\t:file|:folder)\n"
	"\t\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\t\tif [[ $word == :file ]]; then\n"
	"\t\t\t\tmapfile -t names < <(compgen -f -- \"$cur\")\n"
	"\t\t\telse\n"
	"\t\t\t\tmapfile -t names < <(compgen -d -- \"$cur\")\n"
	"\t\t\tfi\n"
	"\t\t\tCOMPREPLY+=(\"${names[@]}\");;\n"
	"\t\t*) COMPREPLY+=(\"${word%%$'\\t'*}\");;\n"
	"\t\tesac\n"
	"\tdone < <(\"${COMP_WORDS[0]}\" completion words -- \"${words[@]}\" \"$cur\" "
	"2>/dev/null)\n"
	"\t[[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == --*= ]] && compopt -o nospace\n"
	"}\n"
	"complete -F _blokctl blokctl\n";

static const char zsh_script[] =
	"#compdef blokctl\n"
	"# zsh completion of blokctl: put it into a folder of $fpath as _blokctl\n"
	"_blokctl() {\n"
	"\tlocal line word\n"
	"\tlocal -a plain=() open=()\n"
	"\twhile IFS= read -r line; do\n"
	"\t\tcase $line in\n"
	"\t\t:file) _files;;\n"
	"\t\t:folder) _files -/;;\n"
	"\t\t*) word=${${line%%$'\\t'*}//:/\\\\:}\n"
	"\t\t\tif [[ $word == *= ]]; then\n"
	"\t\t\t\topen+=(\"$word:${line#*$'\\t'}\")\n"
	"\t\t\telse\n"
	"\t\t\t\tplain+=(\"$word:${line#*$'\\t'}\")\n"
	"\t\t\tfi;;\n"
	"\t\tesac\n"
	"\tdone < <($words[1] completion words -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)\n"
	"\t(( ${#plain} )) && _describe blokctl plain\n"
	"\t(( ${#open} )) && _describe blokctl open -S ''\n"
	"}\n"
	"if [[ $funcstack[1] == _blokctl ]]; then _blokctl \"$@\"; else compdef _blokctl blokctl; fi\n";

static const char fish_script[] =
	"# fish completion of blokctl: blokctl completion fish | source\n"
	"function __blokctl_words\n"
	"\tset -l words (commandline -opc) (commandline -ct)\n"
	"\tfor line in ($words[1] completion words -- $words[2..-1] 2>/dev/null)\n"
	"\t\tswitch $line\n"
	"\t\t\tcase :file\n"
	"\t\t\t\t__fish_complete_path (commandline -ct)\n"
	"\t\t\tcase :folder\n"
	"\t\t\t\t__fish_complete_directories (commandline -ct)\n"
	"\t\t\tcase '*'\n"
	"\t\t\t\techo $line\n"
	"\t\tend\n"
	"\tend\n"
	"end\n"
	"complete -c blokctl -f -a '(__blokctl_words)'\n";

static bool print_script(struct app *app, const char *text, struct err *err)
{
	if (app->json) {
		err_set(err, ERR_USAGE, "a completion script is no JSON");
		return err_hint(err, "leave --json out");
	}
	app_print_bytes(app, text, strlen(text));
	return true;
}

static bool bash_run(struct app *app, int argc, char **argv, struct err *err)
{
	(void)argc, (void)argv;
	return print_script(app, bash_script, err);
}

static bool zsh_run(struct app *app, int argc, char **argv, struct err *err)
{
	(void)argc, (void)argv;
	return print_script(app, zsh_script, err);
}

static bool fish_run(struct app *app, int argc, char **argv, struct err *err)
{
	(void)argc, (void)argv;
	return print_script(app, fish_script, err);
}

static const struct cmd completion_bash = {
	.name = "bash",
	.summary = N_("Print the completion script for bash"),
	.examples = (const char *const[]){"eval \"$(blokctl completion bash)\"",
		N_("switch it on in this shell; for all, put the line into ~/.bashrc"), NULL},
	.run = bash_run,
	.manual = "blokctl-completion",
};

static const struct cmd completion_zsh = {
	.name = "zsh",
	.summary = N_("Print the completion script for zsh"),
	.examples = (const char *const[]){"blokctl completion zsh > ~/.zfunc/_blokctl",
		N_("install it, ~/.zfunc being in $fpath"), NULL},
	.run = zsh_run,
	.manual = "blokctl-completion",
};

static const struct cmd completion_fish = {
	.name = "fish",
	.summary = N_("Print the completion script for fish"),
	.examples = (const char *const[]){"blokctl completion fish | source",
		N_("switch it on in this shell"), NULL},
	.run = fish_run,
	.manual = "blokctl-completion",
};

extern const struct cmd completion_words;

const struct cmd cmd_completion = {
	.name = "completion",
	.summary = N_("Print completion scripts for bash, zsh and fish"),
	.examples = (const char *const[]){"blokctl completion bash",
		N_("print the script for bash"), NULL},
	.subs = (const struct cmd *const[]){&completion_bash, &completion_zsh, &completion_fish,
		&completion_words, NULL},
	.manual = "blokctl-completion",
};
