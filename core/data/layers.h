#ifndef DATA_LAYERS_H
#define DATA_LAYERS_H

#include "core/base/map.h"
#include "core/data/json.h"

/* An object made of layers: a look-up goes from the innermost outwards, a
 * write goes to the innermost.  So an iteration sees its parent's state and
 * leaves it alone without a copy.  Several threads may read one layer below
 * theirs while nobody writes it. */
struct layers {
	cJSON *own;                 /* an object, owned */
	struct map index;           /* key -> cJSON of own */
	const struct layers *outer; /* borrowed, or NULL */
};

void layers_init(struct layers *l, const struct layers *outer);
void layers_release(struct layers *l);
const cJSON *layers_get(const struct layers *l, const char *key); /* NULL when absent */
void layers_set_take(struct layers *l, const char *key, cJSON *value);

/* Calls `each` for every visible key, outer layers first, each in insertion
 * order; a key that an inner layer replaces keeps its outer place. */
typedef void layers_visit(void *self, const char *key, const cJSON *value);
void layers_each(const struct layers *l, layers_visit *each, void *self);
cJSON *layers_to_json(const struct layers *l); /* a copy */

#endif
