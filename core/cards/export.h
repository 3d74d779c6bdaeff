#ifndef CARDS_EXPORT_H
#define CARDS_EXPORT_H

#include "core/base/str.h"
#include "core/cards/exchange.h"
#include "core/cards/schedule.h"

/* Cards for other programs.  The same notes make the same bytes. */

struct export_options {
	bool with_scheduling;    /* states, intervals and reviews; otherwise all are new */
	struct schedule_day day; /* whose days the memories count */
	double retention, decay; /* as the memories were reckoned; decay is FSRS' w[20] */
};

/* A package that every Anki reads, and its relatives: collection.anki2 of schema 11, and
 * no media.  Written beside `path` and renamed. */
bool exchange_write_apkg(const struct exchange *x, const struct export_options *o, const char *path,
	struct err *err);

/* Anki's text with file headers: guid, note type, deck, what is asked, what is answered,
 * tags, between tabs. */
void exchange_write_anki(const struct exchange *x, struct str *out);
/* RFC 4180, with a header line: question, answer, cloze, deck, tags, kind, guid. */
void exchange_write_csv(const struct exchange *x, struct str *out);
/* Everything, as exchange_read_json() takes it back. */
void exchange_write_json(const struct exchange *x, struct str *out);
/* To be read and printed. */
void exchange_write_markdown(const struct exchange *x, struct str *out);

/* ---- private to core/cards ---- */

/* Text as Anki's fields have it: HTML in normal form C, a line's end as <br>. */
void export_html(const char *text, struct str *out);
/* A cloze the same way, its gaps kept; signs inside them that would end one are parted. */
void export_cloze_html(const char *cloze, struct str *out);
/* The JSON texts of the one row of `col`; see export_models.c. */
struct export_deck {
	const char *name;
	int64_t id;
};
#define EXPORT_MODEL_BASIC 1732000000001LL
#define EXPORT_MODEL_CLOZE 1732000000002LL
void export_models(int64_t mod_s, struct str *out);
void export_decks(const struct export_deck *decks, size_t len, int64_t mod_s, struct str *out);
void export_deck_settings(struct str *out);
void export_settings(struct str *out);

#endif
