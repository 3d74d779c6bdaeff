#include "core/data/yaml_edit.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever the text is, a change is made as it should be or refused: yaml_edit()
 * itself compares.  What is taken out again must be gone. */
static void change(struct document *doc, const char *const *path)
{
	cJSON *value = json_new_string("new: value");
	struct document now = {0};
	struct diags diags = {0};
	struct str text = {0};
	struct err err = {0};

	if (yaml_edit(doc, path, value, &text, &err)) {
		user_file_from_text(&now.file, "fuzz.yaml", str_text(&text), text.len);
		if (!document_read_yaml(&now, &diags))
			abort();
		yaml_edit(&now, path, NULL, &text, &err);
	}
	yaml_edit(doc, path, NULL, &text, &err);
	document_release(&now);
	diags_release(&diags);
	str_release(&text);
	json_free(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document doc = {0};
	struct diags diags = {0};

	user_file_from_text(&doc.file, "fuzz.yaml", (const char *)data, size);
	if (document_parse(&doc, FORMAT_YAML, &diags) &&
		(json_is_object(doc.root) || json_is_null(doc.root))) {
		change(&doc, (const char *const[]){"a", NULL});
		change(&doc, (const char *const[]){"a", "b", NULL});
		change(&doc, (const char *const[]){"a", "b", "c", NULL});
	}
	document_release(&doc);
	diags_release(&diags);
	return 0;
}
