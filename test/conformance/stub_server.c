#define _GNU_SOURCE /* strcasestr */
#include "test/conformance/stub_impl.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_REQUEST (1024 * 1024)

static cJSON *parse_query(const char *target)
{
	cJSON *query = json_new_object();
	const char *p = strchr(target, '?');

	while (p && *p++) {
		size_t len = strcspn(p, "&"), name = strcspn(p, "=&");

		if (name < len) {
			char *key = mem_strndup(p, name);

			json_set_take(query, key, json_new_bytes(p + name + 1, len - name - 1));
			free(key);
		}
		p = p[len] ? p + len : NULL;
	}
	return query;
}

cJSON *stub_body_json(const struct request *r)
{
	struct err err;
	cJSON *value;

	return json_parse(r->body, strlen(r->body), &value, &err) ? value : json_new_null();
}

/* POST /post: {args, json, op, method} */
static cJSON *post_answer(const struct request *r)
{
	static const char *const names[] = {"x-op", "x-step", "x-handler"};
	cJSON *answer = json_new_object();
	const char *op = NULL;

	for (size_t i = 0; !op && i < 3; i++)
		op = json_get_string(r->headers, names[i]);
	json_add_take(answer, "args", json_copy(r->query));
	json_add_take(answer, "json", stub_body_json(r));
	json_set_string(answer, "op", op);
	json_set_string(answer, "method", r->method);
	return answer;
}

double stub_count(const struct request *r, const char *key)
{
	double count;

	pthread_mutex_lock(&r->server->mutex);
	count = json_get_number(r->server->flaky, key, 0) + 1;
	json_set_number(r->server->flaky, key, count);
	pthread_mutex_unlock(&r->server->mutex);
	return count;
}

/* /flaky/KEY/N: 503 until the N-th time */
static void flaky_answer(const struct request *r, struct answer *a)
{
	char key[200], n[20];
	double count;

	if (sscanf(r->target, "/flaky/%199[^/]/%19[0-9]", key, n) != 2)
		return;
	count = stub_count(r, key);
	a->json = json_new_object();
	if (count < strtod(n, NULL)) {
		a->status = 503;
		json_set_number(a->json, "n", count);
	} else {
		cJSON *args = json_new_object();

		json_set_string(args, "n", n);
		json_add_take(a->json, "args", args);
	}
}

static cJSON *echo_answer(const struct request *r)
{
	cJSON *answer = json_new_object();

	json_set_string(answer, "method", r->method);
	json_add_take(answer, "headers", json_copy(r->headers));
	json_set_string(answer, "body", r->body);
	json_add_take(answer, "q", json_copy(r->query));
	return answer;
}

static cJSON *fixed(const char *text)
{
	struct err err;
	cJSON *value = NULL;

	json_parse(text, strlen(text), &value, &err);
	return value;
}

/* The path itself, or what lies below it. */
static bool is_path(const struct request *r, const char *path)
{
	size_t len = strlen(path);

	return strncmp(r->target, path, len) == 0 && strchr("/?", r->target[len]);
}

/* /to/HOST/PATH */
static void redirect(const struct request *r, struct answer *a)
{
	static _Thread_local char location[600];

	snprintf(location, sizeof location, "location: http://%s\r\n", r->target + strlen("/to/"));
	a->status = 302;
	a->extra = location;
}

static struct answer answer_to(const struct request *r)
{
	static const char capital[] =
		"{\"error\":false,\"msg\":\"stub\",\"data\":[{\"name\":"
		"\"Argentina\",\"capital\":\"Buenos Aires\",\"iso2\":\"AR\"}]}";
	/* The public keys of RFC 7515, appendix A.2 and A.3. */
	static const char keys[] =
		"{\"keys\":[{\"kty\":\"oct\",\"k\":\"AyM1\"},{\"kty\":\"EC\",\"crv\":\"P-256\","
		"\"use\":\"sig\","
		"\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
		"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"},"
		"{\"kty\":\"RSA\",\"kid\":\"2011-04-29\",\"alg\":\"RS256\",\"e\":\"AQAB\",\"n\":\""
		"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-"
		"4qPCJrcS2mJPMEzP1Pt"
		"0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-"
		"bSf63kpaSHSX"
		"ndS5z5rexMdbBYUsLA9e-KXBdQOS-"
		"UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5"
		"IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\"}]"
		"}";
	struct answer a = {.status = 200, .type = "application/json"};

	if (is_path(r, "/m")) {
		stub_models(r, &a);
	} else if (is_path(r, "/jwks")) {
		a.json = fixed(keys);
	} else if (is_path(r, "/post")) {
		a.json = post_answer(r);
	} else if (is_path(r, "/get")) {
		a.json = json_new_object();
		json_add_take(a.json, "args", json_copy(r->query));
	} else if (is_path(r, "/json")) {
		a.json = fixed("{\"slideshow\":{\"title\":\"stub\"}}");
	} else if (is_path(r, "/status")) {
		a.status = atoi(r->target + 8);
		a.json = json_new_object();
		json_set_number(a.json, "status", a.status);
	} else if (is_path(r, "/flaky")) {
		flaky_answer(r, &a);
	} else if (is_path(r, "/capital")) {
		a.json = fixed(capital);
	} else if (is_path(r, "/fact")) {
		a.json = fixed("{\"fact\":\"stub fact\",\"length\":9}");
	} else if (is_path(r, "/arr")) {
		a.json = fixed("[1,2]");
	} else if (is_path(r, "/txt")) {
		a.type = "text/plain";
		a.text = "hello";
	} else if (is_path(r, "/429")) {
		a.status = 429;
		a.extra = "retry-after: 7\r\n";
		a.json = fixed("{\"e\":1}");
	} else if (is_path(r, "/echo")) {
		a.json = echo_answer(r);
	} else if (is_path(r, "/to")) {
		redirect(r, &a);
	}
	if (!a.json && !a.text && !a.owned)
		a.json = fixed("{\"ok\":true}");
	return a;
}

