#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* pty [-c COLUMNS] [-i TEXT] [-k KEYS] COMMAND [ARGUMENT]...: runs a command on a terminal of
 * its own, where the line TEXT has been typed ahead, or KEYS are pressed as soon as it reads keys
 * and not lines, and copies what it shows to stdout; the exit status is the command's. */

static void child(const char *name, int columns, char **argv)
{
	struct winsize size = {.ws_row = 24, .ws_col = (unsigned short)columns};
	struct termios modes;
	int fd;

	setsid();
	fd = open(name, O_RDWR);
	if (fd < 0)
		_exit(126);
	ioctl(fd, TIOCSCTTY, 0);
	ioctl(fd, TIOCSWINSZ, &size);
	if (tcgetattr(fd, &modes) == 0) {
		modes.c_oflag &= (tcflag_t)~OPOST;
		modes.c_lflag &= (tcflag_t)~ECHO;
		tcsetattr(fd, TCSANOW, &modes);
	}
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	execvp(argv[0], argv);
	_exit(127);
}

/* Linux answers EIO when the last one has closed the other end. */
static bool copy_some(int master)
{
	char buffer[4096];
	ssize_t len = read(master, buffer, sizeof buffer);

	if (len > 0)
		fwrite(buffer, 1, (size_t)len, stdout);
	return len > 0;
}

static bool reads_keys(int master)
{
	struct termios modes;

	return tcgetattr(master, &modes) == 0 && !(modes.c_lflag & ICANON);
}

/* False when the command ended before. */
static bool press(int master, const char *keys)
{
	struct pollfd fd = {.fd = master, .events = POLLIN};

	while (!reads_keys(master))
		if (poll(&fd, 1, 5) > 0 && !copy_some(master))
			return false;
	return write(master, keys, strlen(keys)) >= 0;
}

int main(int argc, char **argv)
{
	int letter, columns = 80, master = posix_openpt(O_RDWR | O_NOCTTY), status = 0;
	const char *typed = NULL, *keys = NULL;
	pid_t pid;

	while ((letter = getopt(argc, argv, "+c:i:k:")) != -1) {
		if (letter == 'c')
			columns = (int)strtol(optarg, NULL, 10);
		else if (letter == 'i')
			typed = optarg;
		else if (letter == 'k')
			keys = optarg;
	}
	if (optind >= argc || master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) {
		fputs("pty: no terminal to be had\n", stderr);
		return 2;
	}
	pid = fork();
	if (pid == 0) {
		char *name = ptsname(master);

		child(name, columns, argv + optind);
	}
	if (typed && (write(master, typed, strlen(typed)) < 0 || write(master, "\n", 1) < 0))
		return 2;
	if (!keys || press(master, keys))
		while (copy_some(master))
			;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
