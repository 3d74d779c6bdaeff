#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/data/csv.h"
#include "core/node/files.h"
#include "core/node/nodes.h"

/* 64 MiB of text become about 1 GiB of rows. */
#define CSV_MAX_BYTES ((size_t)64 * 1024 * 1024)

static bool parse_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *path = json_get_string(call->inputs, "path");
	const char *inline_text = json_get_string(call->inputs, "text");
	const char *delimiter = json_get_string(call->inputs, "delimiter");
	const struct csv_options options = {.delimiter = delimiter ? *delimiter : ',',
		.header = json_get_bool(call->inputs, "header", true),
		.types = json_get_bool(call->inputs, "types", false)};
	struct str text = {0};
	struct err err;
	bool ok;

	if (!inline_text && !path)
		return failure_set(failure, "Error", 400, "csv-parse needs 'text' or 'path'");
	if (inline_text)
		str_add(&text, inline_text);
	else if (!files_read(call, path, CSV_MAX_BYTES, &text, failure))
		return false;
	ok = csv_parse(str_text(&text), text.len, &options, ret, &err) ||
		failure_set(failure, "SyntaxError", 400, "%s:%s", path ? path : "csv", err.message);
	str_release(&text);
	return ok;
}

const struct node_kind node_csv_parse = {
	.name = "csv-parse",
	.summary = N_("Turn CSV into rows"),
	.inputs = "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
		  "\"path\":{\"type\":\"string\"},"
		  "\"delimiter\":{\"type\":\"string\",\"pattern\":\"^[\\\\t !#-~]$\"},"
		  "\"header\":{\"type\":\"boolean\"},\"types\":{\"type\":\"boolean\"},"
		  "\"root\":{\"type\":\"string\"}}}",
	.output = N_("an array of objects, or of arrays with header: false"),
	.effect = NODE_READS,
	.run = parse_run,
};
