#include "core/net/http.h"
#include "core/net/policy.h"
#include "test/unit/test.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Serves `requests` one after the other: the answer's body is the request as
 * it came, up to the blank line; a target that begins with /to redirects. */
struct server {
	int fd, port, requests;
	pthread_t thread;
};

/* "Host: 127.0.0.1:PORT" */
static const char *port_of(const char *request)
{
	static char port[8];
	const char *host = strstr(request, "Host: 127.0.0.1:");

	snprintf(port, sizeof port, "%.*s", host ? (int)strspn(host + 16, "0123456789") : 0,
		host ? host + 16 : "");
	return port;
}

static void answer(int fd)
{
	char request[4096];
	struct str out = {0};
	size_t len = 0;

	for (ssize_t got = 1; got > 0 && len < sizeof request - 1; len += (size_t)got) {
		got = read(fd, request + len, sizeof request - 1 - len);
		if (got <= 0)
			break;
		request[len + (size_t)got] = '\0';
		if (strstr(request, "\r\n\r\n")) {
			len += (size_t)got;
			break;
		}
	}
	request[len] = '\0';
	if (strstr(request, " /to307 "))
		str_add(&out, "HTTP/1.1 307 x\r\nLocation: /end\r\nContent-Length: 0\r\n");
	else if (strstr(request, " /to303 "))
		str_add(&out, "HTTP/1.1 303 x\r\nLocation: /end\r\nContent-Length: 0\r\n");
	else if (strstr(request, " /to301 "))
		str_add(&out, "HTTP/1.1 301 x\r\nLocation: /end\r\nContent-Length: 0\r\n");
	else if (strstr(request, " /other "))
		/* the same server under another name */
		str_addf(&out,
			"HTTP/1.1 307 x\r\nLocation: http://localhost:%s/end\r\nContent-Length: "
			"0\r\n",
			port_of(request));
	else if (strstr(request, " /again "))
		str_add(&out, "HTTP/1.1 302 x\r\nLocation: /again\r\nContent-Length: 0\r\n");
	else if (strstr(request, " /odd "))
		str_addf(&out,
			"HTTP/1.1 599\r\nX-Pad:   two  \r\nContent-Length: %zu\r\n",
			len);
	else
		str_addf(&out, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n", len);
	str_add(&out, "Connection: close\r\n\r\n");
	if (strstr(out.at, " 200 ") || strstr(out.at, " 599"))
		str_add_bytes(&out, request, len);
	(void)!write(fd, out.at, out.len);
	str_release(&out);
}

static void *serve(void *self)
{
	struct server *s = self;

	while (s->requests--) {
		int fd = accept(s->fd, NULL, NULL);

		if (fd < 0)
			break;
		answer(fd);
		close(fd);
	}
	return NULL;
}

static bool server_start(struct server *s, int requests)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof at;

	s->requests = requests;
	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(s->fd, (struct sockaddr *)&at, len) != 0 || listen(s->fd, 8) != 0 ||
		getsockname(s->fd, (struct sockaddr *)&at, &len) != 0)
		return false;
	s->port = ntohs(at.sin_port);
	return pthread_create(&s->thread, NULL, serve, s) == 0;
}

static void server_stop(struct server *s)
{
	pthread_join(s->thread, NULL);
	close(s->fd);
}

/* What the server got, in small letters; "" when it failed. */
static char *sent(struct server *s, struct http_request request, const char *target)
{
	struct http_response response;
	enum http_failure why;
	struct str url = {0}, text = {0};
	struct err err = {0};

	str_addf(&url, "http://127.0.0.1:%d%s", s->port, target);
	request.url = url.at;
	request.max_bytes = 10000;
	if (!request.timeout_ms)
		request.timeout_ms = 10000;
	if (http_send(&request, &response, &why, &err)) {
		str_add_bytes(&text, str_text(&response.body), response.body.len);
		http_response_release(&response);
	} else {
		test_failed(__FILE__, __LINE__, "%s", err.message);
	}
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] >= 'A' && text.at[i] <= 'Z')
			text.at[i] = (char)(text.at[i] | 32);
	str_add(&text, "");
	str_release(&url);
	return str_take(&text);
}

#define HAS(text, part) (strstr(text, part) != NULL)

TEST(an_empty_body_has_its_length_where_one_is_expected)
{
	static const char *const with[] = {"POST", "PUT", "PATCH"};
	static const char *const without[] = {"GET", "DELETE", "OPTIONS"};
	struct server s;
	char *text;

	if (!server_start(&s, 9)) {
		test_skip("no socket on this machine");
		return;
	}
	for (size_t i = 0; i < 3; i++) {
		text = sent(&s, (struct http_request){.method = with[i]}, "/");
		CHECK(HAS(text, "\r\ncontent-length: 0\r\n"));
		CHECK(!HAS(text, "content-type"));
		free(text);
		text = sent(&s, (struct http_request){.method = without[i]}, "/");
		CHECK(!HAS(text, "content-length"));
		free(text);
	}
	text = sent(&s, (struct http_request){.method = "POST", .body = "abc", .body_len = 3}, "/");
	CHECK(HAS(text, "\r\ncontent-length: 3\r\n"));
	free(text);
	text = sent(
		&s, (struct http_request){.method = "DELETE", .body = "abc", .body_len = 3}, "/");
	CHECK(strncmp(text, "delete / ", 9) == 0 && HAS(text, "content-length: 3"));
	free(text);
	/* a time that overflows when it is counted in microseconds */
	text = sent(&s, (struct http_request){.method = "GET", .timeout_ms = INT64_MAX}, "/");
	CHECK(HAS(text, "get / "));
	free(text);
	server_stop(&s);
}

