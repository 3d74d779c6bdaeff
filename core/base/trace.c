#include "core/base/trace.h"

#include "core/base/sha256.h"
#include "core/base/str.h"

#include <stdio.h>
#include <string.h>

/* Lower case, and not all zeros: those are no ids. */
static bool is_id(const char *text, size_t len)
{
	return strspn(text, "0123456789abcdef") >= len && strspn(text, "0") < len;
}

bool trace_parse(const char *traceparent, struct trace *ret)
{
	if (!traceparent || strlen(traceparent) != TRACE_PARENT_MAX - 1 ||
		!str_starts(traceparent, "00-") || !is_id(traceparent + 3, 32) ||
		traceparent[35] != '-' || !is_id(traceparent + 36, 16) || traceparent[52] != '-' ||
		strspn(traceparent + 53, "0123456789abcdef") != 2)
		return false;
	snprintf(ret->id, sizeof ret->id, "%.32s", traceparent + 3);
	snprintf(ret->parent, sizeof ret->parent, "%.16s", traceparent + 36);
	return true;
}

void trace_of_run(const char *run_id, const char *traceparent, struct trace *ret)
{
	char hex[SHA256_SIZE * 2 + 1];

	if (trace_parse(traceparent, ret))
		return;
	*ret = (struct trace){0};
	sha256_hex(run_id, strlen(run_id), hex);
	snprintf(ret->id, sizeof ret->id, "%.32s", hex);
}

void trace_span(const char *run_id, const char *what, char out[TRACE_SPAN_MAX])
{
	char hex[SHA256_SIZE * 2 + 1];
	struct str text = {0};

	str_addf(&text, "span\n%s\n%s", run_id, what);
	sha256_hex(str_text(&text), text.len, hex);
	snprintf(out, TRACE_SPAN_MAX, "%.16s", hex);
	str_release(&text);
}

void trace_format(const struct trace *t, const char *span, char out[TRACE_PARENT_MAX])
{
	snprintf(out, TRACE_PARENT_MAX, "00-%s-%s-01", t->id, span);
}
