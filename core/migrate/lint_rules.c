#include "core/migrate/lint_impl.h"

#include <stddef.h>

#define X(id, code, severity, help, hint) {code, help},
const struct lint_rule lint_rules[] = {LINT_RULES(X){NULL, NULL}};
