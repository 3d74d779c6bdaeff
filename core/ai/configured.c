#define _GNU_SOURCE /* explicit_bzero */
#include "core/ai/context.h"

#include "core/ai/script.h"
#include "core/config/secrets.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* Providers as the configuration has them; those of the protocols' names are
 * there without it. */

static const cJSON *settings_of(const struct ai *ai, const char *name)
{
	return json_get(config_get(ai->options.config, "ai.providers"), name);
}

/* Without slashes at the end, and for an API that is the URL's own version. */
static const char *base_url_of(struct ai *ai, const cJSON *settings, const struct ai_protocol *protocol)
{
	const char *url = json_get_string(settings, "base_url");
	size_t len;

	if (!url && protocol->url_variable)
		url = getenv(protocol->url_variable);
	if (!url || !*url)
		url = protocol->base_url;
	/* Ollama's variable is often a host alone. */
	if (!strstr(url, "://"))
		url = arena_printf(&ai->arena, "http://%s", url);
	len = strlen(url);
	while (len && url[len - 1] == '/')
		len--;
	return arena_strndup(&ai->arena, url, len);
}

/* "script" and "builtin" have no server: they are of no protocol. */
static bool is_of(const cJSON *settings, const char *name, const char *wanted)
{
	const char *kind = json_get_string(settings, "kind");

	return str_eq(kind ? kind : name, wanted);
}

static bool make(struct ai *ai, const char *name, struct ai_provider **ret, struct err *err)
{
	const cJSON *settings = settings_of(ai, name);
	const char *kind = json_get_string(settings, "kind"), *version;
	bool script = is_of(settings, name, "script"), builtin = is_of(settings, name, "builtin");
	const struct ai_protocol *protocol =
		script || builtin ? &ai_openai : ai_protocol_find(kind ? kind : name);
	struct ai_provider *p;

	if (!protocol) {
		err_set(err, ERR_INPUT, kind ? "the provider '%s' has an unknown kind '%s'"
					     : "there is no provider '%s'",
			name, kind);
		return err_hint(err, kind ? "openai, anthropic, ollama, script or builtin"
					  : "ai.providers.%s in the configuration says what it is",
			name);
	}
	p = mem_alloc(sizeof *p);
	version = json_get_string(settings, "api_version");
	p->name = arena_strdup(&ai->arena, name);
	p->protocol = protocol;
	p->is_script = script;
	p->is_builtin = builtin;
	p->settings = settings;
	p->base_url = script || builtin ? "" : base_url_of(ai, settings, protocol);
	if (protocol == &ai_anthropic)
		p->api_version = version ? version : "2026-10-21";
	vec_push(&ai->providers, p);
	*ret = p;
	return true;
}

bool ai_provider_find(struct ai *ai, const char *name, struct ai_provider **ret, struct err *err)
{
	for (size_t i = 0; i < ai->providers.len; i++) {
		if (str_eq(ai->providers.at[i]->name, name)) {
			*ret = ai->providers.at[i];
			return true;
		}
	}
	return make(ai, name, ret, err);
}

/* ---- keys ---- */

/* A key that others can read is none. */
static bool check_mode(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0 || !(st.st_mode & 077))
		return true;
	err_set(err, ERR_INPUT, "others can read '%s'", path);
	return err_hint(err, "chmod 600 %s", path);
}

static bool fetch(const struct ai_provider *p, struct str *out, struct err *err)
{
	const cJSON *source = json_get(p->settings, "key");
	const char *file = json_get_string(source, "file");

	if (json_is_object(source))
		return (!file || check_mode(file, err)) && secret_fetch(source, out, err);
	/* The variable's key is for the variable's server, or the protocol's own. */
	if (p->protocol->key_variable && !json_get_string(p->settings, "base_url") &&
		getenv(p->protocol->key_variable))
		str_add(out, getenv(p->protocol->key_variable));
	return true;
}

static bool is_loopback(const char *url)
{
	static const char *const hosts[] = {"http://127.", "http://localhost", "http://[::1]"};

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		if (strncasecmp(url, hosts[i], strlen(hosts[i])) == 0)
			return true;
	return false;
}

static bool read_key(struct ai *ai, struct ai_provider *p, struct err *err)
{
	struct str key = {0};
	bool ok = fetch(p, &key, err) || err_wrap(err, "the key of '%s'", p->name);

	if (ok && key.len) {
		p->key = mem_strdup(key.at);
		redact_add(&ai->keys, p->name, p->key);
		if (ai->options.redactor)
			redact_add(ai->options.redactor, p->name, p->key);
	}
	if (key.len)
		explicit_bzero(key.at, key.len);
	str_release(&key);
	if (!ok)
		return false;
	if (!p->key && p->protocol->needs_key && !json_get_string(p->settings, "base_url")) {
		err_set(err, ERR_INPUT, "there is no key for '%s'", p->name);
		return err_hint(err, "set %s, or ai.providers.%s.key in the configuration",
			p->protocol->key_variable, p->name);
	}
	if (p->key && strncasecmp(p->base_url, "https://", 8) != 0 && !is_loopback(p->base_url)) {
		err_set(err, ERR_INPUT, "a key is not sent without encryption: '%s'", p->base_url);
		return err_hint(err, "use https, or a server on this machine");
	}
	return true;
}

static bool read_script(struct ai_provider *p, struct err *err)
{
	const char *file = json_get_string(p->settings, "file");

	if (!file)
		file = getenv("BLOKCTL_AI_SCRIPT");
	if (file && *file)
		return ai_script_load(file, &p->script, err);
	err_set(err, ERR_INPUT, "the provider '%s' has no file of replies", p->name);
	return err_hint(err, "set ai.providers.%s.file, or BLOKCTL_AI_SCRIPT", p->name);
}

bool ai_provider_ready(struct ai *ai, struct ai_provider *p, struct err *err)
{
	if (p->key_read)
		return true;
	p->key_read = p->is_builtin || (p->is_script ? read_script(p, err) : read_key(ai, p, err));
	return p->key_read;
}
