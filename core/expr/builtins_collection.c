#include "core/expr/builtins.h"
#include "core/expr/table.h"

/* Map, Set, and the iterators that keys(), matchAll() and the like give. */

static bool table_self(struct eval *ev, const struct call *c, struct table **ret)
{
	/* the methods of both share their bodies; magic 1 marks those of Map */
	if (!value_is_class(c->self, c->builtin->magic ? CLASS_MAP : CLASS_SET))
		return throw_type(ev, "Method %s.prototype.%s called on incompatible receiver %s",
			c->builtin->magic ? "Map" : "Set", c->builtin->name,
			describe_value(ev, c->self));
	*ret = c->self.object->table;
	return true;
}

static bool not_constructed(struct eval *ev, const char *name)
{
	return throw_type(ev, "Constructor %s requires 'new'", name);
}

static bool add_entry(struct eval *ev, struct table *t, struct value pair)
{
	struct value key, v;

	if (!value_is_object(pair))
		return throw_type(ev, "Iterator value %s is not an entry object",
			describe_value(ev, pair));
	if (!value_get_at(ev, pair, value_number(0), &key) ||
		!value_get_at(ev, pair, value_number(1), &v))
		return false;
	table_put(ev, t, key, v);
	return true;
}

static bool make(struct eval *ev, const struct call *c, enum object_class class,
	struct value *ret)
{
	struct object *o = object_new(ev, class);
	struct iteration it;
	struct value v;

	if (!c->construct)
		return not_constructed(ev, c->builtin->name);
	o->table = table_new(ev);
	*ret = value_object(o);
	if (value_is_nullish(call_arg(c, 0)))
		return true;
	if (!iterate(ev, call_arg(c, 0), NULL, &it))
		return false;
	while (iterate_next(ev, &it, &v)) {
		if (class == CLASS_SET)
			table_put(ev, o->table, v, v);
		else if (!add_entry(ev, o->table, v))
			return false;
	}
	return true;
}

bool global_map(struct eval *ev, const struct call *c, struct value *ret)
{
	return make(ev, c, CLASS_MAP, ret);
}

bool global_set(struct eval *ev, const struct call *c, struct value *ret)
{
	return make(ev, c, CLASS_SET, ret);
}

static bool collection_add(struct eval *ev, const struct call *c, struct value *ret)
{
	struct table *t;

	if (!table_self(ev, c, &t))
		return false;
	table_put(ev, t, call_arg(c, 0), call_arg(c, c->builtin->magic));
	*ret = c->self;
	return true;
}

static bool collection_get(struct eval *ev, const struct call *c, struct value *ret)
{
	struct table *t;
	const struct entry *e;

	if (!table_self(ev, c, &t))
		return false;
	e = table_find(t, call_arg(c, 0));
	if (e)
		*ret = e->value;
	return true;
}

static bool collection_has(struct eval *ev, const struct call *c, struct value *ret)
{
	struct table *t;

	return table_self(ev, c, &t) && give_bool(ret, table_find(t, call_arg(c, 0)));
}

static bool collection_delete(struct eval *ev, const struct call *c, struct value *ret)
{
	struct table *t;

	return table_self(ev, c, &t) && give_bool(ret, table_remove(t, call_arg(c, 0)));
}

static bool collection_clear(struct eval *ev, const struct call *c, struct value *ret)
{
	struct table *t;

	(void)ret;
	if (table_self(ev, c, &t))
		table_clear(t);
	else
		return false;
	return true;
}

static bool collection_for_each(struct eval *ev, const struct call *c, struct value *ret)
{
	struct value function = call_arg(c, 0), args[3], ignored;
	struct call inner = {.self = call_arg(c, 1), .args = args, .argc = 3};
	struct table *t;

	(void)ret;
	if (!table_self(ev, c, &t))
		return false;
	if (!value_is_callable(function))
		return throw_type(ev, "%s is not a function", describe_call_site(ev, function));
	for (uint32_t i = 0; i < t->len; i++) {
		eval_step(ev);
		if (t->at[i].key.kind == VALUE_HOLE)
			continue;
		args[0] = t->at[i].value;
		args[1] = t->at[i].key;
		args[2] = c->self;
		if (!eval_call(ev, function, &inner, &ignored))
			return false;
	}
	return true;
}

