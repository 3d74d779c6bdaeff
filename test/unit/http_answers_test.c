#include "core/net/http.h"
#include "core/net/policy.h"
#include "test/unit/test.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* What comes back from servers that answer in many ways. */

#define OPEN_MAX_FDS 16

/* Answers by target until it is stopped; those that stall stay open till then. */
struct server {
	int fd, port, stop[2];
	int open[OPEN_MAX_FDS];
	size_t opened;
	pthread_t thread;
};

static void read_request(int fd, char *request, size_t size)
{
	size_t len = 0;

	for (ssize_t got = 1; got > 0 && len < size - 1;) {
		got = read(fd, request + len, size - 1 - len);
		if (got <= 0)
			break;
		len += (size_t)got;
		request[len] = '\0';
		if (strstr(request, "\r\n\r\n"))
			break;
	}
	request[len] = '\0';
}

static void add_ok(struct str *out, const char *body)
{
	str_addf(out, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
		strlen(body), body);
}

static void add_many_headers(struct str *out)
{
	str_add(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n");
	for (int i = 0; i < 1200; i++)
		str_addf(out, "x-%d: %d\r\n", i, i);
	str_add(out, "\r\n");
}

/* /redirect/STATUS/REST goes to /REST, or to REST when that is a URL. */
static void add_redirect(struct str *out, const char *target)
{
	const char *status = target + strlen("/redirect/"), *rest = strchr(status, '/');
	const char *to = strncmp(rest + 1, "http", 4) == 0 || strncmp(rest + 1, "file", 4) == 0
				 ? rest + 1
				 : rest;

	str_addf(out, "HTTP/1.1 %.3s Moved\r\nLocation: %s\r\nContent-Length: 0\r\n", status, to);
	str_add(out, "Connection: close\r\n\r\n");
}

/* False: nothing more is sent, and the connection stays. */
static bool answer(struct str *out, const char *request)
{
	char target[512] = "";

	sscanf(request, "%*s %511s", target);
	if (strcmp(target, "/stall") == 0)
		return false;
	if (strcmp(target, "/half") == 0) {
		str_add(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun");
		return false;
	}
	if (strncmp(target, "/redirect/", 10) == 0)
		add_redirect(out, target);
	else if (strcmp(target, "/loop") == 0)
		str_add(out, "HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n"
			     "Connection: close\r\n\r\n");
	else if (strcmp(target, "/bare") == 0)
		str_add(out, "HTTP/1.1 404\r\nContent-Length: 4\r\nConnection: close\r\n\r\ngone");
	else if (strcmp(target, "/own") == 0)
		str_add(out, "HTTP/1.1 299 A Reason Of Its Own\r\nContent-Length: 0\r\n"
			     "Connection: close\r\n\r\n");
	else if (strcmp(target, "/odd") == 0)
		str_add(out, "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n"
			     "HTTP/1.1 200 OK\r\nX-Mixed-Case:  \t spaced \r\nX-None:\r\n"
			     "Content-Length: 0\r\nConnection: close\r\n\r\n");
	else if (strcmp(target, "/many") == 0)
		add_many_headers(out);
	else if (strcmp(target, "/failed") == 0)
		str_add(out,
			"HTTP/1.1 500 Oh\r\nContent-Length: 5\r\nConnection: close\r\n\r\nwrong");
	else if (strcmp(target, "/nothing") != 0)
		add_ok(out, request);
	return true;
}

static void handle(struct server *s, int fd)
{
	char request[8192];
	struct str out = {0};
	bool done;

	read_request(fd, request, sizeof request);
	done = answer(&out, request) || s->opened == OPEN_MAX_FDS;
	(void)!write(fd, str_text(&out), out.len);
	str_release(&out);
	if (done)
		close(fd);
	else
		s->open[s->opened++] = fd;
}

static void *serve(void *self)
{
	struct server *s = self;
	struct pollfd fds[2] = {
		{.fd = s->fd, .events = POLLIN}, {.fd = s->stop[0], .events = POLLIN}};

	while (poll(fds, 2, -1) > 0 && !fds[1].revents)
		handle(s, accept(s->fd, NULL, NULL));
	while (s->opened)
		close(s->open[--s->opened]);
	return NULL;
}

static bool server_start(struct server *s)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof at;

	*s = (struct server){.fd = socket(AF_INET, SOCK_STREAM, 0)};
	if (pipe(s->stop) != 0 || bind(s->fd, (struct sockaddr *)&at, len) != 0 ||
		listen(s->fd, 16) != 0 || getsockname(s->fd, (struct sockaddr *)&at, &len) != 0) {
		test_skip("no socket on this machine");
		return false;
	}
	s->port = ntohs(at.sin_port);
	return pthread_create(&s->thread, NULL, serve, s) == 0;
}

static void server_stop(struct server *s)
{
	(void)!write(s->stop[1], "", 1);
	pthread_join(s->thread, NULL);
	close(s->fd);
	close(s->stop[0]);
	close(s->stop[1]);
}

/* One exchange and what became of it. */
struct outcome {
	bool ok;
	enum http_failure why;
	struct http_response response;
	struct err err;
};

static struct outcome ask(const struct server *s, const char *target, struct http_request request)
{
	struct outcome o = {.why = HTTP_FAILED};
	struct str url = {0};

	str_addf(&url, "http://127.0.0.1:%d%s", s->port, target);
	request.url = url.at;
	if (!request.method)
		request.method = "GET";
	if (!request.max_bytes)
		request.max_bytes = 100000;
	if (!request.timeout_ms)
		request.timeout_ms = 20000;
	if (!request.wake_fd)
		request.wake_fd = -1;
	o.ok = http_send(&request, &o.response, &o.why, &o.err);
	str_release(&url);
	return o;
}

static void done(struct outcome *o)
{
	if (o->ok)
		http_response_release(&o->response);
}

#define HAS(o, part) (strstr(str_text(&(o).response.body), part) != NULL)

TEST(reasons_are_those_of_the_registry)
{
	int known = 0;

	for (int status = 100; status < 600; status++)
		known += *http_reason(status) != '\0';
	CHECK_INT(known, 36);
	CHECK_STR(http_reason(200), "OK");
	CHECK_STR(http_reason(204), "No Content");
	CHECK_STR(http_reason(308), "Permanent Redirect");
	CHECK_STR(http_reason(404), "Not Found");
	CHECK_STR(http_reason(413), "Content Too Large");
	CHECK_STR(http_reason(422), "Unprocessable Content");
	CHECK_STR(http_reason(504), "Gateway Timeout");
	CHECK_STR(http_reason(299), "");
	CHECK_STR(http_reason(0), "");
}

TEST(a_response_has_its_reason_and_headers)
{
	struct server s;
	struct outcome o;

	if (!server_start(&s))
		return;
	o = ask(&s, "/bare", (struct http_request){0});
	CHECK(o.ok && o.response.status == 404);
	CHECK_STR(o.response.reason, "Not Found");
	CHECK_STR(str_text(&o.response.body), "gone");
	done(&o);
	o = ask(&s, "/own", (struct http_request){0});
	CHECK(o.ok && o.response.status == 299);
	CHECK_STR(o.response.reason, "A Reason Of Its Own");
	done(&o);
	o = ask(&s, "/odd", (struct http_request){0});
	CHECK(o.ok && o.response.status == 200);
	CHECK_STR(http_header(&o.response, "x-mixed-case"), "spaced");
	CHECK_STR(http_header(&o.response, "x-none"), "");
	CHECK(!http_header(&o.response, "x-early") && !http_header(&o.response, "X-Mixed-Case"));
	done(&o);
	o = ask(&s, "/many", (struct http_request){0});
	CHECK(o.ok && o.response.headers.len == 1000);
	done(&o);
	o = ask(&s, "/x", (struct http_request){.method = "HEAD"});
	CHECK(o.ok && o.response.status == 200 && o.response.body.len == 0);
	done(&o);
	server_stop(&s);
}

TEST(headers_are_sent_as_given)
{
	static const struct http_header headers[] = {
		{"X-Full", "a b"}, {"X-Empty", ""}, {"Content-Type", "text/x"}};
	struct server s;
	struct outcome o;

	if (!server_start(&s))
		return;
	o = ask(&s, "/x",
		(struct http_request){.method = "POST",
			.headers = headers,
			.headers_len = 3,
			.body = "abc",
			.body_len = 3});
	CHECK(o.ok && HAS(o, "POST /x HTTP/1.1\r\n") && HAS(o, "\r\nX-Full: a b\r\n"));
	CHECK(HAS(o, "\r\nX-Empty:\r\n") && HAS(o, "\r\nContent-Type: text/x\r\n"));
	CHECK(HAS(o, "\r\nContent-Length: 3\r\n") && HAS(o, "\r\nUser-Agent: blokctl/"));
	CHECK(!HAS(o, "Expect"));
	done(&o);
	server_stop(&s);
}

TEST(redirects_are_followed_as_browsers_do)
{
	static const struct {
		const char *method, *target, *want;
	} table[] = {
		{"POST", "/redirect/301/x", "GET /x "},
		{"POST", "/redirect/302/x", "GET /x "},
		{"PUT", "/redirect/301/x", "PUT /x "},
		{"PUT", "/redirect/303/x", "GET /x "},
		{"POST", "/redirect/307/x", "POST /x "},
		{"POST", "/redirect/308/x", "POST /x "},
		{"POST", "/redirect/303/redirect/307/x", "GET /x "},
	};
	static const struct http_header headers[] = {{"content-type", "text/x"}};
	struct server s;
	struct outcome o;

	if (!server_start(&s))
		return;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		o = ask(&s, table[i].target,
			(struct http_request){.method = table[i].method,
				.headers = headers,
				.headers_len = 1,
				.body = "abc",
				.body_len = 3});
		CHECK(o.ok && strncmp(str_text(&o.response.body), table[i].want,
				      strlen(table[i].want)) == 0);
		CHECK(HAS(o, "content-type: text/x") == (*table[i].want == 'P'));
		CHECK(HAS(o, "Content-Length: 3") == (*table[i].want == 'P'));
		done(&o);
	}
	o = ask(&s, "/redirect/303/x", (struct http_request){.method = "HEAD"});
	CHECK(o.ok && o.response.status == 200 && o.response.body.len == 0);
	done(&o);
	o = ask(&s, "/loop", (struct http_request){0});
	CHECK(!o.ok && o.why == HTTP_FAILED);
	CHECK_STR(o.err.message, "more than 10 redirects");
	o = ask(&s, "/redirect/302/file:///etc/passwd", (struct http_request){0});
	CHECK(!o.ok && o.why == HTTP_FAILED);
	server_stop(&s);
}

