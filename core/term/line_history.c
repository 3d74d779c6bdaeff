#define _XOPEN_SOURCE 700 /* realpath */
#include "core/term/line_impl.h"

#include "core/base/fs.h"
#include "core/base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HISTORY_MAX 10000

static History *load(const char *file)
{
	History *h = line_api.history_init();
	HistEvent event;

	if (!h)
		mem_exhausted();
	line_api.history(h, &event, H_SETSIZE, HISTORY_MAX);
	line_api.history(h, &event, H_SETUNIQUE, 1);
	if (file)
		line_api.history(h, &event, H_LOAD, file);
	return h;
}

void line_history_open(struct line_editor *l, const char *file)
{
	l->file = file ? mem_strdup(file) : NULL;
	l->history = load(file);
}

void line_editor_remember(struct line_editor *l, const char *text, enum line_kept kept)
{
	HistEvent event;

	if (!*text || *text == ' ')
		return;
	line_api.history(l->history, &event, H_ENTER, text);
	if (kept == LINE_KEPT)
		vec_push(&l->added, mem_strdup(text));
}

/* Of who writes it; -1 when it cannot be had, which at worst costs somebody's last lines. */
static int lock(const char *file)
{
	struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct arena a = {0};
	int fd = open(arena_printf(&a, "%s.lock", file), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	arena_release(&a);
	while (fd >= 0 && fcntl(fd, F_SETLKW, &all) != 0 && errno == EINTR)
		;
	return fd;
}

/* libedit's own H_SAVE empties the file first: who is ended there has no history any more. */
static bool write_new(History *h, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
	HistEvent event;
	bool ok;

	if (!out) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	ok = line_api.history(h, &event, H_SAVE_FP, out) >= 0;
	ok = fflush(out) == 0 && ok;
	ok = fsync(fd) == 0 && ok;
	return fclose(out) == 0 && ok;
}

/* Behind what is in the file by now: other sessions have ended since it was read. */
static void add_to_file(struct line_editor *l)
{
	char *real = realpath(l->file, NULL);
	const char *file = real ? real : l->file, *temporary;
	int held = lock(file);
	History *h = load(file);
	struct arena a = {0};
	HistEvent event;

	for (size_t i = 0; i < l->added.len; i++)
		line_api.history(h, &event, H_ENTER, l->added.at[i]);
	temporary = fs_temporary(&a, file);
	if (!write_new(h, temporary) || rename(temporary, file) != 0)
		unlink(temporary);
	line_api.history_end(h);
	if (held >= 0)
		close(held);
	arena_release(&a);
	free(real);
}

void line_history_close(struct line_editor *l)
{
	if (l->history && l->file && l->added.len)
		add_to_file(l);
	if (l->history)
		line_api.history_end(l->history);
	for (size_t i = 0; i < l->added.len; i++)
		free(l->added.at[i]);
	vec_release(&l->added);
	free(l->file);
}
