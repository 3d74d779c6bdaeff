#include "core/base/str.h"
#include "core/db/target_split.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* What no statement covers holds none. */
static void check_gap(const char *text, size_t from, size_t to)
{
	struct str gap = {0};
	struct target_statement st;

	str_add_bytes(&gap, text + from, to - from);
	must(!split_next(str_text(&gap), 0, &st));
	str_release(&gap);
}

/* On its own it is one statement of the same kind. */
static void check_statement(const char *text, const struct target_statement *st)
{
	struct str own = {0};
	struct target_statement again, rest;

	str_add_bytes(&own, text + st->at, st->end - st->at);
	must(split_next(str_text(&own), 0, &again));
	must(again.kind == st->kind && again.end == own.len);
	must(!split_next(str_text(&own), again.end, &rest));
	(void)split_is_copy(str_text(&own));
	str_release(&own);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {0};
	struct target_statement st;
	size_t from = 0, len;

	str_add_bytes(&text, (const char *)data, size);
	len = strlen(str_text(&text));
	for (; split_next(str_text(&text), from, &st); from = st.end) {
		must(st.at >= from && st.end > st.at && st.end <= len);
		check_gap(str_text(&text), from, st.at);
		check_statement(str_text(&text), &st);
	}
	check_gap(str_text(&text), from, len);
	str_release(&text);
	return 0;
}
