#ifndef CONFIG_SECRETS_H
#define CONFIG_SECRETS_H

#include "core/base/redact.h"
#include "core/data/json.h"

/* Secrets of a configuration file:
 *
 *   secrets:
 *     API_KEY: { env: SERVICE_KEY }
 *     DB_URL:  { file: /run/secrets/db }
 *     TOKEN:   { command: [pass, show, service/token] }
 *
 * Fetched anew by every process; nothing keeps them. */
struct secrets {
	cJSON *values;  /* {NAME: value}; NULL when there are none */
	cJSON *env;     /* names of the variables that hold one, for children not to get */
	struct redactor redactor;
};

/* A missing file means no secrets.  A secret that cannot be had, or that is too
 * short to be recognised, is an ERR_INPUT error that names it. */
bool secrets_load(struct secrets *s, const char *config_path, struct err *err);
void secrets_release(struct secrets *s);
/* A variable of the environment that holds a key of ours: nobody gets it by
 * ctx.secrets, but it is hidden like a secret, and children do not get it. */
void secrets_guard(struct secrets *s, const char *variable);

/* One secret from its source, {env}, {file} or {command}; the caller wipes it. */
bool secret_fetch(const cJSON *source, struct str *out, struct err *err);

#endif
