#ifndef WORKFLOW_REGISTRY_H
#define WORKFLOW_REGISTRY_H

#include "core/workflow/workflow.h"

/* The workflows that a name can mean: files and folders given by the user,
 * looked through only when a name is asked for.  A document is known by its
 * `name`, then by its file's stem; one that does not parse matters only when
 * it is the one that is meant.  Look-ups may come from several threads. */
struct registry;

struct registry *registry_new(const struct node_set *nodes);
/* The nodes that it was made with. */
const struct node_set *registry_nodes(const struct registry *r);
void registry_free(struct registry *r);
/* A file, or a folder to walk.  Nothing is read yet. */
void registry_add(struct registry *r, const char *path);
/* A workflow that is already loaded, known by its name; borrowed. */
void registry_add_loaded(struct registry *r, const struct workflow *wf);
/* Only the files directly in a folder: what lies beside a workflow. */
void registry_add_siblings(struct registry *r, const char *folder);

/* The workflow, the registry's own.  Fails with ERR_WORK when there is none
 * (the hint names near ones), with ERR_INPUT when two files claim the name or
 * the document does not load; findings about that document go to `diags`,
 * which may be NULL. */
bool registry_find(struct registry *r, const char *name, const struct workflow **ret,
	struct diags *diags, struct err *err);
/* Whether a name is known, without loading what it means. */
bool registry_has(struct registry *r, const char *name);
/* The file that a name means, borrowed; fails like registry_find(). */
bool registry_locate(struct registry *r, const char *name, const char **ret_path, struct err *err);

#endif
