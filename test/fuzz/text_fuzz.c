#include "core/text/repair.h"
#include "core/text/summary.h"
#include "core/text/value.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Nothing is added but blank lines and plain forms of characters. */
static void check_repair(const char *text, size_t len)
{
	struct str out = {0};

	text_repair(&out, text, len);
	if (out.len > 3 * len + 2)
		abort();
	str_release(&out);
}

/* Each piece lies behind the one before, and is not empty. */
static void check_pieces(const char *text, size_t len)
{
	struct text_span s;
	const char *end = text;

	for (size_t at = 0; text_next_sentence(text, len, &at, &s); end = s.at + s.len)
		if (s.at < end || !s.len || s.at + s.len > text + len)
			abort();
	end = text;
	for (size_t at = 0; text_next_word(text, len, &at, &s); end = s.at + s.len)
		if (s.at < end || !s.len || s.at + s.len > text + len)
			abort();
}

static void check_values(const char *text, size_t len)
{
	const struct text_span all = {text, len};
	struct text_value v;

	for (int kind = VALUE_DATE; kind <= VALUE_URL; kind++)
		for (size_t at = 0; text_next_value(&all, (enum text_value_kind)kind, &at, &v);)
			if (!v.span.len || v.span.at + v.span.len > text + len)
				abort();
}

static void check_summary(const char *text, size_t len)
{
	const struct text_summary s = {.text = text, .len = len, .words = 20, .focus = "focus"};
	struct str out = {0};

	text_summarise(&out, &s);
	if (text_count_words(str_text(&out), out.len) > 20)
		abort();
	str_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str utf8 = {0};
	char *text;

	str_add_utf8(&utf8, (const char *)data, size);
	/* Of its own size, so that a byte too far is seen. */
	text = mem_alloc(utf8.len + 1);
	memcpy(text, str_text(&utf8), utf8.len);
	check_repair(text, utf8.len);
	check_pieces(text, utf8.len);
	check_values(text, utf8.len);
	check_summary(text, utf8.len);
	free(text);
	str_release(&utf8);
	return 0;
}
