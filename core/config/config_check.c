#include "core/config/config_impl.h"

#include "core/base/num.h"
#include "core/base/zone.h"
#include "core/data/sandbox_policy.h"
#include "core/net/policy.h"

#include <stdlib.h>
#include <string.h>

static bool is_choice(const char *choices, const char *word)
{
	for (size_t len; choices; choices = choices[len] ? choices + len + 1 : NULL) {
		len = strcspn(choices, "|");
		if (strlen(word) == len && memcmp(choices, word, len) == 0)
			return true;
	}
	return false;
}

static bool is_texts(const cJSON *list)
{
	json_each(item, list)
		if (!json_is_string(item))
			return false;
	return json_is_array(list);
}

/* ---- the kinds ---- */

static bool is_of_kind(const struct config_setting *s, const cJSON *value)
{
	int64_t ignored;

	switch (s->kind) {
	case CONFIG_TEXT: return json_is_string(value);
	case CONFIG_BOOL: return json_is_bool(value);
	case CONFIG_CHOICE:
		return json_is_string(value) && is_choice(s->choices, value->valuestring);
	case CONFIG_INT:
	case CONFIG_MONEY:
	case CONFIG_DURATION:
		return config_number(s, value, &ignored) ||
		       (json_is_string(value) && is_choice(s->choices, value->valuestring));
	case CONFIG_LIST: return is_texts(value);
	case CONFIG_COMMAND: return json_is_string(value) || (is_texts(value) && value->child);
	case CONFIG_OBJECT:
	case CONFIG_SOURCE: return json_is_object(value);
	case CONFIG_NETWORK: return sandbox_policy_is_network(value);
	}
	return false;
}

static void add_words(struct str *out, const char *choices, const char *before_last)
{
	for (const char *p = choices; *p; p++) {
		const char *more = strchr(p + 1, '|');

		if (*p != '|')
			str_add_char(out, *p);
		else
			str_add(out, more ? ", " : before_last);
	}
}

static void describe(struct str *out, const struct config_setting *s)
{
	switch (s->kind) {
	case CONFIG_TEXT: str_add(out, "a text"); break;
	case CONFIG_BOOL: str_add(out, "true or false"); break;
	case CONFIG_CHOICE: add_words(out, s->choices, " or "); return;
	case CONFIG_INT: str_add(out, "a whole number from 0 on"); break;
	case CONFIG_MONEY: str_add(out, "an amount of US dollars, such as 1.50"); break;
	case CONFIG_DURATION: str_add(out, "a duration, such as 500ms, 30s, 5m, 2h or 7d"); break;
	case CONFIG_LIST: str_add(out, "a list of texts"); break;
	case CONFIG_COMMAND: str_add(out, "a command: a text, or the list of its words"); break;
	case CONFIG_OBJECT: str_add(out, "an object"); break;
	case CONFIG_SOURCE: str_add(out, "an object with env, command or file"); break;
	case CONFIG_NETWORK: str_add(out, "none, any or a list of TCP ports"); break;
	}
	if (s->choices)
		str_addf(out, ", or %s", s->choices);
}

/* ---- findings ---- */

/* What stands there may be a secret that somebody has put in the wrong place. */
static void hide_excerpt(const struct config_check *c)
{
	struct diag *last = &c->diags->list.at[c->diags->list.len - 1];

	if (!config_key_is_private(c->key))
		return;
	free(last->excerpt);
	last->excerpt = NULL;
}

static void add_key(struct str *out, const struct config_check *c)
{
	if (!c->key->len) {
		str_add(out, "the file");
		return;
	}
	str_add_char(out, '\'');
	config_key_print(out, c->key);
	str_add_char(out, '\'');
}

static void wrong_kind(
	const struct config_check *c, const struct config_setting *s, const cJSON *value)
{
	const char *names[] = {"fast", "balanced", "powerful", "user", "shared", "openai",
		"anthropic", "ollama", "script", "max_tokens", "max_completion_tokens", "none",
		"preferred", "required"};
	struct str key = {0}, wanted = {0}, hint = {0};
	const char *nearest = NULL;

	add_key(&key, c);
	describe(&wanted, s);
	if (s->choices && json_is_string(value))
		nearest = str_nearest(value->valuestring, names, sizeof names / sizeof *names);
	if (nearest && is_choice(s->choices, nearest))
		str_addf(&hint, "did you mean '%s'?", nearest);
	else if (s->kind == CONFIG_SOURCE)
		str_add(&hint,
			"the secret itself does not belong into this file: name a variable, a file "
			"or a command that has it");
	else if (json_is_string(value) &&
		 (s->kind == CONFIG_INT || s->kind == CONFIG_BOOL || s->kind == CONFIG_MONEY))
		str_add(&hint, "numbers, true and false stand without quotes");
	if (json_is_string(value) || json_is_number(value))
		document_report(c->doc, c->diags, DIAG_ERROR, value, "wrong-kind",
			hint.len ? hint.at : NULL, "%s must be %s", str_text(&key),
			str_text(&wanted));
	else
		document_report(c->doc, c->diags, DIAG_ERROR, value, "wrong-kind",
			hint.len ? hint.at : NULL, "%s must be %s, not %s", str_text(&key),
			str_text(&wanted), json_type_phrase(value));
	hide_excerpt(c);
	str_release(&key);
	str_release(&wanted);
	str_release(&hint);
}

