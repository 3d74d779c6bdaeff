#include "core/base/fs.h"

#include "core/base/id.h"
#include "core/base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool too_large(const char *path, size_t max, struct err *err)
{
	if (max % ((size_t)1 << 20) == 0)
		err_set(err, ERR_INPUT, "'%s' is larger than %zu MiB", path, max >> 20);
	else
		err_set(err, ERR_INPUT, "'%s' is larger than %zu bytes", path, max);
	return err_hint(err, "the limit keeps a wrong file from filling the memory");
}

static bool read_all(int fd, const char *path, size_t max, struct str *bytes, struct err *err)
{
	for (;;) {
		ssize_t got;

		str_reserve(bytes, 16384);
		got = read(fd, bytes->at + bytes->len, bytes->cap - bytes->len - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(err, errno, "cannot read '%s'", path);
		bytes->len += (size_t)got;
		bytes->at[bytes->len] = '\0';
		if (bytes->len > max)
			return too_large(path, max, err);
		if (got == 0)
			return true;
	}
}

bool fs_read_fd(int fd, const char *path, size_t max, struct str *ret_bytes, struct err *err)
{
	struct str bytes = {0};
	struct stat st = {0};
	bool ok;

	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		return err_set(err, ERR_WORK, "cannot read '%s': it is a folder", path);
	if (S_ISREG(st.st_mode) && (size_t)st.st_size > max)
		return too_large(path, max, err);
	if (S_ISREG(st.st_mode))
		str_reserve(&bytes, (size_t)st.st_size + 1);
	ok = read_all(fd, path, max, &bytes, err);
	if (ok) {
		str_release(ret_bytes);
		*ret_bytes = bytes;
	} else {
		str_release(&bytes);
	}
	return ok;
}

bool fs_read(const char *path, size_t max, struct str *ret_bytes, struct err *err)
{
	int fd;
	bool ok;

	if (str_eq(path, "-"))
		return fs_read_fd(STDIN_FILENO, "standard input", max, ret_bytes, err);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, errno, "cannot open '%s'", path);
	ok = fs_read_fd(fd, path, max, ret_bytes, err);
	close(fd);
	return ok;
}

bool fs_read_text(const char *path, size_t max, struct str *ret_text, struct err *err)
{
	if (!fs_read(path, max, ret_text, err))
		return false;
	if (strlen(str_text(ret_text)) == ret_text->len)
		return true;
	str_release(ret_text);
	return err_set(err, ERR_INPUT, "%s: it holds NUL bytes: it is no text",
		str_eq(path, "-") ? "standard input" : path);
}

bool fs_write_fd(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t put = write(fd, bytes, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes += put;
		len -= (size_t)put;
	}
	return true;
}

char *fs_temporary(struct arena *a, const char *path)
{
	return arena_printf(a, "%s.%016llx.tmp", path, (unsigned long long)random_unseeded());
}

/* Opens, fills and closes the new file; it is not there afterwards when that failed. */
static bool write_new(
	int folder, const char *temporary, const struct fs_content *c, const struct stat *before)
{
	int fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		before ? 0600 : c->mode);
	bool ok;
	int failed;

	if (fd < 0)
		return false;
	ok = (!before || fchmod(fd, before->st_mode & 07777) == 0) &&
	     fs_write_fd(fd, c->bytes, c->len) && fsync(fd) == 0;
	failed = errno;
	if (close(fd) != 0 && ok) {
		failed = errno;
		ok = false;
	}
	if (!ok)
		unlinkat(folder, temporary, 0);
	errno = failed;
	return ok;
}

bool fs_replace(int folder, const char *name, const struct fs_content *c, struct err *err)
{
	struct arena a = {0};
	char *temporary = fs_temporary(&a, name);
	struct stat st;
	bool there = fstatat(folder, name, &st, 0) == 0 && S_ISREG(st.st_mode), ok;

	ok = write_new(folder, temporary, c, there ? &st : NULL) ||
	     err_errno(err, errno, "cannot write '%s'", name);
	if (ok && renameat(folder, temporary, folder, name) != 0) {
		ok = err_errno(err, errno, "cannot replace '%s'", name);
		unlinkat(folder, temporary, 0);
	}
	arena_release(&a);
	return ok;
}

