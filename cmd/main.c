#include "cmd/app.h"
#include "cmd/commands.h"
#include "cmd/globals.h"
#include "cmd/help.h"
#include "cmd/lang.h"
#include "cmd/opt.h"
#include "cmd/other.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/config/config.h"
#include "core/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* A descriptor 0, 1 or 2 that is closed would be given to the next file we
 * open, and output would land in it.  These fail instead when they are used. */
static void fill_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/dev/null", O_RDONLY);
}

static void detect_terminals(struct app *app)
{
	enum term_choice choice = str_eq(given.colour, "always")  ? COLOUR_ALWAYS
				  : str_eq(given.colour, "never") ? COLOUR_NEVER
								  : COLOUR_AUTO;

	term_detect(&app->out, STDOUT_FILENO, choice);
	term_detect(&app->err, STDERR_FILENO, choice);
}

/* Of the locale only the character set counts, and C.UTF-8 is built into the C
 * library, so no locale file is read.  The language is lang_choose()'s. */
static void start(struct app *app, int argc, char **argv)
{
	fill_standard_files();
	setlocale(LC_CTYPE, "C.UTF-8");
	/* A child's closed pipe is an error to handle, no reason to die; main
	 * raises it again when it was our own output. */
	signal(SIGPIPE, SIG_IGN);
	detect_terminals(app);
	/* An error may come before the parser has seen --json. */
	for (int i = 1; i < argc && !str_eq(argv[i], "--"); i++)
		app->json = app->json || str_eq(argv[i], "--json");
}

static bool apply_globals(struct app *app, struct err *err)
{
	app->quiet = given.quiet;
	app->verbose = given.verbose;
	app->log_json = str_eq(given.log_format, "json");
	app->store_path = given.store;
	if (given.lang)
		setenv("BLOKCTL_LANG", given.lang, 1);
	detect_terminals(app);
	for (size_t i = 0; i < given.folders.len; i++)
		if (chdir(given.folders.at[i]) != 0)
			return err_errno(err, errno, "cannot go to '%s'", given.folders.at[i]);
	vec_release(&given.folders);
	return true;
}

/* The document also answers "which store would that be?". */
static bool print_version(struct app *app)
{
	struct err ignored = {0};
	const char *store = NULL;
	cJSON *document;

	if (!app->json) {
		app_print(app, "blokctl %s\n", BLOKCTL_VERSION);
		return true;
	}
	app_store_path(app, &store, &ignored);
	document = json_new_object();
	json_set_string(document, "version", BLOKCTL_VERSION);
	json_set_string(document, "store", store);
	app_json(app, document);
	json_free(document);
	return true;
}

static bool no_command(struct app *app, struct err *err)
{
	if (app->out.is_tty && isatty(STDIN_FILENO) && !app->json)
		return cmd_repl.run(app, 0, NULL, err);
	err_set(err, ERR_USAGE, "no command given");
	err_hint(err, "'blokctl help' lists the commands");
	if (!app->json) {
		help_short(app, &app->err);
		app->reported = true;
	}
	return false;
}

static bool unknown_sub(const struct cmd_path *path, const char *name, struct err *err)
{
	const struct cmd *cmd = cmd_last(path);
	const char *nearest = cmd_nearest(cmd->subs, name), *instead = other_sub(cmd->name, name);
	struct str whole = {0};

	for (int i = 0; i < path->depth; i++)
		str_addf(&whole, "%s%s", i ? " " : "", path->at[i]->name);
	err_set(err, ERR_USAGE, "unknown command '%s %s'", str_text(&whole), name);
	if (instead)
		err_hint(err, "%s", instead);
	else if (nearest)
		err_hint(err, "did you mean '%s %s'?", str_text(&whole), nearest);
	else
		err_hint(err, "'blokctl help %s' lists what there is", str_text(&whole));
	str_release(&whole);
	return false;
}

static bool no_sub(const struct cmd_path *path, const char *name, struct err *err)
{
	const struct cmd *cmd = cmd_last(path);
	struct str names = {0};

	for (const struct cmd *const *sub = cmd->subs; sub && *sub; sub++)
		if (!(*sub)->hidden)
			str_addf(&names, "%s%s", names.len ? ", " : "", (*sub)->name);
	err_set(err, ERR_USAGE, "'%s' needs a subcommand", name);
	if (names.len)
		err_hint(err, "one of %s", str_text(&names));
	str_release(&names);
	return false;
}

