#include "core/expr/regex.h"
#include "core/expr/strings.h"

/* The methods of strings that take a pattern: split, replace, match, search. */

static bool is_regex(struct value v)
{
	return value_is_class(v, CLASS_REGEXP);
}

/* ---- split ---- */

static struct value part(struct eval *ev, const struct text *t, size_t from, size_t to)
{
	return value_string(text_slice(&ev->heap, t, from, to));
}

static bool split_regex(struct eval *ev, const struct text *t, struct regex *r, double limit,
	struct object *parts)
{
	struct regex_match m;
	size_t from = 0, at = 0;
	int found;

	if (!t->len) {
		found = regex_exec(ev, r, t, 0, &m);
		if (found == 0)
			array_push_value(ev, parts, value_string(t));
		return found >= 0;
	}
	while (at < t->len) {
		found = regex_exec(ev, r, t, at, &m);
		if (found < 0)
			return false;
		if (!found || (size_t)m.at[0] >= t->len)
			break;
		/* an empty match at the end of the last one separates nothing */
		if ((size_t)m.at[1] == from) {
			at = (size_t)m.at[0] > at ? (size_t)m.at[0] : at + 1;
			if ((size_t)m.at[0] == from)
				continue;
		}
		array_push_value(ev, parts, part(ev, t, from, (size_t)m.at[0]));
		if (parts->len >= limit)
			return true;
		for (unsigned g = 1; g <= m.groups && parts->len < limit; g++)
			array_push_value(ev, parts, regex_group(ev, t, &m, g));
		if (parts->len >= limit)
			return true;
		from = (size_t)m.at[1];
		at = from > at ? from : at + 1;
	}
	array_push_value(ev, parts, part(ev, t, from, t->len));
	return true;
}

static void split_text(struct eval *ev, const struct text *t, const struct text *separator,
	double limit, struct object *parts)
{
	size_t from = 0, at;

	if (!separator->len) {
		array_reserve(ev, parts, t->len < limit ? t->len : (size_t)limit);
		for (size_t i = 0; i < t->len && parts->len < limit; i++)
			array_push_value(ev, parts, part(ev, t, i, i + 1));
		return;
	}
	while (parts->len < limit && (at = text_find(t, separator, from)) != SIZE_MAX) {
		array_push_value(ev, parts, part(ev, t, from, at));
		from = at + separator->len;
	}
	if (parts->len < limit)
		array_push_value(ev, parts, part(ev, t, from, t->len));
}

bool string_split(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value separator = call_arg(c, 0);
	struct object *parts = array_new(ev, 4);
	const struct text *t, *text;
	double limit = 4294967295.0;

	*ret = value_object(parts);
	if (!string_self(ev, c, &t))
		return false;
	if (!value_is_undefined(call_arg(c, 1))) {
		if (!arg_number(ev, c, 1, &limit))
			return false;
		limit = (uint32_t)number_to_int32(limit);
	}
	eval_work(ev, t->len / 64);
	if (is_regex(separator))
		return limit == 0 || split_regex(ev, t, separator.object->regex, limit, parts);
	if (!value_to_string(ev, separator, &text))
		return false;
	if (limit == 0)
		return true;
	if (value_is_undefined(separator))
		array_push_value(ev, parts, value_string(t));
	else
		split_text(ev, t, text, limit, parts);
	return true;
}

/* ---- replace ---- */

/* What replaces one match, and where it stands. */
struct replacement {
	const struct text *in;
	struct value by; /* a function or a string */
	const struct regex_match *match;
	struct value groups;
};

static bool digit(const struct text *t, size_t i)
{
	return i < t->len && text_at(t, i) >= '0' && text_at(t, i) <= '9';
}

/* $1 or $01 at `i`, of a group that there is: its length, or 0. */
static size_t group_reference(const struct text *t, size_t i, unsigned groups, unsigned *ret)
{
	unsigned one, two;

	if (!digit(t, i + 1))
		return 0;
	one = text_at(t, i + 1) - '0';
	two = digit(t, i + 2) ? one * 10 + (text_at(t, i + 2) - '0') : 0;
	*ret = two >= 1 && two <= groups ? two : one;
	if (*ret < 1 || *ret > groups)
		return 0;
	return *ret == two && digit(t, i + 2) ? 3 : 2;
}

