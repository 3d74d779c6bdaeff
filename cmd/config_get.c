#include "cmd/config.h"
#include "cmd/output.h"
#include "core/base/tr.h"

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct str text = {0};
	const cJSON *value;
	cJSON *shown;

	(void)argc;
	if (!config_check_key(argv[0], err) || !app_load_config(app, err))
		return false;
	value = config_get(app->config, argv[0]);
	if (!value)
		return err_set(err, ERR_WORK, "'%s' has no value", argv[0]);
	if (app->json) {
		shown = config_entry_json(app->config, argv[0], value);
		app_json(app, shown);
	} else {
		shown = config_shown(argv[0], value);
		config_print_value(&text, shown);
		str_add_char(&text, '\n');
		app_print_str(app, &text);
	}
	str_release(&text);
	json_free(shown);
	return true;
}

const struct cmd config_get_cmd = {
	.name = "get",
	.args = "KEY",
	.summary = N_("Print the value of a setting"),
	.details = N_(
		"Texts are printed as they are, everything else as JSON. A setting without a value "
		"is a failure."),
	.examples = (const char *const[]){"blokctl config get quota.timezone",
		N_("where the day begins"), NULL},
	.operands = WORDS_SETTING,
	.run = run,
};
