#ifndef DATA_JSON_SCAN_H
#define DATA_JSON_SCAN_H

#include "core/base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where one node of a document stands: byte offsets of its value and of its
 * key (the value again when it has none). */
struct place {
	uint32_t value, key;
};

enum json_mode {
	JSON_DOCUMENT, /* a user's file: duplicate keys are errors */
	JSON_DATA,     /* payloads: of duplicate keys the last wins */
};

/* What stands before cJSON: checks the grammar (RFC 8259) and everything that
 * cJSON lets pass, and records a place for every value in document order. */
struct json_scan {
	enum json_mode mode;
	VEC(struct place) places; /* filled in JSON_DOCUMENT mode only */
	bool has_duplicates;      /* JSON_DATA: a key stands twice in some object */
	/* the first error: */
	size_t error_offset;
	char error[160];
	const char *error_code; /* for diags: "syntax", "duplicate-key", "encoding", "depth" */
	const char *error_hint; /* or NULL */
};

bool json_scan(struct json_scan *scan, const char *text, size_t len);
void json_scan_release(struct json_scan *scan);

#endif
