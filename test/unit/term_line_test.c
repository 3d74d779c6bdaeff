#include "core/term/line_impl.h"
#include "test/unit/test.h"

#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

/* The keys of the line editor, on a line and a history of our own instead of libedit's. */

static struct {
	char text[40000];
	size_t len, at;
	const char *entries[4]; /* the latest first, ended by NULL */
	int entry;
	struct line_editor editor;
	LineInfo info;
	char shown[400];
	int refreshed; /* times */
} state;

static int fake_get(EditLine *el, int what, ...)
{
	va_list args;

	(void)el;
	va_start(args, what);
	*va_arg(args, struct line_editor **) = &state.editor;
	va_end(args);
	return 0;
}

static const LineInfo *fake_line(EditLine *el)
{
	(void)el;
	state.info = (LineInfo){.buffer = state.text,
		.cursor = state.text + state.at,
		.lastchar = state.text + state.len};
	return &state.info;
}

static int fake_insert(EditLine *el, const char *text)
{
	size_t len = strlen(text);

	(void)el;
	memmove(state.text + state.at + len, state.text + state.at, state.len - state.at);
	memcpy(state.text + state.at, text, len);
	state.len += len;
	state.at += len;
	state.text[state.len] = '\0';
	return 0;
}

static int fake_cursor(EditLine *el, int by)
{
	(void)el;
	state.at += (size_t)by;
	return (int)state.at;
}

static int fake_history(History *h, HistEvent *ret, int what, ...)
{
	(void)h;
	state.entry = what == H_FIRST ? 0 : state.entry + 1;
	if (!state.entries[state.entry])
		return -1;
	*ret = (HistEvent){.num = state.entry, .str = state.entries[state.entry]};
	return 0;
}

static void fake_resize(EditLine *el)
{
	(void)el;
}

static int fake_set(EditLine *el, int what, ...)
{
	(void)el;
	state.refreshed += what == EL_REFRESH;
	return 0;
}

static void find_words(void *self, const char *text, size_t *ret_begun, struct str *ret)
{
	static const char *const words[] = {"open", "option", "output=", "quit", "query"};
	const char *word = strrchr(text, ' ') ? strrchr(text, ' ') + 1 : text;

	(void)self;
	*ret_begun = strlen(word);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncmp(words[i], word, *ret_begun) == 0)
			str_addf(ret, "%s\n", words[i]);
}

static void show_words(void *self, const char *words)
{
	(void)self;
	snprintf(state.shown, sizeof state.shown, "%s", words);
}

static struct line_api before;

static void begin(const char *text, size_t at)
{
	memset(&state, 0, sizeof state);
	state.len = strlen(text);
	memcpy(state.text, text, state.len);
	state.at = at;
	state.editor.prompt = "> ";
	state.editor.words = (struct line_words){find_words, show_words, NULL};
	state.editor.hints = true;
	before = line_api;
	line_api.get = fake_get;
	line_api.line = fake_line;
	line_api.insertstr = fake_insert;
	line_api.cursor = fake_cursor;
	line_api.history = fake_history;
	line_api.resize = fake_resize;
	line_api.set = fake_set;
}

static void end(void)
{
	str_release(&state.editor.pasted);
	line_api = before;
}

static void check_complete(const char *text, int want, const char *line, const char *shown)
{
	begin(text, strlen(text));
	CHECK_INT(line_complete(NULL, '\t'), want);
	CHECK_STR(state.text, line);
	CHECK_STR(state.shown, shown);
	end();
}

TEST(a_word_is_completed_as_far_as_it_is_known)
{
	check_complete("op", CC_REDISPLAY, "op", "open\noption\n");
	check_complete("ope", CC_REFRESH, "open ", "");
	check_complete("open", CC_REFRESH, "open ", "");
	check_complete("ou", CC_REFRESH, "output=", "");
	check_complete("output=", CC_ERROR, "output=", "");
	check_complete("q", CC_REFRESH, "qu", "");
	check_complete("qu", CC_REDISPLAY, "qu", "quit\nquery\n");
	check_complete("x", CC_ERROR, "x", "");
	check_complete("a b qui", CC_REFRESH, "a b quit ", "");
	check_complete("", CC_REDISPLAY, "", "open\noption\noutput=\nquit\nquery\n");
}

TEST(a_word_is_completed_where_the_cursor_is)
{
	begin("qui rest", 3);
	CHECK_INT(line_complete(NULL, '\t'), CC_REFRESH);
	CHECK_STR(state.text, "quit  rest");
	CHECK_INT(state.at, 5);
	end();
}

typedef unsigned char key(EditLine *, int);

