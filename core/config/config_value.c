#include "core/config/config_impl.h"

#include "core/base/num.h"
#include "core/base/utf8.h"

#include <math.h>
#include <string.h>

/* Whole numbers that a double holds; dollars whose pico-dollars 63 bits hold. */
#define INT_LIMIT 9007199254740992.0
#define MONEY_LIMIT 9000000.0
#define PICO 1e12

bool config_number(const struct config_setting *setting, const cJSON *value, int64_t *ret)
{
	double number = json_is_number(value) ? value->valuedouble : -1;
	long long ms;

	if (setting && setting->kind == CONFIG_DURATION && json_is_string(value)) {
		if (!num_parse_duration_ms(value->valuestring, &ms))
			return false;
		*ret = ms;
		return true;
	}
	if (setting && setting->kind == CONFIG_MONEY) {
		if (!(number >= 0 && number <= MONEY_LIMIT))
			return false;
		*ret = llround(number * PICO);
		return true;
	}
	if (!(number >= 0 && number < INT_LIMIT && number == floor(number)))
		return false;
	*ret = (int64_t)number;
	return true;
}

static bool read_text(struct document *doc, struct diags *diags)
{
	const char *text = str_text(&doc->file.text);
	size_t valid = utf8_valid_prefix(text, doc->file.text.len);

	if (valid < doc->file.text.len) {
		user_file_report(&doc->file, diags, DIAG_ERROR, valid, "encoding", NULL,
			"byte 0x%02x is no UTF-8", (unsigned char)text[valid]);
		return false;
	}
	doc->root = json_new_string(text);
	document_set_place(doc, doc->root, 0, 0);
	return true;
}

static bool read_list(struct document *doc, struct diags *diags)
{
	cJSON *text;

	if (str_text(&doc->file.text)[strspn(str_text(&doc->file.text), " ")] == '[')
		return document_read_yaml(doc, diags);
	if (!read_text(doc, diags))
		return false;
	text = doc->root;
	doc->root = json_new_array();
	document_set_place(doc, doc->root, 0, 0);
	json_append_take(doc->root, text);
	return true;
}

bool config_read_value(
	const struct config_setting *setting, struct document *doc, struct diags *diags)
{
	switch (setting ? setting->kind : CONFIG_OBJECT) {
	case CONFIG_TEXT:
	case CONFIG_CHOICE:
	case CONFIG_DURATION: return read_text(doc, diags);
	case CONFIG_LIST: return read_list(doc, diags);
	case CONFIG_NETWORK:
	case CONFIG_COMMAND:
		return str_starts(str_text(&doc->file.text), "[") ? document_read_yaml(doc, diags)
								    : read_text(doc, diags);
	default: return document_read_yaml(doc, diags);
	}
}

bool config_first_error(const struct diags *diags, struct err *err)
{
	for (size_t i = 0; i < diags->list.len; i++) {
		const struct diag *d = &diags->list.at[i];

		if (d->severity != DIAG_ERROR)
			continue;
		err_set(err, ERR_INPUT, "%s:%d:%d: %s", d->path, d->line, d->column, d->message);
		if (d->hint)
			err_hint(err, "%s", d->hint);
		return false;
	}
	return true;
}
