#ifndef CMD_CARDS_H
#define CMD_CARDS_H

#include "cmd/app.h"
#include "cmd/cmd.h"
#include "core/cards/chunk.h"
#include "core/cards/generate.h"
#include "core/data/json.h"
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

#endif
