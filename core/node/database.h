#ifndef NODE_DATABASE_H
#define NODE_DATABASE_H

#include "core/db/source.h"
#include "core/engine/call.h"

/* What the nodes of databases share. */

/* Opens the input `db`: a name of the configuration, a path or a URL.  `watch` ends
 * what takes long, and outlives the source.  *ret_glossary: the path of what its words
 * mean, or NULL; may be NULL. */
bool database_open(struct call_watch *watch, struct source **ret, const char **ret_glossary,
	struct failure *failure);
/* The failure of an error: its name tells the kind.  One that is there already, as of
 * a run that ends, stays. */
bool database_fail(const struct err *err, struct failure *failure);
/* {rows, columns, rowCount, truncated} */
cJSON *database_output(const struct source_result *r);
/* The input `timeout`, or what is left of the step's time. */
#define DATABASE_TIMEOUT_SCHEMA                                                                    \
	"\"timeout\":{\"type\":[\"number\",\"string\"],\"minimum\":1,\"maximum\":1e9,"             \
	"\"pattern\":\"^\\\\d+(ms|s|m|h|d)?$\"}"
int64_t database_timeout_ms(const struct node_call *call);

#endif
