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

const char *ask_database_name(struct app *app, const char *name)
{
	struct password_search search = {.ends = ""};
	struct address_password p;
	struct str out = {0};
	bool headless = false; /* the '?' went with a password: the next key has it */

	if (!name)
		name = config_text(app->config, "ask.database", "");
	search.at = name;
	for (const char *from = name;; from = p.at + p.len) {
		bool more = address_password_next(&search, &p);
		const char *to = more ? p.mark : from + strlen(from);

		if (headless && from < to && *from == '&') {
			str_add_char(&out, '?');
			headless = false;
			from++;
		}
		str_add_bytes(&out, from, (size_t)(to - from));
		if (!more)
			break;
		headless |= *p.mark == '?';
	}
	name = arena_strdup(&app->arena, str_text(&out));
	str_release(&out);
	return name;
}