static void report(
	const struct config_check *c, const cJSON *node, const char *hint, const char *what)
{
	struct str key = {0};

	add_key(&key, c);
	document_report(c->doc, c->diags, DIAG_ERROR, node, "bad-value", hint, "%s: %s",
		str_text(&key), what);
	hide_excerpt(c);
	str_release(&key);
}

static void unknown_key(const struct config_check *c, const cJSON *node)
{
	struct str key = {0}, hint = {0};
	struct arena a = {0};
	const char *nearest = config_key_nearest(&a, c->key);

	add_key(&key, c);
	if (nearest)
		str_addf(&hint, "did you mean '%s'?", nearest);
	document_report_key(c->doc, c->diags, DIAG_ERROR, node, "unknown-setting",
		nearest ? hint.at : "'man 5 blokctl-config' lists them", "unknown setting %s",
		str_text(&key));
	hide_excerpt(c);
	str_release(&key);
	str_release(&hint);
	arena_release(&a);
}

/* ---- single settings ---- */

static void check_zone(const struct config_check *c, const cJSON *value)
{
	struct err err = {0};
	struct zone *zone;

	if (zone_open(value->valuestring, &zone, &err))
		zone_close(zone);
	else
		report(c, value, "a name of the IANA database, such as Europe/Vienna", err.message);
}

static void check_networks(const struct config_check *c, const cJSON *list)
{
	struct net_network ignored;

	json_each(item, list)
		if (!net_network_parse(item->valuestring, &ignored))
			report(c, item, NULL,
				"an address or a network is wanted, such as 10.0.0.0/8 or ::1");
}

static void check_models(const struct config_check *c, const cJSON *list)
{
	json_each(item, list)
		if (!strchr(item->valuestring, '/') || item->valuestring[0] == '/')
			report(c, item, NULL, "PROVIDER/MODEL is wanted");
}

static void check_paths(const struct config_check *c, const cJSON *list)
{
	json_each(item, list)
		if (!*item->valuestring)
			report(c, item, NULL, "a path is wanted");
}

/* `instead`: where what would be a name or a password goes; or NULL. */
static void check_url(const struct config_check *c, const cJSON *value, const char *instead)
{
	const char *url = value->valuestring, *host = strstr(url, "://");

	if (!str_starts(url, "http://") && !str_starts(url, "https://")) {
		report(c, value, NULL, "it must begin with http:// or https://");
		return;
	}
	host += 3;
	if (memchr(host, '@', strcspn(host, "/?#")))
		report(c, value, instead, "a name or a password does not belong into the URL");
}

static void check_source(const struct config_check *c, const cJSON *value)
{
	size_t count = 0;

	json_each(item, value)
		count += !json_is_null(item);
	if (count != 1)
		report(c, value, "one place is enough; set it as a whole, such as {env: NAME}",
			"it needs one of env, command and file");
}

static void check_setting(const struct config_check *c, const char *row, const cJSON *value)
{
	if (str_eq(row, "quota.timezone"))
		check_zone(c, value);
	else if (str_starts(row, "network."))
		check_networks(c, value);
	else if (str_starts(row, "ai.tiers."))
		check_models(c, value);
	else if (str_eq(row, "sandbox.read") || str_eq(row, "sandbox.write"))
		check_paths(c, value);
	else if (str_eq(row, "ai.providers.*.base_url"))
		check_url(c, value, "say where the key comes from: key: {env: NAME}");
	else if (str_eq(row, "telemetry.endpoint"))
		check_url(c, value, NULL);
}

/* ---- the walk ---- */

static void check_children(const struct config_check *c, const cJSON *value)
{
	json_each(item, value) {
		if (c->key->len == CONFIG_MAX_DEPTH)
			return;
		c->key->at[c->key->len++] = item->string;
		config_check(c, item);
		c->key->at[--c->key->len] = NULL;
	}
}

void config_check(const struct config_check *c, const cJSON *value)
{
	const struct config_setting section = {.kind = CONFIG_OBJECT};
	const struct config_setting *s = config_key_setting(c->key);

	if (!s && config_key_is_section(c->key))
		s = &section;
	if (!s) {
		unknown_key(c, value);
	} else if (json_is_null(value)) {
		return; /* says nothing */
	} else if (!is_of_kind(s, value)) {
		wrong_kind(c, s, value);
	} else if (s->kind == CONFIG_OBJECT || s->kind == CONFIG_SOURCE) {
		check_children(c, value);
		if (s->kind == CONFIG_SOURCE)
			check_source(c, value);
	} else {
		check_setting(c, s->key, value);
	}
}
