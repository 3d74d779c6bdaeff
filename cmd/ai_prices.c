#include "cmd/ai.h"
#include "cmd/output.h"
#include "core/ai/price.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/table.h"

static const char *provider;

static const struct opt options[] = {
	{.name = "provider",
		.kind = OPT_TEXT,
		.value = &provider,
		.arg = "name",
		.help = N_("of this provider only")},
	{0},
};

static double usd(int64_t pico_per_token)
{
	return (double)pico_per_token / 1e6;
}

static cJSON *row_json(const struct ai_price *p)
{
	cJSON *row = json_new_object();

	json_set_string(row, "provider", p->provider);
	json_set_string(row, "model", p->model);
	json_set_string(row, "from", p->from);
	json_set_number(row, "over", (double)p->over);
	json_set_number(row, "input", usd(p->input));
	json_set_number(row, "cache_read", usd(p->cache_read));
	json_set_number(row, "cache_write", usd(p->cache_write));
	json_set_number(row, "cache_write_1h", usd(p->cache_write_1h));
	json_set_number(row, "output", usd(p->output));
	json_add_take(
		row, "context", p->context ? json_new_number((double)p->context) : json_new_null());
	return row;
}

static bool is_shown(const struct ai_price *p)
{
	return *p->provider && (!provider || str_eq(provider, p->provider));
}

static void print_json(struct app *app, const struct ai_prices *prices)
{
	cJSON *document = json_new_object(), *rows = json_new_array();

	for (size_t i = 0; i < prices->list.len; i++)
		if (is_shown(&prices->list.at[i]))
			json_append_take(rows, row_json(&prices->list.at[i]));
	json_set_string(document, "as_of", prices->as_of);
	json_set_number(document, "age_days", (double)ai_prices_age_days(prices, clock_now_ms()));
	json_set_string(document, "unit", "USD per 1,000,000 tokens");
	json_set_string(document, "notice", prices->notice);
	json_add_take(document, "rows", rows);
	app_json(app, document);
	json_free(document);
}

static void print_table(struct app *app, const struct ai_prices *prices)
{
	static const struct column columns[] = {{N_("PROVIDER"), COLUMN_TEXT},
		{N_("MODEL"), COLUMN_WIDE}, {N_("ABOVE"), COLUMN_NUMBER},
		{N_("INPUT"), COLUMN_NUMBER}, {N_("CACHED"), COLUMN_NUMBER},
		{N_("OUTPUT"), COLUMN_NUMBER}, {N_("CONTEXT"), COLUMN_NUMBER}, {0}};
	struct table t;

	table_init(&t, columns);
	for (size_t i = 0; i < prices->list.len; i++) {
		const struct ai_price *p = &prices->list.at[i];

		if (!is_shown(p))
			continue;
		table_add(&t, p->provider);
		table_add_styled(&t, ROLE_NAME, p->model);
		table_addf(&t, p->over ? "%lld" : "", (long long)p->over);
		table_addf(&t, "%g", usd(p->input));
		table_addf(&t, "%g", usd(p->cache_read));
		table_addf(&t, "%g", usd(p->output));
		table_addf(&t, p->context ? "%lld" : "", (long long)p->context);
	}
	app_print_table(app, &t);
	table_release(&t);
	app_note(app, tr("US dollars for a million tokens, as of %s"), prices->as_of);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct ai_prices *prices = NULL;
	int64_t age;

	(void)argc, (void)argv;
	if (!app_load_config(app, err) ||
		!ai_prices_load(config_text(app->config, "ai.prices", NULL), &prices, err))
		return false;
	if (app->json)
		print_json(app, prices);
	else
		print_table(app, prices);
	age = ai_prices_age_days(prices, clock_now_ms());
	if (age > AI_PRICES_OLD_DAYS)
		app_warn(app, "the prices are %lld days old: give newer ones in the file ai.prices",
			(long long)age);
	ai_prices_free(prices);
	return true;
}

const struct cmd ai_prices = {
	.name = "prices",
	.summary = N_("Show what tokens cost"),
	.opts = options,
	.details = N_(
		"A file that the setting ai.prices names replaces or adds rows; it has the form of "
		"what --json prints."),
	.examples =
		(const char *const[]){
			"blokctl ai prices --provider anthropic",
			N_("the prices of one provider"),
			NULL,
		},
	.run = run,
};
