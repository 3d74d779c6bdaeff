#include "core/ai/context.h"

#include <stdlib.h>
#include <string.h>

/* English has four bytes in a token, program text three and a half; other
 * scripts have more bytes in a character, and as many tokens. */
#define BYTES_PER_TOKEN 3.5
#define MESSAGE_TOKENS 8 /* its role and its marks */
#define INPUT_TOKENS 3   /* the marks at both ends of a text that becomes a vector */

static int64_t of_bytes(size_t bytes)
{
	return (int64_t)((double)bytes / BYTES_PER_TOKEN) + 1;
}

static size_t json_size(const cJSON *value)
{
	char *text = value ? json_text(value) : NULL;
	size_t len = text ? strlen(text) : 0;

	free(text);
	return len;
}

int64_t ai_estimate_tokens(const struct ai_request *r)
{
	size_t bytes = json_size(r->schema);

	for (size_t i = 0; i < r->messages_len; i++) {
		const struct ai_message *m = &r->messages[i];

		bytes += m->text ? strlen(m->text) : 0;
		for (size_t j = 0; j < m->calls_len; j++)
			bytes += strlen(m->calls[j].name) + strlen(m->calls[j].arguments);
	}
	for (size_t i = 0; i < r->tools_len; i++)
		bytes += strlen(r->tools[i].name) +
			(r->tools[i].description ? strlen(r->tools[i].description) : 0) +
			json_size(r->tools[i].parameters);
	for (size_t i = 0; i < r->inputs_len; i++)
		bytes += strlen(r->inputs[i]);
	return of_bytes(bytes) + (int64_t)(r->messages_len + r->tools_len) * MESSAGE_TOKENS +
	       (int64_t)r->inputs_len * INPUT_TOKENS;
}

int64_t ai_estimate_window(const struct ai_request *r)
{
	size_t longest = 0;

	if (!r->inputs_len)
		return ai_estimate_tokens(r);
	for (size_t i = 0; i < r->inputs_len; i++) {
		size_t len = strlen(r->inputs[i]);

		longest = len > longest ? len : longest;
	}
	return of_bytes(longest) + INPUT_TOKENS;
}
