#include "cmd/app.h"

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "core/ai/provider.h"
#include "core/base/fs.h"
#include "core/base/str.h"
#include "core/base/tr.h"
#include "core/config/config.h"
#include "core/net/policy.h"
#include "core/store/store.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STORE_NAME "blokctl.db"

/* True for a folder that is there and ours; one of somebody else is told once. */
static bool own_project(struct app *app, const char *folder)
{
	static bool told;
	struct stat link, st;

	if (lstat(folder, &link) != 0 || stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
		return false;
	if (link.st_uid == geteuid() && st.st_uid == geteuid())
		return true;
	if (!told)
		app_warn(app, "'%s' is ignored: it belongs to somebody else", folder);
	told = true;
	return false;
}

const char *app_project(struct app *app)
{
	char *folder = getcwd(NULL, 0), *found = NULL;

	for (char *slash = folder; folder && slash;) {
		const char *blok = fs_join(&app->arena, *folder ? folder : "/", ".blok");

		if (own_project(app, blok)) {
			found = arena_strdup(&app->arena, *folder ? folder : "/");
			break;
		}
		slash = strrchr(folder, '/');
		if (slash == folder && !folder[1])
			break;
		if (slash)
			*slash = '\0';
	}
	free(folder);
	return found;
}

/* HOME, or what the user database says when HOME is not set. */
static const char *home_folder(void)
{
	const char *home = getenv("HOME");
	struct passwd *user;

	if (home && home[0] == '/')
		return home;
	user = getpwuid(geteuid());
	return user && user->pw_dir && user->pw_dir[0] == '/' ? user->pw_dir : NULL;
}

static bool user_store(struct app *app, const char **ret_path, struct err *err)
{
	/* A relative XDG_DATA_HOME is to be ignored (XDG Base Directory 0.8). */
	const char *data = getenv("XDG_DATA_HOME"), *home;

	if (!data || data[0] != '/') {
		home = home_folder();
		if (!home) {
			err_set(err, ERR_WORK, "cannot tell where the store is: no home folder");
			return err_hint(err, "set HOME or BLOKCTL_STORE, or give --store PATH");
		}
		data = fs_join(&app->arena, home, ".local/share");
	}
	*ret_path = fs_join(&app->arena, data, "blokctl/" STORE_NAME);
	return true;
}

bool app_store_path(struct app *app, const char **ret_path, struct err *err)
{
	const char *given = app->store_path ? app->store_path : getenv("BLOKCTL_STORE");
	const char *project;

	if (app->store_path && !*app->store_path)
		return err_set(err, ERR_USAGE, "'--store' needs a path");
	if (given && *given) {
		*ret_path = str_ends(given, "/") || fs_is_dir(given)
				    ? fs_join(&app->arena, given, STORE_NAME)
				    : given;
		return true;
	}
	project = app_project(app);
	if (!project)
		return user_store(app, ret_path, err);
	*ret_path = fs_join(&app->arena, project, ".blok/" STORE_NAME);
	return true;
}

/* Its records may hold what others must not read: what somebody has opened up is closed again. */
static void close_to_others(struct app *app, const char *path)
{
	static const char *const tails[] = {"-wal", "-shm", ".lock"};
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || !(st.st_mode & 077) ||
		st.st_uid != geteuid() || chmod(path, 0600) != 0)
		return;
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
		chmod(arena_printf(&app->arena, "%s%s", path, tails[i]), 0600);
	app_note(app, tr("%s could be opened by others (mode %03o); now it is yours alone"), path,
		(unsigned)(st.st_mode & 0777));
}

bool app_open_store(struct app *app, unsigned needs, struct err *err)
{
	const char *path;

	if (app->store || !(needs & (NEEDS_STORE | NEEDS_STORE_READ)))
		return true;
	if (!app_store_path(app, &path, err))
		return false;
	if (!(needs & NEEDS_STORE) && !fs_exists(path))
		return true;
	if (!store_open(path, &app->store, err))
		return false;
	close_to_others(app, path);
	return true;
}

