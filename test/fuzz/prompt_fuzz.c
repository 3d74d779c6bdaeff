#include "core/ai/prompt_text.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A prompt's file: refused with findings, or rendered from its own fallbacks. */

static void render(const struct ai_prompt *p)
{
	struct ai_messages messages = {0};
	struct arena a = {0};
	struct err err = {0};

	if (ai_prompt_render(&a, p, NULL, &messages, &err) ? !messages.len : !err.message[0])
		abort();
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ai_prompt *p = mem_alloc(sizeof *p);
	struct diags diags = {0};
	bool ok;

	user_file_from_text(&p->document.file, "fuzz.yaml", (const char *)data, size);
	ok = ai_prompt_parse(p, &diags);
	if (ok != (diags.errors == 0))
		abort();
	if (ok)
		render(p);
	ai_prompt_free(p);
	diags_release(&diags);
	return 0;
}
