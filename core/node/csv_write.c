#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/data/csv.h"
#include "core/node/files.h"
#include "core/node/nodes.h"

static bool write_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *path = json_get_string(call->inputs, "path");
	const cJSON *rows = json_get(call->inputs, "rows");
	struct str text = {0};
	struct fs_content file = {.mode = 0644};
	bool ok = true;

	csv_print(&text, rows, json_get(call->inputs, "columns"));
	file.bytes = str_text(&text);
	file.len = text.len;
	if (path)
		ok = files_write(call, path, &file, failure);
	if (ok && path) {
		*ret = json_new_object();
		json_set_string(*ret, "path", path);
		json_set_number(*ret, "rows", (double)json_count(rows));
		json_set_number(*ret, "bytes", (double)text.len);
	} else if (ok) {
		*ret = json_new_bytes(str_text(&text), text.len);
	}
	str_release(&text);
	return ok;
}

const struct node_kind node_csv_write = {
	.name = "csv-write",
	.summary = N_("Turn rows into CSV, in a file or as text"),
	.inputs = "{\"type\":\"object\",\"required\":[\"rows\"],\"properties\":{"
		  "\"rows\":{\"type\":\"array\",\"items\":{\"type\":[\"object\",\"array\"]}},"
		  "\"path\":{\"type\":\"string\"},"
		  "\"columns\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
		  "\"root\":{\"type\":\"string\"}}}",
	.output = N_("{path, rows, bytes}; the text when there is no path"),
	.effect = NODE_ACTS,
	.run = write_run,
};