bool fs_write_atomic(const char *path, const char *bytes, size_t len, mode_t mode, struct err *err)
{
	struct fs_content content = {.bytes = bytes, .len = len, .mode = mode};

	return fs_replace(AT_FDCWD, path, &content, err);
}

bool fs_append_fd(int fd, const char *path, const struct fs_content *c, struct err *err)
{
	bool ok = fs_write_fd(fd, c->bytes, c->len) ||
		  err_errno(err, errno, "cannot append to '%s'", path);

	if (close(fd) != 0 && ok)
		ok = err_errno(err, errno, "cannot append to '%s'", path);
	return ok;
}

bool fs_append(const char *path, const char *bytes, size_t len, mode_t mode, struct err *err)
{
	struct fs_content content = {.bytes = bytes, .len = len};
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode);

	if (fd < 0)
		return err_errno(err, errno, "cannot open '%s'", path);
	return fs_append_fd(fd, path, &content, err);
}

bool fs_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool fs_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool fs_make_dirs(const char *path, mode_t mode, struct err *err)
{
	struct arena a = {0};
	char *dir = arena_strdup(&a, path);
	bool ok = true;

	for (char *p = dir + 1; ok && *dir; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = '\0';
		if (mkdir(dir, mode) != 0 && errno != EEXIST)
			ok = err_errno(err, errno, "cannot create the folder '%s'", dir);
		*p = c;
		if (!c)
			break;
	}
	if (ok && !fs_is_dir(path))
		ok = err_set(err, ERR_WORK, "cannot create the folder '%s': a file is in its place",
			path);
	arena_release(&a);
	return ok;
}

/* Deeper than this is a loop of mounts, not a project. */
#define WALK_MAX_DEPTH 64

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int wanted(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && entry->d_name[0] != '_';
}

static bool walk(const char *dir, int depth, fs_visit *each, void *self, struct err *err)
{
	struct dirent **entries;
	int count = scandir(dir, &entries, wanted, by_name);
	bool ok = true;

	if (count < 0)
		return err_errno(err, errno, "cannot list '%s'", dir);
	for (int i = 0; i < count; i++) {
		struct arena a = {0};
		char *path = fs_join(&a, dir, entries[i]->d_name);
		struct stat link, st;

		if (ok && lstat(path, &link) == 0 && stat(path, &st) == 0) {
			if (S_ISREG(st.st_mode))
				ok = each(self, path, err);
			else if (S_ISDIR(link.st_mode) && depth < WALK_MAX_DEPTH)
				ok = walk(path, depth + 1, each, self, err);
		}
		arena_release(&a);
		free(entries[i]);
	}
	free(entries);
	return ok;
}

bool fs_walk(const char *dir, fs_visit *each, void *self, struct err *err)
{
	return walk(dir, 0, each, self, err);
}

char *fs_join(struct arena *a, const char *dir, const char *name)
{
	if (name[0] == '/' || str_eq(dir, "."))
		return arena_strdup(a, name);
	return arena_printf(a, "%s%s%s", dir, str_ends(dir, "/") ? "" : "/", name);
}

char *fs_dirname(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return arena_strdup(a, ".");
	return arena_strndup(a, path, slash == path ? 1 : (size_t)(slash - path));
}

const char *fs_basename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *fs_extension(const char *path)
{
	const char *base = fs_basename(path), *dot = strrchr(base, '.');

	return dot && dot != base ? dot + 1 : "";
}

char *fs_stem(struct arena *a, const char *path)
{
	const char *base = fs_basename(path), *dot = strrchr(base, '.');

	return arena_strndup(a, base, dot && dot != base ? (size_t)(dot - base) : strlen(base));
}
