#include "cmd/audit.h"
#include "cmd/output.h"
#include "core/base/tr.h"

static void print_json(struct app *app, const struct audit_check *check)
{
	cJSON *document = json_new_object();
	bool has_head = !check->bad && check->count;

	json_add_take(document, "ok", json_new_bool(!check->bad));
	json_set_number(document, "count", (double)check->count);
	json_add_take(document, "bad",
		check->bad ? json_new_number((double)check->bad) : json_new_null());
	json_add_take(document, "head", has_head ? json_new_string(check->head) : json_new_null());
	app_json(app, document);
	json_free(document);
	app->reported = check->bad;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct audit_check check = {.head = ""};

	(void)argc, (void)argv;
	if (app->store && !audit_verify(app->store, &app->arena, &check, err))
		return false;
	if (app->json)
		print_json(app, &check);
	else if (!check.bad)
		app_print(app,
			tr_n("%lld row%s%s\n", "%lld rows%s%s\n", (unsigned long long)check.count),
			(long long)check.count, check.count ? tr(", head ") : "", check.head);
	if (!check.bad)
		return true;
	err_set(err, ERR_WORK, "the chain of the audit breaks at row %lld", (long long)check.bad);
	return err_hint(err, "that row was changed, or one before it taken out");
}

const struct cmd audit_verify_command = {
	.name = "verify",
	.summary = N_("Check the chain of hashes, and print its head"),
	.needs = NEEDS_STORE_READ,
	.examples = (const char *const[]){"blokctl audit verify",
		N_("the number of rows and the head"), NULL},
	.run = run,
};