/* $<name>: true when it stood there; *ret_end is behind it. */
static bool named_reference(struct eval *ev, struct builder *b, const struct replacement *r,
	size_t i, size_t *ret_end)
{
	const struct text *t = r->by.string, *close = text_from_code(&ev->heap, '>'), *found;
	size_t end = text_find(t, close, i + 2);
	struct value v;

	if (value_is_undefined(r->groups) || end == SIZE_MAX)
		return false;
	if (value_get(ev, r->groups, text_slice(&ev->heap, t, i + 2, end), &v) &&
		!value_is_undefined(v) && value_to_string(ev, v, &found))
		builder_add(b, found);
	*ret_end = end + 1;
	return true;
}

/* ECMA-262 GetSubstitution. */
static void substitute(struct eval *ev, struct builder *b, const struct replacement *r)
{
	const struct text *t = r->by.string;
	const int32_t *at = r->match->at;
	size_t i = 0, end;

	while (i < t->len) {
		uint16_t next = i + 1 < t->len ? text_at(t, i + 1) : 0;
		unsigned group;
		size_t step;

		if (text_at(t, i) != '$') {
			builder_add_unit(b, text_at(t, i++));
		} else if (next == '$') {
			builder_add_unit(b, '$');
			i += 2;
		} else if (next == '&') {
			builder_add_slice(b, r->in, (size_t)at[0], (size_t)at[1]);
			i += 2;
		} else if (next == '`') {
			builder_add_slice(b, r->in, 0, (size_t)at[0]);
			i += 2;
		} else if (next == '\'') {
			builder_add_slice(b, r->in, (size_t)at[1], r->in->len);
			i += 2;
		} else if ((step = group_reference(t, i, r->match->groups, &group))) {
			if (at[2 * group] >= 0)
				builder_add_slice(b, r->in, (size_t)at[2 * group],
					(size_t)at[2 * group + 1]);
			i += step;
		} else if (next == '<' && named_reference(ev, b, r, i, &end)) {
			i = end;
		} else {
			builder_add_unit(b, '$');
			i++;
		}
	}
}

static bool call_replacer(struct eval *ev, struct builder *b, const struct replacement *r)
{
	struct object *args = array_new(ev, r->match->groups + 4);
	struct call c = {0};
	const struct text *t;
	struct value v;

	for (unsigned g = 0; g <= r->match->groups; g++)
		array_push_value(ev, args, regex_group(ev, r->in, r->match, g));
	array_push_value(ev, args, value_number(r->match->at[0]));
	array_push_value(ev, args, value_string(r->in));
	if (!value_is_undefined(r->groups))
		array_push_value(ev, args, r->groups);
	c.args = args->items;
	c.argc = args->len;
	if (!eval_call(ev, r->by, &c, &v) || !value_to_string(ev, v, &t))
		return false;
	builder_add(b, t);
	return true;
}

static bool replace_one(struct eval *ev, struct builder *b, const struct replacement *r)
{
	if (r->by.kind != VALUE_STRING)
		return call_replacer(ev, b, r);
	substitute(ev, b, r);
	return true;
}

static bool replace_regex(struct eval *ev, struct regex *regex, struct replacement *r,
	struct builder *b)
{
	bool global = regex_flags_of(regex) & REGEX_GLOBAL;
	struct regex_match m;
	size_t from = 0;
	int found;

	r->match = &m;
	if (global)
		regex_set_last_index(ev, regex, value_number(0));
	while ((found = regex_next(ev, regex, r->in, &m)) > 0) {
		/* a global one collects its matches first; ours go one by one,
		 * which a function that uses the same object could see */
		double last = regex_last_index(regex);

		builder_add_slice(b, r->in, from, (size_t)m.at[0]);
		from = (size_t)m.at[1];
		r->groups = regex_groups(ev, regex, r->in, &m);
		if (!replace_one(ev, b, r))
			return false;
		if (!global)
			break;
		if (m.at[0] == m.at[1])
			last = (double)regex_advance(regex, r->in, (size_t)m.at[1]);
		regex_set_last_index(ev, regex, value_number(last));
	}
	builder_add_slice(b, r->in, from, r->in->len);
	return found >= 0;
}

static bool replace_text(struct eval *ev, const struct text *needle, struct replacement *r,
	bool all, struct builder *b)
{
	int32_t at[2];
	struct regex_match m = {.at = at};
	size_t from = 0, found = text_find(r->in, needle, 0);

	r->match = &m;
	while (found != SIZE_MAX) {
		builder_add_slice(b, r->in, from, found);
		at[0] = (int32_t)found;
		at[1] = (int32_t)(found + needle->len);
		from = found + needle->len;
		eval_step(ev);
		if (!replace_one(ev, b, r))
			return false;
		if (!all || (!needle->len && found >= r->in->len))
			break;
		found = text_find(r->in, needle, needle->len ? from : found + 1);
	}
	builder_add_slice(b, r->in, from, r->in->len);
	return true;
}

