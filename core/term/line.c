#include "core/term/line_impl.h"

#include "core/base/library.h"
#include "core/base/mem.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HISTORY_MAX 10000

struct line_api line_api;
static bool loaded;
static char why[256];

static void load(void)
{
	static const struct library_symbol symbols[] = {
		{"el_init", &line_api.init},
		{"el_end", &line_api.end},
		{"el_gets", &line_api.read},
		{"el_set", &line_api.set},
		{"el_get", &line_api.get},
		{"el_line", &line_api.line},
		{"el_insertstr", &line_api.insertstr},
		{"el_cursor", &line_api.cursor},
		{"el_wgetc", &line_api.wgetc},
		{"el_source", &line_api.source},
		{"el_reset", &line_api.reset},
		{"el_resize", &line_api.resize},
		{"history_init", &line_api.history_init},
		{"history_end", &line_api.history_end},
		{"history", &line_api.history},
		{0},
	};

	loaded = library_load(LIBRARY_EDIT, symbols, why, sizeof why);
}

/* ---- the editor ---- */

struct line_editor *line_editor_of(EditLine *el)
{
	struct line_editor *l = NULL;

	line_api.get(el, EL_CLIENTDATA, &l);
	return l;
}

static char *prompt_of(EditLine *el)
{
	return (char *)line_editor_of(el)->prompt;
}

static void read_history(struct line_editor *l)
{
	HistEvent event;

	l->history = line_api.history_init();
	if (!l->history)
		mem_exhausted();
	line_api.history(l->history, &event, H_SETSIZE, HISTORY_MAX);
	line_api.history(l->history, &event, H_SETUNIQUE, 1);
	if (l->file)
		line_api.history(l->history, &event, H_LOAD, l->file);
}

void line_send(const char *sequence)
{
	(void)!write(STDOUT_FILENO, sequence, strlen(sequence)); /* without it nothing is lost */
}

static void bind_keys(EditLine *el)
{
	static const struct {
		const char *name, *help;
		unsigned char (*run)(EditLine *, int);
		const char *keys[3];
	} keys[] = {{"blokctl-complete", "complete the word", line_complete, {"^I"}},
		{"blokctl-paste", "take what is pasted as text", line_paste, {"\\e[200~"}},
		{"blokctl-forward", "a character on, or take the hint", line_forward,
			{"\\e[C", "\\eOC", "^F"}},
		{"blokctl-end", "to the end, or take the hint", line_end_of,
			{"\\e[F", "\\eOF", "^E"}}};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		line_api.set(el, EL_ADDFN, keys[i].name, keys[i].help, keys[i].run);
		for (size_t k = 0; k < 3 && keys[i].keys[k]; k++)
			line_api.set(el, EL_BIND, keys[i].keys[k], keys[i].name, NULL);
	}
	line_api.set(el, EL_BIND, "^R", "em-inc-search-prev", NULL);
	/* Lines that begin as this one does. */
	line_api.set(el, EL_BIND, "\\e[A", "ed-search-prev-history", NULL);
	line_api.set(el, EL_BIND, "\\eOA", "ed-search-prev-history", NULL);
	line_api.set(el, EL_BIND, "\\e[B", "ed-search-next-history", NULL);
	line_api.set(el, EL_BIND, "\\eOB", "ed-search-next-history", NULL);
}

bool line_editor_open(const struct line_options *o, struct line_editor **ret, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct line_editor *l;

	pthread_once(&once, load);
	if (!loaded) {
		err_set(err, ERR_WORK, "cannot load libedit, which lines are edited with: %s", why);
		return err_hint(err, "install it: apt-get install libedit2");
	}
	l = mem_alloc(sizeof *l);
	l->words = o->words;
	l->hints = o->hints;
	l->prompt = "";
	l->file = o->history ? mem_strdup(o->history) : NULL;
	l->el = line_api.init("blokctl", stdin, stdout, stderr);
	if (!l->el) {
		line_editor_close(l);
		return err_set(err, ERR_WORK, "the terminal cannot be used");
	}
	read_history(l);
	line_api.set(l->el, EL_CLIENTDATA, l);
	line_api.set(l->el, EL_PROMPT, prompt_of);
	line_api.set(l->el, EL_EDITOR, "emacs");
	line_api.set(l->el, EL_SIGNAL, 0);
	line_api.set(l->el, EL_HIST, line_api.history, l->history);
	line_api.set(l->el, EL_GETCFN, line_getc);
	bind_keys(l->el);
	line_api.source(l->el, NULL);
	*ret = l;
	return true;
}

void line_editor_close(struct line_editor *l)
{
	HistEvent event;

	if (!l)
		return;
	if (l->history && l->file) {
		mode_t before = umask(077);

		line_api.history(l->history, &event, H_SAVE, l->file);
		umask(before);
	}
	if (l->history)
		line_api.history_end(l->history);
	if (l->el)
		line_api.end(l->el);
	str_release(&l->pasted);
	free(l->file);
	free(l);
}

enum line_end line_editor_read(struct line_editor *l, const char *prompt, struct str *ret)
{
	const char *line;
	int len = 0, saved;

	l->prompt = prompt;
	str_clear(&l->pasted);
	line_send("\033[?2004h"); /* what is pasted comes between marks (xterm) */
	errno = 0;
	line = line_api.read(l->el, &len);
	saved = errno;
	line_send("\033[?2004l");
	str_clear(ret);
	if (!line || len <= 0) {
		if (saved != EINTR)
			return LINE_END;
		line_api.reset(l->el);
		return LINE_CANCELLED;
	}
	str_add_bytes(ret, line, (size_t)len);
	while (ret->len && strchr("\r\n", ret->at[ret->len - 1]))
		str_truncate(ret, ret->len - 1);
	line_put_pasted(l, ret);
	return LINE_READ;
}

void line_editor_remember(struct line_editor *l, const char *text)
{
	HistEvent event;

	if (*text && *text != ' ')
		line_api.history(l->history, &event, H_ENTER, text);
}
