#include "core/term/line_impl.h"

#include "core/base/library.h"
#include "core/base/mem.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

void line_send(const char *sequence)
{
	(void)!write(STDOUT_FILENO, sequence, strlen(sequence)); /* without it nothing is lost */
}

void line_mark_pastes(const struct line_editor *l, bool on)
{
	if (!l->is_plain)
		line_send(on ? "\033[?2004h" : "\033[?2004l");
}

static void add_functions(EditLine *el)
{
	static const struct {
		const char *name, *help;
		unsigned char (*run)(EditLine *, int);
	} functions[] = {{"blokctl-complete", "complete the word", line_complete},
		{"blokctl-paste", "take what is pasted as text", line_paste},
		{"blokctl-forward", "a character on, or take the hint", line_forward},
		{"blokctl-end", "to the end, or take the hint", line_end_of}};

	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		line_api.set(el, EL_ADDFN, functions[i].name, functions[i].help, functions[i].run);
}

struct binding {
	const char *key, *function;
};

/* The arrows up and down: lines that begin as this one does. */
static const struct binding emacs_keys[] = {{"^I", "blokctl-complete"},
	{"\\e[200~", "blokctl-paste"}, {"\\e[C", "blokctl-forward"}, {"\\eOC", "blokctl-forward"},
	{"^F", "blokctl-forward"}, {"\\e[F", "blokctl-end"}, {"\\eOF", "blokctl-end"},
	{"^E", "blokctl-end"}, {"^R", "em-inc-search-prev"}, {"\\e[A", "ed-search-prev-history"},
	{"\\eOA", "ed-search-prev-history"}, {"\\e[B", "ed-search-next-history"},
	{"\\eOB", "ed-search-next-history"}, {0}};

/* enum line_key from 0200 on, in both of vi's maps. */
static const struct binding vi_keys[] = {{"^I", "blokctl-complete"}, {"^R", "em-inc-search-prev"},
	{"\\200", "blokctl-paste"}, {"\\201", "ed-search-prev-history"},
	{"\\202", "ed-search-next-history"}, {"\\203", "blokctl-forward"},
	{"\\204", "ed-prev-char"}, {"\\205", "ed-move-to-beg"}, {"\\206", "blokctl-end"},
	{"\\207", "ed-delete-next-char"}, {0}};

static void bind_emacs(EditLine *el)
{
	for (const struct binding *b = emacs_keys; b->key; b++)
		line_api.set(el, EL_BIND, b->key, b->function, NULL);
}

static void bind_vi(EditLine *el)
{
	for (const struct binding *b = vi_keys; b->key; b++) {
		line_api.set(el, EL_BIND, b->key, b->function, NULL);
		line_api.set(el, EL_BIND, "-a", b->key, b->function, NULL);
	}
}

/* What ~/.editrc binds itself stays, but that 'bind -v' in it empties the maps. */
static void bind_keys(struct line_editor *l)
{
	const char *editor = NULL;

	line_api.set(l->el, EL_EDITOR, "emacs");
	add_functions(l->el);
	bind_emacs(l->el);
	line_api.source(l->el, NULL);
	line_api.get(l->el, EL_EDITOR, &editor);
	l->is_vi = str_eq(editor, "vi");
	if (l->is_vi)
		bind_vi(l->el);
}

bool line_editor_open(const struct line_options *o, struct line_editor **ret, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const char *term = getenv("TERM");
	struct line_editor *l;

	pthread_once(&once, load);
	if (!loaded) {
		err_set(err, ERR_WORK, "cannot load libedit, which lines are edited with: %s", why);
		return err_hint(err, "install it: apt-get install libedit2");
	}
	l = mem_alloc(sizeof *l);
	l->words = o->words;
	l->ended = o->ended;
	l->is_plain = !term || !*term || str_eq(term, "dumb");
	l->hints = o->hints && !l->is_plain;
	l->prompt = "";
	l->el = line_api.init("blokctl", stdin, stdout, stderr);
	if (!l->el) {
		line_editor_close(l);
		return err_set(err, ERR_WORK, "the terminal cannot be used");
	}
	line_history_open(l, o->history);
	line_api.set(l->el, EL_CLIENTDATA, l);
	line_api.set(l->el, EL_PROMPT, prompt_of);
	line_api.set(l->el, EL_SIGNAL, 0);
	line_api.set(l->el, EL_HIST, line_api.history, l->history);
	line_api.set(l->el, EL_GETCFN, line_getc);
	bind_keys(l);
	*ret = l;
	return true;
}

void line_editor_close(struct line_editor *l)
{
	if (!l)
		return;
	line_history_close(l);
	if (l->el)
		line_api.end(l->el);
	str_release(&l->pasted);
	free(l);
}

enum line_end line_editor_read(struct line_editor *l, const char *prompt, struct str *ret)
{
	const char *line;
	int len = 0, saved;

	l->prompt = prompt;
	l->ahead_len = 0;
	l->wraps_wide = false;
	str_clear(&l->pasted);
	line_signals(l, true);
	line_mark_pastes(l, true);
	errno = 0;
	line = line_api.read(l->el, &len);
	saved = errno;
	line_mark_pastes(l, false);
	line_signals(l, false);
	str_clear(ret);
	if (!line || len <= 0) {
		if (saved != EINTR || (l->ended && atomic_load(l->ended)))
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
