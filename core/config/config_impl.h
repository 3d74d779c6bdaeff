#ifndef CONFIG_CONFIG_IMPL_H
#define CONFIG_CONFIG_IMPL_H

#include "core/config/config.h"
#include "core/data/document.h"

/* Private to core/config. */

#define CONFIG_MAX_DEPTH 16

/* A dotted key taken apart. */
struct config_key {
	const char *at[CONFIG_MAX_DEPTH + 1]; /* ended by NULL */
	size_t len;
};

/* False for empty names, a quote that is not closed, and too many names. */
bool config_key_parse(struct arena *a, const char *text, struct config_key *ret);
void config_key_print(struct str *out, const struct config_key *key);

/* The row whose key matches, or NULL. */
const struct config_setting *config_key_setting(const struct config_key *key);
/* Whether settings lie below. */
bool config_key_is_section(const struct config_key *key);
/* Below it secrets are named, and somebody may have put one there itself: its
 * value must not be shown when it is wrong. */
bool config_key_is_private(const struct config_key *key);
/* What was probably meant by an unknown key, in the arena, or NULL. */
const char *config_key_nearest(struct arena *a, const struct config_key *key);

/* Findings about a value that stands at `key` in the document, and below it.
 * An empty key is the whole file.  `key` is used, and as it was afterwards. */
struct config_check {
	struct document *doc;
	struct diags *diags;
	struct config_key *key;
};
void config_check(const struct config_check *c, const cJSON *value);

/* Reads a text as a value of the setting (NULL: an object of settings), into
 * doc->root; doc->file has the text.  False after a finding. */
bool config_read_value(
	const struct config_setting *setting, struct document *doc, struct diags *diags);

/* The first error, as "path:line:column: text". */
bool config_first_error(const struct diags *diags, struct err *err);

/* From JSON's value to that of config_int(). */
bool config_number(const struct config_setting *setting, const cJSON *value, int64_t *ret);

#endif
