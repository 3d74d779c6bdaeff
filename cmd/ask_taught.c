#include "cmd/ask.h"
#include "cmd/output.h"
#include "cmd/panel.h"
#include "core/base/tr.h"
#include "core/store/examples.h"

/* Questions whose SQL somebody has confirmed: kept, found again, shown, forgotten. */

static void tell(struct app *app, const char *done, const char *question, const char *sql)
{
	cJSON *json;

	if (!app->json) {
		app_note(app, "%s", done);
		return;
	}
	json = json_new_object();
	json_set_string(json, "question", question);
	json_set_string(json, "sql", sql);
	app_json(app, json);
	json_free(json);
}

bool ask_teach(struct app *app, struct source *s, const struct ask_wish *w, const char *sql,
	struct err *err)
{
	if (!source_check(s, sql, err) || !(app->store || app_open_store(app, NEEDS_STORE, err)) ||
		!example_put(app->store, w->db, w->question, sql, err))
		return false;
	tell(app, tr("learned"), w->question, sql);
	return true;
}

bool ask_recall(struct app *app, const struct ask_wish *w, struct ask_found *ret, struct err *err)
{
	const char *sql;

	if (!app_open_store(app, NEEDS_STORE_READ, err))
		return false;
	if (!app->store)
		return true;
	if (!example_get(app->store, &app->arena, w->db, w->question, &sql, err))
		return false;
	if (sql)
		*ret = (struct ask_found){.sql = mem_strdup(sql),
			.explanation = mem_strdup("as it was taught"),
			.engine = "taught",
			.confidence = 1};
	return true;
}

bool ask_forget(struct app *app, const char *db, const char *question, struct err *err)
{
	bool found;

	if (!app_open_store(app, NEEDS_STORE, err) ||
		!example_delete(app->store, db, question, &found, err))
		return false;
	if (!found) {
		err_set(err, ERR_WORK, "the question has not been taught");
		return err_hint(err, "blokctl ask-sql --taught lists those that have");
	}
	tell(app, tr("forgotten"), question, NULL);
	return true;
}

static void print(struct app *app, const cJSON *list)
{
	if (!json_count(list))
		app_note(app, tr("nothing has been taught about this database"));
	json_each(e, list) {
		struct str text = {0};

		str_addf(&text, "%s\n    %s\n", json_get_string(e, "question"),
			json_get_string(e, "sql"));
		app_put(app, &app->out, &text);
		str_release(&text);
	}
}

bool ask_list_taught(struct app *app, const char *db, struct err *err)
{
	cJSON *list = NULL, *document;

	if (!app_open_store(app, NEEDS_STORE_READ, err) ||
		(app->store && !example_list(app->store, db, &list, err)))
		return false;
	if (!list)
		list = json_new_array();
	if (app->json) {
		document = json_new_object();
		json_add_take(document, "questions", list);
		app_json(app, document);
		json_free(document);
		return true;
	}
	print(app, list);
	json_free(list);
	return true;
}
