#include "cmd/cards.h"
#include "cmd/meter.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/cards/ferry.h"
#include "core/cards/import.h"
#include "core/text/charset.h"

#include <string.h>

/* As much text as one reads at a time; packages have limits of their own. */
#define TEXT_MAX ((size_t)256 << 20)

static const char *deck, *tags, *format;
static bool fresh, drafts, dry_run;

static const struct opt options[] = {
	{.name = "deck",
		.letter = 'd',
		.kind = OPT_TEXT,
		.value = &deck,
		.arg = "name",
		.help = N_("all into this deck (default: as the file says)"),
		.words = WORDS_DECK},
	{.name = "tags",
		.letter = 't',
		.kind = OPT_TEXT,
		.value = &tags,
		.arg = "tags",
		.help = N_("for each card, in addition")},
	{.name = "format",
		.letter = 'f',
		.kind = OPT_CHOICE,
		.value = &format,
		.arg = "format",
		.help = N_("of the file (default: by its name)"),
		.choices = "apkg|anki|csv|json"},
	{.name = "without-scheduling",
		.kind = OPT_FLAG,
		.value = &fresh,
		.help = N_("all cards are new, whatever was learnt elsewhere")},
	{.name = "drafts",
		.kind = OPT_FLAG,
		.value = &drafts,
		.help = N_("to be looked through first (default: approved)")},
	{.name = "dry-run",
		.kind = OPT_FLAG,
		.value = &dry_run,
		.help = N_("tell what is in it, keep nothing")},
	{0},
};

typedef bool text_importer(const char *text, size_t len, struct exchange *ret, struct err *err);

static const struct format {
	const char *name, *extensions;
	text_importer *read; /* NULL: a package */
} formats[] = {
	{"apkg", ",apkg,colpkg,zip,", NULL},
	{"anki", ",txt,tsv,", exchange_read_anki},
	{"csv", ",csv,", exchange_read_csv},
	{"json", ",json,", exchange_read_json},
};

static const struct format *format_of(const char *file, struct err *err)
{
	const char *extension = fs_extension(file);
	size_t len = strlen(extension);

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		const char *at = len ? strstr(formats[i].extensions, extension) : NULL;

		if (format ? str_eq(formats[i].name, format)
			   : at && at[-1] == ',' && at[len] == ',')
			return &formats[i];
	}
	err_set(err, ERR_USAGE, "which format has '%s'?", file);
	err_hint(err, "--format apkg, anki, csv or json");
	return NULL;
}

static bool read_text(const char *file, text_importer *read, struct exchange *ret, struct err *err)
{
	struct str bytes = {0}, text = {0};
	struct text_input in = {.name = file};
	bool ok = fs_read(file, TEXT_MAX, &bytes, err);

	in.bytes = str_text(&bytes);
	in.len = bytes.len;
	ok = ok && text_decode(&text, &in, NULL, err) &&
	     (read(str_text(&text), text.len, ret, err) || err_wrap(err, "'%s'", file));
	str_release(&bytes);
	str_release(&text);
	return ok;
}

static bool read_file(struct app *app, const char *file, struct exchange *ret, struct err *err)
{
	const struct format *f = format_of(file, err);
	const struct schedule *s;

	if (!f)
		return false;
	if (f->read)
		return read_text(file, f->read, ret, err);
	return cards_schedule(app, &s, err) && exchange_read_apkg(file, &s->day, ret, err);
}

static void print_json(struct app *app, const struct exchange *x, const struct ferry_result *r)
{
	cJSON *json = json_new_object(), *problems = json_new_array();

	json_set_number(json, "notes", (double)x->notes.len);
	json_set_number(json, "added", (double)r->added);
	json_set_number(json, "updated", (double)r->updated);
	json_set_number(json, "same", (double)r->same);
	json_set_number(json, "skipped", (double)r->skipped);
	for (size_t i = 0; i < x->problems.len; i++)
		json_append_take(problems, json_new_string(x->problems.at[i]));
	json_add_take(json, "problems", problems);
	app_json(app, json);
	json_free(json);
}

static void tell(struct app *app, const struct exchange *x, const struct ferry_result *r)
{
	for (size_t i = 0; i < x->problems.len; i++)
		app_warn(app, "%s", x->problems.at[i]);
	if (dry_run)
		app_note(app,
			tr_n("%zu note; none was kept", "%zu notes; none was kept", x->notes.len),
			x->notes.len);
	else
		app_note(app,
			tr("%zu added, %zu updated, %zu as they were, %zu left: newer or edited "
			   "here"),
			r->added, r->updated, r->same, r->skipped);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	const struct schedule *schedule;
	struct ferry_options o = {.deck = deck,
		.tags = tags,
		.with_scheduling = !fresh,
		.status = drafts ? NOTE_DRAFT : NOTE_APPROVED};
	struct ferry_result r = {0};
	struct exchange x = {0};
	bool ok;

	(void)argc;
	if ((deck && !cards_deck_name(deck, err)) || !cards_schedule(app, &schedule, err))
		return false;
	o.day = &schedule->day;
	meter_begin(app, tr("importing"));
	ok = read_file(app, argv[0], &x, err) && (dry_run || ferry_in(app->store, &x, &o, &r, err));
	meter_end();
	if (ok && app->json)
		print_json(app, &x, &r);
	else if (ok)
		tell(app, &x, &r);
	exchange_release(&x);
	return ok;
}

const struct cmd cards_import = {
	.name = "import",
	.args = "FILE",
	.summary = N_("Take cards from Anki, a spreadsheet, or another blokctl"),
	.opts = options,
	.details =
		N_("Packages of every Anki (.apkg), Anki's text, CSV, JSON. Cards are found again "
		   "by their "
		   "guid: a file that is imported again updates, and adds none twice."),
	.examples = (const char *const[]){"blokctl cards import deck.apkg",
		N_("with what was learnt in Anki"), "blokctl cards import words.csv --deck Italian",
		N_("two columns, or a line that names them"), NULL},
	.needs = NEEDS_STORE,
	.run = run,
	.operands = WORDS_FILE,
};
