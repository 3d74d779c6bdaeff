#ifndef TERM_FINDINGS_H
#define TERM_FINDINGS_H

#include "core/base/diag.h"
#include "core/term/term.h"

/* Findings as compilers print them, so that editors can jump to the place:
 *
 *   path:line:column: error: text [code]
 *       3 |   - id: a
 *         |         ^
 *   hint: what to do
 */
void findings_render(const struct diags *d, const struct term *term, struct str *out);

#endif
