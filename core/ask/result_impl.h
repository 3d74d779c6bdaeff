#ifndef ASK_RESULT_IMPL_H
#define ASK_RESULT_IMPL_H

#include "core/ask/result.h"

/* Private to the formats of results. */
struct result_page {
	const struct source_result *result;
	const char *const *names;
	const bool *numbers;     /* by column: result_is_number() */
	const struct term *term; /* RESULT_TABLE only */
	struct str *out;
};

void result_print_table(const struct result_page *p);
void result_print_json(const struct result_page *p);
void result_print_ndjson(const struct result_page *p);
void result_print_csv(const struct result_page *p);
void result_print_tsv(const struct result_page *p);
void result_print_markdown(const struct result_page *p);
void result_print_html(const struct result_page *p);

/* Exactly: all digits of a number, a blob as x'0a0b'. */
void result_text_exact(const struct source_value *v, struct str *out);

#endif
