#include "cmd/workflow_stored.h"

#include "core/base/clock.h"
#include "core/base/tr.h"

#include <string.h>

bool stored_find(struct app *app, const char *name, struct run_row *ret, struct err *err)
{
	if (app->store)
		return runs_find(app->store, &app->arena, name, ret, err);
	err_set(err, ERR_WORK, "there is no run '%s': nothing is recorded yet", name);
	return err_hint(err, "'blokctl workflow run FILE' records one");
}

const char *stored_status(struct store *s, const struct run_row *row)
{
	if (str_eq(row->status, "running") && !store_run_is_live(s, row->id))
		return "crashed";
	return row->status;
}

const char *stored_status_text(const char *status)
{
	static const char *const words[] = {N_("pending"), N_("running"), N_("completed"),
		N_("failed"), N_("crashed"), N_("cancelled"), N_("timedOut"), N_("waiting"),
		N_("paused"), N_("throttled"), N_("expired"), N_("skipped"), N_("cached"),
		N_("retry")};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(status, words[i]))
			return tr(words[i]);
	return status;
}

bool stored_has_result(const struct run_row *row)
{
	return !str_eq(row->status, "running") && !str_eq(row->status, "pending");
}

enum term_role stored_role(const char *status)
{
	static const struct {
		const char *status;
		enum term_role role;
	} roles[] = {
		{"completed", ROLE_GOOD},
		{"failed", ROLE_ERROR},
		{"crashed", ROLE_ERROR},
		{"timedOut", ROLE_ERROR},
		{"skipped", ROLE_FAINT},
		{"running", ROLE_NAME},
	};

	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (str_eq(status, roles[i].status))
			return roles[i].role;
	return ROLE_WARNING;
}

cJSON *stored_text(const char *text)
{
	return text ? json_new_string(text) : json_new_null();
}

cJSON *stored_value(const char *text)
{
	struct err ignored;
	cJSON *value = NULL;

	if (!text)
		return json_new_null();
	/* We wrote it; what does not parse is shown as it is. */
	return json_parse(text, strlen(text), &value, &ignored) ? value : json_new_string(text);
}

cJSON *stored_error(const char *text)
{
	static const char *const keys[] = {"message", "name", "code", "step_id", "path"};
	cJSON *recorded = stored_value(text), *error;

	if (!json_is_object(recorded))
		return recorded;
	error = json_new_object();
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		cJSON *value = json_detach(recorded, keys[i]);

		json_add_take(error, keys[i], value ? value : json_new_null());
	}
	json_free(recorded);
	return error;
}

cJSON *stored_time(int64_t ms)
{
	char iso[CLOCK_ISO_MAX];

	if (!ms)
		return json_new_null();
	clock_format_iso(ms, iso);
	return json_new_string(iso);
}

cJSON *stored_head(struct store *s, const struct run_row *row)
{
	cJSON *document = json_new_object();

	json_set_string(document, "run_id", row->id);
	json_set_string(document, "workflow", row->workflow);
	json_set_string(document, "version", row->version);
	json_set_string(document, "file", row->file);
	json_set_string(document, "status", stored_status(s, row));
	json_add_take(document, "started_at", stored_time(row->started_at));
	json_add_take(document, "ended_at", stored_time(row->ended_at));
	json_add_take(document, "duration_ms",
		stored_has_result(row) ? json_new_number((double)row->duration_ms)
				       : json_new_null());
	return document;
}
