#include "core/expr/builtins.h"
#include "core/expr/regex.h"

/* RegExp and what its matches look like to a program. */

/* ---- results ---- */

/* By name what stands at each group's number. */
static struct value named(struct eval *ev, const struct regex *r, const struct value *groups)
{
	const struct regex_pattern *p = regex_pattern_of(r);
	struct object *o;

	if (!p->names_len)
		return value_undefined();
	o = object_new(ev, CLASS_OBJECT);
	o->flags = OBJECT_BARE;
	for (size_t i = 0; i < p->names_len; i++)
		object_put(ev, o, p->names[i].name, groups[p->names[i].group]);
	return value_object(o);
}

struct value regex_groups(struct eval *ev, const struct regex *r, const struct text *t,
	const struct regex_match *m)
{
	const struct regex_pattern *p = regex_pattern_of(r);
	struct value *groups;

	if (!p->names_len)
		return value_undefined();
	groups = heap_array(&ev->heap, struct value, m->groups + 1);
	for (unsigned g = 0; g <= m->groups; g++)
		groups[g] = regex_group(ev, t, m, g);
	return named(ev, r, groups);
}

/* The flag d: where each group stands. */
static struct object *indices(struct eval *ev, const struct regex *r, const struct regex_match *m)
{
	struct object *all = array_new(ev, m->groups + 1);

	for (unsigned g = 0; g <= m->groups; g++) {
		struct object *pair;

		if (m->at[2 * g] < 0) {
			array_push_value(ev, all, value_undefined());
			continue;
		}
		pair = array_new(ev, 2);
		array_push_value(ev, pair, value_number(m->at[2 * g]));
		array_push_value(ev, pair, value_number(m->at[2 * g + 1]));
		array_push_value(ev, all, value_object(pair));
	}
	object_put_ascii(ev, all, "groups", named(ev, r, all->items));
	return all;
}

struct object *regex_result(struct eval *ev, const struct regex *r, const struct text *t,
	const struct regex_match *m)
{
	struct object *result = array_new(ev, m->groups + 1);

	for (unsigned g = 0; g <= m->groups; g++)
		array_push_value(ev, result, regex_group(ev, t, m, g));
	object_put_ascii(ev, result, "index", value_number(m->at[0]));
	object_put_ascii(ev, result, "input", value_string(t));
	object_put_ascii(ev, result, "groups", regex_groups(ev, r, t, m));
	if (regex_flags_of(r) & REGEX_INDICES)
		object_put_ascii(ev, result, "indices", value_object(indices(ev, r, m)));
	return result;
}

/* ---- members ---- */

const struct text *regex_to_text(struct eval *ev, const struct regex *r)
{
	struct builder b = {.heap = &ev->heap};

	builder_add_ascii(&b, "/");
	if (regex_source(r)->len)
		builder_add(&b, regex_source(r));
	else
		builder_add_ascii(&b, "(?:)");
	builder_add_ascii(&b, "/");
	builder_add(&b, regex_flags_text(r));
	return builder_text(&b);
}

bool regex_member(struct eval *ev, struct regex *r, const struct text *key, struct value *ret)
{
	static const struct {
		const char *name;
		unsigned flag;
	} flags[] = {{"hasIndices", REGEX_INDICES}, {"global", REGEX_GLOBAL},
		{"ignoreCase", REGEX_IGNORE_CASE}, {"multiline", REGEX_MULTILINE},
		{"dotAll", REGEX_DOT_ALL}, {"unicode", REGEX_UNICODE}, {"sticky", REGEX_STICKY}};
	static const char letters[] = "dgimsuy";
	struct builder b = {.heap = &ev->heap};

	if (text_is(key, "lastIndex")) {
		*ret = regex_last_index_value(r);
		return true;
	}
	if (text_is(key, "source")) {
		*ret = value_string(regex_source(r)->len ? regex_source(r)
							 : text_from(&ev->heap, "(?:)"));
		return true;
	}
	if (text_is(key, "flags")) {
		for (unsigned i = 0; i < sizeof letters - 1; i++)
			if (regex_flags_of(r) & 1u << i)
				builder_add_unit(&b, (uint16_t)letters[i]);
		*ret = value_string(builder_text(&b));
		return true;
	}
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		if (!text_is(key, flags[i].name))
			continue;
		*ret = value_bool(regex_flags_of(r) & flags[i].flag);
		return true;
	}
	return false;
}

/* ---- methods ---- */

static bool regexp_self(struct eval *ev, const struct call *c, struct regex **ret)
{
	if (!value_is_class(c->self, CLASS_REGEXP))
		return throw_type(ev,
			"Method RegExp.prototype.%s called on incompatible receiver %s",
			c->builtin->name, describe_value(ev, c->self));
	*ret = c->self.object->regex;
	return true;
}

static bool regexp_exec(struct eval *ev, const struct call *c, struct value *ret)
{
	struct regex_match m;
	const struct text *t;
	struct regex *r;
	int found;

	if (!regexp_self(ev, c, &r) || !arg_text(ev, c, 0, &t))
		return false;
	found = regex_next(ev, r, t, &m);
	if (c->builtin->magic)
		*ret = value_bool(found > 0);
	else
		*ret = found > 0 ? value_object(regex_result(ev, r, t, &m)) : value_null();
	return found >= 0;
}

static bool regexp_to_string(struct eval *ev, const struct call *c, struct value *ret)
{
	struct regex *r;

	return regexp_self(ev, c, &r) && give_text(ret, regex_to_text(ev, r));
}

static const struct builtin methods[] = {
	{.name = "exec", .call = regexp_exec, .length = 1, .magic = 0},
	{.name = "test", .call = regexp_exec, .length = 1, .magic = 1},
	{.name = "toString", .call = regexp_to_string},
};
MEMBERS(regexp_members, methods);

/* A slash in the source is written \/, a line end \n, as the source of a
 * literal would have it. */
static const struct text *as_literal(struct eval *ev, const struct text *source)
{
	struct builder b = {.heap = &ev->heap};
	bool in_class = false;

	for (size_t i = 0; i < source->len; i++) {
		uint16_t c = text_at(source, i);

		if (c == '\\' && i + 1 < source->len) {
			builder_add_unit(&b, c);
			builder_add_unit(&b, text_at(source, ++i));
			continue;
		}
		in_class = c == '[' || (in_class && c != ']');
		if (c == '/' && !in_class)
			builder_add_unit(&b, '\\');
		if (c == '\n' || c == '\r')
			builder_add_ascii(&b, c == '\n' ? "\\n" : "\\r");
		else
			builder_add_unit(&b, c);
	}
	return builder_text(&b);
}

bool global_regexp(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value pattern = call_arg(c, 0);
	const struct text *source = &text_empty, *flags = &text_empty;
	struct regex *r;

	if (value_is_class(pattern, CLASS_REGEXP)) {
		source = regex_source(pattern.object->regex);
		flags = regex_flags_text(pattern.object->regex);
	} else if (!value_is_undefined(pattern) && !value_to_string(ev, pattern, &source)) {
		return false;
	}
	if (!value_is_undefined(call_arg(c, 1)) && !arg_text(ev, c, 1, &flags))
		return false;
	r = regex_new(ev, as_literal(ev, source), flags);
	return r && give_object(ret, regex_object(ev, r));
}
