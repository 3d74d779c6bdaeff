#include "cmd/cards.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/cards/gaps.h"
#include "core/store/reviews.h"
#include "core/term/table.h"

#include <string.h>

/* gaps and bridge: both look at what stands on what. */

static long long limit = 30, count = 12;
static bool dry_run;

static const struct opt gaps_options[] = {
	CARDS_DECK_OPTION,
	{.name = "document",
		.kind = OPT_TEXT,
		.value = &cards_choice.document,
		.arg = "file",
		.help = N_("of this document, and its sections without cards"),
		.words = WORDS_FILE},
	{.name = "limit",
		.letter = 'n',
		.kind = OPT_INT,
		.value = &limit,
		.arg = "count",
		.help = N_("the worst of them (default 30), 0: all")},
	{0},
};

static const struct opt bridge_options[] = {
	CARDS_DECK_OPTION,
	{.name = "max",
		.letter = 'n',
		.kind = OPT_INT,
		.value = &count,
		.arg = "count",
		.help = N_("at most so many cards (default 12)"),
		.min = 1,
		.max = 1000},
	{.name = "dry-run", .kind = OPT_FLAG, .value = &dry_run, .help = N_("show them, tag none")},
	{0},
};

struct survey {
	struct app *app;
	const struct schedule *schedule;
	VEC(int64_t) ids;
	struct gap_graph graph;
	struct map headings; /* of cards */
};

static bool add_id(void *self, const struct note *n, struct err *err)
{
	struct survey *v = self;

	(void)err;
	vec_push(&v->ids, n->id);
	map_put(&v->headings, arena_strdup(&v->app->arena, n->heading), v);
	return true;
}

/* The weakest of a note's cards stands for it. */
static double recall_of(const struct survey *v, const struct note_record *r)
{
	double weakest = 2;

	for (size_t i = 0; i < r->cards_len; i++) {
		double recall = schedule_recall(v->schedule, &r->cards[i].memory, clock_now_ms());

		weakest = recall < weakest ? recall : weakest;
	}
	return weakest > 1 ? -1 : weakest;
}

static bool survey(struct survey *v, struct err *err)
{
	struct note_filter f;
	struct note_record r;
	bool found, ok;

	ok = cards_schedule(v->app, &v->schedule, err) &&
	     cards_filter_of(v->app, 1U << NOTE_DRAFT | 1U << NOTE_APPROVED, &f, err) &&
	     notes_each(v->app->store, &f, add_id, v, err);
	for (size_t i = 0; ok && i < v->ids.len; i++) {
		ok = notes_get(v->app->store, &v->graph.arena, v->ids.at[i], &r, &found, err);
		if (ok && found)
			gap_graph_add(&v->graph, &r, recall_of(v, &r));
	}
	if (ok)
		gap_graph_join(&v->graph);
	return ok;
}

static void release(struct survey *v)
{
	vec_release(&v->ids);
	map_release(&v->headings);
	gap_graph_release(&v->graph);
}

/* ---- gaps ---- */

/* Sections with running text and no card that was made from them. */
static bool add_headings(struct survey *v, struct gaps *gaps, struct err *err)
{
	struct cards_source s;
	struct str path = {0};

	if (!cards_choice.document)
		return true;
	if (!cards_source_open(v->app, cards_choice.document, NULL, &s, err))
		return false;
	for (size_t i = 0; i + 1 < s.document.blocks.len; i++) {
		const struct text_block *h = &s.document.blocks.at[i], *b = h + 1;

		if (h->kind != BLOCK_HEADING || h->is_chrome || b->kind == BLOCK_HEADING ||
			b->kind == BLOCK_CODE)
			continue;
		str_clear(&path);
		card_heading_path(&s.document, i, &path);
		if (!map_has(&v->headings, str_text(&path)))
			vec_push(
				&gaps->list, ((struct gap){GAP_HEADING, GAP_LOW,
						     arena_strdup(&v->graph.arena, str_text(&path)),
						     NULL, 0, -1}));
	}
	str_release(&path);
	cards_source_release(&s);
	return true;
}

