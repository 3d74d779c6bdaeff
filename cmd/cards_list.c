#include "cmd/cards.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/term/table.h"

static long long limit = 50, offset;

static const struct opt options[] = {
	CARDS_CHOICE_OPTIONS,
	CARDS_STATUS_OPTION,
	{.name = "limit",
		.letter = 'n',
		.kind = OPT_INT,
		.value = &limit,
		.arg = "count",
		.help = N_("show at most so many (default 50), 0: all")},
	{.name = "offset",
		.kind = OPT_INT,
		.value = &offset,
		.arg = "count",
		.help = N_("pass over so many first")},
	{0},
};

struct listing {
	struct table table;
	cJSON *list; /* with --json, else NULL */
	struct str front;
	size_t count;
};

static enum term_role role_of(const struct note *n)
{
	return n->is_gone || n->status == NOTE_REJECTED ? ROLE_FAINT
	       : n->status == NOTE_APPROVED             ? ROLE_GOOD
							: ROLE_WARNING;
}

static bool add(void *self, const struct note *n, struct err *err)
{
	struct listing *l = self;

	(void)err;
	l->count++;
	if (l->list) {
		json_append_take(l->list, cards_note_json(n));
		return true;
	}
	str_clear(&l->front);
	cards_front(n, &l->front);
	table_addf(&l->table, "%.*s", CARDS_ID_LEN, n->uuid);
	table_add_styled(
		&l->table, role_of(n), tr(n->is_gone ? N_("gone") : note_status_name(n->status)));
	table_add(&l->table, n->kind);
	table_addf(&l->table, "%.2f", n->score);
	table_add(&l->table, n->deck);
	table_add(&l->table, str_text(&l->front));
	table_add(&l->table, n->cloze ? "" : n->answer);
	return true;
}

static void tell_rest(struct app *app, const struct listing *l, int64_t total)
{
	int64_t shown = offset + (int64_t)l->count;

	if (!total && cards_is_filtered())
		app_note(app, tr("no such cards; 'blokctl cards decks' shows the decks"));
	else if (!total)
		app_note(app, tr("no cards; 'blokctl gen-cards FILE' makes some"));
	else if (shown < total)
		app_note(app, tr("%lld of %lld; --limit and --offset show the others"),
			(long long)l->count, (long long)total);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	static const struct column columns[] = {{N_("ID"), COLUMN_TEXT},
		{N_("STATUS"), COLUMN_TEXT}, {N_("KIND"), COLUMN_TEXT},
		{N_("SCORE"), COLUMN_NUMBER}, {N_("DECK"), COLUMN_TEXT},
		{N_("QUESTION"), COLUMN_WIDE}, {N_("ANSWER"), COLUMN_WIDE}, {0}};
	struct listing l = {.list = app->json ? json_new_array() : NULL};
	struct note_filter filter;
	int64_t total = 0;
	cJSON *document;
	bool ok;

	(void)argc, (void)argv;
	table_init(&l.table, columns);
	ok = cards_filter_of(app, 1U << NOTE_DRAFT | 1U << NOTE_APPROVED, &filter, err);
	filter.limit = limit;
	filter.offset = offset;
	filter.with_gone = cards_choice.status != NULL;
	ok = ok && notes_each(app->store, &filter, add, &l, err) &&
	     notes_count(app->store, &filter, &total, err);
	if (ok && app->json) {
		document = json_new_object();
		json_add_take(document, "cards", l.list);
		json_set_number(document, "total", (double)total);
		l.list = NULL;
		app_json(app, document);
		json_free(document);
	} else if (ok) {
		if (l.count)
			app_print_table(app, &l.table);
		tell_rest(app, &l, total);
	}
	json_free(l.list);
	table_release(&l.table);
	str_release(&l.front);
	return ok;
}

const struct cmd cards_list = {
	.name = "list",
	.summary = N_("List cards"),
	.opts = options,
	.examples = (const char *const[]){"blokctl cards list --status draft",
		N_("what waits to be looked through"),
		"blokctl cards list --deck History --text treaty --json",
		N_("some of a deck, for a program"), NULL},
	.needs = NEEDS_STORE,
	.run = run,
};
