#include "core/ask/result_impl.h"

#include "core/base/base64.h"
#include "core/base/num.h"

#include <math.h>

static void add_quoted(const struct source_value *v, struct str *out)
{
	struct str text = {0};

	str_add_utf8(&text, v->text, v->len);
	json_print_string(out, str_text(&text));
	str_release(&text);
}

static void add_value(const struct source_value *v, struct str *out)
{
	switch (v->kind) {
	case VALUE_NULL: str_add(out, "null"); break;
	case VALUE_TEXT: add_quoted(v, out); break;
	case VALUE_REAL:
		/* JSON has no infinity. */
		if (!isfinite(v->real))
			str_add(out, "null");
		else
			result_text_exact(v, out);
		break;
	case VALUE_BLOB:
		str_add(out, "{\"base64\":\"");
		base64_encode(v->text, v->len, out);
		str_add(out, "\"}");
		break;
	case VALUE_INTEGER: result_text_exact(v, out); break;
	}
}

static void add_row(const struct result_page *p, size_t row)
{
	str_add_char(p->out, '{');
	for (size_t c = 0; c < p->result->columns; c++) {
		if (c)
			str_add_char(p->out, ',');
		json_print_string(p->out, p->names[c]);
		str_add_char(p->out, ':');
		add_value(result_value(p->result, row, c), p->out);
	}
	str_add_char(p->out, '}');
}

void result_print_json(const struct result_page *p)
{
	str_add_char(p->out, '[');
	for (size_t i = 0; i < p->result->rows; i++) {
		str_add(p->out, i ? ",\n " : "\n ");
		add_row(p, i);
	}
	str_add(p->out, p->result->rows ? "\n]\n" : "]\n");
}

void result_print_ndjson(const struct result_page *p)
{
	for (size_t i = 0; i < p->result->rows; i++) {
		add_row(p, i);
		str_add_char(p->out, '\n');
	}
}

/* ---- trees ---- */

static cJSON *value_json(const struct source_value *v)
{
	struct str text = {0};
	cJSON *value;

	if (v->kind == VALUE_NULL || (v->kind == VALUE_REAL && !isfinite(v->real)))
		return json_new_null();
	if (v->kind == VALUE_REAL)
		return json_new_number(v->real);
	if (v->kind == VALUE_INTEGER && result_is_safe_integer(v->integer))
		return json_new_number((double)v->integer);
	if (v->kind == VALUE_BLOB) {
		value = json_new_object();
		base64_encode(v->text, v->len, &text);
		json_set_string(value, "base64", str_text(&text));
	} else {
		result_text_exact(v, &text);
		value = json_new_string(str_text(&text));
	}
	str_release(&text);
	return value;
}

cJSON *result_rows_json(const struct source_result *r)
{
	cJSON *rows = json_new_array();
	struct arena a = {0};
	const char *const *names = result_names(r, &a);

	for (size_t i = 0; i < r->rows; i++) {
		cJSON *row = json_new_object();

		for (size_t c = 0; c < r->columns; c++)
			json_add_take(row, names[c], value_json(result_value(r, i, c)));
		json_append_take(rows, row);
	}
	arena_release(&a);
	return rows;
}

cJSON *result_columns_json(const struct source_result *r)
{
	cJSON *columns = json_new_array();
	struct arena a = {0};
	const char *const *names = result_names(r, &a);

	for (size_t c = 0; c < r->columns; c++)
		json_append_take(columns, json_new_string(names[c]));
	arena_release(&a);
	return columns;
}

void result_add_json(const struct source_result *r, cJSON *document)
{
	json_add_take(document, "columns", r ? result_columns_json(r) : json_new_null());
	json_add_take(document, "rows", r ? result_rows_json(r) : json_new_null());
	json_add_take(
		document, "row_count", r ? json_new_number((double)r->rows) : json_new_null());
	json_add_take(document, "truncated", r ? json_new_bool(r->truncated) : json_new_null());
	json_add_take(document, "duration_ms",
		r ? json_new_number((double)r->duration_us / 1000) : json_new_null());
}