static const char *reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {{200, "OK"}, {201, "Created"}, {302, "Found"}, {400, "Bad Request"},
		{401, "Unauthorized"}, {402, "Payment Required"}, {403, "Forbidden"},
		{404, "Not Found"}, {409, "Conflict"}, {429, "Too Many Requests"},
		{500, "Internal Server Error"}, {502, "Bad Gateway"}, {503, "Service Unavailable"},
		{504, "Gateway Timeout"}};

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Unknown";
}

static void send_answer(int fd, struct answer a)
{
	char *body = a.owned ? a.owned : a.text ? mem_strdup(a.text) : json_text(a.json);
	struct str out = {0};
	size_t sent = 0;

	str_addf(&out,
		"HTTP/1.1 %d %s\r\ncontent-type: %s\r\ncontent-length: %zu\r\n%sconnection: "
		"close\r\n\r\n%s",
		a.status, reason_of(a.status), a.type, strlen(body), a.extra ? a.extra : "", body);
	while (sent < out.len) {
		ssize_t n = send(fd, out.at + sent, out.len - sent, MSG_NOSIGNAL);

		if (n <= 0)
			break;
		sent += (size_t)n;
	}
	str_release(&out);
	free(body);
	json_free(a.json);
}

static void parse_headers(struct request *r, char *text)
{
	char *save, *line;

	for (line = strtok_r(text, "\r\n", &save); line; line = strtok_r(NULL, "\r\n", &save)) {
		char *colon = strchr(line, ':');

		if (!colon)
			continue;
		*colon++ = '\0';
		for (char *p = line; *p; p++)
			*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
		json_set_string(r->headers, line, colon + strspn(colon, " "));
	}
}

static bool complete(const struct str *text, size_t *ret_body)
{
	const char *end = strstr(str_text(text), "\r\n\r\n"), *length;

	if (!end)
		return false;
	*ret_body = (size_t)(end - text->at) + 4;
	length = strcasestr(text->at, "\r\ncontent-length:");
	return text->len >= *ret_body + (length && length < end ? (size_t)atol(length + 17) : 0);
}

static void serve(struct stub_server *s, int fd)
{
	struct request r = {.server = s};
	struct str text = {0};
	size_t body = 0;
	char buffer[8192];
	ssize_t got;

	while (!complete(&text, &body) && text.len < MAX_REQUEST &&
		(got = recv(fd, buffer, sizeof buffer, 0)) > 0)
		str_add_bytes(&text, buffer, (size_t)got);
	if (body && sscanf(text.at, "%15s %2047s", r.method, r.target) == 2) {
		char *head = mem_strndup(text.at, body);

		r.headers = json_new_object();
		parse_headers(&r, strchr(head, '\n') + 1);
		r.query = parse_query(r.target);
		r.body = text.at + body;
		send_answer(fd, answer_to(&r));
		json_free(r.headers);
		json_free(r.query);
		free(head);
	}
	str_release(&text);
	close(fd);
}

struct connection {
	struct stub_server *server;
	int fd;
};

static void *serve_thread(void *self)
{
	struct connection c = *(struct connection *)self;

	free(self);
	serve(c.server, c.fd);
	return NULL;
}

static void *accept_all(void *self)
{
	struct stub_server *s = self;

	while (!atomic_load(&s->stop)) {
		int fd = accept(s->fd, NULL, NULL);
		struct connection *c;
		pthread_t thread;

		if (fd < 0)
			continue;
		if (atomic_load(&s->stop)) {
			close(fd);
			break;
		}
		c = mem_alloc(sizeof *c);
		*c = (struct connection){s, fd};
		if (pthread_create(&thread, NULL, serve_thread, c) == 0)
			pthread_detach(thread);
		else
			serve_thread(c);
	}
	return NULL;
}

struct stub_server *stub_start(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	struct stub_server *s = mem_alloc(sizeof *s);
	socklen_t len = sizeof address;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(s->fd, (struct sockaddr *)&address, len) != 0 || listen(s->fd, 64) != 0) {
		close(s->fd);
		free(s);
		return NULL;
	}
	getsockname(s->fd, (struct sockaddr *)&address, &len);
	s->port = ntohs(address.sin_port);
	s->flaky = json_new_object();
	pthread_mutex_init(&s->mutex, NULL);
	pthread_create(&s->thread, NULL, accept_all, s);
	return s;
}

int stub_port(const struct stub_server *s)
{
	return s->port;
}

void stub_stop(struct stub_server *s)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)s->port)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	atomic_store(&s->stop, true);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	connect(fd, (struct sockaddr *)&address, sizeof address); /* wakes accept() */
	close(fd);
	pthread_join(s->thread, NULL);
	close(s->fd);
	json_free(s->flaky);
	free(s);
}