TEST(credentials_stay_with_their_host)
{
	static const struct http_header headers[] = {{"Authorization", "s1"}, {"Cookie", "s2"},
		{"X-Api-Key", "s3"}, {"Proxy-Authorization", "s4"}, {"X-Other", "plain"}};
	struct server s;
	struct outcome o;
	char target[128];

	if (!server_start(&s))
		return;
	o = ask(&s, "/redirect/302/x", (struct http_request){.headers = headers, .headers_len = 5});
	CHECK(o.ok && HAS(o, "Authorization: s1") && HAS(o, "Cookie: s2") &&
		HAS(o, "X-Other: plain"));
	done(&o);
	/* the same machine by another name is another host */
	snprintf(target, sizeof target, "/redirect/302/http://localhost:%d/x", s.port);
	o = ask(&s, target, (struct http_request){.headers = headers, .headers_len = 5});
	CHECK(o.ok && HAS(o, "X-Other: plain"));
	CHECK(!HAS(o, "s1") && !HAS(o, "s2") && !HAS(o, "s3") && !HAS(o, "s4"));
	done(&o);
	server_stop(&s);
}

TEST(a_response_may_be_too_large)
{
	struct server s;
	struct outcome o;

	if (!server_start(&s))
		return;
	o = ask(&s, "/x", (struct http_request){.max_bytes = 10});
	CHECK(!o.ok && o.why == HTTP_TOO_LARGE);
	CHECK(strstr(o.err.message, "/x' is larger than 10 bytes"));
	server_stop(&s);
}

