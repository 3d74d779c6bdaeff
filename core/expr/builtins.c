#include "core/expr/builtins.h"

#include <string.h>

/* The global names, and how a name is found on a value. */

static const struct members error_prototype = {0};

#define CONSTRUCTOR(n, fn, len, stat, proto)                                                       \
	{                                                                                          \
		.name = n, .call = fn, .length = len, .constructor = true, .statics = stat,        \
		.prototype = proto                                                                 \
	}
#define ERROR(n, type)                                                                             \
	{                                                                                          \
		.name = n, .call = global_error, .length = 1, .magic = type, .constructor = true,  \
		.prototype = &error_members                                                        \
	}

static const struct builtin globals[] = {
	CONSTRUCTOR("Array", global_array, 1, &array_statics, &array_members),
	{.name = "Boolean", .call = global_boolean, .length = 1, .prototype = &boolean_members},
	CONSTRUCTOR("Date", global_date, 7, &date_statics, &date_members),
	ERROR("Error", ERROR_ERROR),
	ERROR("EvalError", ERROR_EVAL),
	{.name = "Infinity", .constant = true, .number = INFINITY},
	{.name = "JSON", .statics = &json_statics},
	CONSTRUCTOR("Map", global_map, 0, &map_statics, &map_members),
	{.name = "Math", .statics = &math_statics},
	{.name = "NaN", .constant = true, .number = NAN},
	{.name = "Number", .call = global_number, .length = 1, .statics = &number_statics,
		.prototype = &number_members},
	CONSTRUCTOR("Object", global_object, 1, &object_statics, &object_members),
	ERROR("RangeError", ERROR_RANGE),
	ERROR("ReferenceError", ERROR_REFERENCE),
	CONSTRUCTOR("RegExp", global_regexp, 2, NULL, &regexp_members),
	CONSTRUCTOR("Set", global_set, 0, NULL, &set_members),
	{.name = "String", .call = global_string, .length = 1, .statics = &string_statics,
		.prototype = &string_members},
	ERROR("SyntaxError", ERROR_SYNTAX),
	ERROR("TypeError", ERROR_TYPE),
	ERROR("URIError", ERROR_URI),
	{.name = "atob", .call = global_atob, .length = 1},
	{.name = "btoa", .call = global_btoa, .length = 1},
	{.name = "crypto", .statics = &crypto_statics},
	{.name = "decodeURI", .call = global_uri, .length = 1, .magic = 0},
	{.name = "decodeURIComponent", .call = global_uri, .length = 1, .magic = 1},
	{.name = "encodeURI", .call = global_uri, .length = 1, .magic = 2},
	{.name = "encodeURIComponent", .call = global_uri, .length = 1, .magic = 3},
	{.name = "isFinite", .call = global_is_finite, .length = 1},
	{.name = "isNaN", .call = global_is_nan, .length = 1},
	{.name = "parseFloat", .call = global_parse_float, .length = 1},
	{.name = "parseInt", .call = global_parse_int, .length = 2},
	{.name = "process"},
	{.name = "structuredClone", .call = global_structured_clone, .length = 1},
};
static MEMBERS(global_members, globals);

const struct builtin *members_find(const struct members *m, const struct text *name)
{
	size_t from = 0, to = m ? m->len : 0;

	if (name->wide)
		return NULL;
	while (from < to) {
		size_t mid = (from + to) / 2;
		const char *candidate = m->at[mid].name;
		int order = strncmp(name->ascii, candidate, name->len);

		if (order == 0 && candidate[name->len])
			order = -1;
		if (order == 0)
			return &m->at[mid];
		if (order < 0)
			to = mid;
		else
			from = mid + 1;
	}
	return NULL;
}

static bool is_sorted(const struct members *m)
{
	for (size_t i = 1; m && i < m->len; i++)
		if (strcmp(m->at[i - 1].name, m->at[i].name) >= 0)
			return false;
	return true;
}

bool builtins_sorted(void)
{
	const struct members *const others[] = {&function_members, &iterator_members};
	bool sorted = is_sorted(&global_members);

	for (size_t i = 0; i < global_members.len; i++)
		sorted = sorted && is_sorted(globals[i].statics) && is_sorted(globals[i].prototype);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		sorted = sorted && is_sorted(others[i]);
	return sorted;
}

const struct builtin *builtin_global(const struct text *name)
{
	return members_find(&global_members, name);
}

bool expr_is_builtin(const char *name)
{
	struct text t = {.len = (uint32_t)strlen(name), .ascii = name};

	return strcmp(name, "undefined") == 0 || builtin_global(&t);
}

const struct builtin *builtin_error(enum error_type type)
{
	struct text t = {.ascii = error_type_name(type)};

	t.len = (uint32_t)strlen(t.ascii);
	return builtin_global(&t);
}

