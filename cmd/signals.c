#include "cmd/signals.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

atomic_int signals_received;
static int wake_fd = -1;

static void on_signal(int number)
{
	const unsigned long long one = 1;

	if (atomic_exchange(&signals_received, number))
		_exit(128 + number);
	if (wake_fd >= 0)
		(void)!write(wake_fd, &one, sizeof one);
}

void signals_catch(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	/* Never read: once written to, it stays readable for every sleeper. */
	if (wake_fd < 0)
		wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

int signals_fd(void)
{
	return wake_fd;
}

bool signals_error(struct err *err, const char *format, ...)
{
	bool terminated = atomic_load(&signals_received) == SIGTERM;
	va_list args;

	va_start(args, format);
	err_vset(err, terminated ? ERR_TERMINATED : ERR_INTERRUPTED, format, args);
	va_end(args);
	return false;
}
