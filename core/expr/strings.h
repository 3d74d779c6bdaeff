#ifndef EXPR_STRINGS_H
#define EXPR_STRINGS_H

#include "core/expr/builtins.h"

/* The methods of String.prototype are spread over several files. */
bool string_self(struct eval *ev, const struct call *c, const struct text **ret);
builtin_fn string_match, string_match_all, string_replace, string_search_regex, string_split,
	string_case, string_normalize, string_locale_compare;

#endif