/* The first letter of the name tells keys, values and entries apart. */
static bool collection_iterator(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *it = object_new(ev, CLASS_ITERATOR), *pair;
	struct table *t;

	if (!table_self(ev, c, &t))
		return false;
	it->iterator = c->builtin->magic ? "Map Iterator" : "Set Iterator";
	eval_work(ev, t->len);
	for (uint32_t i = 0; i < t->len; i++) {
		const struct entry *e = &t->at[i];

		if (e->key.kind == VALUE_HOLE)
			continue;
		if (c->builtin->name[0] != 'e') {
			array_push_value(ev, it, c->builtin->name[0] == 'k' ? e->key : e->value);
			continue;
		}
		pair = array_new(ev, 2);
		array_push_value(ev, pair, e->key);
		array_push_value(ev, pair, e->value);
		array_push_value(ev, it, value_object(pair));
	}
	return give_object(ret, it);
}

static const struct builtin map_methods[] = {
	{.name = "clear", .call = collection_clear, .magic = 1},
	{.name = "delete", .call = collection_delete, .length = 1, .magic = 1},
	{.name = "entries", .call = collection_iterator, .magic = 1},
	{.name = "forEach", .call = collection_for_each, .length = 1, .magic = 1},
	{.name = "get", .call = collection_get, .length = 1, .magic = 1},
	{.name = "has", .call = collection_has, .length = 1, .magic = 1},
	{.name = "keys", .call = collection_iterator, .magic = 1},
	{.name = "set", .call = collection_add, .length = 2, .magic = 1},
	{.name = "values", .call = collection_iterator, .magic = 1},
};
MEMBERS(map_members, map_methods);

static const struct builtin set_methods[] = {
	{.name = "add", .call = collection_add, .length = 1},
	{.name = "clear", .call = collection_clear},
	{.name = "delete", .call = collection_delete, .length = 1},
	{.name = "entries", .call = collection_iterator},
	{.name = "forEach", .call = collection_for_each, .length = 1},
	{.name = "has", .call = collection_has, .length = 1},
	{.name = "keys", .call = collection_iterator},
	{.name = "values", .call = collection_iterator},
};
MEMBERS(set_members, set_methods);

static bool map_group_by(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *groups = object_new(ev, CLASS_MAP);
	struct value args[2], key, function;
	struct call inner = {.args = args, .argc = 2};
	struct iteration it;

	groups->table = table_new(ev);
	if (!iterate(ev, call_arg(c, 0), NULL, &it) || !arg_function(ev, c, 1, &function))
		return false;
	for (double i = 0; iterate_next(ev, &it, &args[0]); i++) {
		args[1] = value_number(i);
		if (!eval_call(ev, function, &inner, &key))
			return false;
		if (!table_find(groups->table, key))
			table_put(ev, groups->table, key, value_object(array_new(ev, 4)));
		array_push_value(ev, table_find(groups->table, key)->value.object, args[0]);
	}
	return give_object(ret, groups);
}

static const struct builtin statics[] = {
	{.name = "groupBy", .call = map_group_by, .length = 2},
};
MEMBERS(map_statics, statics);

/* ---- iterators ---- */

static bool iterator_next(struct eval *ev, const struct call *c, struct value *ret)
{
	struct object *result = object_new(ev, CLASS_OBJECT), *it = c->self.object;
	bool done;

	if (!value_is_class(c->self, CLASS_ITERATOR))
		return throw_type(ev, "next method called on incompatible receiver %s",
			describe_value(ev, c->self));
	done = it->at >= it->len;
	object_put_ascii(ev, result, "value", done ? value_undefined() : it->items[it->at++]);
	object_put_ascii(ev, result, "done", value_bool(done));
	return give_object(ret, result);
}

static const struct builtin iterator_methods[] = {
	{.name = "next", .call = iterator_next},
};
MEMBERS(iterator_members, iterator_methods);