TEST(a_redirect_keeps_the_method_or_turns_into_get)
{
	struct server s;
	char *text;

	if (!server_start(&s, 4)) {
		test_skip("no socket on this machine");
		return;
	}
	text = sent(&s, (struct http_request){.method = "POST"}, "/to307");
	CHECK(strncmp(text, "post /end ", 10) == 0 && HAS(text, "content-length: 0"));
	free(text);
	text = sent(&s, (struct http_request){.method = "POST"}, "/to303");
	CHECK(strncmp(text, "get /end ", 9) == 0 && !HAS(text, "content-length"));
	free(text);
	server_stop(&s);
}

/* RFC 9110, section 15.4: another server does not get what was meant for the first. */
TEST(a_redirect_elsewhere_takes_no_credentials_along)
{
	static const struct http_header headers[] = {{"Authorization", "Bearer s3cret"},
		{"cookie", "id=s3cret"}, {"Proxy-Authorization", "s3cret"}, {"X-Api-Key", "s3cret"},
		{"X-Other", "kept"}};
	struct http_request request = {.method = "POST",
		.body = "abc",
		.body_len = 3,
		.headers = headers,
		.headers_len = 5};
	struct server s;
	char *text;

	if (!server_start(&s, 6)) {
		test_skip("no socket on this machine");
		return;
	}
	text = sent(&s, request, "/to307");
	CHECK(HAS(text, "authorization: bearer s3cret") && HAS(text, "x-api-key: s3cret"));
	free(text);
	text = sent(&s, request, "/other");
	CHECK(strncmp(text, "post /end ", 10) == 0 && HAS(text, "\r\nhost: localhost:"));
	CHECK(!HAS(text, "s3cret"));
	CHECK(HAS(text, "x-other: kept"));
	free(text);
	text = sent(&s, request, "/to301");
	CHECK(strncmp(text, "get /end ", 9) == 0 && HAS(text, "s3cret"));
	free(text);
	server_stop(&s);
}

static struct err why_not; /* of the last get() that failed */

static bool get(const struct server *s, const char *target, size_t max_bytes,
	struct http_response *ret, enum http_failure *ret_why)
{
	char url[80];
	const struct http_request request = {
		.method = "GET", .url = url, .timeout_ms = 10000, .max_bytes = max_bytes};

	snprintf(url, sizeof url, "http://127.0.0.1:%d%s", s->port, target);
	*ret_why = HTTP_FAILED;
	why_not = (struct err){0};
	return http_send(&request, ret, ret_why, &why_not);
}

TEST(redirects_end)
{
	struct server s;
	struct http_response response;
	enum http_failure why;

	if (!server_start(&s, 11)) {
		test_skip("no socket on this machine");
		return;
	}
	CHECK(!get(&s, "/again", 10000, &response, &why));
	CHECK(strstr(why_not.message, "redirects"));
	server_stop(&s);
}

/* A status without a reason, a value with blanks around it. */
TEST(odd_responses_are_read)
{
	struct server s;
	struct http_response response;
	enum http_failure why;

	if (!server_start(&s, 2)) {
		test_skip("no socket on this machine");
		return;
	}
	CHECK(get(&s, "/odd", 10000, &response, &why));
	CHECK_INT(response.status, 599);
	CHECK_STR(http_header(&response, "x-pad"), "two");
	http_response_release(&response);
	CHECK(!get(&s, "/odd", 3, &response, &why));
	CHECK_INT((int)why, HTTP_TOO_LARGE);
	server_stop(&s);
}

TEST(every_status_has_its_reason)
{
	static const struct {
		int status;
		const char *reason;
	} rows[] = {{200, "OK"}, {204, "No Content"}, {308, "Permanent Redirect"},
		{404, "Not Found"}, {422, "Unprocessable Content"}, {429, "Too Many Requests"},
		{503, "Service Unavailable"}, {299, ""}, {0, ""}, {-1, ""}};
	int known = 0;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_STR(http_reason(rows[i].status), rows[i].reason);
	for (int status = 100; status < 600; status++)
		known += *http_reason(status) != '\0';
	CHECK_INT(known, 36);
}

TEST(what_is_denied_is_not_connected_to)
{
	static struct net_policy policy;
	struct http_request request = {.method = "GET",
		.url = "http://127.0.0.1:9/",
		.timeout_ms = 10000,
		.max_bytes = 10000,
		.policy = &policy};
	struct http_response response;
	enum http_failure why = HTTP_FAILED;
	struct err err = {0};

	CHECK(net_policy_add(&policy, NET_DENY, "127.0.0.0/8", &err));
	CHECK(net_policy_add(&policy, NET_DENY, "::1", &err));
	CHECK(!http_send(&request, &response, &why, &err));
	CHECK_INT((int)why, HTTP_DENIED);
	CHECK_STR(err.message, "the address of 'http://127.0.0.1:9/' is denied by network.deny");
	/* a name that says nothing about its address */
	request.url = "http://localhost:9/";
	CHECK(!http_send(&request, &response, &why, &err));
	CHECK_INT((int)why, HTTP_DENIED);
	net_policy_release(&policy);
}
