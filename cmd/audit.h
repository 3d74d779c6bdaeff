#ifndef CMD_AUDIT_H
#define CMD_AUDIT_H

#include "cmd/cmd.h"
#include "core/data/json.h"
#include "core/store/audit.h"

extern const struct cmd audit_list, audit_verify_command, audit_export;

/* {no, at, actor, action, detail, hash}.  `detail` is the object itself where its
 * text can be had back from it, for the hash covers the text; else the text. */
cJSON *audit_row_json(const struct audit_row *row);

#endif
