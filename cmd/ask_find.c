#include "cmd/ai.h"
#include "cmd/ask.h"
#include "cmd/output.h"
#include "cmd/lang.h"
#include "core/base/tr.h"
#include "core/store/examples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void ask_found_release(struct ask_found *f)
{
	free(f->sql);
	free(f->explanation);
	ask_model_answer_release(&f->model);
}

/* ---- the rules ---- */

static void take_reading(struct ask_reading *r, struct ask_found *ret)
{
	ret->sql = r->sql;
	ret->explanation = r->explanation;
	ret->engine = "builtin";
	ret->chart = r->chart;
	ret->has_chart = true;
	ret->confidence = r->confidence;
	r->sql = r->explanation = NULL;
}

/* The reading of this number, from 1; 1 is the best. */
static struct ask_alternative nth(const struct ask_reading *r, size_t n)
{
	return n > 1 ? r->alternatives[n - 2] : (struct ask_alternative){r->sql, r->explanation};
}

static void list_readings(struct app *app, const struct ask_reading *r)
{
	for (size_t n = 1; n <= 1 + r->alternatives_len; n++)
		app_note(app, "  %zu. %s\n     %s", n, nth(r, n).explanation, nth(r, n).sql);
}

/* Somebody who can choose: the number of a reading, or 0. */
static size_t choose(struct app *app, const struct ask_reading *r)
{
	const size_t count = 1 + r->alternatives_len;
	struct str prompt = {0};
	char answer[16];

	if (app->json || !app->err.is_tty || !isatty(STDIN_FILENO))
		return 0;
	app_note(app, "%s",
		count > 1 ? tr("I am not sure.  It may mean:")
			  : tr("I am not sure.  I would read it as:"));
	list_readings(app, r);
	if (count > 1)
		str_addf(&prompt, tr("Run which? [1-%zu, else none] "), count);
	else
		str_add(&prompt, tr("Run this? [y/N] "));
	app_put(app, &app->err, &prompt);
	str_release(&prompt);
	app_flush(app);
	if (!fgets(answer, sizeof answer, stdin))
		return 0;
	if (*answer >= '1' && (size_t)(*answer - '0') <= count)
		return (size_t)(*answer - '0');
	return count == 1 && lang_is_yes(answer);
}

/* Refuses with what the question may mean. */
static bool refuse(struct app *app, const struct ask_reading *r, struct err *err)
{
	cJSON *readings;

	ask_refuse(r, err);
	if (!r->alternatives_len)
		return false;
	if (!app->json) {
		app_note(app, tr("it may mean:"));
		list_readings(app, r);
		return false;
	}
	readings = json_new_array();
	for (size_t n = 1; n <= 1 + r->alternatives_len; n++) {
		cJSON *one = json_new_object();

		json_set_string(one, "sql", nth(r, n).sql);
		json_set_string(one, "explanation", nth(r, n).explanation);
		json_append_take(readings, one);
	}
	return app_refuse_json(app, err, "readings", readings);
}

static bool settle(struct app *app, const struct ask_wish *w, struct ask_reading *r,
	struct ask_found *ret, struct err *err)
{
	size_t n = ask_is_sure(r) || w->guess ? 1 : choose(app, r);

	if (!n)
		return refuse(app, r, err);
	take_reading(r, ret);
	if (n > 1) {
		free(ret->sql);
		free(ret->explanation);
		ret->sql = mem_strdup(r->alternatives[n - 2].sql);
		ret->explanation = mem_strdup(r->alternatives[n - 2].explanation);
		ret->has_chart = false;
	}
	return true;
}

/* ---- a model ---- */

/* Whether anybody is configured who could be asked; where nobody is, the error says so. */
static bool has_model(struct ai *ai, const struct ai_ask *ask, struct err *err)
{
	const struct ai_message message = {.role = AI_USER, .text = ""};
	const struct ai_request request = {.messages = &message, .messages_len = 1};
	struct ai_ask probe = *ask;
	cJSON *route;
	bool usable = false;

	err->kind = ERR_NONE;
	probe.task = "sql";
	probe.request = &request;
	route = ai_explain(ai, &probe, err);
	json_each(item, json_get(route, "chain"))
		usable |= json_get_bool(item, "usable", false);
	json_free(route);
	return usable;
}

/* The names outlive the ai that they come from. */
static void take_model(struct app *app, struct ask_model_answer *m, struct ask_found *ret)
{
	ret->sql = mem_strdup(m->sql);
	ret->explanation = mem_strdup(m->reason ? m->reason : "");
	ret->engine = "model";
	ret->confidence = -1;
	ret->model = *m;
	ret->model.provider = arena_strdup(&app->arena, m->provider);
	ret->model.model = arena_strdup(&app->arena, m->model);
}

