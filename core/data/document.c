#include "core/data/document.h"

#include "core/base/fs.h"
#include "core/base/mem.h"

#include <string.h>

enum document_format document_format_of(const char *path)
{
	const char *extension = fs_extension(path);

	if (str_eq(extension, "json"))
		return FORMAT_JSON;
	if (str_eq(extension, "yaml") || str_eq(extension, "yml"))
		return FORMAT_YAML;
	if (str_eq(extension, "toml"))
		return FORMAT_TOML;
	return FORMAT_UNKNOWN;
}

bool document_parse(struct document *doc, enum document_format format, struct diags *diags)
{
	switch (format) {
	case FORMAT_JSON: return document_read_json(doc, diags);
	case FORMAT_YAML: return document_read_yaml(doc, diags);
	case FORMAT_TOML: return document_read_toml(doc, diags);
	case FORMAT_UNKNOWN: break;
	}
	user_file_report(&doc->file, diags, DIAG_ERROR, 0, "format",
		"name the file .json, .yaml, .yml or .toml; an XML document has to be rewritten",
		str_eq(fs_extension(doc->file.path), "xml") ? "XML documents are not supported"
							      : "not a format that can be read");
	return false;
}

bool document_load(struct document *doc, const char *path, struct diags *diags, struct err *err)
{
	*doc = (struct document){0};
	err->kind = ERR_NONE;
	if (!user_file_read(&doc->file, path, err))
		return false;
	return document_parse(doc, document_format_of(path), diags);
}

void document_release(struct document *doc)
{
	json_free(doc->root);
	vec_release(&doc->places);
	user_file_release(&doc->file);
	doc->root = NULL;
}

void document_set_place(struct document *doc, cJSON *node, size_t key_offset, size_t value_offset)
{
	node->valueint = (int)doc->places.len;
	vec_push(&doc->places,
		((struct place){.value = (uint32_t)value_offset, .key = (uint32_t)key_offset}));
}

static const struct place *place_of(const struct document *doc, const cJSON *node)
{
	static const struct place start = {0};

	if (!node || node->valueint < 0 || (size_t)node->valueint >= doc->places.len)
		return &start;
	return &doc->places.at[node->valueint];
}

size_t document_offset(const struct document *doc, const cJSON *node)
{
	return place_of(doc, node)->value;
}

void document_report(struct document *doc, struct diags *diags, enum diag_severity severity,
	const cJSON *node, const char *code, const char *hint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	user_file_vreport(&doc->file, diags, severity, place_of(doc, node)->value, code, hint, format,
		args);
	va_end(args);
}

void document_report_key(struct document *doc, struct diags *diags, enum diag_severity severity,
	const cJSON *node, const char *code, const char *hint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	user_file_vreport(&doc->file, diags, severity, place_of(doc, node)->key, code, hint, format,
		args);
	va_end(args);
}
