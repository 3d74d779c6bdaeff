#include "core/engine/frame.h"

#include "core/base/num.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum mapper_mode { MAPPER_STRICT, MAPPER_KEEP };

/* Blok's own switch: with "warn" or "silent" what cannot be resolved stays as
 * it is written. */
static enum mapper_mode mapper_mode(void)
{
	const char *mode = getenv("BLOK_MAPPER_MODE");

	return str_eq(mode, "warn") || str_eq(mode, "silent") ? MAPPER_KEEP : MAPPER_STRICT;
}

static void warn(struct frame *f, const struct code *code, const struct failure *failure)
{
	struct str message = {0};

	if (!str_eq(getenv("BLOK_MAPPER_MODE"), "silent")) {
		str_addf(&message, "'%s' was kept as it is: %s", code->text, failure->message);
		record_log(f, "warn", str_text(&message), NULL);
	}
	str_release(&message);
}

static const char name_letters[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$";

/* Names the state's missing key, when that is what went wrong. */
static void explain(struct frame *f, const struct code *code, struct failure *failure)
{
	const char *root = str_starts(code->text, "ctx.state.")   ? code->text + 10
		: str_starts(code->text, "ctx.vars.")             ? code->text + 9
		: str_starts(code->text, "vars.")                 ? code->text + 5
								  : NULL;
	size_t len = root ? strspn(root, name_letters) : 0;
	char name[80];

	snprintf(name, sizeof name, "%.*s", len < sizeof name ? (int)len : 0, root ? root : "");
	if (len && !layers_get(f->state, name))
		failure_hint(failure, "in '%.200s': nothing has stored ctx.state.%s", code->text, name);
	else
		failure_hint(failure, "in the expression '%.300s'", code->text);
}

static bool thrown(struct frame *f, const struct code *code, struct expr_error *e,
	struct failure *failure)
{
	/* A limit that is the run's own deadline or end says so itself. */
	if (!e->limit || frame_may_go_on(f, failure)) {
		failure_set(failure, e->name, 500, "%s", e->message);
		failure->engine = true;
		explain(f, code, failure);
	}
	expr_error_release(e);
	return false;
}

bool resolve_code(struct frame *f, const struct code *code, cJSON **ret, struct failure *failure)
{
	struct expr_error e = {0};

	return expr_eval(code->expr, scope_of(f), f->scratch, ret, &e) ||
		thrown(f, code, &e, failure);
}

bool resolve_truth(struct frame *f, const struct code *code, bool *ret, struct failure *failure)
{
	struct expr_error e = {0};

	return expr_eval_truth(code->expr, scope_of(f), f->scratch, ret, &e) ||
		thrown(f, code, &e, failure);
}

/* The same with BLOK_MAPPER_MODE: *ret_kept says that the literal stays. */
static bool resolve_mapped(struct frame *f, const struct code *code, cJSON **ret, bool *ret_kept,
	struct failure *failure)
{
	*ret_kept = false;
	if (resolve_code(f, code, ret, failure))
		return true;
	if (mapper_mode() == MAPPER_STRICT || failure->kind != FAILURE_ERROR)
		return false;
	warn(f, code, failure);
	failure_release(failure);
	*ret_kept = true;
	return true;
}

void resolve_string(const cJSON *value, struct str *out)
{
	char number[NUM_TEXT_MAX];

	if (!value) {
		str_add(out, "undefined");
	} else if (json_is_string(value)) {
		str_add(out, value->valuestring);
	} else if (json_is_number(value)) {
		str_add_bytes(out, number, num_format(value->valuedouble, number));
	} else if (json_is_array(value)) {
		json_each(item, value) {
			if (!json_is_null(item))
				resolve_string(item, out);
			if (item->next)
				str_add_char(out, ',');
		}
	} else if (json_is_object(value)) {
		str_add(out, "[object Object]");
	} else {
		str_add(out, json_is_null(value) ? "null" : json_is_true(value) ? "true" : "false");
	}
}

static bool resolve_text(struct frame *f, const struct binding *b, cJSON **ret,
	struct failure *failure)
{
	struct str out = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < b->len; i++) {
		const struct binding *part = &b->parts[i];
		cJSON *value = NULL;
		bool kept = false;

		if (part->kind == BINDING_CODE)
			ok = resolve_mapped(f, part->code, &value, &kept, failure);
		if (part->kind != BINDING_CODE || kept)
			str_add(&out, part->literal);
		else if (ok && b->kind == BINDING_TEXT)
			expr_text_of(value, &out);
		else if (ok)
			resolve_string(value, &out);
		json_free(value);
	}
	if (ok)
		*ret = json_new_string(str_text(&out));
	str_release(&out);
	return ok;
}

static bool resolve_members(struct frame *f, const struct binding *b, cJSON **ret,
	struct failure *failure)
{
	bool object = b->kind == BINDING_OBJECT;
	cJSON *container = object ? json_new_object() : json_new_array();

	for (size_t i = 0; i < b->len; i++) {
		cJSON *value = NULL;

		if (!resolve(f, &b->parts[i], &value, failure)) {
			json_free(container);
			return false;
		}
		if (!object)
			json_append_take(container, value ? value : json_new_null());
		else if (value)
			json_add_take(container, b->parts[i].key, value);
	}
	*ret = container;
	return true;
}

bool resolve(struct frame *f, const struct binding *b, cJSON **ret, struct failure *failure)
{
	bool kept;

	switch (b->kind) {
	case BINDING_CONST: *ret = json_copy(b->at); return true;
	case BINDING_CODE:
		if (!resolve_mapped(f, b->code, ret, &kept, failure))
			return false;
		if (kept)
			*ret = json_copy(b->at);
		return true;
	case BINDING_TEXT:
	case BINDING_STRING: return resolve_text(f, b, ret, failure);
	case BINDING_ARRAY:
	case BINDING_OBJECT: return resolve_members(f, b, ret, failure);
	}
	return false;
}
