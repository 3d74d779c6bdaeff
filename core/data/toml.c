#include "core/base/utf8.h"
#include "core/data/toml_reader.h"

#include <string.h>

bool toml_fail(struct toml_reader *r, size_t offset, const char *code, const char *hint,
	const char *format, ...)
{
	va_list args;

	va_start(args, format);
	user_file_vreport(&r->doc->file, r->diags, DIAG_ERROR, offset, code, hint, format, args);
	va_end(args);
	return false;
}

bool toml_unexpected(struct toml_reader *r, const char *wanted)
{
	int c = toml_peek(r);

	if (c < 0)
		return toml_fail(r, r->at, "syntax", NULL, "unexpected end, expected %s", wanted);
	if (c == '\n' || c == '\r')
		return toml_fail(
			r, r->at, "syntax", NULL, "unexpected end of line, expected %s", wanted);
	if (c < 0x20 || c > 0x7e)
		return toml_fail(r, r->at, "syntax",
			c > 0x7e ? "put a key with such characters in quotes" : NULL,
			"unexpected byte 0x%02x, expected %s", c, wanted);
	return toml_fail(r, r->at, "syntax", c == ':' ? "TOML writes 'key = value'" : NULL,
		"unexpected '%c', expected %s", c, wanted);
}

void toml_skip_blanks(struct toml_reader *r)
{
	while (toml_peek(r) == ' ' || toml_peek(r) == '\t')
		r->at++;
}

bool toml_skip_newline(struct toml_reader *r)
{
	size_t len = toml_looking_at(r, "\r\n", 2) ? 2 : toml_peek(r) == '\n';

	r->at += len;
	return len > 0;
}

bool toml_skip_comment(struct toml_reader *r)
{
	int c;

	if (toml_peek(r) != '#')
		return true;
	while ((c = toml_peek(r)) >= 0 && c != '\n' && !toml_looking_at(r, "\r\n", 2)) {
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return toml_fail(r, r->at, "syntax", NULL,
				"control character 0x%02x in a comment", c);
		r->at++;
	}
	return true;
}

static bool read_header(struct toml_reader *r, struct toml_table *root, struct toml_table **ret)
{
	size_t start = r->at;
	bool array = toml_looking_at(r, "[[", 2), ok;
	struct toml_path path = {0};

	r->at += array ? 2 : 1;
	toml_skip_blanks(r);
	ok = toml_path(r, &path);
	if (ok && !toml_looking_at(r, array ? "]]" : "]", array ? 2 : 1))
		ok = toml_unexpected(r, array ? "']]'" : "']'");
	if (ok) {
		r->at += array ? 2 : 1;
		r->section = ++r->sections;
		ok = array ? toml_table_array(r, root, &path, start, ret)
			   : toml_table_header(r, root, &path, start, ret);
	}
	toml_path_release(&path);
	return ok;
}

static bool read_lines(struct toml_reader *r, struct toml_table *root)
{
	struct toml_table *table = root;

	for (;;) {
		int c;

		toml_skip_blanks(r);
		c = toml_peek(r);
		if (c == '[') {
			if (!read_header(r, root, &table))
				return false;
		} else if (c >= 0 && c != '#' && c != '\n' && !toml_looking_at(r, "\r\n", 2)) {
			if (!toml_pair(r, table))
				return false;
		}
		toml_skip_blanks(r);
		if (!toml_skip_comment(r))
			return false;
		if (toml_peek(r) < 0)
			return true;
		if (!toml_skip_newline(r))
			return toml_unexpected(r, "the end of the line");
	}
}

bool document_read_toml(struct document *doc, struct diags *diags)
{
	struct toml_reader r = {.doc = doc,
		.diags = diags,
		.text = str_text(&doc->file.text),
		.len = doc->file.text.len};
	size_t valid = utf8_valid_prefix(r.text, r.len);
	struct toml_table *root;
	cJSON *node;
	bool ok;

	if (valid < r.len)
		return toml_fail(&r, valid, "encoding", "save the file as UTF-8",
			"byte 0x%02x is no UTF-8", (unsigned char)r.text[valid]);
	if (toml_looking_at(&r, "\xef\xbb\xbf", 3))
		r.at = 3;
	node = json_new_object();
	document_set_place(doc, node, 0, 0);
	root = toml_table_new(node, TOML_HEADER, 0, 1);
	ok = read_lines(&r, root);
	toml_table_free(root);
	if (ok)
		doc->root = node;
	else
		json_free(node);
	return ok;
}
