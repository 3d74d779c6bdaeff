#ifndef STORE_NOTES_IMPL_H
#define STORE_NOTES_IMPL_H

#include "core/store/notes.h"

/* Rows of study cards, for the files of core/store that read them. */

#define NOTE_COLUMNS                                                                               \
	"n.id, n.uuid, n.guid, coalesce(n.document, 0), n.kind, n.anchor, n.question, n.answer,"   \
	" n.cloze, n.fingerprint, n.status, n.reason, n.deck, n.tags, n.score, n.engine, n.line,"  \
	" n.page, n.part, n.heading, n.sentence, n.is_edited, n.is_gone, n.extra, n.created_at,"   \
	" n.modified_at"
#define NOTE_COLUMNS_LEN 26
void note_read(struct db_stmt *q, struct note *ret);

#define CARD_COLUMNS                                                                               \
	"c.id, c.note, c.ord, c.state, c.step, c.due_ms, c.due_day, c.stability, c.difficulty,"    \
	" c.last_ms, c.last_day, c.interval, c.reps, c.lapses, c.is_suspended"
/* From column `at` on. */
void card_read(struct db_stmt *q, int at, struct card *ret);

/* The deck ?2 and those below it, NULL for all.  Names below "A" are those from "A::" to
 * what follows it in the order of bytes, so that an index can find them. */
#define CARD_OF_DECK                                                                               \
	" AND (?2 IS NULL OR c.deck = ?2 OR (c.deck >= ?2 || '::' AND c.deck < ?2 || ':;'))"

#endif
