#include "cmd/database.h"

#include "cmd/output.h"
#include "core/config/config.h"
#include "core/config/secrets.h"

#include <string.h>

/* postgres://user@host -> postgres://user:SECRET@host, percent-encoded. */
static const char *with_password(struct app *app, const char *url, const struct str *password)
{
	const char *scheme = strstr(url, "://"), *at = scheme ? strchr(scheme + 3, '@') : NULL;
	struct str out = {0};
	const char *full;

	if (!at)
		return url;
	str_add_bytes(&out, url, (size_t)(at - url));
	str_add_char(&out, ':');
	for (size_t i = 0; i < password->len; i++)
		str_addf(&out, "%%%02X", (unsigned char)password->at[i]);
	str_add(&out, at);
	full = arena_strdup(&app->arena, str_text(&out));
	str_release(&out);
	return full;
}

bool database_spec(struct app *app, const char *name, struct str *password, const char **ret_spec,
	struct err *err)
{
	const cJSON *own, *source;
	const char *url;

	if (!app_load_config(app, err))
		return false;
	own = json_get(config_get(app->config, "databases"), name);
	source = json_get(own, "password");
	url = json_get_string(own, "url");
	*ret_spec = name;
	if (!own)
		return true;
	if (!url) {
		err_set(err, ERR_INPUT, "the database '%s' has no url", name);
		return err_hint(err, "blokctl config set databases.%s.url PATH", name);
	}
	*ret_spec = url;
	if (!source)
		return true;
	if (!secret_fetch(source, password, err))
		return err_wrap(err, "the password of the database '%s'", name);
	*ret_spec = with_password(app, url, password);
	return true;
}
