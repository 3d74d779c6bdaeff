#include "core/data/document.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is accepted must print, read back and be equal. */
static void check_round_trip(const cJSON *value)
{
	char *text = json_text(value);
	cJSON *again = NULL;
	struct err err = {0};

	if (!json_parse(text, strlen(text), &again, &err) || !json_equal(value, again))
		abort();
	json_free(again);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document doc = {0};
	struct diags diags = {0};
	struct err err = {0};
	cJSON *value = NULL;
	bool is_data = json_parse((const char *)data, size, &value, &err), is_document;

	user_file_from_text(&doc.file, "fuzz.json", (const char *)data, size);
	is_document = document_parse(&doc, FORMAT_JSON, &diags);
	if (is_document != (diags.errors == 0) || (is_document && !is_data))
		abort();
	if (is_data)
		check_round_trip(value);
	if (is_document && !json_equal(value, doc.root))
		abort();
	json_free(value);
	document_release(&doc);
	diags_release(&diags);
	return 0;
}
