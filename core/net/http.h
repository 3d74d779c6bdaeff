#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct net_policy;

/* One HTTP request at a time per call, from any thread; connections are kept
 * for the next.  libcurl is loaded on the first one. */

struct http_header {
	const char *name, *value;
};

struct http_request {
	const char *method, *url;
	const struct http_header *headers;
	size_t headers_len;
	const char *body; /* NULL: none */
	size_t body_len;
	int64_t timeout_ms;           /* of the whole exchange, redirects included */
	size_t max_bytes;             /* of the response's body */
	/* Asked now and then, and at once when `wake_fd` (-1: none) becomes
	 * readable; false ends the exchange.  NULL: it goes on. */
	bool (*may_go_on)(void *self);
	void *self;
	int wake_fd;
	/* For answers that are read while they come: the bytes of a 2xx body, which
	 * is not kept then.  False ends the exchange (HTTP_STOPPED).  Or NULL. */
	bool (*on_bytes)(void *self, const char *bytes, size_t len);
	/* Which addresses may be reached; NULL: what is built in (policy.h).  It lives as
	 * long as the process, for it tells whose connections are used again. */
	const struct net_policy *policy;
	int64_t idle_ms; /* without a byte for so long it has stalled; 0: no limit */
};

struct http_response {
	int status;
	char *reason;                 /* "Not Found"; the standard one when none was sent */
	VEC(struct http_header) headers; /* names in lower case; owned */
	struct str body;
};

/* Why there is no response: what err->hint says in words. */
enum http_failure {
	HTTP_FAILED,
	HTTP_TIMED_OUT,
	HTTP_CANCELLED,
	HTTP_TOO_LARGE,
	HTTP_DENIED,
	HTTP_STOPPED, /* by on_bytes */
};

/* Follows redirects (at most 10), each hop held against the address policy.
 * A status of 400 and above is a response like any other. */
bool http_send(const struct http_request *request, struct http_response *ret,
	enum http_failure *ret_why, struct err *err);
const char *http_header(const struct http_response *r, const char *name); /* or NULL */
void http_response_release(struct http_response *r);
const char *http_reason(int status); /* "" when it is no standard one */

#endif
