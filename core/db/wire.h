#ifndef DB_WIRE_H
#define DB_WIRE_H

#include "core/base/str.h"
#include "core/db/source.h"

/* Numbers and texts between us and our own child: one program, one machine, so
 * the bytes are as they lie in memory. */

/* What the child writes: NAMES, ROWs, then MORE or END, or an ERROR anywhere. */
enum wire_tag {
	WIRE_NAMES = 'N',
	WIRE_ROW = 'R',
	WIRE_MORE = 'M', /* there are more rows than were asked for */
	WIRE_END = 'E',
	WIRE_ERROR = '!',
};

void wire_put_int(struct str *out, int64_t value);
void wire_put_bytes(struct str *out, const char *bytes, size_t len);
void wire_put_text(struct str *out, const char *text);
void wire_put_value(struct str *out, const struct source_value *v);

/* Past the end everything is 0 and "", and `bad` is set. */
struct wire {
	const char *at, *end;
	bool bad;
};
enum wire_tag wire_tag(struct wire *w); /* WIRE_ERROR at the end, too */
int64_t wire_int(struct wire *w);
/* Ended by a NUL, in the buffer. */
const char *wire_bytes(struct wire *w, size_t *ret_len);
const char *wire_text(struct wire *w);
void wire_value(struct wire *w, struct source_value *ret);

#endif
