#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* pty [-c COLUMNS] [-i TEXT] COMMAND [ARGUMENT]...: runs a command on a terminal of
 * its own, where the line TEXT has been typed ahead, and copies what it shows to stdout; the
 * exit status is the command's. */

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

int main(int argc, char **argv)
{
	int letter, columns = 80, master = posix_openpt(O_RDWR | O_NOCTTY), status = 0;
	const char *typed = NULL;
	char buffer[4096];
	ssize_t len;
	pid_t pid;

	while ((letter = getopt(argc, argv, "+c:i:")) != -1) {
		if (letter == 'c')
			columns = (int)strtol(optarg, NULL, 10);
		else if (letter == 'i')
			typed = optarg;
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
	/* Linux answers EIO when the last one has closed the other end. */
	while ((len = read(master, buffer, sizeof buffer)) > 0)
		fwrite(buffer, 1, (size_t)len, stdout);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
