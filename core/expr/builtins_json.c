#include "core/expr/builtins.h"

/* JSON: stringify, and parse with its reviver. */

/* One level of what is being written, for the message about a cycle. */
struct level {
	struct level *outer;
	struct object *object;
	struct value key; /* of the outer object */
};

struct writer {
	struct eval *ev;
	struct value replacer;         /* a function, or undefined */
	struct object *allowed;        /* the keys of a replacer list, or NULL */
	const struct text *step;       /* one level of indentation */
	struct builder out;
	struct level *level;
	unsigned depth;
};

/* What happens to a value: it is written, or left out. */
enum written { WRITTEN, LEFT_OUT, THROWN };

static enum written write_value(struct writer *w, struct value holder, struct value key,
	struct value v);

static void write_text(struct builder *b, const struct text *t)
{
	static const char hex[] = "0123456789abcdef";
	size_t step;

	builder_add_unit(b, '"');
	for (size_t i = 0; i < t->len; i += step) {
		uint32_t c = text_code_at(t, i, &step);
		char escape = c == '"' || c == '\\' ? (char)c
			: c == '\n'                 ? 'n'
			: c == '\r'                 ? 'r'
			: c == '\t'                 ? 't'
			: c == '\b'                 ? 'b'
			: c == '\f'                 ? 'f'
						    : 0;

		if (escape) {
			builder_add_unit(b, '\\');
			builder_add_unit(b, (uint16_t)escape);
		} else if (c < 0x20 || (c >= 0xd800 && c <= 0xdfff)) {
			builder_add_ascii(b, "\\u");
			for (int shift = 12; shift >= 0; shift -= 4)
				builder_add_unit(b, (uint16_t)hex[c >> shift & 15]);
		} else {
			builder_add_code(b, c);
		}
	}
	builder_add_unit(b, '"');
}

static void new_line(struct writer *w, unsigned depth)
{
	if (!w->step->len)
		return;
	builder_add_unit(&w->out, '\n');
	for (unsigned i = 0; i < depth; i++)
		builder_add(&w->out, w->step);
}

/* ---- cycles ---- */

static const char *constructor_name(const struct object *o)
{
	switch (o->class) {
	case CLASS_ARRAY: return "Array";
	case CLASS_ERROR: return error_type_name(o->error);
	case CLASS_MAP: return "Map";
	case CLASS_SET: return "Set";
	case CLASS_REGEXP: return "RegExp";
	default: return "Object";
	}
}

static void add_key(struct builder *b, struct eval *ev, struct value key)
{
	const struct text *t;

	builder_add_ascii(b, key.kind == VALUE_NUMBER ? "index " : "property '");
	if (value_to_string(ev, key, &t))
		builder_add(b, t);
	if (key.kind != VALUE_NUMBER)
		builder_add_ascii(b, "'");
}

static void add_line(struct builder *b, struct eval *ev, const struct level *l)
{
	builder_add_ascii(b, "\n    |     ");
	add_key(b, ev, l->key);
	builder_add_ascii(b, " -> object with constructor '");
	builder_add_ascii(b, constructor_name(l->object));
	builder_add_ascii(b, "'");
}

/* V8 shows the first object, two steps behind it, the last, and the closing key. */
static bool cycle(struct writer *w, struct object *o, struct value key)
{
	struct builder b = {.heap = &w->ev->heap};
	const struct level *first = NULL, *second = NULL, *last = w->level, *l = w->level;
	size_t between = 0;

	for (; l->object != o; l = l->outer) {
		second = first;
		first = l;
		between++;
	}
	builder_add_ascii(&b,
		"Converting circular structure to JSON\n    --> starting at object with "
		"constructor '");
	builder_add_ascii(&b, constructor_name(o));
	builder_add_ascii(&b, "'");
	if (first)
		add_line(&b, w->ev, first);
	if (second)
		add_line(&b, w->ev, second);
	if (between > 3)
		builder_add_ascii(&b, "\n    |     ...");
	if (between > 2)
		add_line(&b, w->ev, last);
	builder_add_ascii(&b, "\n    --- ");
	add_key(&b, w->ev, key);
	builder_add_ascii(&b, " closes the circle");
	return throw_value(w->ev, value_object(error_new(w->ev, ERROR_TYPE, builder_text(&b))));
}

