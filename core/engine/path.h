#ifndef ENGINE_PATH_H
#define ENGINE_PATH_H

#include "core/base/str.h"
#include "core/data/json.h"

/* Paths of steps in a run: "deploy[3]/build", "@auth/token" in middleware. */

/* An id that holds what paths are made of is escaped: it must not pass for
 * another path. */
void path_add_id(struct str *path, const char *id);

/* "@name/"; "@name[1]/" where it runs a second time in the chain. */
void path_add_middleware(struct str *path, const char *name, size_t occurrence);
/* How many before `item` in its array of strings are equal to it. */
size_t path_occurrence(const cJSON *chain, const cJSON *item);

#endif