struct asking {
	struct app *app;
	struct ask *ask;
	struct ai *ai;
	struct ai_ask call;
	const struct ask_wish *wish;
	struct ask_reading reading;
	bool read; /* the rules made something of it */
};

static struct ask_model_options model_options(const struct asking *a)
{
	return (struct ask_model_options){.ai = a->ai,
		.config = a->app->config,
		.ask = &a->call,
		.reading = a->read ? &a->reading : NULL,
		.share_values = a->wish->share_values,
		.max_rows = a->wish->max_rows,
		.pinned = a->call.tier || a->call.model};
}

static bool open_model(struct asking *a, struct err *err)
{
	return ai_command_ask(a->app, &a->call, err) && ai_command_open(a->app, &a->ai, err);
}

/* More confirmed questions than this teach a model no more. */
#define EXAMPLES_SHOWN 4

/* The caller's; NULL without a store: nothing has been taught then. */
static bool find_examples(const struct asking *a, cJSON **ret, struct err *err)
{
	*ret = NULL;
	return !a->app->store || example_nearest(a->app->store, a->wish->db, a->wish->question,
					 EXAMPLES_SHOWN, ret, err);
}

static bool tell_request(struct asking *a, struct err *err)
{
	struct ask_model_options o;
	cJSON *request, *examples;

	if (!open_model(a, err) || !find_examples(a, &examples, err))
		return false;
	o = model_options(a);
	o.examples = examples;
	request = ask_model_request(a->ask, a->wish->question, &o, err);
	json_free(examples);
	if (!request)
		return false;
	if (a->app->json) {
		app_json(a->app, request);
	} else {
		json_each(m, json_get(request, "messages"))
			app_print(a->app, "--- %s\n%s\n", json_get_string(m, "role"),
				json_get_string(m, "content"));
	}
	json_free(request);
	return true;
}

static bool by_model(struct asking *a, struct ask_found *ret, struct err *err)
{
	struct ask_model_options o = model_options(a);
	struct ask_model_answer m;
	cJSON *examples;
	bool ok;

	if (!find_examples(a, &examples, err))
		return false;
	o.examples = examples;
	ok = ask_model(a->ask, a->wish->question, &o, &m, err);
	json_free(examples);
	if (!ok) {
		ask_model_answer_release(&m);
		return false;
	}
	take_model(a->app, &m, ret);
	return true;
}

/* Rules first; a model only for what they are not sure of. */
static bool find(struct asking *a, struct ask_found *ret, struct err *err)
{
	bool model = str_eq(a->wish->engine, "model"), builtin = str_eq(a->wish->engine, "builtin");
	struct err unread, nobody;
	bool asks;

	a->read = ask_read(a->ask, a->wish->question, &a->reading, &unread);
	if (!a->read && unread.kind != ERR_NO_ANSWER) {
		*err = unread;
		return false;
	}
	if (a->wish->tells_request)
		return tell_request(a, err);
	if (!model && a->read && ask_is_sure(&a->reading))
		return settle(a->app, a->wish, &a->reading, ret, err);
	if (!builtin && !open_model(a, err))
		return false;
	asks = !builtin && has_model(a->ai, &a->call, &nobody);
	if (model && !asks && nobody.kind) {
		*err = nobody;
		return false;
	}
	if (model || asks) {
		if (by_model(a, ret, err))
			return true;
		if (model || err->kind == ERR_REFUSED || !a->read || !a->wish->guess)
			return false;
	}
	if (!a->read) {
		*err = unread;
		return false;
	}
	return settle(a->app, a->wish, &a->reading, ret, err);
}

bool ask_find(struct app *app, struct source *s, const struct ask_wish *w, struct ask_found *ret,
	struct err *err)
{
	struct asking a = {.app = app, .wish = w};
	struct ask_options o = {.glossary = ask_glossary_path(app),
		.sample = w->question,
		.language = str_eq(w->language, "auto") ? NULL : w->language};
	bool ok;

	*ret = (struct ask_found){0};
	ok = ask_open(s, &o, &a.ask, err) && find(&a, ret, err);
	if (a.reading.sampled)
		app_note(app, tr("some tables are large: values were looked for in their first "
				 "rows only"));
	ask_reading_release(&a.reading);
	ask_close(a.ask);
	ai_close(a.ai);
	return ok;
}
