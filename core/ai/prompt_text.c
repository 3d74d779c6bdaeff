#include "core/ai/prompt_text.h"

#include <string.h>

/* A prompt joins a few texts; an expression that needs more is a mistake. */
#define FILL_STEPS 1000000u
#define FILL_BYTES ((size_t)128 * 1024 * 1024)

/* ---- places ---- */

static size_t blanks_at(const char *line, size_t most)
{
	size_t count = 0;

	while (count < most && line[count] == ' ')
		count++;
	return count;
}

/* In a literal block ("|") every line of the value is one of the text, behind
 * its indentation. */
static size_t place_in_block(const char *text, size_t start, const char *value, size_t offset)
{
	const char *p = strchr(text + start, '\n'), *first;
	size_t indentation;

	if (!p)
		return start;
	first = ++p;
	while (first[strspn(first, " ")] == '\n')
		first += strspn(first, " ") + 1;
	indentation = strspn(first, " ");
	p += blanks_at(p, indentation);
	for (size_t i = 0; i < offset; i++) {
		if (value[i] != *p)
			return start;
		p++;
		if (value[i] == '\n')
			p += blanks_at(p, indentation);
	}
	return (size_t)(p - text);
}

/* On one line, quoted or not, as long as the text follows the value. */
static size_t place_in_line(const char *text, size_t start, const char *value, size_t offset)
{
	size_t p = start + (text[start] == '"' || text[start] == '\'');

	for (size_t i = 0; i < offset; i++, p++)
		if (text[p] != value[i])
			return start;
	return p;
}

static size_t place_of(const struct document *doc, const cJSON *at, size_t offset)
{
	const char *text = str_text(&doc->file.text);
	size_t start = document_offset(doc, at);

	return text[start] == '|' ? place_in_block(text, start, at->valuestring, offset)
				  : place_in_line(text, start, at->valuestring, offset);
}

/* ---- compiling ---- */

struct compiling {
	struct ai_prompt *p;
	const cJSON *value;
	bool *used;
	struct diags *diags;
	size_t offset; /* of the expression in the value */
};

static void report(struct compiling *c, size_t offset, const char *code, const char *message)
{
	struct user_file *file = &c->p->document.file;

	user_file_report(file, c->diags, DIAG_ERROR, place_of(&c->p->document, c->value, offset),
		code, NULL, "%s", message);
}

static void report_unknown(struct compiling *c, const struct expr_reference *ref)
{
	const char *nearest = ai_prompt_nearest(c->p, ref->root);
	const char *hint = nearest ? arena_printf(&c->p->arena, "did you mean '%s'?", nearest)
				   : "name it below 'variables'";

	user_file_report(&c->p->document.file, c->diags, DIAG_ERROR,
		place_of(&c->p->document, c->value, c->offset + ref->offset), "unknown-variable",
		hint, "there is no variable '%s'", ref->root);
}

static void look_at_reference(void *self, const struct expr_reference *ref)
{
	struct compiling *c = self;
	const struct ai_prompt_variable *v = ai_prompt_variable(c->p, ref->root);

	if (v)
		c->used[v - c->p->variables] = true;
	else if (!str_eq(ref->root, PROMPT_FENCE) && !expr_is_builtin(ref->root))
		report_unknown(c, ref);
}

static const struct expr *compile_part(struct compiling *c, const char *text, size_t len)
{
	const struct expr *code;
	struct arena scratch = {0};
	struct expr_syntax bad;

	if (!expr_compile(&c->p->arena, text, len, &code, &bad)) {
		report(c, c->offset + bad.offset, "expression-syntax",
			arena_printf(&c->p->arena, "expression: %s", bad.message));
		return NULL;
	}
	expr_references(code, &scratch, look_at_reference, c);
	arena_release(&scratch);
	return code;
}

/* What is no expression ends at the first brace, and is reported as what it is
 * not. */
static bool braced_length(const char *text, size_t *ret_len)
{
	const char *brace;

	if (expr_extent(text, strlen(text), ret_len))
		return true;
	brace = strchr(text, '}');
	if (brace)
		*ret_len = (size_t)(brace - text);
	return brace;
}

static size_t count_parts(const char *text)
{
	size_t count = 1;

	while ((text = strstr(text, "${"))) {
		count += 2;
		text += 2;
	}
	return count;
}

static void add_literal(struct ai_prompt *p, struct ai_prompt_text *t, const char *text, size_t len)
{
	if (len)
		t->parts[t->len++] =
			(struct ai_prompt_part){arena_strndup(&p->arena, text, len), NULL};
}

const struct ai_prompt_text *ai_prompt_compile(struct ai_prompt *p, const cJSON *value,
	bool *used, struct diags *diags)
{
	struct compiling c = {.p = p, .value = value, .used = used, .diags = diags};
	struct ai_prompt_text *t = arena_new(&p->arena, struct ai_prompt_text);
	const char *text = value->valuestring, *at = text, *open;

	t->source = text;
	t->parts = arena_array(&p->arena, struct ai_prompt_part, count_parts(text));
	while ((open = strstr(at, "${"))) {
		struct ai_prompt_part part = {0};
		size_t len;

		if (!braced_length(open + 2, &len)) {
			report(&c, (size_t)(open - text), "unclosed", "'${' never closes");
			break;
		}
		c.offset = (size_t)(open + 2 - text);
		add_literal(p, t, at, (size_t)(open - at));
		part.text = arena_strndup(&p->arena, open + 2, len);
		part.code = compile_part(&c, part.text, len);
		if (part.code)
			t->parts[t->len++] = part;
		at = open + len + 3;
	}
	add_literal(p, t, at, strlen(at));
	return t;
}

/* ---- filling ---- */

bool ai_prompt_fill(const struct ai_prompt_text *text, const struct expr_bind *globals,
	struct str *out, struct err *err)
{
	const struct expr_scope scope = {.globals = globals,
		.limits = {.steps = FILL_STEPS, .bytes = FILL_BYTES}};
	struct arena scratch = {0};
	bool ok = true;

	for (size_t i = 0; i < text->len && ok; i++) {
		const struct ai_prompt_part *part = &text->parts[i];
		struct expr_error thrown = {0};
		cJSON *value = NULL;

		if (!part->code) {
			str_add(out, part->text);
			continue;
		}
		ok = expr_eval(part->code, &scope, &scratch, &value, &thrown);
		if (ok)
			expr_text_of(value, out);
		else
			err_set(err, ERR_INPUT, "${%s}: %s: %s", part->text, thrown.name,
				thrown.message);
		json_free(value);
		expr_error_release(&thrown);
	}
	arena_release(&scratch);
	return ok;
}