static void set_of(const struct cmd_path *path, struct opt_set *set, struct str *name)
{
	*set = (struct opt_set){0};
	str_clear(name);
	str_add(name, "blokctl");
	for (int i = path->depth; i--;)
		if (path->at[i]->opts)
			set->tables[set->len++] = path->at[i]->opts;
	for (int i = 0; i < path->depth; i++)
		str_addf(name, " %s", path->at[i]->name);
	set->tables[set->len++] = global_opts;
	set->command = str_text(name);
}

enum found { FOUND_COMMAND, FOUND_OTHER, FOUND_ERROR };

/* Follows argv from table to table; what is left of it are the command's
 * operands.  FOUND_OTHER: its first word names no command of ours. */
static enum found find_command(
	struct cmd_path *path, struct str *name, int *argc, char ***argv, struct err *err)
{
	struct opt_set set;

	for (;;) {
		const struct cmd *cmd = cmd_last(path), *sub;
		int used;

		set_of(path, &set, name);
		if (cmd && !cmd->subs)
			break;
		if (!opt_parse_front(&set, *argc, *argv, &used, err))
			return FOUND_ERROR;
		*argc -= used;
		*argv += used;
		if (*argc == 0)
			return FOUND_COMMAND;
		sub = cmd_find(cmd ? cmd->subs : cmd_table, **argv);
		if (!sub && !cmd)
			return FOUND_OTHER;
		/* With subcommands, none takes operands. */
		if (!sub || path->depth == CMD_DEPTH) {
			unknown_sub(path, **argv, err);
			return FOUND_ERROR;
		}
		path->at[path->depth++] = sub;
		--*argc;
		++*argv;
	}
	return opt_parse_all(&set, argc, *argv, err) ? FOUND_COMMAND : FOUND_ERROR;
}

static bool run_command(
	struct app *app, const struct cmd_path *path, int argc, char **argv, struct err *err)
{
	const struct cmd *cmd = cmd_last(path);
	struct str name = {0};
	struct opt_set set;
	bool ok;

	if (given.version)
		return print_version(app);
	/* A document has no language. */
	if (!app->json && !app->log_json)
		lang_choose(app);
	if (given.help)
		return help_command(app, path);
	if (!cmd)
		return no_command(app, err);
	set_of(path, &set, &name);
	ok = cmd->run ? opt_check_operands(cmd, set.command, argc, argv, err) &&
				clock_check_fixed(err) && id_check_seed(err) &&
				app_open_store(app, cmd->needs, err) &&
				cmd->run(app, argc, argv, err)
		      : no_sub(path, set.command, err);
	str_release(&name);
	return ok;
}

static bool dispatch(struct app *app, int argc, char **argv, struct err *err)
{
	struct cmd_path path = {0};
	struct str name = {0};
	enum found found = find_command(&path, &name, &argc, &argv, err);

	str_release(&name);
	if (found == FOUND_COMMAND)
		app->json = given.json;
	if (found == FOUND_ERROR || !apply_globals(app, err))
		return false;
	if (found == FOUND_OTHER && given.version)
		return print_version(app);
	return found == FOUND_OTHER ? other_command(app, argv, err)
				    : run_command(app, &path, argc, argv, err);
}

static void report(struct app *app, const struct err *err)
{
	cJSON *document;

	if (!app->json) {
		app_error(app, err);
		return;
	}
	document = json_new_object();
	json_set_take(document, "error", app_error_json(err));
	app_json(app, document);
	json_free(document);
}

int main(int argc, char **argv)
{
	struct app app = {0};
	struct err err = {0};
	int status = 0;

	start(&app, argc, argv);
	if (!dispatch(&app, argc ? argc - 1 : 0, argc ? argv + 1 : argv, &err)) {
		status = err.kind ? (int)err.kind : ERR_WORK;
		if (!app.reported)
			report(&app, &err);
	}
	store_close(app.store);
	if (!app_close_output(&app) && status == 0)
		status = ERR_WORK;
	app_release_policy(&app);
	config_free(app.config);
	secrets_release(&app.secrets);
	arena_release(&app.arena);
	return status;
}
