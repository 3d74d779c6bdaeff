#include "core/data/sandbox_policy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whole numbers that a double holds. */
#define INT_LIMIT 9007199254740992.0

static const char *const modes[] = {
	[SANDBOX_OFF] = "off", [SANDBOX_PREFERRED] = "preferred", [SANDBOX_REQUIRED] = "required"};
#define MODES (sizeof modes / sizeof *modes)

/* ---- findings ---- */

static bool is_mode(const cJSON *value)
{
	for (size_t i = 0; json_is_string(value) && i < MODES; i++)
		if (str_eq(modes[i], value->valuestring))
			return true;
	return false;
}

static bool is_paths(const cJSON *value)
{
	/* Paths stand as they are: no value is put into a sandbox. */
	json_each(item, value)
		if (!json_is_string(item) || !*item->valuestring ||
			str_starts(item->valuestring, "js/") || strstr(item->valuestring, "${"))
			return false;
	return json_is_array(value);
}

static bool is_port(const cJSON *value)
{
	return json_is_number(value) && value->valuedouble >= 1 && value->valuedouble <= 65535 &&
	       value->valuedouble == floor(value->valuedouble);
}

bool sandbox_policy_is_network(const cJSON *value)
{
	json_each(item, json_is_array(value) ? value : NULL)
		if (!is_port(item))
			return false;
	return json_is_array(value) ||
	       (json_is_string(value) &&
		       (str_eq(value->valuestring, "none") || str_eq(value->valuestring, "any")));
}

static bool is_count(const cJSON *value)
{
	return json_is_number(value) && value->valuedouble >= 1 && value->valuedouble < INT_LIMIT &&
	       value->valuedouble == floor(value->valuedouble);
}

static const struct key {
	const char *name;
	bool (*is_right)(const cJSON *value);
	const char *wanted;
} keys[] = {
	{"mode", is_mode, "off, preferred or required"},
	{"read", is_paths, "a list of paths, as they stand"},
	{"write", is_paths, "a list of paths, as they stand"},
	{"network", sandbox_policy_is_network, "none, any or a list of TCP ports"},
	{"cpu", is_count, "seconds, a whole number from 1 on"},
	{"memory", is_count, "bytes, a whole number from 1 on"},
	{"filesize", is_count, "bytes, a whole number from 1 on"},
	{"files", is_count, "a whole number from 1 on"},
	{"processes", is_count, "a whole number from 1 on"},
};
#define KEYS (sizeof keys / sizeof *keys)

static void check_key(const cJSON *value, sandbox_finding *each, void *self)
{
	const char *names[KEYS], *nearest;
	struct str text = {0}, hint = {0};
	size_t i = 0;

	while (i < KEYS && !str_eq(keys[i].name, value->string)) {
		names[i] = keys[i].name;
		i++;
	}
	if (i == KEYS) {
		nearest = str_nearest(value->string, names, KEYS);
		str_addf(&text, "a sandbox has no '%s'", value->string);
		if (nearest)
			str_addf(&hint, "did you mean '%s'?", nearest);
		else
			str_add(&hint,
				"it has mode, read, write, network, cpu, memory, filesize, files, "
				"processes");
		each(self, value, str_text(&hint), str_text(&text));
	} else if (!json_is_null(value) && !keys[i].is_right(value)) {
		str_addf(&text, "the sandbox's '%s' must be %s", value->string, keys[i].wanted);
		each(self, value, NULL, str_text(&text));
	}
	str_release(&text);
	str_release(&hint);
}

void sandbox_policy_check(const cJSON *step, sandbox_finding *each, void *self)
{
	if (json_is_object(step))
		json_each(value, step)
			check_key(value, each, self);
	else if (step && !json_is_null(step) && !json_is_bool(step) && !is_mode(step))
		each(self, step, "or an object with mode, read, write, network, cpu, memory, …",
			"'sandbox' must be off, preferred or required");
}