static bool never(void *self)
{
	(void)self;
	return false;
}

static bool twice(void *self)
{
	return ++*(int *)self < 3;
}

TEST(an_exchange_ends_when_time_or_somebody_says_so)
{
	struct server s;
	struct outcome o;
	int asked = 0;

	if (!server_start(&s))
		return;
	o = ask(&s, "/stall", (struct http_request){.timeout_ms = 150});
	CHECK(!o.ok && o.why == HTTP_TIMED_OUT);
	o = ask(&s, "/half", (struct http_request){.timeout_ms = 150});
	CHECK(!o.ok && o.why == HTTP_TIMED_OUT);
	o = ask(&s, "/x", (struct http_request){.timeout_ms = -5});
	CHECK(o.ok || o.why == HTTP_TIMED_OUT);
	done(&o);
	o = ask(&s, "/half", (struct http_request){.idle_ms = 120});
	CHECK(!o.ok && o.why == HTTP_TIMED_OUT);
	CHECK_STR(o.err.message, "no byte came for 120 ms");
	o = ask(&s, "/stall", (struct http_request){.may_go_on = never});
	CHECK(!o.ok && o.why == HTTP_CANCELLED);
	/* s.stop is not readable yet: it is waited for beside the transfer */
	o = ask(&s, "/stall",
		(struct http_request){.may_go_on = twice, .self = &asked, .wake_fd = s.stop[0]});
	CHECK(!o.ok && o.why == HTTP_CANCELLED);
	CHECK_INT(asked, 3);
	server_stop(&s);
}

