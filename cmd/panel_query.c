#include "cmd/meter.h"
#include "cmd/output.h"
#include "cmd/panel.h"
#include "core/base/tr.h"
#include "core/ask/chart.h"
#include "core/base/clock.h"
#include "core/config/config.h"
#include "core/db/param.h"

#include <stdlib.h>
#include <string.h>

/* "7" is a number, "007" a text. */
static cJSON *param_json(const char *text)
{
	char *end, *again;
	cJSON *number;
	bool same;

	number = json_new_number(strtod(text, &end));
	again = json_text(number);
	same = *text && !*end && str_eq(again, text);
	free(again);
	if (same)
		return number;
	json_free(number);
	return json_new_string(text);
}

char *panel_params(const struct opt_list *given)
{
	cJSON *list = json_new_array();
	char *text;

	for (size_t i = 0; i < given->len; i++)
		json_append_take(list, param_json(given->at[i]));
	text = given->len ? json_text(list) : NULL;
	json_free(list);
	return text;
}

static int64_t first_of(int64_t a, int64_t b, int64_t c)
{
	return a ? a : b ? b : c;
}

bool panel_query(struct app *app, struct source *s, const struct panel *p,
	const struct panel_limits *limits, struct source_result *ret, struct err *err)
{
	struct source_query q = {.sql = p->sql,
		.max_rows = first_of(limits->max_rows, p->max_rows,
			config_int(app->config, "ask.max_rows", 1000)),
		.timeout_ms = first_of(limits->timeout_ms, p->timeout_ms,
			config_int(app->config, "ask.timeout", 30000))};
	struct source_value *values;
	cJSON *params = NULL;
	bool ok;

	if (p->params && !json_parse(p->params, strlen(p->params), &params, err))
		return err_wrap(err, "the parameters of '%s'", p->name);
	values = arena_array(&app->arena, struct source_value, json_count(params) + 1);
	json_each(v, params)
		values[q.params_len++] = source_param(v, &app->arena);
	q.params = values;
	meter_begin(app, tr("asking the database"));
	ok = source_query(s, &q, &app->arena, ret, err);
	meter_end();
	json_free(params);
	return ok;
}

void panel_note_run(struct app *app, const struct panel *p)
{
	struct err err;

	if (!panels_note_run(app->store, p->name, clock_wall_ms(), &err))
		app_warn(app, "that '%s' was run is not on record: %s", p->name, err.message);
}

enum ask_chart panel_chart(const struct panel *p, const struct source_result *r)
{
	enum ask_chart kind;

	return ask_chart_named(p->chart, &kind) ? kind : ask_chart_of(r, p->question);
}
