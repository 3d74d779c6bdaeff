#ifndef CARDS_CHUNK_H
#define CARDS_CHUNK_H

#include "core/text/document.h"

/* Parts of a document, as much as a model reads at once: whole sections where they
 * fit, whole blocks always. */

struct card_chunk {
	size_t first, last;  /* blocks, the last one included */
	const char *text;    /* with headings, items and rows to be recognised */
	const char *subject; /* "Chapter > Section", of its first block; or "" */
	size_t words;
};
struct card_chunks {
	struct arena arena;
	VEC(struct card_chunk) list;
};
void card_chunks_of(struct card_chunks *ret, const struct text_document *d);
void card_chunks_release(struct card_chunks *c);

/* "Chapter > Section": the headings above a block, and itself when it is one. */
void card_heading_path(const struct text_document *d, size_t block, struct str *out);

#endif
