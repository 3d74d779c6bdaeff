#ifndef DATA_DOCUMENT_H
#define DATA_DOCUMENT_H

#include "core/data/json.h"
#include "core/data/json_scan.h"
#include "core/data/user_file.h"

/* A user's file in any of our formats: one tree, and for every node its place.
 * A node's valueint, which nothing else uses, is its index in `places`. */
struct document {
	struct user_file file;
	cJSON *root;
	VEC(struct place) places;
};

enum document_format { FORMAT_JSON, FORMAT_YAML, FORMAT_TOML, FORMAT_UNKNOWN };

/* By the file's extension (json, yaml, yml, toml). */
enum document_format document_format_of(const char *path);

/* Reads and parses; findings about the text go to `diags`, and the result is
 * false when there were any or when the file could not be read (then `err` is
 * set; otherwise err->kind stays ERR_NONE). */
bool document_load(struct document *doc, const char *path, struct diags *diags, struct err *err);
/* From memory; doc->file must be filled. */
bool document_parse(struct document *doc, enum document_format format, struct diags *diags);
void document_release(struct document *doc);

/* One finding at the value, or at the key, of a node of this document. */
void document_report(struct document *doc, struct diags *diags, enum diag_severity severity,
	const cJSON *node, const char *code, const char *hint, const char *format, ...)
	__attribute__((format(printf, 7, 8)));
void document_report_key(struct document *doc, struct diags *diags, enum diag_severity severity,
	const cJSON *node, const char *code, const char *hint, const char *format, ...)
	__attribute__((format(printf, 7, 8)));
/* Byte offset of a node's value in the text. */
size_t document_offset(const struct document *doc, const cJSON *node);

/* The readers behind document_parse(), one file each.  On success doc->root
 * and doc->places are set; otherwise a finding was added. */
bool document_read_json(struct document *doc, struct diags *diags);
bool document_read_yaml(struct document *doc, struct diags *diags);
bool document_read_toml(struct document *doc, struct diags *diags);

/* For readers that build the tree themselves: gives `node` its place. */
void document_set_place(struct document *doc, cJSON *node, size_t key_offset, size_t value_offset);

#endif
