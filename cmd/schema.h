#ifndef CMD_SCHEMA_H
#define CMD_SCHEMA_H

#include "cmd/cmd.h"
#include "core/data/json.h"

/* The schemas of what commands print with --json.  Each file of templates/outputs/ is a group of
 * definitions; "cards-list" is what `cards list` prints, the others are parts of such. */
struct outputs {
	cJSON *all; /* {NAME: schema}, of all groups */
};

void outputs_load(struct outputs *o);
void outputs_release(struct outputs *o);

/* A schema that needs no other, of a command's document or of what it prints when it fails; the
 * caller's.  NULL: there is none of this name. */
cJSON *outputs_schema(const struct outputs *o, const char *name);

/* In it and below, keys that it does not name are mistakes. */
void outputs_close(cJSON *schema);

/* Documents in a file, several where each is a line, against a schema; findings are printed, and
 * are ERR_INPUT. */
bool schema_check_file(struct app *app, const cJSON *schema, const char *path, struct err *err);

#endif