static const char *told(const struct gap *g, struct str *out)
{
	str_clear(out);
	switch (g->kind) {
	case GAP_UNDEFINED:
		str_addf(out,
			tr_n("%zu card uses it, none defines it",
				"%zu cards use it, none defines it", g->uses),
			g->uses);
		break;
	case GAP_WEAK:
		str_addf(out,
			tr_n("%zu card stands on it, it is known to %.0f %%",
				"%zu cards stand on it, it is known to %.0f %%", g->uses),
			g->uses, g->recall * 100);
		break;
	case GAP_UNLEARNT:
		str_addf(out,
			tr_n("%zu card stands on it, it was never reviewed",
				"%zu cards stand on it, it was never reviewed", g->uses),
			g->uses);
		break;
	case GAP_HEADING: str_add(out, tr("a section without a card")); break;
	}
	return str_text(out);
}

static void print_gaps(struct app *app, const struct gaps *gaps)
{
	static const struct column columns[] = {{N_("SEVERITY"), COLUMN_TEXT},
		{N_("KIND"), COLUMN_TEXT}, {N_("SUBJECT"), COLUMN_WIDE}, {N_("WHAT"), COLUMN_WIDE},
		{0}};
	static const enum term_role roles[] = {ROLE_FAINT, ROLE_WARNING, ROLE_ERROR};
	struct str text = {0};
	struct table t;

	if (!gaps->list.len) {
		app_note(app, tr("no gaps"));
		return;
	}
	table_init(&t, columns);
	for (size_t i = 0; i < gaps->list.len && (!limit || i < (size_t)limit); i++) {
		const struct gap *g = &gaps->list.at[i];

		table_add_styled(&t, roles[g->severity], tr(gap_severity_name(g->severity)));
		table_add(&t, tr(gap_kind_name(g->kind)));
		table_add(&t, g->subject);
		table_add(&t, told(g, &text));
	}
	app_print_table(app, &t);
	table_release(&t);
	str_release(&text);
}

static void print_gaps_json(struct app *app, const struct gaps *gaps)
{
	cJSON *json = json_new_object(), *list = json_new_array();

	for (size_t i = 0; i < gaps->list.len && (!limit || i < (size_t)limit); i++) {
		const struct gap *g = &gaps->list.at[i];
		cJSON *one = json_new_object();

		json_set_string(one, "severity", gap_severity_name(g->severity));
		json_set_string(one, "kind", gap_kind_name(g->kind));
		json_set_string(one, "subject", g->subject);
		json_add_take(one, "card", g->uuid ? json_new_string(g->uuid) : json_new_null());
		json_set_number(one, "uses", (double)g->uses);
		json_add_take(one, "recall",
			g->recall >= 0 ? json_new_number(g->recall) : json_new_null());
		json_append_take(list, one);
	}
	json_add_take(json, "gaps", list);
	app_json(app, json);
	json_free(json);
}

static bool run_gaps(struct app *app, int argc, char **argv, struct err *err)
{
	struct survey v = {.app = app};
	struct gaps gaps = {0};
	bool ok;

	(void)argc, (void)argv;
	ok = survey(&v, err);
	if (ok) {
		gaps_find(&v.graph, &gaps);
		ok = add_headings(&v, &gaps, err);
	}
	if (ok) {
		gaps_sort(&gaps);
		if (app->json)
			print_gaps_json(app, &gaps);
		else
			print_gaps(app, &gaps);
	}
	gaps_release(&gaps);
	release(&v);
	return ok;
}

const struct cmd cards_gaps = {
	.name = "gaps",
	.summary = N_("What cards stand on that is missing or weak"),
	.opts = gaps_options,
	.details =
		N_("Terms that several cards use and none defines, foundations that are forgotten "
		   "or were "
		   "never learnt, sections of a document without cards."),
	.examples = (const char *const[]){"blokctl cards gaps --deck chapter", N_("in a deck"),
		"blokctl cards gaps --document chapter.md",
		N_("and the sections that no card is from"), NULL},
	.needs = NEEDS_STORE,
	.run = run_gaps,
};

/* ---- bridges ---- */

/* "bridge::osmosis": one word, as tags are. */
static const char *tag_of(struct app *app, const char *topic)
{
	char *tag = arena_printf(&app->arena, "bridge::%s", topic);

	for (char *at = tag; *at; at++)
		if (*at == ' ')
			*at = '-';
	return tag;
}

