#include "cmd/editor.h"

#include "cmd/output.h"
#include "core/base/fs.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

bool editor_choose(const char *instead, const char **ret, struct err *err)
{
	const char *names[] = {getenv("VISUAL"), getenv("EDITOR")};

	for (size_t i = 0; i < 2; i++) {
		*ret = names[i];
		if (*ret && **ret)
			return true;
	}
	*ret = "vi";
	if (isatty(STDIN_FILENO))
		return true;
	err_set(err, ERR_USAGE, "there is no terminal to edit in");
	return err_hint(err, "%s; EDITOR names an editor", instead);
}

/* The editor's variable may have arguments ("code --wait"), so a shell splits it,
 * as git does.  The terminal's ^C and ^\ are the editor's. */
bool editor_run(const char *editor, const char *file, struct err *err)
{
	char *script, *argv[] = {"sh", "-c", NULL, (char *)editor, (char *)file, NULL};
	struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
	struct arena a = {0};
	posix_spawnattr_t attributes;
	sigset_t defaults;
	int failed, status = 0;
	pid_t pid;

	argv[2] = script = arena_printf(&a, "%s \"$@\"", editor);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGINT);
	sigaddset(&defaults, SIGQUIT);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	failed = posix_spawn(&pid, "/bin/sh", NULL, &attributes, argv, environ);
	while (!failed && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	posix_spawnattr_destroy(&attributes);
	arena_release(&a);
	if (failed)
		return err_errno(err, failed, "cannot run '%s'", editor);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return err_set(err, ERR_WORK, "the editor '%s' has failed", editor);
	return true;
}

/* More is no card any more. */
#define TEXT_MAX ((size_t)1 << 20)

bool editor_text(
	struct app *app, const char *name, const char *instead, struct str *text, struct err *err)
{
	const char *temporary = getenv("TMPDIR"), *editor;
	struct arena *a = &app->arena;
	char *folder, *file;
	struct str after = {0};
	bool ok;

	if (!editor_choose(instead, &editor, err))
		return false;
	folder =
		fs_join(a, temporary && temporary[0] == '/' ? temporary : "/tmp", "blokctl-XXXXXX");
	if (!mkdtemp(folder))
		return err_errno(err, errno, "cannot make a folder like '%s'", folder);
	file = fs_join(a, folder, name);
	app_flush(app);
	ok = fs_write_atomic(file, str_text(text), text->len, 0600, err) &&
	     editor_run(editor, file, err) && fs_read(file, TEXT_MAX, &after, err);
	unlink(file);
	rmdir(folder);
	if (ok) {
		str_clear(text);
		str_add_utf8(text, str_text(&after), after.len);
	}
	str_release(&after);
	return ok;
}
