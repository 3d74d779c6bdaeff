#define _XOPEN_SOURCE 700 /* realpath */

#include "core/node/runtime.h"

#include "core/base/fs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct runtime runtimes[] = {
	/* -u: what a node prints is logged as it comes. */
	{"python3", ".py", "runtimes/worker.py", {"python3", "-u", "-X", "utf8", "-c", NULL}},
	{"nodejs", ".mjs", "runtimes/worker.mjs", {"node", "--input-type=module", "-e", NULL}},
	{"bash", ".sh", NULL, {"bash", NULL}},
};

const struct runtime *runtime_of(const char *type)
{
	for (size_t i = 0; i < sizeof runtimes / sizeof *runtimes; i++)
		if (str_starts(type, "runtime.") && str_eq(type + 8, runtimes[i].kind))
			return &runtimes[i];
	return NULL;
}

const char *runtime_node_name(const struct step *step)
{
	const char *colon = str_starts(step->use, "runtime.") ? strchr(step->use, ':') : NULL;

	return colon ? colon + 1 : step->use;
}

/* Names may have folders in them ("billing/tax", "@acme/tax"), but lead nowhere else. */
static bool is_name(const char *name)
{
	return *name && *name != '/' && *name != '.' && !strstr(name, "/.") &&
		!strstr(name, "//") && strspn(name, "abcdefghijklmnopqrstuvwxyz"
						    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						    "0123456789_-.@/") == strlen(name);
}

/* A folder in which a stranger can put programs is none of ours: nodes/ must
 * be the user's, root's, or of whom the workflow is. */
static bool is_trusted(const char *nodes, uid_t owner)
{
	struct stat st;

	return stat(nodes, &st) == 0 && S_ISDIR(st.st_mode) &&
		(st.st_uid == geteuid() || st.st_uid == 0 || st.st_uid == owner);
}

static char *look_in(struct arena *a, const char *dir, uid_t owner, const char *below)
{
	char *path = arena_printf(a, "%s/nodes/%s", str_eq(dir, "/") ? "" : dir, below);

	if (!fs_exists(path) || fs_is_dir(path) ||
		!is_trusted(arena_printf(a, "%s/nodes", dir), owner))
		return NULL;
	return path;
}

char *runtime_find(struct arena *a, const struct runtime *runtime, const char *workflow_path,
	const char *name)
{
	char *real = realpath(fs_dirname(a, workflow_path), NULL), *found = NULL;
	const char *dir = real ? arena_strdup(a, real) : "/", *project = dir, *last;
	struct stat st;

	free(real);
	if (!is_name(name) || stat(dir, &st) != 0)
		return NULL;
	while (!str_eq(project, "/") && !fs_is_dir(arena_printf(a, "%s/.blok", project)))
		project = fs_dirname(a, project);
	last = str_eq(project, "/") ? fs_dirname(a, dir) : project;
	for (;; dir = fs_dirname(a, dir)) {
		found = look_in(a, dir, st.st_uid,
			arena_printf(a, "%s/%s%s", runtime->kind, name, runtime->extension));
		if (found || str_eq(dir, last) || str_eq(dir, "/"))
			return found;
	}
}
