#include "cmd/ai.h"
#include "cmd/cards.h"
#include "cmd/output.h"
#include "core/ai/prompt.h"
#include "core/base/tr.h"
#include "core/cards/face.h"
#include "core/config/config.h"

static long long level = 1;
static const char *attempt, *engine = "auto";

static const struct opt options[] = {
	{.name = "level",
		.letter = 'l',
		.kind = OPT_INT,
		.value = &level,
		.arg = "1..3",
		.help = N_("how much it tells (default 1)"),
		.min = 1,
		.max = HINT_LEVELS},
	{.name = "attempt",
		.letter = 'a',
		.kind = OPT_TEXT,
		.value = &attempt,
		.arg = "text",
		.help = N_("what you would have answered: for a model")},
	{.name = "engine",
		.letter = 'e',
		.kind = OPT_CHOICE,
		.value = &engine,
		.arg = "engine",
		.help = N_(
			"by rules, by a model, or a model where one is configured (default auto)"),
		.choices = "builtin|model|auto"},
	AI_WHO_OPTIONS,
	AI_COST_OPTIONS,
	{0},
};

static bool ask_model(struct app *app, struct ai *ai, const struct card_face *f, int64_t how,
	struct str *out, struct err *err)
{
	cJSON *values = json_new_object();
	struct ai_prompt *prompt = NULL;
	struct ai_messages messages;
	struct ai_request request;
	struct ai_answer answer = {0};
	struct ai_ask ask = {0};
	bool ok;

	json_set_string(values, "question", f->question);
	json_set_string(values, "answer", f->answer);
	json_set_string(values, "source", f->sentence);
	json_set_string(values, "attempt", attempt ? attempt : "");
	json_set_number(values, "level", (double)how);
	ok = ai_prompt_for(ai, "hint", &prompt, err) &&
	     ai_prompt_allowed(prompt, app->config, err) &&
	     ai_prompt_render(&app->arena, prompt, values, &messages, err);
	if (ok) {
		ai_prompt_ask(prompt, &messages, &request, &ask);
		ok = ai_command_ask(app, &ask, err) && ai_call(ai, &ask, &answer, err);
	}
	if (ok)
		str_add(out, str_text(&answer.reply.text));
	ai_answer_release(&answer);
	ai_prompt_free(prompt);
	json_free(values);
	return ok;
}

static bool has_model(struct app *app)
{
	return ai_choices.model || ai_choices.provider || config_get(app->config, "ai.providers");
}

/* A model's hint that tells the answer is none: rules make one then. */
static bool by_model(
	struct app *app, const struct card_face *f, int64_t how, struct str *out, struct err *err)
{
	struct ai *ai = NULL;
	bool ok = ai_command_open(app, &ai, err) && ask_model(app, ai, f, how, out, err);

	ai_close(ai);
	if (ok && card_hint_tells(str_text(out), f->answer)) {
		app_detail(app, tr("the model's hint told the answer; this one is made by rules"));
		str_clear(out);
		return card_hint(f, (int)how, out, err);
	}
	return ok;
}

bool cards_hint_text(
	struct app *app, const struct card_face *f, int how, struct str *out, struct err *err)
{
	struct err ignored;

	/* While one learns, a model that cannot be reached is no reason to wait. */
	if (app_load_config(app, &ignored) && has_model(app) &&
		config_bool(app->config, "features.AI_HINTS", true) &&
		by_model(app, f, how, out, &ignored))
		return true;
	str_clear(out);
	return card_hint(f, how, out, err);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct note_record r;
	struct card_face f;
	struct str text = {0};
	cJSON *json;
	bool model, ok;

	(void)argc;
	if (!notes_find(app->store, &app->arena, argv[0], &r, err) || !app_load_config(app, err))
		return false;
	card_face_of(&app->arena, &r.note, r.cards_len ? r.cards[0].ord : 0, &f);
	model = str_eq(engine, "model") ||
		(str_eq(engine, "auto") && has_model(app) &&
			config_bool(app->config, "features.AI_HINTS", true));
	ok = model ? by_model(app, &f, level, &text, err) : card_hint(&f, (int)level, &text, err);
	if (ok && app->json) {
		json = json_new_object();
		json_set_string(json, "id", r.note.uuid);
		json_set_number(json, "level", (double)level);
		json_set_string(json, "hint", str_text(&text));
		app_json(app, json);
		json_free(json);
	} else if (ok) {
		str_add_char(&text, '\n');
		app_put(app, &app->out, &text);
	}
	str_release(&text);
	return ok;
}

const struct cmd cards_hint = {
	.name = "hint",
	.args = "CARD",
	.summary = N_("A hint for a card that does not tell its answer"),
	.opts = options,
	.examples = (const char *const[]){"blokctl cards hint 3f2a91c0 --level 2",
		N_("the sentence it comes from, with a gap"), NULL},
	.needs = NEEDS_STORE,
	.run = run,
	.operands = WORDS_CARD,
};
