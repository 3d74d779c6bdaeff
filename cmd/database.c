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

/* ---- passwords of addresses ---- */

/* One that is not written with %40 may have an @ in it: the last one counts. */
static bool of_user(const char *address, const char *end, struct address_password *ret)
{
	size_t len = strcspn(address, "/?#");
	const char *colon, *at = NULL;

	if (len > (size_t)(end - address))
		len = (size_t)(end - address);
	for (size_t i = 0; i < len; i++)
		if (address[i] == '@')
			at = address + i;
	colon = at ? memchr(address, ':', (size_t)(at - address)) : NULL;
	if (!colon || colon + 1 == at)
		return false;
	*ret = (struct address_password){colon, colon + 1, (size_t)(at - colon) - 1};
	return true;
}

static bool of_key(const char *sign, const char *end, struct address_password *ret)
{
	static const char *const keys[] = {"password=", "sslpassword=", NULL};

	for (const char *const *key = keys; *key; key++) {
		const char *at = sign + 1 + strlen(*key);
		size_t len;

		if (!str_starts(sign + 1, *key) || at >= end)
			continue;
		len = strcspn(at, "&#");
		if (len > (size_t)(end - at))
			len = (size_t)(end - at);
		*ret = (struct address_password){sign, at, len};
		return len;
	}
	return false;
}

bool address_password_next(struct password_search *s, struct address_password *ret)
{
	bool found = false;

	while (!found) {
		if (!s->end) {
			s->at = strstr(s->at, "://");
			if (!s->at)
				return false;
			s->at += strlen("://");
			s->end = s->at + strcspn(s->at, s->ends);
			found = of_user(s->at, s->end, ret);
		}
		for (; !found && s->at < s->end; s->at++)
			found = (*s->at == '?' || *s->at == '&') && of_key(s->at, s->end, ret);
		if (!found)
			s->end = NULL;
	}
	s->at = ret->at + ret->len;
	return true;
}
