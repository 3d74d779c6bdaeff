#include "cmd/meter.h"
#include "cmd/output.h"
#include "cmd/store.h"
#include "core/base/tr.h"
#include "core/store/verify.h"
#include "core/term/width.h"

#include <string.h>

/* More would not be read any more, and each costs memory. */
#define SHOWN_MAX 1000

struct check {
	cJSON *damaged;
	size_t count;
	int64_t attempts;
};

static void add(struct check *c, const char *what, const char *run_id, const char *path,
	const char *message)
{
	cJSON *item;

	if (++c->count > SHOWN_MAX)
		return;
	item = json_new_object();
	json_set_string(item, "what", what);
	json_set_string(item, "run_id", run_id);
	json_set_string(item, "path", path);
	json_set_string(item, "message", message);
	json_append_take(c->damaged, item);
}

static bool add_fault(void *self, const char *what, const char *message, struct err *err)
{
	(void)err;
	add(self, what, NULL, NULL, message);
	return true;
}

static bool add_attempt(void *self, const char *run_id, const struct attempt_row *row, struct err *err)
{
	struct str message = {0}, path = {0};

	(void)err;
	/* It may hold anything now; JSON wants it to be UTF-8. */
	text_escape(&path, row->path ? row->path : "?", strlen(row->path ? row->path : "?"), ESCAPE_ALL);
	if (run_id)
		str_addf(&message, "%s: the record of the step '%s' is damaged", run_id, path.at);
	else
		str_addf(&message, "a record of the step '%s' belongs to no run", path.at);
	add(self, "attempt", run_id, path.at, message.at);
	str_release(&message);
	str_release(&path);
	return true;
}

/* SQLite gives up where a page is damaged too badly: that is a finding, too. */
static void look(struct check *c, struct store *store)
{
	struct err err = {0};

	if (!store_each_fault(store, add_fault, c, &err))
		add(c, "page", NULL, NULL, err.message);
	err = (struct err){0};
	if (!runs_each_damaged(store, add_attempt, c, &c->attempts, &err))
		add(c, "page", NULL, NULL, err.message);
}

static void print_text(struct app *app, const struct check *c)
{
	json_each(item, c->damaged) {
		struct str line = {0};
		const char *message = json_get_string(item, "message");

		text_escape(&line, message, strlen(message), ESCAPE_ALL);
		app_print(app, "%s\n", line.at);
		str_release(&line);
	}
	if (c->count > SHOWN_MAX)
		app_print(app, tr("and %zu more\n"), c->count - SHOWN_MAX);
	if (!c->count)
		app_note(app,
			tr_n("%lld record checked: nothing is damaged",
				"%lld records checked: nothing is damaged",
				(unsigned long long)c->attempts),
			(long long)c->attempts);
}

static void print_json(struct app *app, struct check *c)
{
	cJSON *document = json_new_object();

	json_set_bool(document, "ok", !c->count);
	json_set_string(document, "path", store_path(app->store));
	json_set_number(document, "attempts", (double)c->attempts);
	json_set_number(document, "count", (double)c->count);
	json_add_take(document, "damaged", c->damaged);
	c->damaged = NULL;
	app_json(app, document);
	json_free(document);
	app->reported = true;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct check c = {0};

	(void)argc;
	(void)argv;
	if (!store_needed(app, err))
		return false;
	c.damaged = json_new_array();
	meter_begin(app, tr("checking the store"));
	look(&c, app->store);
	meter_end();
	if (app->json)
		print_json(app, &c);
	else
		print_text(app, &c);
	json_free(c.damaged);
	if (!c.count)
		return true;
	err_set(err, ERR_WORK, "'%s' is damaged in %zu place%s", store_path(app->store), c.count,
		c.count == 1 ? "" : "s");
	return err_hint(err, "restore a backup; 'blokctl store backup' makes one");
}

const struct cmd store_check = {
	.name = "check",
	.summary = N_("Look for damage in the store"),
	.details = N_("Looks at every page, at the shape of the tables, at the checksum of every "
		   "recorded attempt, and at the hash of every stored document. What is damaged is "
		   "listed, and the exit status is 1. Nothing is changed."),
	.examples = (const char *const[]){"blokctl store check", N_("list what is damaged"), NULL},
	.needs = NEEDS_STORE_READ,
	.run = run,
};
