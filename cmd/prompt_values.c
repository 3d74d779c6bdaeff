#include "cmd/prompt.h"
#include "core/base/fs.h"
#include "core/data/document.h"

#include <string.h>

/* As for the files of 'blokctl ai ask': larger ones fit no model. */
#define VALUE_MAX_BYTES ((size_t)16 * 1024 * 1024)

struct prompt_given prompt_given;

static const struct ai_prompt_variable *find(const struct ai_prompt *p, const char *name, size_t len)
{
	for (size_t i = 0; i < p->variables_len; i++)
		if (strlen(p->variables[i].name) == len &&
			strncmp(p->variables[i].name, name, len) == 0)
			return &p->variables[i];
	return NULL;
}

/* Text of a variable that is no string is JSON; so is a value for a variable
 * that is not there, which is told about later. */
static bool set(const struct ai_prompt *p, cJSON *values, const char *pair, const struct str *text,
	struct err *err)
{
	size_t len = strcspn(pair, "=");
	const struct ai_prompt_variable *v = find(p, pair, len);
	struct str name = {0}, utf8 = {0};
	cJSON *value = NULL;
	bool ok = true;

	str_add_bytes(&name, pair, len);
	if (!v || v->type == PROMPT_STRING) {
		str_add_utf8(&utf8, str_text(text), text->len);
		value = json_new_string(str_text(&utf8));
	} else {
		ok = json_parse(str_text(text), text->len, &value, err) ||
			err_wrap(err, "the value of '%s', which is of type %s", v->name,
				ai_prompt_type_name(v->type));
	}
	if (ok)
		json_set_take(values, str_text(&name), value);
	str_release(&name);
	str_release(&utf8);
	return ok;
}

static bool split(const char *option, const char *pair, const char **ret_value, struct err *err)
{
	const char *equals = strchr(pair, '=');

	if (!equals || equals == pair)
		return err_set(err, ERR_USAGE, "--%s wants name=%s, not '%s'", option,
			str_eq(option, "file") ? "path" : "value", pair);
	*ret_value = equals + 1;
	return true;
}

static bool add_vars(const struct ai_prompt *p, cJSON *values, struct err *err)
{
	for (size_t i = 0; i < prompt_given.vars.len; i++) {
		const char *pair = prompt_given.vars.at[i], *value = NULL;
		struct str text = {0};
		bool ok = split("var", pair, &value, err);

		if (ok) {
			str_add(&text, value);
			ok = set(p, values, pair, &text, err);
		}
		str_release(&text);
		if (!ok)
			return false;
	}
	return true;
}

static bool add_files(const struct ai_prompt *p, cJSON *values, struct err *err)
{
	for (size_t i = 0; i < prompt_given.files.len; i++) {
		const char *pair = prompt_given.files.at[i], *path = NULL;
		struct str text = {0};
		bool ok = split("file", pair, &path, err) &&
			fs_read(path, VALUE_MAX_BYTES, &text, err) &&
			set(p, values, pair, &text, err);

		str_release(&text);
		if (!ok)
			return false;
	}
	return true;
}

/* The first finding says it: this is data, not a document of ours. */
static bool read_document(const char *path, cJSON **ret, struct err *err)
{
	struct document doc = {0};
	struct diags diags = {0};
	bool ok;

	err->kind = ERR_NONE;
	ok = document_load(&doc, path, &diags, err);
	if (ok)
		*ret = json_copy(doc.root);
	else if (err->kind == ERR_NONE)
		err_set(err, ERR_INPUT, "%s:%d:%d: %s", path, diags.list.at[0].line,
			diags.list.at[0].column, diags.list.at[0].message);
	diags_release(&diags);
	document_release(&doc);
	return ok;
}

static bool read_all(cJSON **ret, struct err *err)
{
	const char *all = prompt_given.all;
	struct str text = {0};
	bool ok;

	if (!all) {
		*ret = json_new_object();
		return true;
	}
	if (*all != '{' && document_format_of(all) != FORMAT_UNKNOWN)
		ok = read_document(all, ret, err);
	else if (*all == '{')
		ok = json_parse(all, strlen(all), ret, err) || err_wrap(err, "--vars");
	else
		ok = fs_read(all, VALUE_MAX_BYTES, &text, err) &&
			(json_parse(str_text(&text), text.len, ret, err) || err_wrap(err, "%s", all));
	str_release(&text);
	if (ok && !json_is_object(*ret)) {
		err_set(err, ERR_INPUT, "--vars: the variables must be an object, not %s",
			json_type_phrase(*ret));
		json_free(*ret);
		ok = false;
	}
	return ok;
}

bool prompt_values(const struct ai_prompt *p, cJSON **ret, struct err *err)
{
	cJSON *values;

	if (!read_all(&values, err))
		return false;
	if (!add_files(p, values, err) || !add_vars(p, values, err)) {
		json_free(values);
		return false;
	}
	*ret = values;
	return true;
}
