#ifndef DATA_YAML_EDIT_H
#define DATA_YAML_EDIT_H

#include "core/data/document.h"

/* Changes one value of a YAML text and leaves every other byte as it was:
 * comments, order, quotes, blank lines.
 *
 * `doc` was read as YAML; its root is an object, or null.  `path` names a key in
 * objects, ended by NULL; those that are not there are made.  A NULL value takes
 * the key out, and with it the objects that hold nothing else.  The new text is
 * read again and compared with what it should say: what cannot be changed that
 * way (an alias on the path, an anchor that goes away) is an ERR_INPUT error.
 * A key that is to go must be there. */
bool yaml_edit(struct document *doc, const char *const *path, const cJSON *value,
	struct str *ret_text, struct err *err);

/* One value on one line; texts are quoted where they would be read otherwise. */
void yaml_print(struct str *out, const cJSON *value);
void yaml_print_text(struct str *out, const char *text);

#endif
