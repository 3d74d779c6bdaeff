#include "cmd/cards.h"
#include "cmd/meter.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/cards/export.h"
#include "core/cards/ferry.h"

#include <string.h>
#include <unistd.h>

static const char *out_file, *format;
static bool scheduling;

static const struct opt options[] = {
	CARDS_CHOICE_OPTIONS,
	CARDS_STATUS_OPTION,
	{.name = "out",
		.letter = 'o',
		.kind = OPT_TEXT,
		.value = &out_file,
		.arg = "file",
		.help = N_("where to; .apkg, .txt, .csv, .json and .md tell the format"),
		.words = WORDS_FILE},
	{.name = "format",
		.letter = 'f',
		.kind = OPT_CHOICE,
		.value = &format,
		.arg = "format",
		.help = N_("of what is written (default: by the file's name)"),
		.choices = "apkg|anki|csv|json|markdown"},
	{.name = "with-scheduling",
		.kind = OPT_FLAG,
		.value = &scheduling,
		.help = N_("what was learnt goes along: states, intervals, reviews")},
	{0},
};

static const struct format {
	const char *name, *extensions;
	void (*write)(const struct exchange *x, struct str *out); /* NULL: a package */
	bool takes_cards; /* new ones, where what was learnt stays here */
} formats[] = {
	{"apkg", ",apkg,", NULL, true},
	{"anki", ",txt,tsv,", exchange_write_anki, false},
	{"csv", ",csv,", exchange_write_csv, false},
	{"json", ",json,", exchange_write_json, false},
	{"markdown", ",md,markdown,", exchange_write_markdown, false},
};

static const struct format *format_of(struct err *err)
{
	const char *extension = out_file ? fs_extension(out_file) : "";
	size_t len = strlen(extension);

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		const char *at = len ? strstr(formats[i].extensions, extension) : NULL;

		if (format ? str_eq(formats[i].name, format)
			   : at && at[-1] == ',' && at[len] == ',')
			return &formats[i];
	}
	err_set(err, ERR_USAGE, "which format?");
	err_hint(err, "-o FILE.apkg (or .txt, .csv, .json, .md), or --format");
	return NULL;
}

static bool write_text(
	struct app *app, const struct format *f, const struct exchange *x, struct err *err)
{
	struct str text = {0};
	bool ok = true;

	f->write(x, &text);
	if (out_file)
		ok = fs_write_atomic(out_file, str_text(&text), text.len, 0644, err);
	else
		app_print_str(app, &text);
	str_release(&text);
	return ok;
}

static bool write_package(struct app *app, const struct exchange *x, struct err *err)
{
	const struct schedule *s;
	struct export_options o = {.with_scheduling = scheduling};

	if (!out_file)
		return err_set(err, ERR_USAGE, "a package goes to a file: -o FILE.apkg");
	if (!cards_schedule(app, &s, err))
		return false;
	o.day = s->day;
	o.retention = s->retention;
	o.decay = s->fsrs.w[20];
	return exchange_write_apkg(x, &o, out_file, err);
}

static void tell(struct app *app, const struct exchange *x)
{
	cJSON *json;

	if (!out_file)
		return;
	if (!app->json) {
		app_note(app,
			tr_n("%zu note written to %s", "%zu notes written to %s", x->notes.len),
			x->notes.len, out_file);
		return;
	}
	json = json_new_object();
	json_set_string(json, "file", out_file);
	json_set_number(json, "notes", (double)x->notes.len);
	app_json(app, json);
	json_free(json);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	const struct format *f = format_of(err);
	struct note_filter filter;
	struct exchange x = {0};
	bool ok;

	(void)argc, (void)argv;
	meter_begin(app, tr("exporting"));
	ok = f && cards_filter_of(app, 1U << NOTE_APPROVED | 1U << NOTE_DRAFT, &filter, err) &&
	     ferry_out(app->store, &filter, scheduling ? FERRY_WITH_REVIEWS : FERRY_NOTES, &x, err);
	for (size_t i = 0; ok && !scheduling && !f->takes_cards && i < x.notes.len; i++)
		x.notes.at[i].cards_len = 0;
	if (ok && !x.notes.len) {
		ok = err_set(err, ERR_WORK, "there are no such cards");
		err_hint(err, "'blokctl cards decks' shows the decks");
	}
	ok = ok && (f->write ? write_text(app, f, &x, err) : write_package(app, &x, err));
	meter_end();
	if (ok)
		tell(app, &x);
	exchange_release(&x);
	return ok;
}

const struct cmd cards_export = {
	.name = "export",
	.summary = N_("Write cards for Anki, a spreadsheet, or paper"),
	.opts = options,
	.details =
		N_("A package (.apkg) is read by every Anki and its relatives. Exported again, it "
		   "brings the "
		   "notes there up to date and adds none twice."),
	.examples = (const char *const[]){"blokctl cards export --deck chapter -o chapter.apkg",
		N_("a package for Anki"), "blokctl cards export --format csv --status approved",
		N_("a table, on stdout"), NULL},
	.needs = NEEDS_STORE,
	.run = run,
};
