/* stub: serves what test/conformance/stub_server.h says on loopback, prints
 * its port, and ends when standard input does or after a minute. */
#include "test/conformance/stub_server.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	struct stub_server *s = stub_start();
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	char byte;

	if (!s)
		return 1;
	printf("%d\n", stub_port(s));
	fclose(stdout);
	while (poll(&input, 1, 60000) > 0 && read(STDIN_FILENO, &byte, 1) > 0)
		;
	stub_stop(s);
	return 0;
}
