#ifndef CARDS_IMPORT_H
#define CARDS_IMPORT_H

#include "core/base/str.h"
#include "core/cards/exchange.h"
#include "core/cards/schedule.h"

/* Cards of other programs.  Everything is read before anything is kept; what a format
 * has and blokctl has not is named in the exchange's problems. */

/* The packages of all Ankis: collection.anki2, collection.anki21, collection.anki21b.
 * ERR_INPUT for what is none, is broken, or beyond a limit. */
bool exchange_read_apkg(
	const char *path, const struct schedule_day *day, struct exchange *ret, struct err *err);
/* Anki's text, with or without file headers. */
bool exchange_read_anki(const char *text, size_t len, struct exchange *ret, struct err *err);
/* With a header line that names question and answer (or front and back), or two columns. */
bool exchange_read_csv(const char *text, size_t len, struct exchange *ret, struct err *err);
/* What exchange_write_json() writes, and [{question, answer}] as 'gen-cards --json' does. */
bool exchange_read_json(const char *text, size_t len, struct exchange *ret, struct err *err);

/* No field is longer. */
#define IMPORT_FIELD_MAX ((size_t)1 << 20)
/* No note type has more fields, or more templates. */
#define IMPORT_FIELDS_MAX 200
/* Cards of one note; a cloze of more gaps is a page, and no card. */
#define IMPORT_CARDS_MAX 64

/* ---- private to core/cards ---- */

/* A field's HTML as plain text; what is lost with it (sound, pictures) is counted. */
void import_html(const char *html, size_t len, struct str *out, size_t *media);
/* What a database says is text: as UTF-8, "" for NULL. */
const char *import_utf8(struct arena *a, const char *text);
/* zstd (RFC 8878), at most `max` bytes. */
bool import_unzstd(const char *bytes, size_t len, size_t max, struct str *ret, struct err *err);

/* The fields that one side of a template shows, each once, in their order. */
struct import_side {
	unsigned char *fields;
	size_t len;
};
struct import_model {
	int64_t id;
	const char *name;
	bool is_cloze;
	VEC(const char *) fields;
	VEC(struct import_side) fronts, backs; /* of its templates, by their number */
};
/* The number of a field, or how many there are. */
size_t import_field_named(const struct import_model *m, const char *name, size_t len);
/* Of a template's format; the model has its fields already. */
struct import_side import_side_of(
	struct arena *a, const struct import_model *m, const char *format);
struct import_deck {
	int64_t id;
	const char *name; /* with "::" */
};
struct db;
struct import_collection {
	struct db *db;
	struct arena *arena;
	VEC(struct import_model) models;
	VEC(struct import_deck) decks;
	int64_t created_s;
	const struct schedule_day *day;
};
/* Note types and decks, of schema 11 or of the later ones. */
bool import_read_models(struct import_collection *c, struct err *err);
void import_release_models(struct import_collection *c);
bool import_read_notes(struct import_collection *c, struct exchange *ret, struct err *err);

#endif
