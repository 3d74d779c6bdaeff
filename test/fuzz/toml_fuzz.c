#include "core/data/document.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every node has a place inside the text. */
static void check_places(const struct document *doc, const cJSON *node)
{
	if (node->valueint < 0 || (size_t)node->valueint >= doc->places.len ||
		document_offset(doc, node) > doc->file.text.len)
		abort();
	json_each(item, node)
		check_places(doc, item);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document doc = {0};
	struct diags diags = {0};
	bool ok;

	user_file_from_text(&doc.file, "fuzz.toml", (const char *)data, size);
	ok = document_parse(&doc, FORMAT_TOML, &diags);
	if (ok != (diags.errors == 0) || ok != (doc.root != NULL))
		abort();
	if (ok)
		check_places(&doc, doc.root);
	document_release(&doc);
	diags_release(&diags);
	return 0;
}
