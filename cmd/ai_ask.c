#include "cmd/ai.h"
#include "cmd/output.h"
#include "core/ai/structured.h"
#include "core/base/fs.h"

#include <stdlib.h>
#include <string.h>

/* The largest prompts are some 4 MiB; a file that is larger is the wrong one. */
#define PROMPT_MAX_BYTES ((size_t)16 * 1024 * 1024)

static const char *system_text, *schema_path, *tools_path, *task = "chat", *temperature;
static struct opt_list files;
static long long max_tokens, timeout_ms;

static const struct opt options[] = {
	{.name = "system", .letter = 's', .kind = OPT_TEXT, .value = &system_text, .arg = "text",
		.help = "how the model is to answer"},
	{.name = "file", .letter = 'f', .kind = OPT_LIST, .value = &files, .arg = "path",
		.help = "put a file's text behind the question (repeatable)", .words = WORDS_FILE},
	{.name = "schema", .kind = OPT_TEXT, .value = &schema_path, .arg = "file",
		.help = "the answer is JSON that matches this JSON Schema", .words = WORDS_FILE},
	{.name = "tools", .kind = OPT_TEXT, .value = &tools_path, .arg = "file",
		.help = "[{name, description, parameters}]: what the model may call; its calls are printed",
		.words = WORDS_FILE},
	{.name = "task", .kind = OPT_TEXT, .value = &task, .arg = "name",
		.help = "what it is for: decides the tier (default chat)"},
	{.name = "max-tokens", .kind = OPT_INT, .value = &max_tokens, .arg = "count",
		.help = "of the answer", .min = 1, .max = 1000000},
	{.name = "temperature", .kind = OPT_TEXT, .value = &temperature, .arg = "number",
		.help = "0 to 2, for models that still take it"},
	{.name = "timeout", .kind = OPT_DURATION, .value = &timeout_ms, .arg = "duration",
		.help = "of everything together"},
	AI_WHO_OPTIONS,
	AI_COST_OPTIONS,
	{0},
};

struct asking {
	struct app *app;
	struct ai *ai;
	struct ai_message messages[2];
	struct ai_request request;
	struct ai_ask ask;
	struct str prompt;
	cJSON *schema, *params, *tools;
	VEC(struct ai_tool) tool_list;
	bool streamed; /* the text is on stdout already */
	char last;     /* its last byte */
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

static void show_text(void *self, const char *text, size_t len)
{
	struct app *app = self;

	app_print_bytes(app, text, len);
	app_flush(app);
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
	if (!ai_command_ask(a->app, &a->ask, err))
		return false;
	a->streamed = !a->app->json && !a->schema;
	if (a->streamed)
		a->ask.on_text = show_text;
	return true;
}

/* ---- the answer ---- */

static cJSON *calls_json(const struct ai_reply *reply)
{
	cJSON *list = json_new_array();

	for (size_t i = 0; i < reply->calls.len; i++) {
		const struct ai_call_text *call = &reply->calls.at[i];
		const char *text = ai_call_arguments(call);
		cJSON *json = json_new_object(), *arguments = NULL;
		struct err ignored;

		json_set_string(json, "id", str_text(&call->id));
		json_set_string(json, "name", str_text(&call->name));
		if (!json_parse(text, strlen(text), &arguments, &ignored))
			arguments = json_new_string(text);
		json_add_take(json, "arguments", arguments);
		json_append_take(list, json);
	}
	return list;
}

static void tell_cost(struct app *app, const struct ai_answer *answer)
{
	if (answer->cached)
		app_detail(app, "%s/%s: a kept answer, it costs nothing", answer->provider, answer->model);
	else if (answer->cost < 0)
		app_detail(app, "%s/%s: nobody knows what it cost", answer->provider, answer->model);
	else
		app_detail(app, "%s/%s: $%.6f, %lld ms", answer->provider, answer->model,
			(double)answer->cost / 1e12, (long long)answer->duration_ms);
}

static void print_text(struct asking *a, const struct ai_answer *answer)
{
	const struct str *text = &answer->reply.text;
	cJSON *document;

	if (a->app->json) {
		document = json_new_object();
		json_set_string(document, "text", str_text(text));
		json_add_take(document, "value", json_new_null());
		json_add_take(document, "repaired", json_new_null());
		json_add_take(document, "calls", calls_json(&answer->reply));
		ai_answer_fields(document, answer);
		app_json(a->app, document);
		json_free(document);
		return;
	}
	/* A kept answer comes at once. */
	if (answer->cached)
		app_print_str(a->app, text);
	if (!answer->reply.calls.len && (!text->len || text->at[text->len - 1] != '\n'))
		app_print(a->app, "\n");
	if (answer->reply.calls.len) {
		cJSON *calls = calls_json(&answer->reply);

		app_json(a->app, calls);
		json_free(calls);
	}
	if (answer->reply.finish == AI_LENGTH)
		app_warn(a->app, "the answer was cut at its limit: --max-tokens");
	if (answer->reply.finish == AI_REFUSED)
		app_warn(a->app, "the model refuses");
	tell_cost(a->app, answer);
}

static void print_value(struct asking *a, const struct ai_structured *s)
{
	cJSON *document;

	if (!a->app->json) {
		app_json(a->app, s->value);
		if (s->repairs.len)
			app_note(a->app, "repaired: %s", s->repairs.at);
		tell_cost(a->app, &s->answer);
		return;
	}
	document = json_new_object();
	json_set_string(document, "text", str_text(&s->answer.reply.text));
	json_add_take(document, "value", json_copy(s->value));
	json_add_take(document, "repaired",
		s->repairs.len ? json_new_string(s->repairs.at) : json_new_null());
	json_add_take(document, "calls", json_new_array());
	ai_answer_fields(document, &s->answer);
	app_json(a->app, document);
	json_free(document);
}

static bool ask_text(struct asking *a, struct err *err)
{
	struct ai_answer answer;
	bool ok = ai_call(a->ai, &a->ask, &answer, err);

	if (ok)
		print_text(a, &answer);
	else if (a->streamed && answer.reply.text.len)
		app_print(a->app, "\n");
	ai_answer_release(&answer);
	return ok;
}

static bool ask_value(struct asking *a, struct err *err)
{
	struct ai_structured s;
	bool ok = ai_call_structured(a->ai, &a->ask, &s, err);

	if (ok)
		print_value(a, &s);
	ai_structured_release(&s);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct asking a = {.app = app};
	bool ok = prepare(&a, argc, argv, err) && ai_command_open(app, &a.ai, err) &&
		(a.schema ? ask_value(&a, err) : ask_text(&a, err));

	ai_close(a.ai);
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
	.summary = "Ask a model; '-' reads the question from standard input",
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl ai ask 'What is a saga?' --tier fast",
			"an answer, as it comes",
			"git diff | blokctl ai ask - --system 'Write a commit message.'",
			"the question from another program",
			NULL,
		},
	.run = run,
};
