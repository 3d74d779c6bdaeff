#include "core/node/csv.h"

#include "core/base/utf8.h"
#include "core/base/vec.h"

#include <stdlib.h>
#include <string.h>

struct reader {
	const char *at, *end;
	const struct csv_options *options;
	int line;
	struct str field;
	bool quoted;
};

/* One field into r->field; false at a quote that never closes. */
static bool read_quoted(struct reader *r, struct err *err)
{
	int start = r->line;

	r->quoted = true;
	for (r->at++;; r->at++) {
		if (r->at >= r->end)
			return err_set(err, ERR_INPUT, "%d: a quote that never closes", start);
		if (*r->at == '"' && (++r->at >= r->end || *r->at != '"'))
			return true;
		r->line += *r->at == '\n';
		str_add_char(&r->field, *r->at);
	}
}

static bool read_field(struct reader *r, struct err *err)
{
	str_clear(&r->field);
	r->quoted = false;
	if (r->at < r->end && *r->at == '"') {
		if (!read_quoted(r, err))
			return false;
		if (r->at < r->end && *r->at != r->options->delimiter && *r->at != '\n' && *r->at != '\r')
			return err_set(err, ERR_INPUT, "%d: text behind a closing quote", r->line);
		return true;
	}
	while (r->at < r->end && *r->at != r->options->delimiter && *r->at != '\n' && *r->at != '\r')
		str_add_char(&r->field, *r->at++);
	return true;
}

static cJSON *field_value(const struct reader *r)
{
	const char *text = str_text(&r->field);
	char *end;
	double number;

	if (!r->options->types || r->quoted)
		return json_new_bytes(text, r->field.len);
	if (!*text)
		return json_new_null();
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return json_new_bool(*text == 't');
	/* "0123" and "+49" are labels, and strtod takes "inf" and "0x10", too. */
	if (strspn(text, "-.0123456789eE") == r->field.len && *text != 'e' && *text != 'E' &&
		!(text[0] == '0' && text[1] >= '0' && text[1] <= '9')) {
		number = strtod(text, &end);
		if (!*end)
			return json_new_number(number);
	}
	return json_new_bytes(text, r->field.len);
}

static bool read_row(struct reader *r, cJSON **ret, struct err *err)
{
	cJSON *row = json_new_array();

	for (;;) {
		if (!read_field(r, err)) {
			json_free(row);
			return false;
		}
		json_append_take(row, field_value(r));
		if (r->at >= r->end || *r->at != r->options->delimiter)
			break;
		r->at++;
	}
	if (r->at < r->end && *r->at == '\r')
		r->at++;
	if (r->at < r->end && *r->at == '\n')
		r->at++;
	r->line++;
	*ret = row;
	return true;
}

static cJSON *with_names(const cJSON *names, cJSON *row)
{
	cJSON *object = json_new_object();
	const cJSON *name = names->child;

	for (cJSON *value = row->child; value && name; value = row->child, name = name->next) {
		cJSON_DetachItemViaPointer(row, value);
		json_set_take(object, name->valuestring, value);
	}
	json_free(row);
	return object;
}

bool csv_parse(const char *text, size_t len, const struct csv_options *options, cJSON **ret,
	struct err *err)
{
	struct csv_options plain = *options;
	struct reader r = {.at = text, .end = text + len, .options = &plain, .line = 1};
	cJSON *rows = json_new_array(), *names = NULL, *row;
	bool ok = true;

	if (utf8_valid_prefix(text, len) < len || memchr(text, '\0', len)) {
		json_free(rows);
		return err_set(err, ERR_INPUT, "1: the text is no UTF-8");
	}
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		r.at += 3;
	plain.types = options->types && !options->header;
	while (r.at < r.end && (ok = read_row(&r, &row, err))) {
		if (options->header && !names) {
			names = row;
			plain.types = options->types;
		} else if (!row->child->next && !r.field.len && !r.quoted) {
			json_free(row); /* a blank line */
		} else {
			json_append_take(rows, names ? with_names(names, row) : row);
		}
	}
	json_free(names);
	str_release(&r.field);
	if (ok)
		*ret = rows;
	else
		json_free(rows);
	return ok;
}

static void print_field(struct str *out, const cJSON *value)
{
	struct str text = {0};

	if (json_is_string(value))
		str_add(&text, value->valuestring);
	else if (value && !json_is_null(value))
		json_print(&text, value, JSON_COMPACT);
	if (strpbrk(str_text(&text), ",\"\r\n")) {
		str_add_char(out, '"');
		for (const char *p = str_text(&text); *p; p++) {
			if (*p == '"')
				str_add_char(out, '"');
			str_add_char(out, *p);
		}
		str_add_char(out, '"');
	} else {
		str_add(out, str_text(&text));
	}
	str_release(&text);
}

static void print_row(struct str *out, const cJSON *row, const cJSON *columns)
{
	const char *comma = "";

	if (!columns || json_is_array(row)) {
		json_each(value, row) {
			str_add(out, comma);
			print_field(out, value);
			comma = ",";
		}
	} else {
		json_each(column, columns) {
			str_add(out, comma);
			print_field(out, json_get(row, column->valuestring));
			comma = ",";
		}
	}
	str_add_char(out, '\n');
}

static cJSON *names_of(const cJSON *row)
{
	cJSON *names = json_new_array();

	json_each(value, row)
		json_append_take(names, json_new_string(value->string));
	return names;
}

void csv_print(struct str *out, const cJSON *rows, const cJSON *columns)
{
	cJSON *own = !columns && json_is_object(rows->child) ? names_of(rows->child) : NULL;

	columns = columns ? columns : own;
	if (columns)
		print_row(out, columns, NULL);
	json_each(row, rows)
		print_row(out, row, columns);
	json_free(own);
}
