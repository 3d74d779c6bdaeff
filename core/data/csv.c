#include "core/data/csv.h"

#include "core/base/utf8.h"
#include "core/data/csv_reader.h"

#include <stdlib.h>
#include <string.h>

/* Longer ones are labels of some kind. */
#define NUMBER_MAX_LEN 400

/* "0123" and "+49" are labels, and strtod takes "inf" and "0x10", too. */
static bool read_number(const struct csv_field *field, double *ret)
{
	char text[NUMBER_MAX_LEN + 1], *end;

	if (field->len > NUMBER_MAX_LEN)
		return false;
	memcpy(text, field->at, field->len);
	text[field->len] = '\0';
	if (strspn(text, "-.0123456789eE") < field->len || *text == 'e' || *text == 'E' ||
		(text[0] == '0' && text[1] >= '0' && text[1] <= '9'))
		return false;
	*ret = strtod(text, &end);
	return !*end;
}

static cJSON *field_value(const struct csv_field *field, bool types)
{
	double number;

	if (!types || field->quoted)
		return json_new_bytes(field->at, field->len);
	if (!field->len)
		return json_new_null();
	if ((field->len == 4 && memcmp(field->at, "true", 4) == 0) ||
		(field->len == 5 && memcmp(field->at, "false", 5) == 0))
		return json_new_bool(*field->at == 't');
	if (read_number(field, &number))
		return json_new_number(number);
	return json_new_bytes(field->at, field->len);
}

static cJSON *row_values(const struct csv_reader *r, bool types)
{
	cJSON *row = json_new_array();

	for (size_t i = 0; i < r->count; i++)
		json_append_take(row, field_value(&r->fields[i], types));
	return row;
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
	struct csv_reader r = {
		.at = text, .end = text + len, .delimiter = options->delimiter, .line = 1};
	cJSON *rows = json_new_array(), *names = NULL;
	bool ok, there;

	if (utf8_valid_prefix(text, len) < len || memchr(text, '\0', len)) {
		json_free(rows);
		return err_set(err, ERR_INPUT, "1: the text is no UTF-8");
	}
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		r.at += 3;
	while ((ok = csv_reader_next(&r, &there, err)) && there) {
		if (options->header && !names)
			names = row_values(&r, false);
		else if (!csv_reader_is_blank(&r))
			json_append_take(
				rows, names ? with_names(names, row_values(&r, options->types))
					    : row_values(&r, options->types));
	}
	json_free(names);
	csv_reader_release(&r);
	if (ok)
		*ret = rows;
	else
		json_free(rows);
	return ok;
}

void csv_print_field(struct str *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		str_add(out, text);
		return;
	}
	str_add_char(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			str_add_char(out, '"');
		str_add_char(out, *text);
	}
	str_add_char(out, '"');
}

static void print_value(struct str *out, const cJSON *value)
{
	struct str text = {0};

	if (json_is_string(value))
		str_add(&text, value->valuestring);
	else if (value && !json_is_null(value))
		json_print(&text, value, JSON_COMPACT);
	csv_print_field(out, str_text(&text));
	str_release(&text);
}

static void print_row(struct str *out, const cJSON *row, const cJSON *columns)
{
	const char *comma = "";

	if (!columns || json_is_array(row)) {
		json_each(value, row) {
			str_add(out, comma);
			print_value(out, value);
			comma = ",";
		}
	} else {
		json_each(column, columns) {
			str_add(out, comma);
			print_value(out, json_get(row, column->valuestring));
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
