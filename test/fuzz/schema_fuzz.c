#include "core/data/schema.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The text is an array: the schema, then values.  With and without errors the
 * verdict is the same. */
static void check(const cJSON *all, enum schema_draft draft)
{
	struct schema_options options = {.fallback = draft, .check_formats = true};
	struct arena a = {0};
	const struct schema *schema;
	struct err err = {0};

	if (!schema_compile(&a, all->child, &options, &schema, &err)) {
		if (err.kind != ERR_INPUT || !err.message[0])
			abort();
		arena_release(&a);
		return;
	}
	for (const cJSON *value = all->child; value; value = value->next) {
		struct schema_errors errors = {0};
		bool ok = schema_check(schema, value, &errors);

		if (ok != (errors.list.len == 0) || ok != schema_check(schema, value, NULL))
			abort();
		schema_errors_release(&errors);
	}
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = {0};
	cJSON *all = NULL;

	if (!json_parse((const char *)data, size, &all, &err))
		return 0;
	if (json_is_array(all) && all->child) {
		check(all, SCHEMA_DRAFT7);
		check(all, SCHEMA_2020_12);
	}
	json_free(all);
	return 0;
}
