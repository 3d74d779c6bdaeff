#include "core/workflow/binding.h"

#include <stdio.h>
#include <string.h>

void compiler_release(struct compiler *c)
{
	vec_release(&c->codes);
	vec_release(&c->refs);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_blanks(const struct str *text, size_t p)
{
	while (p < text->len && is_blank(text->at[p]))
		p++;
	return p;
}

/* Behind the quotes, or behind the line of a block scalar's "|" or ">". */
static size_t value_start(const struct str *text, size_t start)
{
	size_t p = start;

	while (p < text->len && p < start + 3 && (text->at[p] == '"' || text->at[p] == '\''))
		p++;
	if (p < text->len && (text->at[p] == '|' || text->at[p] == '>'))
		while (p < text->len && text->at[p] != '\n')
			p++;
	return p;
}

/* The byte of the document where the offset-th byte of a string's value
 * stands.  Escapes before it are skipped over, and so is what YAML and TOML
 * leave out: indentation, folded ends of lines, a first end of a line.  Where
 * the text does not follow the value, the place up to which it did must do. */
static size_t place_in_string(const struct document *doc, const cJSON *at, size_t offset)
{
	const struct str *text = &doc->file.text;
	const char *value = at->valuestring;
	size_t start = document_offset(doc, at), p = value_start(text, start), i = 0;

	while (i < offset && p < text->len) {
		if (text->at[p] == value[i]) {
			p++;
			i++;
		} else if (is_blank(text->at[p])) {
			p = skip_blanks(text, p);
			i += is_blank(value[i]); /* what was folded into it */
		} else if (text->at[p] == '\\' && p + 1 < text->len && is_blank(text->at[p + 1])) {
			p++; /* a line that goes on */
		} else if (text->at[p] == '\\' && p + 1 < text->len && text->at[p + 1] != 'u') {
			p += 2;
			i++;
		} else {
			return p;
		}
	}
	if (!is_blank(value[offset]))
		p = skip_blanks(text, p);
	return p < text->len ? p : start;
}

void compiler_report(struct compiler *c, const struct finding *f)
{
	size_t place = json_is_string(f->at) ? place_in_string(c->document, f->at, f->offset)
					     : document_offset(c->document, f->at);

	user_file_report(&c->document->file, c->diags, f->severity, place, f->code, f->hint, "%s",
		f->message);
}

static const struct code *compile_bytes(struct compiler *c, const cJSON *at, const char *text,
	size_t len, size_t offset)
{
	struct code *code = arena_new(c->arena, struct code);
	struct expr_syntax bad;
	char message[300];

	*code = (struct code){.text = arena_strndup(c->arena, text, len), .at = at, .offset = offset};
	if (!expr_compile(c->arena, code->text, len, &code->expr, &bad)) {
		snprintf(message, sizeof message, "expression: %s", bad.message);
		compiler_report(c,
			&(struct finding){DIAG_ERROR, at, offset + bad.offset, "expression-syntax",
				"see blokctl-expr(7) for what an expression may hold", message});
		return NULL;
	}
	vec_push(&c->codes, code);
	return code;
}

const struct code *code_compile(struct compiler *c, const cJSON *at, const char *text, size_t offset)
{
	return compile_bytes(c, at, text, strlen(text), offset);
}

const struct code *code_compile_raw(struct compiler *c, const cJSON *at)
{
	const char *text = at->valuestring;

	if (!str_starts(text, "js/"))
		return code_compile(c, at, text, 0);
	compiler_report(c,
		&(struct finding){DIAG_WARNING, at, 0, "js-prefix",
			"leave 'js/' out: what stands here is always an expression",
			"'js/' is not needed here"});
	return code_compile(c, at, text + 3, 3);
}

/* ---- "…${…}…" ---- */

/* The length of a template part that begins behind "${" and ends before its
 * brace.  What is no expression ends at the first one, and is reported as what
 * it is not. */
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

static void add_part(struct compiler *c, struct binding *b, struct binding part)
{
	/* Parts of one text are few: grow by one, the arena is freed as a whole. */
	struct binding *grown = arena_array(c->arena, struct binding, b->len + 1);

	if (b->len)
		memcpy(grown, b->parts, b->len * sizeof *grown);
	grown[b->len++] = part;
	b->parts = grown;
}

static void add_literal(struct compiler *c, struct binding *b, const char *text, size_t len)
{
	if (len)
		add_part(c, b,
			(struct binding){.kind = BINDING_CONST,
				.literal = arena_strndup(c->arena, text, len)});
}

static void compile_text(struct compiler *c, const cJSON *value, struct binding *b)
{
	const char *text = value->valuestring, *p = text, *open;

	while ((open = strstr(p, "${"))) {
		const struct code *code;
		size_t len;

		if (!braced_length(open + 2, &len)) {
			compiler_report(c,
				&(struct finding){DIAG_WARNING, value, (size_t)(open - text),
					"unclosed",
					"write \"js/'$' + '{'\" for the two characters themselves",
					"'${' never closes: it stays as it is"});
			break;
		}
		code = compile_bytes(c, value, open + 2, len, (size_t)(open + 2 - text));
		add_literal(c, b, p, (size_t)(open - p));
		if (code)
			add_part(c, b,
				(struct binding){.kind = BINDING_CODE,
					.code = code,
					.at = value,
					.literal = arena_strndup(c->arena, open, len + 3)});
		p = open + len + 3;
	}
	if (!b->len)
		return;
	add_literal(c, b, p, strlen(p));
	b->kind = BINDING_TEXT;
}

/* ---- {"$ref": {"step": S, "path": […]}} ---- */

static bool is_identifier(const char *text)
{
	if (!*text || (*text >= '0' && *text <= '9'))
		return false;
	for (; *text; text++)
		if (*text != '_' && *text != '$' && !(*text >= '0' && *text <= '9') &&
			!((*text | 32) >= 'a' && (*text | 32) <= 'z'))
			return false;
	return true;
}

static void add_member(struct str *out, const cJSON *part)
{
	if (json_is_number(part)) {
		str_addf(out, "[%.0f]", part->valuedouble);
	} else if (is_identifier(part->valuestring)) {
		str_addf(out, ".%s", part->valuestring);
	} else {
		str_add_char(out, '[');
		json_print_string(out, part->valuestring);
		str_add_char(out, ']');
	}
}

static bool is_ref(const cJSON *value)
{
	const cJSON *ref = json_get(value, "$ref");

	return ref && !value->child->next && json_get_string(ref, "step");
}

/* The expression a reference stands for, or false with a finding. */
static bool ref_text(struct compiler *c, const cJSON *value, struct str *out)
{
	const cJSON *ref = json_get(value, "$ref"), *path = json_get(ref, "path");
	const char *step = json_get_string(ref, "step");
	cJSON *name;

	if (str_eq(step, "@trigger")) {
		str_add(out, "ctx.request");
	} else if (str_eq(step, "@error")) {
		str_add(out, "ctx.error");
	} else {
		str_add(out, "ctx.state");
		name = json_new_string(step);
		add_member(out, name);
		json_free(name);
		vec_push(&c->refs, ref);
	}
	json_each(part, path) {
		if (!json_is_string(part) && !json_is_number(part)) {
			compiler_report(c,
				&(struct finding){DIAG_ERROR, part, 0, "type", NULL,
					"a part of a $ref path must be a string or a number"});
			return false;
		}
		add_member(out, part);
	}
	return true;
}

static const struct code *compile_ref(struct compiler *c, const cJSON *value)
{
	struct str text = {0};
	const struct code *code = NULL;

	if (ref_text(c, value, &text))
		code = compile_bytes(c, value, str_text(&text), text.len, 0);
	str_release(&text);
	return code;
}

static bool is_tpl(const cJSON *value)
{
	const cJSON *segments = json_get(value, "$tpl");

	return json_is_array(segments) && !value->child->next;
}

static void compile_tpl(struct compiler *c, const cJSON *value, struct binding *b)
{
	b->kind = BINDING_STRING;
	json_each(segment, json_get(value, "$tpl")) {
		struct binding part = {.kind = BINDING_CONST, .at = segment};

		if (is_ref(segment)) {
			part.kind = BINDING_CODE;
			part.code = compile_ref(c, segment);
			if (!part.code)
				continue;
		} else {
			struct str text = {0};

			expr_text_of(segment, &text);
			part.literal = arena_strndup(c->arena, str_text(&text), text.len);
			str_release(&text);
		}
		add_part(c, b, part);
	}
}

/* ---- whole values ---- */

static void compile_into(struct compiler *c, const cJSON *value, struct binding *b);

static void compile_members(struct compiler *c, const cJSON *value, struct binding *b)
{
	bool dynamic = false;

	b->len = json_count(value);
	b->parts = arena_array(c->arena, struct binding, b->len);
	size_t i = 0;
	json_each(item, value) {
		compile_into(c, item, &b->parts[i]);
		b->parts[i].key = item->string;
		dynamic |= binding_is_dynamic(&b->parts[i]);
		i++;
	}
	b->kind = !dynamic               ? BINDING_CONST
		: json_is_object(value) ? BINDING_OBJECT
					: BINDING_ARRAY;
}

static void compile_into(struct compiler *c, const cJSON *value, struct binding *b)
{
	b->kind = BINDING_CONST;
	b->at = value;
	if (json_is_string(value)) {
		if (str_starts(value->valuestring, "js/")) {
			c->legacy_js = true;
			b->code = code_compile(c, value, value->valuestring + 3, 3);
			if (b->code)
				b->kind = BINDING_CODE;
		} else {
			compile_text(c, value, b);
		}
	} else if (is_ref(value)) {
		b->code = compile_ref(c, value);
		if (b->code)
			b->kind = BINDING_CODE;
	} else if (is_tpl(value)) {
		compile_tpl(c, value, b);
	} else if (json_is_object(value) || json_is_array(value)) {
		compile_members(c, value, b);
	}
}

struct binding *binding_compile(struct compiler *c, const cJSON *value)
{
	struct binding *b = arena_new(c->arena, struct binding);

	compile_into(c, value, b);
	return b;
}

struct binding *binding_compile_without(struct compiler *c, const cJSON *object, const char *key)
{
	struct binding *b = arena_new(c->arena, struct binding);

	*b = (struct binding){.kind = BINDING_OBJECT, .at = object};
	b->parts = arena_array(c->arena, struct binding, json_count(object));
	json_each(item, object) {
		struct binding *part = &b->parts[b->len++];

		if (strcmp(item->string, key) == 0)
			*part = (struct binding){.kind = BINDING_CONST, .at = item};
		else
			compile_into(c, item, part);
		part->key = item->string;
	}
	return b;
}

bool binding_is_dynamic(const struct binding *b)
{
	return b->kind != BINDING_CONST;
}

cJSON *binding_known(const struct binding *b)
{
	cJSON *value;

	switch (b->kind) {
	case BINDING_CONST: return json_copy(b->at);
	case BINDING_ARRAY:
		value = json_new_array();
		for (size_t i = 0; i < b->len; i++)
			json_append_take(value, binding_known(&b->parts[i]));
		return value;
	case BINDING_OBJECT:
		value = json_new_object();
		for (size_t i = 0; i < b->len; i++)
			json_add_take(value, b->parts[i].key, binding_known(&b->parts[i]));
		return value;
	default: return json_new_unknown();
	}
}
