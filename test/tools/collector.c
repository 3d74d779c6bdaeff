#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* collector FOLDER: takes POST requests on loopback, prints its port, and ends when standard input
 * does or after a minute.  The n-th request is FOLDER/n.head and FOLDER/n.json; the answer's status
 * is what FOLDER/status says (200), and with "hang" there it never comes. */

#define REQUEST_MAX (4 << 20)

static char request[REQUEST_MAX + 1];

static void keep(const char *folder, int number, const char *what, const char *bytes, size_t len)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/%d.%s", folder, number, what);
	f = fopen(path, "w");
	if (f) {
		fwrite(bytes, 1, len, f);
		fclose(f);
	}
}

static void status_of(const char *folder, char out[64])
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/status", folder);
	strcpy(out, "200 OK");
	f = fopen(path, "r");
	if (f) {
		if (fgets(out, 64, f))
			out[strcspn(out, "\n")] = '\0';
		fclose(f);
	}
}

static void serve(int client, const char *folder, int number)
{
	size_t len = 0, wanted = 0, head = 0;
	char status[64], answer[256];
	ssize_t got;

	while (len < REQUEST_MAX && (!head || len < head + wanted)) {
		char *end, *at;

		got = read(client, request + len, REQUEST_MAX - len);
		if (got <= 0)
			return;
		len += (size_t)got;
		request[len] = '\0';
		end = head ? NULL : strstr(request, "\r\n\r\n");
		if (!end)
			continue;
		head = (size_t)(end - request) + 4;
		for (at = request; at < end; at = strstr(at, "\r\n") + 2)
			if (strncasecmp(at, "content-length:", 15) == 0)
				wanted = strtoul(at + 15, NULL, 10);
	}
	keep(folder, number, "json", request + head, len - head);
	keep(folder, number, "head", request, head);
	status_of(folder, status);
	if (strcmp(status, "hang") == 0) {
		struct pollfd gone = {.fd = client, .events = POLLIN};

		poll(&gone, 1, 10000);
		return;
	}
	snprintf(answer, sizeof answer,
		"HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: 2\r\n"
		"connection: close\r\n\r\n{}",
		status);
	(void)!write(client, answer, strlen(answer));
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof address;
	int server = socket(AF_INET, SOCK_STREAM, 0), number = 0;
	struct pollfd fds[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.events = POLLIN}};

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (argc != 2 || server < 0 ||
		bind(server, (struct sockaddr *)&address, sizeof address) != 0 ||
		listen(server, 16) != 0 ||
		getsockname(server, (struct sockaddr *)&address, &size) != 0)
		return 1;
	printf("%d\n", ntohs(address.sin_port));
	fclose(stdout);
	fds[1].fd = server;
	for (int i = 0; i < 600; i++) {
		char byte;
		int client;

		if (poll(fds, 2, 100) <= 0)
			continue;
		if (fds[0].revents && read(STDIN_FILENO, &byte, 1) <= 0)
			return 0;
		if (!fds[1].revents)
			continue;
		client = accept(server, NULL, NULL);
		if (client >= 0) {
			serve(client, argv[1], ++number);
			close(client);
		}
	}
	return 0;
}
