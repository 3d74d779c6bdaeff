#define _GNU_SOURCE /* explicit_bzero */
#include "core/config/secrets.h"

#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/proc.h"
#include "core/data/document.h"

#include <stdlib.h>
#include <string.h>

/* A certificate with its chain is a tenth of it. */
#define SECRET_MAX_BYTES ((size_t)64 * 1024)
/* A password manager may wait for a touch, or ask in a window of its own; the
 * terminal is not the command's. */
#define COMMAND_TIMEOUT_S 60

extern char **environ;

static void trim_newline(struct str *text)
{
	while (text->len && (text->at[text->len - 1] == '\n' || text->at[text->len - 1] == '\r'))
		str_truncate(text, text->len - 1);
}

static bool from_env(const char *variable, struct str *out, struct err *err)
{
	const char *value = getenv(variable);

	if (!value)
		return err_set(err, ERR_INPUT, "the variable '%s' is not set", variable);
	str_add(out, value);
	return true;
}

struct argv {
	VEC(const char *) words; /* ended by NULL */
};

static bool read_command(const cJSON *command, struct argv *argv, struct err *err)
{
	if (json_is_string(command)) {
		vec_push(&argv->words, "/bin/sh");
		vec_push(&argv->words, "-c");
		vec_push(&argv->words, command->valuestring);
	}
	json_each(word, json_is_array(command) ? command : NULL) {
		if (!json_is_string(word)) {
			err_set(err, ERR_INPUT, "a word of its command is %s, no string",
				json_type_phrase(word));
			return err_hint(err, "put it in quotes");
		}
		vec_push(&argv->words, word->valuestring);
	}
	vec_push(&argv->words, NULL);
	return true;
}

static bool check_end(const struct proc_result *r, struct err *err)
{
	if (r->end == PROC_LATE)
		return err_set(err, ERR_INPUT, "its command took longer than %d s",
			COMMAND_TIMEOUT_S);
	if (r->end == PROC_TOO_MUCH)
		return err_set(err, ERR_INPUT, "its command wrote more than %zu bytes",
			SECRET_MAX_BYTES);
	if (r->signal)
		return err_set(err, ERR_INPUT, "its command was ended by signal %d", r->signal);
	return r->status == 0 ||
	       err_set(err, ERR_INPUT, "its command ended with status %d", r->status);
}

static bool run_command(const struct argv *argv, struct str *out, struct err *err)
{
	struct proc_watch watch = {.max_output = SECRET_MAX_BYTES,
		.deadline_us = clock_mono_us() + COMMAND_TIMEOUT_S * 1000000LL,
		.wake_fd = -1};
	struct proc_spec spec = {.argv = argv->words.at, .env = environ};
	struct proc_result result;
	struct proc proc;
	bool ok;

	if (!proc_start(&spec, &proc, err))
		return false;
	proc_wait(&proc, &watch, &result);
	ok = check_end(&result, err);
	if (ok)
		str_add_bytes(out, str_text(&result.out), result.out.len);
	if (result.out.len)
		explicit_bzero(result.out.at, result.out.len);
	proc_result_release(&result);
	return ok;
}

static bool from_command(const cJSON *command, struct str *out, struct err *err)
{
	struct argv argv = {0};
	bool ok = read_command(command, &argv, err) && run_command(&argv, out, err);

	vec_release(&argv.words);
	return ok;
}

bool secret_fetch(const cJSON *source, struct str *out, struct err *err)
{
	const char *variable = json_get_string(source, "env"), *file = json_get_string(source, "file");
	const cJSON *command = json_get(source, "command");
	bool ok;

	if (variable)
		ok = from_env(variable, out, err);
	else if (file)
		ok = fs_read_text(file, SECRET_MAX_BYTES, out, err);
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

/* "FILE:LINE:COLUMN: " before the message, which is about the file now. */
static bool fail_at(struct document *doc, const cJSON *node, struct err *err)
{
	int line, column;

	user_file_place(&doc->file, document_offset(doc, node), &line, &column);
	err_wrap(err, "%s:%d:%d", doc->file.path, line, column);
	err->kind = ERR_INPUT;
	return false;
}

static bool add_secret(struct secrets *s, const cJSON *source, struct err *err)
{
	struct str value = {0};
	bool ok = (redact_is_name(source->string) ||
			  err_set(err, ERR_INPUT, "its name has a bracket, slash or quote")) &&
		  secret_fetch(source, &value, err);

	if (ok) {
		if (json_get_string(source, "env"))
			json_append_take(s->env, json_copy(json_get(source, "env")));
		json_set_string(s->values, source->string, str_text(&value));
		redact_add(&s->redactor, source->string, str_text(&value));
	} else {
		err_wrap(err, "the secret '%s'", source->string);
	}
	if (value.len)
		explicit_bzero(value.at, value.len);
	str_release(&value);
	return ok;
}

static bool load(struct secrets *s, struct document *doc, struct err *err)
{
	const cJSON *section = json_get(doc->root, "secrets");

	if (!section || json_is_null(section))
		return true;
	if (!json_is_object(section)) {
		err_set(err, ERR_INPUT, "'secrets' must be an object, not %s",
			json_type_phrase(section));
		return fail_at(doc, section, err);
	}
	s->values = json_new_object();
	s->env = json_new_array();
	json_each(source, section)
		if (!add_secret(s, source, err))
			return fail_at(doc, source, err);
	return true;
}

/* The first finding stands for all: there is one message. */
static bool fail_first(const char *path, const struct diags *diags, struct err *err)
{
	const struct diag *first = &diags->list.at[0];

	err_set(err, ERR_INPUT, "%s:%d:%d: %s", path, first->line, first->column, first->message);
	return first->hint && err_hint(err, "%s", first->hint);
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
		fail_first(config_path, &diags, err);
	document_release(&doc);
	diags_release(&diags);
	if (!ok)
		secrets_release(s);
	return ok;
}

void secrets_guard(struct secrets *s, const char *variable)
{
	const char *value = getenv(variable);

	if (!value || strlen(value) < REDACT_MIN_LENGTH || !redact_is_name(variable))
		return;
	if (!s->env)
		s->env = json_new_array();
	json_append_take(s->env, json_new_string(variable));
	redact_add(&s->redactor, variable, value);
}

void secrets_release(struct secrets *s)
{
	json_free(s->values);
	json_free(s->env);
	redact_release(&s->redactor);
	*s = (struct secrets){0};
}