static void check_hint(key *press, const char *text, size_t at, int want, const char *line)
{
	begin(text, at);
	state.entries[0] = "select 1";
	state.entries[1] = "select two\nfrom t";
	state.entries[2] = "open x";
	CHECK_INT(press(NULL, 0), want);
	CHECK_STR(state.text, line);
	end();
}

TEST(the_right_arrow_takes_the_hint)
{
	check_hint(line_forward, "sel", 3, CC_REFRESH, "select 1");
	check_hint(line_forward, "select t", 8, CC_REFRESH, "select two");
	check_hint(line_forward, "op", 2, CC_REFRESH, "open x");
	check_hint(line_forward, "select 1", 8, CC_ERROR, "select 1");
	check_hint(line_forward, "select two", 10, CC_ERROR, "select two");
	check_hint(line_forward, "nothing", 7, CC_ERROR, "nothing");
	check_hint(line_forward, "a\nsel", 5, CC_ERROR, "a\nsel");
	check_hint(line_forward, "", 0, CC_ERROR, "");
	check_hint(line_forward, "sel", 1, CC_CURSOR, "sel");
	check_hint(line_end_of, "sel", 3, CC_REFRESH, "select 1");
	check_hint(line_end_of, "sel", 1, CC_CURSOR, "sel");
}

TEST(the_cursor_moves_before_there_is_a_hint)
{
	begin("abc", 1);
	line_forward(NULL, 0);
	CHECK_INT(state.at, 2);
	line_end_of(NULL, 0);
	CHECK_INT(state.at, 3);
	end();
}

TEST(without_hints_there_is_nothing_to_take)
{
	begin("sel", 3);
	state.editor.hints = false;
	state.entries[0] = "select 1";
	CHECK_INT(line_forward(NULL, 0), CC_ERROR);
	end();
}

/* ---- what comes from the terminal ---- */

static int kept[2];

