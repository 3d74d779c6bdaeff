#include "core/data/toml_reader.h"

#include <string.h>

/* Between the elements of an array: blanks, newlines and comments. */
static bool skip_space(struct toml_reader *r)
{
	do {
		toml_skip_blanks(r);
		if (!toml_skip_comment(r))
			return false;
	} while (toml_skip_newline(r));
	return true;
}

static bool enter(struct toml_reader *r, int depth)
{
	if (depth > TOML_MAX_DEPTH)
		return toml_fail(
			r, r->at, "depth", NULL, "nested deeper than %d levels", TOML_MAX_DEPTH);
	r->at++;
	return true;
}

/* Section "Array": a comma may stand behind the last element. */
static bool read_array(struct toml_reader *r, cJSON *array, int depth)
{
	cJSON *item = NULL;

	if (!enter(r, depth))
		return false;
	for (;;) {
		if (!skip_space(r))
			return false;
		if (toml_peek(r) == ']')
			break;
		if (!toml_value(r, r->at, depth, &item))
			return false;
		json_append_take(array, item);
		if (!skip_space(r))
			return false;
		if (toml_peek(r) == ']')
			break;
		if (toml_peek(r) != ',')
			return toml_unexpected(r, "',' or ']'");
		r->at++;
	}
	r->at++;
	return true;
}

static bool read_pairs(struct toml_reader *r, struct toml_table *table)
{
	toml_skip_blanks(r);
	if (toml_peek(r) == '}') {
		r->at++;
		return true;
	}
	for (;;) {
		toml_skip_blanks(r);
		if (!toml_pair(r, table))
			return false;
		toml_skip_blanks(r);
		if (toml_peek(r) == '}')
			break;
		if (toml_peek(r) == '\n' || toml_peek(r) == '\r')
			return toml_fail(r, r->at, "syntax",
				"write it on one line, or as a [table] of its own",
				"an inline table cannot span lines");
		if (toml_peek(r) != ',')
			return toml_unexpected(r, "',' or '}'");
		r->at++;
	}
	r->at++;
	return true;
}

/* Section "Inline Table": on one line, no comma behind the last pair. */
static bool read_inline_table(struct toml_reader *r, cJSON *object, int depth)
{
	int outer = r->section;
	struct toml_table *table;
	bool ok;

	if (!enter(r, depth))
		return false;
	r->section = ++r->sections;
	table = toml_table_new(object, TOML_INLINE, r->section, depth);
	ok = read_pairs(r, table);
	toml_table_free(table);
	r->section = outer;
	return ok;
}

static bool read_string(struct toml_reader *r, cJSON **ret)
{
	struct str text = {0};
	bool ok = toml_string(r, &text);

	if (ok)
		*ret = json_new_bytes(str_text(&text), text.len);
	str_release(&text);
	return ok;
}

bool toml_value(struct toml_reader *r, size_t key_offset, int depth, cJSON **ret)
{
	size_t start = r->at;
	cJSON *value = NULL;
	bool ok;

	switch (toml_peek(r)) {
	case '[':
		value = json_new_array();
		ok = read_array(r, value, depth + 1);
		break;
	case '{':
		value = json_new_object();
		ok = read_inline_table(r, value, depth + 1);
		break;
	case '"':
	case '\'': ok = read_string(r, &value); break;
	default: ok = toml_scalar(r, &value); break;
	}
	if (!ok) {
		json_free(value);
		return false;
	}
	document_set_place(r->doc, value, key_offset, start);
	*ret = value;
	return true;
}

bool toml_pair(struct toml_reader *r, struct toml_table *table)
{
	struct toml_path path = {0};
	const struct toml_key *key;
	struct toml_table *parent;
	cJSON *value = NULL;
	bool ok = toml_path(r, &path);

	if (ok && toml_peek(r) != '=')
		ok = toml_unexpected(r, "'='");
	ok = ok && toml_table_parent(r, table, &path, &parent);
	if (ok) {
		r->at++;
		toml_skip_blanks(r);
		key = &path.parts.at[path.parts.len - 1];
		ok = toml_value(r, key->offset, parent->depth, &value);
		if (ok)
			toml_table_add_take(parent, key->text, value);
	}
	toml_path_release(&path);
	return ok;
}
