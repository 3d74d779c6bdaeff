#ifndef TELEMETRY_METRICS_H
#define TELEMETRY_METRICS_H

#include "core/ai/ai.h"
#include "core/base/str.h"

/* What is recorded as metrics, in Prometheus' text format (version 0.0.4), for the
 * textfile collector of its node exporter. */
struct metrics {
	struct store *store;
	const struct ai_period *period; /* the day and the month that quotas are shown for */
	const struct quota_limits *defaults;
};
bool metrics_render(const struct metrics *m, struct str *out, struct err *err);

#endif
