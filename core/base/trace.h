#ifndef BASE_TRACE_H
#define BASE_TRACE_H

#include <stdbool.h>

/* W3C Trace Context, version 00: "00-TRACE-SPAN-FLAGS".  A run's ids are made of its own id and
 * the paths of its steps, so that they are the same after a crash and in every process. */

#define TRACE_ID_MAX 33
#define TRACE_SPAN_MAX 17
#define TRACE_PARENT_MAX 56

struct trace {
	char id[TRACE_ID_MAX];
	char parent[TRACE_SPAN_MAX]; /* the span that the run is below; "" */
};

/* False for what is none, which NULL is, too. */
bool trace_parse(const char *traceparent, struct trace *ret);
/* The caller's trace, or one of the run's own. */
void trace_of_run(const char *run_id, const char *traceparent, struct trace *ret);
/* `what`: "run", or the path of a step. */
void trace_span(const char *run_id, const char *what, char out[TRACE_SPAN_MAX]);
/* For those who are called: below this span. */
void trace_format(const struct trace *t, const char *span, char out[TRACE_PARENT_MAX]);

#endif