bool string_replace(struct eval *ev, const struct call *c, struct value *ret)
{
	struct replacement r = {.by = call_arg(c, 1)};
	struct value pattern = call_arg(c, 0);
	struct builder b = {.heap = &ev->heap};
	const struct text *needle, *by;
	bool all = c->builtin->magic, ok;

	if (!string_self(ev, c, &r.in))
		return false;
	if (is_regex(pattern) && all && !(regex_flags_of(pattern.object->regex) & REGEX_GLOBAL))
		return throw_type(ev,
			"String.prototype.replaceAll called with a non-global RegExp argument");
	if (!is_regex(pattern) && !value_to_string(ev, pattern, &needle))
		return false;
	if (!value_is_callable(r.by)) {
		if (!value_to_string(ev, r.by, &by))
			return false;
		r.by = value_string(by);
	}
	eval_work(ev, r.in->len / 64);
	ok = is_regex(pattern) ? replace_regex(ev, pattern.object->regex, &r, &b)
			       : replace_text(ev, needle, &r, all, &b);
	return ok && give_text(ret, builder_text(&b));
}

/* ---- match ---- */

/* The pattern of match, matchAll and search: what is no RegExp becomes one. */
static bool pattern_of(struct eval *ev, const struct call *c, const char *flags,
	struct regex **ret)
{
	const struct text *source = &text_empty;
	struct value v = call_arg(c, 0);

	if (is_regex(v)) {
		*ret = v.object->regex;
		return true;
	}
	if (!value_is_undefined(v) && !value_to_string(ev, v, &source))
		return false;
	*ret = regex_new(ev, source, text_from(&ev->heap, flags));
	return *ret;
}

bool string_match(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *all = NULL;
	struct regex_match m;
	const struct text *t;
	struct regex *r;
	int found;

	if (!string_self(ev, c, &t) || !pattern_of(ev, c, "", &r))
		return false;
	*ret = value_null();
	if (!(regex_flags_of(r) & REGEX_GLOBAL)) {
		found = regex_next(ev, r, t, &m);
		if (found > 0)
			*ret = value_object(regex_result(ev, r, t, &m));
		return found >= 0;
	}
	regex_set_last_index(ev, r, value_number(0));
	while ((found = regex_next(ev, r, t, &m)) > 0) {
		if (!all)
			*ret = value_object(all = array_new(ev, 4));
		array_push_value(ev, all, regex_group(ev, t, &m, 0));
		if (m.at[0] == m.at[1])
			regex_set_last_index(ev, r,
				value_number((double)regex_advance(r, t, (size_t)m.at[1])));
	}
	return found >= 0;
}

bool string_match_all(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *all = object_new(ev, CLASS_ITERATOR);
	struct regex *r;
	struct regex_match m;
	const struct text *t;
	int found;

	if (!string_self(ev, c, &t))
		return false;
	if (is_regex(call_arg(c, 0)) &&
		!(regex_flags_of(call_arg(c, 0).object->regex) & REGEX_GLOBAL))
		return throw_type(ev,
			"String.prototype.matchAll called with a non-global RegExp argument");
	if (!pattern_of(ev, c, "g", &r))
		return false;
	all->iterator = "RegExp String Iterator";
	/* a copy: the original's lastIndex stays */
	r = regex_object(ev, r)->regex;
	if (is_regex(call_arg(c, 0)))
		regex_set_last_index(ev, r,
			value_number(regex_last_index(call_arg(c, 0).object->regex)));
	while ((found = regex_next(ev, r, t, &m)) > 0) {
		array_push_value(ev, all, value_object(regex_result(ev, r, t, &m)));
		if (m.at[0] == m.at[1])
			regex_set_last_index(ev, r,
				value_number((double)regex_advance(r, t, (size_t)m.at[1])));
	}
	*ret = value_object(all);
	return found >= 0;
}

bool string_search_regex(struct eval *ev, const struct call *c, struct value *ret)
{
	struct regex_match m;
	const struct text *t;
	struct regex *r;
	int found;

	if (!string_self(ev, c, &t) || !pattern_of(ev, c, "", &r))
		return false;
	found = regex_exec(ev, r, t, 0, &m);
	*ret = value_number(found > 0 ? m.at[0] : -1);
	return found >= 0;
}