static bool take(void *self, const char *bytes, size_t len)
{
	str_add_bytes(self, bytes, len);
	return true;
}

static bool refuse(void *self, const char *bytes, size_t len)
{
	(void)bytes;
	(void)len;
	++*(int *)self;
	return false;
}

TEST(an_answer_is_read_while_it_comes)
{
	struct server s;
	struct outcome o;
	struct str got = {0};
	int asked = 0;

	if (!server_start(&s))
		return;
	o = ask(&s, "/x", (struct http_request){.on_bytes = take, .self = &got});
	CHECK(o.ok && o.response.body.len == 0 && strncmp(str_text(&got), "GET /x ", 7) == 0);
	done(&o);
	str_clear(&got);
	/* the words of a failure are kept */
	o = ask(&s, "/failed", (struct http_request){.on_bytes = take, .self = &got});
	CHECK(o.ok && o.response.status == 500 && got.len == 0);
	CHECK_STR(str_text(&o.response.body), "wrong");
	done(&o);
	o = ask(&s, "/x", (struct http_request){.on_bytes = refuse, .self = &asked});
	CHECK(!o.ok && o.why == HTTP_STOPPED && asked == 1);
	str_release(&got);
	server_stop(&s);
}

static struct outcome ask_url(const char *url, const struct net_policy *policy)
{
	struct http_request request = {.method = "GET",
		.url = url,
		.timeout_ms = 20000,
		.max_bytes = 1000,
		.wake_fd = -1,
		.policy = policy};
	struct outcome o = {.why = HTTP_FAILED};

	o.ok = http_send(&request, &o.response, &o.why, &o.err);
	return o;
}

TEST(what_cannot_be_reached_is_said)
{
	struct server s;
	struct outcome o;
	char url[64];

	o = ask_url("not a url", NULL);
	CHECK(!o.ok && o.err.kind == ERR_INPUT);
	CHECK_STR(o.err.message, "'not a url' is no URL");
	o = ask_url("file:///etc/passwd", NULL);
	CHECK(!o.ok && o.why == HTTP_FAILED);
	o = ask_url("http://169.254.169.254/latest", NULL);
	CHECK(!o.ok && o.why == HTTP_DENIED && o.err.kind == ERR_REFUSED);
	CHECK_STR(o.err.message,
		"the address of 'http://169.254.169.254/latest' is link-local or a "
		"metadata service");
	if (!server_start(&s))
		return;
	o = ask(&s, "/nothing", (struct http_request){0});
	CHECK(!o.ok && o.why == HTTP_FAILED && *o.err.message);
	snprintf(url, sizeof url, "http://127.0.0.1:%d/", s.port);
	server_stop(&s);
	o = ask_url(url, NULL);
	CHECK(!o.ok && o.why == HTTP_FAILED && *o.err.message);
}

TEST(a_kept_connection_is_used_under_its_own_policy_only)
{
	static struct net_policy open, closed;
	struct server s;
	struct outcome o;
	char url[64];

	if (!server_start(&s))
		return;
	CHECK(net_policy_add(&closed, NET_DENY, "127.0.0.0/8", &(struct err){0}));
	snprintf(url, sizeof url, "http://127.0.0.1:%d/x", s.port);
	o = ask_url(url, &open);
	CHECK(o.ok);
	done(&o);
	o = ask_url(url, &closed);
	CHECK(!o.ok && o.why == HTTP_DENIED);
	o = ask_url(url, &open);
	CHECK(o.ok);
	done(&o);
	server_stop(&s);
	net_policy_release(&closed);
}
