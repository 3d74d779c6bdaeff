#include "cmd/output.h"
#include "cmd/quota.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/table.h"

#include <string.h>

static const char *by = "day", *since, *until;
static bool chart, everybody;

static const struct opt options[] = {
	QUOTA_USER_OPTION,
	{.name = "all", .kind = OPT_FLAG, .value = &everybody, .help = N_("everybody's")},
	{.name = "by",
		.kind = OPT_CHOICE,
		.value = &by,
		.arg = "what",
		.help = N_("a line for each day (the default), model, task, run or user"),
		.choices = "day|model|task|run|user"},
	{.name = "since",
		.kind = OPT_TEXT,
		.value = &since,
		.arg = "day",
		.help = N_("2026-11-01")},
	{.name = "until",
		.kind = OPT_TEXT,
		.value = &until,
		.arg = "day",
		.help = N_("2026-11-30")},
	{.name = "chart",
		.kind = OPT_FLAG,
		.value = &chart,
		.help = N_("a bar for the money of each line")},
	{0},
};

#define BAR 30 /* cells */

struct history {
	struct app *app;
	VEC(struct usage_row) rows;
};

static bool add_row(void *self, const struct usage_row *row, struct err *err)
{
	struct history *h = self;
	struct usage_row copy = *row;

	(void)err;
	copy.group = arena_strdup(&h->app->arena, row->group);
	vec_push(&h->rows, copy);
	return true;
}

static cJSON *row_json(const struct usage_row *r)
{
	cJSON *json = json_new_object();

	json_set_string(json, by, r->group);
	json_set_number(json, "calls", (double)r->calls);
	json_set_number(json, "cache_hits", (double)r->hits);
	json_set_number(json, "errors", (double)r->errors);
	json_set_number(json, "input_tokens", (double)r->tokens.input);
	json_set_number(json, "cache_read_tokens", (double)r->tokens.cache_read);
	json_set_number(json, "cache_write_tokens", (double)r->tokens.cache_write);
	json_set_number(json, "output_tokens", (double)r->tokens.output);
	json_add_take(json, "usd", ai_usd(r->cost));
	json_add_take(json, "saved_usd", ai_usd(r->saved));
	json_set_number(json, "unpriced_calls", (double)r->unpriced);
	return json;
}

static void print_json(const struct history *h, const char *user)
{
	cJSON *document = json_new_object(), *rows = json_new_array();

	for (size_t i = 0; i < h->rows.len; i++)
		json_append_take(rows, row_json(&h->rows.at[i]));
	json_set_string(document, "user", user);
	json_set_string(document, "by", by);
	json_add_take(document, "rows", rows);
	app_json(h->app, document);
	json_free(document);
}

/* Money where there is any, else tokens. */
static int64_t weight(const struct history *h, const struct usage_row *r)
{
	int64_t money = 0;

	for (size_t i = 0; i < h->rows.len; i++)
		money += h->rows.at[i].cost;
	return money ? r->cost : usage_total(&r->tokens);
}

static void add_bar(struct table *t, const struct history *h, const struct usage_row *row)
{
	bool unicode = h->app->out.unicode;
	int64_t most = 0;
	struct str bar = {0};
	int cells;

	for (size_t i = 0; i < h->rows.len; i++)
		if (weight(h, &h->rows.at[i]) > most)
			most = weight(h, &h->rows.at[i]);
	cells = most ? (int)((double)weight(h, row) / (double)most * BAR + 0.5) : 0;
	for (int i = 0; i < cells; i++)
		str_add(&bar, unicode ? "\u2588" : "#");
	table_add_styled(t, ROLE_GOOD, str_text(&bar));
	str_release(&bar);
}

static enum usage_group group_of(void)
{
	static const char *const names[] = {"day", "model", "task", "run", "user"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(by, names[i]))
			return (enum usage_group)i;
	return USAGE_BY_DAY;
}

static void print_table(const struct history *h)
{
	static const char *const titles[] = {
		N_("DAY"), N_("MODEL"), N_("TASK"), N_("RUN"), N_("USER")};
	const struct column columns[] = {{titles[group_of()], COLUMN_WIDE},
		{N_("CALLS"), COLUMN_NUMBER}, {N_("HITS"), COLUMN_NUMBER},
		{N_("ERRORS"), COLUMN_NUMBER}, {N_("TOKENS"), COLUMN_NUMBER},
		{N_("MONEY"), COLUMN_NUMBER}, {N_("SAVED"), COLUMN_NUMBER},
		{chart ? "" : NULL, COLUMN_TEXT}, {0}};
	char usd[QUOTA_USD_MAX];
	struct table t;

	table_init(&t, columns);
	for (size_t i = 0; i < h->rows.len; i++) {
		const struct usage_row *r = &h->rows.at[i];

		table_add_styled(&t, ROLE_NAME, r->group);
		table_addf(&t, "%lld", (long long)r->calls);
		table_addf(&t, "%lld", (long long)r->hits);
		table_addf(&t, "%lld", (long long)r->errors);
		table_addf(&t, "%lld", (long long)usage_total(&r->tokens));
		quota_format_usd(usd, r->cost);
		table_addf(&t, "%s%s", usd, r->unpriced ? "+?" : "");
		quota_format_usd(usd, r->saved);
		table_add(&t, usd);
		if (chart)
			add_bar(&t, h, r);
	}
	app_print_table(h->app, &t);
	table_release(&t);
}

static bool check_day(const char *option, const char *day, struct err *err)
{
	int64_t ms;

	if (!day || (strlen(day) == 10 && clock_parse_iso(day, &ms)))
		return true;
	return err_set(
		err, ERR_USAGE, "--%s wants a day such as 2026-11-01, not '%s'", option, day);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct history h = {.app = app};
	struct usage_query query = {.by = group_of()};
	bool ok;

	(void)argc, (void)argv;
	if (everybody && ai_choices.user)
		return err_set(err, ERR_USAGE, "--all is everybody's: it does not go with --user");
	if (!check_day("since", since, err) || !check_day("until", until, err))
		return false;
	query.filter = (struct usage_filter){
		.user = everybody ? NULL : ai_user(app), .since = since, .until = until};
	ok = !app->store || usage_each(app->store, &query, add_row, &h, err);
	if (ok && app->json)
		print_json(&h, query.filter.user);
	else if (ok && !h.rows.len)
		app_note(app, tr("no call is on record"));
	else if (ok)
		print_table(&h);
	vec_release(&h.rows);
	return ok;
}

const struct cmd quota_history = {
	.name = "history",
	.summary = N_("What was used, by day, model, task, run or user"),
	.opts = options,
	.needs = NEEDS_STORE_READ,
	.examples =
		(const char *const[]){
			"blokctl quota history --by model --chart",
			N_("where the money went"),
			NULL,
		},
	.run = run,
};
