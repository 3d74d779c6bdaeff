#include "core/term/line_impl.h"

#include "core/base/utf8.h"
#include "core/term/width.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <unistd.h>
#include <wchar.h>

/* ---- where things are ---- */

int line_columns(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

struct place {
	int columns, row, column;
	bool has_wide;
};

static void put(struct place *p, int width)
{
	if (p->column + width > p->columns) {
		p->row++;
		p->column = 0;
	}
	p->column += width;
	if (p->column >= p->columns) {
		p->row++;
		p->column = 0;
	}
}

/* As libedit lays out a line: a newline is one, a tab goes to the next eighth column, a control
 * character is two (^A), and what does not fit a row begins the next. */
static void put_text(struct place *p, const char *text, size_t len)
{
	while (len) {
		uint32_t cp = (unsigned char)*text;
		size_t used = utf8_decode(text, len, &cp);
		int width = cp < ' ' || cp == 0x7f ? 2 : width_of_char(cp);

		used = used ? used : 1;
		if (cp == '\n') {
			p->row++;
			p->column = 0;
		} else if (cp == '\t') {
			do
				put(p, 1);
			while (p->column % 8);
		} else {
			put(p, width);
		}
		p->has_wide = p->has_wide || width == 2;
		text += used;
		len -= used;
	}
}

static struct place place_of(struct line_editor *l, const char *text, size_t len)
{
	struct place p = {.columns = line_columns()};

	put_text(&p, l->prompt, strlen(l->prompt));
	p.has_wide = false;
	put_text(&p, text, len);
	return p;
}

/* The line anew, from the prompt's row on, which is found from where the cursor is: terminals
 * that are resized break the rows anew themselves, and take the cursor along. */
static void redraw(struct line_editor *l, EditLine *el)
{
	const LineInfo *line = line_api.line(el);
	struct place p = place_of(l, line->buffer, (size_t)(line->cursor - line->buffer));
	struct str sequence = {0};

	str_add_char(&sequence, '\r');
	if (p.row)
		str_addf(&sequence, "\033[%dA", p.row);
	str_add(&sequence, "\033[J");
	line_send(str_text(&sequence));
	str_release(&sequence);
	line_api.set(el, EL_REFRESH);
}

/* What libedit leaves of a row that ended within a wide character is not what it believes. */
static void redraw_wide(struct line_editor *l, EditLine *el)
{
	const LineInfo *line = line_api.line(el);
	struct place p = place_of(l, line->buffer, (size_t)(line->lastchar - line->buffer));
	bool wraps = p.has_wide && p.row > 0;

	if ((wraps || l->wraps_wide) && !l->is_plain)
		redraw(l, el);
	l->wraps_wide = wraps;
}

/* ---- signals ---- */

static volatile sig_atomic_t resized, stopped, continued;

static void on_signal(int number)
{
	if (number == SIGWINCH)
		resized = 1;
	else if (number == SIGTSTP)
		stopped = 1;
	else
		continued = 1;
}

static const int watched[LINE_SIGNALS] = {SIGWINCH, SIGTSTP, SIGCONT};

/* Only while a line is edited: a command that runs is stopped with us. */
void line_signals(struct line_editor *l, bool on)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < LINE_SIGNALS; i++)
		if (on)
			sigaction(watched[i], &action, &l->before[i]);
		else
			sigaction(watched[i], &l->before[i], NULL);
}

/* Until somebody continues us; the terminal is as it was meanwhile. */
static void stop(struct line_editor *l, EditLine *el)
{
	sigset_t one, mask;

	line_api.set(el, EL_PREP_TERM, 0);
	line_mark_pastes(l, false);
	line_signals(l, false);
	kill(getpid(), SIGTSTP);
	sigemptyset(&one);
	sigaddset(&one, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &one, &mask);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	line_signals(l, true);
	continued = 1;
}

/* Who had the terminal meanwhile has left it as it likes. */
static void go_on(struct line_editor *l, EditLine *el)
{
	line_api.set(el, EL_PREP_TERM, 0);
	line_api.set(el, EL_PREP_TERM, 1);
	line_mark_pastes(l, true);
	line_send("\r\033[J");
	line_api.set(el, EL_REFRESH);
}

/* True when there was something to do. */
static bool do_signals(struct line_editor *l, EditLine *el)
{
	bool any = stopped || continued || resized;

	if (stopped) {
		stopped = 0;
		stop(l, el);
	}
	if (continued) {
		continued = 0;
		go_on(l, el);
	}
	if (resized) {
		resized = 0;
		line_api.resize(el);
		redraw(l, el);
	}
	return any;
}

/* ---- characters ---- */

static bool waits(int timeout_ms)
{
	struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};

	return poll(&fd, 1, timeout_ms) == 0;
}

