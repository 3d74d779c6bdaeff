#include "core/base/mem.h"
#include "core/expr/expr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For expr_diff.sh: reads lines {"expr": "…"} and answers each with a line
 * {"value": …}, {} for undefined, {"error": "Name: message"} or
 * {"syntax": "message", "offset": n}.
 *
 * usage: expr_eval SCOPE-FILE < lines
 * The file is an object: each member is a global name, "env" is process.env. */

#define MAX_GLOBALS 32

struct tool {
	struct expr_bind binds[MAX_GLOBALS];
	cJSON *scope;
	struct arena code, scratch;
	struct expr_scope to;
};

static const cJSON *load_env(void *self)
{
	return self;
}

static void bind_all(struct tool *t)
{
	size_t n = 0;

	json_each(item, t->scope) {
		if (strcmp(item->string, "env") == 0) {
			t->to.load_env = load_env;
			t->to.env_self = (void *)item;
			continue;
		}
		if (n + 1 == MAX_GLOBALS)
			break;
		t->binds[n++] = (struct expr_bind){
			.name = item->string, .kind = EXPR_BIND_JSON, .json = item};
	}
	t->to.globals = t->binds;
}

static cJSON *answer(struct tool *t, const char *text)
{
	cJSON *out = json_new_object(), *value = NULL;
	struct expr_syntax bad;
	struct expr_error error;
	const struct expr *e;
	struct str line = {0};

	arena_reset(&t->code);
	if (!expr_compile(&t->code, text, strlen(text), &e, &bad)) {
		json_set_string(out, "syntax", bad.message);
		json_set_number(out, "offset", (double)bad.offset);
	} else if (expr_eval(e, &t->to, &t->scratch, &value, &error)) {
		json_set_take(out, "value", value);
	} else {
		str_addf(&line, "%s: %s", error.name, error.message);
		json_set_string(out, "error", str_text(&line));
		json_set_bool(out, "limit", error.limit);
		expr_error_release(&error);
		str_release(&line);
	}
	return out;
}

static bool read_scope(struct tool *t, const char *path)
{
	static char text[1 << 20];
	struct err err;
	FILE *f = fopen(path, "r");
	size_t len;

	if (!f)
		return false;
	len = fread(text, 1, sizeof text, f);
	fclose(f);
	if (!json_parse(text, len, &t->scope, &err)) {
		fprintf(stderr, "expr_eval: %s\n", err.message);
		return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct tool t = {0};
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	if (argc != 2 || !read_scope(&t, argv[1])) {
		fprintf(stderr, "usage: expr_eval SCOPE-FILE < lines\n");
		return 2;
	}
	bind_all(&t);
	while ((len = getline(&line, &cap, stdin)) > 0) {
		cJSON *in = NULL, *out;
		struct err err;
		char *text;

		if (!json_parse(line, (size_t)len, &in, &err) || !json_get_string(in, "expr")) {
			puts("{\"bad\": true}");
			json_free(in);
			continue;
		}
		out = answer(&t, json_get_string(in, "expr"));
		text = json_text(out);
		puts(text);
		free(text);
		json_free(out);
		json_free(in);
	}
	free(line);
	json_free(t.scope);
	arena_release(&t.code);
	arena_release(&t.scratch);
	return 0;
}