const struct members *members_of(struct value v)
{
	static const struct members *const classes[] = {
		[CLASS_OBJECT] = &object_members,
		[CLASS_ARRAY] = &array_members,
		[CLASS_FUNCTION] = &function_members,
		[CLASS_ERROR] = &error_members,
		[CLASS_DATE] = &date_members,
		[CLASS_REGEXP] = &regexp_members,
		[CLASS_MAP] = &map_members,
		[CLASS_SET] = &set_members,
		[CLASS_ITERATOR] = &iterator_members,
		[CLASS_BOUND] = &function_members,
	};

	switch (v.kind) {
	case VALUE_STRING: return &string_members;
	case VALUE_NUMBER: return &number_members;
	case VALUE_BOOL: return &boolean_members;
	case VALUE_OBJECT: return classes[v.object->class];
	case VALUE_BUILTIN: return value_is_callable(v) ? &function_members : &object_members;
	default: return &error_prototype;
	}
}

const struct builtin *method_of(struct value v, const struct text *name)
{
	const struct builtin *b = members_find(members_of(v), name);

	if (v.kind == VALUE_OBJECT && v.object->flags & OBJECT_BARE)
		return NULL;
	return b ? b : members_find(&object_members, name);
}

/* process.env, made on first use. */
static struct value process_env(struct eval *ev)
{
	struct value env = value_undefined();

	if (ev->env_object)
		return value_object(ev->env_object);
	if (ev->scope->load_env)
		env = object_of_json(ev, ev->scope->load_env(ev->scope->env_self));
	if (env.kind != VALUE_OBJECT) {
		env = value_object(object_new(ev, CLASS_OBJECT));
		env.object->flags = OBJECT_FIXED | OBJECT_SEALED | OBJECT_FROZEN;
	}
	ev->env_object = env.object;
	return env;
}

/* String.prototype and the like: its members are the methods themselves. */
static const struct builtin prototypes[] = {
	{.name = "Array", .statics = &array_members},
	{.name = "Boolean", .statics = &boolean_members},
	{.name = "Date", .statics = &date_members},
	{.name = "Error", .statics = &error_members},
	{.name = "Map", .statics = &map_members},
	{.name = "Number", .statics = &number_members},
	{.name = "Object", .statics = &object_members},
	{.name = "RegExp", .statics = &regexp_members},
	{.name = "Set", .statics = &set_members},
	{.name = "String", .statics = &string_members},
};
static MEMBERS(prototype_members, prototypes);

bool builtin_member(struct eval *ev, const struct builtin *b, const struct text *name,
	struct value *ret)
{
	const struct builtin *member = members_find(b->statics, name);

	*ret = value_undefined();
	if (member && (member->call == global_parse_int || member->call == global_parse_float))
		*ret = value_builtin(builtin_global(name)); /* Number's are the same functions */
	else if (member)
		*ret = member->constant ? value_number(member->number) : value_builtin(member);
	else if (!b->call && strcmp(b->name, "process") == 0 && text_is(name, "env"))
		*ret = process_env(ev);
	else if (b->call && text_is(name, "name"))
		*ret = value_string(text_from(&ev->heap, b->name));
	else if (b->call && text_is(name, "length"))
		*ret = value_number(b->length);
	else if (b->prototype && text_is(name, "prototype") &&
		 (member = members_find(&prototype_members, text_from(&ev->heap, b->name))))
		*ret = value_builtin(member);
	else if ((member = method_of(value_builtin(b), name)))
		*ret = value_builtin(member);
	return true;
}

static bool is_error_of(struct value v, const struct builtin *constructor)
{
	return value_is_class(v, CLASS_ERROR) &&
	       (constructor->magic == ERROR_ERROR || v.object->error == constructor->magic);
}

bool builtin_instance_of(struct eval *ev, struct value v, const struct builtin *constructor)
{
	(void)ev;
	if (constructor->call == global_object)
		return value_is_object(v) &&
		       !(v.kind == VALUE_OBJECT && v.object->flags & OBJECT_BARE);
	if (constructor->call == global_error)
		return is_error_of(v, constructor);
	if (v.kind != VALUE_OBJECT || v.object->flags & OBJECT_BARE)
		return false;
	return v.object->class != CLASS_OBJECT && constructor->prototype == members_of(v);
}

/* ---- arguments ---- */

bool arg_integer(struct eval *ev, const struct call *c, size_t i, double *ret)
{
	return value_to_integer(ev, call_arg(c, i), ret);
}

bool arg_number(struct eval *ev, const struct call *c, size_t i, double *ret)
{
	return value_to_number(ev, call_arg(c, i), ret);
}

bool arg_text(struct eval *ev, const struct call *c, size_t i, const struct text **ret)
{
	return value_to_string(ev, call_arg(c, i), ret);
}

bool arg_position(struct eval *ev, const struct call *c, size_t i, size_t len, size_t missing,
	size_t *ret)
{
	double n;

	*ret = missing;
	if (value_is_undefined(call_arg(c, i)))
		return true;
	if (!arg_integer(ev, c, i, &n))
		return false;
	if (n < 0)
		n = n + (double)len < 0 ? 0 : n + (double)len;
	*ret = n > (double)len ? len : (size_t)n;
	return true;
}

bool arg_function(struct eval *ev, const struct call *c, size_t i, struct value *ret)
{
	*ret = call_arg(c, i);
	return value_is_callable(*ret) ||
	       throw_type(ev, "%s is not a function", describe_value(ev, *ret));
}
