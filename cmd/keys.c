#include "cmd/keys.h"

#include "cmd/signals.h"
#include "core/base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct termios before, raw;
static bool is_open, is_registered;

void keys_close(void)
{
	if (is_open)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	is_open = false;
}

/* Behind Ctrl-Z and fg: the shell has had the terminal meanwhile. */
static void on_continue(int number)
{
	int saved = errno;

	(void)number;
	if (is_open)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	errno = saved;
}

bool keys_open(struct err *err)
{
	struct sigaction action = {.sa_handler = on_continue};

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
		tcgetattr(STDIN_FILENO, &before) != 0) {
		err_set(err, ERR_USAGE, "this wants a terminal");
		return err_hint(err, "--json prints what is due, for other programs");
	}
	signals_catch();
	raw = before;
	raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) != 0)
		return err_errno(err, errno, "cannot read keys");
	is_open = true;
	sigemptyset(&action.sa_mask);
	sigaction(SIGCONT, &action, NULL);
	if (!is_registered)
		is_registered = atexit(keys_close) == 0;
	return true;
}

/* One byte, waiting for it; KEY_… otherwise. */
static int read_byte(int64_t timeout_ms)
{
	struct pollfd fds[2] = {
		{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = signals_fd(), .events = POLLIN}};
	unsigned char byte;
	int ready;

	if (signals_received)
		return KEY_SIGNAL;
	ready = poll(fds, 2, timeout_ms ? (int)timeout_ms : -1);
	if (signals_received)
		return KEY_SIGNAL;
	if (ready == 0)
		return KEY_TIMEOUT;
	if (ready < 0)
		return errno == EINTR ? KEY_OTHER : KEY_END;
	return read(STDIN_FILENO, &byte, 1) == 1 ? byte : KEY_END;
}

/* "\e[A" is one key; an Escape of its own is followed by nothing. */
static int skip_sequence(void)
{
	int byte = read_byte(20);

	if (byte != '[' && byte != 'O')
		return KEY_OTHER;
	do
		byte = read_byte(20);
	while (byte >= 0 && byte < 0x40);
	return KEY_OTHER;
}

int keys_read(int64_t timeout_ms)
{
	int byte = read_byte(timeout_ms);

	if (byte == 27)
		return skip_sequence();
	return byte == '\r' ? '\n' : byte;
}

static void echo(const char *bytes, size_t len)
{
	(void)!write(STDOUT_FILENO, bytes, len);
}

static void erase_last(struct str *line)
{
	if (!line->len)
		return;
	while (line->len && ((unsigned char)line->at[line->len - 1] & 0xc0) == 0x80)
		str_truncate(line, line->len - 1);
	str_truncate(line, line->len - 1);
	echo("\b \b", 3);
}

int keys_line(struct str *ret, int64_t deadline_us)
{
	for (;;) {
		int64_t left_ms = deadline_us ? (deadline_us - clock_mono_us()) / 1000 : 0;
		int key;
		char byte;

		if (deadline_us && left_ms <= 0)
			return KEY_TIMEOUT;
		key = keys_read(left_ms);
		if (key == '\n' || key == KEY_END || key == KEY_SIGNAL || key == KEY_TIMEOUT) {
			echo("\n", 1);
			return key;
		}
		if (key == 4 && !ret->len) { /* ^D */
			echo("\n", 1);
			return KEY_END;
		}
		if (key == 127 || key == 8)
			erase_last(ret);
		else if (key >= ' ') {
			byte = (char)key;
			str_add_char(ret, byte);
			echo(&byte, 1);
		}
	}
}
