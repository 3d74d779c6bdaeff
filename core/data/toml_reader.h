#ifndef DATA_TOML_READER_H
#define DATA_TOML_READER_H

#include "core/base/map.h"
#include "core/data/document.h"

/* Private to toml*.c: TOML 1.0.0 (toml.io/en/v1.0.0), the sections named at
 * the functions. */

/* As for YAML: everything that walks a tree recurses. */
#define TOML_MAX_DEPTH 64

struct toml_reader {
	struct document *doc;
	struct diags *diags;
	const char *text;
	size_t len, at;
	int section;  /* which header or inline table is being filled */
	int sections; /* how many there were */
};

/* One part of a dotted key. */
struct toml_key {
	char *text;
	size_t offset;
};

struct toml_path {
	VEC(struct toml_key) parts; /* at least one */
};

/* How a table came to be decides who may still add to it. */
enum toml_origin {
	TOML_IMPLICIT, /* named on the way by a header */
	TOML_HEADER,   /* by its own header */
	TOML_DOTTED,   /* by a dotted key of one section */
	TOML_INLINE,   /* by braces: complete at the closing one */
};

struct toml_table {
	cJSON *node;
	enum toml_origin origin;
	int section, depth;
	VEC(struct toml_entry) entries;
	struct map index; /* key -> position in entries + 1, once there are many */
};

struct toml_entry {
	cJSON *node;
	struct toml_table *table; /* itself, or the last of an array of tables; NULL for values */
	bool array;
};

/* toml.c */
bool toml_fail(struct toml_reader *r, size_t offset, const char *code, const char *hint,
	const char *format, ...) __attribute__((format(printf, 5, 6)));
bool toml_unexpected(struct toml_reader *r, const char *wanted);
static inline int toml_peek(const struct toml_reader *r)
{
	return r->at < r->len ? (unsigned char)r->text[r->at] : -1;
}
static inline bool toml_looking_at(const struct toml_reader *r, const char *word, size_t len)
{
	size_t i = 0;

	while (i < len && r->at + i < r->len && r->text[r->at + i] == word[i])
		i++;
	return i == len;
}
void toml_skip_blanks(struct toml_reader *r);  /* not newlines */
bool toml_skip_newline(struct toml_reader *r); /* true when there was one */
bool toml_skip_comment(struct toml_reader *r); /* if there is one, up to its newline */

/* toml_string.c.  All strings are read into `out`, which is cleared first. */
bool toml_string(struct toml_reader *r, struct str *out);
bool toml_path(struct toml_reader *r, struct toml_path *path);
void toml_path_release(struct toml_path *path);

/* toml_number.c: numbers, date-times, true and false. */
bool toml_scalar(struct toml_reader *r, cJSON **ret);

/* toml_value.c.  `depth` counts the containers around the value. */
bool toml_value(struct toml_reader *r, size_t key_offset, int depth, cJSON **ret);
/* "key = value" into `table`. */
bool toml_pair(struct toml_reader *r, struct toml_table *table);

/* toml_table.c.  A table borrows its node, which hangs in the tree. */
struct toml_table *toml_table_new(cJSON *node, enum toml_origin origin, int section, int depth);
void toml_table_free(struct toml_table *table);
bool toml_table_header(struct toml_reader *r, struct toml_table *root, const struct toml_path *path,
	size_t offset, struct toml_table **ret);
bool toml_table_array(struct toml_reader *r, struct toml_table *root, const struct toml_path *path,
	size_t offset, struct toml_table **ret);
/* The table that the last part of a dotted key belongs to; the part is free there. */
bool toml_table_parent(struct toml_reader *r, struct toml_table *table,
	const struct toml_path *path, struct toml_table **ret);
void toml_table_add_take(struct toml_table *table, const char *key, cJSON *value);

#endif
