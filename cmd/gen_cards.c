#include "cmd/ai.h"
#include "cmd/cards.h"
#include "cmd/meter.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/cards/model.h"
#include "core/cards/sync.h"
#include "core/config/config.h"

#include <stdlib.h>
#include <string.h>

static const char *kinds, *min_score, *deck, *tags, *language, *engine = "auto", *format;
static long long max_cards, timeout_ms;
static bool dry_run;

static const struct opt options[] = {
	{.name = "kinds",
		.letter = 'k',
		.kind = OPT_TEXT,
		.value = &kinds,
		.arg = "kinds",
		.help = N_(
			"only these, with commas: definition, fact, faq, cause, condition, number, "
			"list, "
			"acronym, table, cloze")},
	{.name = "max",
		.letter = 'n',
		.kind = OPT_INT,
		.value = &max_cards,
		.arg = "count",
		.help = N_("at most so many, the best ones (default: by the text's length)"),
		.min = 1,
		.max = 100000},
	{.name = "min-score",
		.kind = OPT_TEXT,
		.value = &min_score,
		.arg = "0..1",
		.help = N_("only cards worth so much")},
	{.name = "deck",
		.letter = 'd',
		.kind = OPT_TEXT,
		.value = &deck,
		.arg = "name",
		.help = N_("into this deck, 'A::B' for one below another (default: the document's "
			   "name)")},
	{.name = "tags",
		.letter = 't',
		.kind = OPT_TEXT,
		.value = &tags,
		.arg = "tags",
		.help = N_("for each card, with commas or blanks between")},
	{.name = "lang",
		.letter = 'l',
		.kind = OPT_CHOICE,
		.value = &language,
		.arg = "language",
		.help = N_("of the document (default: found out)"),
		.choices = "en|de"},
	{.name = "engine",
		.letter = 'e',
		.kind = OPT_CHOICE,
		.value = &engine,
		.arg = "engine",
		.help = N_(
			"by rules, by a model, or a model where one is configured (default auto)"),
		.choices = "builtin|model|auto"},
	{.name = "format",
		.letter = 'f',
		.kind = OPT_CHOICE,
		.value = &format,
		.arg = "format",
		.help = N_("of the document (default: found out)"),
		.choices = "markdown|html|epub|pdf|plain"},
	{.name = "dry-run",
		.kind = OPT_FLAG,
		.value = &dry_run,
		.help = N_("show the cards, keep none")},
	{.name = "timeout",
		.kind = OPT_DURATION,
		.value = &timeout_ms,
		.arg = "duration",
		.help = N_("of each call of a model")},
	AI_WHO_OPTIONS,
	AI_COST_OPTIONS,
	{0},
};

/* ---- options ---- */

static bool parse_kinds(unsigned *ret, struct err *err)
{
	const char *at = kinds ? kinds : "";
	char name[32];

	while (*at) {
		size_t len = strcspn(at, ", ");
		enum card_kind kind;

		memcpy(name, at, len < sizeof name ? len : 0);
		name[len < sizeof name ? len : 0] = '\0';
		kind = card_kind_of(name);
		if (len && (kind == CARD_KINDS || kind == CARD_NOTE)) {
			err_set(err, ERR_USAGE, "there is no kind of card '%.*s'", (int)len, at);
			return err_hint(err,
				"definition, fact, faq, cause, condition, number, list, acronym, "
				"table or cloze");
		}
		if (len)
			*ret |= 1U << kind;
		at += len + (at[len] != '\0');
	}
	return true;
}

static bool parse_options(struct card_options *o, struct err *err)
{
	char *end = NULL;

	*o = (struct card_options){.max = (size_t)max_cards};
	if (min_score) {
		o->min_score = strtod(min_score, &end);
		if (end == min_score || *end || o->min_score < 0 || o->min_score > 1)
			return err_set(err, ERR_USAGE,
				"--min-score wants a number from 0 to 1, not '%s'", min_score);
	}
	return parse_kinds(&o->kinds, err);
}

/* What a run makes. */
struct made {
	struct cards_source source;
	struct card_set set;
	struct card_coverage coverage;
	const char *deck;
	struct card_sync_result kept; /* uuids NULL: none was kept */
};

/* ---- engines ---- */

/* One made of the command line and the settings; "auto" takes a model only when the
 * user has said which. */
static bool wants_model(struct app *app, bool *ret, struct err *err)
{
	*ret = str_eq(engine, "model");
	if (!str_eq(engine, "auto"))
		return true;
	if (!app_load_config(app, err))
		return false;
	*ret = (ai_choices.model || ai_choices.provider ||
		       config_get(app->config, "ai.providers")) &&
	       config_bool(app->config, "features.AI_GENERATION", true);
	return true;
}

