#ifndef DATA_YAML_READER_H
#define DATA_YAML_READER_H

#include "core/base/map.h"
#include "core/data/document.h"

#include <yaml.h>

/* Private to yaml*.c. */

/* libyaml 0.2.5 needs quadratic time for nested flow collections (100 KB of
 * '[': 32 s).  No readable workflow nests deeper than a dozen. */
#define YAML_MAX_DEPTH 64
/* Aliases are copied, so a text of 342 bytes can ask for a billion nodes. */
#define YAML_MAX_ANCHORS 256
#define YAML_MAX_ALIASES 1000
#define YAML_MAX_EXPANDED 100000
/* libyaml compares each with all before it. */
#define YAML_MAX_DIRECTIVES 1000

struct anchor {
	char *name;
	const cJSON *node; /* in the tree or in `kept`; NULL while it is being read */
	char *text;        /* as written, when it is a scalar */
};

struct yaml_reader {
	struct document *doc;
	struct diags *diags;
	yaml_parser_t parser;
	yaml_event_t event;   /* the current one */
	size_t start;         /* behind a byte order mark */
	size_t index, offset; /* libyaml counts characters: one of them and its byte */
	int depth;
	VEC(struct anchor) anchors;
	struct map names; /* anchor -> index + 1 */
	size_t aliases, expanded;
	cJSON *kept; /* an array: nodes that anchors need and the tree does not hold */
};

/* The byte offset of a mark; cheap when marks come in the order of the text. */
size_t yaml_offset(struct yaml_reader *r, const yaml_mark_t *mark);
/* Where the current event begins. */
size_t yaml_here(struct yaml_reader *r);

bool yaml_fail(struct yaml_reader *r, size_t offset, const char *code, const char *hint,
	const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Words libyaml's own error. */
bool yaml_fail_parser(struct yaml_reader *r);

/* The value of the current scalar event (YAML 1.2.2 section 10.3, core schema). */
bool yaml_scalar(struct yaml_reader *r, cJSON **ret);
/* A tag that a sequence or mapping may bear: "seq" or "map". */
bool yaml_check_tag(struct yaml_reader *r, const yaml_char_t *tag, const char *wanted);

/* Notes the anchor of a node that begins; *ret_id is 0 without one. */
bool yaml_anchor_open(struct yaml_reader *r, const yaml_char_t *name, size_t *ret_id);
/* The node is complete.  `text` (may be NULL) is what a scalar looked like. */
void yaml_anchor_close(struct yaml_reader *r, size_t id, const cJSON *node, const char *text);
/* What the current alias event means; NULL after a finding. */
const struct anchor *yaml_anchor_find(struct yaml_reader *r);
/* A copy for one alias, within the caps. */
bool yaml_expand(struct yaml_reader *r, const struct anchor *anchor, cJSON **ret);

#endif
