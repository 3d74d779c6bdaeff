#ifndef ASK_INTENT_H
#define ASK_INTENT_H

#include "core/base/err.h"

/* Whether a question wants something changed instead of told: "delete all
 * customers", "list drivers; drop table driver". */
bool ask_intent_writes(const char *question);
bool ask_intent_refuse(struct err *err); /* ERR_REFUSED */

#endif
