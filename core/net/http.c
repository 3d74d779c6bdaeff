#include "core/net/http.h"

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/num.h"
#include "core/net/curl.h"
#include "core/net/policy.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* More is a loop; browsers give up at 20. */
#define MAX_REDIRECTS 10
/* No server sends so many; libcurl bounds their bytes, this what they cost here. */
#define MAX_HEADERS 1000
/* How long may_go_on() is not asked, should nothing wake us. */
#define SLICE_MS 100

/* As many as hosts that one workflow usually talks to at once; a further one
 * connects anew. */
#define IDLE_MAX 16

/* A transfer can be waited for together with what should end it; the
 * connections are the multi handle's. */
struct line {
	CURL *easy;
	CURLM *multi;
	const struct net_policy *policy; /* that its connections were opened under */
};

/* Those that finished a request, with their connections. */
static struct {
	pthread_mutex_t mutex;
	struct line lines[IDLE_MAX];
	size_t len;
} idle = {.mutex = PTHREAD_MUTEX_INITIALIZER};

struct exchange {
	const struct curl_api *curl;
	const struct http_request *request;
	struct http_response *response;
	const char *method, *url;
	bool with_body, same_origin;
	int64_t deadline_us, heard_us; /* heard_us: of the last byte */
	size_t received;
	bool too_large, cancelled, stopped, stalled;
	enum net_denial denied;
	char detail[CURL_ERROR_SIZE];
};

/* A connection that is used again is not opened, and nobody looks at its address. */
static struct line take_line(const struct curl_api *curl, const struct net_policy *policy)
{
	struct line line = {0};

	pthread_mutex_lock(&idle.mutex);
	for (size_t i = idle.len; !line.easy && i-- > 0;) {
		if (idle.lines[i].policy != policy)
			continue;
		line = idle.lines[i];
		idle.lines[i] = idle.lines[--idle.len];
	}
	pthread_mutex_unlock(&idle.mutex);
	if (line.easy)
		curl->easy_reset(line.easy);
	else
		line = (struct line){curl->easy_init(), curl->multi_init(), policy};
	if (!line.easy || !line.multi)
		mem_exhausted();
	return line;
}

static void give_line(const struct curl_api *curl, struct line line)
{
	pthread_mutex_lock(&idle.mutex);
	if (idle.len < IDLE_MAX) {
		idle.lines[idle.len++] = line;
		line = (struct line){0};
	}
	pthread_mutex_unlock(&idle.mutex);
	if (line.easy) {
		curl->easy_cleanup(line.easy);
		curl->multi_cleanup(line.multi);
	}
}

/* The guard sees every address that is really connected to: after DNS, after
 * redirects, in whatever spelling. */
