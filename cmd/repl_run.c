#define _GNU_SOURCE /* pipe2 */

#include "cmd/repl.h"

#include "cmd/globals.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/term/format.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* ---- words ---- */

static void end_word(struct words *ret, struct str *word, bool *begun)
{
	if (*begun)
		vec_push(&ret->list, word->at ? str_take(word) : mem_strdup(""));
	str_clear(word);
	*begun = false;
}

bool repl_split(const char *line, struct words *ret, struct err *err)
{
	struct str word = {0};
	bool begun = false;
	char quote = '\0';

	for (; *line; line++) {
		if (quote ? *line == quote : (*line == '\'' || *line == '"')) {
			quote = quote ? '\0' : *line;
			begun = true;
		} else if (*line == '\\' && quote != '\'' && line[1]) {
			str_add_char(&word, *++line);
			begun = true;
		} else if (!quote && (*line == ' ' || *line == '\t')) {
			end_word(ret, &word, &begun);
		} else {
			str_add_char(&word, *line);
			begun = true;
		}
	}
	end_word(ret, &word, &begun);
	str_release(&word);
	vec_push(&ret->list, NULL);
	ret->list.len--;
	return !quote || err_set(err, ERR_USAGE, "a quote does not end");
}

void words_release(struct words *w)
{
	for (size_t i = 0; i < w->list.len; i++)
		free(w->list.at[i]);
	vec_release(&w->list);
}

/* ---- processes ---- */

static bool has_json(const struct words *w)
{
	if (given.json)
		return true;
	for (size_t i = 0; i < w->list.len; i++)
		if (str_eq(w->list.at[i], "--json"))
			return true;
	return false;
}

/* What a command with --json prints is $last, too. */
static void keep_last(struct repl *r, const struct str *out)
{
	cJSON *value = NULL;
	struct err ignored;

	if (!json_parse(str_text(out), out->len, &value, &ignored))
		return;
	json_free(r->last);
	r->last = value;
}

static void read_all(int fd, struct str *ret)
{
	struct err ignored; /* a pipe ends, whatever is behind it */

	fs_read_fd(fd, "the command", SIZE_MAX, ret, &ignored);
	close(fd);
}

/* The command that runs now, for handlers. */
static atomic_int child;

void repl_signal_child(int number)
{
	int pid = atomic_load(&child);

	if (pid > 0)
		kill(pid, number);
}

static int wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	atomic_store(&child, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Not core/base/proc, whose children have groups of their own and no terminal: these are worked
 * with.  Our handlers are not theirs: they begin with the default for signals. */
static int spawn(char *const *argv, int out, pid_t *ret)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	int code;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGINT);
	sigaddset(&defaults, SIGPIPE);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	if (out >= 0)
		posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	code = posix_spawn(ret, "/proc/self/exe", &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (code == 0) {
		atomic_store(&child, *ret);
		if (atomic_load(&repl_ended))
			kill(*ret, atomic_load(&repl_ended));
	}
	return code;
}

/* Where the child's standard output goes: a pipe that we read, a file, or ours. */
static bool open_output(struct repl *r, const struct words *w, int ends[2], struct err *err)
{
	const char *file = repl_output(r);

	ends[0] = ends[1] = -1;
	if (file) {
		ends[1] = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
		return ends[1] >= 0 || err_errno(err, errno, "cannot write '%s'", file);
	}
	if (has_json(w) && pipe2(ends, O_CLOEXEC) != 0)
		return err_errno(err, errno, "cannot make a pipe");
	return true;
}

const char *repl_output(const struct repl *r)
{
	return r->once ? r->once : r->output;
}

void repl_output_done(struct repl *r)
{
	free(r->once);
	r->once = NULL;
}

static void tell_time(struct repl *r, int64_t began_us)
{
	char took[FORMAT_MAX];

	if (!r->timing)
		return;
	format_duration(took, (clock_mono_us() - began_us) / 1000);
	app_note(r->app, tr("took %s"), took);
}

static void add_option(struct words *w, const char *name, const char *value)
{
	if (!value)
		return;
	vec_push(&w->list, mem_strdup(name));
	vec_push(&w->list, mem_strdup(value));
}

static void add_flag(struct words *w, bool is_given, const char *name)
{
	if (is_given)
		vec_push(&w->list, mem_strdup(name));
}

/* The options of every command that we were given are those of each; folder, store and language
 * are inherited. */
static void with_options(const struct words *words, struct words *ret)
{
	add_flag(ret, true, words->list.at[0]);
	add_option(ret, "--color", given.colour);
	add_option(ret, "--log-format", given.log_format);
	add_flag(ret, given.json, "--json");
	add_flag(ret, given.quiet, "--quiet");
	add_flag(ret, given.no_pager, "--no-pager");
	for (int i = 0; i < given.verbose; i++)
		add_flag(ret, true, "--verbose");
	for (size_t i = 1; i < words->list.len; i++)
		add_flag(ret, true, words->list.at[i]);
	vec_push(&ret->list, NULL);
	ret->list.len--;
}

static bool start(
	struct repl *r, const struct words *words, int ends[2], pid_t *ret, struct err *err)
{
	struct words all = {0};
	int code;

	if (!open_output(r, words, ends, err))
		return false;
	app_flush(r->app);
	with_options(words, &all);
	code = spawn(all.list.at, ends[1], ret);
	words_release(&all);
	if (ends[1] >= 0)
		close(ends[1]);
	if (code == 0)
		return true;
	if (ends[0] >= 0)
		close(ends[0]);
	return err_errno(err, code, "cannot start a command");
}

bool repl_spawn(struct repl *r, struct words *words, struct err *err)
{
	int64_t began = clock_mono_us();
	struct str out = {0};
	int ends[2], status;
	pid_t pid;

	if (!start(r, words, ends, &pid, err))
		return false;
	if (ends[0] >= 0) {
		read_all(ends[0], &out);
		app_print_str(r->app, &out);
		keep_last(r, &out);
		str_release(&out);
	}
	status = wait_for(pid);
	repl_output_done(r);
	tell_time(r, began);
	if (status)
		err_set(err, (enum err_kind)status, "%s", ""); /* it has said why */
	return status == 0;
}

bool repl_capture(const char *const *argv, struct str *ret)
{
	int ends[2], code, status;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	code = spawn((char *const *)argv, ends[1], &pid);
	close(ends[1]);
	if (code != 0) {
		close(ends[0]);
		return false;
	}
	read_all(ends[0], ret);
	status = wait_for(pid);
	return status == 0;
}
