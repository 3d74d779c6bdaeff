#include "cmd/migrate_store.h"

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/store/schema.h"
#include "core/store/store.h"
#include "core/term/table.h"

static bool version_of(struct app *app, const char **ret_path, int64_t *ret, struct err *err)
{
	struct db *db;
	bool ok;

	*ret = 0;
	if (!app_store_path(app, ret_path, err))
		return false;
	if (!fs_exists(*ret_path))
		return true;
	if (!db_open(*ret_path, DB_READ_ONLY, &db, err))
		return false;
	ok = store_schema_is_ours(db, *ret_path, err) &&
	     db_query_int(db, "PRAGMA user_version", ret, err);
	db_close(db);
	return ok;
}

static void print_table(struct app *app, int64_t version)
{
	static const struct column columns[] = {{N_("STATE"), COLUMN_TEXT},
		{N_("STEP"), COLUMN_NUMBER}, {N_("WHAT IT MAKES"), COLUMN_WIDE}, {0}};
	struct table t;

	table_init(&t, columns);
	for (int i = 0; i < store_schema_len; i++) {
		table_add_styled(&t, i < version ? ROLE_GOOD : ROLE_WARNING,
			i < version ? tr("applied") : tr("pending"));
		table_addf(&t, "%d", i + 1);
		table_add(&t, tr(store_schema_titles[i]));
	}
	app_print_table(app, &t);
	table_release(&t);
}

static void print_json(struct app *app, const char *path, int64_t version)
{
	cJSON *document = json_new_object(), *list = json_new_array();

	json_set_string(document, "database", path);
	json_set_number(document, "version", (double)version);
	json_set_number(document, "known", store_schema_len);
	json_set_number(document, "pending",
		version < store_schema_len ? (double)(store_schema_len - version) : 0);
	for (int i = 0; i < store_schema_len; i++) {
		cJSON *json = json_new_object();

		json_set_number(json, "version", i + 1);
		json_set_string(json, "name", store_schema_titles[i]);
		json_set_string(json, "state", i < version ? "applied" : "pending");
		json_append_take(list, json);
	}
	json_add_take(document, "migrations", list);
	app_json(app, document);
	json_free(document);
}

bool migrate_store_status(struct app *app, bool exit_code, struct err *err)
{
	const char *path;
	int64_t version;

	if (!version_of(app, &path, &version, err) || !store_schema_is_known(version, err))
		return false;
	if (app->json)
		print_json(app, path, version);
	else
		print_table(app, version);
	if (!exit_code || version == store_schema_len)
		return true;
	app->reported = app->json;
	return err_set(err, ERR_WORK, "%d steps are pending", store_schema_len - (int)version);
}

bool migrate_store_up(struct app *app, struct err *err)
{
	const char *path;
	int64_t before, after;

	if (!version_of(app, &path, &before, err) || !app_open_store(app, NEEDS_STORE, err) ||
		!version_of(app, &path, &after, err))
		return false;
	if (app->json)
		print_json(app, path, after);
	else if (after == before)
		app_note(app, tr("nothing to do: version %lld"), (long long)after);
	else
		app_note(app, tr("%s: version %lld, was %lld"), path, (long long)after,
			(long long)before);
	return true;
}
