#include "cmd/audit.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/table.h"

static const char *since, *action = "";
static long long limit = 50;

static const struct opt options[] = {
	{.name = "since",
		.kind = OPT_TEXT,
		.value = &since,
		.arg = "day",
		.help = N_("2026-11-01, from midnight UTC on; or an instant")},
	{.name = "action",
		.kind = OPT_TEXT,
		.value = &action,
		.arg = "prefix",
		.help = N_("only actions that begin so: quota.")},
	{.name = "limit",
		.letter = 'n',
		.kind = OPT_INT,
		.value = &limit,
		.arg = "count",
		.help = N_("the last ones (default 50; 0: all)")},
	{0},
};

struct listing {
	int64_t since_ms;
	int64_t count; /* that were asked for */
	int64_t seen;  /* of them, by the second pass */
	struct table table;
	cJSON *rows; /* with --json, else NULL */
};

static bool is_wanted(const struct listing *l, const struct audit_row *row)
{
	return row->at >= l->since_ms && str_starts(row->action, action);
}

static bool count_row(void *self, const struct audit_row *row, struct err *err)
{
	struct listing *l = self;

	(void)err;
	l->count += is_wanted(l, row);
	return true;
}

static bool add_row(void *self, const struct audit_row *row, struct err *err)
{
	struct listing *l = self;
	char at[CLOCK_ISO_MAX];

	(void)err;
	if (!is_wanted(l, row))
		return true;
	l->seen++;
	/* What another process has added since does not count. */
	if (l->seen > l->count || (limit && l->seen <= l->count - limit))
		return true;
	if (l->rows) {
		json_append_take(l->rows, audit_row_json(row));
		return true;
	}
	clock_format_iso(row->at, at);
	table_addf(&l->table, "%lld", (long long)row->no);
	table_add(&l->table, at);
	table_add_styled(&l->table, ROLE_NAME, row->actor);
	table_add(&l->table, row->action);
	table_add(&l->table, row->detail);
	return true;
}

static void print(struct app *app, struct listing *l)
{
	cJSON *document;

	if (l->rows) {
		document = json_new_object();
		json_add_take(document, "rows", l->rows);
		app_json(app, document);
		json_free(document);
		return;
	}
	if (!l->count) {
		app_note(app, tr("nothing is on record"));
		return;
	}
	app_print_table(app, &l->table);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	static const struct column columns[] = {{N_("NO"), COLUMN_NUMBER}, {N_("AT"), COLUMN_TEXT},
		{N_("WHO"), COLUMN_TEXT}, {N_("ACTION"), COLUMN_TEXT}, {N_("DETAIL"), COLUMN_WIDE},
		{0}};
	struct listing l = {.since_ms = INT64_MIN};
	bool ok;

	(void)argc, (void)argv;
	if (since && !clock_parse_iso(since, &l.since_ms))
		return err_set(
			err, ERR_USAGE, "--since wants a day such as 2026-11-01, not '%s'", since);
	l.rows = app->json ? json_new_array() : NULL;
	table_init(&l.table, columns);
	ok = !app->store || (audit_each(app->store, count_row, &l, err) &&
				    audit_each(app->store, add_row, &l, err));
	if (ok)
		print(app, &l);
	else
		json_free(l.rows);
	table_release(&l.table);
	return ok;
}

const struct cmd audit_list = {
	.name = "list",
	.summary = N_("List what is on record, the newest last"),
	.opts = options,
	.needs = NEEDS_STORE_READ,
	.examples = (const char *const[]){"blokctl audit list --since 2026-11-01 --limit 0",
		N_("everything since then"), NULL},
	.run = run,
};