static curl_socket_t open_socket(void *self, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct exchange *x = self;
	enum net_denial denial = policy_denies_address(x->request->policy, &address->addr);

	(void)purpose;
	if (denial) {
		x->denied = denial;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *self)
{
	struct exchange *x = self;
	const struct http_request *r = x->request;
	size_t len = size * count;

	x->heard_us = clock_mono_us();
	x->received += len;
	if (x->received > r->max_bytes) {
		x->too_large = true;
		return 0;
	}
	if (!r->on_bytes || x->response->status / 100 != 2) {
		str_add_bytes(&x->response->body, bytes, len);
		return len;
	}
	x->stopped = !r->on_bytes(r->self, bytes, len);
	return x->stopped ? 0 : len;
}

static void clear_response(struct http_response *r)
{
	for (size_t i = 0; i < r->headers.len; i++) {
		free((char *)r->headers.at[i].name);
		free((char *)r->headers.at[i].value);
	}
	r->headers.len = 0;
	free(r->reason);
	r->reason = NULL;
	str_clear(&r->body);
}

static void take_status(struct http_response *r, const char *line, size_t len)
{
	const char *space = memchr(line, ' ', len);

	/* interim responses and hops before this one do not count */
	clear_response(r);
	r->status = space ? (int)strtol(space + 1, NULL, 10) : 0;
	space = space ? memchr(space + 1, ' ', len - (size_t)(space + 1 - line)) : NULL;
	if (space && space + 1 < line + len)
		r->reason = mem_strndup(space + 1, len - (size_t)(space + 1 - line));
}

static size_t take_header(char *bytes, size_t size, size_t count, void *self)
{
	struct exchange *x = self;
	size_t len = size * count, end = len, colon;
	const char *value;
	char *name;

	while (end && (bytes[end - 1] == '\r' || bytes[end - 1] == '\n' || bytes[end - 1] == ' '))
		end--;
	if (end > 5 && memcmp(bytes, "HTTP/", 5) == 0) {
		take_status(x->response, bytes, end);
		return len;
	}
	value = memchr(bytes, ':', end);
	if (!value || x->response->headers.len >= MAX_HEADERS)
		return len;
	colon = (size_t)(value - bytes);
	for (value++; value < bytes + end && (*value == ' ' || *value == '\t'); value++)
		;
	name = mem_strndup(bytes, colon);
	for (char *p = name; *p; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	vec_push(&x->response->headers,
		((struct http_header){name, mem_strndup(value, (size_t)(bytes + end - value))}));
	return len;
}

static bool may_go_on(struct exchange *x)
{
	const struct http_request *r = x->request;

	x->cancelled = r->may_go_on && !r->may_go_on(r->self);
	x->stalled = r->idle_ms && clock_mono_us() - x->heard_us > r->idle_ms * 1000;
	return !x->cancelled && !x->stalled;
}

/* Drives one transfer to its end; CURLE_ABORTED_BY_CALLBACK when somebody
 * wanted it to stop. */
static CURLcode perform(struct exchange *x, struct line line)
{
	struct curl_waitfd wake = {.fd = x->request->wake_fd, .events = CURL_WAIT_POLLIN};
	const struct curl_api *c = x->curl;
	CURLcode code = CURLE_ABORTED_BY_CALLBACK;
	CURLMcode trouble = c->multi_add_handle(line.multi, line.easy);
	int running = 1, left;
	CURLMsg *message;

	x->heard_us = clock_mono_us();
	while (trouble == CURLM_OK && running && may_go_on(x)) {
		trouble = c->multi_perform(line.multi, &running);
		if (trouble == CURLM_OK && running)
			trouble = c->multi_poll(line.multi, &wake, wake.fd >= 0, SLICE_MS, NULL);
	}
	while ((message = c->multi_info_read(line.multi, &left)))
		if (message->msg == CURLMSG_DONE)
			code = message->data.result;
	if (trouble != CURLM_OK) {
		snprintf(x->detail, sizeof x->detail, "%s", c->multi_strerror(trouble));
		code = CURLE_FAILED_INIT;
	}
	/* A name that is still being looked up is not waited for. */
	if (x->cancelled)
		c->easy_setopt(line.easy, CURLOPT_QUICK_EXIT, 1L);
	c->multi_remove_handle(line.multi, line.easy);
	return code;
}

static bool is_secret_header(const char *name)
{
	return strcasecmp(name, "authorization") == 0 || strcasecmp(name, "cookie") == 0 ||
		strcasecmp(name, "proxy-authorization") == 0 || strcasecmp(name, "x-api-key") == 0;
}

/* RFC 9110 section 8.6: where a body is expected an empty one has its length, too. */
static bool sends_body(const struct exchange *x)
{
	return x->with_body &&
	       (x->request->body || strcasecmp(x->method, "POST") == 0 ||
		       strcasecmp(x->method, "PUT") == 0 || strcasecmp(x->method, "PATCH") == 0);
}

static struct curl_slist *header_list(const struct exchange *x)
{
	const struct http_request *r = x->request;
	struct curl_slist *list = NULL;
	struct str line = {0};

	for (size_t i = 0; i < r->headers_len; i++) {
		/* A redirect to another host does not get the credentials. */
		if (!x->same_origin && is_secret_header(r->headers[i].name))
			continue;
		if (!x->with_body && strcasecmp(r->headers[i].name, "content-type") == 0 && r->body)
			continue;
		str_clear(&line);
		str_addf(&line, *r->headers[i].value ? "%s: %s" : "%s;", r->headers[i].name,
			r->headers[i].value);
		list = x->curl->slist_append(list, str_text(&line));
	}
	/* No "Expect: 100-continue": a second of waiting with many servers. */
	list = x->curl->slist_append(list, "Expect:");
	if (sends_body(x)) {
		bool typed = false;

		for (size_t i = 0; i < r->headers_len; i++)
			typed |= strcasecmp(r->headers[i].name, "content-type") == 0;
		if (!typed)
			list = x->curl->slist_append(list, "Content-Type:");
	}
	str_release(&line);
	return list;
}

static CURLcode set_options(struct exchange *x, CURL *h, struct curl_slist *headers)
{
	const struct curl_api *c = x->curl;
	int64_t left_ms = (x->deadline_us - clock_mono_us() + 999) / 1000;

	c->easy_setopt(h, CURLOPT_URL, x->url);
	c->easy_setopt(h, CURLOPT_CUSTOMREQUEST, x->method);
	c->easy_setopt(h, CURLOPT_NOBODY, (long)(strcmp(x->method, "HEAD") == 0));
	if (sends_body(x)) {
		bool some = x->request->body;

		c->easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE,
			some ? (curl_off_t)x->request->body_len : (curl_off_t)0);
		c->easy_setopt(h, CURLOPT_POSTFIELDS, some ? x->request->body : "");
	}
	c->easy_setopt(h, CURLOPT_HTTPHEADER, headers);
	c->easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
	c->easy_setopt(h, CURLOPT_ACCEPT_ENCODING, "");
	c->easy_setopt(h, CURLOPT_USERAGENT, "blokctl/" BLOKCTL_VERSION);
	c->easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	c->easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)(left_ms > 1 ? left_ms : 1));
	c->easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	c->easy_setopt(h, CURLOPT_OPENSOCKETDATA, x);
	c->easy_setopt(h, CURLOPT_WRITEFUNCTION, take_body);
	c->easy_setopt(h, CURLOPT_WRITEDATA, x);
	c->easy_setopt(h, CURLOPT_HEADERFUNCTION, take_header);
	c->easy_setopt(h, CURLOPT_HEADERDATA, x);
	c->easy_setopt(h, CURLOPT_ERRORBUFFER, x->detail);
	x->detail[0] = '\0';
	/* Before 7.85 it is unknown, and files could be read by a URL. */
	return c->easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
}

