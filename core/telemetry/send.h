#ifndef TELEMETRY_SEND_H
#define TELEMETRY_SEND_H

#include "core/net/http.h"
#include "core/store/store.h"

/* Where traces go: a collector of OpenTelemetry's, by OTLP over HTTP with JSON. */
struct collector {
	const char *url; /* whole: ".../v1/traces" */
	const struct http_header *headers;
	size_t headers_len;
	const char *service;
	const struct net_policy *policy;
	int64_t timeout_ms; /* for all of it */
};

struct sent {
	size_t runs;     /* that were told of */
	size_t refused;  /* that the collector does not want, and never will */
	int64_t waiting; /* that are left for the next time */
};

/* Tells of the runs in the outbox, the oldest first, as long as there is time.  Of a collector that
 * cannot be reached nothing is expected for a while, unless `now`.  False with the reason; what
 * was not told stays. */
bool collector_send(
	struct store *s, const struct collector *c, bool now, struct sent *ret, struct err *err);

#endif
