#include "cmd/ai.h"
#include "cmd/output.h"
#include "cmd/prompt.h"
#include "core/base/tr.h"

static long long max_tokens, timeout_ms;

static const struct opt options[] = {
	PROMPT_VALUE_OPTIONS,
	{.name = "max-tokens", .kind = OPT_INT, .value = &max_tokens, .arg = "count",
		.help = N_("of the answer"), .min = 1, .max = 1000000},
	{.name = "timeout", .kind = OPT_DURATION, .value = &timeout_ms, .arg = "duration",
		.help = N_("of everything together")},
	AI_WHO_OPTIONS,
	AI_COST_OPTIONS,
	{0},
};

static bool ask(struct app *app, const struct ai_prompt *p, const cJSON *values, struct err *err)
{
	struct ai_messages messages;
	struct ai_request request;
	struct ai_ask ask;

	if (!ai_prompt_render(&app->arena, p, values, &messages, err))
		return false;
	ai_prompt_ask(p, &messages, &request, &ask);
	request.max_tokens = max_tokens;
	ask.timeout_ms = timeout_ms;
	return ai_command_run(app, &ask, err);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct ai_prompt *p;
	cJSON *values = NULL;
	bool ok;

	(void)argc;
	if (!prompt_open(app, argv[0], &p, err))
		return false;
	ok = app_load_config(app, err) && ai_prompt_allowed(p, app->config, err) &&
		prompt_values(p, &values, err) && ask(app, p, values, err);
	json_free(values);
	ai_prompt_free(p);
	return ok;
}

const struct cmd prompt_run = {
	.name = "run",
	.args = "NAME",
	.summary = N_("Fill a prompt, ask a model, print its answer"),
	.opts = options,
	.details =
		N_("Text is printed as it comes; a prompt with a schema gives JSON that fits it."),
	.examples =
		(const char *const[]){
			"blokctl prompt run summarise --file text=report.txt",
			N_("a summary"),
			"pdftotext book.pdf - | blokctl prompt run cards --file text=- --var "
			"count=5",
			N_("flashcards as JSON"),
			NULL,
		},
	.operands = WORDS_PROMPT,
	.run = run,
};