/* ---- containers ---- */

static bool write_array(struct writer *w, struct object *a)
{
	builder_add_unit(&w->out, '[');
	for (uint32_t i = 0; i < a->len; i++) {
		enum written done;

		if (i)
			builder_add_unit(&w->out, ',');
		new_line(w, w->depth);
		done = write_value(w, value_object(a), value_number(i), array_at(w->ev, a, i));
		if (done == THROWN)
			return false;
		if (done == LEFT_OUT)
			builder_add_ascii(&w->out, "null");
	}
	if (a->len)
		new_line(w, w->depth - 1);
	builder_add_unit(&w->out, ']');
	return true;
}

static bool write_members(struct writer *w, struct object *o)
{
	struct object *keys = w->allowed ? w->allowed : object_keys(w->ev, value_object(o), false);
	bool any = false;

	builder_add_unit(&w->out, '{');
	for (uint32_t i = 0; i < keys->len; i++) {
		size_t before = w->out.len;
		enum written done;
		struct value v;

		if (!value_get(w->ev, value_object(o), keys->items[i].string, &v))
			return false;
		if (any)
			builder_add_unit(&w->out, ',');
		new_line(w, w->depth);
		write_text(&w->out, keys->items[i].string);
		builder_add_ascii(&w->out, w->step->len ? ": " : ":");
		done = write_value(w, value_object(o), keys->items[i], v);
		if (done == THROWN)
			return false;
		if (done == LEFT_OUT)
			w->out.len = before;
		any |= done == WRITTEN;
	}
	if (any)
		new_line(w, w->depth - 1);
	builder_add_unit(&w->out, '}');
	return true;
}

static enum written write_object(struct writer *w, struct object *o, struct value key)
{
	struct level level = {w->level, o, key};
	bool ok;

	if (o->flags & OBJECT_BUSY) {
		cycle(w, o, key);
		return THROWN;
	}
	if (o->class == CLASS_ARRAY)
		array_ready(w->ev, o);
	o->flags |= OBJECT_BUSY;
	w->level = &level;
	w->depth++;
	ok = o->class == CLASS_ARRAY ? write_array(w, o) : write_members(w, o);
	w->depth--;
	w->level = level.outer;
	o->flags &= (uint8_t)~OBJECT_BUSY;
	return ok ? WRITTEN : THROWN;
}

/* What toJSON and the replacer make of a value. */
static bool replaced(struct writer *w, struct value holder, struct value key, struct value *v)
{
	struct value args[2] = {key, *v}, method;
	struct call c = {.self = *v, .args = args, .argc = 1};
	const struct text *name;

	if (value_is_undefined(w->replacer) && !value_is_object(*v))
		return true;
	if (!value_to_key(w->ev, key, &name))
		return false;
	args[0] = value_string(name);
	if (value_is_object(*v)) {
		if (!value_get(w->ev, *v, text_from(&w->ev->heap, "toJSON"), &method))
			return false;
		if (value_is_callable(method) && !eval_call(w->ev, method, &c, v))
			return false;
	}
	if (value_is_undefined(w->replacer))
		return true;
	args[1] = *v;
	c = (struct call){.self = holder, .args = args, .argc = 2};
	return eval_call(w->ev, w->replacer, &c, v);
}

static enum written write_value(struct writer *w, struct value holder, struct value key,
	struct value v)
{
	eval_step(w->ev);
	eval_check_stack(w->ev);
	if (!replaced(w, holder, key, &v))
		return THROWN;
	if (value_is_callable(v))
		return LEFT_OUT;
	switch (v.kind) {
	case VALUE_NULL: builder_add_ascii(&w->out, "null"); return WRITTEN;
	case VALUE_BOOL: builder_add_ascii(&w->out, v.boolean ? "true" : "false"); return WRITTEN;
	case VALUE_NUMBER:
		if (isfinite(v.number))
			builder_add(&w->out, number_to_text(w->ev, v.number));
		else
			builder_add_ascii(&w->out, "null");
		return WRITTEN;
	case VALUE_STRING: write_text(&w->out, v.string); return WRITTEN;
	case VALUE_OBJECT: return write_object(w, v.object, key);
	case VALUE_BUILTIN: builder_add_ascii(&w->out, "{}"); return WRITTEN;
	default: return LEFT_OUT;
	}
}

