#include "core/ai/extract.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A repair writes signs and quotes around what is there: a control character
 * becomes six, everything else at most two and a bracket at the end.  What it
 * made is JSON, or json_parse() says what is wrong with it. */
static void check_repair(const char *text, bool cut)
{
	struct str out = {0}, repairs = {0};
	size_t len = SIZE_MAX;
	struct err err = {0};
	cJSON *value;

	if (extract_repair(text, cut, &out, &repairs, &len)) {
		if (json_parse(str_text(&out), out.len, &value, &err))
			json_free(value);
		else if (!*err.message)
			abort();
	}
	if (len > strlen(text) || out.len > 8 * strlen(text) + 64)
		abort();
	str_release(&out);
	str_release(&repairs);
}

static void check_extract(const char *text, const struct extract_options *options)
{
	struct str repairs = {0};
	struct err err = {0};
	cJSON *value = NULL;

	if (extract_json(text, options, &value, &repairs, &err)) {
		if (!value)
			abort();
		json_free(value);
	} else if (err.kind != ERR_INPUT || !*err.message || repairs.len) {
		abort();
	}
	str_release(&repairs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct extract_options options;
	struct str text = {0};

	if (!size)
		return 0;
	options = (struct extract_options){
		.kind = (enum extract_kind)(data[0] % 3), .cut = data[0] & 0x80};
	str_add_bytes(&text, (const char *)data + 1, size - 1);
	check_repair(str_text(&text), options.cut);
	check_extract(str_text(&text), &options);
	str_release(&text);
	return 0;
}
