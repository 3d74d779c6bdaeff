#ifndef WORKFLOW_CHECK_H
#define WORKFLOW_CHECK_H

#include "core/workflow/registry.h"

/* The findings that need the whole document, or other documents: references
 * to no step, unknown identifiers, reads of outputs that are not stored,
 * sub-workflows and middleware that are known nowhere.  Errors go to `diags`
 * like warnings; false when there was an error. */
bool workflow_check(struct workflow *wf, struct registry *registry, struct diags *diags);

#endif
