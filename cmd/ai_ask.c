#include "cmd/ai.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

#include <stdlib.h>
#include <string.h>

/* The largest prompts are some 4 MiB; a file that is larger is the wrong one. */
#define PROMPT_MAX_BYTES ((size_t)16 * 1024 * 1024)

static const char *system_text, *schema_path, *tools_path, *task = "chat", *temperature;
static struct opt_list files;
static long long max_tokens, timeout_ms;

static const struct opt options[] = {
	{.name = "system",
		.letter = 's',
		.kind = OPT_TEXT,
		.value = &system_text,
		.arg = "text",
		.help = N_("how the model is to answer")},
	{.name = "file",
		.letter = 'f',
		.kind = OPT_LIST,
		.value = &files,
		.arg = "path",
		.help = N_("put a file's text behind the question (repeatable)"),
		.words = WORDS_FILE},
	{.name = "schema",
		.kind = OPT_TEXT,
		.value = &schema_path,
		.arg = "file",
		.help = N_("the answer is JSON that matches this JSON Schema"),
		.words = WORDS_FILE},
	{.name = "tools",
		.kind = OPT_TEXT,
		.value = &tools_path,
		.arg = "file",
		.help = N_("[{name, description, parameters}]: what the model may call; its calls "
			   "are printed"),
		.words = WORDS_FILE},
	{.name = "task",
		.kind = OPT_TEXT,
		.value = &task,
		.arg = "name",
		.help = N_("what it is for: decides the tier (default chat)")},
	{.name = "max-tokens",
		.kind = OPT_INT,
		.value = &max_tokens,
		.arg = "count",
		.help = N_("of the answer"),
		.min = 1,
		.max = 1000000},
	{.name = "temperature",
		.kind = OPT_TEXT,
		.value = &temperature,
		.arg = "number",
		.help = N_("0 to 2, for models that still take it")},
	{.name = "timeout",
		.kind = OPT_DURATION,
		.value = &timeout_ms,
		.arg = "duration",
		.help = N_("of everything together")},
	AI_WHO_OPTIONS,
	AI_COST_OPTIONS,
	{0},
};

struct asking {
	struct app *app;
	struct ai_message messages[2];
	struct ai_request request;
	struct ai_ask ask;
	struct str prompt;
	cJSON *schema, *params, *tools;
	VEC(struct ai_tool) tool_list;
};

/* ---- the question ---- */

/* A file is data, whatever it says: it stands between marks with its name. */
static bool add_file(struct asking *a, const char *path, struct err *err)
{
	struct str bytes = {0};

	if (!fs_read(path, PROMPT_MAX_BYTES, &bytes, err))
		return false;
	str_addf(&a->prompt, "\n\n<file name=\"%s\">\n", fs_basename(path));
	str_add_utf8(&a->prompt, str_text(&bytes), bytes.len);
	str_add(&a->prompt, "\n</file>");
	str_release(&bytes);
	return true;
}

static bool read_question(struct asking *a, int argc, char **argv, struct err *err)
{
	struct str bytes = {0};

	if (argc == 1 && str_eq(argv[0], "-")) {
		if (!fs_read("-", PROMPT_MAX_BYTES, &bytes, err))
			return false;
		str_add_utf8(&a->prompt, str_text(&bytes), bytes.len);
		str_release(&bytes);
	} else {
		for (int i = 0; i < argc; i++)
			str_addf(&a->prompt, "%s%s", i ? " " : "", argv[i]);
	}
	for (size_t i = 0; i < files.len; i++)
		if (!add_file(a, files.at[i], err))
			return false;
	return a->prompt.len || err_set(err, ERR_USAGE, "there is no question");
}

/* A NULL path is no file. */
static bool read_json(const char *path, cJSON **ret, struct err *err)
{
	struct str bytes = {0};
	bool ok;

	if (!path)
		return true;
	ok = fs_read(path, PROMPT_MAX_BYTES, &bytes, err) &&
		(json_parse(str_text(&bytes), bytes.len, ret, err) || err_wrap(err, "%s", path));
	str_release(&bytes);
	return ok;
}

static bool read_tools(struct asking *a, struct err *err)
{
	if (!read_json(tools_path, &a->tools, err))
		return false;
	if (a->tools && !json_is_array(a->tools))
		return err_set(err, ERR_INPUT, "%s: tools are a list", tools_path);
	json_each(item, a->tools) {
		struct ai_tool tool = {json_get_string(item, "name"),
			json_get_string(item, "description"), json_get(item, "parameters")};

		if (!tool.name || !json_is_object(tool.parameters))
			return err_set(err, ERR_INPUT, "%s: a tool has a name and parameters, a JSON Schema",
				tools_path);
		vec_push(&a->tool_list, tool);
	}
	return true;
}

static bool read_temperature(struct asking *a, struct err *err)
{
	char *end;
	double value;

	if (!temperature)
		return true;
	value = strtod(temperature, &end);
	if (*end || end == temperature || !(value >= 0 && value <= 2))
		return err_set(err, ERR_USAGE, "--temperature wants a number from 0 to 2, not '%s'",
			temperature);
	a->params = json_new_object();
	json_set_number(a->params, "temperature", value);
	return true;
}

static bool prepare(struct asking *a, int argc, char **argv, struct err *err)
{
	size_t count = 0;

	if (!read_question(a, argc, argv, err) || !read_json(schema_path, &a->schema, err) ||
		!read_tools(a, err) || !read_temperature(a, err))
		return false;
	if (system_text)
		a->messages[count++] = (struct ai_message){.role = AI_SYSTEM, .text = system_text};
	a->messages[count++] = (struct ai_message){.role = AI_USER, .text = str_text(&a->prompt)};
	a->request = (struct ai_request){.messages = a->messages,
		.messages_len = count,
		.schema = a->schema,
		.schema_name = "answer",
		.tools = a->tool_list.at,
		.tools_len = a->tool_list.len,
		.max_tokens = max_tokens,
		.params = a->params};
	a->ask = (struct ai_ask){.task = task, .request = &a->request, .timeout_ms = timeout_ms};
	return true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct asking a = {.app = app};
	bool ok = prepare(&a, argc, argv, err) && ai_command_run(app, &a.ask, err);

	str_release(&a.prompt);
	json_free(a.schema);
	json_free(a.params);
	json_free(a.tools);
	vec_release(&a.tool_list);
	return ok;
}

const struct cmd ai_ask = {
	.name = "ask",
	.args = "TEXT...",
	.summary = N_("Ask a model; '-' reads the question from standard input"),
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl ai ask 'What is a saga?' --tier fast",
			N_("an answer, as it comes"),
			"git diff | blokctl ai ask - --system 'Write a commit message.'",
			N_("the question from another program"),
			NULL,
		},
	.run = run,
};
