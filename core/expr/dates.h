#ifndef EXPR_DATES_H
#define EXPR_DATES_H

#include "core/expr/builtins.h"

/* Date.prototype is spread over two files. */
enum date_form { DATE_FULL, DATE_DATE, DATE_TIME, DATE_UTC, DATE_ISO };

bool date_self(struct eval *ev, const struct call *c, double *ret);
const struct text *date_text(struct eval *ev, double time); /* as String() gives it */
builtin_fn date_to_text, date_to_json, date_to_locale;

#endif
