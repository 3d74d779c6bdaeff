#ifndef DATA_YAML_TREE_H
#define DATA_YAML_TREE_H

#include "core/base/arena.h"
#include "core/data/document.h"

/* Private to yaml_edit.c and yaml_tree.c: where the nodes of a YAML text begin
 * and end, for who changes it in place. */

enum yaml_kind { YAML_SCALAR, YAML_MAPPING, YAML_SEQUENCE, YAML_ALIAS };

struct yaml_node {
	enum yaml_kind kind;
	bool flow;         /* {…}, […], or inside one */
	size_t start, end; /* bytes; the end of a block is that of its last entry */
	/* Of a mapping's entry: */
	const char *name;
	size_t key_start, key_end;
	struct yaml_node *first, *last, *next;
};

/* The tree lives in the arena; NULL for a text without a document.  The text
 * was read before, so it has no errors and no great depth. */
struct yaml_node *yaml_tree(struct document *doc, struct arena *a);

#endif