/* Standard input is `bytes`, standard output goes to *ret_out. */
static void feed(const char *bytes, size_t len, int *ret_out)
{
	int in[2], out[2];

	fflush(stdout);
	if (pipe(in) != 0 || pipe(out) != 0) {
		test_failed(__FILE__, __LINE__, "no pipes");
		return;
	}
	(void)!write(in[1], bytes, len);
	close(in[1]);
	kept[0] = dup(STDIN_FILENO);
	kept[1] = dup(STDOUT_FILENO);
	dup2(in[0], STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	close(in[0]);
	close(out[1]);
	*ret_out = out[0];
}

/* Puts them back and reads what was sent. */
static void unfeed(int out, char *sent, size_t size)
{
	ssize_t got;

	dup2(kept[0], STDIN_FILENO);
	dup2(kept[1], STDOUT_FILENO);
	close(kept[0]);
	close(kept[1]);
	got = read(out, sent, size - 1);
	sent[got > 0 ? got : 0] = '\0';
	close(out);
}

static void paste(const char *bytes, size_t len)
{
	char sent[100];
	int out;

	feed(bytes, len, &out);
	CHECK_INT(line_paste(NULL, 0), CC_REFRESH);
	unfeed(out, sent, sizeof sent);
}

static void check_paste(const char *bytes, const char *line)
{
	begin("", 0);
	paste(bytes, strlen(bytes));
	CHECK_STR(state.text, line);
	end();
}

TEST(what_is_pasted_is_text_and_no_keys)
{
	check_paste("one two\033[201~", "one two");
	check_paste("one\rtwo\n\n\033[201~", "one\ntwo");
	check_paste("a\tb\003c\004\177d\033[201~", "a\tbcd");
	check_paste("\033[2\033[201~", "[2");
	check_paste("\033[20x\033[201~", "[20x");
	check_paste("\033\033[201~", "");
	check_paste("\033[201~", "");
	check_paste("no end", "no end");
}

TEST(a_long_paste_has_a_place_in_the_line)
{
	struct str bytes = {0}, line = {0};

	begin("x = ", 4);
	for (int i = 0; i < 500; i++)
		str_add(&bytes, "0123456789");
	str_add(&bytes, "\033[201~");
	paste(bytes.at, bytes.len);
	CHECK_STR(state.text, "x = [5000 bytes pasted]");
	str_addf(&line, "%s;", state.text);
	line_put_pasted(&state.editor, &line);
	CHECK_INT(line.len, 4 + 5000 + 1);
	CHECK(strncmp(line.at, "x = 0123456789", 14) == 0 && line.at[line.len - 1] == ';');
	/* the second is text: one place would stand for both */
	paste("more\033[201~", 10);
	CHECK_STR(state.text, "x = [5000 bytes pasted]more");
	/* whoever changed the place gets the line as it is */
	str_clear(&line);
	str_add(&line, "x = [500 bytes pasted]");
	line_put_pasted(&state.editor, &line);
	CHECK_STR(str_text(&line), "x = [500 bytes pasted]");
	end();
	begin("", 0);
	line_put_pasted(&state.editor, &line);
	CHECK_STR(str_text(&line), "x = [500 bytes pasted]");
	end();
	str_release(&bytes);
	str_release(&line);
}

TEST(characters_are_read_one_by_one)
{
	static const char bytes[] = "a\xc3\xa9\xe6\x97\xa5\xff"
				    "b";
	static const wchar_t want[] = {'a', 0xe9, 0x65e5, 0xfffd, 'b'};
	char *locale = strdup(setlocale(LC_CTYPE, NULL)), sent[100];
	wchar_t got[8] = {0};
	int out, n = 0;

	if (!setlocale(LC_CTYPE, "C.UTF-8")) {
		free(locale);
		test_skip("no locale C.UTF-8");
		return;
	}
	begin("", 0);
	feed(bytes, sizeof bytes - 1, &out);
	while (n < 8 && line_getc(NULL, &got[n]) == 1)
		n++;
	unfeed(out, sent, sizeof sent);
	end();
	CHECK_INT(n, 5);
	for (int i = 0; i < 5; i++)
		CHECK_INT(got[i], want[i]);
	CHECK_STR(sent, "");
	setlocale(LC_CTYPE, locale);
	free(locale);
}

/* Somebody who types a key once the hint is there, or soon where none is to come. */
struct typist {
	int keys, screen;
	bool sees_hint;
	char seen;
};

static void *type_key(void *self)
{
	struct typist *t = self;

	if (t->sees_hint)
		(void)!read(t->screen, &t->seen, 1);
	(void)!write(t->keys, "k", 1);
	return NULL;
}

/* A hint is drawn only while nobody types; the key wipes it. */
static void check_drawn(const char *text, const char *entry, const char *want)
{
	struct typist typist = {.sees_hint = *want};
	int in[2], out;
	pthread_t thread;
	char sent[400];
	wchar_t c = 0;

	begin(text, strlen(text));
	state.entries[0] = entry;
	feed("", 0, &out);
	if (pipe(in) != 0)
		return;
	dup2(in[0], STDIN_FILENO);
	typist.keys = in[1];
	typist.screen = out;
	pthread_create(&thread, NULL, type_key, &typist);
	CHECK_INT(line_getc(NULL, &c), 1);
	pthread_join(thread, NULL);
	unfeed(out, sent, sizeof sent);
	close(in[0]);
	close(in[1]);
	CHECK_INT(c, 'k');
	CHECK_STR(sent, *want ? want + 1 : "");
	CHECK_INT(typist.seen, *want);
	end();
}

TEST(a_hint_stands_faint_behind_the_cursor)
{
	static char wide[200];

	check_drawn("sel", "select 1", "\033[2mect 1\033[0m\033[5D\033[K");
	check_drawn("sel", "select 1\nfrom t", "\033[2mect 1\033[0m\033[5D\033[K");
	check_drawn("sel", "other", "");
	memset(wide, 'x', sizeof wide - 1);
	check_drawn("xx", wide, "");
}

/* A line with wide characters that goes over the edge is drawn anew before each key. */
static void check_redrawn(const char *text, const char *want)
{
	int in[2], out;
	pthread_t thread;
	struct typist typist = {0};
	char sent[400];
	wchar_t c = 0;

	begin(text, strlen(text));
	state.editor.hints = false;
	feed("", 0, &out);
	if (pipe(in) != 0)
		return;
	dup2(in[0], STDIN_FILENO);
	typist.keys = in[1];
	typist.sees_hint = *want;
	typist.screen = out;
	pthread_create(&thread, NULL, type_key, &typist);
	CHECK_INT(line_getc(NULL, &c), 1);
	pthread_join(thread, NULL);
	unfeed(out, sent, sizeof sent);
	close(in[0]);
	close(in[1]);
	CHECK_STR(sent, *want ? want + 1 : "");
	CHECK_INT(state.refreshed, *want ? 1 : 0);
	end();
}

TEST(wide_characters_that_wrap_are_drawn_anew)
{
	static char text[4000];
	char *at = text;

	check_redrawn("\xe6\x97\xa5", "");
	for (int i = 0; i < 90; i++)
		*at++ = 'x';
	check_redrawn(text, "");
	/* 2 of the prompt, 90, and 35 of two columns: 162 of 80 each */
	for (int i = 0; i < 35; i++, at += 3)
		memcpy(at, "\xe6\x97\xa5", 3);
	check_redrawn(text, "\r\033[2A\033[J");
}