/* ---- from documents ---- */

/* What the step says, or else the configuration. */
static const cJSON *find(const struct sandbox_sources *from, const char *key)
{
	const cJSON *value = json_get(from->step, key);

	if (value && !json_is_null(value))
		return value;
	value = json_get(from->config, key);
	return json_is_null(value) ? NULL : value;
}

static enum sandbox_mode mode_named(const char *name, enum sandbox_mode fallback)
{
	for (size_t i = 0; name && i < MODES; i++)
		if (str_eq(modes[i], name))
			return (enum sandbox_mode)i;
	return fallback;
}

/* Who describes a sandbox wants one. */
static enum sandbox_mode mode_of(const struct sandbox_sources *from)
{
	const cJSON *step = from->step;
	enum sandbox_mode config = mode_named(json_get_string(from->config, "mode"), SANDBOX_OFF);

	if (config == SANDBOX_REQUIRED)
		return config;
	if (json_is_bool(step))
		return json_is_true(step) ? SANDBOX_REQUIRED : SANDBOX_OFF;
	if (json_is_string(step))
		return mode_named(step->valuestring, SANDBOX_REQUIRED);
	if (json_is_object(step))
		return mode_named(json_get_string(step, "mode"),
			config == SANDBOX_OFF ? SANDBOX_REQUIRED : config);
	return config;
}

static const char *expand(struct arena *a, const char *path)
{
	const char *home = getenv("HOME");

	if (path[0] != '~' || (path[1] && path[1] != '/') || !home)
		return path;
	return arena_printf(a, "%s%s", home, path + 1);
}

/* Without any: where it works. */
static const char *const *paths_of(
	struct arena *a, const struct sandbox_sources *from, const char *key, const char *also)
{
	const cJSON *list = find(from, key);
	const char **paths = arena_array(a, const char *, json_count(list) + 3);
	size_t len = 0;

	if (!list)
		paths[len++] = ".";
	json_each(path, list)
		paths[len++] = expand(a, path->valuestring);
	if (also)
		paths[len++] = also;
	return paths;
}

static void read_network(struct arena *a, const cJSON *value, struct sandbox *s)
{
	uint16_t *ports = arena_array(a, uint16_t, json_count(value) + 1);

	if (json_is_string(value) && str_eq(value->valuestring, "any"))
		s->network = SANDBOX_ANY;
	if (!json_is_array(value) || !value->child)
		return;
	s->network = SANDBOX_PORTS;
	json_each(port, value)
		ports[s->ports_len++] = (uint16_t)port->valuedouble;
	s->ports = ports;
}

static int64_t count_of(const struct sandbox_sources *from, const char *key)
{
	const cJSON *value = find(from, key);

	return json_is_number(value) ? (int64_t)value->valuedouble : 0;
}

static struct sandbox *make(struct arena *a, const struct sandbox_sources *from)
{
	struct sandbox *s = arena_new(a, struct sandbox);

	s->mode = mode_of(from);
	s->read = paths_of(a, from, "read", from->also);
	s->write = paths_of(a, from, "write", NULL);
	read_network(a, find(from, "network"), s);
	s->limits = (struct sandbox_limits){.cpu_s = count_of(from, "cpu"),
		.memory_bytes = count_of(from, "memory"),
		.files = count_of(from, "files"),
		.file_bytes = count_of(from, "filesize"),
		.processes = count_of(from, "processes")};
	return s;
}

const struct sandbox *sandbox_policy(struct arena *a, const struct sandbox_sources *from)
{
	struct sandbox_sources fence = *from;
	struct sandbox *s;

	if (mode_of(from) == SANDBOX_OFF)
		return NULL;
	s = make(a, from);
	fence.step = NULL;
	if (json_is_object(from->step) && mode_of(&fence) == SANDBOX_REQUIRED)
		s->around = make(a, &fence);
	return s;
}
