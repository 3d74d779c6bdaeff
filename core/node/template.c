#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/files.h"
#include "core/node/nodes.h"

/* A page is a few kilobytes; a file far beyond is the wrong one. */
#define TEMPLATE_MAX_BYTES ((size_t)4 * 1024 * 1024)

static bool template_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *path = json_get_string(call->inputs, "file");
	const char *inline_text = json_get_string(call->inputs, "text");
	struct str text = {0}, out = {0};
	bool ok;

	if (!inline_text && !path)
		return failure_set(failure, "Error", 400, "a template needs 'text' or 'file'");
	if (!inline_text && !files_read(call, path, TEMPLATE_MAX_BYTES, &text, failure))
		return false;
	/* An inline text was compiled with the document. */
	ok = call_render(call, inline_text && call->step->text ? NULL
				: inline_text                 ? inline_text
							      : str_text(&text),
		json_get(call->inputs, "data"), &out, failure);
	if (ok)
		*ret = json_new_string(str_text(&out));
	str_release(&out);
	str_release(&text);
	return ok;
}

const struct node_kind node_template = {
	.name = "template",
	.summary = N_("Fill a text with ${expressions}; `data` is the input of that name"),
	.inputs = "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
		  "\"file\":{\"type\":\"string\"},\"data\":{},\"root\":{\"type\":\"string\"}}}",
	.output = N_("the text"),
	.template_input = "text",
	.effect = NODE_READS,
	.run = template_run,
};
