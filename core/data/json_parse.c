#include "core/base/map.h"
#include "core/data/document.h"
#include "core/data/json.h"
#include "core/data/json_scan.h"

#include <stdlib.h>

static void number_places(cJSON *value, int *next)
{
	value->valueint = (*next)++;
	for (cJSON *child = value->child; child; child = child->next)
		number_places(child, next);
}

/* Keeps the last of each key, at the place of the first, as JSON.parse does. */
static void drop_duplicates(cJSON *value)
{
	struct map keys = {0};

	for (cJSON *item = value->child, *next; item; item = next) {
		cJSON *first;

		next = item->next;
		drop_duplicates(item);
		if (!json_is_object(value))
			continue;
		first = map_get(&keys, item->string);
		if (!first) {
			map_put(&keys, item->string, item);
			continue;
		}
		cJSON_DetachItemViaPointer(value, item);
		/* the table borrows the key of the node that goes away */
		map_put(&keys, item->string, item);
		cJSON_ReplaceItemViaPointer(value, first, item);
	}
	map_release(&keys);
}

static bool parse_error(const char *text, const struct json_scan *scan, struct err *err)
{
	int line = 1, column = 1;

	for (size_t i = 0; i < scan->error_offset; i++) {
		column = text[i] == '\n' ? 1 : column + ((text[i] & 0xc0) != 0x80);
		line += text[i] == '\n';
	}
	err_set(err, ERR_INPUT, "invalid JSON at line %d, column %d: %s", line, column,
		scan->error);
	if (scan->error_hint)
		err_hint(err, "%s", scan->error_hint);
	return false;
}

bool json_parse(const char *text, size_t len, cJSON **ret, struct err *err)
{
	struct json_scan scan = {.mode = JSON_DATA};
	cJSON *value = NULL;

	if (!json_scan(&scan, text, len)) {
		parse_error(text, &scan, err);
	} else {
		value = cJSON_ParseWithLength(text, len);
		if (!value)
			err_set(err, ERR_INPUT, "invalid JSON");
		else if (scan.has_duplicates)
			drop_duplicates(value);
	}
	json_scan_release(&scan);
	if (value)
		*ret = value;
	return value;
}

bool document_read_json(struct document *doc, struct diags *diags)
{
	struct json_scan scan = {.mode = JSON_DOCUMENT};
	const char *text = str_text(&doc->file.text);
	int next = 0;

	if (!json_scan(&scan, text, doc->file.text.len)) {
		user_file_report(&doc->file, diags, DIAG_ERROR, scan.error_offset, scan.error_code,
			scan.error_hint, "%s", scan.error);
		json_scan_release(&scan);
		return false;
	}
	doc->root = cJSON_ParseWithLength(text, doc->file.text.len);
	if (!doc->root) {
		user_file_report(&doc->file, diags, DIAG_ERROR, 0, "syntax", NULL, "invalid JSON");
		json_scan_release(&scan);
		return false;
	}
	number_places(doc->root, &next);
	doc->places.at = scan.places.at;
	doc->places.len = scan.places.len;
	doc->places.cap = scan.places.cap;
	return true;
}
