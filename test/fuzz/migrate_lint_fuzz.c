#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/migrate/lint.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every finding is complete, and lies in its file. */
static void check(const struct diag *d, const char *text)
{
	int lines = 1;

	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	if (d->line < 1 || d->line > lines || d->column < 1 || !*d->message || !*d->hint)
		abort();
	if (d->excerpt && utf8_valid_prefix(d->excerpt, strlen(d->excerpt)) != strlen(d->excerpt))
		abort();
	for (const struct lint_rule *r = lint_rules; r->code; r++)
		if (str_eq(r->code, d->code))
			return;
	abort();
}

/* The input twice as an up, so that it meets what it made, and once as a down. */
static void lint(const char *text, enum source_dialect dialect, bool no_transaction)
{
	const struct migration_script script = {
		.path = "x.sql", .text = text, .no_transaction = no_transaction};
	struct history h = {0};
	struct diags found = {0};
	struct err err = {0};

	for (int i = 0; i < 2; i++) {
		struct migration m = {.version = i ? "2" : "1", .name = "", .up = script};

		if (i)
			m.down = script;
		vec_push(&h.list, m);
	}
	if (!migrate_lint(&h, dialect, NULL, &found, &err))
		abort();
	for (size_t i = 0; i < found.list.len; i++)
		check(&found.list.at[i], text);
	diags_release(&found);
	vec_release(&h.list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {0};

	str_add_bytes(&text, (const char *)data, size);
	lint(str_text(&text), DIALECT_SQLITE, false);
	lint(str_text(&text), DIALECT_POSTGRES, size & 1);
	str_release(&text);
	return 0;
}
