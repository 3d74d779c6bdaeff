#define _GNU_SOURCE /* explicit_bzero */
#include "core/config/secrets.h"

#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/proc.h"
#include "core/data/document.h"

#include <stdlib.h>
#include <string.h>

#define SECRET_MAX_BYTES ((size_t)64 * 1024)
/* A password manager may ask for a touch or a passphrase. */
#define COMMAND_TIMEOUT_US 60000000

extern char **environ;

static void trim_newline(struct str *text)
{
	while (text->len && (text->at[text->len - 1] == '\n' || text->at[text->len - 1] == '\r'))
		str_truncate(text, text->len - 1);
}

static bool from_env(struct secrets *s, const char *variable, struct str *out, struct err *err)
{
	const char *value = getenv(variable);

	if (!value)
		return err_set(err, ERR_INPUT, "the variable '%s' is not set", variable);
	str_add(out, value);
	json_append_take(s->env, json_new_string(variable));
	return true;
}

static bool from_command(const cJSON *command, struct str *out, struct err *err)
{
	const char *argv[32] = {"/bin/sh", "-c"};
	struct proc_watch watch = {.max_output = SECRET_MAX_BYTES,
		.deadline_us = clock_mono_us() + COMMAND_TIMEOUT_US, .wake_fd = -1};
	struct proc_spec spec = {.argv = argv, .env = environ};
	struct proc_result result;
	struct proc proc;
	size_t count = 0;
	bool ok;

	if (json_is_string(command)) {
		argv[2] = command->valuestring;
	} else {
		json_each(word, command)
			if (json_is_string(word) && count < 31)
				argv[count++] = word->valuestring;
		argv[count] = NULL;
	}
	if (!proc_start(&spec, &proc, err))
		return false;
	proc_wait(&proc, &watch, &result);
	ok = result.end == PROC_ENDED && result.status == 0;
	if (ok)
		str_add_bytes(out, str_text(&result.out), result.out.len);
	else
		err_set(err, ERR_INPUT, "its command ended with status %d", result.status);
	proc_result_release(&result);
	return ok;
}

static bool fetch(struct secrets *s, const cJSON *source, struct str *out, struct err *err)
{
	const char *variable = json_get_string(source, "env"), *file = json_get_string(source, "file");
	const cJSON *command = json_get(source, "command");
	bool ok;

	if (variable)
		ok = from_env(s, variable, out, err);
	else if (file)
		ok = fs_read(file, SECRET_MAX_BYTES, out, err);
	else if (json_is_string(command) || (json_is_array(command) && command->child))
		ok = from_command(command, out, err);
	else
		ok = err_set(err, ERR_INPUT, "it has none of env, file and command");
	if (!ok)
		return false;
	trim_newline(out);
	if (out->len < REDACT_MIN_LENGTH)
		return err_set(err, ERR_INPUT, "it is shorter than %d characters",
			REDACT_MIN_LENGTH);
	return true;
}

static bool add_secret(struct secrets *s, const cJSON *source, struct err *err)
{
	struct str value = {0};
	bool ok = (redact_is_name(source->string) ||
			  err_set(err, ERR_INPUT, "its name has a bracket, slash or quote")) &&
		  fetch(s, source, &value, err);

	if (ok) {
		json_set_string(s->values, source->string, str_text(&value));
		redact_add(&s->redactor, source->string, str_text(&value));
		explicit_bzero(value.at, value.len);
	} else {
		err_wrap(err, "the secret '%s'", source->string);
		err->kind = ERR_INPUT;
	}
	str_release(&value);
	return ok;
}

static bool load(struct secrets *s, const struct document *doc, struct err *err)
{
	const cJSON *section = json_get(doc->root, "secrets");

	if (!section || json_is_null(section))
		return true;
	if (!json_is_object(section))
		return err_set(err, ERR_INPUT, "%s: 'secrets' must be an object", doc->source.path);
	s->values = json_new_object();
	s->env = json_new_array();
	json_each(source, section)
		if (!add_secret(s, source, err))
			return false;
	return true;
}

bool secrets_load(struct secrets *s, const char *config_path, struct err *err)
{
	struct document doc;
	struct diags diags = {0};
	bool ok;

	*s = (struct secrets){0};
	if (!fs_exists(config_path))
		return true;
	ok = document_load(&doc, config_path, &diags, err);
	if (ok)
		ok = load(s, &doc, err);
	else if (err->kind == ERR_NONE)
		err_set(err, ERR_INPUT, "%s:%d:%d: %s", config_path, diags.list.at[0].line,
			diags.list.at[0].column, diags.list.at[0].message);
	document_release(&doc);
	diags_release(&diags);
	if (!ok)
		secrets_release(s);
	return ok;
}

void secrets_release(struct secrets *s)
{
	json_free(s->values);
	json_free(s->env);
	redact_release(&s->redactor);
	*s = (struct secrets){0};
}
