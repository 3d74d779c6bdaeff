#ifndef NET_SSE_H
#define NET_SSE_H

#include "core/base/err.h"
#include "core/base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* Readers of streamed answers, fed with whatever pieces the network gives:
 * server-sent events (WHATWG HTML, section 9.2) and newline-delimited JSON. */

/* No model's chunk comes near these; a server that sends more is broken. */
#define SSE_MAX_LINE ((size_t)1024 * 1024)
#define SSE_MAX_EVENT ((size_t)4 * 1024 * 1024)

struct sse_event {
	const char *name; /* "" when none was given */
	const char *data; /* several data lines joined by newlines; len bytes and a NUL */
	size_t len;
};

enum sse_format { SSE_EVENTS, SSE_LINES /* of JSON; blank ones do not count */ };

/* All but the first three members are the reader's own and begin as zero. */
struct sse {
	enum sse_format format;
	/* False, with the error, ends the reading. */
	bool (*each)(void *self, const struct sse_event *event, struct err *err);
	void *self;
	struct str line, name, data;
	bool begun;    /* past a byte order mark */
	bool after_cr; /* a line feed that comes now belongs to the line before */
	bool has_data;
};

/* Calls `each` for every event that ends in these bytes. */
bool sse_feed(struct sse *s, const char *bytes, size_t len, struct err *err);
/* The end of the stream.  An event without its blank line is discarded, as the
 * standard wants, unless it is the mark that OpenAI's streams end with; a last
 * line of JSON needs no newline. */
bool sse_end(struct sse *s, struct err *err);
void sse_release(struct sse *s);

#endif
