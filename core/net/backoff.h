#ifndef NET_BACKOFF_H
#define NET_BACKOFF_H

#include "core/net/http.h"

/* How long to wait before a request is made again. */

/* A server that asks for more is not waited for. */
#define BACKOFF_MAX_ASKED_MS 60000

/* What the response asks for: retry-after-ms, else Retry-After in seconds (a
 * decimal number) or as an HTTP date (RFC 9110, section 5.6.7: all three
 * forms) seen from `now_ms`.  0 when it asks for nothing that makes sense:
 * no number, none above zero, a date that has passed. */
int64_t backoff_asked_ms(const struct http_response *response, int64_t now_ms);
/* An HTTP date in any of its three forms. */
bool backoff_parse_date(const char *text, int64_t *ret_ms);
/* The same for one value. */
int64_t backoff_parse_seconds(const char *text, int64_t now_ms);

/* Before the attempt that follows the `failed`-th one (from 1): half a second,
 * doubled each time, at most 8 seconds, less up to a quarter by `random`, a
 * number from 0 to 1. */
int64_t backoff_delay_ms(int failed, double random);

#endif
