#ifndef NODE_KV_COMMON_H
#define NODE_KV_COMMON_H

#include "core/engine/call.h"

/* What the two key-value nodes share. */

/* False, with the failure, when the action lacks an input. */
bool kv_need(const struct node_call *call, const char *key, struct failure *failure);
const char *kv_prefix(const struct node_call *call);
/* {key, value}; a NULL value is left out. */
cJSON *kv_pair_take(const char *key, cJSON *value);

#endif