static void show_part(void *self, size_t part, size_t parts, const char *subject)
{
	app_note(self, tr("part %zu of %zu: %s"), part + 1, parts, subject);
}

static bool by_model(struct app *app, struct cards_source *s, const struct card_options *o,
	struct card_set *set, struct card_coverage *coverage, struct err *err)
{
	struct ai_ask ask = {.timeout_ms = timeout_ms};
	struct card_model_options m = {.ask = &ask, .cards = o, .on_part = show_part, .self = app};
	struct card_model_result result = {0};
	bool ok = app_load_config(app, err) && ai_command_ask(app, &ask, err) &&
		  ai_command_open(app, &m.ai, err);

	m.config = app->config;
	if (ok)
		ok = cards_ask_model(set, coverage, &s->document, &m, &result, err);
	if (result.provider)
		app_note(app, tr("%s/%s: %zu of %zu parts%s"), result.provider, result.model,
			result.parts_done, result.parts,
			result.cached == result.calls ? tr(", as kept") : "");
	if (!ok && result.parts_done)
		err_hint(err,
			"%zu of %zu parts are done and kept; the same command goes on from there",
			result.parts_done, result.parts);
	ai_close(m.ai);
	return ok;
}

/* ---- output ---- */

static cJSON *source_json(const struct cards_source *s, const struct card_draft *c)
{
	const struct text_place *p = &s->document.blocks.at[c->block].place;
	cJSON *json = json_new_object();
	struct str heading = {0};

	card_heading_path(&s->document, c->block, &heading);
	json_set_string(json, "document", s->name);
	json_set_string(json, "hash", s->hash);
	json_add_take(json, "line", p->line ? json_new_number((double)p->line) : json_new_null());
	json_add_take(json, "page", p->page ? json_new_number((double)p->page) : json_new_null());
	json_add_take(json, "part", p->part ? json_new_string(p->part) : json_new_null());
	json_set_string(json, "heading", str_text(&heading));
	json_set_string(json, "sentence", c->sentence);
	str_release(&heading);
	return json;
}

static void set_text(cJSON *json, const char *key, const char *text)
{
	json_add_take(json, key, text ? json_new_string(text) : json_new_null());
}

static cJSON *card_json(const struct cards_source *s, const struct card_draft *c, const char *uuid)
{
	cJSON *json = json_new_object();

	set_text(json, "id", uuid);

	set_text(json, "question", c->question);
	set_text(json, "answer", c->answer);
	set_text(json, "cloze", c->cloze);
	json_set_string(json, "kind", card_kind_name(c->kind));
	json_set_number(json, "score", c->score);
	json_add_take(json, "source", source_json(s, c));
	return json;
}

static cJSON *kept_json(const struct made *m)
{
	cJSON *json = json_new_object();

	json_set_string(json, "deck", m->deck);
	json_set_number(json, "added", (double)m->kept.added);
	json_set_number(json, "changed", (double)m->kept.changed);
	json_set_number(json, "same", (double)m->kept.same);
	json_set_number(json, "edited", (double)m->kept.edited);
	json_set_number(json, "rejected", (double)m->kept.rejected);
	json_set_number(json, "gone", (double)m->kept.gone);
	return json;
}

static void print_json(struct app *app, const struct made *m)
{
	cJSON *json = json_new_object(), *list = json_new_array();

	for (size_t i = 0; i < m->set.list.len; i++)
		json_append_take(list, card_json(&m->source, &m->set.list.at[i],
					       m->kept.uuids ? m->kept.uuids[i] : NULL));
	json_add_take(json, "cards", list);
	json_add_take(json, "coverage", cards_coverage_json(&m->coverage, &m->source.document));
	json_add_take(json, "kept", m->kept.uuids ? kept_json(m) : json_new_null());
	app_json(app, json);
	json_free(json);
}

static void print_cards(struct app *app, const struct card_set *set)
{
	struct str text = {0};

	for (size_t i = 0; i < set->list.len; i++) {
		const struct card_draft *c = &set->list.at[i];

		str_clear(&text);
		term_styled(&app->out, &text, ROLE_STRONG, c->cloze ? c->cloze : c->question);
		str_add_char(&text, '\n');
		if (c->answer)
			str_addf(&text, "    %s\n", c->answer);
		app_print_str(app, &text);
	}
	str_release(&text);
}

/* ---- the command ---- */

/* "History::Rome" of --deck, else the document's title or the file's name. */
static const char *deck_of(struct app *app, const struct cards_source *s)
{
	if (deck)
		return deck;
	if (str_eq(s->shown, "-"))
		return s->document.title ? s->document.title : "Default";
	return fs_stem(&app->arena, s->shown);
}

