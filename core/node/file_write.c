#include "core/base/tr.h"
#include "core/engine/call.h"
#include "core/node/files.h"
#include "core/node/nodes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number means what it looks like: 0644 is a decimal number in YAML 1.2. */
static bool mode_of(const struct node_call *call, mode_t *ret, struct failure *failure)
{
	const cJSON *mode = json_get(call->inputs, "mode");
	char digits[16];

	*ret = 0644;
	if (!mode)
		return true;
	if (json_is_number(mode))
		snprintf(digits, sizeof digits, "%03.0f", mode->valuedouble);
	else
		snprintf(digits, sizeof digits, "%s", mode->valuestring);
	if (strspn(digits, "01234567") != strlen(digits))
		return failure_set(failure, "Error", 400, "'%s' is no mode in octal", digits);
	*ret = (mode_t)strtoul(digits, NULL, 8) & 0777;
	return true;
}

static bool write_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *path = json_get_string(call->inputs, "path");
	const cJSON *content = json_get(call->inputs, "content");
	struct str text = {0};
	struct fs_content file = {.append = json_get_bool(call->inputs, "append", false)};
	bool ok;

	if (!mode_of(call, &file.mode, failure))
		return false;
	if (json_is_string(content)) {
		str_add(&text, content->valuestring);
	} else if (content) {
		json_print(&text, content, JSON_PRETTY);
		str_add_char(&text, '\n');
	}
	file.bytes = str_text(&text);
	file.len = text.len;
	ok = files_write(call, path, &file, failure);
	if (ok) {
		*ret = json_new_object();
		json_set_string(*ret, "path", path);
		json_set_number(*ret, "bytes", (double)text.len);
	}
	str_release(&text);
	return ok;
}

const struct node_kind node_file_write = {
	.name = "file-write",
	.summary = N_("Write a file: all of it or nothing"),
	.inputs = "{\"type\":\"object\",\"required\":[\"path\",\"content\"],\"properties\":{"
		  "\"path\":{\"type\":\"string\",\"minLength\":1},\"content\":{},"
		  "\"append\":{\"type\":\"boolean\"},\"mode\":{\"type\":[\"string\",\"integer\"],"
		  "\"pattern\":\"^0?[0-7]{3}$\",\"minimum\":0,\"maximum\":777},"
		  "\"root\":{\"type\":\"string\"}}}",
	.output = N_("{path, bytes}; what is no string is written as JSON"),
	.effect = NODE_ACTS,
	.run = write_run,
};