static bool failed(const struct exchange *x, CURLcode code, enum http_failure *why, struct err *err)
{
	*why = x->cancelled                            ? HTTP_CANCELLED
		: x->denied                            ? HTTP_DENIED
		: x->too_large                         ? HTTP_TOO_LARGE
		: x->stopped                           ? HTTP_STOPPED
		: code == CURLE_OPERATION_TIMEDOUT     ? HTTP_TIMED_OUT
		: x->stalled                           ? HTTP_TIMED_OUT
						       : HTTP_FAILED;
	if (*why == HTTP_DENIED)
		return err_set(err, ERR_REFUSED, "the address of '%s' is %s", x->url,
			x->denied == NET_CONFIGURED ? "denied by network.deny"
						    : "link-local or a metadata service");
	if (*why == HTTP_TOO_LARGE)
		return err_set(err, ERR_WORK, "the response of '%s' is larger than %zu bytes", x->url,
			x->request->max_bytes);
	if (x->stalled)
		return err_set(err, ERR_WORK, "no byte came for %lld ms",
			(long long)x->request->idle_ms);
	return err_set(err, ERR_WORK, "%s",
		x->detail[0] ? x->detail : x->curl->easy_strerror(code));
}

/* The literal host is looked at, too: behind a proxy the guard sees only the
 * proxy's address. */
static bool check_host(struct exchange *x, struct err *err)
{
	CURLU *url = x->curl->url();
	char *host = NULL;
	bool ok = true;

	if (!url)
		mem_exhausted();
	if (x->curl->url_set(url, CURLUPART_URL, x->url, 0) != CURLUE_OK ||
		x->curl->url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK) {
		ok = err_set(err, ERR_INPUT, "'%s' is no URL", x->url);
	} else {
		x->denied = policy_denies_host(x->request->policy, host);
		ok = !x->denied;
	}
	x->curl->free(host);
	x->curl->url_cleanup(url);
	return ok;
}

