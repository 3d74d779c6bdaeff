#include "core/base/base64.h"
#include "core/base/tr.h"
#include "core/base/utf8.h"
#include "core/data/document.h"
#include "core/engine/call.h"
#include "core/data/csv.h"
#include "core/node/files.h"
#include "core/node/nodes.h"
#include "core/node/text.h"

#include <string.h>

/* A value in memory takes about ten times its text. */
#define FILE_MAX_BYTES ((size_t)64 * 1024 * 1024)

static bool parse_document(const char *path, const struct str *text, enum document_format format,
	cJSON **ret, struct failure *failure)
{
	struct document doc = {0};
	struct diags diags = {0};
	bool ok;

	user_file_from_text(&doc.file, path, str_text(text), text->len);
	ok = document_parse(&doc, format, &diags);
	if (ok) {
		*ret = doc.root;
		doc.root = NULL;
	} else {
		const struct diag *d = &diags.list.at[0];

		failure_set(failure, "SyntaxError", 400, "%s:%d:%d: %s", path, d->line, d->column,
			d->message);
	}
	diags_release(&diags);
	document_release(&doc);
	return ok;
}

static bool as_text(const char *path, const struct str *text, const char *encoding, cJSON **ret,
	struct failure *failure)
{
	struct str encoded = {0};

	if (str_eq(encoding, "base64")) {
		base64_encode(text->at, text->len, &encoded);
		*ret = json_new_string(str_text(&encoded));
		str_release(&encoded);
		return true;
	}
	if (utf8_valid_prefix(str_text(text), text->len) < text->len ||
		memchr(str_text(text), '\0', text->len)) {
		failure_set(failure, "Error", 400, "'%s' is no UTF-8 text", path);
		return failure_hint(failure, "read it with encoding: base64");
	}
	*ret = json_new_bytes(str_text(text), text->len);
	return true;
}

static bool read_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *path = json_get_string(call->inputs, "path");
	const char *parse = json_get_string(call->inputs, "parse");
	const char *encoding = json_get_string(call->inputs, "encoding");
	const struct csv_options csv = {.delimiter = ',', .header = true};
	struct str text = {0};
	struct err err;
	bool ok;

	if (!files_read(call, path, FILE_MAX_BYTES, &text, failure))
		return false;
	if (!parse || str_eq(parse, "text"))
		ok = as_text(path, &text, encoding, ret, failure);
	else if (str_eq(parse, "lines"))
		ok = (*ret = text_lines(str_text(&text), text.len)) != NULL;
	else if (str_eq(parse, "csv"))
		ok = csv_parse(str_text(&text), text.len, &csv, ret, &err) ||
			failure_set(failure, "SyntaxError", 400, "%s:%s", path, err.message);
	else
		ok = parse_document(path, &text,
			str_eq(parse, "json")         ? FORMAT_JSON
				: str_eq(parse, "yaml") ? FORMAT_YAML
							: FORMAT_TOML,
			ret, failure);
	str_release(&text);
	return ok;
}

const struct node_kind node_file_read = {
	.name = "file-read",
	.summary = N_("Read a file"),
	.inputs = "{\"type\":\"object\",\"required\":[\"path\"],\"properties\":{"
		  "\"path\":{\"type\":\"string\",\"minLength\":1},"
		  "\"parse\":{\"enum\":[\"json\",\"yaml\",\"toml\",\"csv\",\"lines\",\"text\"]},"
		  "\"encoding\":{\"enum\":[\"utf8\",\"base64\"]},\"root\":{\"type\":\"string\"}}}",
	.output = N_("the text, or what `parse` makes of it"),
	.effect = NODE_READS,
	.run = read_run,
};
