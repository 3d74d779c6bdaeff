#define _GNU_SOURCE /* F_OFD_SETLK */

#include "core/db/target_lite.h"

#include "core/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What SQLite has beside a file: of another one it would be played back into it. */
static const char *const beside[] = {"-wal", "-shm", "-journal"};
#define BESIDE (sizeof beside / sizeof *beside)

/* The bytes that SQLite locks (https://sqlite.org/fileformat2.html#the_lock_byte_page): whoever
 * reads or writes holds some of them, in WAL mode as long as the file is open. */
#define PENDING_BYTE ((off_t)0x40000000)
#define PENDING_LEN 512

static bool lock_others_out(const struct target *s, struct err *err)
{
	const struct lite_target *l = s->state;
	struct flock f = {.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = PENDING_BYTE,
		.l_len = PENDING_LEN};

	if (l->lock_fd < 0 || fcntl(l->lock_fd, F_OFD_SETLK, &f) == 0)
		return true;
	if (errno != EAGAIN && errno != EACCES)
		return err_errno(err, errno, "cannot lock '%s'", s->name);
	err_set(err, ERR_BUSY, "another program has '%s' open", s->name);
	return err_hint(err, "try again when it is done");
}

/* What is new in a folder is there after a crash, too. */
static bool sync_folder(const char *path, struct err *err)
{
	struct str copy = {0};
	int fd;
	bool ok;

	str_add(&copy, path);
	fd = open(dirname(copy.at), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok = fd >= 0 && fsync(fd) == 0;
	if (!ok)
		err_errno(err, errno, "cannot write the folder of '%s'", path);
	if (fd >= 0)
		close(fd);
	str_release(&copy);
	return ok;
}

static bool move(const char *from, const char *to, struct err *err)
{
	if ((to ? rename(from, to) : unlink(from)) == 0 || errno == ENOENT)
		return true;
	return err_errno(err, errno, "cannot %s '%s'", to ? "rename" : "remove", from);
}

/* Before the file itself: a copy must never lie beside the log of what was there. */
static bool clear_beside(const struct target *s, const char *aside, struct err *err)
{
	struct str from = {0}, to = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < BESIDE; i++) {
		str_clear(&from);
		str_addf(&from, "%s%s", s->name, beside[i]);
		str_clear(&to);
		str_addf(&to, "%s%s", aside ? aside : "", beside[i]);
		ok = move(str_text(&from), aside ? str_text(&to) : NULL, err);
	}
	str_release(&from);
	str_release(&to);
	return ok;
}

/* Who could read and write it still can. */
static bool dress(const struct target *s, const char *with, struct err *err)
{
	const struct lite_target *l = s->state;
	struct stat was;

	if (l->lock_fd < 0 || fstat(l->lock_fd, &was) < 0)
		return true;
	/* Another owner's only root can give it; the mode is what counts then. */
	(void)!chown(with, was.st_uid, was.st_gid);
	return chmod(with, was.st_mode & 07777) == 0 ||
	       err_errno(err, errno, "cannot set the mode of '%s'", with);
}

/* A second name, so that the first one is there until the new file has it. */
static bool keep_aside(const struct target *s, const char *aside, struct err *err)
{
	const struct lite_target *l = s->state;

	return !aside || l->lock_fd < 0 || link(s->name, aside) == 0 ||
	       err_errno(err, errno, "cannot keep '%s' as '%s'", s->name, aside);
}

/* A link stays one: its file is replaced. */
static bool take_place(const char *name, const char *with, struct err *err)
{
	char *file = realpath(name, NULL);
	bool ok = rename(with, file ? file : name) == 0 ||
		  err_errno(err, errno, "cannot put '%s' in the place of '%s'", with, name);

	ok = ok && sync_folder(file ? file : name, err);
	free(file);
	return ok;
}

bool target_replace(struct target *s, const char *with, const char *aside, struct err *err)
{
	return lock_others_out(s, err) && dress(s, with, err) && keep_aside(s, aside, err) &&
	       clear_beside(s, aside, err) && sync_folder(s->name, err) &&
	       take_place(s->name, with, err);
}
