#include "cmd/lang.h"

#include "cmd/app.h"
#include "core/base/embedded.h"
#include "core/base/fs.h"
#include "core/base/str.h"
#include "core/base/tr.h"
#include "core/config/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Longer names of languages there are none (ISO 639). */
#define NAME_MAX_BYTES 3

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* The catalogue of "de", "de_AT.UTF-8", "de-CH" …; NULL: there is none. */
static const struct embedded *catalogue_of(const char *locale)
{
	size_t len = strcspn(locale, "_.@-:");
	char path[sizeof "locale/.mo" + NAME_MAX_BYTES];

	if (!len || len > NAME_MAX_BYTES)
		return NULL;
	snprintf(path, sizeof path, "locale/%.*s.mo", (int)len, locale);
	return embedded_find(path);
}

static bool is_english(const char *locale)
{
	return str_starts(locale, "en") && strchr("_.@-:", locale[2]);
}

static bool is_c(const char *locale)
{
	return str_eq(locale, "C") || str_eq(locale, "POSIX");
}

/* The first of a list such as "fr:de:en" that we speak. */
static const struct embedded *of_list(const char *list)
{
	for (; *list; list += strcspn(list, ":"), list += *list == ':') {
		const struct embedded *found = catalogue_of(list);

		if (found || is_english(list))
			return found;
	}
	return NULL;
}

/* As gettext has it: LANGUAGE goes before the locale unless that is "C", with
 * which scripts ask for the original texts.  C.UTF-8 is no such wish here: it is
 * what containers set for the sake of the character set. */
static const struct embedded *of_locale(void)
{
	const char *locale = variable("LC_ALL"), *languages = variable("LANGUAGE");

	if (!locale)
		locale = variable("LC_MESSAGES");
	if (!locale)
		locale = variable("LANG");
	if (locale && is_c(locale))
		return NULL;
	if (languages)
		return of_list(languages);
	return locale ? catalogue_of(locale) : NULL;
}

/* The setting's variable, before any file is read. */
static const char *in_environment(void)
{
	const char *word = variable("BLOKCTL_LANG");

	return word && (str_eq(word, "auto") || is_english(word) || catalogue_of(word)) ? word
											: NULL;
}

/* What is wrong with the settings is told by the command that wants them. */
static const char *in_settings(struct app *app)
{
	struct config_paths paths;
	struct diags diags = {0};
	struct err ignored = {0};
	const char *word = NULL;

	app_config_paths(app, &paths);
	if ((!paths.project || !fs_exists(paths.project)) &&
		(!paths.user || !fs_exists(paths.user)) && !fs_exists(paths.system))
		return NULL;
	app->config = config_load(&paths, &diags, &ignored);
	if (app->config)
		word = arena_strdup(&app->arena, config_text(app->config, "lang", "auto"));
	if (diags.list.len) {
		config_free(app->config);
		app->config = NULL;
	}
	diags_release(&diags);
	return word;
}

void lang_choose(struct app *app)
{
	const struct embedded *file;
	const char *word = in_environment();

	if (!word)
		word = in_settings(app);
	file = word && !str_eq(word, "auto") ? catalogue_of(word) : of_locale();
	if (file)
		tr_use(file->bytes, file->len);
}

bool lang_is_yes(const char *answer)
{
	/* translators: the letter that "[y/N]" of a question has become */
	const char *yes = tr("y");

	return strncasecmp(answer, "y", 1) == 0 || strncasecmp(answer, yes, 1) == 0;
}
