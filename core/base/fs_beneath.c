#define _GNU_SOURCE /* O_PATH, syscall */
#include "core/base/fs_beneath.h"

#include "core/base/arena.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool refused(const char *root, const char *path, int errnum, struct err *err)
{
	if (errnum != EXDEV && errnum != ELOOP)
		return err_errno(err, errnum, "cannot open '%s' below '%s'", path, root);
	err_set(err, ERR_REFUSED, "'%s' leaves the folder '%s'", path, root);
	return err_hint(err, "paths made of data stay below 'root'");
}

/* -1 with the error. */
static int open_beneath(const char *root, const char *path, int flags, mode_t mode, struct err *err)
{
	struct open_how how = {.flags = (unsigned)(flags | O_CLOEXEC),
		.mode = flags & O_CREAT ? mode : 0,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
	int folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC), fd;

	if (folder < 0) {
		err_errno(err, errno, "cannot open the folder '%s'", root);
		return -1;
	}
	fd = (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
	if (fd < 0)
		refused(root, path, errno, err);
	close(folder);
	return fd;
}

bool fs_read_beneath(const char *root, const char *path, size_t max, struct str *ret_bytes,
	struct err *err)
{
	int fd = open_beneath(root, path, O_RDONLY, 0, err);
	bool ok;

	if (fd < 0)
		return false;
	ok = fs_read_fd(fd, path, max, ret_bytes, err);
	close(fd);
	return ok;
}

bool fs_write_beneath(const char *root, const char *path, const struct fs_content *c,
	struct err *err)
{
	const char *name = fs_basename(path);
	struct arena a = {0};
	bool ok = false;
	int fd;

	if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		err_set(err, ERR_REFUSED, "'%s' names no file", path);
	} else if (c->append) {
		fd = open_beneath(root, path, O_WRONLY | O_CREAT | O_APPEND, c->mode, err);
		ok = fd >= 0 && fs_append_fd(fd, path, c, err);
	} else {
		fd = open_beneath(root, fs_dirname(&a, path), O_RDONLY | O_DIRECTORY, 0, err);
		ok = fd >= 0 && fs_replace(fd, name, c, err);
		if (fd >= 0)
			close(fd);
	}
	arena_release(&a);
	return ok;
}
