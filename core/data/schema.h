#ifndef DATA_SCHEMA_H
#define DATA_SCHEMA_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/data/json.h"

/* JSON Schema, drafts 7 and 2020-12, on cJSON trees. */

struct schema; /* compiled, immutable, usable from any thread */

enum schema_draft { SCHEMA_DRAFT7, SCHEMA_2020_12 };

struct schema_options {
	enum schema_draft fallback; /* for documents without "$schema" */
	/* Other documents by absolute URI without fragment; NULL (the function or its
	 * result): none.  What it returns must stay as long as the schema. */
	const cJSON *(*load)(void *self, const char *uri);
	void *self;
	bool check_formats; /* else "format" only informs */
};

/* `document` is borrowed as long as the schema is used.  The schema lives in
 * the arena.  References that lead nowhere, patterns that do not compile and
 * keywords of the wrong form are errors (ERR_INPUT). */
bool schema_compile(struct arena *a, const cJSON *document, const struct schema_options *options,
	const struct schema **ret, struct err *err);

/* One failed keyword, worded as Ajv 8 words it in English. */
struct schema_error {
	char *instance_path; /* JSON pointer, "" for the root */
	char *schema_path;   /* "#/properties/a/type" */
	char *keyword;       /* "type" */
	char *message;       /* "must be number" */
};

struct schema_errors {
	VEC(struct schema_error) list;
};

void schema_errors_release(struct schema_errors *e);

/* All errors (Ajv's allErrors), in Ajv's order; `errors` may be NULL when only
 * the verdict counts (then it stops at the first).  Unknown values pass. */
bool schema_check(const struct schema *s, const cJSON *value, struct schema_errors *errors);

#endif
