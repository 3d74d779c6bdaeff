#ifndef NODE_FILES_H
#define NODE_FILES_H

#include "core/base/fs_beneath.h"
#include "core/engine/call.h"

/* Files for nodes: with an input `root`, the path must not leave that folder. */
bool files_read(const struct node_call *call, const char *path, size_t max, struct str *ret,
	struct failure *failure);
bool files_write(const struct node_call *call, const char *path, const struct fs_content *content,
	struct failure *failure);

#endif
