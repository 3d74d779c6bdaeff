#include "cmd/output.h"
#include "cmd/workflow.h"
#include "cmd/workflow_stored.h"
#include "core/base/clock.h"
#include "core/base/num.h"
#include "core/base/tr.h"
#include "core/term/format.h"
#include "core/term/table.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_DEFAULT 20
/* Behind "run_": ten digits of time and two that tell runs of one millisecond
 * apart; more when that is not enough. */
#define ID_LEAST 12

static const char *status, *name, *since;
static long long limit; /* 0: not given */

static const struct opt options[] = {
	{.name = "status",
		.kind = OPT_CHOICE,
		.value = &status,
		.arg = "status",
		.help = N_("only runs of this status, such as failed or waiting"),
		.choices = "running|completed|failed|crashed|cancelled|timedOut|waiting|paused|"
			   "pending|throttled|expired"},
	{.name = "workflow",
		.kind = OPT_TEXT,
		.value = &name,
		.arg = "name",
		.help = N_("only runs of this workflow")},
	{.name = "since",
		.kind = OPT_TEXT,
		.value = &since,
		.arg = "time",
		.help = N_("only runs begun within a duration (2d) or since a time (ISO 8601)")},
	{.name = "limit",
		.letter = 'n',
		.kind = OPT_INT,
		.value = &limit,
		.arg = "count",
		.help = N_("show at most this many (default 20)"),
		.min = 1,
		.max = 1000000},
	{0},
};

struct run_item {
	struct run_row row;
	const char *status;
};

struct list {
	struct app *app;
	const char *status; /* what to keep, or NULL */
	size_t max;
	bool more; /* there was one beyond max */
	VEC(struct run_item) items;
};

/* The texts of a row that a list shows, in the arena. */
static struct run_item keep(struct list *l, const struct run_row *row, const char *shown)
{
	struct run_item item = {.row = *row, .status = arena_strdup(&l->app->arena, shown)};
	const char **texts[] = {&item.row.id, &item.row.workflow, &item.row.version, &item.row.file,
		&item.row.status, &item.row.parent, &item.row.replay_of};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (*texts[i])
			*texts[i] = arena_strdup(&l->app->arena, *texts[i]);
	return item;
}

static bool add(void *self, const struct run_row *row, struct err *err)
{
	struct list *l = self;
	const char *shown = stored_status(l->app->store, row);

	(void)err;
	if (l->status && !str_eq(l->status, shown))
		return true;
	if (l->items.len == l->max) {
		l->more = true;
		return false;
	}
	vec_push(&l->items, keep(l, row, shown));
	return true;
}

static bool parse_since(int64_t *ret_ms, struct err *err)
{
	long long ago;

	*ret_ms = 0;
	if (!since || clock_parse_iso(since, ret_ms))
		return true;
	if (num_parse_duration_ms(since, &ago)) {
		*ret_ms = clock_wall_ms() - ago;
		return true;
	}
	err_set(err, ERR_USAGE, "--since: '%s' is neither a duration nor a date", since);
	return err_hint(err, "write 30m, 2d, 2026-01-31 or 2026-01-31T08:00:00Z");
}

