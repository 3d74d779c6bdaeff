#include "cmd/ask.h"
#include "cmd/database.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/config/config.h"
#include "core/config/secrets.h"

#include <string.h>

bool ask_database_open(struct app *app, const char *name, struct source **ret, struct err *err)
{
	const struct source_options o = {0};
	struct str password = {0};
	const char *spec;
	bool ok;

	if (!app_load_config(app, err))
		return false;
	if (!name)
		name = config_text(app->config, "ask.database", NULL);
	if (!name || !*name) {
		err_set(err, ERR_USAGE, "no database is named");
		return err_hint(err, "--db FILE, or 'blokctl config set ask.database FILE'");
	}
	ok = database_spec(app, name, &password, &spec, err);
	if (ok && password.len)
		redact_add(&app->secrets.redactor, name, str_text(&password));
	str_release(&password);
	return ok && source_open(spec, &o, ret, err);
}

const char *ask_glossary_path(struct app *app)
{
	const char *project = app_project(app), *path;

	if (!project)
		return NULL;
	path = arena_printf(&app->arena, "%s/.blok/glossary.yaml", project);
	return fs_exists(path) ? path : NULL;
}

/* postgres://host/db?password=x: without it. */
static const char *without_password_keys(struct app *app, const char *url)
{
	const char *at = strchr(url, '?');
	struct str out = {0};
	char sign = '?';

	if (!strstr(url, "://") || !at)
		return url;
	str_add_bytes(&out, url, (size_t)(at - url));
	while (*at) {
		size_t len = strcspn(++at, "&");

		if (!str_starts(at, "password=") && !str_starts(at, "sslpassword=")) {
			str_add_char(&out, sign);
			str_add_bytes(&out, at, len);
			sign = '&';
		}
		at += len;
	}
	url = arena_strdup(&app->arena, str_text(&out));
	str_release(&out);
	return url;
}

const char *ask_database_name(struct app *app, const char *name)
{
	const char *scheme, *at, *colon;

	if (!name)
		name = config_text(app->config, "ask.database", "");
	scheme = strstr(name, "://");
	at = scheme ? strchr(scheme + 3, '@') : NULL;
	colon = scheme ? strchr(scheme + 3, ':') : NULL;
	if (at && colon && colon < at)
		name = arena_printf(&app->arena, "%.*s%s", (int)(colon - name), name, at);
	return without_password_keys(app, name);
}
