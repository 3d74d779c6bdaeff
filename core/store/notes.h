#ifndef STORE_NOTES_H
#define STORE_NOTES_H

#include "core/base/id.h"
#include "core/base/vec.h"
#include "core/store/store.h"

/* The tables of study cards.  A note is what was written; a card is one question made
 * of it: a cloze has one for each of its numbers.  Texts of what is read live in the
 * caller's arena, NULL stays NULL. */

/* ---- documents ---- */

struct card_document {
	int64_t id;
	const char *name;     /* absolute path, URL or "-" */
	const char *hash;     /* SHA-256 of its bytes, in hex */
	const char *title;    /* or NULL */
	const char *language; /* "en", "de" or "" */
	const char *format;
	int64_t read_at; /* ms since 1970 */
};

/* ---- notes ---- */

enum note_status { NOTE_DRAFT, NOTE_APPROVED, NOTE_REJECTED };
const char *note_status_name(enum note_status s); /* "draft" */

struct note {
	int64_t id;
	const char *uuid;              /* stable for ever; 36 characters */
	const char *guid;              /* that other programs know it by */
	int64_t document;              /* card_document.id; 0: none */
	const char *kind;              /* as in core/cards/card.h */
	const char *anchor;            /* heading path and term: how it is found again */
	const char *question, *answer; /* "" of a cloze */
	const char *cloze;             /* or NULL */
	const char *fingerprint;       /* of what is asked, to compare by */
	enum note_status status;
	const char *reason;      /* why it was rejected; or NULL */
	const char *deck, *tags; /* "A::B"; with blanks between */
	double score;
	const char *engine;                    /* builtin, model, import, user */
	int64_t line, page;                    /* 0: none */
	const char *part, *heading, *sentence; /* of the source; part may be NULL */
	bool is_edited; /* by the user: a document that changed leaves its words */
	bool is_gone;   /* its document does not say it any more */
	/* Of imported ones, JSON {notetype, fields: {name: text}}; or NULL. */
	const char *extra;
	int64_t created_at, modified_at; /* ms; modified when its words changed */
};

/* Its texts, which a visitor only borrows, into the arena. */
void note_keep(struct arena *a, struct note *n);

/* Whether it is one of the tags, as `tags` of a note has them. */
bool note_has_tag(const char *tags, const char *tag, size_t len);

/* ---- cards ---- */

enum card_state { CARD_NEW, CARD_LEARNING, CARD_REVIEW, CARD_RELEARNING };

/* What the scheduler knows of a card.  Days are counted as core/cards/schedule.h does:
 * since 1970, from rollover to rollover. */
struct card_memory {
	enum card_state state;
	int step;                     /* of learning and relearning, from 0 */
	int64_t due_ms;               /* of those two: the instant; else 0 */
	int64_t due_day;              /* of a review; else 0 */
	double stability, difficulty; /* 0: never reviewed */
	int64_t last_ms;              /* the last review; 0: none */
	int64_t last_day;
	int64_t interval; /* days that were planned for it */
	int reps, lapses;
	bool is_suspended;
};

struct card {
	int64_t id, note;
	int ord; /* from 0; number ord + 1 of a cloze */
	struct card_memory memory;
};

/* A note with its cards. */
struct note_record {
	struct note note;
	struct card *cards;
	size_t cards_len;
};

/* ---- reading ---- */

/* NULL or 0: any. */
struct note_filter {
	const char *deck;              /* and those below it */
	const char *kind, *tag, *text; /* text: in question, answer or cloze */
	int64_t document;
	double min_score;
	unsigned status; /* 1 << enum note_status, or-ed */
	bool with_gone;
	int64_t limit, offset; /* 0: all */
};

/* Notes in the order they were made.  `each` must not call the store; its texts are
 * valid until it returns. */
typedef bool notes_visit(void *self, const struct note *n, struct err *err);
bool notes_each(struct store *s, const struct note_filter *f, notes_visit *each, void *self,
	struct err *err);
bool notes_count(struct store *s, const struct note_filter *f, int64_t *ret, struct err *err);
/* By id, uuid, or a prefix of the uuid (4 characters or more) that no other has.
 * ERR_WORK when there is none, ERR_USAGE when there are several. */
bool notes_find(struct store *s, struct arena *a, const char *name, struct note_record *ret,
	struct err *err);
bool notes_get(struct store *s, struct arena *a, int64_t id, struct note_record *ret,
	bool *ret_found, struct err *err);
bool notes_by_guid(struct store *s, struct arena *a, const char *guid,
	struct note_record *ret, bool *ret_found, struct err *err);

/* ---- writing; these stand inside store_begin() and store_commit() ---- */

/* Adds, or brings up to date by name; *ret_id. */
bool documents_put(
	struct store *s, const struct card_document *d, int64_t *ret_id, struct err *err);
/* One that no note has: with BLOKCTL_SEED the next that is free. */
bool notes_new_uuid(struct store *s, char out[ID_UUID_LEN + 1], struct err *err);
/* Without a uuid it gets one, and a guid.  Its cards are new: one, or those of the cloze. */
bool notes_add(struct store *s, const struct note *n, int64_t *ret_id, struct err *err);
/* All columns by id; cards are added where a cloze has more numbers now, and taken
 * away with their log where it has fewer. */
bool notes_update(struct store *s, const struct note *n, struct err *err);
bool notes_set_status(
	struct store *s, int64_t id, enum note_status status, const char *reason, struct err *err);
/* With its cards and their log. */
bool notes_delete(struct store *s, int64_t id, struct err *err);
bool cards_set_memory(struct store *s, int64_t card, const struct card_memory *m, struct err *err);

/* ---- documents, decks ---- */

bool documents_find(struct store *s, struct arena *a, const char *name, struct card_document *ret,
	bool *ret_found, struct err *err);
bool documents_get(struct store *s, struct arena *a, int64_t id, struct card_document *ret,
	bool *ret_found, struct err *err);

struct deck_count {
	const char *deck;
	int64_t notes, drafts, fresh, learning, due, suspended, cards;
};
struct deck_counts {
	VEC(struct deck_count) list; /* by name; texts in the arena */
};
bool decks_count(struct store *s, struct arena *a, int64_t today, int64_t now_ms,
	struct deck_counts *ret, struct err *err);

/* Base 91 of the first eight bytes of its SHA-1, as Anki writes its own (the alphabet has
 * no quotes and no backslash). */
#define NOTE_GUID_MAX 16
void note_guid_of(const char *uuid, char out[NOTE_GUID_MAX]);

#endif