/* Tags as they are kept: with one blank between. */
static const char *tags_of(struct app *app)
{
	char *kept = tags ? arena_strdup(&app->arena, tags) : NULL;

	for (char *at = kept; at && *at; at++)
		if (*at == ',')
			*at = ' ';
	return kept;
}

static bool keep(struct app *app, struct made *m, bool model, struct err *err)
{
	const struct text_document *d = &m->source.document;
	const struct card_sync sync = {.document = d,
		.row = {.name = m->source.name,
			.hash = m->source.hash,
			.title = d->title,
			.language = d->language == TEXT_GERMAN    ? "de"
				    : d->language == TEXT_ENGLISH ? "en"
								  : "",
			.format = text_format_name(d->format),
			.read_at = clock_wall_ms()},
		.set = &m->set,
		.deck = m->deck,
		.tags = tags_of(app),
		.engine = model ? "model" : "builtin"};

	return cards_sync(app->store, &app->arena, &sync, &m->kept, err);
}

static void tell_kept(struct app *app, const struct made *m)
{
	struct str text = {0};

	str_addf(&text, tr("deck '%s': %zu new"), m->deck, m->kept.added);
	if (m->kept.changed)
		str_addf(&text, tr(", %zu changed"), m->kept.changed);
	if (m->kept.same)
		str_addf(&text, tr(", %zu as before"), m->kept.same);
	if (m->kept.edited)
		str_addf(&text, tr(", %zu edited by you and left so"), m->kept.edited);
	if (m->kept.rejected)
		str_addf(
			&text, tr(", %zu rejected before and not offered again"), m->kept.rejected);
	if (m->kept.gone)
		str_addf(&text, tr(", %zu no longer in the document"), m->kept.gone);
	app_note(app, "%s", str_text(&text));
	if (m->kept.added) {
		const char *name = cards_shell_word(&app->arena, m->deck);

		app_note(app,
			tr("they are drafts; to take them all: blokctl cards approve --deck %s"),
			name);
		app_note(app, tr("to look through them: blokctl cards review --drafts --deck %s"),
			name);
	}
	str_release(&text);
}

static bool make(struct app *app, struct made *m, const char *name, struct err *err)
{
	struct card_options o;
	bool model, ok = true, kept = true;
	struct err other;

	if ((deck && !cards_deck_name(deck, err)) || !parse_options(&o, err) ||
		!wants_model(app, &model, err) ||
		!cards_source_open(app, name, format, &m->source, err))
		return false;
	if (language)
		m->source.document.language = str_eq(language, "de") ? TEXT_GERMAN : TEXT_ENGLISH;
	m->deck = deck_of(app, &m->source);
	if (model)
		ok = by_model(app, &m->source, &o, &m->set, &m->coverage, err);
	else
		cards_generate(&m->set, &m->coverage, &m->source.document, &o);
	/* What a model's answers were paid for is kept, whatever came after them. */
	if (!dry_run && (ok || m->set.list.len))
		kept = keep(app, m, model, ok ? err : &other);
	return ok && kept;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct made m = {0};
	bool ok;

	(void)argc;
	meter_begin(app, tr("making cards"));
	ok = make(app, &m, argv[0], err);
	meter_end();
	if (app->json && ok)
		print_json(app, &m);
	else if (!app->json)
		print_cards(app, &m.set);
	app_flush(app);
	if (ok || m.set.list.len)
		cards_tell_coverage(app, &m.coverage, &m.source.document);
	if (m.kept.uuids)
		tell_kept(app, &m);
	card_set_release(&m.set);
	card_coverage_release(&m.coverage);
	cards_source_release(&m.source);
	return ok;
}

const struct cmd cmd_gen_cards = {
	.name = "gen-cards",
	.args = "FILE",
	.summary = N_("Make study cards from a document"),
	.opts = options,
	.details = N_("Reads Markdown, HTML, EPUB, PDF, plain text, manual pages and RFCs; '-' is "
		   "standard "
		   "input, and a URL is fetched. The cards are drafts until they are approved; the "
		   "same "
		   "document again updates its cards and keeps what was learnt."),
	.examples =
		(const char *const[]){
			"blokctl gen-cards chapter.md",
			N_("cards by rules, without a network"),
			"blokctl gen-cards book.pdf --engine model --budget-usd 0.50",
			N_("cards by a model, for half a dollar at most"),
			"man ls | blokctl gen-cards - --deck Linux::ls --kinds definition",
			N_("what the options of a program do"),
			NULL,
		},
	.needs = NEEDS_STORE,
	.run = run,
	.operands = WORDS_FILE,
};
