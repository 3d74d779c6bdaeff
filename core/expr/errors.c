#include "core/expr/builtins.h"

#include "core/base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *error_type_name(enum error_type type)
{
	static const char *const names[] = {"Error", "TypeError", "RangeError", "SyntaxError",
		"ReferenceError", "EvalError", "URIError"};

	return names[type];
}

struct object *error_new(struct eval *ev, enum error_type type, const struct text *message)
{
	struct object *e = object_new(ev, CLASS_ERROR);

	e->error = (uint8_t)type;
	/* the stack is there first, and tells the message */
	object_put(ev, e, text_from(&ev->heap, "stack"), value_undefined())->hidden = true;
	if (message)
		object_put(ev, e, text_from(&ev->heap, "message"), value_string(message))->hidden =
			true;
	object_put_ascii(ev, e, "stack", value_string(error_to_text(ev, e)));
	return e;
}

const struct text *error_to_text(struct eval *ev, struct object *error)
{
	const struct text *parts[2];
	static const char *const keys[2] = {"name", "message"};
	struct builder b = {.heap = &ev->heap};

	for (int i = 0; i < 2; i++) {
		struct value v = value_undefined();

		object_own_value(ev, error, text_from(&ev->heap, keys[i]), &v);
		if (v.kind == VALUE_STRING)
			parts[i] = v.string;
		else
			parts[i] = i ? &text_empty
				     : text_from(&ev->heap, error_type_name(error->error));
	}
	if (!parts[0]->len || !parts[1]->len)
		return parts[parts[0]->len ? 0 : 1];
	builder_add(&b, parts[0]);
	builder_add_ascii(&b, ": ");
	builder_add(&b, parts[1]);
	return builder_text(&b);
}

void raise_value(struct eval *ev, struct value v)
{
	ev->thrown = v;
}

void raise_error(struct eval *ev, enum error_type type, const char *format, ...)
{
	char line[1024];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	raise_value(ev, value_object(error_new(ev, type,
				text_copy(&ev->heap, line, text_printed(line, sizeof line, len)))));
}

/* ---- limits ---- */

void eval_limit(struct eval *ev, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(ev->limit_message, sizeof ev->limit_message, format, args);
	va_end(args);
	longjmp(ev->out, 1);
}

static void take_steps(struct eval *ev, uint64_t steps)
{
	uint64_t limit = ev->scope->limits.steps ? ev->scope->limits.steps : EXPR_DEFAULT_STEPS;

	if (steps > ev->steps_left)
		eval_limit(ev, "the expression took more than %llu steps",
			(unsigned long long)limit);
	ev->steps_left -= steps;
	if (ev->scope->signal && atomic_load_explicit(ev->scope->signal, memory_order_relaxed))
		eval_limit(ev, "the evaluation was cancelled");
	if (ev->scope->deadline_us && clock_mono_us() > ev->scope->deadline_us)
		eval_limit(ev, "the evaluation ran out of time");
}

/* Steps are handed out in portions, so that most of them cost a decrement. */
void eval_refuel(struct eval *ev)
{
	uint64_t portion = ev->steps_left < EVAL_FUEL ? ev->steps_left : EVAL_FUEL;

	take_steps(ev, portion ? portion : 1);
	ev->fuel = (uint32_t)portion;
}

void eval_work(struct eval *ev, size_t items)
{
	if (items < ev->fuel) {
		ev->fuel -= (uint32_t)items;
		return;
	}
	take_steps(ev, items);
}

/* ---- how messages name things ---- */

const char *describe_value(struct eval *ev, struct value v)
{
	const struct function *f;
	const struct text *t;

	switch (v.kind) {
	case VALUE_STRING: return text_utf8(&ev->heap, v.string, NULL);
	case VALUE_OBJECT:
		if (v.object->class == CLASS_BOUND)
			return "function () { [native code] }";
		if (v.object->class != CLASS_FUNCTION)
			return value_label(ev, v);
		f = v.object->closure.code;
		return text_utf8(&ev->heap,
			text_copy(&ev->heap, ev->expr->text + f->start, f->end - f->start), NULL);
	case VALUE_BUILTIN:
		if (!value_is_callable(v))
			return "#<Object>";
		return text_printf(&ev->heap, "function %s() { [native code] }", v.builtin->name)
			->ascii;
	default: return value_to_string(ev, v, &t) ? text_utf8(&ev->heap, t, NULL) : "";
	}
}

const char *describe_call_site(struct eval *ev, struct value v)
{
	switch (v.kind) {
	case VALUE_UNDEFINED: return "undefined";
	case VALUE_NULL: return "object null";
	case VALUE_STRING:
		return text_utf8(&ev->heap,
			text_printf(
				&ev->heap, "string \"%s\"", text_utf8(&ev->heap, v.string, NULL)),
			NULL);
	case VALUE_NUMBER:
	case VALUE_BOOL:
		return text_utf8(&ev->heap,
			text_printf(&ev->heap, "%s %s", value_typeof(v), describe_value(ev, v)),
			NULL);
	default: return value_typeof(v);
	}
}
