#ifndef TELEMETRY_SPANS_H
#define TELEMETRY_SPANS_H

#include "core/data/json.h"
#include "core/store/runs.h"

/* A recorded run as spans of OpenTelemetry: itself when it has ended, its steps, its calls of
 * models. */
struct spans {
	struct store *store;
	const struct run_row *run;
	int64_t from;        /* attempts before this one were told */
	const char *service; /* service.name */
};
/* A request of OTLP's (JSON); the caller's.  *ret_next: what is told with it. */
bool spans_render(const struct spans *s, cJSON **ret, int64_t *ret_next, struct err *err);

#endif
