#include "cmd/ai.h"
#include "cmd/output.h"
#include "core/ai/listing.h"
#include "core/ai/price.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/format.h"
#include "core/term/table.h"

/* ---- models ---- */

static const struct opt options[] = {
	{.name = "provider",
		.kind = OPT_TEXT,
		.value = &ai_choices.provider,
		.arg = "name",
		.help = N_("of this provider only")},
	{0},
};

struct overview {
	struct app *app;
	struct ai *ai;
	struct ai_prices *prices;
	struct table table;
	cJSON *rows; /* with --json */
	size_t failed;
};

static void add_model(struct overview *o, const char *provider, const char *model)
{
	struct ai_price_query q = {provider, model, clock_now_ms(), 0};
	const struct ai_price *price = ai_price_find(o->prices, &q);
	cJSON *row;

	if (!o->rows) {
		table_add(&o->table, provider);
		table_add_styled(&o->table, ROLE_NAME, model);
		table_addf(&o->table, price && price->context ? "%lld" : "",
			price ? (long long)price->context : 0);
		table_addf(&o->table, price ? "%g" : "", price ? (double)price->input / 1e6 : 0);
		table_addf(&o->table, price ? "%g" : "", price ? (double)price->output / 1e6 : 0);
		return;
	}
	row = json_new_object();
	json_set_string(row, "provider", provider);
	json_set_string(row, "model", model);
	json_add_take(row, "context",
		price && price->context ? json_new_number((double)price->context)
					: json_new_null());
	json_add_take(row, "input_usd",
		price ? json_new_number((double)price->input / 1e6) : json_new_null());
	json_add_take(row, "output_usd",
		price ? json_new_number((double)price->output / 1e6) : json_new_null());
	json_append_take(o->rows, row);
}

static bool add_provider(struct overview *o, const char *provider, struct err *err)
{
	struct ai_listing listing;
	bool ok = ai_list_models(o->ai, provider, &listing, err);

	json_each(model, listing.models)
		add_model(o, provider, model->valuestring);
	ai_listing_release(&listing);
	return ok;
}

static void tell_unconfigured(struct app *app, const cJSON *names)
{
	if (!names->child)
		app_note(app, tr("no provider is configured; 'man blokctl-config' says how"));
	else if (!names->child->next && str_eq(names->child->valuestring, "builtin"))
		app_note(app,
			tr("no provider of models is configured; 'man blokctl-config' says how"));
}

/* One provider that does not answer does not hide the others. */
static bool add_all(struct overview *o, struct err *err)
{
	cJSON *names;
	struct err one;

	if (ai_choices.provider)
		return add_provider(o, ai_choices.provider, err);
	names = ai_provider_names(o->ai);
	tell_unconfigured(o->app, names);
	json_each(name, names) {
		one = (struct err){0};
		if (!add_provider(o, name->valuestring, &one)) {
			o->failed++;
			app_warn(o->app, "%s", one.message);
			*err = one;
		}
	}
	json_free(names);
	return !o->failed;
}

static void print(struct overview *o)
{
	cJSON *document;

	if (o->rows) {
		document = json_new_object();
		json_add_take(document, "models", o->rows);
		app_json(o->app, document);
		json_free(document);
		o->app->reported = true;
		return;
	}
	if (o->table.cells.len)
		app_print_table(o->app, &o->table);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	static const struct column columns[] = {{N_("PROVIDER"), COLUMN_TEXT},
		{N_("MODEL"), COLUMN_WIDE}, {N_("CONTEXT"), COLUMN_NUMBER},
		{N_("INPUT"), COLUMN_NUMBER}, {N_("OUTPUT"), COLUMN_NUMBER}, {0}};
	struct overview o = {.app = app};
	bool ok;

	(void)argc, (void)argv;
	table_init(&o.table, columns);
	ok = ai_command_open(app, &o.ai, err) &&
	     ai_prices_load(config_text(app->config, "ai.prices", NULL), &o.prices, err);
	if (ok) {
		o.rows = app->json ? json_new_array() : NULL;
		ok = add_all(&o, err);
		if (ok || o.failed)
			print(&o);
		else
			json_free(o.rows);
	}
	table_release(&o.table);
	ai_prices_free(o.prices);
	ai_close(o.ai);
	return ok;
}

const struct cmd ai_models = {
	.name = "models",
	.summary = N_("List the models that the providers offer"),
	.opts = options,
	.details = N_(
		"Asks every provider that is configured, or whose key stands in the environment."),
	.run = run,
};

/* ---- test ---- */

struct checkup {
	struct app *app;
	struct ai *ai;
	cJSON *rows; /* with --json */
	size_t failed;
};

static void check_provider(struct checkup *c, const char *provider)
{
	struct ai_listing l;
	struct err err = {0};
	bool ok = ai_list_models(c->ai, provider, &l, &err);
	char skew[FORMAT_MAX];
	cJSON *row;

	c->failed += !ok;
	if (c->rows) {
		row = json_new_object();
		json_set_string(row, "provider", provider);
		json_set_string(row, "base_url", l.base_url);
		json_set_bool(row, "ok", ok);
		json_set_number(row, "models", (double)json_count(l.models));
		json_set_number(row, "duration_ms", (double)l.duration_ms);
		json_set_number(row, "clock_skew_ms", (double)l.skew_ms);
		json_set_string(row, "error", ok ? NULL : err.message);
		json_append_take(c->rows, row);
	} else if (ok) {
		app_print(c->app, tr("ok      %s: %zu models at %s, %lld ms\n"), provider,
			json_count(l.models), *l.base_url ? l.base_url : tr("no server"),
			(long long)l.duration_ms);
	} else {
		app_print(c->app, tr("failed  %s\n"), err.message);
		if (err.hint[0])
			app_print(c->app, "        %s\n", err.hint);
	}
	if (l.skew_ms) {
		format_duration(skew, l.skew_ms < 0 ? -l.skew_ms : l.skew_ms);
		app_warn(c->app,
			"this machine's clock is %s %s that of %s: quotas and kept answers go by "
			"it",
			skew, l.skew_ms < 0 ? "behind" : "ahead of", provider);
	}
	ai_listing_release(&l);
}

static bool run_test(struct app *app, int argc, char **argv, struct err *err)
{
	struct checkup c = {.app = app};
	cJSON *names, *document;

	(void)argc, (void)argv;
	if (!ai_command_open(app, &c.ai, err))
		return false;
	c.rows = app->json ? json_new_array() : NULL;
	names = ai_provider_names(c.ai);
	tell_unconfigured(app, names);
	json_each(name, names)
		if (!ai_choices.provider || str_eq(ai_choices.provider, name->valuestring))
			check_provider(&c, name->valuestring);
	json_free(names);
	if (c.rows) {
		document = json_new_object();
		json_set_bool(document, "ok", !c.failed);
		json_add_take(document, "providers", c.rows);
		app_json(app, document);
		json_free(document);
		app->reported = true;
	}
	ai_close(c.ai);
	return !c.failed || err_set(err, ERR_WORK, "%zu provider%s did not answer", c.failed,
				    c.failed == 1 ? "" : "s");
}

const struct cmd ai_test = {
	.name = "test",
	.summary = N_("Whether the providers can be reached with their keys; spends nothing"),
	.opts = options,
	.run = run_test,
};