/* Relative to the working folder where it is the project: as one would type it. */
static const char *project_config(struct app *app)
{
	const char *project = app_project(app);
	char *folder = getcwd(NULL, 0);
	bool here = str_eq(project, folder);

	free(folder);
	return project ? fs_join(&app->arena, here ? "." : project, ".blok/config.yaml") : NULL;
}

static const char *user_config(struct app *app)
{
	const char *folder = getenv("XDG_CONFIG_HOME"), *home;

	if (!folder || folder[0] != '/') {
		home = home_folder();
		if (!home)
			return NULL;
		folder = fs_join(&app->arena, home, ".config");
	}
	return fs_join(&app->arena, folder, "blokctl/config.yaml");
}

void app_config_paths(struct app *app, struct config_paths *ret)
{
	const char *system = getenv("BLOKCTL_SYSTEM_CONFIG");

	ret->system = system && *system ? system : "/etc/blokctl/config.yaml";
	ret->user = user_config(app);
	ret->project = project_config(app);
}

bool app_load_config(struct app *app, struct err *err)
{
	struct diags diags = {0};
	struct config_paths paths;

	if (app->config)
		return true;
	app_config_paths(app, &paths);
	app->config = config_load(&paths, &diags, err);
	if (!app->config && err->kind == ERR_NONE) {
		err_set(err, ERR_INPUT, "the settings have %zu error%s", diags.errors,
			diags.errors == 1 ? "" : "s");
		app_refuse(app, &diags, err);
	} else if (diags.list.len) {
		app_diags(app, &diags, &app->err);
	}
	diags_release(&diags);
	return app->config != NULL;
}

/* ---- which addresses may be reached ---- */

static bool has_variable(struct app *app, const char *key)
{
	const char *name = config_variable(&app->arena, config_setting_find(key));

	return getenv(name) && *getenv(name);
}

static bool has_settings(struct app *app)
{
	struct config_paths paths;

	app_config_paths(app, &paths);
	return (paths.project && fs_exists(paths.project)) ||
	       (paths.user && fs_exists(paths.user)) || fs_exists(paths.system) || has_variable(app, "network.allow") ||
	       has_variable(app, "network.deny");
}

static bool add_networks(
	struct net_policy *p, enum net_rule rule, const cJSON *list, struct err *err)
{
	json_each(item, list)
		if (!net_policy_add(p, rule, item->valuestring, err))
			return false;
	return true;
}

bool app_load_policy(struct app *app, struct err *err)
{
	const cJSON *allow, *deny;

	if (app->policy || !has_settings(app))
		return true;
	if (!app_load_config(app, err))
		return false;
	allow = config_get(app->config, "network.allow");
	deny = config_get(app->config, "network.deny");
	if (!allow && !deny)
		return true;
	app->policy = mem_alloc(sizeof *app->policy);
	return add_networks(app->policy, NET_ALLOW, allow, err) &&
	       add_networks(app->policy, NET_DENY, deny, err);
}

bool app_load_sandbox(struct app *app, struct err *err)
{
	bool given = has_settings(app);

	for (const struct config_setting *s = config_settings; s->key && !given; s++)
		given = str_starts(s->key, "sandbox.") && has_variable(app, s->key);
	if (!given)
		return true;
	if (!app_load_config(app, err))
		return false;
	app->sandbox = config_get(app->config, "sandbox");
	return true;
}

/* ---- what is hidden ---- */

/* Providers' keys are no secrets of the project's, and leak like them. */
static bool guard_keys(struct app *app, struct err *err)
{
	cJSON *names;

	if (has_settings(app) && !app_load_config(app, err))
		return false;
	names = ai_key_variables(app->config);
	json_each(name, names)
		secrets_guard(&app->secrets, name->valuestring);
	json_free(names);
	return true;
}

bool app_load_secrets(struct app *app, struct err *err)
{
	const char *project = app_project(app);

	if (app->secrets.values || app->secrets.env)
		return true;
	return (!project || secrets_load(&app->secrets,
				    fs_join(&app->arena, project, ".blok/config.yaml"), err)) &&
		guard_keys(app, err);
}

void app_release_policy(struct app *app)
{
	if (app->policy)
		net_policy_release(app->policy);
	free(app->policy);
	app->policy = NULL;
}
