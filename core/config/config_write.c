#define _GNU_SOURCE /* flock */
#include "core/config/config_impl.h"

#include "core/base/fs.h"
#include "core/data/yaml_edit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct change {
	struct arena arena;
	const char *path;   /* as the user named it */
	const char *target; /* the file itself, behind links */
	const char *text;   /* of the key */
	struct config_key key;
	const char *value; /* NULL: the key is to go */
	struct document doc, given;
	struct str out;
};

/* One writer after the other: the lock is on the folder, so it leaves no file. */
static bool lock_folder(struct change *c, int *ret_fd, struct err *err)
{
	const char *folder = fs_dirname(&c->arena, c->target);

	if (c->value && !fs_is_dir(folder) && !fs_make_dirs(folder, 0700, err))
		return false;
	*ret_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*ret_fd < 0)
		return errno == ENOENT || err_errno(err, errno, "cannot open '%s'", folder);
	if (flock(*ret_fd, LOCK_EX) == 0)
		return true;
	err_errno(err, errno, "cannot lock '%s'", folder);
	close(*ret_fd);
	return false;
}

/* A value of its kind, checked as it will be in the file. */
static bool read_value(struct change *c, struct err *err)
{
	const struct config_setting *setting = config_key_setting(&c->key);
	struct diags diags = {0};
	struct config_check check = {&c->given, &diags, &c->key};

	user_file_from_text(&c->given.file, c->text, c->value, strlen(c->value));
	if (config_read_value(setting, &c->given, &diags))
		config_check(&check, c->given.root);
	if (diags.errors) {
		err_set(err, ERR_INPUT, "%s", diags.list.at[0].message);
		if (diags.list.at[0].hint)
			err_hint(err, "%s", diags.list.at[0].hint);
	} else if (json_is_null(c->given.root)) {
		err_set(err, ERR_INPUT, "'%s' needs a value", c->text);
		err_hint(err, "'config unset' takes a key out");
	}
	diags_release(&diags);
	return err->kind == ERR_NONE;
}

static bool read_file(struct change *c, struct err *err)
{
	struct diags diags = {0};
	bool ok = true;

	if (!fs_exists(c->path)) {
		user_file_from_text(&c->doc.file, c->path, "", 0);
		document_read_yaml(&c->doc, &diags);
	} else if (!user_file_read(&c->doc.file, c->path, err)) {
		ok = false;
	} else if (!document_read_yaml(&c->doc, &diags)) {
		ok = config_first_error(&diags, err);
	} else if (!json_is_object(c->doc.root) && !json_is_null(c->doc.root)) {
		ok = err_set(err, ERR_INPUT, "%s: the file must be an object", c->path);
	}
	diags_release(&diags);
	return ok;
}

static bool is_there(const struct change *c)
{
	const cJSON *at = c->doc.root;

	for (size_t i = 0; i < c->key.len; i++)
		at = json_get(at, c->key.at[i]);
	return at;
}

static void check_text(const struct change *c, const struct str *text, struct diags *diags)
{
	struct document doc = {0};
	struct config_key key = {0};
	struct config_check check = {&doc, diags, &key};

	user_file_from_text(&doc.file, c->path, str_text(text), text->len);
	if (document_read_yaml(&doc, diags) && !json_is_null(doc.root))
		config_check(&check, doc.root);
	document_release(&doc);
}

/* A good value may still make the file wrong, as a second source of one secret
 * does.  What was wrong before does not count: somebody may be mending it. */
static bool check_result(const struct change *c, struct err *err)
{
	struct diags before = {0}, after = {0};
	bool ok = true;

	check_text(c, &c->doc.file.text, &before);
	check_text(c, &c->out, &after);
	for (size_t i = 0; after.errors > before.errors && ok && i < after.list.len; i++) {
		bool old = false;

		for (size_t j = 0; j < before.list.len; j++)
			old |= str_eq(before.list.at[j].message, after.list.at[i].message);
		if (old)
			continue;
		ok = err_set(err, ERR_INPUT, "%s", after.list.at[i].message);
		if (after.list.at[i].hint)
			err_hint(err, "%s", after.list.at[i].hint);
	}
	diags_release(&before);
	diags_release(&after);
	return ok;
}

static bool change(struct change *c, struct err *err)
{
	if (!read_file(c, err))
		return false;
	if (!c->value && !is_there(c)) {
		if (!config_check_key(c->text, err))
			return false;
		return err_set(err, ERR_WORK, "'%s' is not set in '%s'", c->text, c->path);
	}
	if (!yaml_edit(&c->doc, c->key.at, c->value ? c->given.root : NULL, &c->out, err) ||
		!check_result(c, err))
		return false;
	if (fs_exists(c->path) && c->out.len == c->doc.file.text.len &&
		memcmp(str_text(&c->out), str_text(&c->doc.file.text), c->out.len) == 0)
		return true;
	return fs_write_atomic(c->target, str_text(&c->out), c->out.len, 0600, err);
}

bool config_write(const char *path, const char *key, const char *value, struct err *err)
{
	/* a link stays one: its target is written */
	char *target = realpath(path, NULL);
	struct change c = {.path = path, .text = key, .value = value};
	int lock = -1;
	bool ok;

	err->kind = ERR_NONE;
	c.target = target ? target : path;
	if (!config_key_parse(&c.arena, key, &c.key))
		ok = config_check_key(key, err);
	else
		ok = !value || (config_check_key(key, err) && read_value(&c, err));
	ok = ok && lock_folder(&c, &lock, err) && change(&c, err);
	if (lock >= 0)
		close(lock);
	document_release(&c.doc);
	document_release(&c.given);
	str_release(&c.out);
	arena_release(&c.arena);
	free(target);
	return ok;
}
