#include "cmd/other.h"

#include "cmd/cmd.h"
#include "core/base/fs.h"
#include "core/base/str.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Relative entries of PATH are passed over: a file in the working folder must
 * not become a command. */
const char *other_find(struct app *app, const char *name)
{
	const char *at = getenv("PATH");
	struct stat st;

	if (strchr(name, '/'))
		return NULL;
	for (size_t len; at; at = at[len] ? at + len + 1 : NULL) {
		const char *folder, *path;

		len = strcspn(at, ":");
		if (at[0] != '/')
			continue;
		folder = arena_strndup(&app->arena, at, len);
		path = fs_join(&app->arena, folder, name);
		if (access(path, X_OK) == 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode))
			return path;
	}
	return NULL;
}

/* What people type who know Blok, and the command of ours that serves them.
 * A command that this build lacks is not mentioned. */
static const struct foreign {
	const char *name, *command, *operands, *says;
} foreign[] = {
	{"run", "workflow run", "FILE", "runs a workflow"},
	{"validate", "workflow validate", "FILE", "checks a workflow"},
	{"check", "workflow validate", "FILE", "checks a workflow"},
	{"trace", "workflow show", "RUN", "shows what a run did"},
	{"monitor", "workflow runs", NULL, "lists the recorded runs"},
	{"studio", "workflow runs", NULL, "lists the recorded runs; there is no web page"},
	{"logs", "workflow logs", "RUN", "shows what a run has logged"},
	{"graph", "workflow graph", "FILE", "draws a workflow"},
	{"nodes", "workflow nodes", NULL, "lists the nodes"},
	{"test", "workflow test", "FILE", "tests a workflow"},
	{"dev", "workflow run", "FILE", "runs a workflow; there is no server to start"},
	{"start", "workflow run", "FILE", "runs a workflow; there is no server to start"},
	{"build", "workflow validate", "FILE", "checks a workflow; nothing has to be built"},
	{"deploy", "workflow run", "FILE", "runs a workflow; copy the files and the program"},
	{"create", "init", NULL, "makes a project with an example workflow"},
	{"generate", "workflow new", "NAME", "writes a workflow to begin with"},
	{"new", "workflow new", "NAME", "writes a workflow to begin with"},
	{"install", "workflow nodes", NULL, "lists the nodes; all are built in"},
	{"runtime", "workflow nodes", NULL, "lists the nodes; none needs a server"},
};

/* "workflow run" -> whether that is a command of this build. */
static bool exists(const char *command)
{
	const char *blank = strchr(command, ' ');
	const struct cmd *cmd;
	char top[32] = "";

	if (!blank)
		return cmd_find(cmd_table, command) != NULL;
	memcpy(top, command, (size_t)(blank - command) < sizeof top ? (size_t)(blank - command) : 0);
	cmd = cmd_find(cmd_table, top);
	return cmd && cmd_find(cmd->subs, blank + 1);
}

/* False when it is one of theirs: then `err` says so. */
static bool foreign_command(char **argv, struct err *err)
{
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
		const struct foreign *f = &foreign[i];

		if (!str_eq(argv[0], f->name) || !exists(f->command))
			continue;
		err_set(err, ERR_USAGE, "unknown command '%s'", f->name);
		return err_hint(err, "'blokctl %s%s%s' %s", f->command, f->operands ? " " : "",
			f->operands ? f->operands : "", f->says);
	}
	return true;
}

bool other_command(struct app *app, char **argv, struct err *err)
{
	const char *program = other_find(app, arena_printf(&app->arena, "blokctl-%s", argv[0])), *nearest;

	if (program) {
		if (app->store_path)
			setenv("BLOKCTL_STORE", app->store_path, 1);
		signal(SIGPIPE, SIG_DFL);
		argv[0] = (char *)program;
		execv(program, argv);
		return err_errno(err, errno, "cannot run '%s'", program);
	}
	if (!foreign_command(argv, err))
		return false;
	nearest = cmd_nearest(cmd_table, argv[0]);
	err_set(err, ERR_USAGE, "unknown command '%s'", argv[0]);
	if (nearest)
		return err_hint(err, "did you mean '%s'?", nearest);
	return err_hint(err, "'blokctl help' lists the commands");
}

const char *other_sub(const char *command, const char *sub)
{
	if (str_eq(command, "migrate") && str_eq(sub, "workflows"))
		return "old and new workflow files load as they are";
	return NULL;
}