/* Until there is a byte: signals come only while we wait, so that none is missed. */
static bool wait_for_byte(struct line_editor *l, EditLine *el)
{
	static const int all[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT};
	sigset_t blocked, before;
	bool is_there = false;
	int ready = -1;
	fd_set fds;

	sigemptyset(&blocked);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		sigaddset(&blocked, all[i]);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	while (!is_there && !(l->ended && atomic_load(l->ended))) {
		FD_ZERO(&fds);
		FD_SET(STDIN_FILENO, &fds);
		ready = pselect(STDIN_FILENO + 1, &fds, NULL, NULL, NULL, &before);
		is_there = ready > 0;
		if (!do_signals(l, el) && ready < 0)
			break;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = EINTR;
	return is_there;
}

/* One byte; -1 and EINTR at Ctrl-C, and when the end has been told. */
static ssize_t read_byte(EditLine *el, char *ret)
{
	struct line_editor *l = line_editor_of(el);

	if (waits(0) && !wait_for_byte(l, el))
		return -1;
	return read(STDIN_FILENO, ret, 1);
}

/* A UTF-8 sequence; what is none becomes U+FFFD. */
int line_character(EditLine *el, wchar_t *ret)
{
	mbstate_t state = {0};
	ssize_t got;
	char byte;

	for (int i = 0; i < MB_LEN_MAX; i++) {
		got = read_byte(el, &byte);
		if (got <= 0)
			return (int)got;
		switch (mbrtowc(ret, &byte, 1, &state)) {
		case (size_t)-2: continue;
		case (size_t)-1: *ret = 0xfffd; return 1;
		default: return 1;
		}
	}
	*ret = 0xfffd;
	return 1;
}

/* ---- keys of several characters, beside those of vi ---- */

/* An Escape of its own ends vi's insertion, and libedit would wait for what follows it: so the
 * keys of a terminal are told apart here, by their bytes coming at once, and become single
 * characters that nobody types. */
#define ESCAPE_MS 30

static const struct {
	const char *sequence;
	wchar_t key;
} sequences[] = {{"[200~", LINE_KEY_PASTE}, {"[A", LINE_KEY_UP}, {"OA", LINE_KEY_UP},
	{"[B", LINE_KEY_DOWN}, {"OB", LINE_KEY_DOWN}, {"[C", LINE_KEY_RIGHT},
	{"OC", LINE_KEY_RIGHT}, {"[D", LINE_KEY_LEFT}, {"OD", LINE_KEY_LEFT}, {"[F", LINE_KEY_END},
	{"OF", LINE_KEY_END}, {"[H", LINE_KEY_HOME}, {"OH", LINE_KEY_HOME},
	{"[3~", LINE_KEY_DELETE}};

enum match { MATCH_NONE, MATCH_BEGUN, MATCH_WHOLE };

static enum match match(const char *text, size_t len, wchar_t *ret)
{
	enum match best = MATCH_NONE;

	for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
		if (strncmp(sequences[i].sequence, text, len) != 0)
			continue;
		*ret = sequences[i].key;
		if (!sequences[i].sequence[len])
			return MATCH_WHOLE;
		best = MATCH_BEGUN;
	}
	return best;
}

/* Behind an Escape: its key, or the Escape itself, and then what came after it. */
static void read_sequence(struct line_editor *l, EditLine *el, wchar_t *ret)
{
	enum match found = MATCH_BEGUN;
	wchar_t key = 0;

	l->ahead_len = 0;
	while (found == MATCH_BEGUN && l->ahead_len < sizeof l->ahead && !waits(ESCAPE_MS) &&
		read_byte(el, &l->ahead[l->ahead_len]) == 1)
		found = match(l->ahead, ++l->ahead_len, &key);
	if (found == MATCH_WHOLE) {
		l->ahead_len = 0;
		*ret = key;
	}
}

static bool take_ahead(struct line_editor *l, wchar_t *ret)
{
	if (!l->ahead_len)
		return false;
	*ret = (unsigned char)l->ahead[0];
	memmove(l->ahead, l->ahead + 1, --l->ahead_len);
	return true;
}

int line_getc(EditLine *el, wchar_t *ret)
{
	struct line_editor *l = line_editor_of(el);
	bool drawn = false;
	int got, saved;

	if (take_ahead(l, ret))
		return 1;
	if (waits(0)) {
		redraw_wide(l, el);
		drawn = l->hints && line_draw_hint(l, el);
	}
	got = line_character(el, ret);
	saved = errno;
	if (got == 1 && *ret == '\033' && l->is_vi)
		read_sequence(l, el, ret);
	if (drawn)
		line_send("\033[K");
	errno = saved;
	return got;
}