static bool tag_all(struct survey *v, const struct gap_bridge *b, const char *tag, struct err *err)
{
	struct store *s = v->app->store;
	struct note_record r;
	bool found, ok = true;

	for (size_t i = 0; ok && i < b->cards.len; i++) {
		ok = notes_find(s, &v->app->arena, v->graph.cards.at[b->cards.at[i]].uuid, &r, err);
		found = ok && note_has_tag(r.note.tags, tag, strlen(tag));
		if (!ok || found)
			continue;
		r.note.tags = arena_printf(
			&v->app->arena, "%s%s%s", r.note.tags, *r.note.tags ? " " : "", tag);
		ok = store_begin(s, err) && store_end(s, notes_update(s, &r.note, err), err);
	}
	return ok;
}

static void print_bridge(struct survey *v, const struct gap_bridge *b, const char *tag)
{
	struct app *app = v->app;
	struct str text = {0};

	for (size_t i = 0; i < b->cards.len; i++) {
		const struct gap_card *c = &v->graph.cards.at[b->cards.at[i]];

		str_clear(&text);
		str_addf(&text, "%zu. %s", i + 1, c->question);
		term_styled(&app->out, &text, ROLE_FAINT,
			c->is_draft     ? tr("  (draft)")
			: c->recall < 0 ? tr("  (never reviewed)")
					: "");
		str_addf(&text, "\n   %s\n", c->answer);
		app_put(app, &app->out, &text);
	}
	for (size_t i = 0; i < b->missing.len; i++)
		app_note(app, tr("no card defines '%s'"), b->missing.at[i]);
	if (!dry_run)
		app_note(app, tr("tagged %s: 'blokctl cards list --tag %s'"), tag, tag);
	str_release(&text);
}

static void print_bridge_json(struct survey *v, const struct gap_bridge *b, const char *tag)
{
	cJSON *json = json_new_object(), *list = json_new_array(), *missing = json_new_array();

	for (size_t i = 0; i < b->cards.len; i++) {
		const struct gap_card *c = &v->graph.cards.at[b->cards.at[i]];
		cJSON *one = json_new_object();

		json_set_string(one, "id", c->uuid);
		json_set_string(one, "question", c->question);
		json_set_string(one, "answer", c->answer);
		json_add_take(one, "recall",
			c->recall >= 0 ? json_new_number(c->recall) : json_new_null());
		json_append_take(list, one);
	}
	for (size_t i = 0; i < b->missing.len; i++)
		json_append_take(missing, json_new_string(b->missing.at[i]));
	json_set_string(json, "tag", tag);
	json_add_take(json, "cards", list);
	json_add_take(json, "missing", missing);
	app_json(v->app, json);
	json_free(json);
}

static bool run_bridge(struct app *app, int argc, char **argv, struct err *err)
{
	struct survey v = {.app = app};
	struct gap_bridge b = {0};
	const char *tag = tag_of(app, argv[0]);
	bool ok = survey(&v, err);

	(void)argc;
	if (ok && !gaps_bridge(&v.graph, argv[0], (size_t)count, &b)) {
		ok = err_set(err, ERR_WORK, "no card is about '%s'", argv[0]);
		err_hint(err, "'blokctl cards list --text %s' looks for the word", argv[0]);
	}
	ok = ok && (dry_run || tag_all(&v, &b, tag, err));
	if (ok && app->json)
		print_bridge_json(&v, &b, tag);
	else if (ok)
		print_bridge(&v, &b, tag);
	gap_bridge_release(&b);
	release(&v);
	return ok;
}

const struct cmd cards_bridge = {
	.name = "bridge",
	.args = "TOPIC",
	.summary = N_("The cards to learn before a topic, in their order"),
	.opts = bridge_options,
	.details =
		N_("What the topic's card uses, and what that uses, as far as it is not known yet; "
		   "each "
		   "gets the tag bridge::TOPIC."),
	.examples = (const char *const[]){"blokctl cards bridge osmosis", N_("what osmosis needs"),
		NULL},
	.needs = NEEDS_STORE,
	.run = run_bridge,
};
