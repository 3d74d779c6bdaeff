#include "cmd/audit.h"

#include "cmd/commands.h"
#include "core/base/clock.h"
#include "core/base/tr.h"

#include <stdlib.h>
#include <string.h>

static cJSON *detail_json(const char *text)
{
	struct err ignored;
	cJSON *value;
	char *again;
	bool same;

	if (!json_parse(text, strlen(text), &value, &ignored))
		return json_new_string(text);
	again = json_text(value);
	same = str_eq(again, text);
	free(again);
	if (same)
		return value;
	json_free(value);
	return json_new_string(text);
}

cJSON *audit_row_json(const struct audit_row *row)
{
	char at[CLOCK_ISO_MAX];
	cJSON *json = json_new_object();

	clock_format_iso(row->at, at);
	json_set_number(json, "no", (double)row->no);
	json_set_string(json, "at", at);
	json_set_string(json, "actor", row->actor);
	json_set_string(json, "action", row->action);
	json_add_take(json, "detail", detail_json(row->detail));
	json_set_string(json, "hash", row->hash);
	return json;
}

const struct cmd cmd_audit = {
	.name = "audit",
	.summary = N_("Show who changed settings and limits, and check the record"),
	.details =
		N_("Each row's hash covers the row and the hash before it: one that is changed or "
		"taken "
		"out shows. Keep the head that 'verify' prints elsewhere to see that the end was "
		"cut off."),
	.examples =
		(const char *const[]){
			"blokctl audit list --action quota.",
			N_("who changed limits, and when"),
			"blokctl audit verify",
			N_("whether the record is whole"),
			NULL,
		},
	.subs = (const struct cmd *const[]){&audit_list, &audit_verify_command, &audit_export,
		NULL},
};
