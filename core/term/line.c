#include "core/term/line.h"

#include "core/base/library.h"
#include "core/base/mem.h"

#include <errno.h>
#include <histedit.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HISTORY_MAX 10000

static struct {
	EditLine *(*init)(const char *, FILE *, FILE *, FILE *);
	void (*end)(EditLine *);
	const char *(*read)(EditLine *, int *);
	int (*set)(EditLine *, int, ...);
	int (*get)(EditLine *, int, ...);
	const LineInfo *(*line)(EditLine *);
	int (*insertstr)(EditLine *, const char *);
	int (*source)(EditLine *, const char *);
	void (*reset)(EditLine *);
	History *(*history_init)(void);
	void (*history_end)(History *);
	int (*history)(History *, HistEvent *, int, ...);
} api;
static bool loaded;
static char why[256];

struct line_editor {
	EditLine *el;
	History *history;
	char *file;
	const char *prompt;
	struct line_words words;
};

static void load(void)
{
	static const struct library_symbol symbols[] = {
		{"el_init", &api.init},
		{"el_end", &api.end},
		{"el_gets", &api.read},
		{"el_set", &api.set},
		{"el_get", &api.get},
		{"el_line", &api.line},
		{"el_insertstr", &api.insertstr},
		{"el_source", &api.source},
		{"el_reset", &api.reset},
		{"history_init", &api.history_init},
		{"history_end", &api.history_end},
		{"history", &api.history},
		{0},
	};

	loaded = library_load(LIBRARY_EDIT, symbols, why, sizeof why);
}

/* ---- completion ---- */

static char *prompt_of(EditLine *el)
{
	struct line_editor *l = NULL;

	api.get(el, EL_CLIENTDATA, &l);
	return (char *)l->prompt;
}

/* How much all of the words begin with, and how many there are. */
static size_t common(const char *words, size_t *ret_count)
{
	size_t len = strcspn(words, "\n");

	*ret_count = 0;
	for (const char *at = words; *at; at += strcspn(at, "\n") + 1) {
		size_t same = 0, word = strcspn(at, "\n");

		while (same < len && same < word && at[same] == words[same])
			same++;
		len = same;
		++*ret_count;
	}
	return len;
}

static unsigned char on_tab(EditLine *el, int key)
{
	const LineInfo *line = api.line(el);
	struct line_editor *l = NULL;
	struct str text = {0}, words = {0}, more = {0};
	size_t begun = 0, len, count;

	(void)key;
	api.get(el, EL_CLIENTDATA, &l);
	str_add_bytes(&text, line->buffer, (size_t)(line->cursor - line->buffer));
	l->words.find(l->words.self, str_text(&text), &words);
	while (begun < text.len && text.at[text.len - 1 - begun] != ' ')
		begun++;
	len = common(str_text(&words), &count);
	if (count && len > begun)
		str_add_bytes(&more, words.at + begun, len - begun);
	if (count == 1 && len && words.at[len - 1] != '=' && words.at[len - 1] != '/')
		str_add_char(&more, ' ');
	if (more.len)
		api.insertstr(el, str_text(&more));
	else if (count > 1)
		l->words.show(l->words.self, str_text(&words));
	str_release(&text);
	str_release(&words);
	len = more.len;
	str_release(&more);
	return len ? CC_REFRESH : count > 1 ? CC_REDISPLAY : CC_ERROR;
}

/* ---- the editor ---- */

static void read_history(struct line_editor *l)
{
	HistEvent event;

	l->history = api.history_init();
	if (!l->history)
		mem_exhausted();
	api.history(l->history, &event, H_SETSIZE, HISTORY_MAX);
	api.history(l->history, &event, H_SETUNIQUE, 1);
	if (l->file)
		api.history(l->history, &event, H_LOAD, l->file);
}

bool line_editor_open(const char *history, const struct line_words *words, struct line_editor **ret,
	struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct line_editor *l;

	pthread_once(&once, load);
	if (!loaded) {
		err_set(err, ERR_WORK, "cannot load libedit, which lines are edited with: %s", why);
		return err_hint(err, "install it: apt-get install libedit2");
	}
	l = mem_alloc(sizeof *l);
	l->words = *words;
	l->prompt = "";
	l->file = history ? mem_strdup(history) : NULL;
	l->el = api.init("blokctl", stdin, stdout, stderr);
	if (!l->el) {
		line_editor_close(l);
		return err_set(err, ERR_WORK, "the terminal cannot be used");
	}
	read_history(l);
	api.set(l->el, EL_CLIENTDATA, l);
	api.set(l->el, EL_PROMPT, prompt_of);
	api.set(l->el, EL_EDITOR, "emacs");
	api.set(l->el, EL_SIGNAL, 0);
	api.set(l->el, EL_HIST, api.history, l->history);
	api.set(l->el, EL_ADDFN, "blokctl-complete", "complete the word", on_tab);
	api.set(l->el, EL_BIND, "^I", "blokctl-complete", NULL);
	api.set(l->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
	api.source(l->el, NULL);
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

		api.history(l->history, &event, H_SAVE, l->file);
		umask(before);
	}
	if (l->history)
		api.history_end(l->history);
	if (l->el)
		api.end(l->el);
	free(l->file);
	free(l);
}

enum line_end line_editor_read(struct line_editor *l, const char *prompt, struct str *ret)
{
	const char *line;
	int len = 0;

	l->prompt = prompt;
	errno = 0;
	line = api.read(l->el, &len);
	str_clear(ret);
	if (!line || len <= 0) {
		if (errno != EINTR)
			return LINE_END;
		api.reset(l->el);
		return LINE_CANCELLED;
	}
	str_add_bytes(ret, line, (size_t)len);
	while (ret->len && strchr("\r\n", ret->at[ret->len - 1]))
		str_truncate(ret, ret->len - 1);
	return LINE_READ;
}

void line_editor_remember(struct line_editor *l, const char *text)
{
	HistEvent event;

	if (*text && *text != ' ')
		api.history(l->history, &event, H_ENTER, text);
}
