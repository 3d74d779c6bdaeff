#include "cmd/repl.h"

#include "cmd/database.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/config/config.h"

#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

/* ---- passwords ---- */

#define MASK "***"

/* Passwords in the addresses of a text are no part of the history, and are not shown again. */
void repl_mask(struct str *text)
{
	const char *from = str_text(text);
	struct password_search search = {.at = from, .ends = " \t\r\n'\""};
	struct address_password p;
	struct str out = {0};

	for (; address_password_next(&search, &p); from = p.at + p.len) {
		str_add_bytes(&out, from, (size_t)(p.at - from));
		str_add(&out, MASK);
	}
	str_add(&out, from);
	str_release(text);
	*text = out;
}

/* ---- secrets ---- */

static void note_file(struct str *out, const char *path)
{
	struct stat st;

	if (path && stat(path, &st) == 0)
		str_addf(out, "%s %lld %lld.%09ld\n", path, (long long)st.st_size,
			(long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

/* What the configuration's files are like now. */
static void note_files(struct app *app, struct str *out)
{
	struct config_paths paths;

	app_config_paths(app, &paths);
	note_file(out, paths.system);
	note_file(out, paths.user);
	note_file(out, paths.project);
}

/* Commands of the session may have changed what is secret. */
void repl_learn_secrets(struct repl *r)
{
	struct str files = {0};
	struct err err = {0};

	note_files(r->app, &files);
	if (r->knows_secrets && str_eq(str_text(&files), str_text(&r->files))) {
		str_release(&files);
		return;
	}
	str_release(&r->files);
	r->files = files;
	secrets_release(&r->app->secrets);
	config_free(r->app->config);
	r->app->config = NULL;
	r->app->reported = false;
	r->knows_secrets = true;
	r->keeps = app_load_secrets(r->app, &err);
	if (r->keeps)
		return;
	app_error(r->app, &err);
	app_note(r->app, tr("lines are not kept: what is secret in them is not known"));
}

void repl_keep(struct repl *r, const char *text)
{
	struct str clean = {0};

	if (!r->editor || !*text || isspace((unsigned char)*text))
		return;
	repl_learn_secrets(r);
	str_add(&clean, text);
	repl_mask(&clean);
	redact_text(&r->app->secrets.redactor, &clean);
	line_editor_remember(r->editor, str_text(&clean), r->keeps ? LINE_KEPT : LINE_FOR_NOW);
	str_release(&clean);
}
