#define _GNU_SOURCE /* flock */

#include "cmd/migrate.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/base/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static bool pair;

static const struct opt options[] = {
	{.name = "pair",
		.kind = OPT_FLAG,
		.value = &pair,
		.help = N_("two files, NAME.up.sql and NAME.down.sql")},
	{0}};

/* "Create users!" -> "create_users" */
static bool clean(const char *name, struct str *out, struct err *err)
{
	if (utf8_valid_prefix(name, strlen(name)) != strlen(name))
		return err_set(err, ERR_USAGE, "the name is not UTF-8");
	for (; *name; name++)
		if (isalnum((unsigned char)*name) || (unsigned char)*name >= 0x80)
			str_add_char(out, (char)tolower((unsigned char)*name));
		else if (out->len && out->at[out->len - 1] != '_')
			str_add_char(out, '_');
	while (out->len && out->at[out->len - 1] == '_')
		str_truncate(out, out->len - 1);
	return out->len || err_set(err, ERR_USAGE, "the name has no letter");
}

/* One more. */
static void count_up(char *digits, struct str *out)
{
	size_t at = strlen(digits);

	while (at && digits[at - 1] == '9')
		digits[--at] = '0';
	if (at)
		digits[at - 1]++;
	else
		str_add_char(out, '1');
	str_add(out, digits);
}

/* The second, or the number behind the last one that is there. */
static const char *version_now(struct app *app, const struct history *h)
{
	const char *last = h->list.len ? h->list.at[h->list.len - 1].version : "0", *kept;
	char iso[CLOCK_ISO_MAX];
	struct str version = {0};

	clock_format_iso(clock_now_ms(), iso);
	for (const char *c = iso; *c && *c != '.' && *c != 'Z'; c++)
		if (isdigit((unsigned char)*c))
			str_add_char(&version, *c);
	if (version_compare(str_text(&version), last) <= 0) {
		str_clear(&version);
		count_up(arena_strdup(&app->arena, last), &version);
	}
	kept = arena_strdup(&app->arena, str_text(&version));
	str_release(&version);
	return kept;
}

/* Nothing that is there is written over. */
static bool write_file(
	struct migrate *m, const char *path, const char *text, cJSON *files, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	bool ok = fd >= 0 && fs_write_fd(fd, text, strlen(text));

	if (!ok)
		err_errno(err, errno, "cannot write '%s'", path);
	if (fd >= 0 && close(fd) != 0 && ok)
		ok = err_errno(err, errno, "cannot write '%s'", path);
	if (!ok) {
		if (fd >= 0)
			unlink(path);
		return false;
	}
	if (files)
		json_append_take(files, json_new_string(path));
	else
		app_note(m->app, tr("created %s"), path);
	return true;
}

static bool make(struct migrate *m, const char *name, cJSON *files, struct err *err)
{
	struct arena *a = &m->app->arena;
	const char *stem = arena_printf(a, "%s_%s", version_now(m->app, &m->history), name);

	if (pair)
		return write_file(m, fs_join(a, m->dir, arena_printf(a, "%s.up.sql", stem)), "",
			       files, err) &&
		       write_file(m, fs_join(a, m->dir, arena_printf(a, "%s.down.sql", stem)), "",
			       files, err);
	return write_file(m, fs_join(a, m->dir, arena_printf(a, "%s.sql", stem)),
		"-- migrate:up\n\n\n-- migrate:down\n\n", files, err);
}

/* One after the other, for two at once would have the same second as their version.  The lock
 * is on the folder, so it leaves no file. */
static bool make_alone(struct migrate *m, const char *name, cJSON *files, struct err *err)
{
	bool ok = fs_make_dirs(m->dir, 0755, err);
	int fd = ok ? open(m->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (!ok)
		return false;
	if (fd < 0 || flock(fd, LOCK_EX) != 0)
		ok = err_errno(err, errno, "cannot lock the folder '%s'", m->dir);
	ok = ok && migrate_read_files(m, err) && make(m, name, files, err);
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct migrate m;
	struct str name = {0};
	cJSON *document = NULL, *files = NULL;
	bool ok;

	(void)argc;
	if (!clean(argv[0], &name, err) || !migrate_open(app, 0, &m, err)) {
		str_release(&name);
		return false;
	}
	if (app->json) {
		document = json_new_object();
		files = json_new_array();
	}
	ok = make_alone(&m, str_text(&name), files, err);
	if (ok && app->json) {
		json_add_take(document, "created", files);
		app_json(app, document);
	} else if (!ok) {
		json_free(files);
	}
	json_free(document);
	str_release(&name);
	migrate_close(&m);
	return ok;
}

const struct cmd migrate_new = {
	.name = "new",
	.args = "NAME",
	.summary = N_("Begin a migration: an empty file with a new version"),
	.opts = options,
	.examples = (const char *const[]){"blokctl migrate new create_users",
		"migrations/20250131101500_create_users.sql", NULL},
	.run = run,
	.manual = "blokctl-migrate",
};