/* scheme://host:port of two URLs. */
static bool same_origin(const char *a, const char *b)
{
	const char *host_a = strstr(a, "://"), *host_b = strstr(b, "://");
	size_t len_a, len_b;

	if (!host_a || !host_b)
		return false;
	len_a = (size_t)(host_a - a) + 3 + strcspn(host_a + 3, "/?#");
	len_b = (size_t)(host_b - b) + 3 + strcspn(host_b + 3, "/?#");
	return len_a == len_b && strncasecmp(a, b, len_a) == 0;
}

/* One hop; *ret_next is where it redirects to, malloc'd, or NULL. */
static bool send_hop(struct exchange *x, char **ret_next, enum http_failure *why, struct err *err)
{
	struct curl_slist *headers;
	char *next = NULL;
	CURLcode code;
	struct line line;
	long status = 0;

	*ret_next = NULL;
	*why = HTTP_FAILED;
	x->denied = NET_REACHABLE;
	x->received = 0;
	if (!check_host(x, err))
		return x->denied ? failed(x, CURLE_OK, why, err) : false;
	line = take_line(x->curl, x->request->policy);
	headers = header_list(x);
	clear_response(x->response);
	code = set_options(x, line.easy, headers);
	if (code == CURLE_OK)
		code = perform(x, line);
	if (code == CURLE_OK) {
		x->curl->easy_getinfo(line.easy, CURLINFO_RESPONSE_CODE, &status);
		x->curl->easy_getinfo(line.easy, CURLINFO_REDIRECT_URL, &next);
		x->response->status = (int)status;
		*ret_next = next ? mem_strdup(next) : NULL;
	}
	x->curl->slist_free_all(headers);
	give_line(x->curl, line);
	return code == CURLE_OK || failed(x, code, why, err);
}

/* RFC 9110 section 15.4: 303 turns into GET; so do 301 and 302 of a POST, by
 * the custom of all browsers. */
static void next_method(struct exchange *x)
{
	int status = x->response->status;
	bool post = strcasecmp(x->method, "POST") == 0;

	if ((status == 303 && strcasecmp(x->method, "HEAD") != 0) ||
		((status == 301 || status == 302) && post)) {
		x->method = "GET";
		x->with_body = false;
	}
}

static bool follow(struct exchange *x, enum http_failure *why, struct err *err)
{
	char *url = NULL, *next = NULL;

	for (int hops = 0;; hops++) {
		bool ok = send_hop(x, &next, why, err);

		if (!ok || !next) {
			free(url);
			return ok;
		}
		if (hops == MAX_REDIRECTS) {
			err_set(err, ERR_WORK, "more than %d redirects", MAX_REDIRECTS);
			free(next);
			free(url);
			return false;
		}
		next_method(x);
		x->same_origin = x->same_origin && same_origin(x->url, next);
		free(url);
		x->url = url = next;
	}
}

bool http_send(const struct http_request *request, struct http_response *ret,
	enum http_failure *ret_why, struct err *err)
{
	int64_t timeout_ms = request->timeout_ms < NUM_DURATION_MAX_MS ? request->timeout_ms
								       : NUM_DURATION_MAX_MS;
	struct exchange x = {.request = request,
		.response = ret,
		.method = request->method,
		.url = request->url,
		.with_body = true,
		.same_origin = true,
		.deadline_us = clock_mono_us() + (timeout_ms > 0 ? timeout_ms : 0) * 1000};

	*ret = (struct http_response){0};
	*ret_why = HTTP_FAILED;
	x.curl = curl_load(err);
	if (x.curl && follow(&x, ret_why, err)) {
		if (!ret->reason || !*ret->reason) {
			free(ret->reason);
			ret->reason = mem_strdup(http_reason(ret->status));
		}
		return true;
	}
	http_response_release(ret);
	return false;
}

void http_response_release(struct http_response *r)
{
	clear_response(r);
	vec_release(&r->headers);
	str_release(&r->body);
}

const char *http_header(const struct http_response *r, const char *name)
{
	for (size_t i = 0; i < r->headers.len; i++)
		if (strcmp(r->headers.at[i].name, name) == 0)
			return r->headers.at[i].value;
	return NULL;
}
