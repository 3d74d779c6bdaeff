#ifndef CMD_QUOTA_H
#define CMD_QUOTA_H

#include "cmd/ai.h"
#include "core/base/tr.h"

extern const struct cmd quota_set, quota_reset, quota_block_user, quota_unblock, quota_history,
	quota_check;

/* The options that say whose quota is meant. */
#define QUOTA_USER_OPTION                                                                          \
	{.name = "user", .letter = 'u', .kind = OPT_TEXT, .value = &ai_choices.user,               \
		.arg = "name", .help = N_("whose (default: the login name)")}

/* "$1.23" and so on, of pico-dollars; "-" below 0. */
#define QUOTA_USD_MAX 32
void quota_format_usd(char out[QUOTA_USD_MAX], int64_t pico);

/* A row in the audit about a change; `detail` is taken. */
bool quota_audit_take(struct app *app, const char *action, cJSON *detail, struct err *err);

#endif
