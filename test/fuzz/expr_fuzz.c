#include "core/expr/expr.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* libFuzzer: compiles the input and, when it parses, evaluates it with small
 * limits over a scope that has one value of each kind. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cJSON *state;

static void ignore(void *self, const struct expr_reference *ref)
{
	*(size_t *)self += ref->path_len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char text[] =
		"{\"a\":[1,2.5,\"x\",null,true,{\"b\":\"\xc3\xa9\"}],\"s\":\"Hello\",\"n\":7}";
	struct expr_bind binds[] = {{.name = "ctx", .kind = EXPR_BIND_JSON}, {0}};
	struct expr_scope scope = {.globals = binds,
		.limits = {.steps = 20000, .bytes = 4 << 20, .call_depth = 50}};
	struct arena code = {0}, scratch = {0};
	struct expr_syntax bad;
	struct expr_error error;
	const struct expr *e;
	cJSON *value = NULL;
	struct err err;
	size_t count = 0;

	if (!state && !json_parse(text, sizeof text - 1, &state, &err))
		abort();
	binds[0].json = state;
	if (expr_compile(&code, (const char *)data, size, &e, &bad)) {
		expr_references(e, &scratch, ignore, &count);
		if (expr_eval(e, &scope, &scratch, &value, &error))
			json_free(value);
		else
			expr_error_release(&error);
	} else if (bad.offset > size || !*bad.message) {
		abort();
	}
	arena_release(&code);
	arena_release(&scratch);
	return 0;
}