/* ---- JSON.stringify ---- */

static bool allowed_keys(struct eval *ev, struct object *list, struct object **ret)
{
	struct object *seen = object_new(ev, CLASS_OBJECT);

	*ret = array_new(ev, 4);
	array_ready(ev, list);
	for (uint32_t i = 0; i < list->len; i++) {
		struct value v = array_at(ev, list, i);
		const struct text *key;

		if (v.kind != VALUE_STRING && v.kind != VALUE_NUMBER)
			continue;
		if (!value_to_key(ev, v, &key))
			return false;
		if (object_own(ev, seen, key))
			continue;
		object_put(ev, seen, key, value_null());
		array_push_value(ev, *ret, value_string(key));
	}
	return true;
}

/* ECMA-262: at most ten blanks or characters. */
static const struct text *indentation(struct eval *ev, struct value space)
{
	double n = space.number;

	if (space.kind == VALUE_NUMBER && n >= 1)
		return text_slice(&ev->heap, text_from(&ev->heap, "          "), 0,
			n > 10 ? 10 : (size_t)n);
	if (space.kind == VALUE_STRING)
		return text_slice(&ev->heap, space.string, 0,
			space.string->len > 10 ? 10 : space.string->len);
	return &text_empty;
}

static bool json_stringify(struct eval *ev, const struct call *c, struct value *ret)
{
	struct writer w = {.ev = ev, .out = {.heap = &ev->heap}};
	struct value v = call_arg(c, 0), replacer = call_arg(c, 1), holder;
	struct object *root = object_new(ev, CLASS_OBJECT);

	w.step = indentation(ev, call_arg(c, 2));
	if (value_is_callable(replacer))
		w.replacer = replacer;
	else if (value_is_array(replacer) && !allowed_keys(ev, replacer.object, &w.allowed))
		return false;
	holder = value_object(root);
	object_put(ev, root, &text_empty, v);
	switch (write_value(&w, holder, value_string(&text_empty), v)) {
	case THROWN: return false;
	case LEFT_OUT: return true;
	default: return give_text(ret, builder_text(&w.out));
	}
}

/* ---- JSON.parse ---- */

static bool revive(struct eval *ev, struct value function, struct value holder, struct value key,
	struct value *ret)
{
	struct value v, args[2], item;
	struct call c = {.self = holder, .args = args, .argc = 2};
	const struct text *name;
	struct object *keys;

	eval_check_stack(ev);
	if (!value_to_key(ev, key, &name) || !value_get(ev, holder, name, &v))
		return false;
	if (v.kind == VALUE_OBJECT) {
		keys = object_keys(ev, v, false);
		for (uint32_t i = 0; i < keys->len; i++) {
			if (!revive(ev, function, v, keys->items[i], &item))
				return false;
			/* what the function froze stays, without a word */
			if (v.object->flags &
				(value_is_undefined(item) ? OBJECT_SEALED : OBJECT_FROZEN))
				continue;
			if (value_is_undefined(item)
					? !value_delete(ev, v, keys->items[i].string)
					: !value_set(ev, v, keys->items[i].string, item))
				return false;
		}
	}
	args[0] = value_string(name);
	args[1] = v;
	return eval_call(ev, function, &c, ret);
}

static bool json_parse_method(struct eval *ev, const struct call *c, struct value *ret)
{
	const struct text *t;
	struct object *root;

	if (!arg_text(ev, c, 0, &t) || !json_parse_text(ev, t, ret))
		return false;
	if (!value_is_callable(call_arg(c, 1)))
		return true;
	root = object_new(ev, CLASS_OBJECT);
	object_put(ev, root, &text_empty, *ret);
	return revive(ev, call_arg(c, 1), value_object(root), value_string(&text_empty), ret);
}

static const struct builtin statics[] = {
	{.name = "parse", .call = json_parse_method, .length = 2},
	{.name = "stringify", .call = json_stringify, .length = 3},
};
MEMBERS(json_statics, statics);
