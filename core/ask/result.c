#include "core/ask/result_impl.h"

#include "core/base/map.h"
#include "core/base/num.h"

#include <math.h>
#include <string.h>

/* Of a blob, for people. */
#define BLOB_SHOWN 16
/* Beyond it neighbouring integers are one double. */
#define SAFE_INTEGER (INT64_C(1) << 53)

static const struct {
	const char *word;
	void (*print)(const struct result_page *p);
} formats[] = {
	[RESULT_TABLE] = {"table", result_print_table},
	[RESULT_JSON] = {"json", result_print_json},
	[RESULT_NDJSON] = {"ndjson", result_print_ndjson},
	[RESULT_CSV] = {"csv", result_print_csv},
	[RESULT_TSV] = {"tsv", result_print_tsv},
	[RESULT_MARKDOWN] = {"markdown", result_print_markdown},
	[RESULT_HTML] = {"html", result_print_html},
};

bool result_format_of(const char *word, enum result_format *ret)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (str_eq(formats[i].word, word)) {
			*ret = (enum result_format)i;
			return true;
		}
	return false;
}

void result_print(const struct source_result *r, enum result_format format, const struct term *term,
	struct str *out)
{
	struct arena a = {0};
	bool *numbers = arena_array(&a, bool, r->columns + 1);
	const struct result_page page = {.result = r,
		.names = result_names(r, &a),
		.numbers = numbers,
		.term = term,
		.out = out};

	for (size_t c = 0; c < r->columns; c++)
		numbers[c] = result_is_number(r, c);
	formats[format].print(&page);
	arena_release(&a);
}

static const char *clean_name(const char *name, size_t index, struct arena *a)
{
	struct str text = {0};
	const char *clean;

	str_add_utf8(&text, name, strlen(name));
	clean = text.len ? arena_strdup(a, str_text(&text))
			 : arena_printf(a, "column_%zu", index + 1);
	str_release(&text);
	return clean;
}

const char *const *result_names(const struct source_result *r, struct arena *a)
{
	const char **names = arena_array(a, const char *, r->columns + 1);
	struct map taken = {0};

	for (size_t i = 0; i < r->columns; i++)
		map_put(&taken, names[i] = clean_name(r->names[i], i, a), &names[i]);
	/* The first of a name keeps it; the others take one that nobody has. */
	for (size_t i = 0; i < r->columns; i++) {
		const char *own = names[i];
		size_t before = 0;

		while (before < i && !str_eq(names[before], own))
			before++;
		if (before == i)
			continue;
		for (int n = 2; map_has(&taken, names[i]); n++)
			names[i] = arena_printf(a, "%s_%d", own, n);
		map_put(&taken, names[i], &names[i]);
	}
	map_release(&taken);
	return names;
}

bool result_is_number(const struct source_result *r, size_t column)
{
	bool some = false;

	for (size_t i = 0; i < r->rows; i++) {
		enum source_value_kind kind = result_value(r, i, column)->kind;

		if (kind == VALUE_TEXT || kind == VALUE_BLOB)
			return false;
		some |= kind != VALUE_NULL;
	}
	return some;
}

bool result_is_safe_integer(int64_t value)
{
	return value >= -SAFE_INTEGER && value <= SAFE_INTEGER;
}

static void add_hex(const struct source_value *v, size_t most, struct str *out)
{
	str_add(out, "x'");
	for (size_t i = 0; i < v->len && i < most; i++)
		str_addf(out, "%02x", (unsigned char)v->text[i]);
	str_add(out, v->len > most ? "...'" : "'");
	if (v->len > most)
		str_addf(out, " (%zu bytes)", v->len);
}

/* The sum of 0.1 and 0.2 is no 0.30000000000000004 for people. */
static void add_rounded(double value, struct str *out)
{
	char text[NUM_TEXT_MAX];

	if (isfinite(value) && fabs(value) >= 1e-5 && fabs(value) < 1e15)
		str_addf(out, "%.15g", value);
	else
		str_add_bytes(out, text, num_format(value, text));
}

void result_text(const struct source_value *v, struct str *out)
{
	switch (v->kind) {
	case VALUE_NULL: break;
	case VALUE_INTEGER: str_addf(out, "%lld", (long long)v->integer); break;
	case VALUE_REAL: add_rounded(v->real, out); break;
	case VALUE_TEXT: str_add_utf8(out, v->text, v->len); break;
	case VALUE_BLOB: add_hex(v, BLOB_SHOWN, out); break;
	}
}

void result_text_exact(const struct source_value *v, struct str *out)
{
	char text[NUM_TEXT_MAX];

	if (v->kind == VALUE_REAL)
		str_add_bytes(out, text, num_format(v->real, text));
	else if (v->kind == VALUE_BLOB)
		add_hex(v, v->len, out);
	else
		result_text(v, out);
}

void result_truncation(const struct source_result *r, struct str *out)
{
	if (r->rows == 1)
		str_add(out, "only the first row is here, there are more");
	else
		str_addf(out, "only the first %zu rows are here, there are more", r->rows);
}