static bool load(struct list *l, struct err *err)
{
	struct runs_filter filter = {.workflow = name};

	if (!parse_since(&filter.since, err))
		return false;
	l->max = limit ? (size_t)limit : LIMIT_DEFAULT;
	/* Whether a run has crashed, the store does not know: its lock does. */
	l->status = status;
	filter.status = str_eq(status, "crashed") ? "running" : status;
	return !l->app->store || runs_each(l->app->store, &filter, add, l, err) || l->more;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t common_prefix(const char *a, const char *b)
{
	size_t len = 0;

	while (a[len] && a[len] == b[len])
		len++;
	return len;
}

/* So many characters behind "run_" tell the runs of the list apart. */
static size_t id_length(const struct list *l)
{
	const char **ids = mem_alloc((l->items.len + 1) * sizeof *ids);
	size_t len = ID_LEAST;

	for (size_t i = 0; i < l->items.len; i++)
		ids[i] = l->items.at[i].row.id + strlen("run_");
	qsort(ids, l->items.len, sizeof *ids, by_id);
	for (size_t i = 1; i < l->items.len; i++) {
		size_t same = common_prefix(ids[i - 1], ids[i]);

		if (same >= len)
			len = same + 1;
	}
	free(ids);
	return len;
}

/* A narrow terminal has room for less: the status whole, rather than a bit of each column, which
 * is what the table would do. */
#define WIDTH_WITH_AGE 48
#define WIDTH_WITH_ALL 64

static void add_times(struct table *t, const struct run_item *item, int64_t now)
{
	char age[FORMAT_MAX], took[FORMAT_MAX];
	bool live = str_eq(item->status, "running");

	format_age(age, item->row.started_at, now);
	format_duration(took, live ? now - item->row.started_at : item->row.duration_ms);
	if (t->width > 3)
		table_add(t, age);
	if (t->width < 6)
		return;
	table_add(t, live || stored_has_result(&item->row) ? took : NULL);
	if (stored_has_result(&item->row))
		table_addf(t, "%lld", (long long)item->row.steps);
	else
		table_add(t, NULL);
}

static void print_table(const struct list *l)
{
	struct column columns[] = {{N_("RUN"), COLUMN_TEXT}, {N_("WORKFLOW"), COLUMN_WIDE},
		{N_("STATUS"), COLUMN_TEXT}, {N_("STARTED"), COLUMN_TEXT},
		{N_("DURATION"), COLUMN_NUMBER}, {N_("STEPS"), COLUMN_NUMBER}, {0}};
	int width = l->app->out.width;
	/* Who reads it in a pipe wants what never becomes ambiguous. */
	bool whole = l->app->out.width == 0;
	size_t len = whole ? 0 : id_length(l);
	int64_t now = clock_wall_ms();
	struct table t;

	if (width && width < WIDTH_WITH_ALL)
		columns[width < WIDTH_WITH_AGE ? 3 : 4] = (struct column){0};
	table_init(&t, columns);
	for (size_t i = 0; i < l->items.len; i++) {
		const struct run_item *item = &l->items.at[i];

		if (whole)
			table_add_styled(&t, ROLE_NAME, item->row.id);
		else
			table_add_styled(&t, ROLE_NAME,
				arena_strndup(&l->app->arena, item->row.id + strlen("run_"), len));
		table_add(&t, item->row.workflow);
		table_add_styled(&t, stored_role(item->status), stored_status_text(item->status));
		add_times(&t, item, now);
	}
	app_print_table(l->app, &t);
	table_release(&t);
}

static void print_json(const struct list *l)
{
	cJSON *document = json_new_object(), *runs = json_new_array();

	for (size_t i = 0; i < l->items.len; i++) {
		const struct run_row *row = &l->items.at[i].row;
		cJSON *run = stored_head(l->app->store, row);

		/* Looked at once: it may have ended since. */
		json_set_string(run, "status", l->items.at[i].status);
		json_add_take(run, "steps",
			stored_has_result(row) ? json_new_number((double)row->steps)
					       : json_new_null());
		json_add_take(run, "wake_at", stored_time(row->wake_at));
		json_add_take(run, "parent", stored_text(row->parent));
		json_add_take(run, "replay_of", stored_text(row->replay_of));
		json_append_take(runs, run);
	}
	json_add_take(document, "runs", runs);
	app_json(l->app, document);
	json_free(document);
}

static void tell_empty(struct app *app)
{
	if (status || name || since) {
		app_note(app, tr("no run matches"));
		return;
	}
	app_note(app, tr("no run is recorded yet"));
	app_note(app, tr("hint: 'blokctl workflow run FILE' makes one"));
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct list l = {.app = app};
	bool ok = load(&l, err);

	(void)argc;
	(void)argv;
	if (ok && app->json)
		print_json(&l);
	else if (ok && !l.items.len)
		tell_empty(app);
	else if (ok)
		print_table(&l);
	if (ok && l.more && !limit && app->out.is_tty && !app->json)
		app_note(app, tr("there are more: --limit shows them"));
	vec_release(&l.items);
	return ok;
}

const struct cmd workflow_runs = {
	.name = "runs",
	.summary = N_("List recorded runs, the newest first"),
	.opts = options,
	.needs = NEEDS_STORE_READ,
	.examples =
		(const char *const[]){
			"blokctl workflow runs",
			N_("the last twenty"),
			"blokctl workflow runs --status failed --since 2d",
			N_("what went wrong in two days"),
			NULL,
		},
	.run = run,
};
