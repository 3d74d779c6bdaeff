#ifndef CMD_CARDS_H
#define CMD_CARDS_H

#include "cmd/app.h"
#include "cmd/cmd.h"
#include "core/base/tr.h"
#include "core/cards/chunk.h"
#include "core/cards/face.h"
#include "core/cards/generate.h"
#include "core/cards/schedule.h"
#include "core/data/json.h"
#include "core/store/notes.h"
#include "core/text/document.h"

/* What the commands on cards share. */

/* A document with where it came from. */
struct cards_source {
	const char *name;  /* as its cards keep it: an absolute path, a URL, "-" */
	const char *shown; /* as the user wrote it */
	char hash[65];     /* SHA-256 of its bytes, in hex */
	struct text_document document;
};
/* A file, "-" for standard input, or a URL.  `format` NULL: found out. */
bool cards_source_open(struct app *app, const char *name, const char *format,
	struct cards_source *ret, struct err *err);
void cards_source_release(struct cards_source *s);

/* {sections, sections_used, tables, …, dropped: {leak: 3}, unused: [headings]} */
cJSON *cards_coverage_json(const struct card_coverage *c, const struct text_document *d);
/* What was used and what not, and why, on stderr. */
void cards_tell_coverage(
	struct app *app, const struct card_coverage *c, const struct text_document *d);

/* ---- which cards ---- */

struct cards_choice {
	const char *deck, *kind, *tag, *text, *document, *min_score, *status;
};
extern struct cards_choice cards_choice;

#define CARDS_DECK_OPTION                                                                          \
	{.name = "deck", .letter = 'd', .kind = OPT_TEXT, .value = &cards_choice.deck,             \
		.arg = "name", .help = N_("of this deck and those below it"), .words = WORDS_DECK}

#define CARDS_CHOICE_OPTIONS                                                                       \
	CARDS_DECK_OPTION,                                                                         \
		{.name = "kind",                                                                   \
			.letter = 'k',                                                             \
			.kind = OPT_TEXT,                                                          \
			.value = &cards_choice.kind,                                               \
			.arg = "kind",                                                             \
			.help = N_("definition, fact, number, cloze, …")},                         \
		{.name = "tag",                                                                    \
			.letter = 't',                                                             \
			.kind = OPT_TEXT,                                                          \
			.value = &cards_choice.tag,                                                \
			.arg = "tag",                                                              \
			.help = N_("with this tag")},                                              \
		{.name = "text",                                                                   \
			.kind = OPT_TEXT,                                                          \
			.value = &cards_choice.text,                                               \
			.arg = "words",                                                            \
			.help = N_("with these words in question or answer")},                     \
		{.name = "document",                                                               \
			.kind = OPT_TEXT,                                                          \
			.value = &cards_choice.document,                                           \
			.arg = "file",                                                             \
			.help = N_("made from this document"),                                     \
			.words = WORDS_FILE},                                                      \
	{                                                                                          \
		.name = "min-score", .kind = OPT_TEXT, .value = &cards_choice.min_score,           \
		.arg = "0..1", .help = N_("worth so much")                                         \
	}

#define CARDS_STATUS_OPTION                                                                        \
	{.name = "status", .letter = 's', .kind = OPT_CHOICE, .value = &cards_choice.status,       \
		.arg = "status", .help = N_("draft, approved, rejected, or all"),          \
		.choices = "draft|approved|rejected|all"}

/* The options above as a filter; `status` of notes when --status is not given. */
bool cards_filter_of(struct app *app, unsigned status, struct note_filter *ret, struct err *err);
/* The deck of --deck, or one below it, has a note; ERR_WORK with the nearest name otherwise. */
bool cards_deck_is_there(struct app *app, struct err *err);
/* ERR_USAGE for a name of which a part is empty or blank, or that has more than one line. */
bool cards_deck_name(const char *name, struct err *err);
bool cards_is_filtered(void); /* any of the options was given */

struct cards_ids {
	VEC(int64_t) list;
};
/* Those that are named, or those of the filter; ERR_USAGE when there is neither. */
bool cards_choose(struct app *app, int argc, char **argv, unsigned status,
	struct cards_ids *ret, struct err *err);

/* ---- showing them ---- */

/* As every command's --json has a note. */
cJSON *cards_note_json(const struct note *n);
cJSON *cards_memory_json(const struct schedule *s, const struct card *c);
/* What is asked on one line: the question, or the cloze with its gaps. */
void cards_front(const struct note *n, struct str *out);
/* As a word of a command line to copy: in quotes where a shell would take it apart. */
const char *cards_shell_word(struct arena *a, const char *word);
/* The first eight characters of a uuid: its name on the command line. */
#define CARDS_ID_LEN 8

/* A day or an instant of a memory in words: "new", "today", "in 3 days", "12m". */
void cards_due_text(const struct schedule *s, const struct card_memory *m, struct str *out);

extern const struct cmd cards_list, cards_show, cards_approve, cards_reject, cards_delete,
	cards_edit, cards_decks, cards_undo, cards_review, cards_hint, cards_suspend,
	cards_resume, cards_quiz, cards_gaps, cards_bridge, cards_stats,
	cards_export, cards_import;

/* Changes of the words and places of a note: question, answer, cloze, tags, deck; NULL: as
 * it is. */
bool cards_edit_note(struct app *app, struct note *n, const char *const fields[5], struct err *err);
bool cards_edit_in_editor(struct app *app, struct note *n, struct err *err);

/* ---- settings ---- */

/* The schedule as configured, once; as long as the process. */
bool cards_schedule(struct app *app, const struct schedule **ret, struct err *err);

/* A hint while one learns: of a model where one is configured and answers, else by rules. */
bool cards_hint_text(struct app *app, const struct card_face *f, int how, struct str *out,
	struct err *err);

#endif
