#include "cmd/workflow_request.h"

#include "core/base/fs.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define INPUT_MAX_BYTES ((size_t)64 * 1024 * 1024)

const char *request_input, *request_file, *request_method, *request_env_file;
struct opt_list request_query, request_headers, request_params;

static bool read_json(const char *path, struct str *bytes, cJSON **ret, struct err *err)
{
	return fs_read(path, INPUT_MAX_BYTES, bytes, err) &&
		(json_parse(str_text(bytes), bytes->len, ret, err) ||
			err_wrap(err, "%s", str_eq(path, "-") ? "standard input" : path));
}

/* The text stays beside the value: signatures are made over bytes. */
static bool add_body(cJSON *request, struct err *err)
{
	struct str bytes = {0};
	cJSON *body = NULL;
	bool ok;

	if (!request_input)
		return true;
	if (request_input[0] == '@' || str_eq(request_input, "-")) {
		ok = read_json(request_input + (request_input[0] == '@'), &bytes, &body, err);
	} else {
		str_add(&bytes, request_input);
		ok = json_parse(request_input, bytes.len, &body, err) || err_wrap(err, "--input");
		if (!ok && !err->hint[0])
			err_hint(err, "give JSON, @FILE, or - to read standard input");
	}
	if (ok) {
		json_set_take(request, "body", body);
		json_set_string(request, "rawBody", str_text(&bytes));
	}
	str_release(&bytes);
	return ok;
}

/* An option whose values are pairs, and where they go. */
struct pairs {
	const char *option, *key;
	const struct opt_list *list;
	const char *split; /* what may stand between name and value */
};

static bool add_pairs(cJSON *request, const struct pairs *p, struct err *err)
{
	cJSON *object = json_detach(request, p->key);

	if (!object)
		object = json_new_object();
	for (size_t i = 0; i < p->list->len; i++) {
		const char *text = p->list->at[i], *split = strpbrk(text, p->split);
		const char *value;
		char *name;

		if (!split || split == text) {
			json_free(object);
			return err_set(err, ERR_USAGE, "--%s wants NAME=VALUE, not '%s'", p->option, text);
		}
		if (utf8_valid_prefix(text, strlen(text)) < strlen(text)) {
			json_free(object);
			return err_set(err, ERR_USAGE, "--%s: '%s' is not UTF-8", p->option, text);
		}
		value = split + 1;
		while (*split == ':' && *value == ' ')
			value++;
		name = mem_strndup(text, (size_t)(split - text));
		json_set_string(object, name, value);
		free(name);
	}
	json_set_take(request, p->key, object);
	return true;
}

/* Keys of --request; `object` for those that hold names and values. */
static const struct request_key {
	const char *name;
	bool object, text;
} request_keys[] = {{"method", .text = true}, {"headers", .object = true},
	{"query", .object = true}, {"params", .object = true}, {"body"}, {"path"}, {"url"},
	{"rawBody", .text = true}};

#define REQUEST_KEYS (sizeof request_keys / sizeof *request_keys)

static bool check_member(const cJSON *member, struct err *err)
{
	const char *names[REQUEST_KEYS], *nearest;

	for (size_t i = 0; i < REQUEST_KEYS; i++) {
		names[i] = request_keys[i].name;
		if (!str_eq(member->string, names[i]))
			continue;
		if (request_keys[i].object && !json_is_object(member))
			return err_set(err, ERR_INPUT, "%s: '%s' must be an object, not %s",
				request_file, names[i], json_type_phrase(member));
		if (request_keys[i].text && !json_is_string(member))
			return err_set(err, ERR_INPUT, "%s: '%s' must be a string, not %s",
				request_file, names[i], json_type_phrase(member));
		return true;
	}
	nearest = str_nearest(member->string, names, REQUEST_KEYS);
	err_set(err, ERR_INPUT, "%s: a request has no '%s'", request_file, member->string);
	if (nearest)
		return err_hint(err, "did you mean '%s'?", nearest);
	return err_hint(err, "it has method, headers, query, params, body and rawBody");
}

static bool check_request(const cJSON *request, struct err *err)
{
	if (!json_is_object(request))
		return err_set(err, ERR_INPUT, "%s: a request must be a JSON object", request_file);
	json_each(member, request)
		if (!check_member(member, err))
			return false;
	return true;
}

bool request_build(cJSON **ret, struct err *err)
{
	static const struct pairs query = {"query", "query", &request_query, "="},
				  headers = {"header", "headers", &request_headers, "=:"},
				  params = {"param", "params", &request_params, "="};
	struct str bytes = {0};
	cJSON *request = NULL;
	bool ok = !request_file || read_json(request_file, &bytes, &request, err);

	str_release(&bytes);
	if (!ok)
		return false;
	if (request && !check_request(request, err)) {
		json_free(request);
		return false;
	}
	if (!request)
		request = json_new_object();
	if (request_method)
		json_set_string(request, "method", request_method);
	if (add_body(request, err) && add_pairs(request, &query, err) &&
		add_pairs(request, &headers, err) && add_pairs(request, &params, err)) {
		*ret = request;
		return true;
	}
	json_free(request);
	return false;
}

/* NAME=value; blank lines and # comments; quotes around a value come off. */
static bool add_env_line(cJSON *env, char *line, int number, struct err *err)
{
	char *equals, *value;
	size_t len;

	line += strspn(line, " \t");
	if (str_starts(line, "export "))
		line += 7;
	if (!*line || *line == '#')
		return true;
	equals = strchr(line, '=');
	if (!equals || equals == line) {
		err_set(err, ERR_INPUT, "%s:%d: no NAME=value", request_env_file, number);
		return false;
	}
	*equals = '\0';
	value = equals + 1;
	len = strlen(value);
	if (len > 1 && (*value == '"' || *value == '\'') && value[len - 1] == *value) {
		value[len - 1] = '\0';
		value++;
	}
	json_set_string(env, line, value);
	return true;
}

bool request_env(cJSON **ret, struct err *err)
{
	struct str bytes = {0};
	cJSON *env = NULL;
	bool ok = true;
	int number = 0;

	*ret = NULL;
	if (!request_env_file)
		return true;
	if (!fs_read_text(request_env_file, INPUT_MAX_BYTES, &bytes, err))
		return false;
	env = json_new_object();
	for (char *line = bytes.at, *next; ok && line && *line; line = next) {
		size_t len = strcspn(line, "\r\n");

		next = line + len + (line[len] == '\r') + (line[len + (line[len] == '\r')] == '\n');
		if (line[len])
			line[len] = '\0';
		ok = add_env_line(env, line, ++number, err);
	}
	str_release(&bytes);
	if (ok)
		*ret = env;
	else
		json_free(env);
	return ok;
}
