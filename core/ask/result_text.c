#include "core/ask/result_impl.h"
#include "core/data/csv.h"

#include <string.h>

/* CSV and TSV, which end up in spreadsheets: what begins like a formula would
 * be computed there (OWASP, "CSV Injection"), so an apostrophe goes before it. */

static size_t digits(const char **at)
{
	size_t len = strspn(*at, "0123456789");

	*at += len;
	return len;
}

/* "-12.50", "+3e5": harmless, whatever computes it. */
static bool is_numeral(const char *text)
{
	const char *at = text + (*text == '-' || *text == '+');
	size_t count = digits(&at);

	if (*at == '.') {
		at++;
		count += digits(&at);
	}
	if (count && (*at == 'e' || *at == 'E')) {
		at++;
		at += *at == '-' || *at == '+';
		count = digits(&at);
	}
	return count && !*at;
}

static bool looks_like_formula(const char *text)
{
	return *text && strchr("=+-@\t\r", *text) && !is_numeral(text);
}

static void add_inert(const struct source_value *v, struct str *out)
{
	struct str text = {0};

	result_text_exact(v, &text);
	if (v->kind == VALUE_TEXT && looks_like_formula(str_text(&text)))
		str_add_char(out, '\'');
	str_add_bytes(out, str_text(&text), text.len);
	str_release(&text);
}

/* ---- CSV ---- */

static void add_csv(const struct source_value *v, bool alone, struct str *out)
{
	struct str text = {0};

	add_inert(v, &text);
	/* An empty text has quotes, NULL has not; a line must not be empty, though. */
	if (!text.len && (alone || v->kind == VALUE_TEXT))
		str_add(out, "\"\"");
	else
		csv_print_field(out, str_text(&text));
	str_release(&text);
}

/* ---- TSV ---- */

static void add_tsv(const struct source_value *v, bool alone, struct str *out)
{
	struct str text = {0};

	(void)alone;
	add_inert(v, &text);
	for (const char *p = str_text(&text); *p; p++)
		switch (*p) {
		case '\t': str_add(out, "\\t"); break;
		case '\n': str_add(out, "\\n"); break;
		case '\r': str_add(out, "\\r"); break;
		case '\\': str_add(out, "\\\\"); break;
		default: str_add_char(out, *p);
		}
	str_release(&text);
}

/* ---- both ---- */

typedef void add_field(const struct source_value *v, bool alone, struct str *out);

static void print_lines(const struct result_page *p, char delimiter, add_field *add)
{
	const struct source_result *r = p->result;
	bool alone = r->columns == 1;

	for (size_t c = 0; c < r->columns; c++) {
		const struct source_value name = {
			.kind = VALUE_TEXT, .text = p->names[c], .len = strlen(p->names[c])};

		if (c)
			str_add_char(p->out, delimiter);
		add(&name, alone, p->out);
	}
	str_add_char(p->out, '\n');
	for (size_t i = 0; i < r->rows; i++) {
		for (size_t c = 0; c < r->columns; c++) {
			if (c)
				str_add_char(p->out, delimiter);
			add(result_value(r, i, c), alone, p->out);
		}
		str_add_char(p->out, '\n');
	}
}

void result_print_csv(const struct result_page *p)
{
	print_lines(p, ',', add_csv);
}

void result_print_tsv(const struct result_page *p)
{
	print_lines(p, '\t', add_tsv);
}
