#include "cmd/repl.h"

#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/config/config.h"

#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

/* ---- passwords ---- */

#define MASK "***"

/* "scheme://user:password@…" at `at`, which stands behind the scheme: up to the password, or
 * NULL. */
static const char *password_of(const char *at, size_t *ret_len)
{
	size_t len = strcspn(at, "/?# \t\r\n'\"");
	const char *colon = memchr(at, ':', len), *end = NULL;

	for (size_t i = 0; i < len; i++)
		if (at[i] == '@')
			end = at + i;
	if (!colon || !end || colon > end)
		return NULL;
	*ret_len = (size_t)(end - colon) - 1;
	return colon + 1;
}

/* Of "?password=x&…", up to the next that is no part of a URL. */
static const char *key_value(const char *at, size_t *ret_len)
{
	static const char *const keys[] = {"password=", "sslpassword="};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (str_starts(at, keys[i])) {
			at += strlen(keys[i]);
			*ret_len = strcspn(at, "&# \t\r\n'\"");
			return at;
		}
	return NULL;
}

static void add_masked(struct str *out, const char **from, const char *password, size_t len)
{
	if (!password || !len)
		return;
	str_add_bytes(out, *from, (size_t)(password - *from));
	str_add(out, MASK);
	*from = password + len;
}

/* Passwords in the URLs of a text are no part of the history, and are not shown again. */
void repl_mask(struct str *text)
{
	const char *from = str_text(text), *url;
	struct str out = {0};

	for (const char *at = from; (url = strstr(at, "://")) != NULL;) {
		const char *end = url + strcspn(url, " \t\r\n'\""), *password;
		size_t len = 0;

		password = password_of(url + 3, &len);
		add_masked(&out, &from, password, len);
		for (at = url + 3; at < end; at++)
			if (*at == '?' || *at == '&') {
				password = key_value(at + 1, &len);
				add_masked(&out, &from, password, len);
			}
	}
	if (from != str_text(text)) {
		str_add(&out, from);
		str_release(text);
		*text = out;
	}
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
