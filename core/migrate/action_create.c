#include "core/migrate/action_impl.h"

#include <string.h>

static void read_table(struct reader *r)
{
	struct action *a;
	const char *name;

	reader_options(r);
	name = reader_name(r);
	a = reader_add(r, ACTION_CREATE_TABLE, name);
	if (r->at < r->end && word_is_char(&r->out->script, r->at, '('))
		a->body = r->at;
	if (action_find(r->out, r->at, r->end, 0, "AS") < r->end &&
		action_find(r->out, r->at, r->end, 0, "VIRTUAL") == r->end)
		a->flags |= ACTION_AS_SELECT;
}

static void read_virtual_table(struct reader *r)
{
	reader_take(r, "TABLE");
	reader_options(r);
	reader_add(r, ACTION_CREATE_TABLE, reader_name(r));
}

/* The table stands behind ON, also where the index has no name. */
static void read_index(struct reader *r)
{
	const char *name = NULL, *table = NULL;
	struct action *a;

	reader_options(r);
	if (!reader_is(r, "ON"))
		name = reader_name(r);
	if (reader_take(r, "ON")) {
		reader_options(r);
		table = reader_name(r);
	}
	if (reader_take(r, "USING"))
		r->at += r->at < r->end;
	a = reader_add(r, ACTION_CREATE_INDEX, name);
	a->other = table;
	if (r->at < r->end && word_is_char(&r->out->script, r->at, '('))
		a->body = r->at;
	if (action_find(r->out, r->at, r->end, 0, "WHERE") < r->end)
		a->flags |= ACTION_WHERE;
}

static void read_view(struct reader *r)
{
	struct action *a;
	const char *name;

	reader_options(r);
	name = reader_name(r);
	a = reader_add(r, ACTION_CREATE_VIEW, name);
	a->body = r->at;
}

static void read_trigger(struct reader *r)
{
	const char *name;
	struct action *a;

	reader_options(r);
	name = reader_name(r);
	a = reader_add(r, ACTION_CREATE_TRIGGER, name);
	r->at = action_find(r->out, r->at, r->end, 0, "ON");
	if (reader_take(r, "ON"))
		a->other = reader_name(r);
	a->body = r->at;
}

void reader_create(struct reader *r)
{
	static const char *const alone[] = {"DATABASE", "TABLESPACE", "SUBSCRIPTION"};

	for (;;) {
		if (reader_take(r, "UNIQUE"))
			r->flags |= ACTION_UNIQUE;
		else if (reader_take(r, "TEMP") || reader_take(r, "TEMPORARY"))
			r->flags |= ACTION_TEMPORARY;
		else if (reader_take(r, "OR"))
			reader_take(r, "REPLACE");
		else if (!reader_take(r, "UNLOGGED") && !reader_take(r, "GLOBAL") &&
			 !reader_take(r, "LOCAL") && !reader_take(r, "MATERIALIZED") &&
			 !reader_take(r, "RECURSIVE") && !reader_take(r, "CONSTRAINT") &&
			 !reader_take(r, "FOREIGN"))
			break;
	}
	for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
		if (reader_is(r, alone[i])) {
			reader_add(r, ACTION_ALONE, NULL)->other =
				arena_printf(r->out->arena, "CREATE %s", alone[i]);
			return;
		}
	if (reader_take(r, "TABLE"))
		read_table(r);
	else if (reader_take(r, "VIRTUAL"))
		read_virtual_table(r);
	else if (reader_take(r, "INDEX"))
		read_index(r);
	else if (reader_take(r, "VIEW"))
		read_view(r);
	else if (reader_take(r, "TRIGGER"))
		read_trigger(r);
	else
		reader_add(r, ACTION_OTHER, NULL);
}

static enum action_kind dropped(struct reader *r)
{
	static const struct {
		const char *word;
		enum action_kind kind;
	} kinds[] = {
		{"TABLE", ACTION_DROP_TABLE},
		{"INDEX", ACTION_DROP_INDEX},
		{"VIEW", ACTION_DROP_VIEW},
		{"TRIGGER", ACTION_DROP_TRIGGER},
		{"SCHEMA", ACTION_DROP_SCHEMA},
		{"DATABASE", ACTION_DROP_DATABASE},
		{"TYPE", ACTION_DROP_TYPE},
		{"DOMAIN", ACTION_DROP_TYPE},
	};

	reader_take(r, "FOREIGN");
	reader_take(r, "MATERIALIZED");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (reader_take(r, kinds[i].word))
			return kinds[i].kind;
	r->at += r->at < r->end;
	return ACTION_DROP_OTHER;
}

void reader_drop(struct reader *r)
{
	enum action_kind kind = dropped(r);
	bool is_first = true;

	if (action_find(r->out, r->at, r->end, 0, "CASCADE") < r->end)
		r->flags |= ACTION_CASCADE;
	reader_options(r);
	do {
		size_t start = r->at;
		const char *name = reader_name(r);
		struct action *a = reader_add(r, kind, name);

		if (!is_first && start < r->end)
			a->at = r->out->script.words.at[start].at;
		if (!is_first)
			a->flags &= ~(unsigned)ACTION_CASCADE; /* told once */
		if (reader_take(r, "ON"))
			a->other = reader_name(r);
		is_first = false;
	} while (reader_take_char(r, ','));
}
